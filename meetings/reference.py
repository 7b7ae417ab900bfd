"""The nation's days off, year by year, each year by its joint decree of three ministers (SKB).

A year is added when its decree is out. Districts add what else holds with them, and Ramadan as it
is decided each year (isbat).
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from meetings.models import Holiday

PUBLIC, JOINT_LEAVE = Holiday.Kind.PUBLIC, Holiday.Kind.JOINT_LEAVE


class HolidayLine(NamedTuple):
    first: date
    last: date
    name: str
    kind: Holiday.Kind = PUBLIC


def _day(month: int, day: int, name: str, kind: Holiday.Kind = PUBLIC) -> HolidayLine:
    return HolidayLine(date(2026, month, day), date(2026, month, day), name, kind)


# SKB Menteri Agama 1497/2025, Menteri Ketenagakerjaan 2/2025, Menteri PANRB 5/2025.
HOLIDAYS: Final = (
    _day(1, 1, "Tahun Baru 2026"),
    _day(1, 16, "Isra Mikraj"),
    _day(2, 16, "Cuti bersama Imlek", JOINT_LEAVE),
    _day(2, 17, "Tahun Baru Imlek 2577"),
    _day(3, 18, "Cuti bersama Nyepi", JOINT_LEAVE),
    _day(3, 19, "Hari Suci Nyepi 1948", Holiday.Kind.SILENT),
    _day(3, 20, "Cuti bersama Idulfitri", JOINT_LEAVE),
    HolidayLine(date(2026, 3, 21), date(2026, 3, 22), "Idulfitri 1447 H"),
    HolidayLine(date(2026, 3, 23), date(2026, 3, 24), "Cuti bersama Idulfitri", JOINT_LEAVE),
    _day(4, 3, "Wafat Yesus Kristus"),
    _day(4, 5, "Paskah"),
    _day(5, 1, "Hari Buruh"),
    _day(5, 14, "Kenaikan Yesus Kristus"),
    _day(5, 15, "Cuti bersama Kenaikan Yesus Kristus", JOINT_LEAVE),
    _day(5, 27, "Iduladha 1447 H"),
    _day(5, 28, "Cuti bersama Iduladha", JOINT_LEAVE),
    _day(5, 31, "Waisak 2570"),
    _day(6, 1, "Hari Lahir Pancasila"),
    _day(6, 16, "Tahun Baru Islam 1448 H"),
    _day(8, 17, "Hari Kemerdekaan"),
    _day(8, 25, "Maulid Nabi"),
    _day(12, 24, "Cuti bersama Natal", JOINT_LEAVE),
    _day(12, 25, "Natal"),
)

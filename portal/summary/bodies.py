"""The bodies that have not met for long: whom to visit, village by village. No ranking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.months import last_months
from meetings.summaries import months_since, with_record
from portal.summary.greeting import greeting, phones_by_body
from regions.cache import names_of

if TYPE_CHECKING:
    from accounts.models import User

LOOKED_BACK = 12  # months, with the present one
COLUMNS = (
    "pk",
    "name",
    "region_id",
    "held",
    "dropped",
    "unlogged",
    "last_met",
    "next_on",
)


@dataclass(frozen=True)
class BodyRow:
    """A body, what it did in the months that are looked at, and what would help."""

    key: int
    name: str
    village: str
    district: str
    held: int
    dropped: int
    unlogged: int
    last_met: date | None
    months: int | None  # whole ones since it met; None: it never did, as far as is known
    next_on: date | None
    greet_url: str = ""

    @property
    def since(self) -> str:
        if self.months is None:
            return _("belum pernah tercatat")
        if self.months == 0:
            return _("kurang dari sebulan")
        return ngettext("%(n)d bulan", "%(n)d bulan", self.months) % {"n": self.months}

    @property
    def hint(self) -> str:
        """Say what is known of the reason: help with writing is another help than a visit."""
        if self.unlogged:
            return _("Bantu mencatat: %(n)d pertemuan sudah lewat.") % {"n": self.unlogged}
        if self.next_on:
            return _("Dijadwalkan %(day)s.") % {"day": date_format(self.next_on)}
        return _("Tidak ada jadwal: perlu disapa.")


def record_until(bodies: QuerySet[Any], on: date, now: datetime) -> QuerySet[Any]:
    """Return the bodies at work on a day, with what they did in the twelve months up to it."""
    first = last_months(on, LOOKED_BACK)[-1]
    at_work: QuerySet[Any] = bodies.at_work(on)  # type: ignore[attr-defined]
    return with_record(at_work, first=first.first, last=on, now=now)


def rows_of(bodies: QuerySet[Any], on: date, most: int) -> list[BodyRow]:
    """List the bodies in the order of their villages, without anybody's number."""
    found = list(bodies.order_by("region_id", "name", "pk").values_list(*COLUMNS)[:most])
    names = names_of(row[2] for row in found)
    rows = []
    for key, name, code, held, dropped, unlogged, last_met, next_on in found:
        above = names[code].parent
        rows.append(
            BodyRow(
                key=key,
                name=name,
                village=names[code].full_name,
                district=above.full_name if above else "",
                held=held,
                dropped=dropped,
                unlogged=unlogged,
                last_met=last_met,
                months=None if last_met is None else months_since(last_met, on),
                next_on=next_on,
            )
        )
    return rows


def with_greetings(rows: list[BodyRow], user: User) -> list[BodyRow]:
    phones = phones_by_body(user, (row.key for row in rows))
    return [replace(row, greet_url=greeting(phones.get(row.key, ""), row.name)) for row in rows]

"""What a pasted list would make: for every line what is new, what was repaired, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from accounts.access import Role
from accounts.models import Grant
from common.dates import today
from common.phones import shown
from portal.onboarding.places import Found, Places, settle_columns
from portal.onboarding.reading import Column, Line, lines_in
from regions.models import Region
from wksbm.models import Seat, Wksbm
from wksbm.rules import same_name

if TYPE_CHECKING:
    from accounts.models import User

MOST_LINES: Final = 300
LONGEST_NAME: Final = 120


@dataclass
class Row:
    """A line of the list and what will become of it. With a problem nothing does."""

    number: int
    raw: str
    village: str = ""  # its code
    village_name: str = ""
    district_name: str = ""
    name: str = ""
    phone: str = ""
    repairs: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)  # code and path of a village
    makes_body: bool = False
    makes_seat: bool = False
    makes_access: bool = False
    same_as: int = 0  # the line that says the same
    user: User | None = None  # who has an account already
    body: Wksbm | None = None

    @property
    def shown_phone(self) -> str:
        return shown(self.phone)

    @property
    def person(self) -> tuple[str, str]:
        return same_name(self.name), self.phone

    @property
    def is_new(self) -> bool:
        return self.makes_body or self.makes_seat or self.makes_access


@dataclass
class Plan:
    regency: Region
    rows: list[Row]
    faults: list[str] = field(default_factory=list)  # of the list as a whole

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.problems]

    @property
    def is_ready(self) -> bool:
        return bool(self.rows) and not self.wrong and not self.faults

    @property
    def counts(self) -> dict[str, int]:
        return {
            "lines": len(self.rows),
            "wrong": len(self.wrong),
            "bodies": sum(row.makes_body for row in self.rows),
            "seats": sum(row.makes_seat for row in self.rows),
            "accounts": sum(row.makes_access for row in self.rows),
            "known": sum(not row.is_new and not row.problems for row in self.rows),
        }


def plan_of(regency: Region, text: str) -> Plan:
    """Read the whole list and compare it with what is there; nothing is written."""
    lines = lines_in(text)
    if not lines:
        return Plan(regency, [], [_("Tempel atau tulis daftarnya: desa, nama, nomor HP.")])
    if len(lines) > MOST_LINES:
        fault = _("Paling banyak %(most)d baris sekali tempel. Kirim per kecamatan.")
        return Plan(regency, [], [fault % {"most": MOST_LINES}])
    places = Places(regency)
    settle_columns(lines, places)
    rows = [_row(line, places) for line in lines]
    _mark_doubles(rows)
    _compare(rows)
    return Plan(regency, rows)


# --- One line alone ------------------------------------------------------------------------------


def _row(line: Line, places: Places) -> Row:
    row = Row(line.number, line.raw)
    _read_phone(row, line)
    by_column = {cell.column: cell for cell in line.cells if cell.column}
    name, village = by_column.get(Column.NAME), by_column.get(Column.VILLAGE)
    if village is None:
        unknown = [cell for cell in line.cells if cell.column is None]
        row.problems.append(
            _("Desa %(text)s tidak dikenali di sini.") % {"text": unknown[0].text}
            if len(line.cells) > 1 and unknown
            else _("Desa tidak dikenali. Pisahkan desa, nama, dan nomor dengan koma.")
        )
        found = places.find(unknown[0]) if unknown else Found()
        row.choices = _choices(found, places)
    else:
        _read_village(row, line, places)
    extra = [cell.text for cell in line.cells if cell.column is None]
    if name is not None:
        row.name = name.text[:LONGEST_NAME]
        if len(name.text) > LONGEST_NAME:
            row.problems.append(_("Nama paling panjang 120 huruf."))
    if village is not None and (name is None or not any(map(str.isalpha, row.name))):
        row.problems.append(_("Nama orang tidak terbaca."))
    elif village is not None and extra:
        row.problems.append(_("Tidak jelas untuk apa: %(text)s.") % {"text": ", ".join(extra)})
    return row


def _read_phone(row: Row, line: Line) -> None:
    row.phone = line.phone
    if line.phone_typed and not line.phone:
        row.problems.append(
            _("Nomor HP “%(typed)s” tidak terbaca. Tulis seperti 0812-3456-7890.")
            % {"typed": line.phone_typed}
        )
    elif line.phone_repaired and _digits(line.phone_typed) != _digits(shown(line.phone)):
        row.repairs.append(
            _("nomor %(typed)s dibaca %(phone)s")
            % {"typed": line.phone_typed, "phone": shown(line.phone)}
        )
    elif not line.phone_typed:
        row.notes.append(_("tanpa nomor HP: pakai kartu cetak"))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _read_village(row: Row, line: Line, places: Places) -> None:
    cell = next(cell for cell in line.cells if cell.column is Column.VILLAGE)
    above = next((cell for cell in line.cells if cell.column is Column.DISTRICT), None)
    district = places.district(above.text) if above else ""
    if above and not district:
        row.problems.append(
            _("Kecamatan “%(name)s” tidak ada di kabupaten ini.") % {"name": above.text}
        )
    found = places.find(cell, district)
    if not found.code:
        text = (
            _("Ada beberapa desa yang bisa dimaksud “%(name)s”. Tulis kecamatan atau kodenya.")
            if found.choices
            else _("Desa “%(name)s” tidak ada di sini.")
        )
        row.problems.append(text % {"name": cell.text})
        row.choices = _choices(found, places)
        return
    village = places.name_of(found.code)
    row.village, row.village_name = found.code, village.full_name
    row.district_name = village.parent.full_name if village.parent else ""
    if not found.exact:
        row.repairs.append(
            _("desa “%(typed)s” dibaca %(name)s") % {"typed": cell.text, "name": village.full_name}
        )


def _choices(found: Found, places: Places) -> list[tuple[str, str]]:
    codes = found.choices or ((found.code,) if found.code else ())
    return [(code, places.name_of(code).path) for code in codes]


# --- The lines together, and with what is there --------------------------------------------------


def _mark_doubles(rows: Iterable[Row]) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        if not row.village or not row.name:
            continue
        before = first.setdefault(row.village, row)
        if before is row:
            continue
        if before.person == row.person:
            row.same_as = before.number
            row.notes.append(_("sama dengan baris %(number)d") % {"number": before.number})
        else:
            row.problems.append(
                _("%(village)s sudah ada di baris %(number)d dengan orang atau nomor lain.")
                % {"village": row.village_name, "number": before.number}
            )


def _compare(rows: Iterable[Row]) -> None:
    """Find what is there already: bodies, chairs, accounts. Three queries, however many rows."""
    placed = [row for row in rows if row.village and not row.problems and not row.same_as]
    codes = [row.village for row in placed]
    day = today()
    bodies: dict[str, list[Wksbm]] = {}
    for body in Wksbm.objects.at_work(day).filter(region__in=codes).order_by("pk"):
        bodies.setdefault(body.region_id, []).append(body)
    seats = Seat.objects.held(day).filter(region__in=codes, post=Seat.Post.CHAIR)
    chairs = {seat.wksbm_id: seat for seat in seats.select_related("holder")}
    held: dict[str, list[Grant]] = {}
    grants = Grant.objects.lasting(day).filter(region__in=codes, role=Role.VILLAGE_COORDINATOR)
    for grant in grants.select_related("user").order_by("pk"):
        held.setdefault(grant.region_id or "", []).append(grant)
    for row in placed:
        _compare_body(row, bodies.get(row.village, []), chairs)
        _compare_access(row, held.get(row.village, []))


def _compare_body(row: Row, bodies: list[Wksbm], chairs: dict[int, Seat]) -> None:
    if not bodies:
        row.makes_body = row.makes_seat = True
        return
    row.body = bodies[0]
    if len(bodies) > 1:
        row.notes.append(_("ada %(n)d WKSBM: pengurus dicatat di halamannya") % {"n": len(bodies)})
        return
    chair = chairs.get(row.body.pk)
    if chair is None:
        row.makes_seat = True
    elif same_name(chair.holder.name) != same_name(row.name):
        row.notes.append(_("ketua tercatat: %(name)s") % {"name": chair.holder.name})


def _compare_access(row: Row, grants: list[Grant]) -> None:
    mine = [grant for grant in grants if same_name(grant.user.name) == same_name(row.name)]
    same = next((grant for grant in mine if not row.phone or grant.user.phone == row.phone), None)
    if same is not None:
        row.user = same.user
        row.notes.append(_("sudah diundang"))
    elif mine:
        row.problems.append(
            _("%(name)s sudah diundang dengan nomor lain (%(phone)s). Samakan, atau ganti di akun.")
            % {"name": row.name, "phone": shown(mine[0].user.phone) or "-"}
        )
    elif grants:
        row.problems.append(
            _("%(village)s sudah punya koordinator: %(name)s. Untuk mengganti, pakai Serah terima.")
            % {"village": row.village_name, "name": grants[0].user.name}
        )
    else:
        row.makes_access = True
    if row.problems:
        row.makes_body = row.makes_seat = row.makes_access = False

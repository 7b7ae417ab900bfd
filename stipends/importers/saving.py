"""What each row of a sheet of payments would record; and recording all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, codes_where
from common.dates import today
from common.errors import RuleBroken
from common.months import Month
from people.importers.matching import Match, matches_of
from people.importers.matching import say as say_of_persons
from regions.codes import lineage_of
from spreadsheets.kinds import Use
from spreadsheets.models import Import, ImportRow
from spreadsheets.services.bulk import write_rows
from stipends.models import RecordedPayment, Scheme
from stipends.services.recording import whole_months
from volunteers.models import Appointment
from wksbm.rules import same_name

Action = ImportRow.Action
MOST_ROWS: Final = 20_000
WRITTEN: Final = ("action", "conflicts", "candidates", "fills", "differs", "target")
AT_ONCE: Final = 1000


@dataclass
class Plan:
    """What a row says, and what is to be done with it."""

    row: ImportRow
    match: Match
    action: Action = Action.CREATE
    scheme: Scheme | None = None
    region: str = ""
    conflicts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def period(self) -> DateRange:
        first = _month(self.row.values["month_from"])
        last = _month(self.row.values.get("month_to") or self.row.values["month_from"])
        return whole_months(first.first, last.first)

    @property
    def facts(self) -> tuple[Any, ...]:
        values = self.row.values
        return self.period, values["amount"], date.fromisoformat(values["paid_on"])

    def refuse(self, column: str, code: str, **args: Any) -> None:
        self.action = Action.FAIL
        self.conflicts.append({"field": column, "code": code, "args": args})


def check_rows(batch: Import, _only: Sequence[int] | None) -> None:
    """Plan all rows anew and write down what changed. Raises too_many_rows."""
    if batch.rows.count() > MOST_ROWS:
        words = _("Paling banyak %(most)d baris untuk sekali impor. Kirim per kecamatan.")
        raise RuleBroken("too_many_rows", words % {"most": MOST_ROWS})
    plans = plan_of(batch)
    for plan in plans:
        plan.row.action, plan.row.conflicts = plan.action, plan.conflicts
        plan.row.candidates = list(plan.match.candidates)
        plan.row.fills, plan.row.differs = [], []
        plan.row.target = plan.match.person
    write_rows([plan.row for plan in plans], WRITTEN)
    batch.rows.exclude(faults=[]).exclude(action=Action.FAIL).update(
        action=Action.FAIL, conflicts=[], candidates=[], fills=[], differs=[], target=None
    )


def plan_of(batch: Import) -> list[Plan]:
    """Compare every faultless row with who is known and what is recorded; nothing is written."""
    matches = matches_of(batch)
    rows = batch.rows.filter(faults=[]).order_by("number")
    plans = [Plan(row, matches[row.pk]) for row in rows]
    _find_schemes(plans, batch)
    for plan in plans:
        _judge_person(plan)
    planned = [plan for plan in plans if plan.action == Action.CREATE]
    _place(planned, batch)
    _refuse_doubles([plan for plan in planned if plan.action == Action.CREATE])
    return plans


def save_rows(batch: Import) -> None:
    """Record what the check in this very transaction found. Raises taken_meanwhile."""
    plans = [plan for plan in plan_of(batch) if plan.action == Action.CREATE]
    who, now = batch.saved_by or batch.uploaded_by, timezone.now()
    try:
        with transaction.atomic():
            made = RecordedPayment.objects.bulk_create(
                (_payment(plan, who, now) for plan in plans), batch_size=AT_ONCE
            )
    except IntegrityError as error:
        raise RuleBroken(
            "taken_meanwhile",
            _("Orang lain baru saja menyimpan data yang sama. Periksa lagi, lalu simpan."),
        ) from error
    for payment, plan in zip(made, plans, strict=True):
        plan.row.made, plan.row.target = {"payment": payment.pk}, plan.match.person
    write_rows([plan.row for plan in plans], ["made", "target"])


def used_since(_batch: Import) -> Sequence[Use]:
    """Return none: a recorded payment is withdrawn whenever it was a mistake."""
    return []


def undo_rows(batch: Import) -> None:
    """Withdraw what the import recorded; the rows stay, and say why."""
    keys = [row.made["payment"] for row in batch.rows.filter(made__has_key="payment")]
    who = batch.undone_by or batch.uploaded_by
    RecordedPayment.objects.filter(pk__in=keys, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_by=who, withdrawn_because=_("Impor diurungkan.")
    )


def say(code: str, args: Mapping[str, Any]) -> str:
    """Put a conflict into words."""
    words = {
        "person_unknown": _("Orang ini belum tercatat. Catat dulu orangnya."),
        "scheme_unknown": _(
            "Skema “%(text)s” tidak dikenal. Tulis seperti di halaman Skema; yang dicatat di sini "
            "hanya yang dibayar pihak lain."
        ),
        "place_of_another": _("Orang ini bertugas di wilayah lain."),
        "day_to_come": _("Tanggal ini tidak boleh setelah hari ini."),
        "already_recorded": _("Pembayaran untuk masa itu sudah dicatat, dengan isi yang berbeda."),
        "twice_in_sheet": _("Masa ini sudah ada di baris %(first)s untuk orang yang sama."),
    }
    return words[code] % args if code in words else say_of_persons(code, args)


# --- Parts of the above --------------------------------------------------------------------------


def _find_schemes(plans: Sequence[Plan], batch: Import) -> None:
    known = Scheme.objects.filter(is_recorded=True, region__in=lineage_of(batch.region_id))
    by_name = {same_name(one.name): one for one in known.order_by("region", "pk")}
    for plan in plans:
        text = plan.row.values["scheme"]
        plan.scheme = by_name.get(same_name(text))
        if plan.scheme is None:
            plan.refuse("scheme", "scheme_unknown", text=text)


def _judge_person(plan: Plan) -> None:
    if plan.match.refused:
        column = "nik" if plan.match.refused == "nik_of_another" else "name"
        plan.refuse(column, plan.match.refused)
    elif plan.action == Action.CREATE and plan.match.is_open:
        plan.action = Action.ASK
    elif not plan.match.is_open and plan.match.person is None:
        plan.refuse("name", "person_unknown")


def _place(plans: Sequence[Plan], batch: Import) -> None:
    """Let each payment belong where the person serves from, as the user may record it there."""
    persons = {plan.match.person for plan in plans}
    served: dict[tuple[int, int], str] = {}
    rows = Appointment.objects.filter(person__in=persons).order_by("term", "pk")
    for person, pillar, region in rows.values_list("person_id", "pillar_id", "region_id"):
        served[person, pillar] = region
    kept = codes_where(batch.saved_by or batch.uploaded_by, Can.KEEP_STIPENDS)
    for plan in plans:
        key = (plan.match.person or 0, plan.scheme.pillar_id if plan.scheme else 0)
        plan.region = served.get(key, plan.row.values["village"])
        if not any(plan.region.startswith(code) for code in kept):
            plan.refuse("name", "place_of_another")
        if date.fromisoformat(plan.row.values["paid_on"]) > today(batch.region.tz):
            plan.refuse("paid_on", "day_to_come")


def _refuse_doubles(plans: Sequence[Plan]) -> None:
    """Leave out what is recorded already; refuse what overlaps and says otherwise."""
    recorded: dict[tuple[int, int], list[tuple[Any, ...]]] = {}
    known = RecordedPayment.objects.filter(
        person__in={plan.match.person for plan in plans}, withdrawn_at=None
    )
    for one in known:
        facts = (one.period, one.amount, one.paid_on)
        recorded.setdefault((one.person_id, one.scheme_id), []).append(facts)
    seen: dict[tuple[int, int], list[Plan]] = {}
    for plan in plans:
        if plan.match.person is None or plan.scheme is None:
            continue
        key = plan.match.person, plan.scheme.pk
        rivals = [facts for facts in recorded.get(key, []) if _overlap(facts[0], plan.period)]
        twins = [one for one in seen.get(key, []) if _overlap(one.period, plan.period)]
        if plan.facts in [*rivals, *(one.facts for one in twins)]:
            plan.action = Action.SKIP
        elif rivals:
            plan.refuse("month_from", "already_recorded")
        elif twins:
            plan.refuse("month_from", "twice_in_sheet", first=twins[0].row.number)
        else:
            seen.setdefault(key, []).append(plan)


def _payment(plan: Plan, who: Any, now: Any) -> RecordedPayment:
    period, amount, paid_on = plan.facts
    return RecordedPayment(
        region_id=plan.region,
        person_id=plan.match.person,
        scheme=plan.scheme,
        period=period,
        amount=amount,
        paid_on=paid_on,
        evidence=plan.row.values["evidence"],
        noted_by=who,
        noted_at=now,
    )


def _overlap(one: DateRange, other: DateRange) -> bool:
    return bool(one.lower < other.upper and other.lower < one.upper)


def _month(text: str) -> Month:
    found = Month.read(text)
    if found is None:
        raise ValueError(text)  # read_row has kept months only
    return found

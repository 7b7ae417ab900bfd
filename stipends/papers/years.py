"""What the recapitulation of a person's year says: each payment of here, and what others paid."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from common.dates import first_day, last_day, wall_time
from common.errors import RuleBroken
from papers.words import said_day, terbilang
from people.models import Person
from people.services.own_data import one_human
from stipends.models import (
    LedgerEntry,
    Line,
    LineState,
    LineStep,
    Official,
    RecordedPayment,
    Settlement,
)
from stipends.papers.subjects import PersonYear
from stipends.papers.sums import Sum, sums_of
from stipends.papers.vouchers import PAYING
from stipends.papers.words import said_months, said_period, said_rupiah, signers_of
from stipends.services import Sums, owed_by_line, received_by_line

SIGNERS: Final = {Official.Post.BUDGET_USER: "Mengetahui,", Official.Post.TREASURER: ""}


def year_facts(year: PersonYear) -> dict[str, Any]:
    """Return the person's payments of a fiscal year, and what others paid in that year.

    Lines of persons who were merged into this one are among them. Raises nothing_paid.
    """
    persons = one_human(year.person)
    lines = _lines(year, persons)
    others = list(
        RecordedPayment.objects.filter(
            person__in=persons,
            region__code__startswith=year.region.pk,
            paid_on__year=year.year,
            withdrawn_at=None,
        )
        .select_related("scheme")
        .order_by("paid_on", "pk")
    )
    if not lines and not others:
        raise RuleBroken("nothing_paid", _("Tidak ada pembayaran pada tahun ini."))
    got, owed = received_by_line(lines), owed_by_line(lines)
    sums = sums_of(LedgerEntry.objects.filter(line__in=lines))
    paid = LineStep.objects.filter(line__in=lines, kind__in=PAYING).order_by("pk")
    paid_on = {step.line_id: step.on for step in paid}
    rows = [
        _row(
            line,
            got.get(line.pk, sums.get(line.pk, Sum())),
            paid_on.get(line.pk),
            owed.get(line.pk, Sums()),
        )
        for line in lines
    ]
    received = sum((Sum(one.gross, one.tax) for one in got.values()), Sum())
    until = _last_day(year, lines, others)
    return {
        "name": year.person.name,
        "nik": year.person.nik_masked,
        "posts": ", ".join(dict.fromkeys(line.post for line in lines)),
        "numbers": ", ".join(
            dict.fromkeys(line.member_number for line in lines if line.member_number)
        ),
        "year": str(year.year),
        "place": year.region.full_name,
        "rows": rows,
        "gross": received.gross,
        "tax": received.tax,
        "net": received.net,
        "in_words": terbilang(received.net),
        "others": [_other(one) for one in others],
        "others_total": sum(one.amount for one in others),
        "signers": [one.as_facts() for one in signers_of(year.region, until, SIGNERS)],
        "place_and_date": f"{year.region.name}, {said_day(until)}",
    }


def year_title(year: PersonYear) -> str:
    return f"Rekapitulasi penerimaan {year.person.name}, {year.year}"


# --- Parts of the above --------------------------------------------------------------------------


def _lines(year: PersonYear, persons: list[Person]) -> list[Line]:
    found = Line.objects.filter(
        person__in=persons,
        run__region__code__startswith=year.region.pk,
        run__source__fiscal_year=year.year,
        standing__isnull=False,
    )
    return list(
        found.select_related("run__scheme", "run__source", "standing").order_by("run", "number")
    )


def _is_paid(line: Line) -> bool:
    return line.standing.state == LineState.State.PAID


def _row(line: Line, due: Sum | Sums, paid_on: date | None, owed: Sums) -> dict[str, Any]:
    run, state = line.run, str(line.standing.get_state_display())
    arrived = f"{state}, {said_day(paid_on)}" if _is_paid(line) and paid_on else state
    if owed.net:
        arrived += f"; kekurangan {said_rupiah(owed.net)} belum dibayarkan"
    return {
        "title": run.title,
        "scheme": f"{run.scheme.name}, {run.source.get_budget_display()}",
        "period": said_months(line),
        "sp2d": run.sp2d_number,
        "gross": due.gross,
        "tax": due.tax,
        "law": line.tax_law,
        "net": due.net,
        "state": arrived,
    }


def _other(one: RecordedPayment) -> dict[str, Any]:
    return {
        "scheme": f"{one.scheme.name} ({one.scheme.payer})",
        "period": said_period(first_day(one.period), last_day(one.period)),
        "on": said_day(one.paid_on),
        "evidence": one.evidence,
        "amount": one.amount,
    }


def _last_day(year: PersonYear, lines: list[Line], others: list[RecordedPayment]) -> date:
    """Return the day of the last thing that is told, so that a reprint says the same."""
    at = [line.standing.since for line in lines] + [one.noted_at for one in others]
    for rows in (LedgerEntry.objects.all(), Settlement.objects.all()):
        at += rows.filter(line__in=lines).values_list("at", flat=True)
    return wall_time(max(at), year.region.tz).date()

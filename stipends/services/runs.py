"""Runs until they are handed in: begun, drafted, decided upon, submitted, sent back, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Func, Sum, TextField, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, may, require
from accounts.models import User
from common.errors import RuleBroken
from common.inserts import insert
from common.names import tidy
from people.models import Person
from stipends.models import Decision, FundingSource, Line, Quantity, Rhythm, Run, Scheme
from stipends.services.drafting import write_list
from stipends.services.holding import hold_run, note_editor, write_run
from stipends.services.refusals import refuse_claimed
from wksbm.rules import term_between

State = Run.State


@transaction.atomic
def start_run(
    *,
    scheme: Scheme,
    source: FundingSource,
    period_from: date,
    period_to: date,
    title: str,
    with_arrears: bool = True,
    actor: User,
) -> Run:
    """Begin a run for whole months, `period_to` being the last day, and draft its list at once.

    The months lie in the source's fiscal year; a scheme per unit is paid month by month. Raises
    recorded_only, year_closed; ValidationError on `source`, `period_from`, `period_to`, `title`.
    """
    require(actor, Can.KEEP_STIPENDS, on=scheme)
    require(actor, Can.KEEP_STIPENDS, on=source)
    _refuse_source(scheme, source)
    run = Run(
        region=scheme.region,
        scheme=scheme,
        source=source,
        period=term_between(period_from, period_to, field="period_to"),
        title=tidy(title),
        with_arrears=with_arrears,
        made_by=actor,
    )
    _refuse_period(run, period_from, period_to)
    insert(run)
    run.refresh_from_db(fields=["period"])  # as the database keeps it: the day after the last
    return _draft(run, actor)


@transaction.atomic
def draft_run(run: Run, *, version: int | None = None, actor: User) -> Run:
    """Write the list anew, as things stand now. Raises run_moved_on, stale_version."""
    require(actor, Can.KEEP_STIPENDS, on=run)
    return _draft(hold_run(run, State.DRAFT, version=version), actor)


@transaction.atomic
def decide(
    run: Run, person: Person, *, pays: bool, because: str, version: int | None = None, actor: User
) -> Run:
    """Pay somebody whom the draft holds, or take somebody out; the list is written anew.

    A decision to pay lifts what waits for one, no other condition. Raises run_moved_on,
    stale_version; ValidationError on `because`.
    """
    require(actor, Can.KEEP_STIPENDS, on=run)
    held = hold_run(run, State.DRAFT, version=version)
    facts = {
        "pays": pays,
        "because": _reason(because, Decision, "because"),
        "by": actor,
        "at": timezone.now(),
    }
    Decision.objects.update_or_create(run=held, person=person, defaults=facts)
    return _draft(held, actor)


@transaction.atomic
def note_quantities(
    run: Run, quantities: Mapping[int, int], *, version: int | None = None, actor: User
) -> Run:
    """Write down how many units each person (by key) is paid; the list is written anew.

    Nought takes it back. Raises not_per_unit, run_moved_on, stale_version; ValidationError on
    `quantities` for a negative number or a person who is not on the list of the scheme.
    """
    require(actor, Can.KEEP_STIPENDS, on=run)
    held = hold_run(run, State.DRAFT, version=version)
    if held.scheme.rhythm != Rhythm.PER_UNIT:
        raise RuleBroken("not_per_unit", _("Skema ini tidak dibayar per satuan."))
    _refuse_quantities(held, quantities)
    now = timezone.now()
    rows = [
        Quantity(run=held, person_id=person, count=count, by=actor, at=now)
        for person, count in sorted(quantities.items())
    ]
    Quantity.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["run", "person"],
        update_fields=["count", "by", "at"],
        batch_size=1000,
    )
    return _draft(held, actor)


@transaction.atomic
def submit_run(run: Run, *, version: int | None = None, actor: User) -> Run:
    """Hand the list in: from now on it stands as it is, under its fingerprint.

    Raises no_lines, already_claimed, ceiling_exceeded, year_closed, run_moved_on, stale_version.
    """
    require(actor, Can.KEEP_STIPENDS, on=run)
    held = hold_run(run, State.DRAFT, version=version)
    sums = sums_of(held)
    if not sums["line_count"]:
        raise RuleBroken("no_lines", _("Daftar ini kosong: tidak ada yang dapat diajukan."))
    refuse_claimed(held)
    refuse_unaffordable(held.source, sums["gross"])
    note_editor(held, actor)
    return write_run(
        held,
        state=State.SUBMITTED,
        **sums,
        fingerprint=fingerprint_of(held),
        submitted_by=actor,
        submitted_at=timezone.now(),
        sent_back_because="",
    )


@transaction.atomic
def send_back(run: Run, *, because: str, version: int | None = None, actor: User) -> Run:
    """Give a submitted list back to be drafted anew. Who approves may, and who keeps runs.

    Raises run_moved_on, stale_version; ValidationError on `because`.
    """
    if not may(actor, Can.APPROVE_MONEY, on=run):
        require(actor, Can.KEEP_STIPENDS, on=run)
    held = hold_run(run, State.SUBMITTED, version=version)
    return write_run(
        held,
        state=State.DRAFT,
        line_count=0,
        gross=0,
        tax=0,
        net=0,
        fingerprint="",
        submitted_by=None,
        submitted_at=None,
        sent_back_because=_reason(because, Run, "sent_back_because"),
    )


@transaction.atomic
def cancel_run(run: Run, *, because: str, version: int | None = None, actor: User) -> Run:
    """Give up a run that nobody approved. Raises run_moved_on, stale_version."""
    require(actor, Can.KEEP_STIPENDS, on=run)
    held = hold_run(run, State.DRAFT, State.SUBMITTED, version=version)
    return write_run(
        held,
        state=State.CANCELLED,
        cancelled_because=_reason(because, Run, "cancelled_because"),
    )


# --- Parts of the above --------------------------------------------------------------------------


def sums_of(run: Run) -> dict[str, int]:
    """Return the number of lines and their sums in whole rupiah."""
    return Line.objects.filter(run=run).aggregate(
        line_count=Count("pk"),
        gross=Sum("gross", default=0),
        tax=Sum("tax", default=0),
        net=Sum("net", default=0),
    )


def fingerprint_of(run: Run) -> str:
    """Return the SHA-256 over all lines, as the database works it out."""
    asked = Func(Value(run.pk), function="stipends_fingerprint", output_field=TextField())
    found: str = Run.objects.filter(pk=run.pk).values_list(asked, flat=True).get()
    return found


def refuse_unaffordable(source: FundingSource, gross: int) -> None:
    """Raise year_closed, or ceiling_exceeded with what is left."""
    if source.is_closed:
        raise RuleBroken("year_closed", _("Tahun anggaran ini sudah ditutup."))
    if gross > source.left:
        words = _("Pagu tidak cukup: daftar ini Rp%(gross)s, sisa pagu Rp%(left)s.")
        sums = {"gross": _dotted(gross), "left": _dotted(source.left)}
        raise RuleBroken("ceiling_exceeded", words % sums)


def _draft(run: Run, actor: User) -> Run:
    write_list(run)
    note_editor(run, actor)
    return write_run(run, drafted_at=timezone.now())


def _refuse_source(scheme: Scheme, source: FundingSource) -> None:
    if scheme.is_recorded:
        raise RuleBroken("recorded_only", _("Skema ini dibayar pihak lain, jadi hanya dicatat."))
    if source.is_closed:
        raise RuleBroken("year_closed", _("Tahun anggaran ini sudah ditutup."))
    if source.budget != scheme.budget:
        words = _("Skema ini dibayar dari anggaran lain.")
        raise ValidationError({"source": ValidationError(words, code="other_budget")})
    if not scheme.region_id.startswith(source.region_id):
        words = _("Sumber dana ini milik wilayah lain.")
        raise ValidationError({"source": ValidationError(words, code="other_region")})


def _refuse_period(run: Run, period_from: date, period_to: date) -> None:
    if {period_from.year, period_to.year} != {run.source.fiscal_year}:
        words = _("Periode ini di luar tahun anggaran sumber dananya.")
        raise ValidationError({"period_from": ValidationError(words, code="other_year")})
    if run.scheme.rhythm == Rhythm.PER_UNIT and period_from.month != period_to.month:
        words = _("Skema per satuan dibayar bulan demi bulan.")
        raise ValidationError({"period_to": ValidationError(words, code="one_month_only")})


def _refuse_quantities(run: Run, quantities: Mapping[int, int]) -> None:
    if any(count < 0 for count in quantities.values()):
        words = _("Volume tidak boleh negatif.")
        raise ValidationError({"quantities": ValidationError(words, code="negative")})
    lines = Line.objects.filter(run=run, person__in=quantities).values("person")
    out = run.left_out.filter(person__in=quantities).values("person")
    known = {row["person"] for row in lines.union(out)}
    if set(quantities) - known:
        words = _("Ada orang yang tidak termasuk skema ini.")
        raise ValidationError({"quantities": ValidationError(words, code="not_in_scheme")})


def _reason(text: str, model: Any, field: str) -> str:
    written = tidy(text)
    if not written:
        raise ValidationError({"because": ValidationError(_("Tulis alasannya."), code="required")})
    longest = model._meta.get_field(field).max_length
    if len(written) > longest:
        words = _("Paling banyak %(most)d huruf.") % {"most": longest}
        raise ValidationError({"because": ValidationError(words, code="too_long")})
    return written


def _dotted(sum_: int) -> str:
    return f"{sum_:,}".replace(",", ".")

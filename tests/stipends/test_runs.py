"""A run from its draft to released money, and each step by its person."""

from datetime import date

import pytest
from django.db import connection

from common.errors import RuleBroken
from stipends.models import Entitlement, LedgerEntry, Line, LineState, Run
from stipends.services import approve_run, approving, release_run, start_run, submit_run
from tests.factories.stipends import (
    make_approver,
    make_officer,
    make_recipient,
    make_released_run,
    make_scheme,
    make_source,
    make_submitted_run,
)
from tests.stipends.books import balanced

pytestmark = pytest.mark.django_db


def test_a_run_from_draft_to_released():
    officer, approver = make_officer(), make_approver()
    scheme, source = make_scheme(), make_source()
    make_recipient("Siti Aminah")
    make_recipient("Budi")

    run = start_run(
        scheme=scheme,
        source=source,
        period_from=date(2026, 8, 1),
        period_to=date(2026, 8, 31),
        title="Tali asih Agustus",
        with_arrears=False,
        actor=officer,
    )
    assert list(
        Line.objects.filter(run=run)
        .order_by("number")
        .values_list("number", "name", "units", "gross", "net")
    ) == [
        (1, "Budi", ["2026-08"], 200_000, 200_000),
        (2, "Siti Aminah", ["2026-08"], 200_000, 200_000),
    ]
    submit_run(run, version=run.version, actor=officer)
    run.refresh_from_db()
    assert (run.state, run.line_count, run.gross, len(run.fingerprint)) == (
        "submitted",
        2,
        400_000,
        64,
    )
    approve_run(run, fingerprint=run.fingerprint, version=run.version, actor=approver)
    run.refresh_from_db()
    source.refresh_from_db()
    assert (run.state, source.committed) == ("approved", 400_000)
    release_run(
        run, sp2d_number="1/SP2D", sp2d_on=date(2026, 9, 1), version=run.version, actor=officer
    )
    assert list(LineState.objects.values_list("state", flat=True)) == ["released", "released"]


def test_a_long_run_is_claimed_in_parts_whole_or_not_at_all(monkeypatch):
    """Whoever has two lines is in one part; what the last part may not claim takes all back."""
    monkeypatch.setattr(approving, "AT_ONCE", 2)
    people = [make_recipient().person for _number in range(5)]
    first, other = make_released_run(), make_submitted_run(scheme=make_scheme())
    line = Line.objects.filter(run=other).first()
    Run.objects.filter(pk=other.pk).update(state="draft")
    line.pk, line.number, line.units = None, 9, ["2026-01"]
    line.save(force_insert=True)
    submit_run(Run.objects.get(pk=other.pk), actor=other.made_by)
    other.refresh_from_db()
    again = make_submitted_run(scheme=other.scheme)

    approve_run(other, fingerprint=other.fingerprint, actor=make_approver())

    assert (first.line_count, other.line_count, len(people)) == (5, 6, 5)
    assert LedgerEntry.objects.filter(run=other, kind="claim").count() == 6
    assert Entitlement.objects.filter(live__run=other).count() == 6
    balanced()
    last = LedgerEntry.objects.filter(run=other).order_by("person", "pk").last()
    with connection.cursor() as cursor:  # all but the last person's month are free again
        cursor.execute("SET LOCAL wksbm.mending = 'yes'")
        cursor.execute(
            "UPDATE stipends_entitlement SET live_id = NULL WHERE person_id <> %s",
            [last.person_id],
        )
    with pytest.raises(RuleBroken) as refused:
        approve_run(again, fingerprint=again.fingerprint, actor=make_approver())
    again.refresh_from_db()
    assert (refused.value.code, again.state) == ("already_claimed", "submitted")
    assert not LedgerEntry.objects.filter(run=again).exists()

"""A run from its draft to released money, and each step by its person."""

from datetime import date

import pytest

from stipends.models import Line, LineState
from stipends.services import approve_run, release_run, start_run, submit_run
from tests.factories.stipends import (
    make_approver,
    make_officer,
    make_recipient,
    make_scheme,
    make_source,
)

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

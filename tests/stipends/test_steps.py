"""Who may do which step of a run, and what each service refuses, by its code."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from common.errors import NotAllowed, RuleBroken
from stipends import services
from stipends.models import BUDGETS, FundingSource, LineState, LineStep, Run
from tests.factories.accounts import make_user
from tests.factories.people import make_bank_account
from tests.factories.regions import make_region
from tests.factories.stipends import (
    make_approved_run,
    make_approver,
    make_officer,
    make_recipient,
    make_released_run,
    make_run,
    make_scheme,
    make_source,
    make_submitted_run,
)
from tests.stipends.books import balanced, faults

pytestmark = pytest.mark.django_db


def refused(deed):
    with pytest.raises(RuleBroken) as told:
        deed()
    return told.value.code


def test_each_step_has_its_person():
    officer, approver = make_officer(), make_approver()
    superuser = make_user()
    superuser.is_superuser = True
    superuser.save()
    make_recipient()
    scheme = make_scheme()
    run = make_run(scheme=scheme, officer=superuser)

    assert refused(lambda: services.submit_run(run, actor=approver)) == "not_allowed"
    run = services.submit_run(run, version=run.version, actor=officer)
    seen = run.fingerprint
    assert refused(lambda: services.draft_run(run, actor=officer)) == "run_moved_on"
    for actor, code in ((officer, "not_allowed"), (superuser, "own_approval")):
        found = refused(lambda by=actor: services.approve_run(run, fingerprint=seen, actor=by))
        assert found == code
    assert (
        refused(lambda: services.approve_run(run, fingerprint="0" * 64, actor=approver))
        == "lines_changed"
    )
    assert (
        refused(lambda: services.approve_run(run, fingerprint=seen, version=1, actor=approver))
        == "stale_version"
    )
    run = services.approve_run(run, fingerprint=seen, version=run.version, actor=approver)
    assert run.approved_fingerprint == seen
    assert (
        refused(lambda: services.second_run(run, fingerprint=seen, actor=make_approver()))
        == "second_not_needed"
    )
    out = {"sp2d_number": "1/SP2D", "sp2d_on": date(2026, 9, 1)}
    assert refused(lambda: services.release_run(run, **out, actor=approver)) == "own_release"
    run = services.release_run(run, **out, actor=officer)
    assert refused(lambda: services.close_run(run, actor=officer)) == "lines_open"
    assert refused(lambda: services.cancel_run(run, because="x", actor=officer)) == "run_moved_on"
    run = services.note_ntpn(run, ntpn="ab12 cd34 ef56 gh78", actor=officer)
    assert run.ntpn == "AB12CD34EF56GH78"
    LineStep.objects.create(
        line=run.lines.get(), kind="transferred", on=date(2026, 9, 2), by=officer,
        at=run.released_at,
    )  # fmt: skip
    assert services.close_run(run, actor=officer).state == "closed"
    balanced()


def test_a_large_sum_takes_two_and_a_small_office_says_why_not():
    officer, first, second = make_officer(), make_approver(), make_approver()
    scheme, source = make_scheme(), make_source()
    services.write_policy(
        scheme.region.parent, second_over=199_999, dispute_days=14, actor=make_officer("52")
    )
    make_recipient()
    run = make_approved_run(scheme=scheme, source=source, officer=officer, approver=first)
    out = {"sp2d_number": "1/SP2D", "sp2d_on": date(2026, 9, 1)}
    seen = {"fingerprint": run.fingerprint}

    assert run.needs_second
    assert refused(lambda: services.release_run(run, **out, actor=officer)) == "second_missing"
    assert refused(lambda: services.second_run(run, **seen, actor=first)) == "own_approval"
    run = services.second_run(run, **seen, version=run.version, actor=second)
    assert refused(lambda: services.second_run(run, **seen, actor=second)) == "already_seconded"
    assert refused(lambda: services.release_run(run, **out, actor=second)) == "own_release"
    assert services.release_run(run, **out, actor=officer).state == "released"

    september = (date(2026, 9, 1), date(2026, 9, 30))
    alone = make_approved_run(scheme=scheme, source=source, period=september, approver=first)
    with pytest.raises(ValidationError):
        services.note_exception(alone, kind="release", because=" ", actor=first)
    for kind in ("second_approval", "release"):
        services.note_exception(alone, kind=kind, because="Kantor berdua", actor=first)
    assert services.release_run(alone, **out, actor=first).state == "released"
    assert {one.kind for one in alone.exceptions.all()} == {"second_approval", "release"}
    balanced()


def test_an_account_that_changed_since_the_approval_blocks_its_line():
    officer = make_officer()
    people = [make_recipient(name).person for name in ("Ani", "Budi", "Cici")]
    run = make_approved_run(officer=officer)
    people[0].bank_accounts.update(version=2)
    people[1].bank_accounts.update(term=("2024-01-01", "2026-08-01"))
    make_bank_account(people[1], "0099999999", since=date(2026, 8, 2))

    services.release_run(run, sp2d_number="1", sp2d_on=date(2026, 9, 1), actor=officer)

    states = LineState.objects.order_by("line__number").values_list("line__name", "state")
    assert list(states) == [("Ani", "blocked"), ("Budi", "blocked"), ("Cici", "released")]
    balanced()


def test_what_was_sent_back_is_drafted_again_and_its_editors_are_remembered():
    officer, approver = make_officer(), make_approver()
    one = make_recipient()
    run = make_submitted_run(officer=officer)

    with pytest.raises(ValidationError):
        services.send_back(run, because="", actor=approver)
    run = services.send_back(run, because="Nama salah", version=run.version, actor=approver)
    assert (run.state, run.fingerprint, run.line_count) == ("draft", "", 0)
    other = make_officer()
    run = services.decide(run, one.person, pays=True, because="Ada", actor=other)
    run = services.submit_run(run, actor=officer)
    assert run.sent_back_because == ""
    assert set(run.editors.values_list("user", flat=True)) == {officer.pk, other.pk}
    assert services.cancel_run(run, because="Ganda", actor=officer).state == "cancelled"


def test_ceilings_and_years_are_asked_at_submit_and_again_at_approve():
    officer, approver = make_officer(), make_approver()
    make_recipient()
    poor = make_source(ceiling=199_999)
    scheme = make_scheme()
    assert refused(lambda: make_submitted_run(scheme=scheme, source=poor)) == "ceiling_exceeded"
    enough = make_source(ceiling=200_000)
    run = make_submitted_run(scheme=scheme, source=enough)
    FundingSource.objects.filter(pk=enough.pk).update(ceiling=1)
    approve = {"fingerprint": run.fingerprint, "actor": approver}
    assert refused(lambda: services.approve_run(run, **approve)) == "ceiling_exceeded"
    FundingSource.objects.filter(pk=enough.pk).update(ceiling=200_000)
    assert services.close_year(enough.region, 2026, actor=officer) == 2
    assert refused(lambda: services.approve_run(run, **approve)) == "year_closed"
    enough.refresh_from_db()
    assert refused(lambda: make_run(scheme=scheme, source=enough)) == "year_closed"
    assert refused(lambda: services.write_source(enough, ceiling=5, actor=officer)) == "year_closed"
    later = make_source()
    make_approved_run(scheme=scheme, source=later)
    assert refused(lambda: services.close_year(later.region, 2026, actor=officer)) == "runs_open"


def test_whoever_became_one_person_is_paid_a_month_once():
    """Also when the one was merged into the other through a third: approved money stays put."""
    scheme, source = make_scheme(), make_source()
    ani, budi, cici = (make_recipient(name).person for name in ("Ani", "Budi", "Cici"))
    other = make_scheme()
    late = make_submitted_run(scheme=scheme, source=source, title="Kedua")
    first = make_approved_run(scheme=scheme, source=source, title="Pertama")
    free = make_submitted_run(scheme=other, source=source)
    for goes, stays in ((ani, budi), (budi, cici)):
        type(ani).objects.filter(pk=goes.pk).update(merged_into=stays)

    assert late.gross == first.gross
    found = make_run(scheme=scheme, source=source)
    assert {row.because for row in found.left_out.all()} == {"claimed"}
    code = refused(
        lambda: services.approve_run(late, fingerprint=late.fingerprint, actor=make_approver())
    )
    assert code == "already_claimed"
    # In another scheme nothing was paid yet: but the three lines are one person's now.
    code = refused(
        lambda: services.approve_run(free, fingerprint=free.fingerprint, actor=make_approver())
    )
    assert code == "already_claimed"
    # What the three were paid while they were three shows in the books, until it is put right.
    assert list(faults()) == ["I1 a unit that two persons who are one hold"]


def test_what_was_paid_to_somebody_who_became_another_is_not_paid_to_that_other():
    scheme, source = make_scheme(), make_source()
    ani = make_recipient("Ani").person
    make_approved_run(scheme=scheme, source=source, title="Pertama")
    budi, cici = make_recipient("Budi").person, make_recipient("Cici", confirmed_on=None, answer="")
    run = make_run(scheme=scheme, source=source, officer=(officer := make_officer()))
    run = services.decide(run, budi, pays=False, because="Cuti", actor=officer)
    run = services.decide(run, cici.person, pays=True, because="Ada", actor=officer)
    run = services.submit_run(run, actor=officer)
    for goes, stays in ((ani, budi), (budi, cici.person)):
        type(ani).objects.filter(pk=goes.pk).update(merged_into=stays)

    with pytest.raises(RuleBroken) as told:
        services.approve_run(run, fingerprint=run.fingerprint, actor=make_approver())

    assert (told.value.code, "Cici" in str(told.value), "Pertama" in str(told.value)) == (
        "already_claimed", True, True,
    )  # fmt: skip
    balanced()


def test_setting_up_refuses_what_would_rewrite_what_was_paid():
    officer, region = make_officer(), make_region("52.07")
    source = services.write_source(
        None, region=region, budget="apbd_kab", name="Belanja", fiscal_year=2026,
        ceiling=1_000_000, actor=officer,
    )  # fmt: skip
    scheme = services.write_scheme(
        None, region=region, since=date(2026, 1, 1), name="Tali asih", word="tali_asih",
        pillar=make_scheme().pillar, budget="apbd_kab", payer="Dinas", rhythm="monthly",
        actor=officer,
    )  # fmt: skip
    services.set_rate(scheme, since=date(2026, 1, 1), amount=200_000, actor=officer)
    make_recipient()
    run = make_released_run(scheme=scheme, source=source)

    with pytest.raises(NotAllowed):
        services.write_source(source, ceiling=2, actor=make_officer("52.01"))
    change = {"since": date(2026, 1, 1), "actor": officer}
    assert (
        refused(lambda: services.write_scheme(scheme, rhythm="semester", **change))
        == "scheme_in_use"
    )
    assert (
        refused(lambda: services.write_source(source, fiscal_year=2027, actor=officer))
        == "source_in_use"
    )
    source.refresh_from_db()
    with pytest.raises(ValidationError):  # below what is committed
        services.write_source(source, ceiling=199_999, actor=officer)
    renamed = services.write_scheme(scheme, name="Tali asih Tagana", version=1, **change)
    assert renamed.version == 2
    official = services.write_official(
        None, region=region, post="treasurer", title="Bendahara", name="Ibu Ani",
        since=date(2026, 1, 1), actor=officer,
    )  # fmt: skip
    with pytest.raises(ValidationError):
        services.write_official(
            None, region=region, post="treasurer", title="Bendahara", name="Pak Budi",
            since=date(2026, 5, 1), actor=officer,
        )  # fmt: skip
    services.write_official(
        official, since=date(2026, 1, 1), until=date(2026, 4, 30), version=1, actor=officer
    )
    assert Run.objects.get(pk=run.pk).lines.get().rate.amount == 200_000
    assert ("apbd_kab", "APBD kabupaten/kota") in [(str(a), str(b)) for a, b in BUDGETS]

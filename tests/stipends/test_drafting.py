"""Whom a draft pays, how much and for which months; and why it leaves somebody out."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError

from meetings.models import Attendance
from stipends.models import LeftOut, Line, RecordedPayment
from stipends.services import (
    compare_with_last,
    decide,
    decide_held,
    draft_run,
    note_quantities,
    set_rate,
    start_run,
)
from stipends.services.own import said_reason
from tests.factories.meetings import make_held_meeting
from tests.factories.people import make_bank_account
from tests.factories.regions import make_region, make_village
from tests.factories.stipends import (
    AUGUST,
    make_approved_run,
    make_officer,
    make_recipient,
    make_recipients_decree,
    make_run,
    make_scheme,
    make_source,
)
from tests.factories.volunteers import (
    make_appointment,
    make_assignment,
    make_duty,
    make_pillar,
    make_report,
    make_tier_step,
)
from tests.factories.wksbm import make_change
from volunteers.models import Appointment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel(datetime(2026, 9, 10, 3, 0, tzinfo=UTC), tick=False):
        yield


def lines(run):
    """Return who is paid what for which units, in the order of the list."""
    rows = Line.objects.filter(run=run).order_by("number")
    return list(rows.values_list("name", "kind", "units", "gross"))


def out(run):
    """Return why each is left out, by name."""
    return {row.person.name: row.because for row in LeftOut.objects.filter(run=run)}


def sign(appointment, month=date(2026, 8, 1)):
    make_report(
        appointment=appointment,
        month=month,
        status="signed",
        signed_on=date(2026, 9, 1),
        signed_by="Kades",
        scan="laporan.pdf",
    )


def test_everybody_who_is_left_out_has_a_reason():
    officer = make_officer()
    scheme = make_scheme(needs_report=True, least_attendances=1)
    lapsed = make_recipients_decree(until=date(2026, 7, 31))
    superseded = make_recipients_decree()
    make_change(make_recipients_decree(), superseded, effective_on=date(2026, 8, 1))
    late = make_recipients_decree(since=date(2026, 9, 1))
    cases = {
        "paid": {},
        "no_decree": {"decree": False},
        "no_decree, later": {"decree": late},
        "decree_lapsed": {"decree": lapsed},
        "decree_lapsed, superseded": {"decree": superseded},
        "not_paid": {"honorarium": "unpaid"},
        "waived": {"stipend_waived": True},
        "no_account": {"account": False},
        "no_report": {"report": False},
        "attendance": {"came": False},
        "dead": {"died_on": date(2026, 8, 20)},
        "dead, before": {"died_on": date(2026, 7, 20)},
        "dead, says the village": {"answer": "died"},
        "ended_by_village": {"answer": "stopped"},
        "unconfirmed": {"confirmed_on": date(2026, 6, 30)},
        "unconfirmed, ever": {"confirmed_on": None, "answer": ""},
        "recorded": {"recorded": True},
        "taken_out": {},
        "term_ended": {"until": date(2026, 6, 30)},
    }
    people = {}
    for name, facts in cases.items():
        known = dict(facts)
        if known.get("decree") is False:
            known["decree"] = None
        extra = {key: known.pop(key, True) for key in ("report", "came")}
        recorded, died_on = known.pop("recorded", False), known.pop("died_on", None)
        one = (
            make_recipient(name, **known)
            if known.get("decree", ...) is not None
            else make_undecreed(name)
        )
        people[name] = one.person
        if extra["report"]:
            sign(one)
        if extra["came"]:
            Attendance.objects.create(meeting=met(), person=one.person, present=True)
        if recorded:
            pay_elsewhere(one.person, scheme, officer)
        if died_on:
            one.person.died_on = died_on
            one.person.save()
    make_recipient("never served", ended_kind="mistake", until=date(2026, 12, 31))
    make_recipient("of another pillar", pillar=make_pillar("psm"))
    make_recipient("of another regency", region=make_village("52.01.01.2001"))
    make_recipient("begins later", since=date(2026, 9, 1))
    make_recipient("ended years ago", since=date(2020, 1, 1), until=date(2025, 12, 31))

    run = make_run(scheme=scheme, officer=officer)
    run = decide(run, people["taken_out"], pays=False, because="Cuti", actor=officer)

    told = out(run)
    assert told == {name: name.partition(",")[0] for name in cases if name != "paid"}
    assert [line[0] for line in lines(run)] == ["paid"]
    [held] = run.left_out.filter(person=people["no_report"])
    assert said_reason(held) == "Agustus 2026: Laporan bulanan belum ditandatangani"
    [ended] = run.left_out.filter(because="term_ended")
    assert ended.region_id == people["term_ended"].presences.get().region_id
    told_why = "Agustus 2026: Masa tugas sudah berakhir: berakhir tanggal 30 Juni 2026"
    assert said_reason(ended) == told_why

    # A decision lifts what waits for one, and nothing else: not even it pays for time after death.
    for name in told:
        run = decide(run, people[name], pays=True, because="Diperiksa", actor=officer)
    lifted = {name for name in told if name not in out(run)}
    assert lifted == {
        "dead",
        "dead, says the village",
        "ended_by_village",
        "unconfirmed",
        "unconfirmed, ever",
        "taken_out",
    }


def test_who_served_in_a_part_of_the_time_is_told_when_it_ended():
    decree = make_recipients_decree()
    half = make_recipient("Ani", decree=decree, until=date(2026, 7, 15))
    again = make_recipient("Budi", decree=decree, until=date(2026, 7, 15))
    make_recipient(
        person=again.person, decree=decree, since=date(2026, 8, 1), account=False,
    )  # fmt: skip
    quarter = (date(2026, 7, 1), date(2026, 9, 30))

    run = make_run(scheme=make_scheme(rhythm="quarterly"), period=quarter)

    assert [(line[0], line[2]) for line in lines(run)] == [
        ("Ani", ["2026-07"]),
        ("Budi", ["2026-07", "2026-08", "2026-09"]),
    ]
    left = run.left_out.values_list("person", "because", "units", "detail")
    assert list(left) == [(half.person_id, "term_ended", ["2026-08", "2026-09"], "2026-07-15")]


def make_undecreed(name):
    one = make_recipient(name)
    Appointment.objects.filter(pk=one.pk).update(decree=None)
    return one


def met():
    return make_held_meeting(on=date(2026, 8, 12), logged_by=make_officer())


def pay_elsewhere(person, scheme, officer):
    RecordedPayment.objects.create(
        person=person,
        scheme=scheme,
        region=make_village(),
        period=("2026-07-01", "2026-09-01"),
        amount=400_000,
        paid_on=date(2026, 8, 3),
        evidence="Rekening koran",
        noted_by=officer,
        noted_at=datetime(2026, 8, 3, tzinfo=UTC),
    )


def test_months_that_were_due_before_are_proposed_once():
    """A decree that came late, for a past time, makes its months due: from January, not before."""
    officer, source = make_officer(), make_source()
    scheme = make_scheme(since=date(2025, 1, 1))
    make_recipient("Budi", decree=make_recipients_decree(since=date(2026, 3, 1)))
    make_recipient(
        "Siti",
        decree=make_recipients_decree(since=date(2025, 1, 1)),
        confirmed_on=date(2026, 7, 1),
        since=date(2025, 1, 1),
    )

    without = make_run(scheme=scheme, source=source, officer=officer, with_arrears=False)
    run = make_approved_run(scheme=scheme, source=source, with_arrears=True)
    later = make_run(
        scheme=scheme, source=source, period=(date(2026, 9, 1), date(2026, 9, 30)),
        with_arrears=True,
    )  # fmt: skip

    assert [line[1] for line in lines(without)] == ["regular", "regular"]
    assert lines(run) == [
        ("Budi", "regular", ["2026-08"], 200_000),
        ("Budi", "back_payment", [f"2026-0{month}" for month in range(3, 8)], 1_000_000),
        ("Siti", "regular", ["2026-08"], 200_000),
        ("Siti", "back_payment", [f"2026-0{month}" for month in range(1, 8)], 1_400_000),
    ]
    back = Line.objects.get(run=run, name="Budi", kind="back_payment")
    assert (back.period.lower, back.period.upper) == (date(2026, 3, 1), date(2026, 8, 1))
    assert [line[1:3] for line in lines(later)] == [("regular", ["2026-09"])] * 2
    assert out(draft_run(without, actor=officer)) == {"Budi": "claimed", "Siti": "claimed"}
    assert LeftOut.objects.filter(run=without).first().detail == run.title
    again = compare_with_last(later)
    assert (again.last, again.new, again.gone) == (run, [], [])
    assert [(one.name, one.before, one.after) for one in again.changed] == [
        ("Budi", 1_200_000, 200_000),
        ("Siti", 1_600_000, 200_000),
    ]


def test_a_retroactive_rise_is_filled_up_beside_the_original():
    officer, source, scheme = make_officer(), make_source(), make_scheme()
    make_recipient("Siti")
    june_on = (date(2026, 6, 1), date(2026, 8, 31))
    first = make_approved_run(scheme=scheme, source=source, period=june_on)
    rate = set_rate(scheme, since=date(2026, 7, 1), amount=250_000, basis="SK", actor=officer)
    september = (date(2026, 9, 1), date(2026, 9, 30))

    run = make_approved_run(scheme=scheme, source=source, period=september, with_arrears=True)

    units = [f"2026-07+{rate.pk}", f"2026-08+{rate.pk}"]
    assert lines(run)[0] == ("Siti", "regular", ["2026-09"], 250_000)
    assert ("Siti", "shortfall", units, 100_000) in lines(run)
    filled = Line.objects.get(run=run, kind="shortfall")
    assert (filled.shortfall_of.run, filled.amount, filled.quantity) == (first, 50_000, 2)
    # Once more, a second rise, and the first is not filled up again; a fall takes nothing back.
    set_rate(scheme, since=date(2026, 7, 1), until=date(2026, 7, 31), amount=260_000, actor=officer)
    set_rate(scheme, since=date(2026, 8, 1), until=date(2026, 8, 31), amount=100_000, actor=officer)
    october = (date(2026, 10, 1), date(2026, 10, 31))
    last = make_run(scheme=scheme, source=source, period=october, with_arrears=True)
    assert [row[1:] for row in lines(last) if row[1] == "shortfall"] == [
        ("shortfall", [f"2026-07+{scheme.rates.standing().get(amount=260_000).pk}"], 10_000)
    ]
    assert lines(last)[0][1:] == ("regular", ["2026-10"], 250_000)
    standing = scheme.rates.standing().order_by("term").values_list("term", "amount")
    assert [(term.lower, amount) for term, amount in standing] == [
        (date(2026, 1, 1), 200_000),
        (date(2026, 7, 1), 260_000),
        (date(2026, 8, 1), 100_000),
        (date(2026, 9, 1), 250_000),
    ]


def test_the_tier_of_the_month_names_the_rate_and_a_renewed_term_is_one_month():
    scheme = make_scheme(amount=100_000)
    scheme.rates.create(tier="muda", amount=150_000, term=scheme.term)
    plain = make_recipient("Ani")
    muda = make_recipient("Budi")
    make_tier_step(muda, tier="muda", since=date(2026, 8, 1))
    renewed = make_recipient("Cici", until=date(2026, 8, 14))
    make_appointment(
        person=renewed.person, pillar=renewed.pillar, region=renewed.region,
        since=date(2026, 8, 15), honorarium="paid", decree=renewed.decree,
    )  # fmt: skip

    run = make_run(scheme=scheme)

    assert lines(run) == [
        ("Ani", "regular", ["2026-08"], 100_000),
        ("Budi", "regular", ["2026-08"], 150_000),
        ("Cici", "regular", ["2026-08"], 100_000),
    ]
    line = Line.objects.get(run=run, name="Budi")
    assert (line.tier, line.decree_number, line.post, line.region_id) == (
        "muda", muda.decree.number, "TAGANA", plain.region_id
    )  # fmt: skip


def test_events_are_paid_by_the_meeting_and_by_the_duty():
    one = make_recipient("Siti")
    first, second = met(), make_held_meeting(on=date(2026, 8, 20), logged_by=make_officer())
    Attendance.objects.create(meeting=first, person=one.person, present=True)
    Attendance.objects.create(meeting=second, person=one.person, present=False)
    done = make_duty(starts_at=datetime(2026, 7, 31, 17, 0, tzinfo=UTC))  # 1 August there
    make_assignment(
        duty=done, person=one.person, status="accepted", minutes=240,
        logged_at=datetime(2026, 8, 2, tzinfo=UTC), confirmed_at=datetime(2026, 8, 3, tzinfo=UTC),
        confirmed_by=make_officer(),
    )  # fmt: skip
    make_assignment(duty=make_duty(starts_at=datetime(2026, 8, 9, tzinfo=UTC)), person=one.person)

    by_meeting = make_run(scheme=make_scheme(rhythm="per_event", amount=50_000))
    by_duty = make_run(scheme=make_scheme(rhythm="per_event", event_kind="duty", amount=75_000))

    assert lines(by_meeting) == [("Siti", "regular", [f"meeting:{first.pk}"], 50_000)]
    assert lines(by_duty) == [("Siti", "regular", [f"duty:{done.pk}"], 75_000)]


def test_units_are_typed():
    officer = make_officer()
    scheme = make_scheme(rhythm="per_unit", unit_name="KPM", amount=1_000)
    one = make_recipient("Siti")
    run = make_run(scheme=scheme, officer=officer)
    assert out(run) == {"Siti": "no_quantity"}

    run = note_quantities(run, {one.person_id: 37}, version=run.version, actor=officer)

    assert lines(run) == [("Siti", "regular", ["kpm:2026-08"], 37_000)]
    for wrong in ({one.person_id: -1}, {one.person_id + 999: 2}):
        with pytest.raises(ValidationError):
            note_quantities(run, wrong, actor=officer)


def test_all_who_are_held_for_one_reason_are_decided_at_once():
    officer = make_officer()
    for name in ("Ani", "Budi"):
        make_recipient(name, confirmed_on=date(2026, 6, 30))
    make_recipient("Cici", answer="stopped")
    run = make_run(officer=officer)
    assert out(run) == {"Ani": "unconfirmed", "Budi": "unconfirmed", "Cici": "ended_by_village"}

    facts = {"pays": True, "because": "Camat memastikan", "actor": officer}
    run = decide_held(run, held="unconfirmed", version=run.version, **facts)

    assert [row[0] for row in lines(run)] == ["Ani", "Budi"]
    assert out(run) == {"Cici": "ended_by_village"}
    with pytest.raises(ValidationError):
        decide_held(run, held="no_account", **facts)


def test_a_run_is_for_whole_months_of_its_year():
    """1 to 30 August is no period: so nobody can pay August beside 1 to 31 August."""
    officer, scheme, source = make_officer(), make_scheme(), make_source()
    refused = {
        (date(2026, 8, 1), date(2026, 8, 30)): "__all__",
        (date(2026, 8, 2), date(2026, 8, 31)): "__all__",
        (date(2025, 12, 1), date(2026, 1, 31)): "period_from",
        (date(2026, 8, 1), date(2026, 7, 31)): "period_to",
    }
    for (first, last), field in refused.items():
        with pytest.raises(ValidationError) as told:
            start_run(
                scheme=scheme, source=source, period_from=first, period_to=last,
                title="Agustus", with_arrears=False, actor=officer,
            )  # fmt: skip
        assert list(told.value.error_dict) == [field]


def test_the_list_is_numbered_by_place_and_name_and_its_account_is_the_newest():
    other = make_region("52.07.02.2014")
    make_recipient("Zul")
    make_recipient("Ani", region=other)
    siti = make_recipient("Hj. Siti")
    account = make_bank_account(siti.person, "0098765432", since=date(2026, 5, 1))

    run = make_run()

    assert [row[0] for row in lines(run)] == ["Hj. Siti", "Zul", "Ani"]
    line = Line.objects.get(run=run, number=1)
    assert (line.account, line.account_version) == (account, account.version)
    assert AUGUST[0] == run.period.lower

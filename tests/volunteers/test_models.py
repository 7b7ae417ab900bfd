"""What the database itself refuses, and what an appointment is worth on a day."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import (
    make_absence,
    make_appointment,
    make_assignment,
    make_duty,
    make_office_holder,
    make_pillar,
    make_qualification,
    make_report,
    make_tier_step,
    make_training,
    make_training_mark,
)
from tests.factories.wksbm import make_change, make_decree, make_office
from volunteers.models import Appointment, AppointmentState

pytestmark = pytest.mark.django_db


def refused(make):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make()
    return caught.value.__cause__.diag.constraint_name


def test_a_person_serves_once_in_a_pillar_and_area():
    first = make_appointment(until=date(2026, 6, 30))

    again = {"person": first.person, "pillar": first.pillar, "region": first.region}
    assert refused(lambda: make_appointment(since=date(2026, 6, 30), **again)) == (
        "volunteers_appointment_once"
    )
    make_appointment(since=date(2026, 7, 1), **again)
    make_appointment(person=first.person, pillar=make_pillar("tagana"))


def test_a_sole_pillar_has_one_person_an_area_and_the_flag_cannot_be_forged():
    tksk = make_pillar("tksk", is_sole=True, level="district")
    area = make_region("52.07.01")
    make_appointment(pillar=tksk, region=area, until=date(2026, 6, 30))

    assert refused(lambda: make_appointment(pillar=tksk, region=area, is_sole=False)) == (
        "volunteers_appointment_sole"
    )
    make_appointment(pillar=tksk, region=area, since=date(2026, 7, 1))
    make_appointment(pillar=tksk, region=make_region("52.07.02"))


def test_an_appointment_that_contradicts_itself_is_refused():
    lives, elsewhere = make_village(), make_village("52.07.02.2014")
    make_appointment(region=lives, area=make_region("52.07"), pillar=make_pillar("tagana"))

    cases = {
        "volunteers_appointment_serves_in_area": {"region": lives, "area": elsewhere},
        "volunteers_appointment_waives_what_is_paid": {"stipend_waived": True},
        "volunteers_appointment_ended_with_reason": {"ended_kind": "moved"},
        "volunteers_appointment_confirmed_with_answer": {"answer": "active"},
    }
    for name, facts in cases.items():
        assert refused(lambda facts=facts: make_appointment(**facts)) == name
    row = make_appointment()
    row.area = elsewhere
    with pytest.raises(ValidationError, match="di dalam wilayah pengangkatan"):
        row.full_clean()


def test_the_state_follows_term_and_decree():
    on = date(2026, 5, 10)
    office = make_office()
    open_decree = make_decree(issuer=office)
    lapsing = make_decree(issuer=office, valid_until=date(2026, 7, 9))
    lapsed = make_decree(issuer=office, valid_until=date(2026, 5, 9))
    revoked = make_decree(issuer=office)
    make_change(make_decree(issuer=office), revoked, kind="revokes", effective_on=on)
    make_decree(issuer=office)
    cases = [
        ("active", {"decree": open_decree}),
        ("lapsing", {"decree": lapsing}),
        ("lapsing", {"decree": open_decree, "until": date(2026, 7, 9)}),
        ("lapsed", {"decree": lapsed}),
        ("lapsed", {"decree": revoked}),
        ("awaited", {}),
        ("upcoming", {"since": date(2026, 5, 11)}),
        ("ended", {"until": date(2026, 5, 9), "decree": open_decree}),
    ]
    rows = [make_appointment(**facts).pk for _state, facts in cases]

    states = dict(Appointment.objects.with_state(on).values_list("pk", "state"))

    assert [states[pk] for pk in rows] == [state for state, _facts in cases]
    assert set(AppointmentState.values) == {state for state, _facts in cases}


def test_the_tier_of_a_day_is_the_newest_step_before_it():
    row = make_appointment()
    make_tier_step(row, tier="madya", since=date(2026, 5, 1))
    make_tier_step(row, tier="muda", since=date(2020, 1, 1))

    def tier(on):
        return Appointment.objects.with_tier(on).get().tier

    assert [tier(date(2026, 4, 30)), tier(date(2026, 5, 1)), tier(date(2019, 1, 1))] == [
        "muda",
        "madya",
        None,
    ]


def test_nobody_takes_two_duties_at_once_and_nobody_confirms_their_own_hours():
    taken = make_assignment(status="accepted")
    other = make_duty(starts_at=taken.duty.ends_at, hours=1)
    overlapping = make_duty()

    make_assignment(duty=other, person=taken.person, status="accepted")
    make_assignment(duty=overlapping, person=taken.person, status="offered")
    assert refused(lambda: make_assignment(person=taken.person, status="accepted")) == (
        "volunteers_assignment_not_twice_at_once"
    )
    assert refused(lambda: make_assignment(minutes=60)) == (
        "volunteers_assignment_hours_of_who_served"
    )


def test_the_other_rows_refuse_what_must_never_be():
    person = make_person()
    make_office_holder()
    absence, report = make_absence(person=person), make_report()
    qualification = make_qualification()
    mark = make_training_mark(make_training())
    holder = make_office_holder()
    cases = {
        "volunteers_absence_once": lambda: make_absence(person=absence.person),
        "volunteers_activityreport_once_a_month": lambda: make_report(
            appointment=report.appointment
        ),
        "volunteers_activityreport_month_begins": lambda: make_report(month=date(2026, 5, 2)),
        "volunteers_activityreport_signed_with_proof": lambda: make_report(status="signed"),
        "volunteers_qualification_once_a_day": lambda: make_qualification(
            person=qualification.person, kind=qualification.kind
        ),
        "volunteers_trainingmark_once": lambda: make_training_mark(
            mark.training, person=mark.person
        ),
        "volunteers_officeholder_one_holder": lambda: make_office_holder(
            organisation=holder.organisation
        ),
    }
    for name, make in cases.items():
        assert refused(make) == name

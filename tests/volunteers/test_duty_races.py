"""Two at once at the duty roster, with real threads: one wins, the other hears why."""

from datetime import date, time, timedelta

import pytest
from django.db.models import F

from accounts.access import Role
from common.errors import RuleBroken
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.volunteers import make_assignment, make_duty
from tests.threads import at_once
from volunteers import services
from volunteers.models import Assignment

pytestmark = pytest.mark.django_db(transaction=True)


def codes(faults):
    assert all(isinstance(fault, RuleBroken) for fault in faults), faults
    return [fault.code for fault in faults]


def work(service, row, **facts):
    """Return the work of somebody who has the row on the screen."""
    shown = type(row).objects.get(pk=row.pk)
    return lambda: service(shown, **facts)


def test_of_two_duties_at_one_time_a_person_takes_one():
    village = make_village()
    planner, person = make_user(Role.TKSK, "52.07.01"), make_person(at=village)
    for _round in range(3):
        start = make_duty(region=village).starts_at + timedelta(days=_round)
        offers = [
            make_assignment(duty=make_duty(region=village, starts_at=start), person=person)
            for _ in range(2)
        ]

        faults = at_once(*[work(services.accept_duty, offer, actor=planner) for offer in offers])

        assert codes(faults) in (["double_booked"], ["taken_meanwhile"])
        assert Assignment.objects.taken().filter(pk__in=[one.pk for one in offers]).count() == 1


def test_the_last_seat_is_taken_once():
    duty = make_duty(seats=2)
    planner = make_user(Role.TKSK, "52.07.01")
    make_assignment(duty=duty, status="accepted")
    offers = [make_assignment(duty=duty) for _ in range(3)]

    faults = at_once(*[work(services.accept_duty, offer, actor=planner) for offer in offers])

    assert codes(faults) == ["duty_full"] * 2
    assert duty.assignments.taken().count() == 2


def test_a_move_and_an_answer_at_once_keep_every_period_the_dutys():
    """The person has taken a duty of the afternoon; this one moves there while they accept it."""
    village = make_village()
    planner, person = make_user(Role.TKSK, "52.07.01"), make_person(at=village)
    morning = make_duty(region=village)
    afternoon = make_duty(region=village, starts_at=morning.starts_at + timedelta(hours=6))
    make_assignment(duty=afternoon, person=person, status="accepted")
    offer = make_assignment(duty=morning, person=person)
    times = {"on": date(2026, 5, 2), "at": time(14), "until_at": time(18)}

    faults = at_once(
        work(services.accept_duty, offer, actor=planner),
        work(services.move_duty, morning, **times, actor=planner),
    )

    assert codes(faults) == ["double_booked"]
    strays = Assignment.objects.taken().exclude(period=F("duty__period"))
    assert strays.count() == 0


def test_two_moves_onto_one_time_leave_one_of_them():
    """One person holds both duties; both move to one hour at once."""
    village = make_village()
    planner, person = make_user(Role.TKSK, "52.07.01"), make_person(at=village)
    duties = [make_duty(region=village)]
    duties.append(make_duty(region=village, starts_at=duties[0].starts_at + timedelta(days=1)))
    for duty in duties:
        make_assignment(duty=duty, person=person, status="accepted")
    times = {"on": date(2026, 5, 5), "at": time(14), "until_at": time(18)}

    faults = at_once(*[work(services.move_duty, duty, **times, actor=planner) for duty in duties])

    assert codes(faults) in (["double_booked"], ["taken_meanwhile"])
    assert Assignment.objects.exclude(period=F("duty__period")).count() == 0


def test_a_duty_is_taken_over_once():
    village = make_village()
    planner = make_user(Role.TKSK, "52.07.01")
    held = make_assignment(duty=make_duty(region=village), status="accepted")
    others = [make_person(at=village) for _ in range(2)]

    faults = at_once(*[work(services.take_over, held, by=one, actor=planner) for one in others])

    assert codes(faults) == ["not_accepted"]
    states = sorted(held.duty.assignments.values_list("status", flat=True))
    assert states == ["accepted", "taken_over"]


def test_cancelling_while_hours_are_logged_is_one_or_the_other():
    village = make_village()
    planner = make_user(Role.TKSK, "52.07.01")
    served = make_assignment(duty=make_duty(region=village), status="accepted")

    faults = at_once(
        work(services.log_hours, served, minutes=60, actor=planner),
        work(services.cancel_duty, served.duty, because="Hujan", actor=planner),
    )

    assert codes(faults) in (["duty_cancelled"], ["duty_served"])
    served.refresh_from_db()
    assert (served.status, served.minutes) in (("withdrawn", None), ("accepted", 60))

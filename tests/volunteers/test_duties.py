"""Duties planned, offered, taken, moved; absences; hours: what the services let and refuse."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.access import Role
from common.dates import term
from common.errors import RuleBroken, StaleVersion
from people.models import Presence
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.volunteers import (
    make_absence,
    make_appointment,
    make_assignment,
    make_duty,
    make_pillar,
    make_qualification,
    make_qualification_kind,
)
from volunteers import services
from volunteers.models import Absence, Assignment, Duty
from volunteers.times import Week, said_hours

pytestmark = pytest.mark.django_db

FACTS = {
    "kind": "watch",
    "title": "Piket  malam",
    "place": "Posko",
    "on": date(2026, 5, 2),
    "at": time(20),
    "until_at": time(6),
}


def refusal(call):
    """Return the code with which a call was refused."""
    with pytest.raises((RuleBroken, ValidationError)) as caught:
        call()
    error = caught.value
    if isinstance(error, RuleBroken):
        return error.code
    [[fault, *_others]] = list(error.error_dict.values())
    return fault.code


@pytest.fixture
def village():
    return make_village()


@pytest.fixture
def planner(village):
    return make_user(Role.VILLAGE_COORDINATOR, village)


@pytest.fixture
def officer():
    return make_user(Role.DISTRICT_OFFICER, "52.07")


def a_volunteer(village, name="Budi"):
    """Return somebody without any role, who signs in and is a person."""
    return make_person(name, at=village, user=make_user())


def a_past_duty(village, **overrides):
    start = timezone.now() - timedelta(days=2)
    return make_duty(region=village, starts_at=start, **overrides)


# --- Planning ------------------------------------------------------------------------------------


def test_wall_times_become_instants_of_the_regions_zone(planner, village):
    first_aid = make_qualification_kind()

    duty = services.plan_duty(village, **FACTS, seats=2, needs=[first_aid], actor=planner)

    duty.refresh_from_db()
    assert (duty.starts_at, duty.ends_at) == (
        datetime(2026, 5, 2, 12, tzinfo=UTC),
        datetime(2026, 5, 2, 22, tzinfo=UTC),
    )
    assert (duty.title, duty.seats, list(duty.needs.all())) == ("Piket malam", 2, [first_aid])
    assert said_hours(duty.starts_at, duty.ends_at, village) == "20.00 \u2013 3 Mei 06.00 WITA"


def test_times_that_cannot_be_are_refused(planner, village):
    wrong = {
        "ends_before_start": {"until_on": date(2026, 5, 1)},
        "too_long": {"until_on": date(2026, 6, 9)},
        "too_far": {"on": date(2201, 5, 1)},
    }

    found = {
        code: refusal(
            lambda facts=facts: services.plan_duty(village, **FACTS | facts, actor=planner)
        )
        for code, facts in wrong.items()
    }

    assert found == {code: code for code in wrong}
    assert Duty.objects.count() == 0


def test_a_week_is_read_and_written_as_in_addresses():
    assert Week.read("2026-W18").monday == date(2026, 4, 27)
    assert str(Week.of(date(2027, 1, 1))) == "2026-W53"
    assert str(Week.read("2026-W53").shifted(1)) == "2027-W01"
    assert [Week.read(text) for text in ("2026-W54", "2026-W00", "26-W1", "", "2026-W1\n8")] == [
        None
    ] * 5


def test_a_duty_belongs_to_the_days_of_its_own_zone():
    """Sunday 23.00 UTC is Monday 08.00 in Jayapura and 06.00 in Jakarta; 16.00 splits them."""
    sunday_evening = datetime(2026, 5, 3, 15, 30, tzinfo=UTC)
    wit = make_duty(region=make_village("81.09.01.2001"), starts_at=sunday_evening, hours=1)
    wib = make_duty(region=make_village("19.06.01.2001"), starts_at=sunday_evening, hours=1)
    monday = date(2026, 5, 4)

    assert list(Duty.objects.touching(monday, monday)) == [wit]
    assert list(Duty.objects.touching(date(2026, 5, 3), date(2026, 5, 3))) == [wib]


def test_a_duty_is_changed_but_never_below_who_has_taken_it(planner, village):
    duty = make_duty(region=village, seats=2)
    for status in ("accepted", "accepted", "offered"):
        make_assignment(duty=duty, status=status)
    facts = {name: getattr(duty, name) for name in ("kind", "title", "place", "pillar", "note")}
    facts["needs"] = []

    code = refusal(lambda: services.change_duty(duty, **facts, seats=1, actor=planner))
    services.change_duty(duty, **facts | {"place": "Masjid"}, seats=2, version=1, actor=planner)

    assert code == "fewer_seats"
    with pytest.raises(StaleVersion):
        services.change_duty(duty, **facts, seats=2, version=1, actor=planner)
    duty.refresh_from_db()
    assert (duty.place, duty.version) == ("Masjid", 2)


def test_a_move_takes_everybody_along_and_names_who_would_be_in_two_places(planner, village):
    duty = make_duty(region=village, seats=3)
    ani, budi, citra = (make_assignment(duty=duty, status="accepted") for _ in range(3))
    gone = make_assignment(duty=duty, status="declined")
    evening = make_duty(region=village, starts_at=duty.starts_at + timedelta(hours=6))
    make_assignment(duty=evening, person=budi.person, status="accepted")
    times = {"on": date(2026, 5, 2), "at": time(14), "until_at": time(18)}

    with pytest.raises(RuleBroken) as refused:
        services.move_duty(duty, **times, actor=planner)
    services.move_duty(duty, **times | {"on": date(2026, 5, 3)}, actor=planner)

    assert refused.value.code == "double_booked"
    assert budi.person.name in refused.value.message
    assert ani.person.name not in refused.value.message
    duty.refresh_from_db()
    moved = set(duty.assignments.exclude(pk=gone.pk).values_list("period", flat=True))
    assert moved == {duty.period}
    assert duty.starts_at == datetime(2026, 5, 3, 6, tzinfo=UTC)
    gone.refresh_from_db()
    citra.refresh_from_db()
    assert (gone.period == duty.period, citra.version) == (False, 2)


def test_a_cancelled_duty_holds_nobodys_time(planner, village):
    duty = make_duty(region=village)
    taken, offered = make_assignment(duty=duty, status="accepted"), make_assignment(duty=duty)
    same_time = make_assignment(duty=make_duty(region=village), person=taken.person)

    services.cancel_duty(duty, because="Hujan lebat", actor=planner)
    services.accept_duty(same_time, actor=planner)

    for one in (taken, offered):
        one.refresh_from_db()
        assert one.status == "withdrawn"
    again = [
        lambda: services.cancel_duty(duty, because="Lagi", actor=planner),
        lambda: services.offer_duty(duty, persons=[make_person(at=village)], actor=planner),
        lambda: services.accept_duty(offered, actor=planner),
        lambda: services.repeat_duty(duty, weeks=1, actor=planner),
    ]
    assert [refusal(call) for call in again] == ["duty_cancelled"] * 4


def test_what_was_served_is_neither_moved_nor_cancelled(planner, village):
    duty = a_past_duty(village)
    services.log_hours(make_assignment(duty=duty, status="accepted"), minutes=60, actor=planner)
    times = {"on": date(2026, 5, 2), "at": time(14), "until_at": time(18)}

    assert refusal(lambda: services.move_duty(duty, **times, actor=planner)) == "duty_served"
    assert refusal(lambda: services.cancel_duty(duty, because="x", actor=planner)) == "duty_served"


def test_repeating_twice_makes_nothing_twice(planner, village):
    kind = make_qualification_kind()
    duty = make_duty(region=village, needs=[kind], seats=3)
    make_assignment(duty=duty, status="accepted")

    made = services.repeat_duty(duty, weeks=2, actor=planner)
    again = services.repeat_duty(duty, weeks=3, actor=planner)

    weeks = [(copy.starts_at - duty.starts_at).days for copy in [*made, *again]]
    assert weeks == [7, 14, 21]
    assert [(copy.seats, list(copy.needs.all()), copy.assignments.count()) for copy in made] == [
        (3, [kind], 0)
    ] * 2
    assert refusal(lambda: services.repeat_duty(duty, weeks=27, actor=planner)) == "too_many"


# --- Offering and answering ----------------------------------------------------------------------


def test_an_offer_to_many_says_why_some_cannot(planner, village):
    kind, pillar = make_qualification_kind(name="PPGD"), make_pillar("tagana")
    wider = make_qualification_kind(name="Pelatih PPGD")
    wider.includes.add(kind)
    duty = make_duty(region=village, needs=[kind], pillar=pillar)
    names = ("able", "absent", "unqualified", "busy", "dead", "asked", "other")
    people = {name: make_person(name, at=village) for name in names}
    for name, person in people.items():
        if name != "unqualified":
            held = wider if name == "able" else kind
            make_qualification(person=person, kind=held, region=village)
        if name != "other":
            make_appointment(person=person, pillar=pillar, region=village)
    make_absence(person=people["absent"], region=village)
    elsewhere = make_duty(region=village, starts_at=duty.starts_at + timedelta(hours=3))
    make_assignment(duty=elsewhere, person=people["busy"], status="accepted")
    make_assignment(duty=duty, person=people["asked"])
    people["dead"].died_on = date(2026, 4, 1)
    people["dead"].save()

    first = services.offer_duty(duty, persons=people.values(), actor=planner)
    second = services.offer_duty(
        duty, persons=[people["absent"]], though_absent=True, actor=planner
    )

    assert [one.person.name for one in first.assignments] == ["able"]
    assert {one.person.name: [why.code for why in one.obstacles] for one in first.refused} == {
        "absent": ["absent"],
        "unqualified": ["not_qualified"],
        "busy": ["double_booked"],
        "dead": ["gone"],
        "asked": ["asked_already"],
        "other": ["not_of_pillar"],
    }
    assert str(first.refused[0]) == "absent (berhalangan 1 Mei 2026 sampai 3 Mei 2026)"
    assert [one.person.name for one in second.assignments] == ["absent"]
    rest = [people[name] for name in names if name not in {"able", "absent"}]
    assert (
        refusal(lambda: services.offer_duty(duty, persons=rest, though_absent=True, actor=planner))
        == "nobody_offered"
    )


def test_who_is_offered_a_duty_becomes_known_where_it_is(planner, officer, village):
    stranger = make_person(at=make_village("52.07.02.2014"))
    duty = make_duty(region=village)

    services.offer_duty(duty, persons=[stranger], actor=officer)

    assert Presence.objects.filter(person=stranger, region=village).count() == 1


def test_obstacles_take_as_many_queries_for_three_as_for_one(village, django_assert_num_queries):
    duty = make_duty(
        region=village, needs=[make_qualification_kind()], pillar=make_pillar("tagana")
    )
    people = [make_person(at=village) for _ in range(3)]
    for person in people:
        make_absence(person=person, region=village)
    for asked in (people[:1], people):
        shown = Duty.objects.select_related("region", "pillar").get(pk=duty.pk)
        with django_assert_num_queries(6):
            services.obstacles(shown, asked)


def test_a_volunteer_answers_for_oneself_alone(planner, village):
    duty = make_duty(region=village, seats=3, starts_at=timezone.now() + timedelta(days=1))
    ani, budi = a_volunteer(village, "Ani"), a_volunteer(village, "Budi")
    for_ani, for_budi = (make_assignment(duty=duty, person=person) for person in (ani, budi))

    code = refusal(lambda: services.accept_duty(for_budi, actor=ani.user))
    services.accept_duty(for_ani, actor=ani.user)
    services.decline_duty(for_budi, reason=" anak  sakit ", actor=planner)

    assert code == "not_oneself"
    for_ani.refresh_from_db()
    for_budi.refresh_from_db()
    assert (for_ani.status, for_budi.status, for_budi.reason) == (
        "accepted",
        "declined",
        "anak sakit",
    )
    assert refusal(lambda: services.accept_duty(for_budi, actor=planner)) == "not_offered"
    services.decline_duty(for_ani, actor=ani.user)  # gives it back
    assert duty.assignments.taken().count() == 0


def test_seats_and_times_are_refused_in_words(planner, village):
    duty = make_duty(region=village)
    first, second = make_assignment(duty=duty), make_assignment(duty=duty)
    elsewhere = make_assignment(duty=make_duty(region=village), person=first.person)
    services.accept_duty(first, actor=planner)

    assert refusal(lambda: services.accept_duty(second, actor=planner)) == "duty_full"
    with pytest.raises(RuleBroken) as refused:
        services.accept_duty(elsewhere, actor=planner)
    assert (refused.value.code, refused.value.message) == (
        "double_booked",
        "Orang ini sudah bertugas di tempat lain pada waktu itu.",
    )


def test_after_the_duty_only_who_plans_notes_answers(planner, village):
    budi = a_volunteer(village)
    offer = make_assignment(duty=a_past_duty(village), person=budi)

    assert refusal(lambda: services.accept_duty(offer, actor=budi.user)) == "duty_over"
    assert services.accept_duty(offer, actor=planner).status == "accepted"


def test_another_takes_over_in_one_step(planner, village):
    duty = make_duty(region=village)
    held = make_assignment(duty=duty, status="accepted")
    offered = make_assignment(duty=duty)
    busy = make_assignment(duty=make_duty(region=village), status="accepted").person
    newcomer = make_person(at=village)

    code = refusal(lambda: services.take_over(held, by=busy, actor=planner))
    second = services.take_over(held, by=offered.person, actor=planner)
    third = services.take_over(second, by=newcomer, actor=planner)

    assert code == "cannot_take_over"
    assert (second.pk, third.takes_over, third.person) == (offered.pk, second, newcomer)
    states = dict(duty.assignments.order_by("pk").values_list("pk", "status"))
    assert states == {held.pk: "taken_over", second.pk: "taken_over", third.pk: "accepted"}
    assert refusal(lambda: services.take_over(held, by=newcomer, actor=planner)) == "not_accepted"


def test_an_offer_is_withdrawn_until_it_is_answered(planner, village):
    offer = make_assignment(duty=make_duty(region=village))

    services.withdraw_offer(offer, actor=planner)

    assert refusal(lambda: services.withdraw_offer(offer, actor=planner)) == "not_offered"


# --- Hours ---------------------------------------------------------------------------------------


def test_hours_are_confirmed_by_another(planner, officer, village):
    budi = a_volunteer(village)
    served = make_assignment(duty=a_past_duty(village), person=budi, status="accepted")

    missing = refusal(lambda: services.confirm_hours(served, actor=planner))
    services.log_hours(served, minutes=240, actor=budi.user)
    confirmed = services.confirm_hours(served, actor=planner)

    assert missing == "hours_missing"
    assert (confirmed.minutes, confirmed.confirmed_by) == (240, planner)
    refused = [
        lambda: services.log_hours(served, minutes=300, actor=budi.user),
        lambda: services.confirm_hours(served, actor=officer),
        lambda: services.decline_duty(served, actor=planner),
        lambda: services.correct_hours(served, minutes=0, actor=officer),
    ]
    assert [refusal(call) for call in refused] == [
        "hours_confirmed",
        "hours_confirmed",
        "hours_logged",
        "too_few",
    ]
    corrected = services.correct_hours(served, minutes=200, actor=officer)
    assert (corrected.minutes, corrected.confirmed_at) == (200, None)
    assert refusal(lambda: services.confirm_hours(served, actor=officer)) == "logged_by_oneself"
    assert services.confirm_hours(served, actor=planner).minutes == 200


def test_nobody_confirms_the_own_hours(village):
    coordinator = make_user(Role.VILLAGE_COORDINATOR, village)
    secretary = make_user(Role.VILLAGE_SECRETARY, village)
    person = make_person(at=village, user=coordinator)
    served = make_assignment(duty=a_past_duty(village), person=person, status="accepted")
    services.log_hours(served, minutes=60, actor=secretary)

    for call in (services.confirm_hours, services.correct_hours):
        extra = {"minutes": 90} if call is services.correct_hours else {}
        assert refusal(lambda c=call, e=extra: c(served, **e, actor=coordinator)) == "own_hours"


def test_hours_are_of_who_served_and_after_it(planner, village):
    ahead = make_duty(region=village, starts_at=timezone.now() - timedelta(hours=1))
    going = make_assignment(duty=ahead, status="accepted")
    declined = make_assignment(duty=a_past_duty(village), status="declined")

    assert refusal(lambda: services.log_hours(going, minutes=5, actor=planner)) == "duty_not_over"
    assert refusal(lambda: services.log_hours(declined, minutes=5, actor=planner)) == "not_accepted"


def test_hours_are_summed_by_person_and_month(planner, village):
    budi = a_volunteer(village)
    starts = [
        datetime(2026, 4, 30, 15, tzinfo=UTC),  # 23.00 WITA
        datetime(2026, 4, 30, 16, tzinfo=UTC),  # 00.00 of May
        datetime(2026, 5, 9, 1, tzinfo=UTC),
    ]
    for start in starts:
        duty = make_duty(region=village, starts_at=start, hours=1)
        served = make_assignment(duty=duty, person=budi, status="accepted")
        services.log_hours(served, minutes=60, actor=budi.user)
    services.confirm_hours(served, actor=planner)

    assert budi.assignments.by_month(village.tz) == [
        {"month": date(2026, 5, 1), "logged": 120, "confirmed": 60},
        {"month": date(2026, 4, 1), "logged": 60, "confirmed": 0},
    ]


# --- Absences ------------------------------------------------------------------------------------


def test_days_are_blocked_and_freed_by_oneself_or_who_keeps_the_roster(planner, village):
    budi = a_volunteer(village)
    days = {"since": date(2026, 5, 1), "until": date(2026, 5, 3)}

    absence = services.block_dates(budi, **days, reason="Mudik", actor=budi.user)

    assert (absence.region, absence.days) == (village, term(*days.values()))
    wrong = [
        lambda: services.block_dates(budi, since=date(2026, 5, 3), actor=make_user()),
        lambda: services.free_dates(absence, actor=make_user()),
        lambda: services.block_dates(
            budi, since=date(2026, 5, 3), until=date(2026, 5, 2), actor=planner
        ),
        lambda: services.block_dates(
            budi, since=date(2026, 6, 1), until=date(2027, 7, 1), actor=planner
        ),
    ]
    assert [refusal(call) for call in wrong] == [
        "not_oneself",
        "not_oneself",
        "ends_before_start",
        "too_long",
    ]
    with pytest.raises(ValidationError) as twice:
        services.block_dates(budi, since=date(2026, 5, 3), actor=planner)
    assert twice.value.messages == ["Hari-hari itu sudah tercatat berhalangan."]
    services.free_dates(absence, actor=budi.user)
    assert Absence.objects.count() == 0
    assert Absence.pgh_event_model.objects.count() == 2


def test_village_roles_do_not_reach_the_next_village(village):
    neighbour = make_user(Role.VILLAGE_COORDINATOR, "52.07.01.2002")
    assignment = make_assignment(duty=make_duty(region=village))
    duty = assignment.duty
    calls = [
        lambda: services.plan_duty(village, **FACTS, actor=neighbour),
        lambda: services.offer_duty(duty, persons=[assignment.person], actor=neighbour),
        lambda: services.cancel_duty(duty, because="x", actor=neighbour),
        lambda: services.withdraw_offer(assignment, actor=neighbour),
        lambda: services.take_over(assignment, by=assignment.person, actor=neighbour),
        lambda: services.confirm_hours(assignment, actor=neighbour),
        lambda: services.repeat_duty(duty, weeks=1, actor=neighbour),
    ]

    assert [refusal(call) for call in calls] == ["not_allowed"] * 7
    assert Assignment.objects.get().status == "offered"

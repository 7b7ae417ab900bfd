"""Musyawarah: the quorum is counted, waited for, and waived in a second session."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from accounts.access import Role
from common.errors import RuleBroken
from meetings import services
from meetings.models import Invitation, InvitedGroup, Meeting
from meetings.papers.people import roll_of
from tests.factories.accounts import make_user
from tests.factories.meetings import make_kind, make_meeting
from tests.factories.minutes import make_musdes, make_villager
from tests.factories.regions import make_village
from tests.meetings.conftest import NOON

pytestmark = pytest.mark.usefixtures("noon")
YESTERDAY, TODAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 24)


@pytest.fixture
def village(db):
    return make_village()


@pytest.fixture
def coordinator(village):
    return make_user(Role.VILLAGE_COORDINATOR, village)


def refused(work):
    """Return what is refused: a rule's code, or a field with its code."""
    with pytest.raises((RuleBroken, ValidationError)) as error:
        work()
    if isinstance(error.value, RuleBroken):
        return error.value.code
    return {name: faults[0].code for name, faults in error.value.error_dict.items()}


def log(meeting, actor, **facts):
    row = Meeting.objects.get(pk=meeting.pk)
    return services.log_meeting(row, **({"version": row.version} | facts), actor=actor)


def test_only_the_invited_and_their_deputies_make_the_quorum(village, coordinator):
    meeting, persons = make_musdes(village, invited=5, on=TODAY)
    Invitation.objects.create(meeting=meeting, name="H. Camat")
    Invitation.objects.create(meeting=meeting, name="Tak jadi", left_out=True)
    passer_by = make_villager(village, "Lewat")
    services.mark_attendance(
        meeting,
        present_ids=[persons[0].pk, passer_by.pk],
        absent_ids=[persons[1].pk],
        marks=[
            services.Mark(name="camat"),
            services.Mark(name="Wakil", deputy_for=persons[2].pk),
            services.Mark(name="Orang lain"),
            services.Mark(name="Tak jadi"),
        ],
        actor=coordinator,
    )

    quorum = services.quorum_of(meeting)

    assert (quorum.invited, quorum.needed, quorum.came, quorum.is_met) == (6, 4, 3, False)
    assert services.quorum_of(make_meeting(village, kind=make_kind("musdus"))) is None


def test_a_deputy_known_by_name_counts_though_no_guest_is_invited(village, coordinator):
    meeting, persons = make_musdes(village, invited=3, on=TODAY)
    Invitation.objects.filter(meeting=meeting, person=persons[0]).update(
        answer="deputy",
        deputy_name="Bu Wakil",
        answered_at=NOON,
        answered_how="link",
    )
    services.mark_attendance(
        meeting,
        present_ids=[persons[1].pk],
        marks=[services.Mark(name="wakil"), services.Mark(name="Orang lain")],
        actor=coordinator,
    )

    quorum = services.quorum_of(meeting)

    assert (quorum.came, roll_of(meeting).of_invited, quorum.is_met) == (2, 2, True)


def test_a_first_session_below_its_quorum_is_refused_with_what_is_allowed(village, coordinator):
    meeting, persons = make_musdes(village, invited=6, on=TODAY)
    keys = [person.pk for person in persons]

    with pytest.raises(services.BelowQuorum) as below:
        log(meeting, coordinator, present_ids=keys[:3])

    assert below.value.message == (
        "Kuorum belum tercapai: 3 dari 6 yang diundang hadir, perlu 4. Tunda paling lama 3 jam."
        " Bila tetap kurang, jadwalkan sidang kedua dalam 3 hari."
    )
    meeting.refresh_from_db()
    assert (meeting.status, meeting.attendances.count()) == ("planned", 0)
    held = log(meeting, coordinator, present_ids=keys[:4])
    assert (held.status, held.invited_count, held.without_quorum) == ("held", 6, False)
    assert refused(lambda: log(meeting, coordinator, absent_ids=keys[:2])) == "below_quorum"


def test_where_nobody_is_invited_by_name_the_number_is_told(village, coordinator):
    kind = make_musdes(village, invited=0)[0].kind
    facts = {"kind": kind, "purpose": "Musdes", "on": TODAY, "at": time(9), "place": "Balai"}
    marks = [services.Mark(name=f"Warga {n}") for n in range(3)]

    def attempt(**more):
        return services.log_new_meeting(village, **facts, marks=marks, **more, actor=coordinator)

    assert refused(attempt) == {"invited_count": "required"}
    assert refused(lambda: attempt(invited_count=9)) == "below_quorum"
    assert attempt(invited_count=9, guests=3).invited_count == 9


def test_a_meeting_is_put_off_by_the_hours_of_its_kind_at_most(village, coordinator):
    meeting, _persons = make_musdes(village, on=TODAY, at=time(9))
    plain = make_meeting(village, kind=make_kind("musdus"), on=TODAY)
    held, persons = make_musdes(village, on=TODAY, at=time(9))
    held = log(held, coordinator, present_ids=[person.pk for person in persons])

    def delay(row, to):
        return services.delay_meeting(row, to=to, version=None, actor=coordinator)

    assert refused(lambda: delay(meeting, time(12, 1))) == {"to": "too_long"}
    assert refused(lambda: delay(meeting, time(9))) == {"to": "too_early"}
    assert refused(lambda: delay(plain, time(10))) == "no_delay"
    assert refused(lambda: delay(held, time(10))) == "meeting_not_planned"
    assert delay(meeting, time(12)).delayed_to == time(12)


def test_the_second_session_invites_the_same_and_goes_on_without_quorum(village, coordinator):
    meeting, persons = make_musdes(village, invited=6, on=YESTERDAY, at=time(9))
    Invitation.objects.create(
        meeting=meeting,
        name="Tamu",
        answer="coming",
        answered_at=meeting.starts_at,
        answered_how="link",
    )
    Invitation.objects.create(meeting=meeting, name="Tak jadi", left_out=True)
    InvitedGroup.objects.create(meeting=meeting, group="chairs")
    services.mark_attendance(meeting, present_ids=[persons[0].pk], actor=coordinator)

    def hold(row, on):
        return services.hold_second_session(
            row, on=on, at=time(9), place="Balai", actor=coordinator
        )

    assert refused(lambda: hold(meeting, TUESDAY)) == {"on": "too_late"}
    assert refused(lambda: hold(meeting, date(2026, 11, 19))) == {"on": "too_early"}
    second = hold(meeting, TODAY)
    assert refused(lambda: hold(meeting, TODAY)) == "meeting_not_planned"
    assert refused(lambda: hold(second, TODAY)) == "no_second_session"

    meeting.refresh_from_db()
    assert (meeting.status, meeting.cancelled_because, meeting.revision) == (
        "cancelled",
        "Kuorum tidak tercapai. Sidang kedua: Sabtu, 21 November 2026.",
        1,
    )
    assert meeting.attendances.count() == 1
    assert services.invited_to(second).number == 7
    assert second.invitations.get(name="Tamu").answer == ""
    assert second.invited_groups.get().group == "chairs"
    held = log(second, coordinator, present_ids=[persons[0].pk, persons[1].pk])
    assert (held.status, held.without_quorum) == ("held", True)
    enough = log(second, coordinator, present_ids=[person.pk for person in persons])
    assert enough.without_quorum is False

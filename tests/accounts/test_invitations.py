"""Who may let whom in, give and end roles: every role with every role."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from accounts import services
from accounts.access import Can, Role, may
from accounts.models import Grant, User
from common.dates import today
from common.errors import NotAllowed, RuleBroken
from tests.factories.accounts import make_grant, make_user
from tests.factories.regions import make_region, make_village

pytestmark = pytest.mark.django_db

VILLAGE, NEXT_VILLAGE = "52.07.01.2001", "52.07.01.2002"
# Where each role is held in these tests, and where the invited one is to hold it.
HELD_AT = {
    Role.VILLAGE_COORDINATOR: VILLAGE,
    Role.VILLAGE_SECRETARY: VILLAGE,
    Role.VILLAGE_TREASURER: VILLAGE,
    Role.TKSK: "52.07.01",
    Role.DISTRICT_OFFICER: "52.07",
    Role.DISTRICT_APPROVER: "52.07",
    Role.PKK_LEADER: "52.07",
    Role.AUDITOR: "52.07",
    Role.OPERATOR: "52.07",
}
# Written out a second time on purpose: the table in access.py is policy.
INVITES = {
    ("village_coordinator", "village_secretary"),
    ("village_coordinator", "village_treasurer"),
    ("tksk", "village_coordinator"),
    ("tksk", "village_secretary"),
    ("tksk", "village_treasurer"),
    ("district_officer", "village_coordinator"),
    ("district_officer", "village_secretary"),
    ("district_officer", "village_treasurer"),
    ("district_officer", "tksk"),
    ("district_officer", "pkk_leader"),
    ("operator", "district_officer"),
    ("operator", "district_approver"),
    ("operator", "pkk_leader"),
    ("operator", "auditor"),
}


def invite(actor, role, code, **facts):
    return services.invite_user(
        facts.pop("name", "Siti Aminah"), role=role, region=make_region(code), actor=actor, **facts
    )


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("inviter", Role.values)
def test_who_may_invite_whom(inviter, role):
    actor = make_user(inviter, HELD_AT[inviter])
    # A village role is invited into the inviter's own village, wider ones where they belong.
    code = HELD_AT[role]
    if (inviter, role) in INVITES:
        user, _secret = invite(actor, role, code)
        assert list(user.grants.values_list("role", "region_id", "granted_by")) == [
            (role, code, actor.pk)
        ]
    else:
        with pytest.raises(NotAllowed):
            invite(actor, role, code)
        assert not User.objects.filter(name="Siti Aminah").exists()


def test_nobody_invites_beyond_the_own_region():
    actor = make_user(Role.VILLAGE_COORDINATOR, VILLAGE)

    with pytest.raises(NotAllowed):
        invite(actor, Role.VILLAGE_SECRETARY, NEXT_VILLAGE)


def test_rights_of_two_roles_do_not_mix():
    """A coordinator here who is an operator there may not invite officers here."""
    actor = make_user(Role.TKSK, "52.07.01")
    make_grant(actor, Role.OPERATOR, "52.08")

    with pytest.raises(NotAllowed):
        invite(actor, Role.DISTRICT_OFFICER, "52.07")


@pytest.mark.parametrize(("start", "end"), [(-30, -1), (1, None)])
def test_a_role_that_is_over_or_not_begun_invites_nobody(start, end):
    actor = make_user()
    day = today()
    make_grant(
        actor,
        Role.VILLAGE_COORDINATOR,
        start=day + timedelta(days=start),
        end=day + timedelta(days=end) if end else None,
    )

    with pytest.raises(NotAllowed):
        invite(actor, Role.VILLAGE_SECRETARY, VILLAGE)


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.VILLAGE_COORDINATOR, "52.07"),
        (Role.VILLAGE_TREASURER, "52.07.01"),
        (Role.TKSK, VILLAGE),
        (Role.TKSK, "52.07"),
    ],
)
def test_a_role_is_held_at_its_own_level(role, code):
    actor = make_user(Role.DISTRICT_OFFICER, "52.07")
    make_village()

    with pytest.raises(ValidationError) as refused:
        invite(actor, role, code)

    assert list(refused.value.error_dict) == ["region"]


def test_an_invited_user_has_a_name_a_number_and_no_password():
    actor = make_user(Role.VILLAGE_COORDINATOR, VILLAGE)

    user, _secret = invite(
        actor, Role.VILLAGE_SECRETARY, VILLAGE, name="Siti Nur'aini Dewi", phone="0812 3456 7890"
    )
    other, _secret = invite(actor, Role.VILLAGE_SECRETARY, VILLAGE, name="Siti Nur")

    assert (user.username, user.phone) == ("siti.nur", "+6281234567890")
    assert other.username == "siti.nur2"
    assert not user.has_usable_password()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"username": "081234567890"}, "username"),
        ({"username": "a@b.example"}, "username"),
        ({"username": "dua kata"}, "username"),
        ({"last_day": today() - timedelta(days=1)}, "last_day"),
        ({"name": ""}, "name"),
    ],
)
def test_an_invitation_is_refused_beside_the_field(facts, field):
    actor = make_user(Role.VILLAGE_COORDINATOR, VILLAGE)

    with pytest.raises(ValidationError) as refused:
        invite(actor, Role.VILLAGE_SECRETARY, VILLAGE, **facts)

    assert list(refused.value.error_dict) == [field]
    assert User.objects.count() == 1


def test_user_names_differ_in_more_than_their_capitals():
    actor = make_user(Role.VILLAGE_COORDINATOR, VILLAGE, username="Siti")

    with pytest.raises(ValidationError, match="Nama pengguna ini sudah dipakai"):
        invite(actor, Role.VILLAGE_SECRETARY, VILLAGE, username="siti")


def test_the_same_person_is_not_invited_twice():
    actor = make_user(Role.VILLAGE_COORDINATOR, VILLAGE)
    invite(actor, Role.VILLAGE_SECRETARY, VILLAGE, phone="081234567890")

    with pytest.raises(RuleBroken) as refused:
        invite(actor, Role.VILLAGE_SECRETARY, VILLAGE, phone="+62 812-3456-7890")

    assert refused.value.code == "already_invited"


def test_a_second_role_is_given_to_an_account():
    actor = make_user(Role.DISTRICT_OFFICER, "52.07")
    user = make_user(Role.VILLAGE_SECRETARY, VILLAGE)

    services.give_role(user, role=Role.VILLAGE_TREASURER, region=make_region(VILLAGE), actor=actor)

    assert may(user, Can.KEEP_DECREES)
    assert {grant.role for grant in user.grants_on(today())} == {
        "village_secretary",
        "village_treasurer",
    }
    with pytest.raises(ValidationError, match="sudah dipegang"):
        services.give_role(
            user, role=Role.VILLAGE_TREASURER, region=make_region(VILLAGE), actor=actor
        )


def test_an_ended_role_is_over_at_once_and_stays_readable():
    actor = make_user(Role.VILLAGE_COORDINATOR, VILLAGE)
    user = make_user(Role.VILLAGE_SECRETARY, VILLAGE)
    grant = user.grants.get()

    services.end_grant(grant, actor=actor)

    fresh = User.objects.get(pk=user.pk)
    day = today()
    assert fresh.grants_on(day) == []
    assert [held.role for held in fresh.grants_on(day - timedelta(days=1))] == ["village_secretary"]
    with pytest.raises(RuleBroken) as refused:
        services.end_grant(grant, actor=actor)
    assert refused.value.code == "grant_ended"


def test_a_role_ended_on_its_first_day_was_never_in_force_and_can_be_given_again():
    actor = make_user(Role.VILLAGE_COORDINATOR, VILLAGE)
    user, _secret = invite(actor, Role.VILLAGE_SECRETARY, VILLAGE)

    services.end_grant(user.grants.get(), actor=actor)

    assert User.objects.get(pk=user.pk).grants_on(today()) == []
    services.give_role(user, role=Role.VILLAGE_SECRETARY, region=make_village(), actor=actor)
    assert len(user.grants_on(today())) == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda grant, actor: services.end_grant(grant, actor=actor),
        lambda grant, actor: services.change_period(grant, last_day=today(), actor=actor),
    ],
    ids=["end", "period"],
)
def test_nobody_ends_or_changes_a_role_that_they_could_not_give(act):
    actor = make_user(Role.VILLAGE_COORDINATOR, VILLAGE)
    grant = make_grant(make_user(), Role.VILLAGE_COORDINATOR, VILLAGE)

    with pytest.raises(NotAllowed):
        act(grant, actor)

    assert Grant.objects.get(pk=grant.pk).period == grant.period


def test_a_period_is_changed_and_opened_again():
    actor = make_user(Role.VILLAGE_COORDINATOR, VILLAGE)
    grant = make_user(Role.VILLAGE_SECRETARY, VILLAGE).grants.get()
    day = today()

    services.change_period(grant, last_day=day + timedelta(days=9), actor=actor)
    assert Grant.objects.get(pk=grant.pk).last_day == day + timedelta(days=9)

    services.change_period(grant, last_day=None, actor=actor)
    assert Grant.objects.get(pk=grant.pk).last_day is None

    with pytest.raises(ValidationError):
        services.change_period(grant, last_day=day - timedelta(days=1), actor=actor)


def test_every_change_of_a_grant_is_in_the_history():
    actor = make_user(Role.VILLAGE_COORDINATOR, VILLAGE)
    grant = make_user(Role.VILLAGE_SECRETARY, VILLAGE).grants.get()
    began = grant.period

    services.end_grant(grant, actor=actor)

    events = apps.get_model("accounts", "GrantEvent").objects.filter(pgh_obj=grant)
    ended = Grant.objects.get(pk=grant.pk).period
    assert [event.period for event in events.order_by("pgh_id")] == [began, ended]
    assert began != ended

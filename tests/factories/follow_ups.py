"""Follow-ups and invitations for tests: the smallest that are valid."""

from accounts.access import Role
from meetings.models import FollowUp, Invitation, hosted_by
from tests.factories.accounts import make_user
from tests.factories.meetings import make_meeting


def make_follow_up(meeting=None, **overrides):
    """Return an open task of the meeting; somebody who has no account does it, with no day set."""
    meeting = meeting or make_meeting()
    facts = {"task": "Data lansia RT 03"} | overrides
    if "owner" not in facts:
        facts.setdefault("owner_name", "Abdul Karim")
    if "asked_by" not in facts:
        facts["asked_by"] = make_user(Role.VILLAGE_SECRETARY, meeting.region)
    return FollowUp.objects.create(meeting=meeting, **hosted_by(meeting.host), **facts)


def make_invitation(meeting=None, person=None, **facts):
    """Return a person's invitation; with a name and no person, a guest's."""
    return Invitation.objects.create(meeting=meeting or make_meeting(), person=person, **facts)

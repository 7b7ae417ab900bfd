"""Invitations, tasks, plans and guest books for tests: the smallest that are valid."""

from datetime import date

from common.dates import today
from meetings.models import FollowUp, Invitation, hosted_by
from programme.models import Activity, Letter, Visit
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_held_meeting, make_meeting


def make_invitation(meeting=None, person=None, **facts):
    """Return a person's invitation; with a name and no person, a guest's."""
    return Invitation.objects.create(meeting=meeting or make_meeting(), person=person, **facts)


def make_follow_up(meeting=None, **facts):
    """Return an open task of a meeting that was held."""
    asker = facts.pop("asked_by", None) or make_user()
    meeting = meeting or make_held_meeting(logged_by=asker)
    usual = {"task": "Mendata keluarga lansia", "asked_by": asker}
    if "owner" not in facts:
        usual["owner_name"] = "Pak RT 03"
    return FollowUp.objects.create(meeting=meeting, **hosted_by(meeting.host), **(usual | facts))


def make_activity(host=None, **facts):
    usual = {"year": today().year, "name": "Posyandu lansia", "from_month": 1, "to_month": 12}
    return Activity.objects.create(**hosted_by(host or make_body()), **(usual | facts))


def make_visit(host=None, **facts):
    usual = {
        "on": date(2026, 5, 4),
        "name": "Ahmad",
        "office": "Dinas Sosial",
        "purpose": "Monitoring",
    }
    facts.setdefault("entered_by", make_user())
    return Visit.objects.create(**hosted_by(host or make_body()), **(usual | facts))


def make_letter(host=None, **facts):
    usual = {
        "direction": "in",
        "year": 2026,
        "number": 1,
        "entered_on": date(2026, 5, 4),
        "party": "Dinas Sosial",
        "subject": "Permintaan data",
    }
    facts.setdefault("entered_by", make_user())
    return Letter.objects.create(**hosted_by(host or make_body()), **(usual | facts))

"""What meetings and plans hold of a person goes along in a merge, and all of it comes back."""

from datetime import UTC, datetime

import pytest

from accounts.access import Role
from meetings.models import Attendance, FollowUp, Invitation
from people.services import merge_persons, undo_merge
from programme.models import Activity
from tests.factories.accounts import make_user
from tests.factories.gatherings import make_activity, make_follow_up, make_invitation
from tests.factories.meetings import make_body, make_meeting, mark
from tests.factories.people import make_person
from tests.factories.regions import make_region

pytestmark = pytest.mark.django_db

MODELS = (Activity, Attendance, FollowUp, Invitation)
STANDS = {"version", "updated_at"}
MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
OUT = {"left_out": True}


def everything():
    return {
        (model.__name__, row.pk): {
            field.attname: getattr(row, field.attname)
            for field in model._meta.concrete_fields
            if field.attname not in STANDS
        }
        for model in MODELS
        for row in model.objects.all()
    }


def said(answer, at):
    return {"answer": answer, "answered_at": at, "answered_how": "noted"}


def test_whoever_was_there_invited_or_asked_is_under_one_name():
    stays, goes = make_person("Siti Aminah"), make_person("Hj. Siti Aminah, S.Sos")
    actor = make_user(Role.TKSK, make_region("52.07.01"))
    body = make_body()
    meetings = [make_meeting(body) for _ in range(6)]
    kept = []
    for meeting, ours, theirs, remains in (
        (meetings[0], {}, {}, 0),
        # Left out for being there twice: she is invited.
        (meetings[1], OUT, {}, 1),
        (meetings[2], {}, OUT, 0),
        # Of two answers the later one stands.
        (meetings[3], said("coming", MAY), said("not_coming", JUNE), 1),
        (meetings[4], said("coming", JUNE), {}, 0),
    ):
        rows = [
            make_invitation(meeting, person, **facts)
            for person, facts in ((stays, ours), (goes, theirs))
        ]
        kept.append(rows[remains].pk)
    kept.append(make_invitation(meetings[5], goes).pk)
    mark(meetings[0], stays, present=False)
    mark(meetings[0], goes)
    mark(meetings[1], stays, goes, present=False)
    deputy = Attendance.objects.create(
        meeting=meetings[2], name="Ani", present=True, deputy_for=goes
    )
    task, activity = make_follow_up(owner=goes), make_activity(body, in_charge=goes)
    before = everything()

    merge = merge_persons(stays, goes, actor=actor)

    assert set(Invitation.objects.values_list("pk", "person")) == {(pk, stays.pk) for pk in kept}
    marks = Attendance.objects.filter(person=stays).order_by("-present")
    assert list(marks.values_list("meeting", "present")) == [
        (meetings[0].pk, True),
        (meetings[1].pk, False),
    ]
    for row, field in ((deputy, "deputy_for"), (task, "owner"), (activity, "in_charge")):
        row.refresh_from_db()
        assert getattr(row, field) == stays
    assert undo_merge(merge, actor=actor).remarks == []
    assert everything() == before

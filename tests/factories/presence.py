"""Codes on the wall and photos for tests: the smallest that are valid."""

import hashlib
import uuid

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.access import Role
from accounts.keys import hashed
from meetings.models import CheckInCode, MeetingPhoto
from meetings.services import key_of
from meetings.services.checking_in import OPEN_FOR
from tests.factories.accounts import make_user


def make_check_in(meeting, *, opened_at=None, lasts=OPEN_FOR):
    """Return a code of the meeting that is open now, and its key."""
    opened_at = opened_at or timezone.now()
    code = CheckInCode(
        meeting=meeting,
        opened_by=make_user(Role.VILLAGE_SECRETARY, meeting.region),
        opened_at=opened_at,
        closes_at=opened_at + lasts,
    )
    code.key_hash = hashed(key_of(code))
    code.save()
    return code, key_of(code)


def make_meeting_photo(meeting, *, kind="gathering", content=b"\xff\xd8\xff", **overrides):
    """Return a photo of the meeting whose bytes are these: no camera ever made them."""
    content += uuid.uuid4().bytes
    facts = {
        "picture": ContentFile(content, "a"),
        "thumbnail": ContentFile(b"\xff\xd8\xff small", "b"),
        "sha256": hashlib.sha256(content).hexdigest(),
    } | overrides
    if "added_by" not in facts:
        facts["added_by"] = make_user(Role.VILLAGE_SECRETARY, meeting.region)
    return MeetingPhoto.objects.create(meeting=meeting, kind=kind, **facts)

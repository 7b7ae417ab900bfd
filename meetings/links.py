"""Addresses for people without an account: where the invited answer, and where one checks in."""

from collections.abc import Callable
from functools import cache
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from meetings import services
from meetings.models import CheckInCode, Meeting
from meetings.services import Line

NOBODYS = str(UUID(int=0))


def group_answer_url(meeting: Meeting) -> str:
    """Return the address that goes into the group's chat."""
    return _whole("answer_by_name", services.key_for_all(meeting))


def own_answer_url(meeting: Meeting, line: Line) -> str:
    """Return the address that is one's own."""
    if line.person is not None:
        return _whole("answer", services.key_of_person(meeting, line.person.pk))
    if line.row is None:
        raise TypeError("Nobody is on this line.")
    return _whole("answer", services.key_of_guest(line.row))


def own_answer_urls(meeting: Meeting) -> Callable[[int], str]:
    """Return how each person's own address is made, by the person's key: for many at once."""
    before, after = _around("answer", "0")
    before = settings.SITE_URL + before
    return lambda person: f"{before}{services.key_of_person(meeting, person)}{after}"


def path_of(meeting: Meeting) -> str:
    """Return what get_absolute_url does: for many at once."""
    before, after = _around("meeting", NOBODYS)
    return f"{before}{meeting.pk}{after}"


def check_in_url(code: CheckInCode) -> str:
    """Return the address that the QR code on the wall holds."""
    return _whole("check_in", services.key_of(code))


@cache
def _around(name: str, key: str) -> tuple[str, str]:
    """Return what stands before and after the key in such addresses: it is looked up once."""
    before, _key, after = reverse(f"meetings:{name}", args=[key]).rpartition(key)
    return before, after


def _whole(name: str, key: str) -> str:
    return settings.SITE_URL + reverse(f"meetings:{name}", args=[key])

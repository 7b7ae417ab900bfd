"""Addresses for people without an account: where the invited answer, and where one checks in."""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse

from meetings import services
from meetings.models import CheckInCode, Meeting
from meetings.services import Line


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
    before, after = _whole("answer", "0").rsplit("0", 1)
    return lambda person: f"{before}{services.key_of_person(meeting, person)}{after}"


def check_in_url(code: CheckInCode) -> str:
    """Return the address that the QR code on the wall holds."""
    return _whole("check_in", services.key_of(code))


def _whole(name: str, key: str) -> str:
    return settings.SITE_URL + reverse(f"meetings:{name}", args=[key])

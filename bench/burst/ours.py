"""Our own sending of the evening. `python -m bench.burst.ours HOW NOW SECONDS`."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

import django

django.setup()

from django.db.models import Q  # noqa: E402
from django.urls import reverse  # noqa: E402

from bench.burst.turn import Going, take  # noqa: E402
from notifications.channels import LADDER, Accepted, Channel, Grade, Message  # noqa: E402
from notifications.services import send_due  # noqa: E402
from people.models import Person  # noqa: E402


class Null(Channel):
    """It is called for each message, reaches everybody, and accepts at once."""

    name = "null"
    label = "null"
    grade = Grade.KNOWS_NOTHING

    def reaches(self) -> Q:
        return Q(pk__isnull=False)

    def address(self, person: Person) -> str:
        return str(person.pk)

    def send(self, message: Message) -> Accepted:
        return Accepted(str(message.reference))


def inbox(now: datetime, going: Going) -> int:
    """Send by the ladder as it is: nobody has an e-mail address, everybody an account."""
    return _drain(now, going, LADDER)


def null(now: datetime, going: Going) -> int:
    return _drain(now, going, (Null(),))


def _drain(now: datetime, going: Going, ladder: Sequence[Channel]) -> int:
    """Send round after round, as `manage.py dispatch` does."""
    ended, began = 0, time.monotonic()
    while going():
        at = now + timedelta(seconds=time.monotonic() - began)
        counts = send_due(now=at, ladder=ladder, keep_going=going)
        if not counts:
            break
        ended += counts["sent"] + counts["accepted"]
    return ended


if __name__ == "__main__":
    gc.freeze()  # as dispatch and the worker do
    reverse("meetings:meetings")  # a sender that has run before knows the addresses
    take({"inbox": inbox, "null": null}, *sys.argv[1:])

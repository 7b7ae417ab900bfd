"""Messages and simulated channels for tests."""

import threading
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from django.db.models import Q
from django.utils import timezone

from meetings.rules import start_instant
from notifications.channels import Accepted, Channel, Grade
from notifications.models import (
    Delivery,
    OptOut,
    QuietTime,
    Reply,
    RulePlan,
    RuleStep,
    SendingStart,
)
from notifications.rules import RULES, Step, step_code
from tests.factories.meetings import make_body, make_meeting, make_member

STARTS_AT = datetime(2026, 11, 28, 7, 0, tzinfo=UTC)  # 15.00 WITA in Sumbawa Barat
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
_numbers = count(1)


def hours(number):
    return timedelta(hours=number)


def make_plan(rule="meeting_ahead", region=None, wksbm=None, steps=None, **overrides):
    """Return how a rule goes: in the nation as loaded, or as given in a region or a body.

    `steps` are timedeltas before the event.
    """
    found = RulePlan.objects.filter(rule=rule, region=region, wksbm=wksbm).first()
    if found is not None:
        return found
    plan = RulePlan.objects.create(rule=rule, region=region, wksbm=wksbm, **overrides)
    usual = RULES[rule].steps
    wanted = usual if steps is None else [Step(ahead, usual[0].at) for ahead in steps]
    RuleStep.objects.bulk_create(
        RuleStep(
            plan=plan,
            code=step_code(step),
            ahead=step.ahead,
            at=step.at,
            useful_for=step.useful_for,
        )
        for step in wanted
    )
    return plan


def make_reminded(people=1, *, village=None, **person):
    """Return a meeting on Saturday 28 November 2026 at 15.00 WITA, and the members it invites."""
    make_plan("meeting_ahead")
    body = make_body(village)
    meeting = make_meeting(
        body,
        purpose="Pertemuan rutin",
        on=date(2026, 11, 28),
        at=STARTS_AT.astimezone(body.region.tz).time(),
        starts_at=STARTS_AT,
    )
    return meeting, [
        make_member(body, f"Anggota {next(_numbers)}", **person) for _ in range(people)
    ]


def move(meeting, starts_at):
    """Move a meeting as its service does, whatever today is."""
    there = starts_at.astimezone(meeting.wksbm.region.tz)
    meeting.on, meeting.at = there.date(), there.time()
    meeting.starts_at = start_instant(meeting.on, meeting.at, meeting.zone)
    meeting.revision += 1
    meeting.save()


def make_delivery(meeting, person, **overrides):
    facts = {
        "region_id": meeting.region_id,
        "rule": "meeting_ahead",
        "occasion": f"meeting:{meeting.pk}:{meeting.revision}",
        "step": "1_day",
        "person": person,
        "due_at": meeting.starts_at - hours(24),
        "not_after": meeting.starts_at - hours(2),
        "planned_at": meeting.starts_at - hours(72),
        "state": "planned",
    } | overrides
    return Delivery.objects.create(next_try_at=facts["due_at"], **facts)


def make_quiet(name, since, until, days=EVERY_DAY, region=None):
    return QuietTime.objects.create(
        region=region, name=name, days=days, since=clock(since), until=clock(until)
    )


def make_nations_set():
    make_quiet("Malam", "21.00", "06.00")
    make_quiet("Salat Jumat", "11.30", "13.00", [5])


def clock(text):
    hour, minute = text.split(".")
    return time(int(hour) % 24, int(minute))


def make_opt_out(person, **overrides):
    usual = {"rule": "", "how": OptOut.How.WORD, "since": timezone.now()}
    return OptOut.objects.create(person=person, **(usual | overrides))


def make_reply(**overrides):
    """Return a message that came back, and that nobody has read."""
    number = next(_numbers)
    usual = {
        "channel": "gateway",
        "reference": f"balasan-{number}",
        "sender": f"+62812000{number:05}",
        "text": "Rapatnya di mana ya?",
        "received_at": timezone.now(),
    }
    return Reply.objects.create(**(usual | overrides))


def make_start(region, **overrides):
    """Return the day on which a region begins to send: it is far off."""
    return SendingStart.objects.create(
        region=region, **({"starts_on": date(2099, 1, 1)} | overrides)
    )


class Provider(Channel):
    """A gateway that reaches everybody, remembers what it got, and answers as it is told."""

    name = "gateway"
    label = "gerbang"
    lease = timedelta(seconds=120)

    def __init__(self, grade=Grade.KNOWS_NOTHING, *answers):
        self.grade = grade
        self.answers = list(answers)  # each an answer, an exception, or a function of the message
        self.calls = []  # every reference that was sent, in order
        self.known = set()  # what it accepted: what a look-up finds
        self.asked = 0
        self.lock = threading.Lock()

    def reaches(self):
        return Q(pk__isnull=False)

    def address(self, person):
        return f"gerbang-{person.pk}"

    def send(self, message):
        with self.lock:
            self.calls.append(message.reference)
            answer = self.answers.pop(0) if self.answers else Accepted("ok")
        if callable(answer) and not isinstance(answer, type):
            answer = answer(message)
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, Accepted):
            self.known.add(message.reference)
        return answer

    def look_up(self, reference):
        self.asked += 1
        return Accepted("found") if reference in self.known else None


class Killed(BaseException):
    """As if the process had been killed at this line: nothing of ours catches it."""

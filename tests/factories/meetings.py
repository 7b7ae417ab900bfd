"""Series and meetings for tests: the smallest that are valid."""

import uuid
from datetime import date, time, timedelta

from django.utils import timezone

from common.dates import term
from meetings.models import (
    ROUTINE,
    Attendance,
    Holiday,
    Meeting,
    MeetingKind,
    Series,
    hosted_by,
    region_of,
)
from meetings.rules import start_instant
from people.models import Person, Presence
from tests.factories.regions import make_village
from wksbm.models import Membership, Wksbm


def make_kind(code=ROUTINE, **overrides):
    """Return a kind of meeting as told; the routine one unless another code is given."""
    facts = {"name": code.replace("_", " ").capitalize(), "term": term(date(2000, 1, 1), None)}
    return MeetingKind.objects.update_or_create(
        code=code, defaults=overrides, create_defaults=facts | overrides
    )[0]


def make_body(village=None, **overrides):
    """Return a body of the village: a WKSBM with nobody in it."""
    village = village or make_village()
    make_kind()
    facts = {"name": f"WKSBM {uuid.uuid4().hex[:6]}"}
    return Wksbm.objects.create(region=village, **(facts | overrides))


def make_member(wksbm, name="Siti Aminah", since=date(2020, 1, 1), until=None, **person):
    """Return a person who belongs to the body, and is present in its village."""
    member = Person.objects.create(name=name, village_id=wksbm.region_id, **person)
    Presence.objects.create(person=member, region_id=wksbm.region_id)
    Membership.objects.create(
        wksbm=wksbm, region_id=wksbm.region_id, person=member, term=term(since, until)
    )
    return member


def make_series(wksbm=None, **overrides):
    """Return a series of the body as its row alone: no occurrence is made."""
    wksbm = wksbm or make_body()
    facts = {
        "purpose": "Pertemuan rutin",
        "rrule": "FREQ=MONTHLY;BYDAY=+2SA",
        "starts_on": date(2026, 1, 1),
        "at": time(15),
        "zone": wksbm.region.time_zone,
        "place": "Balai Desa",
    }
    return Series.objects.create(wksbm=wksbm, region_id=wksbm.region_id, **(facts | overrides))


def make_holiday(first, last=None, *, region=None, kind="public", name="Hari raya"):
    """Return days off, both included: the nation's, unless a region is named."""
    days = term(first, last or first)
    known = Holiday.objects.filter(region=region, name=name, days=days).first()
    return known or Holiday.objects.create(region=region, kind=kind, name=name, days=days)


def make_meeting(host=None, **overrides):
    """Return a meeting of the host (a body unless one is given), in a week at 15.00."""
    host = host or make_body()
    region = region_of(host)
    facts = {
        "kind": make_kind(),
        "purpose": "Pertemuan rutin",
        "place": "Balai Desa",
        "on": timezone.localdate(timezone=region.tz) + timedelta(days=7),
        "at": time(15),
        "zone": region.time_zone,
    } | overrides
    facts.setdefault("starts_at", start_instant(facts["on"], facts["at"], facts["zone"]))
    return Meeting.objects.create(**hosted_by(host), **facts)


def make_held_meeting(host=None, *, logged_by, **overrides):
    """Return a meeting that took place: a week ago unless told otherwise."""
    host = host or make_body()
    facts = {
        "on": timezone.localdate(timezone=region_of(host).tz) - timedelta(days=7),
        "status": Meeting.Status.HELD,
        "logged_by": logged_by,
        "logged_at": timezone.now(),
    }
    return make_meeting(host, **(facts | overrides))


def mark(meeting, *people, present=True):
    for person in people:
        Attendance.objects.create(meeting=meeting, person=person, present=present)

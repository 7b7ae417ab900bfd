"""Meetings as iCalendar (RFC 5545): each is an event of its own, under a UID that stays.

A meeting that was moved comes again with a higher SEQUENCE, a cancelled one as CANCELLED, so that
calendars take it over or cross it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from common.dates import wall_time
from meetings.models import Meeting
from regions.codes import Zone

PRODUCT: Final = "-//WKSBM//Pertemuan//ID"
USUAL_LENGTH: Final = timedelta(hours=2)  # where nobody wrote down when it will end
REFRESH: Final = timedelta(hours=1)


def calendar(meetings: Iterable[Meeting], *, name: str) -> bytes:
    """Return the meetings as one calendar, with the time zones they are in."""
    found = list(meetings)
    whole = Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add("name", name)
    whole.add("x-wr-calname", name)
    whole.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", REFRESH)
    for zone in sorted({meeting.zone for meeting in found}):
        whole.add_component(_timezone(zone))
    for meeting in found:
        whole.add_component(_event(meeting))
    body: bytes = whole.to_ical()
    return body


def _event(meeting: Meeting) -> Event:
    starts = wall_time(meeting.starts_at, ZoneInfo(meeting.zone))
    event = Event()
    event.add("uid", f"{meeting.pk}@wksbm")  # never by host: two names of a server are one meeting
    event.add("sequence", meeting.revision)
    event.add("dtstamp", meeting.updated_at)
    event.add("last-modified", meeting.updated_at)
    event.add("created", meeting.created_at)
    event.add("dtstart", starts)
    event.add("dtend", _end(meeting, starts))
    event.add("summary", f"{meeting.purpose}, {meeting.host_name}")
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    event.add("url", f"{settings.SITE_URL}{meeting.get_absolute_url()}")
    if meeting.place:
        event.add("location", meeting.place)
    if meeting.is_cancelled:
        event.add("description", meeting.cancelled_because)
    return event


def _end(meeting: Meeting, starts: datetime) -> datetime:
    """Return when it ends; what ends at an earlier hour than it begins ends on the next day."""
    if meeting.until is None:
        return starts + USUAL_LENGTH
    ends = datetime.combine(meeting.on, meeting.until, starts.tzinfo)
    return ends if ends > starts else ends + timedelta(days=1)


def _timezone(zone: str) -> Timezone:
    """Return the zone: WIB, WITA and WIT have no daylight saving, and had none since 1988."""
    standard = TimezoneStandard()
    since = datetime(1988, 1, 1)  # noqa: DTZ001 (a wall time, as the format wants it)
    offset = ZoneInfo(zone).utcoffset(since) or timedelta()
    standard.add("dtstart", since)
    standard.add("tzoffsetfrom", offset)
    standard.add("tzoffsetto", offset)
    standard.add("tzname", Zone(zone).label)
    found = Timezone()
    found.add("tzid", zone)
    found.add_component(standard)
    return found

"""The routine meetings of one invented village: the last year's, and those that are planned."""

from datetime import date, datetime, time, timedelta
from random import Random

from meetings.models import Attendance, Meeting, Series
from meetings.rules import Pattern, occurrences, rrule_of, start_instant
from portal.demo import fates, minutes, words
from portal.demo.rows import new_key
from portal.demo.village import Village

BEFORE = timedelta(days=365)
AHEAD = timedelta(days=365)
HOURS = (time(9), time(13, 30), time(15), time(15, 30), time(16), time(19, 30))


def build(village: Village, now: datetime) -> None:
    series = _series(village)
    village.rows.add(series)
    last = series.made_until = village.today + AHEAD
    dates = occurrences(series.rrule, series.starts_on, series.starts_on, last)
    if series.ended_on:
        dates = [on for on in dates if on <= series.ended_on]
    starts = [start_instant(on, series.at, series.zone) for on in dates]
    past = sum(start <= now - timedelta(hours=2) for start in starts)
    unlogged = past - 1 if village.region.code in fates.UNLOGGED else None
    for number, (on, starts_at) in enumerate(zip(dates, starts, strict=True)):
        meeting = _meeting(village, series, on, starts_at)
        if number < past and number != unlogged:
            _pass(village, meeting, may_fail=number != past - 1)
        village.rows.add(meeting)


def _series(village: Village) -> Series:
    chance, code = village.chance, village.region.code
    place = chance.choice(words.PLACES).format(village=village.region.name)
    silent = fates.SILENT.get(code)
    return Series(
        region=village.region,
        wksbm=village.body,
        purpose=chance.choice(words.PURPOSES),
        rrule=_rule(chance),
        starts_on=village.today - BEFORE + timedelta(days=chance.randint(0, 6)),
        at=chance.choice(HOURS),
        zone=village.region.time_zone,
        place=place,
        ended_on=village.today - timedelta(days=30 * silent) if silent else None,
    )


def _rule(chance: Random) -> str:
    """Mostly a weekday of the month, some a date, a few the Javanese 35 days."""
    draw = chance.random()
    if draw < 0.6:
        day = chance.choice(("MO", "TH", "FR", "SA", "SA", "SU"))
        return rrule_of(Pattern.NTH_WEEKDAY, nth=chance.choice((1, 2, 2, 3, -1)), day=day)
    if draw < 0.88:
        return rrule_of(Pattern.MONTH_DAY, month_day=chance.choice((5, 10, 12, 15, 20, 25)))
    return rrule_of(Pattern.SELAPANAN)


def _meeting(village: Village, series: Series, on: date, starts_at: datetime) -> Meeting:
    return Meeting(
        id=new_key(village.chance),
        region=village.region,
        wksbm=village.body,
        series=series,
        original_date=on,
        purpose=series.purpose,
        place=series.place,
        on=on,
        at=series.at,
        zone=series.zone,
        starts_at=starts_at,
    )


def _pass(village: Village, meeting: Meeting, *, may_fail: bool) -> None:
    """Let the meeting have been held, mostly; now and then one was cancelled."""
    chance = village.chance
    if may_fail and chance.random() < 0.12:
        meeting.status = Meeting.Status.CANCELLED
        meeting.cancelled_because = chance.choice(words.CANCELLED)
        meeting.revision, meeting.by_hand = 1, True
        return
    topics = words.topics(chance)
    meeting.status = Meeting.Status.HELD
    meeting.guests = chance.choice((0, 0, 0, 1, 2, 4))
    meeting.logged_by, meeting.logged_as = village.writer()
    meeting.logged_at = meeting.starts_at + timedelta(hours=chance.randint(1, 2))
    minutes.write(village, meeting, topics)
    village.held.append(meeting)
    keen = chance.uniform(0.55, 0.92)
    for person in village.people:
        mark = Attendance(
            id=new_key(chance),
            meeting=meeting,
            person=person,
            present=chance.random() < keen,
        )
        mark.late = mark.present and village.pen.random() < 0.08
        village.rows.add(mark)

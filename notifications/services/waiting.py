"""Late messages wait until quiet hours have passed; the database says when that is."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from common.dates import wall_time
from meetings.rules import said_date, said_time
from notifications.rules import RULES
from regions.models import Region

# A due time is planned so that nothing quiet lies in the five minutes from it
# (notifications_before_quiet). A round of sending and its last call take eighty seconds at most, so
# that what is sent within three minutes of its time needs no second look.
LATE = timedelta(minutes=3)
HURRY = timedelta(hours=6)  # what is useless so soon does not wait, where its rule says so
HELD_AT_ONCE = 20_000

QUIET_PLACES = """
    SELECT place.code, place.decent_at
      FROM (
               SELECT region.code,
                      notifications_after_quiet(%(now)s, region.code, region.time_zone) AS decent_at
                 FROM regions_region AS region
                WHERE region.code IN (
                          SELECT region_id FROM notifications_delivery
                           WHERE state = 'planned' AND next_try_at <= %(now)s
                             AND due_at <= %(late)s AND not_after > %(now)s
                             AND rule = ANY (%(rules)s)
                             AND (not_after > %(hurry)s OR rule <> ALL (%(hurrying)s))
                      )
               OFFSET 0
           ) AS place
     WHERE place.decent_at IS DISTINCT FROM %(now)s
"""

HOLD = """
    WITH late AS (
        SELECT id FROM notifications_delivery
         WHERE state = 'planned' AND next_try_at <= %(now)s
           AND due_at <= %(late)s AND not_after > %(now)s
           AND rule = ANY (%(rules)s) AND region_id = ANY (%(codes)s::text[])
           AND (not_after > %(hurry)s OR rule <> ALL (%(hurrying)s))
         ORDER BY id
         LIMIT %(most)s
           FOR UPDATE SKIP LOCKED
    )
    UPDATE notifications_delivery AS d
       SET next_try_at = least(quiet.until, d.not_after),
           held_until = least(quiet.until, d.not_after),
           reason = quiet.reason
      FROM late,
           unnest(%(codes)s::text[], %(untils)s::timestamptz[], %(reasons)s::text[])
               AS quiet (code, until, reason)
     WHERE d.id = late.id AND d.region_id = quiet.code
"""


def hold_in_quiet_hours(now: datetime) -> Counter[str]:
    """Put off what is late where it is quiet now, or nearly; return how many are held.

    One look per place, whatever waits there. What is useless by then expires in its time. Nothing
    may be claimed before it returns; whoever is killed meanwhile has held a part.
    """
    facts: dict[str, Any] = {
        "now": now,
        "late": now - LATE,
        "rules": [name for name, rule in RULES.items() if not rule.ignores_quiet],
        "hurrying": [name for name, rule in RULES.items() if rule.may_hurry],
        "hurry": now + HURRY,
    }
    with connection.cursor() as cursor:
        cursor.execute(QUIET_PLACES, facts)
        quiet: dict[str, datetime | None] = dict(cursor.fetchall())
        if not quiet:
            return Counter()
        places = Region.objects.in_bulk(quiet)
        facts |= {
            "codes": list(quiet),
            "untils": list(quiet.values()),
            "reasons": [_held(until, places[code], now) for code, until in quiet.items()],
            "most": HELD_AT_ONCE,
        }
        counts: Counter[str] = Counter()
        found = HELD_AT_ONCE
        while found == HELD_AT_ONCE:
            cursor.execute(HOLD, facts)
            found = cursor.rowcount
            counts["held"] += found
        return +counts


def decent_after(at: datetime, place: str, zone: str) -> datetime | None:
    """Return the first instant from `at` at which a message may go out; None: it never ends.

    `place` is a region's code, or empty for where only the nation's set holds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT notifications_after_quiet(%s, %s, %s)", [at, place, zone])
        (found,) = cursor.fetchone()
    until: datetime | None = found
    return until


def _held(until: datetime | None, place: Region, now: datetime) -> str:
    if until is None:
        return _("Menunggu jam tenang lewat.")
    there = wall_time(until, place.tz)
    hour = said_time(there.time(), place.time_zone)
    if until - now < timedelta(days=1):
        return _("Menunggu jam tenang lewat: dikirim pukul %(hour)s, bila masih berguna.") % {
            "hour": hour
        }
    return _("Menunggu jam tenang lewat: dikirim %(day)s pukul %(hour)s, bila masih berguna.") % {
        "day": said_date(there.date()),
        "hour": hour,
    }

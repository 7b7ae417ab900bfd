"""Many messages to one person become one: for those with much on a day, and at the beginning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, transaction
from django.utils.translation import gettext as _

from notifications.models import Delivery
from notifications.rules import RULES
from notifications.services.planning import Gone, reasons_gone, still_wanted

MANY = 4  # more than three on one day are one message
IN_HOURS = re.compile("(hour|minute)")
GATHERING = 7_001  # the key of an advisory lock: claims share it, gathering has it alone

# One row per person and province, in the narrowest region that holds all it tells of: who reads
# deliveries there may read each of them. What is in doubt may have been sent, and stays itself.
GATHER = """
    WITH chosen AS (
        SELECT d.id, d.person_id, d.region_id, d.not_after
          FROM notifications_delivery AS d
          JOIN regions_region AS r ON r.code = d.region_id
         WHERE {which}
           AND d.rule <> 'digest'
           AND d.not_after > %(now)s
           AND NOT EXISTS (
                   SELECT FROM notifications_attempt AS tried
                    WHERE tried.delivery_id = d.id AND tried.state = 'unknown'
               )
         ORDER BY d.id
           FOR UPDATE OF d SKIP LOCKED
    ), grouped AS (
        SELECT person_id, left(region_id, 2) AS province, min(id) AS first,
               min(region_id) AS lowest, max(region_id) AS highest, max(not_after) AS not_after
          FROM chosen
         GROUP BY person_id, left(region_id, 2)
        HAVING count(*) >= %(least)s
    ), placed AS (
        SELECT g.person_id, g.first, g.not_after, r.code,
               coalesce(notifications_after_quiet(%(now)s, r.code, r.time_zone), %(now)s) AS due_at
          FROM grouped AS g
          JOIN regions_region AS r
            ON r.code = CASE WHEN lowest = highest THEN lowest
                             WHEN left(lowest, 8) = left(highest, 8) THEN left(lowest, 8)
                             WHEN left(lowest, 5) = left(highest, 5) THEN left(lowest, 5)
                             ELSE province END
    ), made AS (
        INSERT INTO notifications_delivery (
            region_id, rule, occasion, step, person_id, due_at, next_try_at, not_after,
            state, reason, subject, body, link, planned_at
        )
        SELECT code, 'digest',
               'digest:' || person_id || ':' || first || ':'
                   || extract(epoch FROM %(now)s::timestamptz)::bigint,
               'at_once', person_id, due_at, due_at,
               greatest(not_after, due_at + interval '1 day'),
               'planned', '', '', '', '', %(now)s
          FROM placed
        RETURNING id, person_id, left(region_id, 2) AS province
    )
    UPDATE notifications_delivery AS d
       SET state = 'digested', digest_id = made.id, ended_at = %(now)s, reason = %(reason)s,
           lease_token = NULL, lease_until = NULL
      FROM chosen
      JOIN made ON made.person_id = chosen.person_id AND made.province = left(chosen.region_id, 2)
     WHERE d.id = chosen.id
    RETURNING d.id
"""

# Steps in hours are about the hour. Late ones count as of today. What other senders have claimed
# counts as well: they lose it, as long as no call has begun.
SAME_DAY = f"""
    d.person_id = ANY (%(persons)s)
    AND d.state IN ('planned', 'sending')
    AND d.rule = ANY (%(rules)s)
    AND d.step !~ '{IN_HOURS.pattern}'
    AND (greatest(d.due_at, %(now)s) AT TIME ZONE r.time_zone)::date
        = (%(now)s::timestamptz AT TIME ZONE r.time_zone)::date
    AND NOT EXISTS (
            SELECT FROM notifications_sendingstart AS start
             WHERE start.collapsed_at IS NULL AND starts_with(d.region_id, start.region_id)
        )
"""

# Statement by statement, so that it sees every attempt that was noted before the rows were locked;
# in GATHER itself it would not. What somebody else holds at this moment goes by itself.
LOCK_SAME_DAY = f"""
    SELECT d.id
      FROM notifications_delivery AS d
      JOIN regions_region AS r ON r.code = d.region_id
     WHERE {SAME_DAY}
       AND d.rule <> 'digest'
       AND d.not_after > %(now)s
     ORDER BY d.id
       FOR UPDATE OF d SKIP LOCKED
"""  # noqa: S608 (ours)

THOSE_WITH_MANY = f"""
    SELECT d.person_id
      FROM notifications_delivery AS d
      JOIN regions_region AS r ON r.code = d.region_id
     WHERE {SAME_DAY}
       AND d.rule <> 'digest'
       AND d.not_after > %(now)s
     GROUP BY d.person_id, left(d.region_id, 2)
    HAVING count(*) >= %(least)s
"""  # noqa: S608 (ours)

LOCKED = """
    d.id = ANY (%(locked)s)
    AND NOT EXISTS (
            SELECT FROM notifications_attempt AS begun
             WHERE begun.delivery_id = d.id AND begun.state = 'sending'
        )
"""

OLDER = """
    d.state = 'planned' AND starts_with(d.region_id, %(place)s) AND d.due_at < %(before)s
"""


class Due(Protocol):
    """A message whose time has come: a delivery, or what was read of it."""

    @property
    def rule(self) -> str: ...

    @property
    def step(self) -> str: ...

    @property
    def person_id(self) -> int: ...


def gather_many(about: Iterable[Due], now: datetime) -> set[int]:
    """Make one message for each of these persons with more than three on this local day.

    `about` is due, and claimed here or by nobody. What the persons get later today goes along, and
    what another sender has claimed for them, so that two never make two digests; urgent rules and
    steps in hours go by themselves. Returns the keys of all that were gathered here. Whose message
    was gathered elsewhere meanwhile has lost its lease.
    """
    persons = with_many(about, now)
    if not persons:
        return set()
    facts = {
        "persons": sorted(persons),
        "rules": _mild(),
        "least": MANY,
        "reason": _("Banyak pesan untuk hari yang sama: diringkas dalam satu."),
        "now": now,
    }
    with transaction.atomic(durable=True):
        _lock("pg_advisory_xact_lock")
        facts["locked"] = _keys(LOCK_SAME_DAY, facts)
        return _gather(LOCKED, now, facts)


def with_many(about: Iterable[Due], now: datetime) -> set[int]:
    """Return the persons of these who have more than three on this local day."""
    mild = _mild()
    persons = {row.person_id for row in about if row.rule in mild and not IN_HOURS.search(row.step)}
    if not persons:
        return set()
    facts = {"persons": sorted(persons), "rules": mild, "least": MANY, "now": now}
    return set(_keys(THOSE_WITH_MANY, facts))


def claim_beside_gathering() -> None:
    """Wait, in the transaction of a claim, while somebody gathers: it sees what is claimed."""
    _lock("pg_advisory_xact_lock_shared")


def gather_older(place: str, before: datetime, now: datetime) -> set[int]:
    """Make one message for each person of what waits under a place and was due before."""
    reason = _("Lebih lama dari hari wilayah ini mulai mengirim: diringkas dalam satu.")
    facts = {"place": place, "before": before, "least": 1, "reason": reason}
    return _gather(OLDER, now, facts)


def check_told(digests: Sequence[int], now: datetime) -> None:
    """Take out of digests that are about to leave what holds no more, each with its reason."""
    told = Delivery.objects.filter(digest__in=digests, state=Delivery.State.DIGESTED)
    late = _("Waktunya lewat sebelum sempat dikirim.")
    told.filter(not_after__lte=now).update(
        state=Delivery.State.EXPIRED, digest=None, ended_at=now, reason=late
    )
    by_rule: dict[str, list[Delivery]] = defaultdict(list)
    for row in told:
        by_rule[row.rule].append(row)
    for name, rows in by_rule.items():
        rule = RULES[name]
        wanted = still_wanted(rule, {row.occasion for row in rows}, now)
        gone = [row for row in rows if (row.occasion, row.step, row.person_id) not in wanted]
        about = [Gone(row.occasion, row.step, row.person_id, row.region_id) for row in gone]
        reasons = reasons_gone(rule, about, wanted)
        for row, reason in zip(gone, reasons, strict=True):
            told.filter(pk=row.pk).update(
                state=Delivery.State.WITHDRAWN, digest=None, ended_at=now, reason=reason
            )


def _mild() -> list[str]:
    """Return the rules whose messages may be gathered."""
    return sorted(name for name, rule in RULES.items() if not rule.may_hurry and name != "digest")


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [GATHERING])


def _keys(statement: str, facts: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return sorted({key for (key,) in cursor.fetchall()})


def _gather(which: str, now: datetime, facts: dict[str, Any]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(GATHER.format(which=which), {"now": now, **facts})
        return {pk for (pk,) in cursor.fetchall()}

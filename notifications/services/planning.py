"""What the rules say becomes rows; what they no longer say is withdrawn. Any number of times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from common.languages import official
from notifications.channels import LADDER
from notifications.models import Delivery, RulePlan
from notifications.rules import RULES, Rule
from notifications.services.clock import database_now
from notifications.services.health import unwell_among, while_paused
from notifications.services.ladder import any_open
from notifications.services.windows import window
from notifications.services.wishes import WILLING, unwilling_among, unwilling_words
from people.services import let_users_receive

AHEAD = timedelta(hours=48)

# What a rule wants is worked out once: what is known of it is left out, what is new or different is
# written, and what waits without being wanted is found; a round that finds nothing only reads. The
# order of the rows keeps two planners from waiting for each other in a circle, and what is gone is
# locked last, by whoever comes first. It is found by putting both sides together: PostgreSQL cannot
# know how much is wanted, and where it expected little it compared each message with all of that.
ROUND = """
    WITH wanted AS MATERIALIZED (
        SELECT wanted.*, {willing} AS is_willing FROM ({select}) AS wanted
    ), planned AS (
        INSERT INTO notifications_delivery AS known (
            region_id, rule, occasion, step, person_id, due_at, not_after, next_try_at,
            state, ended_at, reason, subject, body, link, planned_at
        )
        SELECT wanted.region_id, wanted.rule, wanted.occasion, wanted.step, wanted.person_id,
               wanted.due_at, wanted.not_after, wanted.due_at,
               CASE WHEN is_willing THEN 'planned' ELSE 'withdrawn' END,
               CASE WHEN is_willing THEN NULL::timestamptz ELSE %(now)s END,
               CASE WHEN is_willing THEN '' ELSE %(unwilling)s END,
               '', '', '', %(now)s
          FROM wanted
         WHERE wanted.not_after > %(now)s
           AND wanted.due_at <= %(until)s
           AND NOT EXISTS (
                   SELECT FROM notifications_delivery AS there
                    WHERE there.occasion = wanted.occasion
                      AND there.step = wanted.step
                      AND there.person_id = wanted.person_id
                      AND CASE there.state
                          WHEN 'withdrawn' THEN NOT is_willing
                          WHEN 'planned' THEN NOT is_willing
                                          OR there.due_at = wanted.due_at
                                         AND there.not_after = wanted.not_after
                                         AND there.region_id = wanted.region_id
                          ELSE true END
               )
         ORDER BY wanted.occasion, wanted.step, wanted.person_id
        ON CONFLICT (occasion, step, person_id) DO UPDATE
           SET region_id = excluded.region_id,
               due_at = excluded.due_at,
               not_after = excluded.not_after,
               next_try_at = excluded.due_at,
               held_until = NULL,
               state = excluded.state,
               ended_at = excluded.ended_at,
               reason = CASE WHEN known.state = 'withdrawn' AND excluded.state = 'planned'
                             THEN %(again)s ELSE excluded.reason END
         WHERE known.state = 'withdrawn'
            OR known.state = 'planned'
               AND (known.due_at, known.not_after, known.region_id)
                   <> (excluded.due_at, excluded.not_after, excluded.region_id)
        RETURNING xmax = 0 AS is_new
    ), gone AS (
        SELECT d.id, d.occasion, d.step, d.person_id, d.region_id
          FROM notifications_delivery AS d
         WHERE d.id = ANY (ARRAY(
                   SELECT max(id)
                     FROM (
                              SELECT occasion, step, person_id, id
                                FROM notifications_delivery
                               WHERE rule = %(rule)s
                                 AND (state = 'planned' OR state = 'by_hand')
                                 AND not_after > %(now)s
                              UNION ALL
                              SELECT occasion, step, person_id, NULL FROM wanted WHERE is_willing
                          ) AS both_sides
                    GROUP BY occasion, step, person_id
                   HAVING count(*) = count(id)
               ))
           AND (d.state = 'planned' OR d.state = 'by_hand')
         ORDER BY d.id
           FOR UPDATE OF d SKIP LOCKED
    )
    SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new),
           (SELECT json_agg(json_build_array(id, occasion, step, person_id, region_id)) FROM gone)
      FROM planned
"""

WITHDRAW = """
    UPDATE notifications_delivery AS d
       SET state = CASE WHEN EXISTS (
                            SELECT FROM notifications_attempt AS tried
                             WHERE tried.delivery_id = d.id AND tried.state = 'unknown'
                        ) THEN 'maybe_sent' ELSE 'withdrawn' END,
           reason = gone.reason,
           ended_at = %(now)s
      FROM unnest(%(ids)s::bigint[], %(reasons)s::text[]) AS gone (id, reason)
     WHERE d.id = gone.id AND (d.state = 'planned' OR d.state = 'by_hand')
    RETURNING d.state
"""


class Gone(NamedTuple):
    """A message that its rule yields no more."""

    occasion: str
    step: str
    person_id: int
    region_id: str


@dataclass
class Planned:
    """What one round of planning did."""

    new: int = 0
    renewed: int = 0  # withdrawn once, or due at another time
    withdrawn: int = 0


@official
def plan(*, now: datetime | None = None) -> Planned:
    """Make the rows that the rules want in the next 48 hours, and withdraw what none wants.

    Harmless when repeated, late, or run by several at once.
    """
    now = now or database_now()
    let_users_receive()
    done = Planned()
    for rule in RULES.values():
        of_it = plan_rule(rule, now)
        done.new += of_it.new
        done.renewed += of_it.renewed
        done.withdrawn += of_it.withdrawn
    done.renewed += _reach_again(now)
    return done


@official
@transaction.atomic
def plan_rule(rule: Rule, now: datetime) -> Planned:
    """Do the same for one rule."""
    again = _("Sempat ditarik, lalu berlaku lagi.")
    facts = {"rule": rule.name, "again": str(again), "unwilling": unwilling_words()}
    with connection.cursor() as cursor:
        cursor.execute(
            ROUND.format(select=rule.select, willing=WILLING),
            {**window(rule, now, now + AHEAD), **facts},
        )
        new, renewed, gone = cursor.fetchone()
    if gone:
        _withdraw(rule, gone, now)
    return Planned(new, renewed, len(gone or ()))


def still_wanted(rule: Rule, occasions: Iterable[str], now: datetime) -> set[tuple[str, str, int]]:
    """Return what the rule yields now of these occasions, as (occasion, step, person).

    Without those who want no messages of the rule.
    """
    keys = sorted({rule.subject_key(occasion) for occasion in occasions})
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT occasion, step, person_id FROM ({rule.select}) AS wanted"  # noqa: S608 (ours)
            f" WHERE {WILLING}",
            window(rule, now, now + AHEAD, subjects=keys),
        )
        return set(cursor.fetchall())


def reasons_gone(
    rule: Rule, gone: Collection[Gone], wanted: set[tuple[str, str, int]]
) -> list[str]:
    """Say of each why a message about it holds no more, in the same order.

    Who is still told of the occasion by another step has not left: quiet hours joined the two.
    """
    subjects = rule.subjects({one.occasion for one in gone})
    told = {(occasion, person) for occasion, _step, person in wanted}
    joined = _("Jam tenang menyatukan langkah ini dengan langkah berikutnya.")

    @cache
    def off(region: str, wksbm: int | None, step: str) -> str:
        plan = RulePlan.objects.nearest(rule.name, region, wksbm)
        if plan is None or not plan.is_on:
            return _("Aturan ini tidak dipakai di sini.")
        if not plan.steps.filter(code=step).exists():
            return _("Langkah ini tidak dipakai lagi di sini.")
        return ""

    unwilling = unwilling_among(rule.name, {one.person_id for one in gone})
    return [
        (
            subjects[one.occasion].gone
            or (unwilling_words() if one.person_id in unwilling else "")
            or off(one.region_id, subjects[one.occasion].wksbm_id, one.step)
            or (joined if (one.occasion, one.person_id) in told else str(rule.left))
        )[:300]
        for one in gone
    ]


def withdraw(gone: Sequence[tuple[int, str]], now: datetime) -> Counter[str]:
    """End what waits and holds no more, each with its reason; what is in doubt may have come."""
    if not gone:
        return Counter()
    keys, reasons = zip(*gone, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(WITHDRAW, {"now": now, "ids": [*keys], "reasons": [*reasons]})
        return Counter(state for (state,) in cursor.fetchall())


def _withdraw(rule: Rule, gone: Sequence[tuple[Any, ...]], now: datetime) -> None:
    about = [Gone(*one) for _pk, *one in gone]
    wanted = still_wanted(rule, {one.occasion for one in about}, now)
    reasons = reasons_gone(rule, about, wanted)
    withdraw([(pk, why) for (pk, *_one), why in zip(gone, reasons, strict=True)], now)


def _reach_again(now: datetime) -> int:
    """Plan again what is to be told, where a channel is open now.

    An address was added, or the channel is well again.
    """
    reached = any_open(LADDER, unwell_among(LADDER))
    found = Delivery.objects.to_tell(now).filter(reached, asked_channel="")
    well_again = _("Salurannya sempat terganggu, lalu berjalan lagi.")
    added = _("Sempat tidak punya saluran, lalu alamatnya ditambahkan.")
    return found.update(
        state=Delivery.State.PLANNED,
        next_try_at=now,
        reason=Case(When(reason=while_paused(), then=Value(well_again)), default=Value(added)),
    )

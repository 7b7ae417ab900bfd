"""Each night's check: what was due on a day against what became of it, and what should not be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from common.languages import official
from notifications.models import SelfCheck
from notifications.rules import RULES, Rule, digests
from notifications.services.clock import database_now
from notifications.services.windows import window

Words = str | Promise

WEST = ZoneInfo("Asia/Jakarta")  # where a day ends last
EAST = ZoneInfo("Asia/Jayapura")  # where it begins first
CHECKED_AFTER = timedelta(hours=1)  # a day is over everywhere, and its last messages have gone
DAYS_BACK = 7  # days that no night has checked are checked by the next
NAMED = 20  # messages that a finding names; it counts them all
OVERDUE = timedelta(minutes=5)
STUCK = timedelta(minutes=10)

# The day of each village's own clock; the bounds let the index find it.
OF_THE_DAY = """
    d.due_at >= %(begins)s AND d.due_at < %(ends)s
    AND (d.due_at AT TIME ZONE r.time_zone)::date = %(day)s
"""

COUNT = f"""
    SELECT coalesce(told_by.state, d.state) AS state, count(*),
           count(coalesce(told_by.delivered_at, d.delivered_at))
      FROM notifications_delivery AS d
      JOIN regions_region AS r ON r.code = d.region_id
      LEFT JOIN notifications_delivery AS told_by
        ON told_by.id = d.digest_id AND d.state = 'digested'
     WHERE {OF_THE_DAY}
     GROUP BY 1
"""  # noqa: S608 (ours)

# Each of these should find nothing. Places that do not send yet hold theirs.
WRONG = {
    "overdue": """
        d.state = 'planned' AND d.next_try_at < %(now)s - %(overdue)s AND d.not_after > %(now)s
        AND NOT EXISTS (
                SELECT FROM notifications_sendingstart AS start
                 WHERE start.collapsed_at IS NULL AND starts_with(d.region_id, start.region_id)
            )
    """,
    "not_ended": "d.state IN ('planned', 'by_hand') AND d.not_after < %(now)s - %(stuck)s",
    "stuck": "d.state = 'sending' AND d.lease_until < %(now)s - %(stuck)s",
    "unproven": """
        d.state = 'sent'
        AND NOT EXISTS (
                SELECT FROM notifications_attempt AS tried
                 WHERE tried.delivery_id = d.id AND tried.state = 'accepted'
            )
    """,
    "endless": """
        d.state <> 'sending'
        AND EXISTS (
                SELECT FROM notifications_attempt AS tried
                 WHERE tried.delivery_id = d.id AND tried.state = 'sending'
            )
    """,
    "twice": """
        d.asked_at IS NULL
        AND (
                SELECT count(*) FROM notifications_attempt AS tried
                 WHERE tried.delivery_id = d.id AND tried.state = 'accepted'
            ) > 1
    """,
}

FIND = f"""
    SELECT count(*), (array_agg(d.id ORDER BY d.id))[:{NAMED}]
      FROM notifications_delivery AS d
      JOIN regions_region AS r ON r.code = d.region_id
     WHERE {OF_THE_DAY} AND ({{wrong}})
"""  # noqa: S608 (ours)

# What the rule wants of that day by what is known now, and nobody has planned. Where others have
# the same step of the same occasion, its person came later (a member added after the meeting):
# that is no fault, unless it could still go.
UNPLANNED = """
    SELECT count(*), (array_agg(wanted.occasion ORDER BY wanted.occasion))[:{named}]
      FROM ({select}) AS wanted
      JOIN regions_region AS r ON r.code = wanted.region_id
     WHERE (wanted.due_at AT TIME ZONE r.time_zone)::date = %(day)s
       AND wanted.due_at < wanted.not_after
       AND NOT EXISTS (
               SELECT FROM notifications_delivery AS there
                WHERE there.occasion = wanted.occasion
                  AND there.step = wanted.step
                  AND there.person_id = wanted.person_id
           )
       AND (
               wanted.not_after > %(checked)s
               OR NOT EXISTS (
                      SELECT FROM notifications_delivery AS others
                       WHERE others.occasion = wanted.occasion AND others.step = wanted.step
                  )
           )
"""

ENDS = {
    "sent": "sent",
    "maybe_sent": "maybe_sent",
    "by_hand": "by_hand",
    "withdrawn": "withdrawn",
    "expired": "expired",
    "dead": "failed",
    "planned": "waiting",
    "sending": "waiting",
}


KINDS: dict[str, Words] = {
    "unplanned": gettext_lazy("Menurut aturan seharusnya ada, tetapi tidak direncanakan"),
    "overdue": gettext_lazy("Sudah waktunya dikirim, dan masih menunggu"),
    "not_ended": gettext_lazy("Waktunya lewat, dan tidak diakhiri"),
    "stuck": gettext_lazy("Tertahan saat dikirim"),
    "unproven": gettext_lazy("Tercatat terkirim tanpa percobaan yang diterima"),
    "endless": gettext_lazy("Ada percobaan yang tidak pernah selesai"),
    "twice": gettext_lazy("Diterima lebih dari sekali"),
}


class Finding(NamedTuple):
    """One kind of thing that should not be, and the messages that it names."""

    words: str
    number: int
    deliveries: list[int]
    occasions: list[str]


def findings_of(check: SelfCheck) -> list[Finding]:
    """Return what a night found, in words."""
    found = []
    for one in check.findings:
        words = str(KINDS[one["kind"]])
        if "rule" in one:
            words = f"{words}: {RULES[one['rule']].label if one['rule'] in RULES else one['rule']}"
        keys = one.get("deliveries", []), one.get("occasions", [])
        found.append(Finding(words, one["count"], *keys))
    return found


@official
def self_check(day: date, *, now: datetime | None = None) -> SelfCheck:
    """Compare what was due on a day, by each village's clock, with what became of it; keep that.

    It changes no message. Repeated, it replaces what it found before.
    """
    now = now or database_now()
    facts = _facts(day, now)
    ends, delivered = dict.fromkeys(ENDS.values(), 0), 0
    with connection.cursor() as cursor:
        cursor.execute(COUNT, facts)
        for state, count, arrived in cursor.fetchall():
            ends[ENDS[state]] += count
            delivered += arrived
    findings = [*_wrong(facts), *_unplanned(facts)]
    found, _new = SelfCheck.objects.update_or_create(
        day=day,
        defaults={
            "due": sum(ends.values()),
            **ends,
            "delivered": delivered,
            "missing": sum(one["count"] for one in findings),
            "findings": findings,
            "made_at": now,
        },
    )
    return found


def check_days(*, now: datetime | None = None) -> list[SelfCheck]:
    """Check the days of the last week that are over everywhere and that nobody has checked.

    None before the first that was ever checked: a new service has no week behind it.
    """
    now = now or database_now()
    today = (now.astimezone(WEST) - CHECKED_AFTER).date()
    days = [today - timedelta(days=back) for back in range(DAYS_BACK, 0, -1)]
    done = set(SelfCheck.objects.filter(day__in=days).values_list("day", flat=True))
    began = SelfCheck.objects.aggregate(first=Min("day"))["first"] or days[-1]
    return [self_check(day, now=now) for day in days if day >= began and day not in done]


def _facts(day: date, now: datetime) -> dict[str, Any]:
    midnight, following = time(0), day + timedelta(days=1)
    return {
        "day": day,
        "begins": datetime.combine(day, midnight, tzinfo=EAST).astimezone(UTC),
        "ends": datetime.combine(following, midnight, tzinfo=WEST).astimezone(UTC),
        "now": now,
        "overdue": OVERDUE,
        "stuck": STUCK,
    }


def _wrong(facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for kind, wrong in WRONG.items():
        with connection.cursor() as cursor:
            cursor.execute(FIND.format(wrong=wrong), facts)
            count, keys = cursor.fetchone()
        if count:
            yield {"kind": kind, "count": count, "deliveries": keys}


def _unplanned(facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Plan the day again as if it began now. What a digest tells is made, not planned."""
    for rule in RULES.values():
        if rule.name != digests.NAME:
            count, occasions = _missing_of(rule, facts)
            if count:
                yield {
                    "kind": "unplanned",
                    "rule": rule.name,
                    "count": count,
                    "occasions": occasions,
                }


def _missing_of(rule: Rule, facts: dict[str, Any]) -> tuple[int, list[str]]:
    asked = {
        **window(rule, facts["begins"], facts["ends"]),
        "day": facts["day"],
        "checked": facts["now"],
    }
    with connection.cursor() as cursor:
        cursor.execute(UNPLANNED.format(select=rule.select, named=NAMED), asked)
        count, occasions = cursor.fetchone()
        return count, sorted(set(occasions or []))

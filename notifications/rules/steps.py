"""When the steps of a rule are due: worked out once for all that share hour, plan and quiet hours.

A SELECT of a rule names its events; here each gets its steps. What a step hangs on is the event's
moment and zone, the plan that holds there and the region that keeps quiet hours: thousands share
these. Plans and quiet hours of places are few, so they are joined by code instead of asked for
each event; `notifications_plan` and `notifications_quiet_place` in the database say the same.
"""

from __future__ import annotations

from typing import NamedTuple


class Counting(NamedTuple):
    """How a step's due time and its end follow from `alike.moment`, as SQL."""

    due_at: str
    not_after: str


# Back from an hour, on the village's clock, and before quiet hours where it would fall into them. A
# step is useful until the next one is due, so that a late run sends the newest step only; where
# quiet hours bring two to the same instant, the newer one stays.
FROM_AN_HOUR = Counting(
    due_at="""notifications_before_quiet(
                       ((alike.moment AT TIME ZONE alike.zone) - s.ahead) AT TIME ZONE alike.zone,
                       alike.quiet, alike.zone)""",
    not_after="least(due_at + useful_for, lead(due_at, 1, alike.moment) OVER later)",
)
# Back from a day; the last step is useful until the day is over.
FROM_A_DAY = Counting(
    due_at="""notifications_before_quiet(
                       (alike.moment - s.ahead + coalesce(s.at, time '08:00'))
                           AT TIME ZONE alike.zone,
                       alike.quiet, alike.zone)""",
    not_after="""coalesce(least(lead(due_at) OVER later, due_at + useful_for),
                               (alike.moment + 1)::timestamp AT TIME ZONE alike.zone)""",
)
# What has just happened: at once, or when quiet hours have passed.
AT_ONCE_OR_LATER = Counting(
    due_at="notifications_after_quiet(alike.moment - s.ahead, alike.quiet, alike.zone)",
    not_after="""coalesce(least(lead(due_at) OVER later, due_at + useful_for),
                               due_at + interval '2 days')""",
)

# Which of the steps: all; those still useful; those that are due as well; and these last, but where
# few subjects are asked for, all that they have.
ANY_TIME = ""
STILL_USEFUL = "AND not_after > %(now)s"
NOW = "AND due_at <= %(until)s AND not_after > %(now)s"
NOW_OR_ASKED = f"""AND (%(subjects)s::text[] IS NOT NULL
                       OR {NOW.removeprefix("AND ")})"""

# Events and steps meet in one comparison: of four PostgreSQL expects that hardly a row meets them
# all. FULL, and then only what has a step: such a join is made by hashing or merging. Where few
# events were expected, tens of thousands were compared with all steps instead.
#
# The columns of the events, and for each of its steps: step, nth (which of them it is, the earliest
# first), due_at, not_after, and the audience that the plan chose (NULL: the rule's own).
STEPPED = """
    WITH said AS MATERIALIZED (
        SELECT code, max(plan) AS plan, max(quiet) AS quiet
          FROM (
                   SELECT region_id AS code, id AS plan, NULL AS quiet FROM notifications_ruleplan
                    WHERE rule = '{rule}' AND wksbm_id IS NULL AND region_id IS NOT NULL
                   UNION ALL
                   SELECT region_id, NULL, region_id FROM notifications_quiettime
                    WHERE region_id IS NOT NULL
                   UNION ALL
                   SELECT region_id, NULL, region_id FROM meetings_holiday
                    WHERE kind = 'silent' AND region_id IS NOT NULL
               ) AS of_places
         GROUP BY code
    ), own AS MATERIALIZED (
        SELECT DISTINCT ON (wksbm_id) wksbm_id, region_id, id AS plan FROM notifications_ruleplan
         WHERE rule = '{rule}' AND wksbm_id IS NOT NULL
         ORDER BY wksbm_id, length(region_id) DESC
    ), event AS MATERIALIZED (
        SELECT event.*,
               coalesce(own.plan, village.plan, subdistrict.plan, regency.plan, province.plan,
                        (SELECT id FROM notifications_ruleplan
                          WHERE rule = '{rule}' AND region_id IS NULL)) AS plan,
               coalesce(greatest(village.quiet, subdistrict.quiet, regency.quiet, province.quiet),
                        '') AS quiet
          FROM ({events}) AS event
          LEFT JOIN own ON own.wksbm_id = event.wksbm_id
                       AND starts_with(event.region_id, own.region_id)
          LEFT JOIN said AS village ON village.code = event.region_id
          LEFT JOIN said AS subdistrict ON subdistrict.code = left(event.region_id, 8)
          LEFT JOIN said AS regency ON regency.code = left(event.region_id, 5)
          LEFT JOIN said AS province ON province.code = left(event.region_id, 2)
    ), step AS MATERIALIZED (
        SELECT concat_ws(' ', alike.moment, alike.zone, alike.plan, alike.quiet) AS alike, dated.*
          FROM (SELECT DISTINCT moment, zone, plan, quiet FROM event) AS alike
         CROSS JOIN LATERAL (
                   SELECT step, audience, due_at, {not_after} AS not_after,
                          row_number() OVER later AS nth
                     FROM (
                              SELECT s.code AS step, s.ahead, s.useful_for,
                                     nullif(p.audience::text[], '{{}}') AS audience,
                                     {due_at} AS due_at
                                FROM notifications_rulestep AS s
                                JOIN notifications_ruleplan AS p ON p.id = s.plan_id AND p.is_on
                               WHERE s.plan_id = alike.plan
                              OFFSET 0
                          ) AS decent
                    WHERE due_at IS NOT NULL
                   WINDOW later AS (ORDER BY ahead DESC)
                   OFFSET 0
               ) AS dated
         WHERE due_at < not_after {only}
    )
    SELECT event.*, step.step, step.nth, step.due_at, step.not_after, step.audience
      FROM event
      FULL JOIN step
        ON step.alike = concat_ws(' ', event.moment, event.zone, event.plan, event.quiet)
     WHERE coalesce(step.step, '') <> ''
"""


def stepped(rule: str, events: str, counting: Counting, *, only: str = NOW) -> str:
    """Return a SELECT of the steps of all events, as said at STEPPED.

    `events` is a SELECT of at least region_id, wksbm_id (NULL where the rule is of no body), zone
    and moment: an instant, or a day for FROM_A_DAY.
    """
    return STEPPED.format(rule=rule, events=events, only=only, **counting._asdict())

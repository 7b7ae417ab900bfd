"""Those who lead institutions (LK3, Puspa, P2TP2A, Karang Taruna): no scheme pays them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import F, QuerySet

from common.dates import term
from volunteers.models import OfficeHolder

_STATEMENT: Final = """
WITH holder AS MATERIALIZED ({holders}),
came AS (
    SELECT person.person_id, count(*) AS times
      FROM (SELECT DISTINCT person_id FROM holder) AS person
      JOIN meetings_attendance AS mark ON mark.person_id = person.person_id AND mark.present
      JOIN meetings_meeting AS meeting ON meeting.id = mark.meeting_id
     WHERE meeting.status = 'held' AND meeting."on" BETWEEN %s AND %s
     GROUP BY person.person_id
)
SELECT pillar.short_name, count(DISTINCT holder.organisation_id), count(*),
       COALESCE(sum(came.times), 0)::bigint
  FROM (SELECT DISTINCT of_pillar, organisation_id, person_id FROM holder) AS holder
  JOIN volunteers_pillar AS pillar ON pillar.id = holder.of_pillar
  LEFT JOIN came ON came.person_id = holder.person_id
 GROUP BY pillar.id
 ORDER BY pillar.short_name
"""


class Institutions(NamedTuple):
    """The institutions of a pillar: how many, how many people lead them, meetings they came to."""

    pillar: str
    bodies: int
    holders: int
    attended: int


def institutions_of(rows: QuerySet[OfficeHolder], code: str, year: int) -> list[Institutions]:
    """Return who led institutions in a year, by pillar, over the office holders that are seen."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    here = rows.filter(region__code__startswith=code, term__overlap=term(first, last))
    holders = here.order_by().values(
        "person_id", "organisation_id", of_pillar=F("organisation__pillar")
    )
    statement, facts = holders.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT.format(holders=statement), (*facts, first, last))
        found: list[Any] = cursor.fetchall()
    return [Institutions(*row) for row in found]

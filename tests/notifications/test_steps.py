"""The steps of many events at once are those that the database's functions say of each alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from notifications.rules.steps import ANY_TIME, AT_ONCE_OR_LATER, FROM_A_DAY, stepped
from tests.factories.meetings import make_body, make_holiday
from tests.factories.notifications import hours, make_nations_set, make_plan, make_quiet
from tests.factories.regions import make_village

RULE = "minutes_missing"
DAY = date(2026, 11, 28)
NIGHT = datetime(
    2026, 11, 27, 15, 30, tzinfo=UTC
)  # 22.30 in Jakarta, half past midnight in Jayapura
CODES = [
    *("32.01.01.2001", "52.07.01.2001", "52.07.01.2002", "52.07.02.2014", "52.08.01.2001"),
    *("91.71.01.1001", "51.01.01.2001"),
]
EACH = {
    FROM_A_DAY: "notifications_day_steps(%(rule)s, e.region_id, e.wksbm_id, e.zone, e.moment)",
    AT_ONCE_OR_LATER: (
        "notifications_steps_after(%(rule)s, e.region_id, e.wksbm_id, e.zone, e.moment)"
    ),
}


def make_country():
    """Plans and quiet hours of a province, a regency, a kecamatan, a village and a body."""
    make_nations_set()
    villages = [make_village(code) for code in CODES]
    bodies = [body for village in villages for body in (make_body(village), make_body(village))]
    days = timedelta(days=1)
    kecamatan = villages[1].parent
    make_plan(RULE, steps=[-3 * days, -hours(5), 2 * days])
    make_plan(RULE, region=kecamatan.parent.parent, steps=[days])
    make_plan(RULE, region=kecamatan.parent, steps=[hours(3), 3 * days], audience=["tksk"])
    make_plan(RULE, region=kecamatan, steps=[4 * days])
    make_plan(RULE, region=villages[2], steps=[5 * days], is_on=False)
    make_plan(RULE, region=villages[0], wksbm=bodies[0], steps=[6 * days, hours(1)])
    make_quiet("Malam panjang", "18.00", "08.00", region=kecamatan)
    make_holiday(DAY - days, kind="silent", name="Hari sunyi", region=villages[4].parent.parent)
    return bodies


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("counting", "moment"), [(FROM_A_DAY, DAY), (AT_ONCE_OR_LATER, NIGHT)], ids=["day", "instant"]
)
def test_many_at_once_get_the_steps_that_each_has_alone(counting, moment):
    make_country()
    events = """
        SELECT b.id, b.region_id, CASE WHEN with_body THEN b.id END AS wksbm_id,
               r.time_zone AS zone, %(moment)s AS moment
          FROM wksbm_wksbm AS b JOIN regions_region AS r ON r.code = b.region_id
         CROSS JOIN (VALUES (true), (false)) AS how (with_body)
    """
    many = stepped(RULE, events, counting, only=ANY_TIME)
    facts = {"rule": RULE, "moment": moment, "subjects": None}

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, wksbm_id, step, due_at, not_after FROM ({many}) AS e ORDER BY 1, 2, 3",
            facts,
        )
        together = cursor.fetchall()
        cursor.execute(
            f"SELECT id, wksbm_id, step, due_at, not_after FROM ({events}) AS e"
            f" CROSS JOIN LATERAL {EACH[counting]} AS s WHERE due_at < not_after ORDER BY 1, 2, 3",
            facts,
        )
        alone = cursor.fetchall()

    assert together == alone
    assert len({(due_at, not_after) for *_about, due_at, not_after in alone}) > 10

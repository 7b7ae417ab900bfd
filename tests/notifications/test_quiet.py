"""Quiet hours as the database counts them: a table of cases, and a plain model beside it."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.models import Holiday
from notifications.models import QuietTime
from tests.factories.meetings import make_holiday
from tests.factories.notifications import make_nations_set, make_quiet
from tests.factories.regions import make_region, make_village
from tests.notifications.quiet import (
    MINUTE,
    after,
    before,
    here,
    is_quiet,
    walk,
)

pytestmark = pytest.mark.django_db

WIB, WITA, WIT = "32.01.01.2001", "52.07.01.2001", "91.71.01.1001"
SUNDAYS = "52.07.01.2002"  # a village that keeps its Sunday mornings as well
NOWHERE = "52.07.01.2003"  # a village that is quiet at all hours
NEXT_DOOR = "52.07.02.2014"  # in a district with a longer night

# place, due, what comes of it before quiet hours, the first decent instant after
CASES = [
    (WIB, "26 Nov 15.00", "26 Nov 15.00", "26 Nov 15.00"),  # a Thursday afternoon
    (WIB, "26 Nov 20.55", "26 Nov 20.55", "26 Nov 20.55"),
    (WIB, "26 Nov 20.56", "26 Nov 20.55", "27 Nov 06.00"),  # might leave when it is quiet already
    (WIB, "26 Nov 21.00", "26 Nov 20.55", "27 Nov 06.00"),
    (WITA, "26 Nov 23.30", "26 Nov 20.55", "27 Nov 06.00"),
    (WIT, "27 Nov 00.00", "26 Nov 20.55", "27 Nov 06.00"),  # over midnight
    (WIT, "27 Nov 05.59", "26 Nov 20.55", "27 Nov 06.00"),
    (WIT, "27 Nov 06.00", "27 Nov 06.00", "27 Nov 06.00"),  # half-open
    (WITA, "27 Nov 11.25", "27 Nov 11.25", "27 Nov 11.25"),  # a Friday
    (WITA, "27 Nov 12.00", "27 Nov 11.25", "27 Nov 13.00"),
    (WITA, "27 Nov 13.00", "27 Nov 13.00", "27 Nov 13.00"),
    (WITA, "28 Nov 12.00", "28 Nov 12.00", "28 Nov 12.00"),
    # Nyepi, the 19th of March: a night before it, and one after it.
    (WITA, "19 Mar 10.00", "18 Mar 20.55", "20 Mar 06.00"),
    (WIB, "20 Mar 05.00", "18 Mar 20.55", "20 Mar 06.00"),
    # A day of silence in one regency only.
    (WITA, "02 Jun 10.00", "01 Jun 20.55", "03 Jun 06.00"),
    (WIB, "02 Jun 10.00", "02 Jun 10.00", "02 Jun 10.00"),
    # The village's own set holds, and none from above it.
    (SUNDAYS, "29 Nov 09.00", "29 Nov 05.55", "29 Nov 12.00"),
    (SUNDAYS, "28 Nov 23.00", "28 Nov 21.55", "29 Nov 05.00"),
    (SUNDAYS, "27 Nov 12.00", "27 Nov 12.00", "27 Nov 12.00"),
    (NEXT_DOOR, "26 Nov 20.00", "26 Nov 18.55", "27 Nov 07.00"),
    # Where no hour is left, what is due stays due, and nothing is ever decent.
    (NOWHERE, "26 Nov 15.00", "26 Nov 15.00", None),
]


def make_country():
    """Return the villages, each under the set that holds there."""
    places = {code: make_village(code) for code in (WIB, WITA, WIT, SUNDAYS, NOWHERE, NEXT_DOOR)}
    make_nations_set()
    make_quiet("Malam", "22.00", "05.00", region=places[SUNDAYS])
    make_quiet("Ibadah Minggu", "06.00", "12.00", [7], region=places[SUNDAYS])
    make_quiet("Selalu", "08.00", "08.00", region=places[NOWHERE])
    make_quiet("Malam panjang", "19.00", "07.00", region=make_region("52.07.02"))
    make_holiday(date(2026, 3, 19), kind="silent", name="Nyepi")
    make_holiday(date(2026, 6, 2), kind="silent", region=make_region("52.07"))
    make_holiday(date(2026, 11, 26), kind="public", name="Bukan hari hening")
    return places


def test_what_is_due_comes_before_quiet_hours_and_what_is_late_after_them():
    places = make_country()

    for code, due, earlier, later in CASES:
        place = places[code]
        found = before(here(due, place), place), after(here(due, place), place)
        expected = here(earlier, place), later and here(later, place)
        assert found == expected, (place.zone_label, code, due)


def test_it_is_never_quiet_where_nobody_said_so():
    place = make_village()

    assert before(here("26 Nov 23.00", place), place) == here("26 Nov 23.00", place)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(
        st.tuples(
            st.sets(st.integers(1, 7), min_size=1),
            st.times(max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0)),
            st.times(max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0)),
        ),
        max_size=5,
    ),
    silent=st.sets(st.integers(0, 6), max_size=2),
    minute=st.integers(0, 7 * 24 * 60),
)
def test_the_moved_instant_is_the_latest_decent_one(rows, silent, minute):
    place = make_village()
    QuietTime.objects.all().delete()
    monday = datetime(2026, 11, 23, tzinfo=place.tz)
    days = {monday.date() + timedelta(days=number) for number in silent}
    for number, (which, since, until) in enumerate(rows):
        QuietTime.objects.create(name=f"{number}", days=sorted(which), since=since, until=until)
    Holiday.objects.all().delete()
    for day in days:
        make_holiday(day, kind="silent")
    due = monday + minute * MINUTE

    moved, held = before(due, place), after(due, place)

    expected = walk(due, -MINUTE, rows, days)
    assert moved == (due if expected is None else expected)
    assert held == walk(due, MINUTE, rows, days)
    if expected is not None:
        assert moved <= due
        assert not is_quiet(moved.astimezone(place.tz), rows, days)

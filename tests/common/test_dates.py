from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from common.dates import covers, first_day, last_day, term, today

START, END = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2025, 12, 31), False),
        (START, True),
        (END, True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_term_has_both_its_ends(day, inside):
    assert covers(term(START, END), day) is inside


def test_an_open_term_has_no_last_day():
    assert last_day(term(START, None)) is None
    assert covers(term(START, None), date(2999, 1, 1))


def test_days_come_back_as_they_were_given():
    assert (first_day(term(START, END)), last_day(term(START, END))) == (START, END)


def test_today_is_where_people_live():
    with time_machine.travel(datetime(2026, 11, 20, 15, 30, tzinfo=UTC), tick=False):
        assert today() == date(2026, 11, 20)  # 22.30 WIB
        assert today(ZoneInfo("Asia/Jayapura")) == date(2026, 11, 21)  # 00.30 WIT

from datetime import UTC, date, datetime, time
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from meetings.rules import (
    Pattern,
    choices_of,
    next_dates,
    occurrences,
    parsed,
    rrule_of,
    said,
    said_date,
    said_time,
    skips,
    start_instant,
)


def days(*texts):
    return [date.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("rule", "starts_on", "since", "until", "expected"),
    [
        pytest.param(
            "FREQ=MONTHLY;BYMONTHDAY=10",
            "2026-01-05",
            "2026-01-01",
            "2026-04-09",
            days("2026-01-10", "2026-02-10", "2026-03-10"),
            id="a date of the month, both ends of the window counted",
        ),
        pytest.param(
            "FREQ=MONTHLY;BYMONTHDAY=31",
            "2026-01-01",
            "2026-01-01",
            "2026-08-31",
            days("2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31", "2026-08-31"),
            id="the 31st: months without it are left out",
        ),
        pytest.param(
            "FREQ=MONTHLY;BYMONTHDAY=29",
            "2027-01-01",
            "2027-02-01",
            "2028-03-01",
            days("2027-03-29", "2027-04-29", "2027-05-29", "2027-06-29", "2027-07-29")
            + days("2027-08-29", "2027-09-29", "2027-10-29", "2027-11-29", "2027-12-29")
            + days("2028-01-29", "2028-02-29"),
            id="the 29th: February has it in a leap year only",
        ),
        pytest.param(
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "2028-01-01",
            "2028-01-01",
            "2028-04-30",
            days("2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"),
            id="the last day, in a leap year",
        ),
        pytest.param(
            "FREQ=MONTHLY;BYDAY=+2SA",
            "2026-11-15",
            "2026-11-01",
            "2027-01-31",
            days("2026-12-12", "2027-01-09"),
            id="the second Saturday, not before the start",
        ),
        pytest.param(
            "FREQ=MONTHLY;BYDAY=5SU",
            "2026-01-01",
            "2026-01-01",
            "2026-08-31",
            days("2026-03-29", "2026-05-31", "2026-08-30"),
            id="the fifth Sunday: months without it are left out",
        ),
        pytest.param(
            "FREQ=WEEKLY;BYDAY=SA",
            "2026-12-20",
            "2026-12-20",
            "2027-01-10",
            days("2026-12-26", "2027-01-02", "2027-01-09"),
            id="weekly over the new year",
        ),
        pytest.param(
            "FREQ=DAILY;INTERVAL=35",
            "2026-11-23",
            "2026-12-01",
            "2027-03-31",
            days("2026-12-28", "2027-02-01", "2027-03-08"),
            id="selapanan counts from its start, not from the window",
        ),
        pytest.param(
            "FREQ=DAILY;INTERVAL=35",
            "2028-01-26",
            "2028-01-01",
            "2028-04-30",
            days("2028-01-26", "2028-03-01", "2028-04-05"),
            id="selapanan over a leap day",
        ),
        pytest.param(
            "FREQ=MONTHLY;BYMONTHDAY=10;UNTIL=20260310T235959Z",
            "2026-01-01",
            "2026-01-01",
            "2026-12-31",
            days("2026-01-10", "2026-02-10", "2026-03-10"),
            id="until, counted as a local date",
        ),
        pytest.param(
            "FREQ=WEEKLY;BYDAY=MO;COUNT=3",
            "2026-11-02",
            "2026-11-09",
            "2026-12-31",
            days("2026-11-09", "2026-11-16"),
            id="count, from the start and not from the window",
        ),
        pytest.param(
            "FREQ=YEARLY",
            "2024-02-29",
            "2025-01-01",
            "2032-12-31",
            days("2028-02-29", "2032-02-29"),
            id="29 February comes back in leap years",
        ),
        pytest.param(
            "FREQ=WEEKLY;BYDAY=SA", "2026-11-21", "2026-11-22", "2026-11-27", [], id="none"
        ),
        pytest.param(
            "FREQ=WEEKLY;BYDAY=SA", "2026-12-21", "2026-11-01", "2026-11-27", [], id="before it"
        ),
    ],
)
def test_occurrences(rule, starts_on, since, until, expected):
    window = days(starts_on, since, until)

    assert occurrences(rule, *window) == expected


def test_selapanan_keeps_weekday():
    found = occurrences(
        "FREQ=DAILY;INTERVAL=35", date(2026, 11, 23), date(2026, 11, 23), date(2036, 11, 23)
    )

    assert {day.weekday() for day in found} == {0}
    assert {(b - a).days for a, b in pairwise(found)} == {35}


def test_next_dates_are_at_most_as_many_as_asked():
    found = next_dates("FREQ=MONTHLY;BYDAY=+2SA", date(2026, 1, 1), date(2026, 11, 15), 3)

    assert found == days("2026-12-12", "2027-01-09", "2027-02-13")


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "Sabtu kedua",
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=5",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;",
        "INTERVAL=2",
        "FREQ=YEARLY;BYEASTER=0",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=DAILY;BYSETPOS=1",
        "DTSTART:20260101T000000Z RRULE:FREQ=DAILY",
        "FREQ=DAILY;DTSTART=20260101",
        "FREQ=WEEKLY;BYDAY=2SA",
        "FREQ=MONTHLY;BYDAY=6SA",
        "FREQ=MONTHLY;BYDAY=SABTU",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=\u0661",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=99999",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;COUNT=1000000",
        "FREQ=DAILY;COUNT=3;UNTIL=20261231",
        "FREQ=DAILY;UNTIL=20261341",
        "FREQ=DAILY;UNTIL=besok",
        "FREQ=WEEKLY;WKST=SU",
        "FREQ=MONTHLY;BYDAY=" + ",".join(["SA"] * 100),
    ],
)
def test_parsed_refuses(rule):
    with pytest.raises(ValidationError) as refused:
        parsed(rule)

    assert refused.value.code == "bad_rrule"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=MONTHLY;BYDAY=+2SA", "Setiap bulan, Sabtu kedua"),
        ("FREQ=MONTHLY;BYDAY=-1SU", "Setiap bulan, Minggu terakhir"),
        ("FREQ=MONTHLY;BYDAY=-2MO", "Setiap bulan, Senin ke-2 dari akhir"),
        ("FREQ=MONTHLY;BYMONTHDAY=10", "Setiap bulan, tanggal 10"),
        ("FREQ=MONTHLY;BYMONTHDAY=10,25", "Setiap bulan, tanggal 10 dan 25"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "Setiap bulan, tanggal terakhir"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", "Setiap 3 bulan, tanggal 1"),
        ("FREQ=WEEKLY;BYDAY=SA", "Setiap minggu, hari Sabtu"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "Setiap 2 minggu, hari Senin dan Kamis"),
        ("rrule:freq=daily;interval=35", "Setiap 35 hari (selapanan)"),
        ("FREQ=WEEKLY;BYDAY=FR;COUNT=12", "Setiap minggu, hari Jumat, 12 kali"),
        ("FREQ=YEARLY;UNTIL=20301231", "Setiap tahun, sampai 31 Desember 2030"),
    ],
)
def test_said(rule, words):
    assert said(rule) == words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            "FREQ=MONTHLY;BYMONTHDAY=31",
            (
                "Bulan yang tidak punya tanggal 31 dilewati. "
                "Pilih tanggal terakhir bila ingin bertemu setiap bulan."
            ),
        ),
        ("FREQ=MONTHLY;BYDAY=5SA", "Bulan yang tidak punya Sabtu kelima dilewati."),
        ("FREQ=MONTHLY;BYMONTHDAY=28", ""),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ""),
        ("FREQ=MONTHLY;BYDAY=+2SA", ""),
        ("FREQ=DAILY;INTERVAL=35", ""),
    ],
)
def test_skips(rule, words):
    assert skips(rule) == words


@pytest.mark.parametrize(
    "chosen",
    [
        {"pattern": Pattern.MONTH_DAY, "month_day": 31},
        {"pattern": Pattern.MONTH_DAY, "month_day": -1},
        {"pattern": Pattern.NTH_WEEKDAY, "nth": 2, "day": "SA"},
        {"pattern": Pattern.NTH_WEEKDAY, "nth": -1, "day": "SU"},
        {"pattern": Pattern.WEEKLY, "day": "TH"},
        {"pattern": Pattern.SELAPANAN},
    ],
)
def test_choices_of_is_the_reverse_of_rrule_of(chosen):
    assert choices_of(rrule_of(**chosen)) == chosen


@pytest.mark.parametrize(
    "rule", ["FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1", "FREQ=WEEKLY;BYDAY=SA;COUNT=3", "FREQ=YEARLY"]
)
def test_choices_of_knows_offered_patterns_only(rule):
    assert choices_of(rule) is None


@pytest.mark.parametrize(
    ("at", "zone", "instant"),
    [
        (time(6), "Asia/Jayapura", datetime(2026, 11, 20, 21, 0, tzinfo=UTC)),
        (time(23, 30), "Asia/Jayapura", datetime(2026, 11, 21, 14, 30, tzinfo=UTC)),
        (time(15), "Asia/Makassar", datetime(2026, 11, 21, 7, 0, tzinfo=UTC)),
        (time(15), "Asia/Jakarta", datetime(2026, 11, 21, 8, 0, tzinfo=UTC)),
        (time(0), "Asia/Jakarta", datetime(2026, 11, 20, 17, 0, tzinfo=UTC)),
    ],
)
def test_start_instant(at, zone, instant):
    assert start_instant(date(2026, 11, 21), at, zone) == instant


def test_words_of_a_date_and_time():
    assert said_date(date(2026, 11, 21)) == "Sabtu, 21 November 2026"
    assert said_time(time(15, 5), "Asia/Jayapura") == "15.05 WIT"

import pytest

from wksbm.filters import WksbmFilter
from wksbm.models import Wksbm


@pytest.mark.parametrize(
    "query",
    [
        {"updated_at__gt": "0001-01-01T00:00:00+10:00"},
        {"updated_at__gt": "kemarin"},
        {"region": "52.0"},
        {"region": "52.07.01.2001.1"},
        {"region": "%"},
    ],
)
def test_what_is_no_instant_or_code_is_refused(query, db):
    filters = WksbmFilter(query, Wksbm.objects.all())

    assert list(filters.errors) == list(query)


def test_an_offset_that_the_database_refuses_is_turned_into_utc(db):
    filters = WksbmFilter({"updated_at__gt": "2026-12-18T13:30:28+23:25"}, Wksbm.objects.all())

    assert filters.is_valid()
    assert list(filters.qs) == []

"""Who counts as qualified: what includes what, and for how long."""

from datetime import date

import pytest

from people.models import Person
from tests.factories.people import make_person
from tests.factories.volunteers import make_qualification, make_qualification_kind
from volunteers.models import Qualification
from volunteers.services import holds, missing_for, qualified_persons

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)


@pytest.fixture
def tiers():
    """Utama includes madya, and that includes muda."""
    muda, madya, utama = (make_qualification_kind(code) for code in ("muda", "madya", "utama"))
    madya.includes.add(muda)
    utama.includes.add(madya)
    return muda, madya, utama


def test_a_qualification_counts_for_all_that_it_includes(tiers, django_assert_num_queries):
    muda, madya, utama = tiers
    shelter = make_qualification_kind("shelter")
    person = make_qualification(kind=utama).person

    with django_assert_num_queries(2):
        missing = missing_for(person, [shelter, muda, madya, utama], MAY)

    assert missing == [shelter]
    assert holds(person, muda, MAY)
    beginner = make_qualification(kind=muda).person
    assert missing_for(beginner, [muda, madya], MAY) == [madya]
    assert missing_for(make_person(), [], MAY) == []


def test_only_what_is_valid_on_the_day_counts(tiers):
    muda = tiers[0]
    until_april = make_qualification(kind=muda, until=date(2026, 4, 30)).person
    from_june = make_qualification(kind=muda, since=date(2026, 6, 1)).person
    withdrawn = {"withdrawn_on": MAY, "withdrawn_because": "Salah orang"}
    no_more = make_qualification(kind=muda, **withdrawn).person

    assert [holds(one, muda, MAY) for one in (until_april, from_june, no_more)] == [False] * 3
    assert holds(until_april, muda, date(2026, 4, 30))
    assert holds(no_more, muda, date(2026, 4, 30))
    for one in Qualification.objects.all():
        assert one.is_valid(MAY) == Qualification.objects.valid(MAY).filter(pk=one.pk).exists()


def test_the_qualified_hold_each_of_them(tiers, django_assert_num_queries):
    muda, _madya, utama = tiers
    shelter = make_qualification_kind("shelter")
    both = make_qualification(kind=utama).person
    make_qualification(person=both, kind=shelter)
    make_qualification(kind=utama)
    make_qualification(kind=shelter)

    with django_assert_num_queries(2):
        found = list(qualified_persons([muda, shelter], MAY))

    assert found == [both]
    assert set(qualified_persons([], MAY)) == set(Person.objects.all())

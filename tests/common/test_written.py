"""Statements written once: the rows that are asked for, and no column that needs more."""

import pytest

from common.written import write
from people.models import Merge, Person
from tests.factories.people import make_person


@pytest.mark.django_db
def test_rows_come_by_key_and_who_is_gone_is_left_out():
    person, other = make_person(), make_person()
    written = write(Person.objects.filter(merged_into=None), ["name", "version"])

    rows = written.rows([other.pk, person.pk, 2**40])

    assert rows == {one.pk: (one.name, one.version) for one in (person, other)}
    assert written.rows([]) == {}


def test_a_column_that_needs_a_conversion_is_refused():
    with pytest.raises(TypeError, match="needs a conversion"):
        write(Merge.objects.all(), ["moved"])

"""Erasing and merging at once: one wins, the other is refused, and nothing is half done."""

import pytest

from audit.models import Erasure
from common.errors import RuleBroken
from people.models import DataRequest, Merge, Person
from people.services import (
    MergeClash,
    erase_person,
    merge_persons,
    own_data,
    propose_erasure,
    undo_merge,
)
from tests.factories.accounts import make_user
from tests.factories.people import a_nik, make_person
from tests.factories.regions import make_village
from tests.factories.subjects import make_officer, make_proposed, make_request
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def codes(faults):
    assert all(isinstance(fault, RuleBroken) for fault in faults), faults
    return [fault.code for fault in faults]


def erasing(request, actor):
    """Return the work of an officer who has the request on the screen."""
    shown = DataRequest.objects.get(pk=request.pk)
    return lambda: erase_person(shown, actor=actor)


def test_of_two_who_erase_at_once_one_does():
    person = make_person("Zul", at=make_village(), nik=a_nik())
    request, second = make_proposed(person)

    faults = at_once(erasing(request, second), erasing(request, make_officer(person)))

    assert codes(faults) == ["request_answered"]
    person.refresh_from_db()
    assert (Erasure.objects.count(), person.nik_index, person.version) == (1, None, 2)


def test_a_merge_and_an_erasure_at_once_are_one_or_the_other():
    village = make_village()
    for asks in ("goes", "stays"):
        persons = {name: make_person(name, at=village, nik=a_nik()) for name in ("stays", "goes")}
        request, second = make_proposed(persons[asks])
        officer = make_officer(persons[asks])

        def merge(persons=persons, officer=officer):
            merge_persons(persons["stays"], persons["goes"], actor=officer)

        faults = at_once(merge, erasing(request, second))

        for person in persons.values():
            person.refresh_from_db()
        is_merged = persons["goes"].merged_into is not None
        assert codes(faults) == ["not_proposed" if is_merged else "person_erased"]
        erased = {name for name, person in persons.items() if person.erased_at}
        assert erased == (set() if is_merged else {asks})


def test_after_a_merge_an_erasure_is_proposed_anew_and_takes_both():
    stays, goes = make_person("Siti", at=make_village()), make_person("Siti A.", nik=a_nik())
    request, second = make_proposed(goes)
    shown = DataRequest.objects.get(pk=request.pk)
    merge_persons(stays, goes, actor=second)

    with pytest.raises(RuleBroken) as refused:
        erase_person(shown, actor=second)

    assert refused.value.code == "not_proposed"
    request.refresh_from_db()
    erase_person(propose_erasure(request, actor=make_officer(stays)), actor=second)
    assert Person.objects.filter(erased_at=None).count() == 0
    assert Merge.objects.get().kept_sealed is None


def test_of_two_open_requests_people_say_which_waits_and_both_are_told():
    village = make_village()
    user = make_user()
    stays = make_person("Siti", at=village, user=user)
    goes = make_person("Siti A.", at=village)
    ours, theirs = make_request(stays, text="kami"), make_request(goes, text="mereka")
    officer = make_officer(stays)

    with pytest.raises(MergeClash) as asked:
        merge_persons(stays, goes, actor=officer)

    [clash] = asked.value.clashes
    assert clash.theirs.startswith("Salinan data (")
    merge = merge_persons(stays, goes, keep={clash.key: "goes"}, actor=officer)
    assert list(DataRequest.objects.values_list("pk", "person")) == [(theirs.pk, stays.pk)]
    told = {part.key: str(part.rows) for part in own_data(stays, actor=user)}
    assert ("mereka" in told["requests"], "kami" in told["merges"]) == (True, True)
    undo_merge(merge, actor=officer)
    found = DataRequest.objects.order_by("pk").values_list("pk", "person")
    assert list(found) == [(ours.pk, stays.pk), (theirs.pk, goes.pk)]

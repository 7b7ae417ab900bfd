"""An erasure reaches what merges, guesses and sheets hold of the person."""

from datetime import date

import pytest

from audit.services import seal, verify
from common.errors import RuleBroken
from people.models import DuplicatePair, Merge, TwinSearch
from people.services import erase_person, merge_persons, undo_merge
from people.services.duplicates import compare
from tests.factories.accounts import make_user
from tests.factories.people import make_family_card, make_person
from tests.factories.subjects import MARKS, make_known, make_proposed

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "Zul Wibisono itu nama panggilannya"


def test_an_erasure_reaches_merges_and_what_was_guessed():
    person = make_known(user=False)
    officer = make_user("district_officer", "52.07")
    goes = make_person("Zul Wibisono", at=person.village)
    mistaken = make_person("Zulkarnain Wibi", at=person.village)
    make_family_card(goes, MARKS["card"])
    theirs = make_family_card(mistaken, since=date(2000, 1, 1), until=date(2000, 2, 1))
    standing = merge_persons(person, goes, reason=REASON, actor=officer)
    undone = undo_merge(
        merge_persons(mistaken, person, reason=REASON, actor=officer), actor=officer
    )
    Merge.objects.filter(pk=undone.pk).update(remarks=[REASON])
    compare([person.pk, mistaken.pk])
    pairs = DuplicatePair.objects.all()
    pairs.create(lower=person, higher=mistaken, score=90, reasons=[{"code": "name"}])
    assert (pairs.count(), TwinSearch.objects.count()) == (1, 2)
    seal()
    request, second = make_proposed(person)

    erase_person(request, actor=second)

    kept = Merge.objects.values_list("kept_sealed", "reason", "remarks")
    assert set(map(str, kept)) == {"(None, '', [])"}
    history = [(row.reason, row.remarks) for one in (standing, undone) for row in one.events.all()]
    assert history == [("", [])] * 6
    assert (pairs.count(), [one.person for one in TwinSearch.objects.all()]) == (0, [mistaken])
    # What was the person's by mistake keeps its history.
    assert {bytes(row.number_sealed) == b"" for row in theirs.events.all()} == {False}
    with pytest.raises(RuleBroken) as refused:
        undo_merge(standing, actor=officer)
    assert refused.value.code == "person_erased"
    assert verify() == []
    seal()
    assert verify() == []

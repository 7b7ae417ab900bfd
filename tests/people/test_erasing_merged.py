"""An erasure reaches what merges, guesses and sheets hold of the person."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from audit.services import seal, verify
from common.dates import term
from common.errors import RuleBroken
from people.models import DuplicatePair, Merge, Person, TwinSearch
from people.services import erase_person, merge_persons, undo_merge
from people.services.duplicates import compare
from spreadsheets import services as sheets
from tests.factories.accounts import make_user
from tests.factories.imports import checked, make_import, saved, told, undone
from tests.factories.people import make_family_card, make_person
from tests.factories.regions import make_village
from tests.factories.subjects import MARKS, make_known, make_proposed
from wksbm.models import Seat

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


def test_an_erasure_reaches_the_sheets_that_said_who_it_was():
    village = make_village()
    people = (("Nama", "NIK", "No HP"), [("Zul Wibisono", MARKS["nik"], "081299911122"), ("Budi",)])
    boards = (("Nama WKSBM", "Jabatan", "Nama"), [("Sari", "Ketua", "Zul Wibisono")])
    alone = (("Nama WKSBM", "Jabatan", "Nama"), [("Sari", "Sekretaris", "Budi")])
    done = saved(checked(make_import(people[1], people[0], region=village)))
    person = Person.objects.get(bare_name="zul wibisono")
    board, other = (
        saved(checked(make_import(rows, headings, region=village, kind="wksbm")))
        for headings, rows in (boards, alone)
    )
    waits = checked(make_import(people[1], people[0], region=village))
    batches = [done, board, waits, other]
    files = [batch.file.name for batch in batches]
    for holder in Person.objects.filter(bare_name="zul wibisono"):
        Seat.objects.filter(holder=holder).update(term=term(date(2020, 1, 1), date(2020, 2, 1)))
        request, second = make_proposed(holder)
        erase_person(request, actor=second)

    for batch in batches:
        batch.refresh_from_db()
    said = [
        (row.values.get("name") or row.values.get("holder"))
        for batch in batches
        for row in batch.rows.order_by("number")
    ]
    assert said == [None, "Budi", None, None, "Budi", "Budi"]
    assert told(waits)[2] == ("fail", ["person_erased"])
    exists = [batch.file.storage.exists(name) for batch, name in zip(batches, files, strict=True)]
    assert exists == [False, False, True, True]
    assert "Zul" not in str([batch.labels for batch in batches])
    with pytest.raises(RuleBroken) as refused:
        undone(done)
    assert refused.value.code == "used_since"
    assert person.pk in {row.target for row in done.rows.all()}
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert sheets.forget_sheets() == 4

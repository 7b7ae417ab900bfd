"""Whatever is held of a person is told to that person, whole, and to nobody else."""

from datetime import date

import pytest
from django.apps import apps

from accounts.access import Role
from audit.models import SensitiveLook
from audit.services import looks_shown_to, seen_by
from common.errors import NotAllowed
from common.history import HistoryRow
from people.models import Person
from people.services import (
    copy_for_request,
    copy_own_data,
    merge_persons,
    own_data,
    undo_merge,
)
from people.subjects import HOLDINGS
from tests.factories.accounts import make_user
from tests.factories.people import a_nik, make_family_card, make_person
from tests.factories.subjects import MARKS, make_known, make_officer, make_request

pytestmark = pytest.mark.django_db

# Relations to a person that no holding tells of, each with the reason.
UNTOLD = {
    "people.Person.merged_into": "who was merged into somebody is told of as that person",
    "people.DuplicatePair.lower": "a guess about another person too; once merged, it is told",
    "people.DuplicatePair.higher": "a guess about another person too; once merged, it is told",
    "people.TwinSearch.person": "says only which version was compared",
}
NUMBERS = {MARKS["nik"], MARKS["card"], MARKS["account"]}


def told(parts):
    return {str(value) for part in parts for row in part.rows for value in row.values()}


def test_whatever_refers_to_a_person_is_told():
    refers = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not issubclass(model, HistoryRow)
        for field in model._meta.concrete_fields
        if field.related_model is Person
    }

    named = [name for holding in HOLDINGS.values() for name in holding.relations]
    assert (len(named), set(named) | set(UNTOLD)) == (len(set(named)), refers)


def test_everything_is_told_whole_and_nothing_of_another():
    person = make_known()
    before = SensitiveLook.objects.count()
    stranger = make_person("Nurhayati", phone="+6281200000000", email="lain@contoh.example")
    make_request(stranger, text="Permintaan orang lain")

    parts = copy_own_data(person, actor=person.user)

    rows = {part.key: len(part.rows) for part in parts}
    assert rows == {
        "person": 1,
        "family_cards": 1,
        "bank_accounts": 1,
        "consents": 1,
        "presences": 1,
        "user": 1,
        "requests": 0,
        "merges": 0,
        "looks": 1,
        "seats": 1,
        "memberships": 1,
        "scan_looks": 0,
        "attendances": 2,
        "deputies": 1,
        "invitations": 1,
        "follow_ups": 1,
        "activities": 1,
        "visits": 1,
        "deliveries": 1,
        "appointments": 1,
        "tiers": 1,
        "offices": 1,
        "qualifications": 1,
        "trainings": 1,
        "absences": 1,
        "duties": 1,
        "reports": 1,
        "stipend_lines": 0,  # what is told of money: tests/stipends/test_money.py
        "stipends_left_out": 0,
        "stipend_decisions": 0,
        "recorded_payments": 0,
        "disputes": 0,
        "tax_statuses": 0,
    }
    # Who signs in by which token, and a gateway's answer, are the service's own affair.
    silent = {"older_name", "new_phone", "token", "answer", "words", "other"}
    assert {text for key, text in MARKS.items() if key not in silent} <= told(parts)
    assert MARKS["other"] in told(parts)
    assert not {stranger.name, stranger.phone, stranger.email} & told(parts)
    look = SensitiveLook.objects.get()
    assert (before, look.kind, look.user, look.record_key, look.region_id) == (
        0,
        "subject_copy",
        person.user,
        str(person.pk),
        person.village_id,
    )


def test_a_screen_shows_numbers_masked_and_notes_no_look():
    person = make_known()

    shown = told(own_data(person, actor=person.user))

    assert not NUMBERS & shown
    assert "5207**********11" in shown
    assert SensitiveLook.objects.count() == 0


def test_the_merged_are_told_of_as_oneself():
    person = make_known()
    make_person("Zul Wibisono", merged_into=make_person("Zul W.", merged_into=person))

    parts = copy_own_data(person, actor=person.user)

    assert [row["Nama"] for row in parts[0].rows] == [MARKS["name"], "Zul W.", "Zul Wibisono"]


def test_what_a_merge_keeps_and_why_it_was_made_is_told():
    person = make_known()
    officer = make_officer(person)
    card = {"since": date(2023, 1, 1), "until": date(2023, 2, 1)}
    goes = make_person("Zul Wibisono", at=person.village, nik=a_nik())
    make_family_card(goes, MARKS["card"], **card)
    stranger = make_person("Nurhayati", at=person.village)
    merge_persons(person, goes, reason="Nama kecilnya", take=["nik"], actor=officer)
    undo_merge(merge_persons(stranger, person, reason="Keliru", actor=officer), actor=officer)

    [merges] = [part for part in copy_own_data(person, actor=person.user) if part.key == "merges"]

    assert [sorted(row) for row in merges.rows] == [
        ["Digabung", "Diurungkan"],
        ["Alasan", "Digabung", "Nama"],
        ["Disimpan", "Nomor"],
        ["Disimpan"],
        ["Disimpan", "Sebelumnya"],
    ]
    assert {"Zul Wibisono", "Nama kecilnya", MARKS["card"], MARKS["nik"]} <= told([merges])
    assert not {"Nurhayati", "Keliru"} & told([merges])
    shown = told(own_data(person, actor=person.user))
    assert not {MARKS["card"], MARKS["nik"]} & shown


def test_others_get_no_copy_but_by_request():
    person = make_known()
    officer, keeper = make_officer(person), make_user(Role.VILLAGE_COORDINATOR, person.village)
    request = make_request(person, actor=officer)
    objection = make_request(person, kind="object", actor=officer)

    for deed in (
        lambda: copy_own_data(person, actor=officer),
        lambda: own_data(person, actor=officer),
        lambda: copy_for_request(request, actor=keeper),
        lambda: copy_for_request(objection, actor=officer),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert SensitiveLook.objects.count() == 0

    assert told(copy_for_request(request, actor=officer)) >= NUMBERS
    look = SensitiveLook.objects.get()
    [seen] = seen_by(
        officer, since=look.at, until=look.at.replace(year=2099), looks=looks_shown_to(officer)
    )
    assert (seen.people, seen.kind) == ([MARKS["name"]], "Salinan seluruh data seseorang")

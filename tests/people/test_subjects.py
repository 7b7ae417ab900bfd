"""Whatever is held of a person is told to that person, whole, and to nobody else."""

import pytest
from django.apps import apps

from accounts.access import Role
from audit.models import SensitiveLook
from audit.services import looks_shown_to, seen_by
from common.errors import NotAllowed
from common.history import HistoryRow
from people.models import Person
from people.services import copy_for_request, copy_own_data, own_data
from people.subjects import HOLDINGS
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.subjects import MARKS, make_known, make_officer, make_request

pytestmark = pytest.mark.django_db

# Relations to a person that no holding tells of, each with the reason.
UNTOLD = {
    "people.Person.merged_into": "who was merged into somebody is told of as that person",
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
        "looks": 1,
        "seats": 1,
        "memberships": 1,
        "scan_looks": 0,
        "attendances": 1,
        "deliveries": 1,
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

"""Changing the keys: everything is sealed and found anew, while people work, and safely twice."""

import re
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as project
from django.core.management import call_command
from django.db import close_old_connections, connection, transaction
from django.db.models import BinaryField

from accounts.access import Role
from audit.services import verify
from common import vault
from common.history import HistoryRow
from common.vault_rotation import covered
from people.models import Person
from people.services import merge_persons, undo_merge
from spreadsheets.services import content_of
from tests.factories.accounts import make_user
from tests.factories.imports import checked, make_import, outcome, saved
from tests.factories.people import a_kk, a_nik, make_bank_account, make_family_card, make_person
from tests.factories.regions import make_village

OLD, NEW = vault.new_key("old"), vault.new_key("new")
OLD_INDEX, NEW_INDEX = vault.new_key("old"), vault.new_key("new")


def rotated():
    said = StringIO()
    call_command("rotate_vault", stdout=said, stderr=StringIO())
    return said.getvalue().splitlines()


@pytest.mark.django_db
def test_rows_go_over_to_the_new_keys_once(settings):
    settings.VAULT_KEYS, settings.VAULT_INDEX_KEYS = [OLD], [OLD_INDEX]
    person = make_person(nik=(nik := a_nik()))
    make_person("Tanpa NIK")
    card = make_family_card(person, kk := a_kk())
    account = make_bank_account(person, "0012345678")

    settings.VAULT_KEYS, settings.VAULT_INDEX_KEYS = [NEW, OLD], [NEW_INDEX, OLD_INDEX]
    assert Person.objects.with_nik(nik).get() == person  # while both are known
    first, second = rotated(), rotated()

    assert sorted(line for line in first if ": 0 rows" not in line) == [
        f"{label}: 1 rows, 1 sealed anew, 1 found anew, 0 unreadable"
        for label in ("Bank accounts", "Family cards", "NIK")
    ]
    assert [line.split(": ")[1] for line in second if ": 0 rows" not in line] == [
        "1 rows, 0 sealed anew, 0 found anew, 0 unreadable"
    ] * 3
    settings.VAULT_KEYS, settings.VAULT_INDEX_KEYS = [NEW], [NEW_INDEX]
    for row in (person, card, account):
        row.refresh_from_db()
    assert (person.nik, card.number, account.number) == (nik, kk, "0012345678")
    assert Person.objects.with_nik(nik).get() == person
    assert person.version == 1
    assert list(verify(head="")) == []


# Columns of bytes, and source that seals, where nothing is to be sealed anew.
NOT_SEALED = {
    "accounts.SignInLink.secret_hash": "a hash",
    "accounts.ApiToken.key_hash": "a hash",
    "meetings.CalendarFeed.key_hash": "a hash",
    "meetings.CheckInCode.key_hash": "a hash",
    "audit.Seal.hash": "a hash",
    "audit.SealedRow.salt": "a salt",
    "audit.SealedRow.personal_hash": "a hash",
    "audit.SealedRow.commitment": "a hash",
    "jobs.IdempotentRequest.body_sha256": "a hash",
    "jobs.IdempotentRequest.content": "a stored answer, in plain",
}
SEALS = {
    "people/models/persons.py": "people.Person.nik_sealed",
    "people/models/facts.py": "people.FamilyCard.number_sealed",
    "people/models/duplicates.py": "people.Merge.kept_sealed",
    "people/importers/saving.py": "people.FamilyCard.number_sealed",
    "people/importers/sheet.py": "spreadsheets.ImportRow.keys",
    "spreadsheets/kinds.py": "spreadsheets.ImportRow.values",
    "spreadsheets/rotating.py": "spreadsheets.ImportRow.values",
    "spreadsheets/services/uploading.py": "spreadsheets.Import.file",
    "spreadsheets/exporting/files.py": "",  # arguments of jobs: docs/operators.md
    "stipends/many.py": "",  # the same
}
ENDINGS = ("_sealed", "_index")
BASE_DIR = Path(project.BASE_DIR)
SEALING = re.compile(r"\b(seal|seal_bytes|index|indexes)\(.*purpose=")


def test_whatever_is_sealed_is_sealed_anew():
    bytes_kept = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not issubclass(model, HistoryRow)
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField)
    }
    sealing = {
        str(file.relative_to(BASE_DIR))
        for app in apps.get_app_configs()
        if app.path.startswith(str(BASE_DIR)) and ".venv" not in app.path and app.name != "common"
        for file in Path(app.path).rglob("*.py")
        if SEALING.search(file.read_text())
    }

    assert bytes_kept - set(NOT_SEALED) == {one for one in covered() if one.endswith(ENDINGS)}
    assert sealing == set(SEALS)
    assert set(filter(None, SEALS.values())) <= covered()


@pytest.mark.django_db
def test_sheets_go_over_to_the_new_keys(settings):
    settings.VAULT_KEYS, settings.VAULT_INDEX_KEYS = [OLD], [OLD_INDEX]
    village = make_village()
    fresh = a_nik()
    batch = checked(make_import([("Budi", fresh)], ("Nama", "NIK"), region=village))
    old = batch.file.name

    settings.VAULT_KEYS, settings.VAULT_INDEX_KEYS = [NEW, OLD], [NEW_INDEX, OLD_INDEX]
    first, second = rotated(), rotated()

    assert {
        "Import files: 1 rows, 1 sealed anew, 0 found anew, 0 unreadable",
        "Import rows: 1 rows, 1 sealed anew, 1 found anew, 0 unreadable",
    } <= set(first)
    assert all("0 sealed anew, 0 found anew, 0 unreadable" in line for line in second)
    settings.VAULT_KEYS, settings.VAULT_INDEX_KEYS = [NEW], [NEW_INDEX]
    batch.refresh_from_db()
    assert (batch.file.storage.exists(batch.file.name), batch.file.name == old) == (True, False)
    assert content_of(batch).startswith(b"PK")
    assert outcome(saved(batch)) == (1, 1, 0, 0, 0)
    assert Person.objects.with_nik(fresh).get().nik == fresh


@pytest.mark.django_db
def test_a_merge_can_be_undone_under_the_new_keys(settings):
    settings.VAULT_KEYS, settings.VAULT_INDEX_KEYS = [OLD], [OLD_INDEX]
    village, nik = make_village(), a_nik()
    stays, goes = make_person(at=village), make_person("Siti A.", at=village, nik=nik)
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    merge = merge_persons(stays, goes, actor=officer)
    settings.VAULT_KEYS, settings.VAULT_INDEX_KEYS = [NEW, OLD], [NEW_INDEX, OLD_INDEX]
    assert "Merges: 1 rows, 1 sealed anew, 0 found anew, 0 unreadable" in rotated()
    settings.VAULT_KEYS, settings.VAULT_INDEX_KEYS = [NEW], [NEW_INDEX]

    merge.refresh_from_db()
    undo_merge(merge, actor=officer)

    goes.refresh_from_db()
    assert (goes.nik, goes.merged_into) == (nik, None)


@pytest.mark.django_db
def test_what_no_key_opens_is_left_counted_and_told(settings, capsys):
    settings.VAULT_KEYS = [OLD]
    lost = make_person(nik=a_nik())
    settings.VAULT_KEYS = [NEW]
    kept = make_person(nik=a_nik())

    with pytest.raises(SystemExit) as ended:
        call_command("rotate_vault")

    assert ended.value.code == 1
    assert "NIK: 2 rows, 0 sealed anew, 0 found anew, 1 unreadable" in capsys.readouterr().out
    assert (lost.nik_masked, kept.nik_masked[4:-2]) == ("*" * 16, "*" * 10)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_written_meanwhile_keeps_what_was_written(settings):
    settings.VAULT_KEYS, settings.VAULT_INDEX_KEYS = [OLD], [OLD_INDEX]
    person = make_person(nik=a_nik())
    settings.VAULT_KEYS, settings.VAULT_INDEX_KEYS = [NEW, OLD], [NEW_INDEX, OLD_INDEX]
    written = a_nik()
    said = []

    def rotate():
        said.extend(rotated())
        connection.close()

    with transaction.atomic():
        held = Person.objects.select_for_update().get()
        rotation = threading.Thread(target=rotate)
        rotation.start()
        rotation.join(0.5)
        assert rotation.is_alive()  # it waits for whoever writes the row
        held.write_nik(written)
        held.save()
    rotation.join(10)
    close_old_connections()

    person.refresh_from_db()
    assert person.nik == written
    assert "NIK: 1 rows, 0 sealed anew, 0 found anew, 0 unreadable" in said

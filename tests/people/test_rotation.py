"""Changing the keys: everything is sealed and found anew, while people work, and safely twice."""

import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import close_old_connections, connection, transaction

from accounts.access import Role
from audit.services import verify
from common import vault
from people.models import Person
from people.services import merge_persons, undo_merge
from tests.factories.accounts import make_user
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

    assert first == [
        f"{label}: 1 rows, 1 sealed anew, 1 found anew, 0 unreadable"
        for label in ("NIK", "Family cards", "Bank accounts")
    ] + ["Merges: 0 rows, 0 sealed anew, 0 found anew, 0 unreadable"]
    assert [line.split(": ")[1] for line in second[:3]] == [
        "1 rows, 0 sealed anew, 0 found anew, 0 unreadable"
    ] * 3
    settings.VAULT_KEYS, settings.VAULT_INDEX_KEYS = [NEW], [NEW_INDEX]
    for row in (person, card, account):
        row.refresh_from_db()
    assert (person.nik, card.number, account.number) == (nik, kk, "0012345678")
    assert Person.objects.with_nik(nik).get() == person
    assert person.version == 1
    assert list(verify(head="")) == []


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
    assert said[0] == "NIK: 1 rows, 0 sealed anew, 0 found anew, 0 unreadable"

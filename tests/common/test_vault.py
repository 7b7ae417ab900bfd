"""Sealed numbers: unreadable without the key, found by another, and bound to their row."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from common import vault
from common.checks import vault_has_keys

NUMBER = "5207011708800001"
OLD, NEW = vault.new_key("old"), vault.new_key("new")


def test_what_is_sealed_opens_for_its_row_and_purpose_alone():
    blob = vault.seal(NUMBER, purpose="nik", of=7)

    assert vault.unseal(blob, purpose="nik", of=7) == NUMBER
    assert NUMBER.encode() not in blob
    assert vault.seal(NUMBER, purpose="nik", of=7) != blob  # no two alike
    for purpose, of in [("nik", 8), ("kk", 7), ("nik", "")]:
        with pytest.raises(vault.CannotUnseal):
            vault.unseal(blob, purpose=purpose, of=of)
    for broken in [b"", b"\x04test", blob[:-1], blob[:-1] + bytes([blob[-1] ^ 1]), b"\xff\xff"]:
        with pytest.raises(vault.CannotUnseal):
            vault.unseal(broken, purpose="nik", of=7)


def test_a_number_is_found_by_a_key_of_its_own(settings):
    before = vault.index(NUMBER, purpose="nik")
    settings.VAULT_KEYS = [NEW]
    assert vault.index(NUMBER, purpose="nik") == before
    assert vault.index(NUMBER, purpose="kk") != before

    settings.VAULT_INDEX_KEYS = [OLD]
    assert vault.index(NUMBER, purpose="nik") != before


def test_old_keys_still_open_while_new_ones_seal(settings):
    settings.VAULT_KEYS, settings.VAULT_INDEX_KEYS = [OLD], [vault.new_key("i")]
    blob, found = vault.seal(NUMBER, purpose="nik"), vault.index(NUMBER, purpose="nik")

    settings.VAULT_KEYS = [NEW, OLD]
    settings.VAULT_INDEX_KEYS = [vault.new_key("j"), *settings.VAULT_INDEX_KEYS]

    assert vault.unseal(blob, purpose="nik") == NUMBER
    assert not vault.is_current(blob)
    assert vault.is_current(vault.seal(NUMBER, purpose="nik"))
    assert vault.indexes(NUMBER, purpose="nik")[1] == found


@pytest.mark.parametrize("words", [[], ["no-colon"], ["a:not-base64"], ["a:c2hvcnQ="], [":" + OLD]])
def test_a_key_that_is_none_stops_loudly(settings, words):
    settings.VAULT_KEYS = words

    with pytest.raises(ImproperlyConfigured):
        vault.seal(NUMBER, purpose="nik")
    assert [fault.id for fault in vault_has_keys()] == ["common.E001"]


def test_reading_and_searching_have_different_keys(settings):
    assert vault_has_keys() == []

    settings.VAULT_INDEX_KEYS = settings.VAULT_KEYS

    assert [fault.id for fault in vault_has_keys()] == ["common.E002"]


def test_a_number_is_shown_with_its_middle_hidden():
    assert vault.masked(NUMBER) == "5207**********01"
    assert vault.masked("123456") == "******"

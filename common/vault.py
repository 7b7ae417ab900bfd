"""NIK, family cards, accounts: numbers that must not be read from a copy of the database.

Sealed by AES-256-GCM and found again by a keyed hash (a NIK has so few likely values that a plain
hash is as good as the number). Both keys come from the environment, never from the database, and
are two: who may search must not be able to read.

A key is written `name:base64 of 32 bytes`; the first of a list is used for what is new, the others
only read what is old. `manage.py rotate_vault` seals everything anew with the first.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Blob = bytes | memoryview  # as a database gives it back

NONCE_BYTES = 12
KEY_BYTES = 32


class CannotUnseal(Exception):
    """The blob was sealed by a key that we don't have, for another purpose or row, or is broken."""


def seal(text: str, *, purpose: str, of: object = "") -> bytes:
    """Return the text unreadable without the key. `of` names the row: it opens nowhere else."""
    return seal_bytes(text.encode(), purpose=purpose, of=of)


def unseal(blob: Blob, *, purpose: str, of: object = "") -> str:
    """Return the text. Raises CannotUnseal."""
    return unseal_bytes(blob, purpose=purpose, of=of).decode()


def seal_bytes(content: bytes, *, purpose: str, of: object = "") -> bytes:
    name, key = read_keys("VAULT_KEYS")[0]
    nonce = os.urandom(NONCE_BYTES)
    head = bytes([len(name)]) + name.encode() + nonce
    return head + AESGCM(key).encrypt(nonce, content, _bound_to(purpose, of))


def unseal_bytes(blob: Blob, *, purpose: str, of: object = "") -> bytes:
    """Return the content. Raises CannotUnseal."""
    name, rest = _parts(blob)
    nonce, sealed = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
    key = dict(read_keys("VAULT_KEYS")).get(name)
    if key is None:
        raise CannotUnseal(f"no key {name!r}")
    try:
        return AESGCM(key).decrypt(nonce, sealed, _bound_to(purpose, of))
    except (InvalidTag, ValueError) as error:
        raise CannotUnseal("broken, or of another row") from error


def index(text: str, *, purpose: str) -> bytes:
    """Return what the number is found by, with the key that is used for new rows."""
    return indexes(text, purpose=purpose)[0]


def indexes(text: str, *, purpose: str) -> list[bytes]:
    """Return what the number may be stored under: more than one while keys are being changed."""
    words = f"{purpose}\0{text}".encode()
    return [hmac.digest(key, words, hashlib.sha256) for _name, key in read_keys("VAULT_INDEX_KEYS")]


def is_current(blob: Blob) -> bool:
    """Whether the blob was sealed with the key that is used for new ones."""
    return _parts(blob)[0] == read_keys("VAULT_KEYS")[0][0]


def masked(number: str) -> str:
    """Return a number as it is shown to everyone: 5207**********01."""
    if len(number) <= 6:
        return "*" * len(number)
    return f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}"


def new_key(name: str) -> str:
    """Return a new key as it is written in the environment."""
    return f"{name}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"


def _bound_to(purpose: str, of: object) -> bytes:
    return f"{purpose}\0{of}".encode()


def _parts(blob: Blob) -> tuple[str, bytes]:
    content = bytes(blob)
    if not content:
        raise CannotUnseal("empty")
    length = content[0]
    try:
        return content[1 : 1 + length].decode("ascii"), content[1 + length :]
    except UnicodeDecodeError as error:
        raise CannotUnseal("not sealed by us") from error


def read_keys(setting: str) -> tuple[tuple[str, bytes], ...]:
    return _read_keys(setting, tuple(getattr(settings, setting)))


@lru_cache(maxsize=8)
def _read_keys(setting: str, words: tuple[str, ...]) -> tuple[tuple[str, bytes], ...]:
    if not words:
        raise ImproperlyConfigured(f"{setting} must be set; see .env.example.")
    return tuple(_key(setting, word) for word in words)


def _key(setting: str, word: str) -> tuple[str, bytes]:
    name, _colon, text = word.partition(":")
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if not name.isascii() or not 0 < len(name) <= 40 or len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"A key of {setting} is not `name:base64 of 32 bytes`.")
    return name, key

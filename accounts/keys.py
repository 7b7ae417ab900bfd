"""Secrets that are shown once, and what is kept of them."""

import hashlib
import secrets

TOKEN_PREFIX = "wks_"  # noqa: S105 (what secret scanners look for)


def new_secret() -> str:
    """Return 256 random bits as 43 characters."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    return f"{TOKEN_PREFIX}{new_secret()}"


def hashed(secret: str) -> bytes:
    """Return what is stored of a secret. It has 256 random bits, so a plain hash suffices."""
    return hashlib.sha256(secret.encode()).digest()

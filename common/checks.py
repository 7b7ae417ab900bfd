"""What must be set before numbers can be sealed."""

from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from common.vault import read_keys


def vault_has_keys(**_options: Any) -> list[CheckMessage]:
    """Ask for both lists of keys, and that no key of one is in the other."""
    try:
        secrets = [key for _name, key in read_keys("VAULT_KEYS")]
        secrets += [key for _name, key in read_keys("VAULT_INDEX_KEYS")]
    except ImproperlyConfigured as error:
        return [Error(str(error), id="common.E001")]
    if len(set(secrets)) < len(secrets):
        return [
            Error("VAULT_KEYS and VAULT_INDEX_KEYS must all be different keys.", id="common.E002")
        ]
    return []

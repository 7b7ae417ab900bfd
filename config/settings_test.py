"""The settings of the tests: the service's own, with quick hashing and files in memory."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("HTTPS", "false")
os.environ.setdefault("VAULT_KEYS", "test:" + "c2VhbGluZy1rZXktb2YtdGhlLXRlc3RzLW9ubHktMDA=")
os.environ.setdefault("VAULT_INDEX_KEYS", "test:" + "c2VhcmNoLWtleS1vZi10aGUtdGVzdHMtb25seS0wMDA=")

from config.embedded import testing

testing.claim()  # servers of this run alone, unless the environment names others

from config.settings import *  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a folder that is not there
# One connection per thread: the test database is dropped and made under the same name.
DATABASES["default"]["OPTIONS"] = {
    name: value
    for name, value in DATABASE_OPTIONS.items()
    if name not in {"pool", "prepare_threshold"}
} | {
    # Tables are emptied after tests with threads; elsewhere triggers forbid it for the history.
    "options": "-c wksbm.may_truncate=yes"
}

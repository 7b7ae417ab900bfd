"""Guesses of second steps are counted for all processes alike, broker or not."""

import os
import subprocess
import sys

import pytest
from django.core.cache import cache, caches
from django.db import connection

from config.embedded.place import ROOT

LOOK = """
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = "{name}"
django.setup()
from django.core.cache import cache, caches
print(cache.get("guesses"), caches["process"].get("guesses"))
"""


@pytest.mark.django_db(transaction=True)
def test_another_process_sees_the_count_without_a_broker():
    cache.set("guesses", [1, 2, 3], 60)
    caches["process"].set("guesses", "of this process alone", 60)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "only-for-this-test",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOOK.format(name=connection.settings_dict["NAME"])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    cache.delete("guesses")

    assert done.stdout.strip() == "[1, 2, 3] None"

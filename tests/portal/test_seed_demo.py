import pytest
from django.core.management import CommandError, call_command

from accounts.models import User


def test_the_demo_is_not_seeded_elsewhere(db, settings):
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("seed_demo")

    assert User.objects.count() == 0


def test_the_demo_asks_for_regions(db, settings):
    settings.DEMO = True

    with pytest.raises(CommandError):
        call_command("seed_demo")

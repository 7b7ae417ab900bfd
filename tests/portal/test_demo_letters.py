"""The demo has papers in every state that the public check can say."""

import pytest
from django.core.management import call_command

from papers.kinds import kind_named
from papers.models import Paper
from papers.services import verify_paper
from portal.demo import VILLAGE

pytestmark = pytest.mark.django_db


def states():
    found = Paper.objects.filter(region=VILLAGE).order_by("pk")
    return [(kind_named(one.kind).template, verify_paper(one.code).state) for one in found]


def test_papers_are_there_in_every_state_and_once(demo, settings):
    settings.DEMO = True
    for _time in range(2):
        call_command("seed_demo")

        assert states() == [
            ("meeting_invitation", "superseded"),
            ("meeting_invitation", "valid"),
            ("attendance_sheet", "valid"),
            ("meeting_invitation", "withdrawn"),
            ("decree_extract", "valid"),
        ]


def test_outside_the_demo_no_paper_pretends(demo, settings):
    settings.DEMO = False

    call_command("seed_demo", "--force")

    assert not Paper.objects.exists()

"""The nation's plans of the two rules that most tests of messages are about."""

import pytest

from tests.factories.notifications import make_plan


@pytest.fixture(autouse=True)
def plans(request):
    if request.node.get_closest_marker("django_db"):
        make_plan("meeting_ahead")
        make_plan("follow_up_due")

"""The page of whoever watches the sending: how the channels do, and what each night found."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from notifications import services
from notifications.channels import LADDER
from notifications.models import ChannelHealth, SelfCheck

NIGHTS = 14
OTHER_ENDS = ("maybe_sent", "by_hand", "withdrawn", "expired", "failed", "waiting")
TONES = {
    ChannelHealth.State.WELL: "ok",
    ChannelHealth.State.PAUSED: "danger",
    ChannelHealth.State.TRYING: "warn",
}


@require_safe
def health(request: SignedInRequest) -> HttpResponse:
    if not may(request.user, Can.WATCH_SENDING):
        raise PermissionDenied
    now = timezone.now()
    known = ChannelHealth.objects.visible_to(request.user).in_bulk()
    outside = [channel for channel in LADDER if services.has_health(channel)]
    channels = [known.get(one.name, ChannelHealth(channel=one.name)) for one in outside]
    checks = SelfCheck.objects.visible_to(request.user).order_by("-day")[:NIGHTS]
    context = {
        "channels": [
            {
                "known": one,
                "tone": TONES[ChannelHealth.State(one.state)],
                "words": services.say_health(one, now),
            }
            for one in channels
        ],
        "late": services.is_behind(now),
        "may_read": may(request.user, Can.READ_DELIVERIES),
        "nights": [(check, _others(check), services.findings_of(check)) for check in checks],
    }
    return render(request, "notifications/health.html", context)


def _others(check: SelfCheck) -> list[tuple[str, int]]:
    """Return how else messages ended than by being sent, as far as any did."""
    counts = [(name, getattr(check, name)) for name in OTHER_ENDS]
    labels = {one.name: str(one.verbose_name) for one in SelfCheck._meta.fields}
    return [(capfirst(labels[name]), count) for name, count in counts if count]

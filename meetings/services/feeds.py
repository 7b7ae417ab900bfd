"""Calendars by a secret address: opened by whoever sees the meetings, read by their calendar."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.keys import hashed, new_secret
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from meetings.models import CalendarFeed, Meeting
from meetings.services.inviting import inviting
from people.models import Person
from regions.models import Region
from wksbm.models import Wksbm

BEHIND, AHEAD = timedelta(days=90), timedelta(days=400)
MOST_FEEDS = 20
MOST_MEETINGS = 20_000


@transaction.atomic
def open_feed(
    user: User, *, kind: str, wksbm: Wksbm | None = None, region: Region | None = None
) -> tuple[CalendarFeed, str]:
    """Open a calendar for oneself; return it with the key of its address, which is shown once.

    Raises too_many_feeds.
    """
    if CalendarFeed.objects.filter(user=user).live().count() >= MOST_FEEDS:
        raise RuleBroken(
            "too_many_feeds",
            _("Sudah ada %(n)d alamat. Cabut yang tidak dipakai.") % {"n": MOST_FEEDS},
        )
    key = new_secret()
    feed = CalendarFeed(user=user, kind=kind, wksbm=wksbm, region=region, key_hash=hashed(key))
    feed.full_clean()
    feed.save()
    return feed, key


@transaction.atomic
def revoke_feed(feed: CalendarFeed, *, user: User) -> None:
    """Let its address end. Raises already_revoked."""
    own = CalendarFeed.objects.filter(pk=feed.pk, user=user, revoked_at=None)
    if not own.update(revoked_at=timezone.now()):
        raise RuleBroken("already_revoked", _("Alamat ini sudah dicabut."))


def feed_of_key(key: str) -> CalendarFeed | None:
    """Return the calendar of an address, if it still holds, and note that it is read."""
    found = CalendarFeed.objects.live().filter(key_hash=hashed(key))
    feed = found.select_related("user", "wksbm", "region").first()
    day = today()
    if feed is not None and feed.last_read_on != day:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_on=day)
    return feed


def meetings_of_feed(feed: CalendarFeed) -> QuerySet[Meeting]:
    """Return what its user may see today: from 90 days behind to 400 ahead, cancelled ones too."""
    now = timezone.now()
    rows = Meeting.objects.starting_between(now - BEHIND, now + AHEAD)
    if feed.kind == CalendarFeed.Kind.MINE:
        person = Person.objects.filter(user=feed.user_id).first()
        rows = inviting(rows, person) if person else rows.none()
    else:
        rows = rows.visible_to(feed.user)
    if feed.wksbm_id is not None:
        rows = rows.filter(wksbm=feed.wksbm_id)
    if feed.region_id is not None:
        rows = rows.filter(region__code__startswith=feed.region_id)
    found: QuerySet[Meeting] = rows.select_related(
        "wksbm", "organisation", "region", "kind"
    ).order_by("starts_at", "pk")
    return found[:MOST_MEETINGS]

"""Why a message has not been sent yet: in one plain sentence."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from common.languages import said
from notifications.channels import LABELS, LADDER
from notifications.models import Attempt, Delivery, DeliveryQuerySet
from notifications.services.explaining import local
from people.models import Person

# What waits longer is an alarm. What is held until later is not due.
OLDEST_DUE = timedelta(seconds=settings.ALARM_OLDEST_DUE)

State = Delivery.State


def why_not_yet(delivery: Delivery, now: datetime, unwell: Collection[str] = ()) -> str:
    """Say why this has not surely reached its person; empty where it has.

    It reads the attempts: prefetch them for many. `unwell`: the channels that are paused.
    """
    if unwell and delivery.state == State.PLANNED and delivery.next_try_at <= now:
        waits_for = _next_way(delivery)
        if waits_for in unwell:
            words = _(
                "Menunggu: %(channel)s sedang terganggu."
                " Bila terlalu lama, dikirim dengan cara lain."
            )
            return words % {"channel": LABELS.get(waits_for, waits_for)}
    say = SENTENCES.get(State(delivery.state))
    return say(delivery, now) if say else ""


def oldest_due(deliveries: DeliveryQuerySet, now: datetime) -> Delivery | None:
    """Return what should have gone longest ago of these; what is held is not late."""
    rows = deliveries.due(now).select_related("person", "region")
    found: Delivery | None = rows.order_by("next_try_at", "pk").first()
    return found


def is_behind(now: datetime) -> timedelta | None:
    """Return how late the oldest due message is, where that is an alarm; else None.

    Asked by monitors all the time: one look into an index.
    """
    rows = Delivery.objects.due(now).order_by("next_try_at").values_list("next_try_at", flat=True)
    oldest = rows.first()
    if oldest is None or now - oldest < OLDEST_DUE:
        return None
    late: timedelta = now - oldest
    return late


def ways_to(person: Person) -> str:
    """Say by which ways a person can be reached."""
    ways = [
        str(channel.label)
        for channel in LADDER
        if not channel.is_by_hand and channel.address(person)
    ]
    if person.phone:
        ways.append(_("WhatsApp oleh pengurus"))
    if not ways:
        return _("Tidak ada surel, akun atau nomor HP: hanya dapat ditemui langsung.")
    return _("Dapat dihubungi lewat: %(ways)s.") % {"ways": ", ".join(ways)}


def _planned(delivery: Delivery, now: datetime) -> str:
    next_try = {"when": local(delivery.next_try_at, delivery)}
    if delivery.held_until is not None and now < delivery.held_until:
        return said(delivery.reason) or _("Ditahan sampai %(when)s.") % next_try
    last = _last(delivery)
    if last is not None and last.state == Attempt.State.UNKNOWN:
        return (
            _("Tidak diketahui apakah sudah sampai; ditanyakan atau dicoba lagi %(when)s.")
            % next_try
        )
    if last is not None and now < delivery.next_try_at:
        answer = f"{LABELS.get(last.channel, last.channel)}: {said(last.answer)}"
        return _("Belum diterima, dicoba lagi %(when)s. %(answer)s") % {
            **next_try,
            "answer": answer,
        }
    if now < delivery.due_at:
        return _("Belum waktunya: dikirim %(when)s.") % next_try
    if now < delivery.next_try_at:
        return f"{said(delivery.reason)} {_('Dicoba lagi %(when)s.') % next_try}".strip()
    return _("Sudah waktunya; dikirim dalam putaran berikutnya.")


def _sending(_delivery: Delivery, _now: datetime) -> str:
    return _("Sedang dikirim saat ini.")


def _by_hand(delivery: Delivery, _now: datetime) -> str:
    until = _("Belum ada yang menandainya; berguna sampai %(until)s.")
    return f"{said(delivery.reason)} {until % {'until': local(delivery.not_after, delivery)}}"


def _ended(delivery: Delivery, _now: datetime) -> str:
    return said(delivery.reason)


def _next_way(delivery: Delivery) -> str:
    """Return the name of the channel whose turn it is."""
    if delivery.asked_channel:
        return delivery.asked_channel
    tried = [one for one in delivery.attempts.all() if one.state == Attempt.State.REFUSED]
    refused = {one.channel for one in tried}
    for channel in LADDER:
        if channel.name not in refused and channel.address(delivery.person):
            return channel.name
    return ""


def _last(delivery: Delivery) -> Attempt | None:
    """Return the newest attempt that counts: none before somebody asked for another."""
    since = [
        one
        for one in delivery.attempts.all()
        if delivery.asked_at is None or delivery.asked_at <= one.started_at
    ]
    return since[-1] if since else None


SENTENCES: dict[Delivery.State, Callable[[Delivery, datetime], str]] = {
    State.PLANNED: _planned,
    State.SENDING: _sending,
    State.BY_HAND: _by_hand,
    State.MAYBE_SENT: _ended,
    State.DIGESTED: _ended,
    State.WITHDRAWN: _ended,
    State.EXPIRED: _ended,
    State.DEAD: _ended,
}

"""What the outbox holds of a person: the messages to them, and how they were brought."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.retention import Retention, register_retention
from notifications.models import Attempt, Delivery, OptOut, Reply
from notifications.services.senders import address_of, persons_at
from people.models import Person
from people.subjects import Emptied, Rows, register_eraser, register_holdings

# What was sent is asked about for a year; the next year's auditors still find it.
DELIVERIES_KEPT = timedelta(days=2 * 365)


def register() -> None:
    register_holdings(
        "deliveries",
        gettext_lazy("Pesan"),
        deliveries_of,
        relations=["notifications.Delivery.person"],
    )
    register_holdings(
        "wishes",
        gettext_lazy("Permintaan berhenti"),
        wishes_held,
        relations=["notifications.OptOut.person"],
    )
    register_holdings(
        "replies",
        gettext_lazy("Balasan"),
        replies_of,
        relations=["notifications.Reply.person"],
    )
    register_eraser("notifications", empty_messages)
    register_retention(
        Retention("replies", gettext_lazy("Balasan"), DELIVERIES_KEPT, received_before)
    )
    register_retention(
        Retention("deliveries", gettext_lazy("Pesan"), DELIVERIES_KEPT, ended_before)
    )


def deliveries_of(person: Person) -> Rows:
    found = Delivery.objects.filter(person=person).prefetch_related("attempts")
    return [
        {
            _("Judul"): one.subject,
            _("Isi pesan"): one.body,
            _("Waktu kirim"): one.due_at,
            _("Keadaan"): one.get_state_display(),
            _("Terkirim"): one.sent_at,
            _("Sampai"): one.delivered_at,
            _("Dibaca"): one.read_at,
            _("Saluran"): ", ".join(attempt.channel for attempt in one.attempts.all()),
        }
        for one in found.order_by("-due_at", "-pk")
    ]


def wishes_held(person: Person) -> Rows:
    return [
        {
            _("Aturan"): one.rule or _("Semua pesan"),
            _("Caranya"): one.get_how_display(),
            _("Sejak"): one.since,
            _("Sampai"): one.until,
        }
        for one in OptOut.objects.filter(person=person).order_by("since", "pk")
    ]


def replies_of(person: Person) -> Rows:
    return [
        {
            _("Isi pesan"): one.text,
            _("Pengirim"): one.sender,
            _("Saluran"): one.channel,
            _("Dipahami sebagai"): one.get_understood_display(),
            _("Diterima"): one.received_at,
            _("Catatan"): one.note,
        }
        for one in Reply.objects.filter(person=person).order_by("-received_at", "-pk")
    ]


def received_before(instant: datetime) -> QuerySet[Reply]:
    """Return what came long ago; what nobody has read yet stays."""
    old: QuerySet[Reply] = Reply.objects.done().filter(received_at__lt=instant)
    return old


def empty_replies(persons: list[Person]) -> None:
    addresses = {
        address_of(one)
        for person in persons
        for one in (person.phone, *person.other_phones, person.email)
        if one
    }
    keys = {person.pk for person in persons}
    alone = [one for one in addresses if not {p.pk for p in persons_at(one)} - keys]
    theirs = Q(person__in=keys) | Q(person=None, sender__in=alone)
    Reply.objects.filter(theirs).update(sender="", text="", note="")


def ended_before(instant: datetime) -> QuerySet[Delivery]:
    """Return what ended long ago; a digest stays until what it told of is gone."""
    old = Delivery.objects.filter(state__in=Delivery.ENDED, due_at__lt=instant)
    return old.exclude(Exists(Delivery.objects.filter(digest=OuterRef("pk"))))


def empty_messages(persons: list[Person]) -> Emptied:
    """Withdraw what waits, and take the words from what went: an answer may hold the number.

    Of what came back both words and sender; also what nobody was named for, if it came from an
    address that was theirs alone.
    """
    empty_replies(persons)
    now = timezone.now()
    theirs = Delivery.objects.filter(person__in=persons)
    waiting = [Delivery.State.PLANNED, Delivery.State.SENDING, Delivery.State.BY_HAND]
    theirs.filter(state__in=waiting).update(
        state=Delivery.State.WITHDRAWN, ended_at=now, lease_until=None, lease_token=None
    )
    theirs.update(subject="", body="", reason="", link="")
    Attempt.objects.filter(delivery__in=theirs).update(answer="")
    return {}

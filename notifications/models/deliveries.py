"""The outbox: what is due to whom and when, and every attempt to bring it there."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Can, Scoped, ScopedQuerySet, codes_where, under
from accounts.models import User
from people.models import Person

if TYPE_CHECKING:
    from typing import Self

    from django.contrib.auth.models import AnonymousUser


FAILED = ["dead", "expired", "maybe_sent"]


class DeliveryQuerySet(ScopedQuerySet["Delivery"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep one's own, and those of the regions where one may read deliveries."""
        where = under(codes_where(user, Can.READ_DELIVERIES))
        if user.is_authenticated:
            where |= Q(person__user=user)
        return self.filter(where)

    def received_by(self, user: User | AnonymousUser) -> Self:
        """Keep what reached the user: the inbox, whatever channel brought it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            person__user=user, state__in=[Delivery.State.SENT, Delivery.State.MAYBE_SENT]
        )

    def due(self, now: datetime) -> Self:
        return self.filter(state=Delivery.State.PLANNED, next_try_at__lte=now)

    def failed(self) -> Self:
        """Keep what did not surely reach its person: somebody may want to tell them otherwise."""
        return self.filter(state__in=FAILED)

    def to_tell(self, now: datetime) -> Self:
        """Keep what no channel could bring, and what somebody may still tell in time."""
        return self.filter(state=Delivery.State.BY_HAND, not_after__gt=now)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Delivery(Scoped):
    """One message to one person for one occasion and step, by whatever channel: it goes once.

    `occasion` names what it is about and its revision ("meeting:<uuid>:<revision>"), so that a
    moved meeting is a new occasion. All instants are UTC, computed from the subject.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Menunggu waktunya")
        SENDING = "sending", _("Sedang dikirim")
        SENT = "sent", _("Terkirim")
        MAYBE_SENT = "maybe_sent", _("Mungkin terkirim")
        BY_HAND = "by_hand", _("Perlu disampaikan sendiri")
        DIGESTED = "digested", _("Diringkas dalam satu pesan")
        WITHDRAWN = "withdrawn", _("Ditarik")
        EXPIRED = "expired", _("Terlambat, tidak dikirim")
        # No channel took it, and by hand is none of the ways that the place chose for its rule.
        DEAD = "dead", _("Gagal")

    ENDED: ClassVar = (
        State.SENT,
        State.MAYBE_SENT,
        State.DIGESTED,
        State.WITHDRAWN,
        State.EXPIRED,
        State.DEAD,
    )

    rule = models.CharField(_("aturan"), max_length=40)
    occasion = models.CharField(_("peristiwa"), max_length=120)
    step = models.CharField(_("langkah"), max_length=20)
    # Each index is written once more whenever the state changes: none that another makes needless,
    # and none of rows that have nothing there.
    person = models.ForeignKey(Person, models.PROTECT, related_name="deliveries", db_index=False)
    due_at = models.DateTimeField(_("waktu kirim"))
    not_after = models.DateTimeField(_("tidak setelah"))
    state = models.CharField(
        _("keadaan"), max_length=12, choices=State.choices, default=State.PLANNED
    )
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    subject = models.CharField(_("judul"), max_length=200, blank=True)
    body = models.TextField(_("isi"), blank=True)
    link = models.CharField(max_length=200, blank=True)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    planned_at = models.DateTimeField(_("direncanakan"))
    held_until = models.DateTimeField(_("ditahan sampai"), null=True, blank=True)
    # Somebody asked to send it again: refusals before that count no more. With a channel, by that
    # one alone, else by hand.
    asked_at = models.DateTimeField(_("diminta lagi"), null=True, blank=True)
    asked_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("diminta oleh"),
    )
    asked_channel = models.CharField(
        _("diminta lewat"), max_length=20, blank=True, default="", db_default=""
    )
    # The one message that tells of this and others to the same person.
    digest = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="told",
        editable=False,
        db_index=False,
    )
    sent_at = models.DateTimeField(_("terkirim"), null=True, blank=True)
    # It is surely with its person: written into their inbox, told, or so its channel says. What a
    # mail server takes is sent, and nobody knows whether it arrived.
    delivered_at = models.DateTimeField(_("sampai"), null=True, blank=True)
    ended_at = models.DateTimeField(_("selesai"), null=True, blank=True)
    read_at = models.DateTimeField(_("dibaca"), null=True, blank=True)

    objects: ClassVar = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("pesan")
        verbose_name_plural = _("pesan")
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "step", "person"], name="notifications_delivery_once"
            ),
            models.CheckConstraint(
                name="notifications_delivery_sending_is_leased",
                condition=~Q(state="sending")
                | Q(lease_until__isnull=False, lease_token__isnull=False),
            ),
            models.CheckConstraint(
                name="notifications_delivery_digested_in_one",
                condition=Q(state="digested", digest__isnull=False)
                | (~Q(state="digested") & Q(digest=None)),
            ),
            models.CheckConstraint(
                name="notifications_delivery_delivered_if_sent",
                condition=Q(delivered_at=None) | Q(state__in=["sent", "maybe_sent"]),
            ),
            models.CheckConstraint(
                name="notifications_delivery_due_in_time",
                condition=Q(not_after__gt=F("due_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state="planned"),
                name="notifications_due",
            ),
            models.Index(
                fields=["not_after"],
                condition=Q(state="planned"),
                name="notifications_over",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state="sending"),
                name="notifications_leased",
            ),
            models.Index(
                fields=["region", "not_after"],
                condition=Q(state="by_hand"),
                name="notifications_by_hand",
            ),
            models.Index(fields=["person", "-due_at"], name="notifications_of_a_person"),
            models.Index(fields=["-due_at", "-id"], name="notifications_newest"),
            models.Index(
                fields=["-due_at", "-id"],
                condition=Q(state__in=FAILED),
                name="notifications_failed",
            ),
            models.Index(
                fields=["-due_at", "-id"],
                condition=Q(read_at__isnull=False),
                name="notifications_read",
            ),
            models.Index(
                fields=["digest"],
                condition=Q(digest__isnull=False),
                name="notifications_digested",
            ),
            models.Index(
                fields=["asked_by"],
                condition=Q(asked_by__isnull=False),
                name="notifications_asked_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.step}"

    @property
    def has_ended(self) -> bool:
        return self.state in self.ENDED

    @property
    def is_moving(self) -> bool:
        """Whether it is with the machine: neither ended nor left to people."""
        return self.state in (self.State.PLANNED, self.State.SENDING)

    def get_absolute_url(self) -> str:
        return reverse("notifications:delivery", args=[self.pk])


class Attempt(models.Model):
    """One try by one channel, written before the call and completed after it."""

    class State(models.TextChoices):
        SENDING = "sending", _("Sedang dicoba")
        ACCEPTED = "accepted", _("Diterima")
        DEFERRED = "deferred", _("Ditunda")
        REFUSED = "refused", _("Ditolak")
        UNKNOWN = "unknown", _("Tidak diketahui")

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    channel = models.CharField(_("saluran"), max_length=20)
    # Who told the person, where it was by hand.
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reference = models.UUIDField(default=uuid.uuid4, editable=False)
    state = models.CharField(
        _("hasil"), max_length=10, choices=State.choices, default=State.SENDING
    )
    answer = models.CharField(_("jawaban"), max_length=300, blank=True)
    started_at = models.DateTimeField(_("mulai"))
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("percobaan")
        verbose_name_plural = _("percobaan")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["by"], condition=Q(by__isnull=False), name="notifications_told_by"
            ),
            # What whose turn it is hangs on: few attempts, asked for of each message that is due.
            models.Index(
                fields=["delivery"],
                condition=Q(state__in=["refused", "unknown"]),
                name="notifications_not_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Heartbeat(models.Model):
    """When a loop last did its round: an alarm asks this, not whether a process lives."""

    loop = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = _("denyut")
        verbose_name_plural = _("denyut")

    def __str__(self) -> str:
        return self.loop

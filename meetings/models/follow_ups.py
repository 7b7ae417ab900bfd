"""What a meeting asked somebody to do, until it is done and, where it must be, verified."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from accounts.models import User
from common.history import track
from common.uploads import random_name
from common.versions import Versioned
from meetings.models.hosts import Hosted
from meetings.models.meetings import Meeting
from people.models import Person

if TYPE_CHECKING:
    from typing import Self


class FollowUpQuerySet(ScopedQuerySet["FollowUp"]):
    def open(self) -> Self:
        """Keep what is still to be done, or done and not yet verified."""
        return self.filter(status__in=[FollowUp.Status.OPEN, FollowUp.Status.DONE])

    def overdue(self, on: date) -> Self:
        return self.filter(status=FollowUp.Status.OPEN, due_on__lt=on)

    def carried_to(self, meeting: Meeting) -> Self:
        """Keep what is open of the same host's earlier meetings: it stands on this one's agenda."""
        return self.open().filter(
            wksbm=meeting.wksbm_id,
            organisation=meeting.organisation_id,
            region=meeting.region_id,
            meeting__starts_at__lt=meeting.starts_at,
        )


# The evidence picture is a file of people's work; it is re-encoded like photos.
@track(personal=["owner_name", "evidence"])
class FollowUp(Hosted, Versioned):
    """A task that came of a meeting: who does what by when. Its host is the meeting's.

    Who asked for it and does it themselves is not believed alone: `needs_verifying`, then another
    person says that it is done. Whoever did it never verifies it.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Belum selesai")
        DONE = "done", _("Menunggu diperiksa")
        CLOSED = "closed", _("Selesai")
        DROPPED = "dropped", _("Tidak dilanjutkan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="follow_ups")
    # Which item of the meeting's agenda it belongs to; none where it concerns the whole.
    item = models.UUIDField(null=True, blank=True)
    task = models.CharField(_("apa yang dikerjakan"), max_length=300)
    owner = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("siapa yang mengerjakan"),
    )
    owner_name = models.CharField(_("atau nama lain"), max_length=120, blank=True)
    due_on = models.DateField(_("paling lambat"), null=True, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    needs_verifying = models.BooleanField(_("harus diperiksa orang lain"), default=False)
    status = models.CharField(
        _("keadaan"), max_length=7, choices=Status.choices, default=Status.OPEN, editable=False
    )
    evidence = models.TextField(_("apa yang sudah dikerjakan"), blank=True)
    picture = models.FileField(_("foto bukti"), upload_to=random_name, blank=True)
    picture_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    done_on = models.DateField(_("selesai"), null=True, blank=True)
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    dropped_because = models.CharField(_("alasan tidak dilanjutkan"), max_length=200, blank=True)

    objects: ClassVar = FollowUpQuerySet.as_manager()

    class Meta(Hosted.Meta):
        verbose_name = _("tindak lanjut")
        verbose_name_plural = _("tindak lanjut")
        constraints = [
            *Hosted.Meta.constraints,
            models.CheckConstraint(
                name="meetings_followup_one_owner",
                condition=Q(owner__isnull=False, owner_name="")
                | (Q(owner=None) & ~Q(owner_name="")),
                violation_error_message=_("Pilih atau tulis siapa yang mengerjakan."),
            ),
            models.CheckConstraint(
                name="meetings_followup_done_says_what",
                condition=Q(status__in=["open", "dropped"])
                | (Q(done_on__isnull=False, done_by__isnull=False) & ~Q(evidence="")),
                violation_error_message=_("Tulis apa yang sudah dikerjakan."),
            ),
            models.CheckConstraint(
                name="meetings_followup_verified_by_another",
                condition=Q(verified_by=None) | ~Q(verified_by=F("done_by")),
                violation_error_message=_("Yang memeriksa harus orang lain."),
            ),
            models.CheckConstraint(
                name="meetings_followup_closed_is_verified",
                condition=~Q(status="closed")
                | Q(needs_verifying=False)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meetings_followup_dropped_says_why",
                condition=~Q(status="dropped") | ~Q(dropped_because=""),
                violation_error_message=_("Tulis alasannya."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                condition=Q(status__in=["open", "done"]),
                name="meetings_follow_ups_open",
            ),
        ]

    def __str__(self) -> str:
        return self.task

    def get_absolute_url(self) -> str:
        return reverse("meetings:follow_up", args=[self.pk])

    @classmethod
    def also_visible_to(cls, user: User) -> Q:
        """Add what one is asked to do."""
        return Q(owner__user=user)

    def is_late(self, on: date) -> bool:
        return self.status == self.Status.OPEN and self.due_on is not None and self.due_on < on

    @property
    def owner_called(self) -> str:
        return self.owner.name if self.owner else self.owner_name

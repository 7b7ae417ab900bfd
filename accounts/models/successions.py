"""What happened to accounts: work handed over, two made one, a lost second step taken away."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Can, Scoped, ScopedQuerySet, codes_where, under
from accounts.models.users import User
from common.history import track


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, actor: User | AnonymousUser) -> Self:
        """Keep what happened where the actor may invite, and what was handed over or received."""
        theirs = Q(leaver=actor.pk) | Q(successor=actor.pk)
        return self.filter(under(codes_where(actor, Can.INVITE_USERS)) | theirs)


@track()
class Handover(Scoped):
    """A record that somebody's work went to another, or that two accounts became one.

    What moved is kept in words as of that day: later names change nothing in an old record.
    """

    class Kind(models.TextChoices):
        HANDOVER = "handover", _("Serah terima")
        MERGE = "merge", _("Penggabungan akun")

    kind = models.CharField(_("jenis"), max_length=10, choices=Kind.choices)
    leaver = models.ForeignKey(User, models.PROTECT, related_name="handed_over")
    successor = models.ForeignKey(User, models.PROTECT, related_name="taken_over")
    on = models.DateField(_("tanggal"))
    reason = models.CharField(_("alasan"), max_length=200)
    facts = models.JSONField(_("yang beralih"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("serah terima")
        verbose_name_plural = _("serah terima")
        constraints = [
            models.CheckConstraint(
                name="accounts_handover_to_another",
                condition=~Q(leaver=F("successor")),
                violation_error_message=_("Pengganti harus orang lain."),
            ),
            models.CheckConstraint(
                name="accounts_handover_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Tulis alasannya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leaver_id} > {self.successor_id} {self.on}"


class SecondStepResetQuerySet(ScopedQuerySet["SecondStepReset"]):
    def open(self, now: datetime) -> Self:
        return self.filter(confirmed_at=None, withdrawn_at=None, expires_at__gt=now)


@track()
class SecondStepReset(Scoped):
    """Somebody lost their second step for good: one person asks for its end, another confirms."""

    user = models.ForeignKey(User, models.PROTECT, related_name="second_step_resets")
    reason = models.CharField(_("alasan"), max_length=200)
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("diminta oleh")
    )
    asked_at = models.DateTimeField(_("diminta pada"))
    expires_at = models.DateTimeField(_("berlaku sampai"))
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("disetujui oleh"),
    )
    confirmed_at = models.DateTimeField(_("disetujui pada"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True)

    objects: ClassVar = SecondStepResetQuerySet.as_manager()

    class Meta:
        verbose_name = _("penghapusan langkah kedua")
        verbose_name_plural = _("penghapusan langkah kedua")
        constraints = [
            models.CheckConstraint(
                name="accounts_secondstepreset_four_eyes",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                violation_error_message=_("Yang meminta tidak boleh menyetujui sendiri."),
            ),
            models.CheckConstraint(
                name="accounts_secondstepreset_not_oneself",
                condition=~Q(asked_by=F("user"))
                & (Q(confirmed_by=None) | ~Q(confirmed_by=F("user"))),
                violation_error_message=_("Langkah kedua sendiri dihapus oleh dua orang lain."),
            ),
            models.CheckConstraint(
                name="accounts_secondstepreset_confirmed_by_somebody",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="accounts_secondstepreset_says_why",
                condition=~Q(reason__regex=r"^\s*$"),
                violation_error_message=_("Tulis alasannya."),
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(confirmed_at=None, withdrawn_at=None),
                name="accounts_secondstepreset_one_open",
                violation_error_message=_("Permintaan untuk akun ini masih menunggu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.asked_at:%Y-%m-%d}"

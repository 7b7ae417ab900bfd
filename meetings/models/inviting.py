"""Who is invited beside the host's own people, and what each answered."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import User
from common.history import track
from common.versions import Versioned
from meetings.models.meetings import Meeting
from people.models import Person
from volunteers.models import Organisation, Pillar

# What may be answered beside Invitation.Answer: not to come that day, and to ask for another. It is
# kept as a reason, so never in the language of who gave it.
POSTPONE, POSTPONE_LABEL = "postpone", _("Minta ditunda")
POSTPONED = gettext_noop("Minta ditunda.")


class InvitedGroup(models.Model):
    """A whole group that a meeting invites: whoever belongs to it on the meeting's day."""

    class Group(models.TextChoices):
        PILLAR = "pillar", _("Relawan satu pilar")
        ORGANISATION = "organisation", _("Pengurus satu lembaga")
        CHAIRS = "chairs", _("Ketua WKSBM di wilayah ini")
        BOARDS = "boards", _("Pengurus WKSBM di wilayah ini")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invited_groups")
    group = models.CharField(_("kelompok"), max_length=12, choices=Group.choices)
    pillar = models.ForeignKey(
        Pillar, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pilar")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lembaga"),
    )

    class Meta:
        verbose_name = _("kelompok yang diundang")
        verbose_name_plural = _("kelompok yang diundang")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "group", "pillar", "organisation"],
                name="meetings_invitedgroup_once",
                nulls_distinct=False,
                violation_error_message=_("Kelompok ini sudah diundang."),
            ),
            models.CheckConstraint(
                name="meetings_invitedgroup_named",
                condition=Q(group="pillar", pillar__isnull=False, organisation=None)
                | Q(group="organisation", pillar=None, organisation__isnull=False)
                | Q(group__in=["chairs", "boards"], pillar=None, organisation=None),
                violation_error_message=_("Pilih pilar atau lembaganya."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pillar or self.organisation or self.get_group_display())


@track(personal=["name", "phone", "reason", "deputy_name", "deputy_phone"])
class Invitation(Versioned):
    """One who is invited by name, was left out, or has answered: a part of the meeting.

    Who belongs to a group that is invited has a row only once something is known of them here. A
    guest has no person but a name. A deputy comes in the place of the invited.
    """

    class Answer(models.TextChoices):
        NONE = "", _("Belum menjawab")
        COMING = "coming", _("Hadir")
        NOT_COMING = "not_coming", _("Tidak hadir")
        DEPUTY = "deputy", _("Mengirim wakil")

    class How(models.TextChoices):
        LINK = "link", _("Lewat tautan undangan")
        ACCOUNT = "account", _("Lewat akunnya")
        NOTED = "noted", _("Dicatat pengurus")
        REPLY = "reply", _("Lewat balasan pesan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    name = models.CharField(_("nama"), max_length=120, blank=True)
    phone = models.CharField(_("nomor HP"), max_length=16, blank=True)
    origin = models.CharField(_("unsur atau jabatan"), max_length=80, blank=True)
    left_out = models.BooleanField(_("tidak diundang"), default=False)
    answer = models.CharField(_("jawaban"), max_length=10, choices=Answer.choices, blank=True)
    reason = models.CharField(_("alasan"), max_length=200, blank=True)
    deputy_name = models.CharField(_("nama wakil"), max_length=120, blank=True)
    deputy_phone = models.CharField(_("nomor HP wakil"), max_length=16, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_how = models.CharField(max_length=8, choices=How.choices, blank=True, editable=False)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("undangan")
        verbose_name_plural = _("undangan")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="meetings_invitation_once_a_person",
                violation_error_message=_("Orang ini sudah diundang."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "name", "phone"],
                condition=Q(person=None),
                name="meetings_invitation_once_a_guest",
                violation_error_message=_("Tamu ini sudah diundang."),
            ),
            models.CheckConstraint(
                name="meetings_invitation_person_or_name",
                condition=Q(person__isnull=False, name="") | (Q(person=None) & ~Q(name="")),
                violation_error_message=_("Tulis nama yang diundang."),
            ),
            models.CheckConstraint(
                name="meetings_invitation_answer_is_dated",
                condition=Q(answer="", answered_at=None, answered_how="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(answered_how="")),
            ),
            models.CheckConstraint(
                name="meetings_invitation_deputy_named",
                condition=(Q(answer="deputy") & ~Q(deputy_name=""))
                | (~Q(answer="deputy") & Q(deputy_name="", deputy_phone="")),
                violation_error_message=_("Tulis nama wakilnya."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["phone"], condition=~Q(phone=""), name="meetings_invitation_of_a_phone"
            ),
            models.Index(
                fields=["deputy_phone"],
                condition=~Q(deputy_phone=""),
                name="meetings_invitation_of_deputy",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.person_id or ''}"

    @property
    def called(self) -> str:
        return self.person.name if self.person else self.name

    @property
    def asks_to_postpone(self) -> bool:
        return self.answer == self.Answer.NOT_COMING and self.reason.startswith(POSTPONED)

    @property
    def given(self) -> str:
        """Return the answer as it was given: one of Answer, or POSTPONE."""
        return POSTPONE if self.asks_to_postpone else self.answer

    @property
    def given_words(self) -> str:
        return str(POSTPONE_LABEL if self.asks_to_postpone else self.Answer(self.answer).label)

    def as_given(self) -> dict[str, str]:
        """Return the answer with all that was said to it, as a form asks for it."""
        return {
            "answer": self.given,
            "reason": self.own_reason,
            "deputy_name": self.deputy_name,
            "deputy_phone": self.deputy_phone,
        }

    @property
    def own_reason(self) -> str:
        """Return the reason in the words of who answered."""
        return self.reason.removeprefix(POSTPONED).strip()

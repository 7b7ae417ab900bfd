"""What a person asks about their own data, with the clock that the law sets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Can, Scoped, ScopedQuerySet, codes_where, under
from accounts.models import User
from common.history import track
from common.versions import Versioned
from people.models.facts import Consent
from people.models.persons import Person

if TYPE_CHECKING:
    from typing import Self

# Of UU 27/2022, articles 30, 32 and 40: by the hour, whatever the calendar says of holidays.
ANSWER_WITHIN = timedelta(hours=72)


class DataRequestQuerySet(ScopedQuerySet["DataRequest"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep one's own, and those of the regions whose requests one answers."""
        where = under(codes_where(user, Can.SERVE_SUBJECTS))
        if user.is_authenticated:
            where |= Q(person__user=user)
        return self.filter(where)

    def open(self) -> Self:
        """Keep what waits for an answer, the nearest end of the clock first."""
        return self.filter(status=DataRequest.Status.OPEN).order_by("due_at", "pk")

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(due_at__lt=now)


@track(personal=["text", "answer"])
class DataRequest(Scoped, Versioned):
    """A person asked for something about their data. Erasing takes two people."""

    class Kind(models.TextChoices):
        COPY = "copy", _("Salinan data")
        CORRECT = "correct", _("Perbaikan data")
        WITHDRAW = "withdraw", _("Penarikan persetujuan")
        ERASE = "erase", _("Penghapusan data")
        OBJECT = "object", _("Keberatan atas pemakaian data")

    class Means(models.TextChoices):
        SCREEN = "screen", _("Lewat layar sendiri")
        PAPER = "paper", _("Surat atau formulir")
        SPOKEN = "spoken", _("Lisan")

    class Identity(models.TextChoices):
        ACCOUNT = "account", _("Masuk dengan akunnya")
        ID_CARD = "id_card", _("Menunjukkan KTP")
        KNOWN = "known", _("Dikenal petugas")
        GUARDIAN = "guardian", _("Lewat wali atau kuasa")

    class Status(models.TextChoices):
        OPEN = "open", _("Menunggu jawaban")
        DONE = "done", _("Dipenuhi")
        REFUSED = "refused", _("Ditolak")

    class Because(models.TextChoices):
        ARCHIVE = "archive", _("Arsip resmi yang wajib disimpan (UU 43/2009)")
        OFFICE = "office", _("Masih memegang jabatan")
        FINANCE = "finance", _("Bukti keuangan negara yang wajib disimpan")
        TASK = "task", _("Tugas pelayanan publik menurut undang-undang (UU 27/2022 Pasal 20)")
        IDENTITY = "identity", _("Pemohon tidak dapat menunjukkan siapa dirinya")

    person = models.ForeignKey(Person, models.PROTECT, related_name="data_requests")
    kind = models.CharField(_("permintaan"), max_length=10, choices=Kind.choices)
    purpose = models.CharField(
        _("persetujuan yang ditarik"), max_length=12, choices=Consent.Purpose.choices, blank=True
    )
    text = models.TextField(_("isi permintaan"), max_length=2000, blank=True)
    asked_at = models.DateTimeField(_("diminta"))
    asked_how = models.CharField(_("cara meminta"), max_length=8, choices=Means.choices)
    identity = models.CharField(_("bukti diri"), max_length=10, choices=Identity.choices)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("pencatat"))
    due_at = models.DateTimeField(_("batas waktu"))
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.OPEN
    )
    refused_because = models.CharField(
        _("alasan hukum"), max_length=10, choices=Because.choices, blank=True
    )
    answer = models.TextField(_("jawaban"), max_length=2000, blank=True)
    proposed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pengusul penghapusan"),
    )
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("penjawab")
    )
    answered_at = models.DateTimeField(_("dijawab"), null=True, blank=True)

    objects: ClassVar = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("permintaan atas data")
        verbose_name_plural = _("permintaan atas data")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "purpose"],
                condition=Q(status="open"),
                name="people_datarequest_one_waits",
                violation_error_message=_("Permintaan yang sama masih menunggu jawaban."),
            ),
            models.CheckConstraint(
                name="people_datarequest_clock",
                condition=Q(due_at=F("asked_at") + ANSWER_WITHIN),
            ),
            models.CheckConstraint(
                name="people_datarequest_says_which_consent",
                condition=Q(kind="withdraw") & ~Q(purpose="") | ~Q(kind="withdraw") & Q(purpose=""),
                violation_error_message=_("Pilih persetujuan mana yang ditarik."),
            ),
            models.CheckConstraint(
                name="people_datarequest_answered_by_somebody",
                condition=Q(status="open", answered_by=None, answered_at=None)
                | (
                    ~Q(status="open") & Q(answered_by__isnull=False, answered_at__gte=F("asked_at"))
                ),
            ),
            models.CheckConstraint(
                name="people_datarequest_refused_by_law",
                condition=Q(status="refused") & ~Q(refused_because="")
                | ~Q(status="refused") & Q(refused_because=""),
                violation_error_message=_("Pilih alasan hukum penolakannya."),
            ),
            models.CheckConstraint(
                name="people_datarequest_erased_by_two",
                condition=~Q(kind="erase", status="done")
                | (Q(proposed_by__isnull=False) & ~Q(proposed_by=F("answered_by"))),
                violation_error_message=_("Penghapusan disetujui orang lain, bukan pengusulnya."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(status="open"), name="people_datarequest_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("people:request", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    def is_overdue(self, now: datetime) -> bool:
        return self.is_open and self.due_at < now

"""Appointments: who serves in which pillar, where, since and until when, by which decree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.dates import covers, first_day, last_day
from common.history import track
from common.versions import Versioned
from people.models import Person
from regions.models import Region
from volunteers.models.pillars import Pillar
from volunteers.months import month_of, month_term
from wksbm.models import LAPSING_DAYS, Decree, DecreeChange

if TYPE_CHECKING:
    from typing import Self


class AppointmentState(models.TextChoices):
    """What an appointment is worth on a day. A decree that lapsed blocks money, nothing else."""

    ACTIVE = "active", _("Aktif")
    LAPSING = "lapsing", _("SK segera berakhir")
    LAPSED = "lapsed", _("SK habis")
    AWAITED = "awaited", _("Menunggu SK")
    UPCOMING = "upcoming", _("Belum mulai")
    ENDED = "ended", _("Selesai")


class AppointmentQuerySet(ScopedQuerySet["Appointment"]):
    def serving(self, on: date) -> Self:
        """Keep those whose term covers the day, whatever has become of their decree."""
        return self.filter(term__contains=on)

    def with_state(self, on: date) -> Self:
        """Add `state`, an AppointmentState on the day."""
        in_force = Q(decree__term__contains=on) & ~Exists(_ended_by(on))
        ends_soon = Q(decree__term__endswith__lte=on + timedelta(days=LAPSING_DAYS + 1)) | Q(
            term__endswith__lte=on + timedelta(days=LAPSING_DAYS + 1)
        )
        return self.annotate(
            state=Case(
                When(term__startswith__gt=on, then=Value(AppointmentState.UPCOMING.value)),
                When(term__endswith__lte=on, then=Value(AppointmentState.ENDED.value)),
                When(decree=None, then=Value(AppointmentState.AWAITED.value)),
                When(decree__term__startswith__gt=on, then=Value(AppointmentState.AWAITED.value)),
                When(~in_force, then=Value(AppointmentState.LAPSED.value)),
                When(ends_soon, then=Value(AppointmentState.LAPSING.value)),
                default=Value(AppointmentState.ACTIVE.value),
                output_field=models.CharField(),
            )
        )

    def with_tier(self, on: date) -> Self:
        """Add `tier` on the day: the newest step of the person in the pillar, or None."""
        steps = TierStep.objects.filter(
            person=OuterRef("person"), pillar=OuterRef("pillar"), since__lte=on
        ).order_by("-since")
        return self.annotate(tier=Subquery(steps.values("tier")[:1]))

    def asked_of_village(self, on: date) -> Self:
        """Keep whom the village is asked about: who serves, but for whom it ends this very day."""
        return self.serving(on).exclude(
            ended_kind__gt="", term__endswith__lte=on + timedelta(days=1)
        )

    def unconfirmed(self, since: date) -> Self:
        """Keep those that nobody in the village has confirmed since the day."""
        return self.filter(Q(confirmed_on=None) | Q(confirmed_on__lt=since))

    def serving_in(self, month: date) -> Self:
        """Keep who serves on a day of the month; a row made by mistake never did."""
        serving = self.filter(term__overlap=month_term(month))
        return serving.exclude(ended_kind=Appointment.Ending.MISTAKE)

    def with_report(self, month: date) -> Self:
        """Add the month's report: `report_key`, `report_status` ("" where there is none)."""
        return self.annotate(
            monthly=FilteredRelation("reports", condition=Q(reports__month=month_of(month)))
        ).annotate(
            report_key=F("monthly__pk"), report_status=Coalesce("monthly__status", Value(""))
        )

    def with_signed_report(self, month: date) -> Self:
        """Keep those whose report of the month the village head signed: they may be paid."""
        return self.filter(reports__month=month_of(month), reports__status="signed")


def _ended_by(on: date) -> models.QuerySet[DecreeChange]:
    return DecreeChange.objects.filter(
        older=OuterRef("decree"), kind__in=DecreeChange.ENDING, effective_on__lte=on
    )


@track(personal=["number", "ended_because"])
class Appointment(Scoped, Versioned):
    """A person serves in a pillar for a term.

    `region` is where the person serves from, and who keeps that place's data sees the row: mostly
    a village. `area` is what the appointment is for, the same place or one above it: a Tagana of a
    regency lives in one of its villages. Who keeps the *area* appoints and ends.
    """

    class Honorarium(models.TextChoices):
        PAID = "paid", _("Berhonor")
        UNPAID = "unpaid", _("Tanpa honor")

    class Ending(models.TextChoices):
        RESIGNED = "resigned", _("Mengundurkan diri")
        MOVED = "moved", _("Pindah")
        DIED = "died", _("Meninggal")
        DISMISSED = "dismissed", _("Diberhentikan")
        RENEWED = "renewed", _("Diperpanjang")
        MISTAKE = "mistake", _("Salah catat")
        OTHER = "other", _("Lainnya")

    class Answer(models.TextChoices):
        """What the village says of its people each semester."""

        ACTIVE = "active", _("Aktif")
        MOVED = "moved", _("Pindah")
        DIED = "died", _("Meninggal")
        STOPPED = "stopped", _("Berhenti")

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="appointments", verbose_name=_("orang")
    )
    pillar = models.ForeignKey(
        Pillar, models.PROTECT, related_name="appointments", verbose_name=_("pilar")
    )
    area = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name=_("wilayah pengangkatan")
    )
    term = DateRangeField(_("masa tugas"))
    decree = models.ForeignKey(
        Decree,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=pgettext_lazy("satu", "SK"),
        help_text=_("Boleh kosong selama SK masih ditunggu."),
    )
    # As written on the card: it has no pattern that anybody guarantees (docs/domain.md 3.4).
    number = models.CharField(_("nomor anggota"), max_length=40, blank=True)
    honorarium = models.CharField(_("honor"), max_length=8, choices=Honorarium.choices)
    stipend_waived = models.BooleanField(
        _("tidak mengambil honornya"),
        default=False,
        help_text=_("Sebagian relawan yang mampu menolak uangnya dan tetap bertugas."),
    )
    # Copied from the pillar by the database: an exclusion constraint sees one table only.
    is_sole = models.BooleanField(default=False, editable=False)
    confirmed_on = models.DateField(_("terakhir dikonfirmasi"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dikonfirmasi oleh"),
    )
    answer = models.CharField(_("kata desa"), max_length=8, choices=Answer.choices, blank=True)
    ended_kind = models.CharField(
        _("sebab berhenti"), max_length=10, choices=Ending.choices, blank=True
    )
    ended_because = models.CharField(_("alasan berhenti"), max_length=200, blank=True)

    objects: ClassVar = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("penugasan relawan")
        verbose_name_plural = _("penugasan relawan")
        indexes = [
            models.Index(fields=["region", "id"], name="volunteers_appt_by_region"),
            models.Index(fields=["pillar", "region", "id"], name="volunteers_appt_by_pillar"),
            models.Index(fields=["area", "pillar"], name="volunteers_appt_by_area"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sole_as_its_pillar",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("pillar_id", "is_sole"),  # type: ignore[no-untyped-call]
                func=(
                    "SELECT p.is_sole INTO NEW.is_sole FROM volunteers_pillar p"
                    " WHERE p.id = NEW.pillar_id; RETURN NEW;"
                ),
            )
        ]
        constraints = [
            ExclusionConstraint(
                name="volunteers_appointment_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("pillar", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Orang ini sudah bertugas di pilar dan wilayah itu pada masa itu."
                ),
            ),
            ExclusionConstraint(
                name="volunteers_appointment_sole",
                expressions=[
                    ("pillar", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                condition=Q(is_sole=True),
                violation_error_message=_("Pilar ini hanya satu orang per wilayah, dan sudah ada."),
            ),
            models.CheckConstraint(
                name="volunteers_appointment_term_not_empty",
                condition=Q(term__isempty=False, term__startswith__isnull=False),
                violation_error_message=_("Masa tugas berakhir sebelum mulai."),
            ),
            models.CheckConstraint(
                name="volunteers_appointment_serves_in_area",
                condition=Q(
                    Func(
                        F("region"),
                        F("area"),
                        function="starts_with",
                        output_field=models.BooleanField(),
                    )
                ),
                violation_error_message=_(
                    "Tempat bertugas harus berada di dalam wilayah pengangkatan."
                ),
            ),
            models.CheckConstraint(
                name="volunteers_appointment_waives_what_is_paid",
                condition=Q(stipend_waived=False) | Q(honorarium="paid"),
                violation_error_message=_("Hanya yang berhonor dapat tidak mengambil honornya."),
            ),
            models.CheckConstraint(
                name="volunteers_appointment_ended_with_reason",
                condition=Q(ended_kind="") | Q(term__endswith__isnull=False),
                violation_error_message=_("Yang belum berakhir tidak punya sebab berhenti."),
            ),
            models.CheckConstraint(
                name="volunteers_appointment_confirmed_with_answer",
                condition=Q(answer="", confirmed_on=None)
                | (~Q(answer="") & Q(confirmed_on__isnull=False)),
                violation_error_message=_("Jawaban desa ditulis bersama tanggalnya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pillar} {self.area}"

    def get_absolute_url(self) -> str:
        return reverse("volunteers:appointment", args=[self.pk])

    @classmethod
    def also_visible_to(cls, user: User) -> Q:
        """Add one's own appointments.

        The person is asked for once, before the rows: an OR over a join would read every row.
        """
        return Q(person=Subquery(Person.objects.filter(user=user).values("pk")[:1]))

    @property
    def since(self) -> date | None:
        return first_day(self.term)

    @property
    def until(self) -> date | None:
        """The last day; None where the term is open."""
        return last_day(self.term)

    def is_serving(self, on: date) -> bool:
        return covers(self.term, on)


@track()
class TierStep(Scoped, Versioned):
    """A person reached a tier of a pillar on a day. It outlives each appointment there."""

    class Tier(models.TextChoices):
        MUDA = "muda", _("Muda")
        MADYA = "madya", _("Madya")
        UTAMA = "utama", _("Utama")

    person = models.ForeignKey(Person, models.PROTECT, related_name="tier_steps")
    pillar = models.ForeignKey(Pillar, models.PROTECT, related_name="+")
    tier = models.CharField(_("jenjang"), max_length=8, choices=Tier.choices)
    since = models.DateField(_("sejak"))
    evidence = models.CharField(
        _("bukti"), max_length=200, blank=True, help_text=_("Nomor SK atau sertifikat pelatihan.")
    )

    objects: ClassVar = ScopedQuerySet["TierStep"].as_manager()

    class Meta:
        verbose_name = _("jenjang relawan")
        verbose_name_plural = _("jenjang relawan")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "pillar", "since"],
                name="volunteers_tierstep_once_a_day",
                violation_error_message=_("Jenjang pada tanggal ini sudah tercatat."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_tier_display())

    @classmethod
    def also_visible_to(cls, user: User) -> Q:
        """Add one's own."""
        return Q(person__user=user)

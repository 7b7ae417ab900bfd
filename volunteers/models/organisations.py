"""Organisations under a WKSBM's umbrella: Karang Taruna, LKS, LK3, KUBE, lumbung desa, families."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.dates import covers, last_day
from common.history import track
from common.versions import Versioned
from people.models import Person
from volunteers.models.pillars import Pillar
from wksbm.models import LAPSING_DAYS, Decree, Wksbm

if TYPE_CHECKING:
    from typing import Self


class Validity(models.TextChoices):
    """What a registration or an accreditation is worth on a day."""

    NONE = "none", _("Belum")
    VALID = "valid", _("Berlaku")
    LAPSING = "lapsing", _("Segera berakhir")
    LAPSED = "lapsed", _("Habis")


class OrganisationQuerySet(ScopedQuerySet["Organisation"]):
    def at_work(self, on: date) -> Self:
        return self.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=on))

    def with_validity(self, on: date) -> Self:
        """Add `registration_state` and `accreditation_state`, each a Validity on the day.

        What has no end stays valid; what ends within 60 days is lapsing.
        """
        unregistered = Q(registration_number="", registered_until=None)
        return self.annotate(
            registration_state=_validity(unregistered, "registered_until", on),
            accreditation_state=_validity(Q(accreditation=""), "accredited_until", on),
        )


def _validity(lacking: Q, until: str, on: date) -> Case:
    soon = on + timedelta(days=LAPSING_DAYS)
    return Case(
        When(lacking, then=Value(Validity.NONE.value)),
        When(**{f"{until}__lt": on}, then=Value(Validity.LAPSED.value)),
        When(**{f"{until}__lte": soon}, then=Value(Validity.LAPSING.value)),
        default=Value(Validity.VALID.value),
        output_field=models.CharField(),
    )


@track()
class Organisation(Scoped, Versioned):
    """An institution, family or network that serves; with or without legal entity (UU 11/2009).

    The ends of registration and accreditation are their last days.
    """

    class Grade(models.TextChoices):
        NONE = "", _("Belum terakreditasi")
        A = "a", _("A (amat baik)")
        B = "b", _("B (baik)")
        C = "c", _("C (cukup)")

    class Stage(models.TextChoices):
        UNSTATED = "", _("Belum diklasifikasi")
        GROWING = "growing", _("Tumbuh")
        DEVELOPING = "developing", _("Berkembang")
        ADVANCED = "advanced", _("Maju")
        MODEL = "model", _("Percontohan")

    pillar = models.ForeignKey(
        Pillar, models.PROTECT, related_name="organisations", verbose_name=_("jenis")
    )
    name = models.CharField(_("nama lembaga"), max_length=160)
    sub_kind = models.CharField(
        _("rincian jenis"), max_length=60, blank=True, help_text=_("Misalnya LKSA atau LKS-LU.")
    )
    wksbm = models.ForeignKey(
        Wksbm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("di bawah payung WKSBM"),
    )
    is_legal_entity = models.BooleanField(_("berbadan hukum"), default=False)
    legal_entity_number = models.CharField(_("nomor badan hukum"), max_length=100, blank=True)
    registration_number = models.CharField(_("nomor tanda daftar"), max_length=100, blank=True)
    registered_until = models.DateField(_("tanda daftar berlaku sampai"), null=True, blank=True)
    accreditation = models.CharField(
        _("akreditasi"), max_length=4, choices=Grade.choices, blank=True
    )
    accredited_until = models.DateField(_("akreditasi berlaku sampai"), null=True, blank=True)
    stage = models.CharField(_("klasifikasi"), max_length=12, choices=Stage.choices, blank=True)
    founded_on = models.DateField(_("berdiri"), null=True, blank=True)
    dissolved_on = models.DateField(_("bubar"), null=True, blank=True)
    dissolved_because = models.CharField(_("alasan bubar"), max_length=200, blank=True)
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    phone = models.CharField(_("nomor HP"), max_length=16, blank=True)

    objects: ClassVar = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("lembaga")
        verbose_name_plural = _("lembaga")
        indexes = [models.Index(fields=["region", "id"], name="volunteers_org_by_region")]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "pillar", "name"],
                name="volunteers_organisation_name_once",
                violation_error_message=_("Lembaga dengan nama ini sudah ada di wilayah ini."),
            ),
            models.CheckConstraint(
                name="volunteers_organisation_entity_numbered",
                condition=Q(is_legal_entity=True) | Q(legal_entity_number=""),
                violation_error_message=_(
                    "Nomor badan hukum hanya untuk lembaga yang berbadan hukum."
                ),
            ),
            models.CheckConstraint(
                name="volunteers_organisation_dissolved_after_founded",
                condition=Q(dissolved_on__gte=F("founded_on")),
                violation_error_message=_("Tanggal bubar mendahului tanggal berdiri."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("volunteers:organisation", args=[self.pk])


class OfficeHolderQuerySet(ScopedQuerySet["OfficeHolder"]):
    def held(self, on: date) -> Self:
        return self.filter(term__contains=on)


@track()
class OfficeHolder(Scoped, Versioned):
    """A post in an organisation, held for a term. Its region is the organisation's."""

    class Post(models.TextChoices):
        SUPERVISOR = "supervisor", _("Pembina")
        CHAIR = "chair", _("Ketua")
        VICE_CHAIR = "vice_chair", _("Wakil ketua")
        SECRETARY = "secretary", _("Sekretaris")
        TREASURER = "treasurer", _("Bendahara")
        SECTION = "section", _("Seksi")
        MEMBER = "member", _("Anggota")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="office_holders")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="offices_held", verbose_name=_("pemegang")
    )
    post = models.CharField(_("jabatan"), max_length=12, choices=Post.choices)
    section = models.CharField(_("nama seksi"), max_length=80, blank=True)
    term = DateRangeField(_("masa bakti"))
    decree = models.ForeignKey(
        Decree,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("satu", "SK"),
    )
    ended_because = models.CharField(_("alasan berhenti"), max_length=200, blank=True)

    objects: ClassVar = OfficeHolderQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengurus lembaga")
        verbose_name_plural = _("pengurus lembaga")
        constraints = [
            ExclusionConstraint(
                name="volunteers_officeholder_one_holder",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                condition=Q(post__in=["chair", "secretary", "treasurer"]),
                violation_error_message=_("Jabatan ini sudah dipegang orang lain pada masa itu."),
            ),
            ExclusionConstraint(
                name="volunteers_officeholder_once_a_person",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    ("section", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Orang ini sudah memegang jabatan itu pada masa itu."),
            ),
            models.CheckConstraint(
                name="volunteers_officeholder_section_named",
                condition=~Q(post="section") | ~Q(section=""),
                violation_error_message=_("Tulis nama seksinya."),
            ),
            models.CheckConstraint(
                name="volunteers_officeholder_term_not_empty",
                condition=Q(term__isempty=False, term__startswith__isnull=False),
                violation_error_message=_("Masa bakti berakhir sebelum mulai."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.section}".strip()

    @classmethod
    def also_visible_to(cls, user: User) -> Q:
        """Add one's own posts."""
        return Q(person__user=user)

    def is_held(self, on: date) -> bool:
        return covers(self.term, on)

    @property
    def last_day(self) -> date | None:
        return last_day(self.term)

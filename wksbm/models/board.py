"""Who serves on a body's board, and who belongs to it, each for a term."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Scoped, ScopedQuerySet
from common.dates import covers
from common.history import track
from common.versions import Versioned
from people.models import Person
from wksbm.models.bodies import Wksbm
from wksbm.models.decrees import Decree

if TYPE_CHECKING:
    from typing import Self


class SeatQuerySet(ScopedQuerySet["Seat"]):
    def held(self, on: date) -> Self:
        return self.filter(term__contains=on)


@track()
class Seat(Scoped, Versioned):
    """A post on a body's board, held for a term; its decree grants it, or is still awaited."""

    class Post(models.TextChoices):
        PATRON = "patron", _("Pelindung")
        SUPERVISOR = "supervisor", _("Pembina")
        ADVISER = "adviser", _("Penasihat")
        CHAIR = "chair", _("Ketua")
        VICE_CHAIR = "vice_chair", _("Wakil ketua")
        SECRETARY = "secretary", _("Sekretaris")
        TREASURER = "treasurer", _("Bendahara")
        SECTION = "section", _("Seksi")

    SINGLE_HOLDER: ClassVar = (Post.CHAIR, Post.SECRETARY, Post.TREASURER)

    class TieToHead(models.TextChoices):
        UNSTATED = "", _("Tidak disebut")
        SPOUSE = "spouse", _("Istri/suami kepala desa")
        FAMILY = "family", _("Keluarga kepala desa")
        NONE = "none", _("Tidak ada hubungan keluarga")

    wksbm = models.ForeignKey(Wksbm, models.PROTECT, related_name="seats")
    post = models.CharField(_("jabatan"), max_length=20, choices=Post.choices)
    section = models.CharField(_("nama seksi"), max_length=80, blank=True)
    holder = models.ForeignKey(
        Person, models.PROTECT, related_name="seats", verbose_name=_("pemegang")
    )
    term = DateRangeField(_("masa bakti"))
    decree = models.ForeignKey(
        Decree,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=pgettext_lazy("satu", "SK"),
        help_text=_("Boleh kosong selama SK masih ditunggu."),
    )
    tie_to_head = models.CharField(
        _("hubungan dengan kepala desa"),
        max_length=10,
        choices=TieToHead.choices,
        blank=True,
    )
    ended_because = models.CharField(_("alasan berhenti"), max_length=200, blank=True)

    objects: ClassVar = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengurus")
        verbose_name_plural = _("pengurus")
        constraints = [
            ExclusionConstraint(
                name="wksbm_seat_one_holder",
                expressions=[
                    ("wksbm", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                condition=Q(post__in=["chair", "secretary", "treasurer"]),
                violation_error_message=_("Jabatan ini sudah dipegang orang lain pada masa itu."),
            ),
            ExclusionConstraint(
                name="wksbm_seat_once_a_person",
                expressions=[
                    ("wksbm", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    ("section", RangeOperators.EQUAL),
                    ("holder", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Orang ini sudah memegang jabatan itu pada masa itu."),
            ),
            models.CheckConstraint(
                name="wksbm_seat_term_not_empty",
                condition=Q(term__isempty=False, term__startswith__isnull=False),
                violation_error_message=_("Masa bakti berakhir sebelum mulai."),
            ),
            models.CheckConstraint(
                name="wksbm_seat_section_named",
                condition=~Q(post="section") | ~Q(section=""),
                violation_error_message=_("Tulis nama seksinya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.section}".strip()

    def is_held(self, on: date) -> bool:
        return covers(self.term, on)


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    def held(self, on: date) -> Self:
        return self.filter(term__contains=on)


@track()
class Membership(Scoped, Versioned):
    """A person belongs to a body for a term. No decree is needed."""

    wksbm = models.ForeignKey(Wksbm, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    term = DateRangeField(_("masa keanggotaan"))

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("anggota")
        verbose_name_plural = _("anggota")
        constraints = [
            ExclusionConstraint(
                name="wksbm_membership_once_a_person",
                expressions=[
                    ("wksbm", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Orang ini sudah menjadi anggota pada masa itu."),
            ),
            models.CheckConstraint(
                name="wksbm_membership_term_not_empty",
                condition=Q(term__isempty=False, term__startswith__isnull=False),
                violation_error_message=_("Masa keanggotaan berakhir sebelum mulai."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.wksbm_id}"

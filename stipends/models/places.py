"""How a place pays: from which sum two approve, until when it answers, and who signs its lists."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from common.history import track
from common.versions import Versioned
from stipends.models.guards import SECOND_OVER
from wksbm.models import Decree


@track()
class StipendPolicy(Scoped, Versioned):
    """One row for each paying region. Without one: two approve from Rp 50 million, 14 days."""

    second_over = models.BigIntegerField(_("dua persetujuan di atas (Rp)"), default=SECOND_OVER)
    dispute_days = models.PositiveSmallIntegerField(_("hari menjawab keberatan"), default=14)

    objects: ClassVar = ScopedQuerySet["StipendPolicy"].as_manager()

    class Meta:
        verbose_name = _("kebijakan honorarium")
        verbose_name_plural = _("kebijakan honorarium")
        constraints = [
            models.UniqueConstraint(fields=["region"], name="stipends_stipendpolicy_once"),
            models.CheckConstraint(
                name="stipends_stipendpolicy_sane",
                condition=Q(second_over__gte=0, dispute_days__gte=1, dispute_days__lte=90),
                violation_error_message=_("Isi antara 1 dan 90 hari, dan jumlah tidak negatif."),
            ),
        ]

    def __str__(self) -> str:
        return self.region_id


@track()
class Official(Scoped, Versioned):
    """Who holds a post that signs payment papers, for a term: copied onto each paper on its day."""

    class Post(models.TextChoices):
        BUDGET_USER = "budget_user", _("Pengguna Anggaran")
        PPTK = "pptk", _("Pejabat Pelaksana Teknis Kegiatan")
        TREASURER = "treasurer", _("Bendahara Pengeluaran")

    post = models.CharField(_("jabatan"), max_length=12, choices=Post.choices)
    title = models.CharField(_("sebutan jabatan"), max_length=160)
    name = models.CharField(_("nama"), max_length=120)
    nip = models.CharField("NIP", max_length=18, blank=True)
    capacity = models.CharField(
        _("kedudukan"), max_length=10, choices=Decree.Capacity.choices, default="holder"
    )
    own_title = models.CharField(_("jabatan sendiri (a.n.)"), max_length=160, blank=True)
    term = DateRangeField(_("masa"))

    objects: ClassVar = ScopedQuerySet["Official"].as_manager()

    class Meta:
        verbose_name = _("penanda tangan")
        verbose_name_plural = _("penanda tangan")
        constraints = [
            ExclusionConstraint(
                name="stipends_official_one_at_a_time",
                expressions=[
                    ("region", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Jabatan ini sudah terisi pada masa itu."),
            ),
            models.CheckConstraint(
                name="stipends_official_term_not_empty", condition=Q(term__isempty=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.name}"

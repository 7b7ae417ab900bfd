"""Two records that may be one person, and those that were made one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common import vault
from common.history import track
from people.models.persons import Person
from regions.models import Region

if TYPE_CHECKING:
    from typing import Self


def _nearest_region() -> models.ForeignKey[Region | None, Region | None]:
    """Return the nearest region that covers every place of both; empty where only the nation does.

    Whoever decides must keep the data of all those places.
    """
    return models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("wilayah"),
        related_name="+",
    )


class DuplicatePairQuerySet(ScopedQuerySet["DuplicatePair"]):
    def to_decide(self) -> Self:
        """Keep the open pairs whose persons both still stand, the likeliest first."""
        return self.filter(
            status=DuplicatePair.Status.OPEN,
            lower__merged_into=None,
            higher__merged_into=None,
            lower__erased_at=None,
            higher__erased_at=None,
        ).order_by("-score", "-pk")


class DuplicatePair(Scoped):
    """Two persons who may be one, with what speaks for it; what people decided is remembered."""

    class Status(models.TextChoices):
        OPEN = "open", _("Perlu diputuskan")
        MERGED = "merged", _("Digabung")
        DIFFERENT = "different", _("Bukan orang yang sama")

    region = _nearest_region()  # type: ignore[assignment]  # may be the nation
    lower = models.ForeignKey(Person, models.CASCADE, related_name="+")
    higher = models.ForeignKey(Person, models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(_("nilai"))
    reasons = models.JSONField(_("alasan"), default=list)
    status = models.CharField(
        _("keadaan"), max_length=9, choices=Status.choices, default=Status.OPEN
    )
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("diputuskan")
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("mungkin orang yang sama")
        verbose_name_plural = _("mungkin orang yang sama")
        indexes = [
            models.Index(
                fields=["-score", "-id"],
                condition=Q(status="open"),
                name="people_pairs_to_decide",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["lower", "higher"], name="people_duplicatepair_once"),
            models.CheckConstraint(
                name="people_duplicatepair_lower_first", condition=Q(lower__lt=F("higher"))
            ),
            models.CheckConstraint(
                name="people_duplicatepair_decided_by_a_person",
                condition=Q(status="open", decided_by=None, decided_at=None)
                | (~Q(status="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lower_id} {self.higher_id}"

    def get_absolute_url(self) -> str:
        return reverse("people:duplicate", args=[self.pk])


class TwinSearch(models.Model):
    """Which version of a person was last compared with the others."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="searched")
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("pencarian data ganda")
        verbose_name_plural = _("pencarian data ganda")

    def __str__(self) -> str:
        return f"{self.person_id} {self.version}"


class MergeQuerySet(ScopedQuerySet["Merge"]):
    def standing(self) -> Self:
        return self.filter(undone_at=None)


# What is kept holds numbers: it is sealed, and must not outlive its keys in the history.
@track(exclude=["kept_sealed"], personal=["reason", "remarks"])
class Merge(Scoped):
    """Two records of one person were made one. It says what moved, so that it can be undone."""

    KEPT: ClassVar = "merge"

    region = _nearest_region()  # type: ignore[assignment]  # may be the nation
    stays = models.ForeignKey(
        Person, models.PROTECT, related_name="merges", verbose_name=_("yang tetap")
    )
    goes = models.ForeignKey(
        Person, models.PROTECT, related_name="own_merges", verbose_name=_("yang digabung")
    )
    reason = models.CharField(_("alasan"), max_length=200, blank=True)
    # Keys of what now refers to the survivor, by reference ("wksbm.seat.holder").
    moved = models.JSONField(_("ikut pindah"), default=dict, encoder=DjangoJSONEncoder)
    # Rows set aside and facts as they were before: JSON, sealed as a whole.
    kept_sealed = models.BinaryField(null=True, blank=True)
    merged_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("digabung oleh")
    )
    merged_at = models.DateTimeField(_("digabung pada"))
    undone_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("diurungkan oleh"),
    )
    undone_at = models.DateTimeField(_("diurungkan pada"), null=True, blank=True)
    # What could not go back as it was, in words.
    remarks = models.JSONField(_("catatan"), default=list, blank=True)

    objects: ClassVar = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("penggabungan")
        verbose_name_plural = _("penggabungan")
        constraints = [
            models.UniqueConstraint(
                fields=["goes"],
                condition=Q(undone_at=None),
                name="people_merge_goes_once",
                violation_error_message=_("Orang ini sudah digabung."),
            ),
            models.CheckConstraint(name="people_merge_of_two", condition=~Q(stays=F("goes"))),
            models.CheckConstraint(
                name="people_merge_undone_by_a_person",
                condition=Q(undone_by=None, undone_at=None)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goes_id} > {self.stays_id}"

    def get_absolute_url(self) -> str:
        return reverse("people:merge", args=[self.pk])

    def write_kept(self, text: str) -> None:
        """Seal what is kept. It is bound to the row, which has its key."""
        self.kept_sealed = vault.seal(text, purpose=self.KEPT, of=self.pk)

    @property
    def kept(self) -> str:
        """Return what is kept, as JSON. Only for undoing."""
        return (
            vault.unseal(bytes(self.kept_sealed), purpose=self.KEPT, of=self.pk)
            if self.kept_sealed
            else ""
        )

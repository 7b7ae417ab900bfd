"""What the person paid says of it: that it arrived, or that something is wrong."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.history import track
from common.versions import Versioned
from people.models import Person
from stipends.models.lines import Line


class Receipt(models.Model):
    """The person's own word that the money of a line arrived, whole. Once for each line."""

    line = models.OneToOneField(Line, models.PROTECT, primary_key=True, related_name="receipt")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("dikonfirmasi"))

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("tanda terima")
        verbose_name_plural = _("tanda terima")

    def __str__(self) -> str:
        return str(self.line_id)


class DisputeQuerySet(ScopedQuerySet["Dispute"]):
    def open(self) -> DisputeQuerySet:
        return self.filter(answered_at=None)


@track(personal=["text"])
class Dispute(Scoped, Versioned):
    """Somebody says that they were paid wrongly, or not at all; the district answers by `due_on`.

    With a line, about that payment; without one, about not being on a list of the scheme.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="stipend_disputes")
    line = models.ForeignKey(Line, models.PROTECT, null=True, blank=True, related_name="disputes")
    text = models.TextField(_("keberatan"), max_length=1000)
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("disampaikan"))
    due_on = models.DateField(_("dijawab paling lambat"))
    answer = models.TextField(_("jawaban"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("dijawab"), null=True, blank=True)

    objects: ClassVar = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("keberatan")
        verbose_name_plural = _("keberatan")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "line"],
                condition=Q(answered_at=None),
                nulls_distinct=False,
                name="stipends_dispute_one_open",
                violation_error_message=_("Keberatan ini sedang ditangani."),
            ),
            models.CheckConstraint(
                name="stipends_dispute_answered_whole",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                violation_error_message=_("Tulis jawabannya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.line_id or ''}"

    @classmethod
    def also_visible_to(cls, user: User) -> Q:
        return Q(person__user=user)

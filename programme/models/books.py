"""One book of a host for one year: what is printed as a whole, and where numbers are given out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from meetings.models import Host, Hosted, hosted_by


class BookQuerySet(ScopedQuerySet["Book"]):
    def locked(self, host: Host, *, kind: str, year: int) -> Book:
        """Return the book, held until the transaction ends; whoever comes second waits."""
        place = {**hosted_by(host), "kind": kind, "year": year}
        self.bulk_create([Book(**place)], ignore_conflicts=True)
        found: Book = self.select_for_update(of=("self",)).get(**place)
        return found


class Book(Hosted):
    """The plan, the agenda of letters in or out, or the guest book of a host in a year.

    Its row is the lock: numbers of letters have no gap because whoever comes second waits for it.
    `last` is the last number that was given out.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", _("Rencana kerja tahunan")
        LETTERS_IN = "letters_in", _("Buku agenda surat masuk")
        LETTERS_OUT = "letters_out", _("Buku agenda surat keluar")
        GUESTS = "guests", _("Buku tamu")

    kind = models.CharField(_("jenis buku"), max_length=11, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("tahun"))
    last = models.PositiveIntegerField(_("nomor terakhir"), default=0, editable=False)

    objects: ClassVar = BookQuerySet.as_manager()

    class Meta(Hosted.Meta):
        verbose_name = _("buku")
        verbose_name_plural = _("buku")
        constraints = [
            *Hosted.Meta.constraints,
            models.UniqueConstraint(
                fields=["wksbm", "organisation", "region", "kind", "year"],
                name="programme_book_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="programme_book_year_is_likely",
                condition=Q(year__gte=2000, year__lte=2100),
                violation_error_message=_("Tahun ini terlalu jauh."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"

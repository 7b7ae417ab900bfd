"""The list of a run as it was signed on paper: its scan, and who attached it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.history import Sealed, guards
from common.uploads import random_name, sealed_name
from stipends.models.runs import Run


class SignedList(Scoped, Sealed):
    """One scan of a signed list: of the whole run, or of the part that one kecamatan signed.

    `region` is the run's. Rows are only added: a better scan is one more.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="signed_lists")
    note = models.CharField(_("bagian"), max_length=120, blank=True)
    scan = models.FileField(_("pindaian daftar"), upload_to=random_name)
    scan_name = models.CharField(_("nama berkas"), max_length=150)
    scan_type = models.CharField(_("jenis berkas"), max_length=40)
    scan_sha256 = models.CharField(_("sidik berkas (SHA-256)"), max_length=64)
    scan_original = models.FileField(upload_to=sealed_name, editable=False)
    scan_original_sha256 = models.CharField(_("sidik berkas asli (SHA-256)"), max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("dilampirkan"))

    written_at = "at"
    objects: ClassVar = ScopedQuerySet["SignedList"].as_manager()

    class Meta:
        verbose_name = _("daftar bertanda tangan")
        verbose_name_plural = _("daftar bertanda tangan")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "scan_original_sha256"],
                name="stipends_signedlist_once",
                violation_error_message=_("Berkas ini sudah dilampirkan."),
            ),
            models.CheckConstraint(
                name="stipends_signedlist_has_its_print",
                condition=~Q(scan="") & Q(scan_sha256__regex="^[0-9a-f]{64}$"),
            ),
        ]
        triggers = guards()

    def __str__(self) -> str:
        return f"{self.run_id} {self.scan_name}"

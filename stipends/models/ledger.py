"""The ledger of approved money, and what it claims: rows that are only added, moved by triggers.

`Entitlement` is the guard against paying twice: one live claim for a person, scheme and unit
(a month, an event), across runs, sources and overlapping periods (docs/decisions/0010).
"""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.history import Sealed, guards, track
from people.models import Person
from stipends.models.funding import FundingSource
from stipends.models.guards import LEDGER_MOVES
from stipends.models.lines import Line, LineState
from stipends.models.runs import Run
from stipends.models.schemes import Scheme


@track()
class Correction(Scoped):
    """What one person proposes to put right on an approved line, and another decides.

    `reversal` takes the whole line back and frees what it claimed; `adjustment` changes its sums by
    the signed differences, what it adds after the release being owed until it is settled;
    `treasury` is money that went to the regional treasury under its STS number: overpaid, or sent
    back by the bank. What the ledger makes of a deposit depends on the year (LedgerEntry).
    """

    class Kind(models.TextChoices):
        REVERSAL = "reversal", _("Pembatalan")
        ADJUSTMENT = "adjustment", _("Koreksi jumlah")
        TREASURY = "treasury", _("Setoran ke kas daerah")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Diusulkan")
        APPROVED = "approved", _("Disetujui")
        REFUSED = "refused", _("Ditolak")

    line = models.ForeignKey(Line, models.PROTECT, related_name="corrections")
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind.choices)
    gross = models.BigIntegerField(_("selisih bruto (Rp)"), default=0)
    tax = models.BigIntegerField(_("selisih PPh 21 (Rp)"), default=0)
    because = models.CharField(_("alasan"), max_length=300)
    sts_number = models.CharField(_("nomor STS"), max_length=60, blank=True)
    sts_on = models.DateField(_("tanggal STS"), null=True, blank=True)
    state = models.CharField(
        _("keadaan"), max_length=8, choices=State.choices, default=State.PROPOSED
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("diusulkan"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("diputuskan"), null=True, blank=True)
    refused_because = models.CharField(_("alasan ditolak"), max_length=300, blank=True)

    objects: ClassVar = ScopedQuerySet["Correction"].as_manager()

    class Meta:
        verbose_name = _("koreksi")
        verbose_name_plural = _("koreksi")
        constraints = [
            models.CheckConstraint(
                name="stipends_correction_two_persons",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Koreksi diputuskan oleh orang lain."),
            ),
            models.CheckConstraint(
                name="stipends_correction_decided_whole",
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | (~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="stipends_correction_with_reason",
                condition=~Q(because=""),
                violation_error_message=_("Tulis alasannya."),
            ),
            models.CheckConstraint(
                name="stipends_correction_treasury_with_number",
                condition=~Q(kind="treasury") | (~Q(sts_number="") & Q(sts_on__isnull=False)),
                violation_error_message=_("Tulis nomor dan tanggal STS."),
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(state="proposed"),
                name="stipends_correction_one_open",
                violation_error_message=_("Koreksi untuk baris ini masih menunggu keputusan."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="decided_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state <> 'proposed'"),
                func=(
                    "RAISE EXCEPTION 'wksbm: this correction is decided'"
                    " USING ERRCODE = 'check_violation';"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind}"


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def added(self) -> LedgerQuerySet:
        """Keep what was added to lines after their release: it is owed until it is settled."""
        return self.filter(_ADDED)

    def on_the_list(self) -> LedgerQuerySet:
        """Keep all but that: what the payment of the line itself is about."""
        return self.exclude(_ADDED)

    def received(self) -> LedgerQuerySet:
        """Keep what people have of paid lines, less what came back; settlements stand beside it."""
        return self.on_the_list().filter(line__standing__state=LineState.State.PAID)


class LedgerEntry(Sealed):
    """Money that was approved, or what takes it back. Signed whole rupiah; rows are only added.

    A deposit of a fiscal year that is still on lessens what that year spent: it stands here as the
    reversal of its line or, where it is a part, as an adjustment, and the source has more left.
    One of a year that is over is a `treasury` row: no ceiling grows by it.
    """

    class Kind(models.TextChoices):
        CLAIM = "claim", _("Disetujui")
        REVERSAL = "reversal", _("Dibatalkan")
        ADJUSTMENT = "adjustment", _("Koreksi jumlah")
        TREASURY = "treasury", _("Disetor ke kas daerah")

    run = models.ForeignKey(Run, models.PROTECT, related_name="entries")
    line = models.ForeignKey(Line, models.PROTECT, related_name="entries")
    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="entries")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind.choices)
    gross = models.BigIntegerField(_("bruto (Rp)"))
    tax = models.BigIntegerField(_("PPh 21 (Rp)"))
    net = models.BigIntegerField(_("diterima (Rp)"))
    original = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers"
    )
    correction = models.OneToOneField(
        Correction, models.PROTECT, null=True, blank=True, related_name="entry"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("waktu"))

    written_at = "at"
    objects: ClassVar = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("catatan buku besar")
        verbose_name_plural = _("catatan buku besar")
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(kind="claim"), name="stipends_ledgerentry_claim_once"
            ),
            models.UniqueConstraint(
                fields=["original"],
                condition=Q(kind="reversal"),
                name="stipends_ledgerentry_reversed_once",
            ),
            models.CheckConstraint(
                name="stipends_ledgerentry_sums", condition=Q(net=F("gross") - F("tax"))
            ),
            models.CheckConstraint(
                name="stipends_ledgerentry_claim_is_first",
                condition=Q(kind="claim", original=None, correction=None, gross__gt=0)
                | (~Q(kind="claim") & Q(original__isnull=False, correction__isnull=False)),
            ),
            models.CheckConstraint(
                name="stipends_ledgerentry_reversal_is_negative",
                condition=~Q(kind="reversal") | Q(gross__lt=0),
            ),
        ]
        triggers = [*guards(), LEDGER_MOVES]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind} {self.gross}"


_ADDED = Q(
    kind=LedgerEntry.Kind.ADJUSTMENT,
    correction__kind=Correction.Kind.ADJUSTMENT,
    at__gt=F("run__released_at"),
)


class Entitlement(models.Model):
    """What a person may be paid once: a scheme's month, event or unit. `live` is who holds it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="entitlements")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    unit = models.CharField(max_length=60)
    live = models.ForeignKey(
        LedgerEntry, models.PROTECT, null=True, blank=True, related_name="holds"
    )

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("hak bayar")
        verbose_name_plural = _("hak bayar")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scheme", "unit"], name="stipends_entitlement_once"
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="moved_by_the_ledger",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF pg_trigger_depth() < 2 AND"
                    " current_setting('wksbm.mending', TRUE) IS DISTINCT FROM 'yes' THEN"
                    " RAISE EXCEPTION 'wksbm: claims are moved by the ledger'"
                    " USING ERRCODE = 'check_violation'; END IF; RETURN NULL;"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.scheme_id} {self.unit}"

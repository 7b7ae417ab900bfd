"""The lines of a run. They never change: what becomes of one is told by rows beside it."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Scoped, ScopedQuerySet
from accounts.models import User
from common.history import Sealed, guards
from people.models import BankAccount, Person
from stipends.models.guards import STEPS_MOVE
from stipends.models.runs import Run
from stipends.models.schemes import Rate
from stipends.models.taxes import TaxGroup
from volunteers.models import Appointment


def _only_in_draft(name: str, operation: pgtrigger.Operation, **rows: str) -> pgtrigger.Trigger:
    """Return a trigger that asks once a statement whether all these lines' runs are drafts."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**rows),  # type: ignore[no-untyped-call]
        func=(
            "IF EXISTS (SELECT FROM lines JOIN stipends_run AS run ON run.id = lines.run_id"
            " AND run.state <> 'draft') THEN RAISE EXCEPTION"
            " 'wksbm: the lines of a run stand once it is submitted'"
            " USING ERRCODE = 'check_violation'; END IF; RETURN NULL;"
        ),
    )


class LineQuerySet(ScopedQuerySet["Line"]):
    pass


class Line(Scoped):
    """What one person is paid in a run, as it was on the day: facts are copied, never looked up.

    `region` is the place that the person serves from, so that a village sees its own. `units` are
    what the line claims: months ("2026-08"), events ("meeting:<uuid>"), counts of things
    ("kpm:2026-08"), or, for a shortfall, the month and the rate ("2026-08+17").
    All sums are whole rupiah: gross = amount x quantity; the tax is rounded down
    (stipends_tax in the database, docs/domain 3.6).
    """

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Periode ini")
        BACK_PAYMENT = "back_payment", _("Rapel")
        SHORTFALL = "shortfall", _("Kekurangan")

    run = models.ForeignKey(Run, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField(_("nomor"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="stipend_lines")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind.choices)
    period = DateRangeField(_("untuk bulan"))
    units = ArrayField(models.CharField(max_length=60))
    shortfall_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="shortfalls"
    )

    rate = models.ForeignKey(Rate, models.PROTECT, related_name="+")
    amount = models.BigIntegerField(_("tarif (Rp)"))
    quantity = models.PositiveIntegerField(_("volume"))
    gross = models.BigIntegerField(_("bruto (Rp)"))
    tax_base = models.BigIntegerField(_("dasar pengenaan (Rp)"), default=0)
    tax_percent = models.DecimalField(_("tarif PPh (%)"), max_digits=5, decimal_places=2, default=0)
    tax = models.BigIntegerField(_("PPh 21 (Rp)"), default=0)
    tax_law = models.CharField(_("dasar potongan"), max_length=160, blank=True)
    net = models.BigIntegerField(_("diterima (Rp)"))

    # The key of an account may outlive it: a merge sets twins aside, an erasure takes the number.
    account = models.ForeignKey(
        BankAccount,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    account_version = models.PositiveIntegerField(null=True, blank=True)
    name = models.CharField(_("nama"), max_length=120)
    post = models.CharField(_("jabatan"), max_length=80)
    tier = models.CharField(_("jenjang"), max_length=8, blank=True)
    member_number = models.CharField(_("nomor anggota"), max_length=40, blank=True)
    tax_group = models.CharField(
        _("golongan"), max_length=12, choices=TaxGroup.choices, default=TaxGroup.NON_EMPLOYEE
    )
    # Whether a NPWP was missing; only where the tax rule withholds more without one.
    without_npwp = models.BooleanField(_("tanpa NPWP"), null=True, blank=True)
    decree_number = models.CharField(_("nomor SK"), max_length=100, blank=True)

    objects: ClassVar = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("baris honorarium")
        verbose_name_plural = _("baris honorarium")
        indexes = [
            models.Index(fields=["region", "id"], name="stipends_line_by_region"),
            models.Index(fields=["person", "-id"], name="stipends_line_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="stipends_line_number_once"),
            models.CheckConstraint(
                name="stipends_line_sums",
                condition=Q(
                    gross=F("amount") * F("quantity"),
                    net=F("gross") - F("tax"),
                    gross__gt=0,
                    tax__gte=0,
                    net__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="stipends_line_claims_something", condition=Q(units__len__gt=0)
            ),
            models.CheckConstraint(
                name="stipends_line_shortfall_has_original",
                condition=Q(kind="shortfall", shortfall_of__isnull=False)
                | (~Q(kind="shortfall") & Q(shortfall_of=None)),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                # Of two appointments that a merge makes one, the line names the one that stays.
                func=(
                    "IF current_setting('wksbm.mending', TRUE) = 'yes' AND"
                    " to_jsonb(NEW) - 'appointment_id' = to_jsonb(OLD) - 'appointment_id'"
                    " THEN RETURN NEW; END IF;"
                    " RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;"
                ),
            ),
            _only_in_draft("added_in_draft", pgtrigger.Insert, new="lines"),
            _only_in_draft("taken_in_draft", pgtrigger.Delete, old="lines"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("stipends:line", args=[self.pk])

    @classmethod
    def also_visible_to(cls, user: User) -> Q:
        """Add one's own."""
        return Q(person__user=user)


class LineState(models.Model):
    """How an approved line stands: moved by the triggers of LineStep and the ledger only."""

    class State(models.TextChoices):
        APPROVED = "approved", _("Disetujui")
        RELEASED = "released", _("Dicairkan")
        BLOCKED = "blocked", _("Ditahan: rekening berubah")
        PAID = "paid", _("Diterima")
        RETURNED = "returned", _("Dikembalikan bank")
        TO_TREASURY = "to_treasury", _("Disetor ke kas daerah")
        REVERSED = "reversed", _("Dibatalkan")

    line = models.OneToOneField(Line, models.PROTECT, primary_key=True, related_name="standing")
    state = models.CharField(_("keadaan"), max_length=12, choices=State.choices)
    seq = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(_("sejak"))

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("keadaan baris")
        verbose_name_plural = _("keadaan baris")
        triggers = [
            pgtrigger.Trigger(
                name="moved_by_steps",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF pg_trigger_depth() < 2 THEN RAISE EXCEPTION"
                    " 'wksbm: how a line stands follows from its steps'"
                    " USING ERRCODE = 'check_violation'; END IF; RETURN NULL;"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.state}"


class LineStep(Sealed):
    """One thing that happened to an approved line's money. Rows are only added."""

    class Kind(models.TextChoices):
        RELEASED = "released", _("Dicairkan")
        BLOCKED = "blocked", _("Ditahan: rekening berubah")
        TRANSFERRED = "transferred", _("Ditransfer")
        HANDED_OVER = "handed_over", _("Diserahkan tunai")
        RETURNED = "returned", _("Dikembalikan bank (retur)")
        TO_TREASURY = "to_treasury", _("Disetor ke kas daerah")
        REVERSED = "reversed", _("Dibatalkan")

    line = models.ForeignKey(Line, models.PROTECT, related_name="steps")
    kind = models.CharField(_("peristiwa"), max_length=12, choices=Kind.choices)
    on = models.DateField(_("tanggal"))
    reference = models.CharField(_("nomor bukti"), max_length=80, blank=True)
    because = models.CharField(_("alasan"), max_length=300, blank=True)
    account = models.ForeignKey(
        BankAccount,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("dicatat"))

    written_at = "at"
    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("peristiwa baris")
        verbose_name_plural = _("peristiwa baris")
        ordering = ["pk"]
        # What happened lately is asked for every few seconds: whoever is paid hears of it.
        indexes = [models.Index(fields=["at"], name="stipends_linestep_lately")]
        constraints = [
            models.CheckConstraint(
                name="stipends_linestep_returned_with_reason",
                condition=~Q(kind__in=["returned", "reversed"]) | ~Q(because=""),
                violation_error_message=_("Tulis alasannya."),
            ),
            models.CheckConstraint(
                name="stipends_linestep_treasury_with_number",
                condition=~Q(kind="to_treasury") | ~Q(reference=""),
                violation_error_message=_("Tulis nomor STS."),
            ),
        ]
        triggers = [*guards(), STEPS_MOVE]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind}"

"""What is held of a person's money, what an erasure takes of it, and what the law keeps."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.dates import first_day, last_day
from people.models import Person
from people.subjects import (
    Emptied,
    Rows,
    past_and_present,
    register_eraser,
    register_holdings,
    register_stay,
)
from stipends.importers import empty_rows
from stipends.models import Decision, Dispute, LeftOut, Line, LineState, RecordedPayment, TaxStatus
from stipends.services.owing import owed_by_line, received_by_line
from stipends.services.own import said_reason
from stipends.units import said_units


def register() -> None:
    for key, label, rows, relations in (
        (
            "stipend_lines",
            gettext_lazy("Honorarium"),
            lines_held,
            [
                "stipends.Line.person",
                "stipends.LedgerEntry.person",
                "stipends.Entitlement.person",
            ],
        ),
        (
            "stipends_left_out",
            gettext_lazy("Tidak masuk daftar honorarium"),
            left_out_held,
            ["stipends.LeftOut.person"],
        ),
        (
            "stipend_decisions",
            gettext_lazy("Keputusan petugas tentang honorarium"),
            decisions_held,
            ["stipends.Decision.person", "stipends.Quantity.person"],
        ),
        (
            "recorded_payments",
            gettext_lazy("Pembayaran pihak lain"),
            recorded_held,
            ["stipends.RecordedPayment.person"],
        ),
        (
            "disputes",
            gettext_lazy("Keberatan atas honorarium"),
            disputes_held,
            ["stipends.Dispute.person"],
        ),
        (
            "tax_statuses",
            gettext_lazy("Status pajak"),
            tax_held,
            ["stipends.TaxStatus.person"],
        ),
    ):
        register_holdings(key, label, rows, relations=relations)
    register_eraser("stipends", empty_stipends, holds=money_that_holds)
    register_eraser("payment_sheets", empty_rows)
    register_stay(
        "payments",
        gettext_lazy(
            "Daftar dan bukti pembayaran honorarium dengan nama penerimanya, sepuluh tahun: "
            "bukti pengeluaran uang negara dan pemotongan pajak (UU 43/2009, UU KUP pasal 28)."
        ),
    )


# --- What is held --------------------------------------------------------------------------------


def lines_held(person: Person) -> Rows:
    found = Line.objects.filter(person=person).select_related("run__scheme", "standing", "receipt")
    got, owed = received_by_line(found), owed_by_line(found)
    return [
        {
            _("Skema"): str(one.run.scheme),
            _("Untuk pembayaran"): one.run.title,
            _("Masa"): said_units(one.units),
            _("Jenis"): one.get_kind_display(),
            _("Nama yang ditulis"): one.name,
            _("Jabatan"): one.post,
            _("Nomor SK"): one.decree_number,
            _("Bruto (Rp)"): one.gross,
            _("PPh 21 (Rp)"): one.tax,
            _("Diterima (Rp)"): one.net,
            _("Dasar potongan"): one.tax_law,
            _("Keadaan"): _state(one),
            _("Sesudah koreksi dan setoran (Rp)"): got[one.pk].net if one.pk in got else None,
            _("Kekurangan belum dibayarkan (Rp)"): owed[one.pk].net if one.pk in owed else None,
            _("Dikonfirmasi"): one.receipt.at if hasattr(one, "receipt") else None,
        }
        for one in found.order_by("pk")
    ]


def left_out_held(person: Person) -> Rows:
    found = LeftOut.objects.filter(person=person).select_related("run")
    return [
        {_("Untuk pembayaran"): one.run.title, _("Alasan"): said_reason(one)}
        for one in found.order_by("pk")
    ]


def decisions_held(person: Person) -> Rows:
    found = Decision.objects.filter(person=person).select_related("run")
    return [
        {
            _("Untuk pembayaran"): one.run.title,
            _("Dibayar"): one.pays,
            _("Alasan"): one.because,
            _("Diputuskan"): one.at,
        }
        for one in found.order_by("pk")
    ]


def recorded_held(person: Person) -> Rows:
    found = RecordedPayment.objects.filter(person=person).select_related("scheme")
    return [
        {
            _("Skema"): str(one.scheme),
            **_term(one.period),
            _("Jumlah (Rp)"): one.amount,
            _("Diterima tanggal"): one.paid_on,
            _("Bukti"): one.evidence,
            _("Ditarik karena"): one.withdrawn_because,
        }
        for one in found.order_by("pk")
    ]


def disputes_held(person: Person) -> Rows:
    return [
        {
            _("Keberatan"): one.text,
            _("Disampaikan"): one.raised_at,
            _("Dijawab paling lambat"): one.due_on,
            _("Jawaban"): one.answer,
            _("Dijawab"): one.answered_at,
        }
        for one in Dispute.objects.filter(person=person).order_by("pk")
    ]


def tax_held(person: Person) -> Rows:
    return [
        {
            _("Golongan"): one.get_group_display(),
            _("Tanpa NPWP"): one.without_npwp,
            **_term(one.term),
        }
        for one in TaxStatus.objects.filter(person=person).order_by("pk")
    ]


def _state(line: Line) -> str:
    if hasattr(line, "standing"):
        return str(line.standing.get_state_display())
    return str(line.run.get_state_display())


def _term(term: Any) -> dict[str, object]:
    return {_("Sejak"): first_day(term), _("Sampai"): last_day(term)}


# --- What goes -----------------------------------------------------------------------------------


def empty_stipends(persons: list[Person]) -> Emptied:
    """Take what these persons wrote; what they were paid stays as the law wants it."""
    Dispute.objects.filter(person__in=persons).exclude(text="").update(
        text="", version=F("version") + 1, updated_at=timezone.now()
    )
    return {Dispute: past_and_present(Dispute, persons)}


def money_that_holds(persons: list[Person]) -> list[str]:
    """Return what is on its way: nobody is paid, or answered, without a name."""
    open_states = (
        LineState.State.APPROVED,
        LineState.State.RELEASED,
        LineState.State.BLOCKED,
        LineState.State.RETURNED,
    )
    theirs = Line.objects.filter(person__in=persons)
    lines = theirs.filter(Q(standing__state__in=open_states) | Q(pk__in=owed_by_line(theirs)))
    disputes = Dispute.objects.filter(person__in=persons, answered_at=None)
    return [
        *(
            _("honorarium belum selesai dibayarkan: %s") % one.run.title
            for one in lines.select_related("run").order_by("pk")
        ),
        *(
            _("keberatan belum dijawab, paling lambat %s") % one.due_on
            for one in disputes.order_by("pk")
        ),
    ]

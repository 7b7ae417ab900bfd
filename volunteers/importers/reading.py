"""One row of a sheet of volunteers, completed and checked without the database."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from people.importers.sheet import read_person
from spreadsheets.kinds import Draft
from spreadsheets.repairs import Fault
from volunteers.importers.words import (
    HONORARIA,
    OFFICES,
    honorarium,
    office_kind,
    read_term,
    unknown,
)
from volunteers.models import Appointment

VILLAGE_CODE: Final = len("52.07.01.2001")
DISTRICT_CODE: Final = len("52.07.01")

LONGEST: Final = {"pillar": 160, "number": 40, "decree_number": 100, "office": 120}


def read_row(draft: Draft) -> None:
    """Complete a row: who it is, where, by which decree, since and until when, paid or not."""
    _settle_place(draft)
    read_person(draft)
    # The place where somebody serves is no residence; they are known there.
    draft.keys["placed"] = True
    _check_lengths(draft)
    _settle_office(draft)
    _settle_honorarium(draft)
    _settle_term(draft)
    _check_decree(draft)


def _settle_place(draft: Draft) -> None:
    """Place the row in its village, else in its kecamatan, else where the import is for."""
    values = draft.values
    district = values.pop("district", "")
    known = values.get("village", "")
    if len(known) == VILLAGE_CODE or "village" in draft.refused:
        return
    place = district or known or values.get("area", "")
    if len(place) < DISTRICT_CODE:
        place = draft.region
    if {"district", "area"} & draft.refused:
        return
    if len(place) < DISTRICT_CODE:
        draft.refuse("village", "blank", _("Tulis desanya, atau paling sedikit kecamatannya."))
        return
    values["village"] = place
    if len(place) == DISTRICT_CODE:
        draft.note("village", _("Desanya tidak ditulis: dicatat di kecamatannya."))


def _check_lengths(draft: Draft) -> None:
    for key, most in LONGEST.items():
        text = draft.values.get(key, "")
        if len(text) > most:
            draft.typed[key] = draft.values.pop(key)[:most]
            draft.refuse(key, "max_length", _("Paling panjang %(most)d huruf.") % {"most": most})


def _settle_office(draft: Draft) -> None:
    text = draft.values.get("office")
    if not text:
        return
    kind = office_kind(text)
    if kind is None:
        draft.typed["office"] = draft.values.pop("office")
        draft.refuse("office", "choice_unknown", unknown(text, OFFICES))
    else:
        draft.keys["office"] = kind


def _settle_honorarium(draft: Draft) -> None:
    values, text = draft.values, draft.values.get("honorarium")
    told = honorarium(text) if text else None
    if text and told is None:
        draft.typed["honorarium"] = values.pop("honorarium")
        draft.refuse("honorarium", "choice_unknown", unknown(text, HONORARIA))
        return
    if values.get("waived") == "yes":
        if told == Appointment.Honorarium.UNPAID:
            words = _("Hanya yang berhonor dapat tidak mengambil honornya.")
            draft.refuse("waived", "waives_nothing", words)
        told = Appointment.Honorarium.PAID
    if told:
        draft.keys["honorarium"] = told
    elif "honorarium" not in draft.refused:
        draft.note("honorarium", _("Tidak ditulis: penugasan baru dicatat Tanpa honor."))


def _settle_term(draft: Draft) -> None:
    values = draft.values
    text = values.pop("period", "")
    if text:
        try:
            told = read_term(text)
        except Fault as fault:
            draft.typed["period"] = text
            draft.refuse("period", fault.code, str(fault))
        else:
            for key, day in told._asdict().items():
                if day:
                    values.setdefault(key, day)
    since, until = values.get("since") or values.get("decree_date"), values.get("until")
    if since and until and until < since:
        draft.refuse("until", "backward", _("Tanggal akhir mendahului tanggal mulai."))


def _check_decree(draft: Draft) -> None:
    values, refused = draft.values, draft.refused
    number, day = values.get("decree_number"), values.get("decree_date")
    if number and not day and "decree_date" not in refused:
        draft.refuse("decree_date", "blank", _("Tulis tanggal SK ini ditetapkan."))
    if day and not number and "decree_number" not in refused:
        draft.refuse("decree_number", "blank", _("Tulis nomor SK-nya."))

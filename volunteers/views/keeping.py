"""What the pages of organisations, qualifications and trainings share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.forms import BaseForm, Select
from django.urls import reverse
from django.utils.translation import gettext as _
from django_filters import FilterSet

from accounts.access import codes_where
from accounts.requests import SignedInRequest
from common.dates import first_day, last_day, today
from common.pages import Badge, shown_form
from regions import cache
from regions.codes import Level, level_of, lineage_of
from regions.models import Region
from volunteers.forms.keeping import choose
from volunteers.models import Qualification, QualificationKind, Training, Validity
from wksbm.models import LAPSING_DAYS
from wksbm.rules import term_in_words

TONES = {
    Validity.NONE: "neutral",
    Validity.VALID: "ok",
    Validity.LAPSING: "warn",
    Validity.LAPSED: "danger",
}


def tabs(current: str) -> list[dict[str, Any]]:
    """Return the parts of the directory, as links; `current` is the name of one."""
    parts = [
        ("organisations", _("Lembaga")),
        ("qualifications", _("Kualifikasi")),
        ("trainings", _("Pelatihan")),
    ]
    return [
        {"label": label, "url": reverse(f"volunteers:{name}"), "current": name == current}
        for name, label in parts
    ]


def offer(
    request: SignedInRequest, filters: FilterSet, *names: str, **rows: Iterable[Any]
) -> BaseForm:
    """Return the form of the filters to fill in: `rows` are offered by name where keys are meant.

    Who keeps a kabupaten chooses among its kecamatan; for others the region rides along.
    """
    places = _districts(request)
    form = shown_form(filters, *names, *rows, *(["region"] if places else []))
    for name, found in rows.items():
        form.fields[name].widget = Select(choices=choose(found, _("Semua")))
    if places:
        places += _asked_besides(request, places)
        form.fields["region"].label = _("Kecamatan")
        form.fields["region"].widget = Select(choices=[("", _("Semua")), *places])
    return form


def _asked_besides(
    request: SignedInRequest, places: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the region of a shared address that is no kecamatan, so that the form shows it."""
    code = request.GET.get("region", "")
    known = cache.names_of([code]) if code and code not in dict(places) else {}
    return [(name.code, name.full_name) for name in known.values()]


def _districts(request: SignedInRequest) -> list[tuple[str, str]]:
    regencies = [code for code in codes_where(request.user) if level_of(code) == Level.REGENCY]
    known = (
        Region.objects.visible_to(request.user)
        .not_ended(today())
        .filter(level=Level.DISTRICT, parent__in=regencies)
    )
    return list(known.order_by("name").values_list("code", "name")) if regencies else []


# --- States and terms in words -------------------------------------------------------------------


def validity_badge(state: str) -> Badge:
    return Badge(str(Validity(state).label), TONES[Validity(state)])


def qualification_badge(qualification: Qualification, on: date) -> Badge:
    """Say what the qualification is worth on a day."""
    last = qualification.last_day
    if qualification.withdrawn_on is not None and qualification.withdrawn_on <= on:
        return Badge(_("Dicabut"), "danger")
    if not qualification.is_valid(on):
        return Badge(_("Habis"), "danger") if last and last < on else Badge(_("Nanti"), "info")
    if last is not None and (last - on).days <= LAPSING_DAYS:
        return Badge(_("Segera habis"), "warn")
    return Badge(_("Berlaku"), "ok")


def training_badge(training: Training, on: date) -> Badge:
    if training.granted_at is not None:
        return Badge(_("Kualifikasi diberikan"), "ok")
    if training.last_day is not None and training.last_day >= on:
        return Badge(_("Direncanakan"), "info")
    if training.grants_id is not None:
        return Badge(_("Kualifikasi belum diberikan"), "warn")
    return Badge(_("Selesai"), "ok")


def words_of(row: Any) -> str:
    """Say the term of a post or a qualification."""
    return term_in_words(first_day(row.term), last_day(row.term))


def kinds_for(request: SignedInRequest, code: str | None) -> list[QualificationKind]:
    """Return the kinds that hold in a region; without one, the nation's alone."""
    known = QualificationKind.objects.visible_to(request.user).order_by("name")
    above = {None, *(lineage_of(code) if code else [])}
    return [kind for kind in known if kind.region_id in above]

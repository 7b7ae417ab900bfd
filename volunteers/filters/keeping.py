"""What narrows organisations, qualifications and trainings, on pages and in the API."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.dates import today
from common.filters import KeyFilter, UnderFilter
from volunteers.models import (
    OfficeHolder,
    OfficeHolderQuerySet,
    Organisation,
    OrganisationQuerySet,
    QualificationQuerySet,
    TrainingQuerySet,
    Validity,
)
from wksbm.filters import PlacedFilter

ANY = _("Semua")
_GRADES = [(grade, label) for grade, label in Organisation.Grade.choices if grade]
ACCREDITATIONS = [*_GRADES, *[one for one in Validity.choices if one[0] != Validity.VALID]]


class OrganisationFilter(PlacedFilter):
    pillar = KeyFilter("pillar_id", label=_("Jenis"))
    legal_entity = filters.ChoiceFilter(
        method="with_entity",
        choices=[("true", _("Berbadan hukum")), ("false", _("Belum berbadan hukum"))],
        label=_("Badan hukum"),
        empty_label=ANY,
    )
    registration = filters.ChoiceFilter(
        method="registered", choices=Validity.choices, label=_("Tanda daftar"), empty_label=ANY
    )
    accreditation = filters.ChoiceFilter(
        method="accredited", choices=ACCREDITATIONS, label=_("Akreditasi"), empty_label=ANY
    )
    umbrella = filters.ChoiceFilter(
        method="under",
        choices=[("placed", _("Di bawah WKSBM")), ("none", _("Belum di bawah WKSBM"))],
        label=_("Payung WKSBM"),
        empty_label=ANY,
    )
    wksbm = KeyFilter("wksbm_id", label=_("WKSBM"))
    state = filters.ChoiceFilter(
        method="in_state",
        choices=[("at_work", _("Bekerja")), ("dissolved", _("Bubar"))],
        label=_("Keadaan"),
        empty_label=ANY,
    )
    searched = ("name",)

    def with_entity(self, rows: OrganisationQuerySet, _name: str, answer: str) -> QuerySet[Any]:
        return rows.filter(is_legal_entity=answer == "true")

    def registered(self, rows: OrganisationQuerySet, _name: str, state: str) -> QuerySet[Any]:
        stated: QuerySet[Any] = rows.with_validity(today())
        return stated.filter(registration_state=state)

    def accredited(self, rows: OrganisationQuerySet, _name: str, asked: str) -> QuerySet[Any]:
        """Keep one grade, or those whose accreditation is lacking, lapsing or lapsed."""
        if asked in Validity.values:
            stated: QuerySet[Any] = rows.with_validity(today())
            return stated.filter(accreditation_state=asked)
        return rows.filter(accreditation=asked)

    def under(self, rows: OrganisationQuerySet, _name: str, asked: str) -> QuerySet[Any]:
        """Keep by umbrella; a WKSBM that was dissolved is none any more."""
        without = Q(wksbm=None) | Q(wksbm__dissolved_on__lte=today())
        return rows.filter(without if asked == "none" else ~without)

    def in_state(self, rows: OrganisationQuerySet, _name: str, state: str) -> QuerySet[Any]:
        if state == "at_work":
            return rows.at_work(today())
        return rows.filter(dissolved_on__lte=today())


class OfficeHolderFilter(PlacedFilter):
    organisation = KeyFilter("organisation_id", label=_("Lembaga"))
    post = filters.ChoiceFilter(choices=OfficeHolder.Post.choices, label=_("Jabatan"))
    held_on = filters.DateFilter(method="held", label=_("Pada tanggal"))
    searched = ("person__name",)

    def held(self, rows: OfficeHolderQuerySet, _name: str, on: date) -> OfficeHolderQuerySet:
        return rows.held(on)


class QualificationKindFilter(filters.FilterSet):
    q = filters.CharFilter(
        field_name="name", lookup_expr="icontains", label=_("Cari"), max_length=100
    )
    region = UnderFilter(label=_("Wilayah"))


class QualificationFilter(PlacedFilter):
    kind = KeyFilter("kind_id", label=_("Kualifikasi"))
    person = KeyFilter("person_id", label=_("Orang"))
    training = KeyFilter("training_id", label=_("Pelatihan"))
    state = filters.ChoiceFilter(
        method="in_state",
        choices=[
            ("valid", _("Berlaku")),
            ("lapsing", _("Segera habis")),
            ("lapsed", _("Habis")),
            ("withdrawn", _("Dicabut")),
        ],
        label=_("Keadaan"),
        empty_label=ANY,
    )
    valid_on = filters.DateFilter(method="valid", label=_("Berlaku pada"))
    searched = ("person__name",)

    def in_state(self, rows: QualificationQuerySet, _name: str, state: str) -> QuerySet[Any]:
        match state:
            case "valid":
                return rows.valid(today())
            case "lapsing":
                return rows.lapsing(today())
            case "lapsed":
                return rows.lapsed(today())
        return rows.filter(withdrawn_on__lte=today())

    def valid(self, rows: QualificationQuerySet, _name: str, on: date) -> QualificationQuerySet:
        return rows.valid(on)


class TrainingFilter(PlacedFilter):
    grants = KeyFilter("grants_id", label=_("Memberi kualifikasi"))
    state = filters.ChoiceFilter(
        method="in_state",
        choices=[
            ("ahead", _("Akan datang")),
            ("over", _("Sudah berlangsung")),
            ("ungranted", _("Kualifikasi belum diberikan")),
        ],
        label=_("Keadaan"),
        empty_label=ANY,
    )
    searched = ("title", "place", "organiser")

    def in_state(self, rows: TrainingQuerySet, _name: str, state: str) -> QuerySet[Any]:
        over = Q(days__endswith__lte=today())  # PostgreSQL keeps the day after the last
        if state == "ahead":
            return rows.exclude(over)
        if state == "over":
            return rows.filter(over)
        return rows.filter(over, grants__isnull=False, granted_at=None)

"""What programs send to plan a meeting, and to change what its invitation says."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.fields import VisibleRelated
from common.serializers import StrictModelSerializer
from meetings.models import Meeting, MeetingKind
from meetings.rules import LONGEST_TITLE, MOST_ITEMS
from regions.models import Region
from volunteers.models import Organisation, QualificationKind
from wksbm.models import Wksbm


class Titles(serializers.ListField):
    """The titles of the agenda's items, in order."""

    child = serializers.CharField(max_length=LONGEST_TITLE)

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_ITEMS, **options)


class InvitationInput(StrictModelSerializer[Meeting]):
    """What an invitation says beside purpose and time; what is left out stays as it is."""

    place = serializers.CharField(max_length=150)
    agenda_titles = Titles(required=False)
    grants = VisibleRelated(QualificationKind, required=False, allow_null=True)

    class Meta:
        model = Meeting
        fields = ["purpose", "place", "until", "agenda_titles", "visitors", "grants", "note"]


class PlanInput(InvitationInput):
    """A meeting to come, of exactly one host: `wksbm`, `organisation` or `region`."""

    id = serializers.UUIDField(required=False)
    wksbm = VisibleRelated(Wksbm, required=False)
    organisation = VisibleRelated(Organisation, required=False)
    region = VisibleRelated(Region, required=False)
    kind = VisibleRelated(MeetingKind, required=False)
    second = serializers.BooleanField(default=False)

    class Meta(InvitationInput.Meta):
        fields = [
            *("id", "wksbm", "organisation", "region", "kind", "on", "at", "second"),
            *InvitationInput.Meta.fields,
        ]


def as_service(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what was sent by the names that the services take."""
    kept = dict(facts)
    if "agenda_titles" in kept:
        kept["agenda"] = kept.pop("agenda_titles")
    return kept


def without_invitation(facts: dict[str, Any]) -> None:
    """Refuse what only an invitation says, with minutes. Raises only_when_planned on the field."""
    for name in ("until", "agenda_titles", "visitors", "grants", "note"):
        if name in facts:
            fault = _("Hanya untuk pertemuan yang direncanakan.")
            raise ValidationError({name: ValidationError(fault, code="only_when_planned")})

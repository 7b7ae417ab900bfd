"""What programs send and read of minutes and attendance."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from common.filters import BIGGEST
from common.serializers import StrictModelSerializer, StrictSerializer
from meetings.models import Attendance, Meeting
from meetings.rules import LONGEST_TITLE
from meetings.services import Mark

MOST_PEOPLE = 2000
MOST_LETTERS = 20_000


class People(serializers.ListField):
    """Keys of persons; the service refuses whoever is unknown in the region, all at once."""

    child = serializers.IntegerField(min_value=1, max_value=BIGGEST)

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_PEOPLE, **options)


class MarkInput(StrictModelSerializer[Attendance]):
    """One who came or did not: a `person`, or a `name` that is in no register."""

    id = serializers.UUIDField(required=False)
    person = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False)
    deputy_for = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False)
    present = serializers.BooleanField(default=True)

    class Meta:
        model = Attendance
        fields = [
            *("id", "person", "name", "sex", "phone", "origin"),
            *("present", "late", "how", "deputy_for"),
        ]


class MarksInput(StrictSerializer):
    """Who came. `present_ids`, `absent_ids` and `late_ids` are the short way for persons."""

    present_ids = People()
    absent_ids = People(required=False)
    late_ids = People(required=False)
    marks = MarkInput(many=True, required=False)

    def to_internal_value(self, data: Any) -> Any:
        """Return the marks as the service takes them."""
        found = super().to_internal_value(data)
        if "marks" in found:
            found["marks"] = [Mark(**mark) for mark in found["marks"]]
        return found


class CorrectedMarks(MarksInput):
    gone = serializers.ListField(child=serializers.UUIDField(), required=False)


class AgendaItem(StrictSerializer):
    id = serializers.UUIDField(required=False)
    title = serializers.CharField(max_length=LONGEST_TITLE)
    discussed = serializers.CharField(max_length=MOST_LETTERS, allow_blank=True, required=False)
    decided = serializers.CharField(max_length=MOST_LETTERS, allow_blank=True, required=False)


class MinutesInput(MarksInput):
    """The minutes of a meeting; what is left out stays as it is."""

    until = serializers.TimeField(required=False, allow_null=True)
    led_by = serializers.CharField(max_length=120, allow_blank=True, required=False)
    minuted_by = serializers.CharField(max_length=120, allow_blank=True, required=False)
    agenda = AgendaItem(many=True, required=False)
    guests = serializers.IntegerField(min_value=0, max_value=9999, required=False)
    guest_women = serializers.IntegerField(min_value=0, max_value=9999, required=False)
    invited_count = serializers.IntegerField(
        min_value=0, max_value=99_999, required=False, allow_null=True
    )
    discussed = serializers.CharField(max_length=MOST_LETTERS, allow_blank=True, required=False)
    decided = serializers.CharField(max_length=MOST_LETTERS, allow_blank=True, required=False)


class Logging(MinutesInput):
    on = serializers.DateField(required=False)
    at = serializers.TimeField(required=False)
    place = serializers.CharField(max_length=150, required=False)


class Approving(StrictSerializer):
    on_paper = serializers.CharField(max_length=120, required=False, allow_blank=True)


class Reopening(StrictSerializer):
    because = serializers.CharField(max_length=200)


class Delaying(StrictSerializer):
    to = serializers.TimeField()


class SecondSession(StrictModelSerializer[Meeting]):
    place = serializers.CharField(max_length=150)

    class Meta:
        model = Meeting
        fields: ClassVar = ["on", "at", "place"]


class AttendanceSerializer(serializers.ModelSerializer[Attendance]):
    person_name = serializers.CharField(allow_null=True)

    class Meta:
        model = Attendance
        fields = [
            *("id", "person", "person_name", "name", "sex", "phone", "origin"),
            *("present", "late", "how", "deputy_for", "marked_at"),
        ]
        read_only_fields = fields


class Attendances(serializers.Serializer[Any]):
    results = AttendanceSerializer(many=True)


class DifferenceSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.CharField()
    after = serializers.CharField()


class RevisionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    approved_as = serializers.CharField()
    reopened_because = serializers.CharField()
    differences = DifferenceSerializer(many=True)


class Revisions(serializers.Serializer[Any]):
    results = RevisionSerializer(many=True)


class QuorumSerializer(serializers.Serializer[Any]):
    """How far the quorum is met; `needed` is 0 where the kind needs none."""

    invited = serializers.IntegerField()
    needed = serializers.IntegerField()
    came = serializers.IntegerField()
    is_met = serializers.BooleanField()

"""Trainings for programs: who is asked, who came, what was granted."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.fields import VisibleRelated
from accounts.viewsets import ListRows, RetrieveRow
from common.filters import BIGGEST
from common.serializers import StrictSerializer
from common.terms import FirstDay, LastDay
from people.models import Person
from regions.services import place
from volunteers import services
from volunteers.filters.keeping import TrainingFilter
from volunteers.models import QualificationKind, Training, TrainingMark


class TrainingSerializer(serializers.ModelSerializer[Training]):
    region = serializers.CharField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    asked = serializers.IntegerField()
    came = serializers.IntegerField()
    women = serializers.IntegerField()
    men = serializers.IntegerField()

    class Meta:
        model = Training
        fields = [
            "id",
            "region",
            "title",
            "grants",
            "first_day",
            "last_day",
            "hours",
            "place",
            "organiser",
            "asked",
            "came",
            "women",
            "men",
            "granted_at",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class TrainingChange(StrictSerializer):
    title = serializers.CharField(max_length=160)
    grants = VisibleRelated(QualificationKind, required=False, allow_null=True)
    first_day = serializers.DateField()
    last_day = serializers.DateField(required=False)
    hours = serializers.IntegerField(min_value=1, max_value=999, required=False, allow_null=True)
    place = serializers.CharField(max_length=160, required=False, allow_blank=True)
    organiser = serializers.CharField(max_length=160, required=False, allow_blank=True)


class TrainingInput(TrainingChange):
    region = serializers.CharField(max_length=13)


class TrainingMarkSerializer(serializers.ModelSerializer[TrainingMark]):
    person = serializers.IntegerField()
    person_name = serializers.CharField()

    class Meta:
        model = TrainingMark
        fields = ["person", "person_name", "attended"]
        read_only_fields = fields


class AttendanceMarks(StrictSerializer):
    """Who came, whole: all other participants did not."""

    present_ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=BIGGEST), max_length=2000
    )


class Invitation(StrictSerializer):
    """Known persons, and names that stand one a line."""

    participants = serializers.ListField(
        child=VisibleRelated(Person), required=False, max_length=100
    )
    names = serializers.CharField(max_length=60_000, required=False, allow_blank=True)


class InvitationOutcome(serializers.Serializer[Any]):
    added = serializers.ListField(child=serializers.IntegerField())
    twice = serializers.ListField(child=serializers.CharField())
    already = serializers.ListField(child=serializers.CharField())
    unclear = serializers.ListField(child=serializers.CharField())


class AttendanceCorrection(StrictSerializer):
    person = VisibleRelated(Person)
    attended = serializers.BooleanField()
    reason = serializers.CharField(max_length=200)


class TrainingViewSet(ListRows[Training], RetrieveRow[Training]):
    """Trainings, briefings and sosialisasi, with how many were asked and came, by sex."""

    model = Training
    serializer_class = TrainingSerializer
    filterset_class = TrainingFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "title": "title",
        "grants": "grants_id",
        "first_day": FirstDay("days"),
        "last_day": LastDay("days"),
        "hours": "hours",
        "place": "place",
        "organiser": "organiser",
        "asked": "asked",
        "came": "came",
        "women": "women",
        "men": "men",
        "granted_at": "granted_at",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    def get_queryset(self) -> QuerySet[Training]:
        found: Any = super().get_queryset()
        counted: QuerySet[Training] = found.with_counts()
        return counted

    @extend_schema(request=TrainingInput, responses={201: TrainingSerializer})
    def create(self, request: Request) -> Response:
        """Plan a training; it need not grant anything."""
        facts = self.valid(TrainingInput, data=request.data)
        region = place(facts.pop("region"))
        new = services.plan_training(region, **_days(facts), actor=self.actor)
        return self.answer(new.pk, status=201)

    @extend_schema(request=TrainingChange, responses=TrainingSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Correct a training. What it granted and when stays once it was granted."""
        training = self.object_for(Can.KEEP_ROSTER)
        changes = _days(self.valid(TrainingChange, data=request.data, partial=True))
        services.change_training(
            training, changes=changes, version=self.version(), actor=self.actor
        )
        return self.answer(training.pk)

    @extend_schema(
        responses=TrainingMarkSerializer(many=True), filters=False, operation_id="trainings_marks"
    )
    @action(detail=True, methods=["get"], filter_backends=[])
    def marks(self, _request: Request, **_ids: str) -> Response:
        """Return who is asked, and who came."""
        return Response(self._marks(self.get_object()))

    @extend_schema(
        request=AttendanceMarks,
        responses=TrainingMarkSerializer(many=True),
        operation_id="trainings_mark_attendance",
    )
    @marks.mapping.post
    def mark_attendance(self, request: Request, **_ids: str) -> Response:
        """Say who of the participants came, the whole list in one request."""
        training = self.object_for(Can.KEEP_ROSTER)
        present_ids = self.valid(AttendanceMarks, data=request.data)["present_ids"]
        services.mark_attendance(
            training, present_ids=present_ids, version=self.version(), actor=self.actor
        )
        return Response(self._marks(training))

    @extend_schema(request=Invitation, responses={201: InvitationOutcome})
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, **_ids: str) -> Response:
        """Ask many at once; what became of every name is told."""
        training = self.object_for(Can.KEEP_ROSTER)
        facts = self.valid(Invitation, data=request.data)
        outcome = services.invite_participants(
            training,
            persons=facts.get("participants", []),
            names=facts.get("names", ""),
            actor=self.actor,
        )
        body = {
            "added": [mark.person_id for mark in outcome.added],
            "twice": outcome.twice,
            "already": outcome.already,
            "unclear": outcome.unclear,
        }
        return Response(body, status=201)

    @extend_schema(request=None, responses=TrainingSerializer)
    @action(detail=True, methods=["post"])
    def grant(self, _request: Request, **_ids: str) -> Response:
        """Grant the qualification to all who came; a second time does nothing."""
        training = self.object_for(Can.KEEP_ROSTER)
        services.grant_from_training(training, version=self.version(), actor=self.actor)
        return self.answer(training.pk)

    @extend_schema(request=AttendanceCorrection, responses=TrainingSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, **_ids: str) -> Response:
        """Correct one mark after the qualification was granted: grant it now, or withdraw it."""
        training = self.object_for(Can.KEEP_ROSTER)
        facts = self.valid(AttendanceCorrection, data=request.data)
        services.correct_attendance(training, **facts, actor=self.actor)
        return self.answer(training.pk)

    @staticmethod
    def _marks(training: Training) -> list[dict[str, Any]]:
        marks = training.marks.order_by("person__name", "person_id")
        names = ("person", "person_name", "attended")
        rows = marks.values_list("person_id", "person__name", "attended")
        return [dict(zip(names, row, strict=True)) for row in rows]


def _days(facts: dict[str, Any]) -> dict[str, Any]:
    renamed = {"first_day": "since", "last_day": "until"}
    return {renamed.get(name, name): value for name, value in facts.items()}

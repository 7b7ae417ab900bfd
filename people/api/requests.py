"""What people ask about their data, and their own data, for programs."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.http import Http404
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.fields import VisibleRelated
from accounts.models import User
from accounts.viewsets import ListRows, RetrieveRow
from common.filters import UnderFilter
from common.serializers import StrictSerializer
from people import services
from people.models import Consent, DataRequest, Person
from people.services import Part


class DataRequestFilter(filters.FilterSet):
    region = UnderFilter(label=gettext_lazy("Wilayah"))
    status = filters.ChoiceFilter(choices=DataRequest.Status.choices)
    kind = filters.ChoiceFilter(choices=DataRequest.Kind.choices)

    class Meta:
        model = DataRequest
        fields: ClassVar[list[str]] = []


class DataRequestSerializer(serializers.ModelSerializer[DataRequest]):
    region = serializers.CharField()
    person_id = serializers.IntegerField()

    class Meta:
        model = DataRequest
        fields = [
            "id",
            "region",
            "person_id",
            "kind",
            "purpose",
            "text",
            "asked_at",
            "asked_how",
            "identity",
            "due_at",
            "status",
            "refused_because",
            "answer",
            "answered_at",
            "version",
        ]
        read_only_fields = fields


class DataRequestInput(StrictSerializer):
    """One's own request has no person; an officer's names whom it is of, and how it came."""

    kind = serializers.ChoiceField(DataRequest.Kind.choices)
    text = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    person = VisibleRelated(Person, required=False)
    purpose = serializers.ChoiceField(Consent.Purpose.choices, required=False)
    asked_how = serializers.ChoiceField(DataRequest.Means.choices, required=False)
    identity = serializers.ChoiceField(DataRequest.Identity.choices, required=False)
    asked_at = serializers.DateTimeField(required=False)


class AnswerInput(StrictSerializer):
    """With `refused_because` it is a refusal."""

    answer = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    refused_because = serializers.ChoiceField(DataRequest.Because.choices, required=False)


class PartSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    rows = serializers.ListField(child=serializers.DictField())


class OwnDataSerializer(serializers.Serializer[Any]):
    person = serializers.IntegerField()
    parts = PartSerializer(many=True)


class OwnDataView(APIView):
    """Everything that is held of the user as a person, whole. The look is noted."""

    @extend_schema(operation_id="persons_me_retrieve", responses=OwnDataSerializer)
    def get(self, request: Request) -> Response:
        user: User = request.user  # type: ignore[assignment]
        person = services.own_person(user)
        if person is None:
            raise Http404
        return Response(_copied(person, services.copy_own_data(person, actor=user)))


class DataRequestViewSet(ListRows[DataRequest], RetrieveRow[DataRequest]):
    """What people ask about their own data, until when it is due, and what came of it."""

    model = DataRequest
    serializer_class = DataRequestSerializer
    filterset_class = DataRequestFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "person_id": "person_id",
        "kind": "kind",
        "purpose": "purpose",
        "text": "text",
        "asked_at": "asked_at",
        "asked_how": "asked_how",
        "identity": "identity",
        "due_at": "due_at",
        "status": "status",
        "refused_because": "refused_because",
        "answer": "answer",
        "answered_at": "answered_at",
        "version": "version",
    }

    @extend_schema(request=DataRequestInput, responses={201: DataRequestSerializer})
    def create(self, request: Request) -> Response:
        """Ask about one's own data; with `person`, note what somebody asked an officer."""
        facts = self.valid(DataRequestInput, data=request.data)
        person = facts.pop("person", None)
        if person is None:
            asked = self._ask(facts)
        else:
            how = {"asked_how": DataRequest.Means.SPOKEN, "identity": DataRequest.Identity.KNOWN}
            asked = services.note_request(person, **(how | facts), actor=self.actor)
        return self.answer_with(asked, status=201)

    @extend_schema(request=AnswerInput, responses=DataRequestSerializer)
    @action(detail=True, methods=["post"], url_path="answer", url_name="answer")
    def give_answer(self, request: Request, **_ids: str) -> Response:
        """Say what was done, or why it is refused. An erasure is proposed and done instead."""
        asked = self.get_object()
        facts = self.valid(AnswerInput, data=request.data)
        because = facts.pop("refused_because", "")
        if because:
            services.refuse_request(
                asked, because=because, **facts, version=self.version(), actor=self.actor
            )
        else:
            services.answer_request(asked, **facts, version=self.version(), actor=self.actor)
        return self.answer_with(asked)

    @extend_schema(responses=OwnDataSerializer)
    @action(detail=True, methods=["get"])
    def copy(self, _request: Request, **_ids: str) -> Response:
        """Return what is held of who asked, to be handed to them. The look is noted."""
        asked = self.get_object()
        parts = services.copy_for_request(asked, actor=self.actor)
        return Response(_copied(asked.person, parts))

    @extend_schema(request=None, responses=DataRequestSerializer)
    @action(detail=True, methods=["post"], url_path="propose-erasure")
    def propose_erasure(self, _request: Request, **_ids: str) -> Response:
        """Say as the first of two that this person may be erased."""
        return self.answer_with(services.propose_erasure(self.get_object(), actor=self.actor))

    @extend_schema(request=None, responses=DataRequestSerializer)
    @action(detail=True, methods=["post"])
    def erase(self, _request: Request, **_ids: str) -> Response:
        """Erase, as the second of two. It cannot be undone."""
        asked = self.get_object()
        services.erase_person(asked, actor=self.actor)
        return self.answer_with(asked)

    def answer_with(self, asked: DataRequest, *, status: int = 200) -> Response:
        return self.answer(asked.pk, status=status)

    def _ask(self, facts: dict[str, Any]) -> DataRequest:
        person = services.own_person(self.actor)
        if person is None:
            raise Http404
        own = {"kind": facts["kind"], "text": facts.get("text", "")}
        return services.ask(person, **own, actor=self.actor)


def _copied(person: Person, parts: list[Part]) -> dict[str, Any]:
    told = [{"key": one.key, "label": one.label, "rows": one.rows} for one in parts]
    return {"person": person.pk, "parts": told}

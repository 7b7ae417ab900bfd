"""The invitation list of a meeting for programs: who is on it, and what each answered."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can, may
from accounts.fields import VisibleRelated
from accounts.viewsets import ScopedViewSet
from common.serializers import StrictModelSerializer, StrictSerializer
from meetings import services
from meetings.links import group_answer_url, own_answer_url
from meetings.models import POSTPONE, POSTPONE_LABEL, Circle, Invitation, InvitedGroup, Meeting
from people.models import Person
from volunteers.models import Organisation, Pillar

ANSWERS = [
    *(choice for choice in Invitation.Answer.choices if choice[0]),
    (POSTPONE, POSTPONE_LABEL),
]


class InvitedSerializer(serializers.ModelSerializer[Invitation]):
    """One on the list; `guest` is the key of who has no person."""

    person = serializers.IntegerField(allow_null=True)
    guest = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()

    class Meta:
        model = Invitation
        fields = [
            *("person", "guest", "name", "phone", "origin", "answer", "reason"),
            *("deputy_name", "deputy_phone", "answered_at", "answered_how"),
        ]
        read_only_fields = fields


class InvitedGroupSerializer(serializers.ModelSerializer[InvitedGroup]):
    class Meta:
        model = InvitedGroup
        fields = ["id", "group", "pillar", "organisation"]
        read_only_fields = fields


class AnswerCounts(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    coming = serializers.IntegerField()
    not_coming = serializers.IntegerField()
    deputy = serializers.IntegerField()
    unanswered = serializers.IntegerField()
    postponed = serializers.IntegerField(help_text="Of not_coming: who ask for another day.")


class InvitationList(serializers.Serializer[Any]):
    circle = serializers.ChoiceField(Circle.choices)
    groups = InvitedGroupSerializer(many=True)
    counts = AnswerCounts()
    results = InvitedSerializer(many=True)


class CircleInput(StrictSerializer):
    circle = serializers.ChoiceField(Circle.choices)


class GroupInput(StrictModelSerializer[InvitedGroup]):
    pillar = VisibleRelated(Pillar, required=False, allow_null=True)
    organisation = VisibleRelated(Organisation, required=False, allow_null=True)

    class Meta:
        model = InvitedGroup
        fields = ["group", "pillar", "organisation"]


class GroupWithdrawal(StrictSerializer):
    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class InvitedPerson(StrictSerializer):
    person = VisibleRelated(Person)


class GuestInput(StrictSerializer):
    name = serializers.CharField(max_length=120)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    origin = serializers.CharField(max_length=80, required=False, allow_blank=True)


class One(StrictSerializer):
    """One on the list: a `person`, or a `guest`."""

    person = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    guest = serializers.UUIDField(required=False)


class InvitationAnswer(One):
    answer = serializers.ChoiceField(ANSWERS)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
    deputy_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    deputy_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)


class OwnLink(serializers.Serializer[Any]):
    person = serializers.IntegerField(allow_null=True)
    guest = serializers.UUIDField(allow_null=True)
    url = serializers.URLField()


class Links(serializers.Serializer[Any]):
    group_url = serializers.URLField()
    results = OwnLink(many=True)


class InvitingActions(ScopedViewSet[Meeting]):
    """The parts of a meeting's address that are about who is invited."""

    @extend_schema(responses=InvitationList)
    @action(detail=True, methods=["get"])
    def invited(self, _request: Request, **_ids: str) -> Response:
        """Return who is invited and what each answered; phones and reasons for whoever plans."""
        return self._list(self.get_object())

    @extend_schema(request=CircleInput, responses=InvitationList)
    @action(detail=True, methods=["post"], url_path="choose-circle")
    def choose_circle(self, request: Request, **_ids: str) -> Response:
        """Say who of the host itself is invited."""
        meeting = self.object_for(Can.PLAN_MEETINGS)
        facts = self.valid(CircleInput, data=request.data)
        services.choose_circle(meeting, **facts, version=self.version(), actor=self.actor)
        return self._list(meeting)

    @extend_schema(request=GroupInput, responses={201: InvitationList})
    @action(detail=True, methods=["post"], url_path="invite-group")
    def invite_group(self, request: Request, **_ids: str) -> Response:
        """Invite whoever belongs to a group on the meeting's day."""
        meeting = self.object_for(Can.PLAN_MEETINGS)
        facts = self.valid(GroupInput, data=request.data)
        services.invite_group(meeting, **facts, actor=self.actor)
        return self._list(meeting, status=201)

    @extend_schema(request=GroupWithdrawal, responses=InvitationList)
    @action(detail=True, methods=["post"], url_path="withdraw-group")
    def withdraw_group(self, request: Request, **_ids: str) -> Response:
        """Invite a group no longer; who was invited by name stays."""
        meeting = self.object_for(Can.PLAN_MEETINGS)
        key = self.valid(GroupWithdrawal, data=request.data)["id"]
        group = meeting.invited_groups.filter(pk=key).first()
        if group is None:
            raise Http404
        services.withdraw_group(group, actor=self.actor)
        return self._list(meeting)

    @extend_schema(request=InvitedPerson, responses={201: InvitationList})
    @action(detail=True, methods=["post"], url_path="invite-person")
    def invite_person(self, request: Request, **_ids: str) -> Response:
        """Invite somebody by name, or anew who was left out; twice is once."""
        meeting = self.object_for(Can.PLAN_MEETINGS)
        person = self.valid(InvitedPerson, data=request.data)["person"]
        services.invite_person(meeting, person=person, actor=self.actor)
        return self._list(meeting, status=201)

    @extend_schema(request=GuestInput, responses={201: InvitationList})
    @action(detail=True, methods=["post"], url_path="invite-guest")
    def invite_guest(self, request: Request, **_ids: str) -> Response:
        """Invite somebody who is not in the register."""
        meeting = self.object_for(Can.PLAN_MEETINGS)
        facts = self.valid(GuestInput, data=request.data)
        services.invite_guest(meeting, **facts, actor=self.actor)
        return self._list(meeting, status=201)

    @extend_schema(request=One, responses=InvitationList)
    @action(detail=True, methods=["post"], url_path="leave-out")
    def leave_out(self, request: Request, **_ids: str) -> Response:
        """Do not invite a person, though a group does, or a guest any more."""
        meeting = self.object_for(Can.PLAN_MEETINGS)
        one = _on_list(meeting, self.valid(One, data=request.data))
        services.leave_out(meeting, person=one.person, guest=one.guest, actor=self.actor)
        return self._list(meeting)

    @extend_schema(request=InvitationAnswer, responses=InvitationList)
    @action(detail=True, methods=["post"], url_path="note-answer")
    def note_answer(self, request: Request, **_ids: str) -> Response:
        """Write down what somebody answered by word of mouth."""
        meeting = self.object_for(Can.PLAN_MEETINGS)
        facts = self.valid(InvitationAnswer, data=request.data)
        one = _on_list(meeting, facts)
        services.note_answer(one, **facts, actor=self.actor)
        return self._list(meeting)

    @extend_schema(responses=Links)
    @action(detail=True, methods=["get"], url_path="answer-links")
    def answer_links(self, _request: Request, **_ids: str) -> Response:
        """Return where each of the invited answers without an account, and the group's link."""
        meeting = self.object_for(Can.PLAN_MEETINGS)
        lines = services.lines_of(meeting)
        links = [{**_key(line), "url": own_answer_url(meeting, line)} for line in lines]
        return Response({"group_url": group_answer_url(meeting), "results": links})

    def _list(self, meeting: Meeting, *, status: int = 200) -> Response:
        lines = services.lines_of(meeting)
        whole = may(self.actor, Can.PLAN_MEETINGS, on=meeting)
        groups = meeting.invited_groups.order_by("pk")
        body = {
            "circle": meeting.circle,
            "groups": list(groups.values("id", "group", "pillar", "organisation")),
            "counts": services.counts_of(lines),
            "results": [_line(line, whole=whole) for line in lines],
        }
        return Response(body, status=status)


def _line(line: services.Line, *, whole: bool) -> dict[str, Any]:
    """Return one on the list; without what was said in confidence, unless `whole`."""
    row = line.row
    guest = row if line.person is None else None
    shown: dict[str, Any] = {
        **_key(line),
        "name": line.called,
        "phone": guest.phone if guest and whole else "",
        "origin": line.origin,
        "answer": line.answer,
        "answered_at": row and row.answered_at,
        "answered_how": row.answered_how if row else "",
    }
    for name in ("reason", "deputy_name", "deputy_phone"):
        shown[name] = getattr(row, name) if row and whole else ""
    return shown


def _key(line: services.Line) -> dict[str, Any]:
    guest = line.row if line.person is None else None
    return {"person": line.person and line.person.pk, "guest": guest and guest.pk}


def _on_list(meeting: Meeting, facts: dict[str, Any]) -> services.Invited:
    """Take out of what was sent whom of the list it names; who is not on it does not exist.

    Raises one_needed on `person` for neither or both.
    """
    person: int | None = facts.pop("person", None)
    guest: UUID | None = facts.pop("guest", None)
    if (person is None) == (guest is None):
        fault = _("Sebut satu yang diundang: person atau guest.")
        raise ValidationError({"person": ValidationError(fault, code="one_needed")})
    found = services.on_list(meeting, person=person, guest=guest)
    if found is None:
        raise Http404
    return found

"""Who came how often to a host's meetings, for programs."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.viewsets import BadParameter
from common.serializers import StrictSerializer
from meetings.models import Meeting
from meetings.recaps import Recap, find_recap

_HOST = gettext_lazy("wksbm:12, organisation:3, atau region:52.07.01.2001.")


class Asked(StrictSerializer):
    host = serializers.RegexField(r"^(wksbm|organisation|region):[0-9.]{1,18}$")
    since = serializers.DateField()
    until = serializers.DateField()


class RecapPerson(serializers.Serializer[Any]):
    person = serializers.IntegerField()
    name = serializers.CharField()
    sex = serializers.CharField(allow_blank=True)
    came = serializers.IntegerField()
    late = serializers.IntegerField()
    marked = serializers.IntegerField(help_text=gettext_lazy("Dari berapa pertemuan."))


class RecapMeeting(serializers.Serializer[Any]):
    meeting = serializers.UUIDField()
    on = serializers.DateField()
    came = serializers.IntegerField()
    men = serializers.IntegerField()
    women = serializers.IntegerField()
    unknown = serializers.IntegerField()
    guests = serializers.IntegerField()


class RecapAnswer(serializers.Serializer[Any]):
    subject = serializers.CharField(help_text=gettext_lazy("Untuk mencetak rekap ini."))
    people = RecapPerson(many=True)
    meetings = RecapMeeting(many=True)


class RecapView(APIView):
    """Who came how often to the meetings of a host in a period of a year at most."""

    @extend_schema(
        operation_id="recaps_retrieve",
        parameters=[
            OpenApiParameter("host", str, required=True, description=_HOST),
            OpenApiParameter("since", OpenApiTypes.DATE, required=True),
            OpenApiParameter("until", OpenApiTypes.DATE, required=True),
        ],
        responses=RecapAnswer,
    )
    def get(self, request: Request) -> Response:
        """Return each person with how often they came, and each meeting with how many did."""
        user: User = request.user  # type: ignore[assignment]
        unknown = sorted(set(request.query_params) - {"host", "since", "until"})
        if unknown:
            words = _("Parameter tidak dikenal: %(names)s.") % {"names": ", ".join(unknown)}
            raise BadParameter(words)
        asked = Asked(data=request.query_params.dict())
        if not asked.is_valid():
            name, faults = next(iter(asked.errors.items()))
            raise BadParameter(f"{name}: {faults[0]}")
        facts = asked.validated_data
        return Response(
            _told(_found(f"{facts['host']}:{facts['since']}:{facts['until']}", user), user)
        )


def _found(key: str, user: User) -> Recap:
    try:
        found = find_recap(key, user)
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


def _told(recap: Recap, user: User) -> dict[str, Any]:
    table = recap.table(Meeting.objects.visible_to(user))
    people = ("person", "name", "sex", "came", "late", "marked")
    sums = ("came", "men", "women", "unknown", "guests")
    return {
        "subject": recap.key,
        "people": [{name: getattr(row, name) for name in people} for row in table.rows],
        "meetings": [
            {"meeting": one.meeting.pk, "on": one.meeting.on}
            | {name: getattr(one, name) for name in sums}
            for one in table.sums
        ],
    }

"""Who am I: for a program that holds a token, what it may expect to see."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import Role
from accounts.models import ApiToken, User
from common.dates import first_day, last_day, today


class OwnGrantSerializer(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=Role.choices)
    region = serializers.CharField(allow_null=True)
    region_name = serializers.CharField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)


class MeSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=ApiToken.Scope.choices))
    grants = OwnGrantSerializer(many=True)


class MeView(APIView):
    """The user, what the token may do, and the roles in force today. Dates include both ends."""

    @extend_schema(operation_id="me_retrieve", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        user: User = request.user  # type: ignore[assignment]
        token: ApiToken | None = request.auth  # type: ignore[assignment]
        return Response(
            {
                "id": user.pk,
                "username": user.username,
                "name": user.name,
                "scopes": token.scopes if token else ApiToken.Scope.values,
                "grants": [
                    {
                        "role": grant.role,
                        "region": grant.region_id,
                        "region_name": grant.region.full_name if grant.region else None,
                        "valid_from": first_day(grant.period),
                        "valid_until": last_day(grant.period),
                    }
                    for grant in user.grants_on(today())
                ],
            }
        )

"""The state of the sending by API: how the channels do, and what each night found."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.viewsets import ListRows
from notifications.models import ChannelHealth, SelfCheck


class ChannelHealthSerializer(serializers.ModelSerializer[ChannelHealth]):
    class Meta:
        model = ChannelHealth
        fields = [
            "channel",
            "state",
            "failures",
            "paused_until",
            "last_good_at",
            "last_bad_at",
            "last_words",
        ]
        read_only_fields = fields


class ChannelHealthViewSet(ListRows[ChannelHealth]):
    """How the channels do. One that has not been used yet is not listed.

    A channel that fails five times in a row is paused: what waiting would make late goes by another
    way meanwhile. After `paused_until` it is tried slowly.
    """

    model = ChannelHealth
    serializer_class = ChannelHealthSerializer
    keyset = ("channel",)
    rows: ClassVar[dict[str, Any]] = {
        "channel": "channel",
        "state": "state",
        "failures": "failures",
        "paused_until": "paused_until",
        "last_good_at": "last_good_at",
        "last_bad_at": "last_bad_at",
        "last_words": "last_words",
    }


class FindingSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    count = serializers.IntegerField()
    rule = serializers.CharField(required=False)
    deliveries = serializers.ListField(child=serializers.IntegerField(), required=False)
    occasions = serializers.ListField(child=serializers.CharField(), required=False)


class SelfCheckSerializer(serializers.ModelSerializer[SelfCheck]):
    findings = FindingSerializer(many=True)

    class Meta:
        model = SelfCheck
        fields = [
            "day",
            "due",
            "sent",
            "delivered",
            "maybe_sent",
            "by_hand",
            "withdrawn",
            "expired",
            "failed",
            "waiting",
            "missing",
            "findings",
            "made_at",
        ]
        read_only_fields = fields


class SelfCheckViewSet(ListRows[SelfCheck]):
    """Each day's messages and how they ended, and what should not be; the newest day first.

    `due` is the sum of sent, maybe_sent, by_hand, withdrawn, expired, failed and waiting; of these
    `delivered` surely arrived. A finding names at most twenty messages or occasions and counts all.
    """

    model = SelfCheck
    serializer_class = SelfCheckSerializer
    keyset = ("-day",)
    rows: ClassVar[dict[str, Any]] = {
        "day": "day",
        "due": "due",
        "sent": "sent",
        "delivered": "delivered",
        "maybe_sent": "maybe_sent",
        "by_hand": "by_hand",
        "withdrawn": "withdrawn",
        "expired": "expired",
        "failed": "failed",
        "waiting": "waiting",
        "missing": "missing",
        "findings": "findings",
        "made_at": "made_at",
    }

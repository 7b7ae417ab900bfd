"""Those who may be one person, and those that were made one, for programs."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.viewsets import ListRows, RetrieveRow
from common.serializers import StrictSerializer
from people import services
from people.filters import DuplicateFilter, MergeFilter
from people.models import DuplicatePair, Merge
from people.references import Keep
from people.services.facts import FACTS


class ReasonSerializer(serializers.Serializer[Any]):
    sign = serializers.CharField(read_only=True)
    weight = serializers.IntegerField(read_only=True)
    percent = serializers.IntegerField(read_only=True)


class DuplicateSerializer(serializers.ModelSerializer[DuplicatePair]):
    region = serializers.CharField(allow_null=True)
    lower_name = serializers.CharField()
    higher_name = serializers.CharField()
    reasons = ReasonSerializer(many=True)

    class Meta:
        model = DuplicatePair
        fields = [
            "id",
            "region",
            "lower",
            "lower_name",
            "higher",
            "higher_name",
            "score",
            "reasons",
            "status",
            "decided_at",
        ]
        read_only_fields = fields


class MergeSerializer(serializers.ModelSerializer[Merge]):
    region = serializers.CharField(allow_null=True)

    class Meta:
        model = Merge
        fields = ["id", "region", "stays", "goes", "reason", "merged_at", "undone_at", "remarks"]
        read_only_fields = fields
        extra_kwargs = {"remarks": {"help_text": "What could not go back, in words."}}


class CountSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(read_only=True)
    count = serializers.IntegerField(read_only=True)


class ClashSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(read_only=True)
    kind = serializers.CharField(read_only=True)
    theirs = serializers.CharField(read_only=True)
    ours = serializers.CharField(read_only=True)


class PreviewSerializer(serializers.Serializer[Any]):
    counts = CountSerializer(many=True, read_only=True)
    clashes = ClashSerializer(many=True, read_only=True)


class Merging(StrictSerializer):
    """`stays` is `lower` or `higher`. Without `take`, only what the survivor lacks is taken."""

    stays = serializers.ChoiceField(["lower", "higher"])
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
    take = serializers.ListField(child=serializers.ChoiceField(list(FACTS)), required=False)
    keep = serializers.DictField(
        child=serializers.ChoiceField([Keep.STAYS.value, Keep.GOES.value]), required=False
    )


MERGE_ROWS = {
    "id": "id",
    "region": "region_id",
    "stays": "stays_id",
    "goes": "goes_id",
    "reason": "reason",
    "merged_at": "merged_at",
    "undone_at": "undone_at",
    "remarks": "remarks",
}


class DuplicateViewSet(ListRows[DuplicatePair], RetrieveRow[DuplicatePair]):
    model = DuplicatePair
    seen_with = Can.DECIDE_DUPLICATES
    serializer_class = DuplicateSerializer
    filterset_class = DuplicateFilter
    keyset = ("-score", "-id")
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "region": "region_id",
        "lower": "lower_id",
        "lower_name": "lower__name",
        "higher": "higher_id",
        "higher_name": "higher__name",
        "score": "score",
        "reasons": "reasons",
        "status": "status",
        "decided_at": "decided_at",
    }

    @extend_schema(responses=PreviewSerializer)
    @action(detail=True, methods=["get"])
    def preview(self, request: Request, **_ids: str) -> Response:
        """Say what a merge would move and what clashes; `?stays=higher` for the other way."""
        pair = self.get_object()
        both = [pair.lower, pair.higher]
        if request.query_params.get("stays") == "higher":
            both.reverse()
        found = services.preview_merge(*both, actor=self.actor)
        counts = [{"kind": label, "count": count} for label, count in found.counts]
        clashes = [
            {"key": clash.key, "kind": clash.label, "theirs": clash.theirs, "ours": clash.ours}
            for clash in found.clashes
        ]
        return Response({"counts": counts, "clashes": clashes})

    @extend_schema(request=Merging, responses={200: MergeSerializer})
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, **_ids: str) -> Response:
        pair = self.get_object()
        facts = self.valid(Merging, data=request.data)
        both = [pair.lower, pair.higher]
        if facts.pop("stays") == "higher":
            both.reverse()
        done = services.merge_persons(*both, **facts, actor=self.actor)
        seen = Merge.objects.where_may(self.actor, Can.DECIDE_DUPLICATES)
        row = seen.values_list(*MERGE_ROWS.values()).get(pk=done.pk)
        return Response(dict(zip(MERGE_ROWS, row, strict=True)))

    @extend_schema(request=None, responses=DuplicateSerializer)
    @action(detail=True, methods=["post"])
    def different(self, _request: Request, **_ids: str) -> Response:
        pair = services.tell_apart(self.get_object(), actor=self.actor)
        return self.answer(pair.pk)

    @extend_schema(request=None, responses=DuplicateSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, _request: Request, **_ids: str) -> Response:
        pair = services.reopen_pair(self.get_object(), actor=self.actor)
        return self.answer(pair.pk)


class MergeViewSet(ListRows[Merge], RetrieveRow[Merge]):
    model = Merge
    seen_with = Can.DECIDE_DUPLICATES
    serializer_class = MergeSerializer
    filterset_class = MergeFilter
    rows: ClassVar[dict[str, Any]] = MERGE_ROWS

    @extend_schema(request=None, responses=MergeSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, _request: Request, **_ids: str) -> Response:
        merge = services.undo_merge(self.get_object(), actor=self.actor)
        return self.answer(merge.pk)

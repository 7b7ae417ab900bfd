"""Those who may be one person, and those that were made one, for programs."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can
from accounts.viewsets import BadParameter, ListRows, RetrieveRow
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
    """Pairs of persons who may be one, the likeliest first, for whoever may decide them."""

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

    @extend_schema(
        parameters=[OpenApiParameter("stays", enum=["lower", "higher"], default="lower")],
        responses=PreviewSerializer,
    )
    @action(detail=True, methods=["get"])
    def preview(self, request: Request, **_ids: str) -> Response:
        """Say what a merge would move and what clashes; `?stays=higher` for the other way."""
        pair = self.get_object()
        both = [pair.lower, pair.higher]
        stays = request.query_params.get("stays", "lower")
        if stays not in {"lower", "higher"}:
            raise BadParameter(_("stays harus lower atau higher."))
        if stays == "higher":
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
        """Make the pair one person: all that refers to who goes refers to who stays."""
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
        """Say that the two are two: they are not proposed again."""
        pair = services.tell_apart(self.get_object(), actor=self.actor)
        return self.answer(pair.pk)

    @extend_schema(request=None, responses=DuplicateSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, _request: Request, **_ids: str) -> Response:
        """Take back that the two are two: the pair waits for a decision again."""
        pair = services.reopen_pair(self.get_object(), actor=self.actor)
        return self.answer(pair.pk)


class MergeViewSet(ListRows[Merge], RetrieveRow[Merge]):
    """Persons that were made one: who stays, who went, and whether it was undone."""

    model = Merge
    seen_with = Can.DECIDE_DUPLICATES
    serializer_class = MergeSerializer
    filterset_class = MergeFilter
    rows: ClassVar[dict[str, Any]] = MERGE_ROWS

    @extend_schema(request=None, responses=MergeSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, _request: Request, **_ids: str) -> Response:
        """Let the two be two again; `remarks` says what could not go back."""
        merge = services.undo_merge(self.get_object(), actor=self.actor)
        return self.answer(merge.pk)

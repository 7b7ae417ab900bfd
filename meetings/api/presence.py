"""Presence for programs: the code on the wall, the photos of a meeting and of its signed sheet."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can, may
from accounts.viewsets import ScopedViewSet
from common.downloads import private_file
from common.serializers import StrictSerializer
from meetings import services
from meetings.api.minutes import People
from meetings.links import check_in_url
from meetings.models import CheckInCode, Meeting, MeetingPhoto

PHOTO = r"photos/(?P<photo>[0-9a-fA-F-]{32,36})"
_PHOTO = OpenApiParameter("photo", OpenApiTypes.UUID, OpenApiParameter.PATH)


class CheckInSerializer(serializers.Serializer[Any]):
    """`address` is what the QR code on the wall holds."""

    address = serializers.URLField()
    opened_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()


class MeetingPhotoSerializer(serializers.ModelSerializer[MeetingPhoto]):
    class Meta:
        model = MeetingPhoto
        fields = ["id", "kind", "caption", "sha256", "added_at"]
        read_only_fields = fields


class MeetingPhotos(serializers.Serializer[Any]):
    results = MeetingPhotoSerializer(many=True)


class PhotoInput(StrictSerializer):
    id = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(MeetingPhoto.Kind.choices)
    caption = serializers.CharField(max_length=150, allow_blank=True, required=False)
    photos = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), min_length=1, max_length=4
    )


class CaptionInput(StrictSerializer):
    caption = serializers.CharField(max_length=150, allow_blank=True)


class SheetMarks(StrictSerializer):
    """Who signed, and who of the list did not."""

    present_ids = People()
    absent_ids = People(required=False)


class PresenceActions(ScopedViewSet[Meeting]):
    """What the view set of meetings adds for those who are there."""

    @extend_schema(responses=CheckInSerializer)
    @action(detail=True, methods=["get"], url_path="check-in")
    def check_in(self, _request: Request, **_ids: str) -> Response:
        """Return the code that is open now; 404 without one."""
        meeting = self.object_for(Can.LOG_MEETINGS)
        code = services.open_code_of(meeting, timezone.now())
        if code is None:
            raise Http404
        return Response(_said(code))

    @extend_schema(request=None, responses={201: CheckInSerializer})
    @check_in.mapping.post
    def open_check_in(self, _request: Request, **_ids: str) -> Response:
        """Open a code for four hours at most; the one before it is closed."""
        meeting = self.object_for(Can.LOG_MEETINGS)
        return Response(_said(services.open_check_in(meeting, actor=self.actor)), status=201)

    @extend_schema(responses={204: None})
    @check_in.mapping.delete
    def close_check_in(self, _request: Request, **_ids: str) -> Response:
        """Close what is open now."""
        services.close_check_in(self.object_for(Can.LOG_MEETINGS), actor=self.actor)
        return Response(status=204)

    @extend_schema(operation_id="meetings_photos_list", responses=MeetingPhotos)
    @action(detail=True, methods=["get"], parser_classes=[MultiPartParser])
    def photos(self, _request: Request, **_ids: str) -> Response:
        """List the photos; those of the signed sheet only for who may read scans."""
        return Response({"results": self._photos(self.get_object())})

    @extend_schema(request={"multipart/form-data": PhotoInput}, responses={201: MeetingPhotos})
    @photos.mapping.post
    def add_photos(self, request: Request, **_ids: str) -> Response:
        """Add photos: three of the gathering at most, four pages of the sheet."""
        meeting = self.object_for(Can.LOG_MEETINGS)
        facts = self.valid(PhotoInput, data=request.data)
        services.add_photos(meeting, **facts, actor=self.actor)
        return Response({"results": self._photos(meeting)}, status=201)

    @extend_schema(parameters=[_PHOTO], responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], url_path=PHOTO)
    def photo(self, _request: Request, photo: str, **_ids: str) -> HttpResponseBase:
        """Return the picture."""
        row = self._photo(photo)
        file = services.open_photo(row, actor=self.actor)
        return private_file(file, name=f"{row.kind}.jpg", content_type="image/jpeg")

    @extend_schema(parameters=[_PHOTO], request=CaptionInput, responses=MeetingPhotos)
    @photo.mapping.patch
    def change_caption(self, request: Request, photo: str, **_ids: str) -> Response:
        """Write what is seen on it."""
        row = self._photo(photo, Can.LOG_MEETINGS)
        caption = self.valid(CaptionInput, data=request.data)["caption"]
        services.change_caption(row, caption=caption, actor=self.actor)
        return Response({"results": self._photos(row.meeting)})

    @extend_schema(parameters=[_PHOTO], responses={204: None})
    @photo.mapping.delete
    def remove_photo(self, _request: Request, photo: str, **_ids: str) -> Response:
        """Take it away for good."""
        services.remove_photo(self._photo(photo, Can.LOG_MEETINGS), actor=self.actor)
        return Response(status=204)

    @extend_schema(request=SheetMarks, responses={204: None})
    @action(detail=True, methods=["post"], url_path="tick-from-sheet")
    def tick_from_sheet(self, request: Request, **_ids: str) -> Response:
        """Mark who signed the photographed sheet."""
        meeting = self.object_for(Can.LOG_MEETINGS)
        marks = self.valid(SheetMarks, data=request.data)
        services.tick_from_sheet(meeting, **marks, actor=self.actor)
        return Response(status=204)

    def _photo(self, key: str, can: Can | None = None) -> MeetingPhoto:
        meeting = self.object_for(can) if can else self.get_object()
        try:
            found = meeting.photos.filter(pk=UUID(key)).first()
        except ValueError:
            found = None
        if found is None:
            raise Http404
        return found

    def _photos(self, meeting: Meeting) -> list[dict[str, Any]]:
        rows = meeting.photos.order_by("added_at", "pk")
        if not may(self.actor, Can.READ_SCANS, on=meeting):
            rows = rows.exclude(kind=MeetingPhoto.Kind.SHEET)
        return list(rows.values(*MeetingPhotoSerializer.Meta.fields))


def _said(code: CheckInCode) -> dict[str, Any]:
    return {
        "address": check_in_url(code),
        "opened_at": code.opened_at,
        "closes_at": code.closes_at,
    }

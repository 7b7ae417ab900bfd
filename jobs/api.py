"""One's long work for programs: how far it is, stopping it, and the file that it made."""

from typing import Any, ClassVar

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.viewsets import ListRows, RetrieveRow
from common.downloads import private_file
from jobs import services
from jobs.filters import JobFilter
from jobs.models import Job


class JobSerializer(serializers.ModelSerializer[Job]):
    class Meta:
        model = Job
        fields = [
            "id",
            "kind",
            "title",
            "status",
            "done",
            "total",
            "link",
            "result_name",
            "result_type",
            "fault",
            "created_at",
            "started_at",
            "finished_at",
        ]
        read_only_fields = fields


class StartedJobSerializer(serializers.Serializer[Any]):
    """Long work was begun: see /jobs/ for how far it is."""

    job = serializers.IntegerField()


def begun(job: Job) -> Response:
    """Answer that work was begun, and where to see how far it is (202)."""
    headers = {"Location": f"/api/v1/jobs/{job.pk}/"}
    return Response({"job": job.pk}, status=202, headers=headers)


class JobViewSet(ListRows[Job], RetrieveRow[Job]):
    """The asker's own: `done` of `total`, then `link`, or a file at `result/`."""

    model = Job
    serializer_class = JobSerializer
    filterset_class = JobFilter
    rows: ClassVar[dict[str, Any]] = {name: name for name in JobSerializer.Meta.fields}

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, _request: Request, **_ids: str) -> Response:
        """Stop a job that waits or runs; one in its last step goes through."""
        job = self.get_object()
        services.cancel_job(job, actor=self.actor)
        return self.answer(job.pk)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def result(self, _request: Request, **_ids: str) -> HttpResponseBase:
        """Return the file that the work made; 404 until it is done."""
        job = self.get_object()
        if not job.result:
            raise Http404
        return private_file(job.result, name=job.result_name, content_type=job.result_type)

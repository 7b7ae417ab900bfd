"""Lists as files for programs: at once while they are small, else as a job."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from spreadsheets.exporting import csv, files, xlsx
from spreadsheets.exporting.lists import list_named, open_export


class ExportView(APIView):
    """A list with the filters of its page, as xlsx or csv."""

    @extend_schema(
        parameters=[
            OpenApiParameter("form", enum=list(files.Form), default=files.Form.XLSX.value),
        ],
        responses={
            (200, xlsx.CONTENT_TYPE): OpenApiTypes.BINARY,
            (200, csv.CONTENT_TYPE.partition(";")[0]): OpenApiTypes.BINARY,
            202: OpenApiResponse(
                description="More than 5,000 rows: Location is the job that makes the file."
            ),
        },
    )
    def get(self, request: Request, key: str) -> HttpResponseBase:
        """Return the rows that the asker sees. Asked for again, a large one is the same job."""
        of = list_named(key)
        if of is None:
            raise Http404
        filters = dict(request.query_params.lists())
        found = open_export(of, filters=filters, user=request.user)  # type: ignore[arg-type]
        form = files.form_asked(request.query_params)
        if files.is_small(found):
            return files.answer_with(found, form)
        job = files.start_export(found, form)
        place = reverse("v1:job-detail", args=[job.pk])
        return Response({"job": job.pk}, status=202, headers={"Location": place})

"""Private files on their way to those who may read them: downloaded, never kept between."""

from typing import TypeVar
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

Response = TypeVar("Response", bound=HttpResponseBase)


def private_file(file: File[bytes], *, name: str, content_type: str) -> HttpResponseBase:
    """Return the file as a download under a name of ours.

    A stored one goes by nginx (X-Accel-Redirect) where it stands in front and sees the folder, else
    it is streamed from whatever store it is in.
    """
    response: HttpResponseBase
    if isinstance(file, FieldFile):
        if settings.ACCEL_PREFIX and isinstance(file.storage, FileSystemStorage):
            response = HttpResponse(content_type=content_type)
            response["X-Accel-Redirect"] = f"{settings.ACCEL_PREFIX}{quote(str(file.name))}"
        else:
            response = FileResponse(file.storage.open(str(file.name)), content_type=content_type)
    else:
        response = FileResponse(file, content_type=content_type)
    return as_private_download(response, name=name)


def as_private_download(response: Response, *, name: str) -> Response:
    """Return the response as a download under this name, which nothing on its way keeps."""
    response["Content-Disposition"] = str(content_disposition_header(True, name))  # noqa: FBT003
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response

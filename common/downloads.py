"""Private files on their way to those who may read them: downloaded, never kept between."""

from django.core.files.base import File
from django.http import FileResponse


def private_file(file: File[bytes], *, name: str, content_type: str) -> FileResponse:
    """Return the file as a download under a name of ours."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response

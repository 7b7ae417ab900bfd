"""Behind nginx a file that a view lets somebody read is sent by nginx, and by nobody else."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from common.downloads import private_file
from config.middleware import AccelMiddleware


@pytest.fixture
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ACCEL_PREFIX = "/private-files/"
    return FileSystemStorage(settings.MEDIA_ROOT)


def passed(response):
    return AccelMiddleware(lambda _request: response)(RequestFactory().get("/"))


def test_a_private_file_is_handed_over_with_all_its_headers(storage):
    name = storage.save("ab/abc", ContentFile(b"%PDF-1.7"))
    response = private_file(storage.open(name), name="SK.pdf", content_type="application/pdf")
    response.set_cookie("__Host-session", "x")

    handed = passed(response)

    assert handed.headers["X-Accel-Redirect"] == "/private-files/ab/abc"
    assert handed.content == b""
    assert handed.headers["Content-Type"] == "application/pdf"
    assert handed.headers["Content-Disposition"] == 'attachment; filename="SK.pdf"'
    assert handed.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert handed.headers["Cache-Control"] == "private, no-store"
    assert "Content-Length" not in handed.headers
    assert "__Host-session" in handed.cookies
    assert response.file_to_stream.closed


@pytest.mark.parametrize("content", [BytesIO(b"made"), ContentFile(b"made", name="made.pdf")])
def test_what_is_no_file_of_the_folder_goes_its_old_way(storage, content):
    response = FileResponse(content)

    assert passed(response) is response


def test_a_file_elsewhere_on_the_machine_is_never_named_to_nginx(storage, tmp_path):
    (tmp_path / "secret_key").write_text("x")
    with (tmp_path / "secret_key").open("rb") as file:
        response = FileResponse(file)

        assert passed(response) is response


def test_pages_go_their_old_way(storage):
    response = HttpResponse("page")

    assert passed(response) is response

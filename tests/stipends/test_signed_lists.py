"""The signed list comes back to its run: who attached it, when, and exactly which file."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from accounts.access import Role
from audit.models import SensitiveLook
from common.errors import NotAllowed
from stipends.models import SignedList
from stipends.services import attach_signed_list
from tests.factories.accounts import make_user
from tests.factories.documents import make_pdf, make_photo
from tests.stipends.money import a_line, approver, officer

pytestmark = pytest.mark.django_db
PDF = make_pdf(2)


def sent(content=PDF, **facts):
    return {"scan": SimpleUploadedFile("Daftar Bu Siti.pdf", content), **facts}


def test_a_signed_list_is_attached_shown_and_given_out(client):
    draft, run = a_line(state="draft").run, a_line().run
    who = make_user(Role.DISTRICT_OFFICER, "52.07", name="Ibu Ratna")
    client.force_login(who)
    path = f"/stipends/runs/{run.pk}/signed/"

    early = client.post(f"/stipends/runs/{draft.pk}/signed/", sent())
    before = client.get(run.get_absolute_url()).content.decode()
    none = client.post(path, {})
    svg = client.post(path, sent(b"<svg>"))
    kept = client.post(path, sent(note="Kecamatan Taliwang"))
    twice = client.post(path, sent())
    page = client.get(run.get_absolute_url()).content.decode()

    codes = [one.status_code for one in (early, none, svg, kept, twice)]
    assert codes == [409, 422, 422, 302, 422]
    assert "Belum ada pindaian daftar yang ditandatangani." in before
    row = SignedList.objects.get()
    assert row.scan_original.read() == PDF
    assert row.scan_original_sha256 == hashlib.sha256(PDF).hexdigest()
    assert "Siti" not in f"{row.scan.name} {row.scan_name}"
    assert all(words in page for words in (row.scan_sha256, "Ibu Ratna", "Kecamatan Taliwang"))
    file = client.get(f"/stipends/signed/{row.pk}/")
    content = b"".join(file.streaming_content)
    assert hashlib.sha256(content).hexdigest() == row.scan_sha256
    assert SensitiveLook.objects.get().record_key == str(row.pk)
    for changes in ({"note": "x"}, {"scan_sha256": "1" * 64}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SignedList.objects.update(**changes)
    with pytest.raises(NotAllowed):
        attach_signed_list(run, files=[], actor=approver(run.lines.get()))


def test_programs_attach_and_read_it(client):
    line = a_line()
    who, path = officer(line), "/api/v1/stipend-signed-lists/"
    client.force_login(who)
    photos = [SimpleUploadedFile("a", make_photo()), SimpleUploadedFile("b", make_photo())]

    kept = client.post(path, {"run": line.run_id, "scan": photos})
    unknown = client.post(path, sent(run=line.run_id + 999))
    found = client.get(f"{path}?run={line.run_id}").json()["results"]
    assert kept.status_code == 201, kept.content
    file = client.get(f"{path}{kept.json()['id']}/scan/")

    assert (kept.status_code, unknown.status_code) == (201, 422), kept.content
    assert [(one["by"], one["scan_type"]) for one in found] == [(who.pk, "application/pdf")]
    content = b"".join(file.streaming_content)
    assert hashlib.sha256(content).hexdigest() == found[0]["scan_sha256"]

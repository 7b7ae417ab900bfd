"""Photos of a meeting: written anew, few, seen by whom they concern; the sheet beside the list."""

import uuid
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken
from meetings import services
from meetings.models import Meeting, MeetingPhoto
from tests.factories.accounts import make_user
from tests.factories.documents import make_pdf, make_photo
from tests.factories.meetings import make_body, make_held_meeting, make_meeting, make_member, mark
from tests.factories.presence import make_meeting_photo
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def body(db):
    return make_body(name="WKSBM Melati")


@pytest.fixture
def secretary(body):
    return make_user(Role.VILLAGE_SECRETARY, body.region, name="Siti Aminah")


@pytest.fixture
def meeting(body, secretary):
    return make_held_meeting(body, logged_by=secretary)


def photo(seed=0, content=None):
    return SimpleUploadedFile("IMG_2026.jpg", content or make_photo(seed=seed), "image/jpeg")


def text(response):
    return " ".join(response.content.decode().split())


def test_photos_are_written_anew_and_made_small(meeting, secretary):
    big = make_photo((1600, 1200))
    assert b"Exif" in big

    [row] = services.add_photos(
        meeting, kind="gathering", photos=[photo(content=big)], caption=" Bu  RT ", actor=secretary
    )

    kept, small = row.picture.read(), row.thumbnail.read()
    assert b"Exif" not in kept + small
    assert len(small) < len(kept) < len(big) * 2
    assert row.caption == "Bu RT"
    assert "IMG" not in row.picture.name


def test_few_photos_and_none_that_is_something_else(meeting, body, secretary):
    cancelled = make_meeting(body, status="cancelled", cancelled_because="Hujan")
    make_meeting_photo(meeting)
    make_meeting_photo(meeting)
    one = make_meeting_photo(meeting, kind="sheet")
    add = services.add_photos
    cases = [
        ({"kind": "gathering", "photos": [photo(1), photo(2)]}, "too_many_photos"),
        ({"kind": "sheet", "photos": [photo(1)] * 4}, "too_many_photos"),
        ({"kind": "sheet", "photos": [photo(content=make_pdf())]}, "photo_only"),
        ({"kind": "sheet", "photos": [photo(content=b"GIF89a....")]}, "unknown_type"),
        ({"kind": "sheet", "photos": [photo(3)], "id": one.pk}, "id_taken"),
    ]

    for facts, expected in cases:
        with pytest.raises((ValidationError, RuleBroken)) as refused:
            add(meeting, **facts, actor=secretary)
        error = refused.value
        code = error.code if isinstance(error, RuleBroken) else error.error_dict["photos"][0].code
        assert code == expected, facts
    with pytest.raises(RuleBroken):
        add(cancelled, kind="sheet", photos=[photo(1)], actor=secretary)
    same = make_photo(seed=1)
    add(meeting, kind="sheet", photos=[photo(content=same), photo(2)], actor=secretary)
    with pytest.raises(ValidationError, match="Foto ini sudah ada"):
        add(meeting, kind="sheet", photos=[photo(content=same)], actor=secretary)
    assert meeting.photos.count() == 5


def test_a_photo_that_is_taken_away_is_gone(meeting, secretary, django_capture_on_commit_callbacks):
    [row] = services.add_photos(meeting, kind="gathering", photos=[photo()], actor=secretary)
    storage, names = row.picture.storage, (row.picture.name, row.thumbnail.name)

    with django_capture_on_commit_callbacks(execute=True):
        services.remove_photo(row, actor=secretary)

    assert not MeetingPhoto.objects.exists()
    assert not any(storage.exists(name) for name in names)
    kept = make_meeting_photo(meeting)
    services.approve_minutes(meeting, on_paper="Ibu Ketua", actor=secretary)
    kept.refresh_from_db()
    with pytest.raises(RuleBroken) as refused:
        services.remove_photo(kept, actor=secretary)
    assert refused.value.code == "minutes_approved"


def test_the_signed_sheet_is_for_who_may_read_scans(client, meeting, secretary):
    gathering = make_meeting_photo(meeting)
    sheet = make_meeting_photo(meeting, kind="sheet")
    region = meeting.region_id[:5]
    url = f"/meetings/{meeting.pk}/photos/"
    expected = {
        Role.VILLAGE_SECRETARY: (200, 200),
        Role.AUDITOR: (200, 200),
        Role.PKK_LEADER: (200, 403),
    }

    found = {}
    for role in expected:
        client.force_login(make_user(role, meeting.region if "village" in role else region))
        answers = [client.get(f"{url}{one.pk}/small/") for one in (gathering, sheet)]
        found[role] = tuple(answer.status_code for answer in answers)
        page = text(client.get(meeting.get_absolute_url()))
        assert (str(sheet.pk) in page) == (found[role][1] == 200), role
        assert str(gathering.pk) in page
        listed = client.get(f"/api/v1/meetings/{meeting.pk}/photos/").json()["results"]
        assert {row["kind"] for row in listed} == (
            {"gathering", "sheet"} if found[role][1] == 200 else {"gathering"}
        ), role

    assert found == expected
    with pytest.raises(NotAllowed):
        services.open_photo(sheet, actor=make_user(Role.PKK_LEADER, region))
    other = make_meeting(make_body(meeting.region))
    assert client.get(f"/meetings/{other.pk}/photos/{gathering.pk}/").status_code == 404


def test_photos_on_the_page(client, meeting, secretary):
    client.force_login(secretary)
    url = f"/meetings/{meeting.pk}/photos/"

    none = client.post(url, {"kind": "gathering"})
    sent = client.post(url, {"kind": "gathering", "photos": [photo(1), photo(2)]})
    [one, two] = meeting.photos.all()
    client.post(f"{url}{one.pk}/caption/", {"caption": "Pembukaan"})
    client.post(f"{url}{two.pk}/remove/")
    sheet = client.post(url, {"kind": "sheet", "photos": [photo(3)]})

    assert (none.status_code, sent.status_code, sent.url) == (422, 302, url)
    assert sheet.url == f"/meetings/{meeting.pk}/tick-from-sheet/"
    kept = meeting.photos.order_by("kind").values_list("kind", "caption")
    assert list(kept) == [("gathering", "Pembukaan"), ("sheet", "")]
    served = client.get(f"{url}{one.pk}/")
    assert (served["Content-Type"], served["Cache-Control"]) == ("image/jpeg", "private, no-store")


def test_ticking_beside_the_sheet(client, meeting, body, secretary):
    signed, ticked, away = (make_member(body, name) for name in ("Ani", "Budi", "Cici"))
    mark(meeting, ticked)
    meeting.attendances.update(late=True)
    client.force_login(secretary)
    url = f"/meetings/{meeting.pk}/tick-from-sheet/"

    bare = client.get(url)
    row = make_meeting_photo(meeting, kind="sheet")
    page = client.get(url)
    shown = page.context["form"]["shown"].initial
    sent = client.post(url, {"shown": shown, "present": [signed.pk, ticked.pk]})

    assert "Belum ada foto daftar hadir" in text(bare)
    assert f"/photos/{row.pk}/" in text(page)
    assert (sent.status_code, sent.url) == (302, meeting.get_absolute_url())
    found = {one.person: (one.present, one.late, one.how) for one in meeting.attendances.all()}
    assert found == {
        signed: (True, False, "from_sheet"),
        ticked: (True, True, "ticked"),
        away: (False, False, "ticked"),
    }


def test_the_sheet_writes_over_nothing_that_came_meanwhile(client, meeting, body, secretary):
    late, door, gone = (make_member(body, name) for name in ("Ani", "Budi", "Cici"))
    mark(meeting, late, gone)
    meeting.attendances.filter(person=late).update(late=True, how="checked_in")
    client.force_login(secretary)
    url = f"/meetings/{meeting.pk}/tick-from-sheet/"

    shown = client.get(url).context["form"]["shown"].initial
    mark(meeting, door)
    client.post(url, {"shown": shown, "present": [late.pk]})
    services.tick_from_sheet(meeting, present_ids=[late.pk], actor=secretary)

    found = {one.person: (one.present, one.late, one.how) for one in meeting.attendances.all()}
    assert found == {
        late: (True, True, "checked_in"),
        door: (True, False, "ticked"),
        gone: (False, False, "ticked"),
    }


def test_by_api(client, meeting, body, secretary):
    person = make_member(body, "Ani")
    client.force_login(secretary)
    url = f"/api/v1/meetings/{meeting.pk}/photos/"
    key = str(uuid.UUID(int=9))

    made = client.post(url, {"id": key, "kind": "sheet", "photos": photo(), "caption": "Lembar 1"})
    again = client.post(url, {"id": key, "kind": "sheet", "photos": photo(1)})
    changed = client.patch(
        f"{url}{key}/", {"caption": "Halaman 1"}, content_type="application/json"
    )
    got = client.get(f"{url}{key}/")
    ticked = client.post(
        f"/api/v1/meetings/{meeting.pk}/tick-from-sheet/",
        {"present_ids": [person.pk]},
        content_type="application/json",
    )
    gone = client.delete(f"{url}{key}/")

    answers = (made, again, changed, got, ticked, gone, client.get(f"{url}{key}/"))
    assert [answer.status_code for answer in answers] == [201, 409, 200, 200, 204, 204, 404]
    assert [row["id"] for row in made.json()["results"]] == [key]
    assert changed.json()["results"][0]["caption"] == "Halaman 1"
    assert meeting.attendances.get().how == "from_sheet"
    assert client.get(url).json() == {"results": []}


@pytest.mark.django_db(transaction=True)
def test_two_phones_together_add_no_more_than_may_be(meeting, secretary):
    make_meeting_photo(meeting)
    make_meeting_photo(meeting)

    faults = at_once(
        *[
            partial(
                services.add_photos,
                Meeting.objects.get(pk=meeting.pk),
                kind="gathering",
                photos=[photo(seed)],
                actor=secretary,
            )
            for seed in (1, 2)
        ]
    )

    assert [fault.error_dict["photos"][0].code for fault in faults] == ["too_many_photos"]
    assert meeting.photos.count() == 3

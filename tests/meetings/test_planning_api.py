"""Hosts, kinds, invitations and calendars by API: the same services as the pages'."""

from datetime import date

import pytest

from accounts.access import Role
from meetings import services
from meetings.models import CalendarFeed, Meeting, MeetingKind
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_meeting, make_member
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.volunteers import make_organisation

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def village(db):
    services.load_kinds()
    return make_village()


@pytest.fixture
def officer(village, client):
    user = make_user(Role.DISTRICT_OFFICER, village.code[:5])
    client.force_login(user)
    return user


def send(client, url, facts=None, method="post", **headers):
    return getattr(client, method)(
        url, facts or {}, content_type="application/json", headers=headers or None
    )


def faults(response):
    return [(one["pointer"], one["code"]) for one in response.json()["errors"]]


def test_any_host_plans_what_it_may_hold(client, village, officer):
    organisation = make_organisation(region=village)
    facts = {"purpose": "Musdes", "on": "2026-12-05", "at": "09:00", "place": "Balai Desa"}
    url = "/api/v1/meetings/"

    musdes = send(
        client,
        url,
        facts
        | {"region": village.code, "kind": "musdes", "agenda_titles": ["Pembukaan", "Penutup"]}
        | {"until": "12:00", "note": "Bawa undangan"},
    )
    unfit = send(client, url, facts | {"organisation": organisation.pk, "kind": "musdes"})
    nobody = send(client, url, facts)
    both = send(client, url, facts | {"organisation": organisation.pk, "region": village.code})
    routine = send(client, url, facts | {"organisation": organisation.pk})
    changed = send(client, musdes.headers["Location"], {"agenda_titles": ["Penutup"]}, "patch")
    series = send(
        client,
        "/api/v1/series/",
        {"organisation": organisation.pk, "kind": "rapat_pengurus", "rrule": "FREQ=WEEKLY"}
        | {"purpose": "Rapat", "starts_on": "2026-11-23", "at": "15:00", "place": "Kantor"},
    )
    listed = client.get(url, {"kind": "musdes"})

    assert musdes.status_code == 201
    assert [musdes.json()[name] for name in ("region", "wksbm", "kind", "circle", "note")] == [
        village.code,
        None,
        "musdes",
        "nobody",
        "Bawa undangan",
    ]
    assert faults(unfit) == [("/kind", "kind_not_theirs")]
    assert (faults(nobody), faults(both)) == ([("/wksbm", "host_needed")],) * 2
    assert (routine.status_code, routine.json()["kind"]) == (201, "pertemuan_rutin")
    assert changed.status_code == 200
    kept = Meeting.objects.get(pk=musdes.json()["id"]).agenda
    assert [item["title"] for item in kept] == ["Penutup"]
    assert (series.status_code, series.json()["organisation"]) == (201, organisation.pk)
    assert [row["id"] for row in listed.json()["results"]] == [musdes.json()["id"]]


def test_the_invitation_list(client, village, officer):
    body = make_body(village)
    member = make_member(body, "Ani Lestari", phone="+6281200000001")
    meeting = make_meeting(body, on=date(2026, 11, 28))
    budi = make_person("Budi", at=village)
    stranger = make_person("Jauh", at=make_village("52.08.01.2001"))
    url = f"/api/v1/meetings/{meeting.pk}/"

    group = send(client, f"{url}invite-group/", {"group": "boards"})
    person = send(client, f"{url}invite-person/", {"person": budi.pk})
    foreign = send(client, f"{url}invite-person/", {"person": stranger.pk})
    guest = send(client, f"{url}invite-guest/", {"name": "Camat", "phone": "081299990000"})
    key = guest.json()["results"][-1]["guest"]
    send(
        client,
        f"{url}note-answer/",
        {"guest": key, "answer": "deputy", "deputy_name": "Sekcam"},
    )
    unnamed = send(client, f"{url}note-answer/", {"guest": key, "answer": "deputy"})
    out = send(client, f"{url}leave-out/", {"person": budi.pk})
    absent = send(client, f"{url}leave-out/", {"person": budi.pk})
    circle = send(client, f"{url}choose-circle/", {"circle": "board"})
    withdrawn = send(client, f"{url}withdraw-group/", {"id": group.json()["groups"][0]["id"]})
    links = client.get(f"{url}answer-links/").json()

    assert [answer.status_code for answer in (group, person, guest, out, circle, withdrawn)] == [
        *(201, 201, 201, 200, 200, 200)
    ]
    assert (foreign.status_code, absent.status_code) == (422, 404)
    assert faults(unnamed) == [("/deputy_name", "deputy_missing")]
    assert [row["name"] for row in out.json()["results"]] == ["Ani Lestari", "Camat"]
    assert withdrawn.json()["groups"] == []
    [one] = withdrawn.json()["results"]
    assert (one["name"], one["deputy_name"], one["phone"]) == ("Camat", "Sekcam", "+6281299990000")
    assert [link["guest"] for link in links["results"]] == [key]
    assert client.get(links["results"][0]["url"].removeprefix("http://localhost:8000")).status_code
    client.force_login(make_user(Role.PKK_LEADER, village.code[:5]))
    seen = client.get(f"{url}invited/").json()["results"]
    assert [(row["name"], row["deputy_name"], row["phone"]) for row in seen] == [("Camat", "", "")]
    assert client.get(f"{url}answer-links/").status_code == 403
    assert member.name not in str(seen)


def test_a_district_adds_changes_and_ends_a_kind(client, village, officer):
    facts = {"region": "52.07", "name": "Arisan", "effective_from": "2026-01-01"}
    held = {"held_by_bodies": True, "held_by_organisations": False, "held_by_regions": False}

    added = send(client, "/api/v1/meeting-kinds/", facts | held | {"agenda": ["Doa"]})
    url = added.headers["Location"]
    changed = send(client, url, {"agenda": ["Doa", "Arisan"]}, "patch", **{"If-Match": '"1"'})
    stale = send(client, url, {"agenda": []}, "patch", **{"If-Match": '"1"'})
    ended = send(client, f"{url}end/", {"on": "2026-12-31"})
    nations = send(client, "/api/v1/meeting-kinds/musdes/", {"note": "x"}, "patch")
    unfit = send(
        client, "/api/v1/meeting-kinds/", facts | {"name": "Lain", "quorum_part": 2} | held
    )
    listed = client.get("/api/v1/meeting-kinds/", {"on": "2027-01-01"}).json()["results"]

    codes = [answer.status_code for answer in (added, changed, stale, ended, nations)]
    assert codes == [201, 200, 412, 200, 403]
    assert unfit.status_code == 422
    assert ended.json()["valid_until"] == "2026-12-31"
    assert changed.json()["agenda"] == ["Doa", "Arisan"]
    assert "arisan-5207" not in [row["code"] for row in listed]
    assert len(listed) == MeetingKind.objects.count() - 1


def test_calendars_are_opened_for_oneself_and_revoked(client, village, officer):
    body = make_body(village)
    other = services.open_feed(make_user(Role.VILLAGE_COORDINATOR, village), kind="mine")[0]

    opened = send(client, "/api/v1/feeds/", {"kind": "body", "wksbm": body.pk})
    unfit = send(client, "/api/v1/feeds/", {"kind": "body"})
    address = opened.json()["url"].removeprefix("http://localhost:8000")
    read = client.get(address).status_code
    listed = client.get("/api/v1/feeds/").json()["results"]
    foreign = send(client, f"/api/v1/feeds/{other.pk}/revoke/")
    revoked = send(client, f"/api/v1/feeds/{opened.json()['id']}/revoke/")
    again = send(client, f"/api/v1/feeds/{opened.json()['id']}/revoke/")

    assert (opened.status_code, opened["Cache-Control"], read) == (201, "no-store", 200)
    assert [set(row) & {"url", "key"} for row in listed] == [set()]
    assert (unfit.status_code, foreign.status_code) == (422, 404)
    assert (revoked.status_code, again.status_code) == (200, 409)
    assert client.get(address).status_code == 404
    assert client.get(f"/api/v1/feeds/{other.pk}/").status_code == 404
    assert CalendarFeed.objects.live().get() == other

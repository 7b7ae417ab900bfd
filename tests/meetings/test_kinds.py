"""Kinds of meetings: the nation's, a district's own, and which host may hold which."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken
from meetings import services
from meetings.models import Meeting, MeetingKind, Series
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_held_meeting, make_kind, make_meeting
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import make_organisation, make_qualification_kind

pytestmark = pytest.mark.usefixtures("noon")

OWN = {
    "name": "Arisan kelompok",
    "held_by_bodies": True,
    "held_by_organisations": False,
    "held_by_regions": False,
    "circle": "all",
}


@pytest.fixture
def village(db):
    services.load_kinds()
    return make_village()


@pytest.fixture
def officer(village, client):
    user = make_user(Role.DISTRICT_OFFICER, village.code[:5])
    client.force_login(user)
    return user


def codes(host):
    return [kind.pk for kind in services.kinds_of(host, on=date(2026, 11, 21))]


def test_each_host_is_offered_what_it_may_hold(village):
    kelurahan = make_village("52.07.01.1001")
    kecamatan, regency = village.parent, village.parent.parent
    common = ["monev", "pembinaan", "sosialisasi", "studi_tiru"]

    assert codes(make_body(village))[0] == "pertemuan_rutin"
    assert sorted(codes(make_body(village))) == sorted(
        [*common, "pertemuan_rutin", "rapat_pengurus"]
    )
    assert sorted(codes(make_organisation(region=village))) == sorted(
        [*common, "pertemuan_rutin", "rapat_pengurus"]
    )
    assert sorted(codes(village)) == sorted([*common, "musdes", "musdus"])
    assert sorted(codes(kelurahan)) == sorted([*common, "muskel", "musdus"])
    assert sorted(codes(kecamatan)) == sorted([*common, "rakor_kecamatan"])
    assert sorted(codes(regency)) == sorted([*common, "rakor_kabupaten"])


def test_a_district_keeps_its_own_kind(village, officer):
    regency = make_region("52.07")
    body = make_body(village)
    kind = services.add_kind(
        regency, since=date(2026, 1, 1), **OWN, agenda=[" Doa ", "Arisan", "Doa"], actor=officer
    )
    elsewhere = make_body(make_village("52.08.01.2001"))

    assert (kind.pk, kind.agenda) == ("arisan-kelompok-5207", ["Doa", "Arisan"])
    assert kind.pk in codes(body)
    assert kind.pk not in codes(elsewhere)
    with pytest.raises(ValidationError, match="sudah ada"):
        services.add_kind(regency, since=date(2026, 1, 1), **OWN, actor=officer)
    with pytest.raises(ValidationError, match="tidak diadakan"):
        services.kind_for(elsewhere, kind, on=date(2026, 11, 21))
    services.change_kind(kind, changes={"quorum_part": 1, "quorum_of": 2}, actor=officer)
    make_held_meeting(body, kind=kind, logged_by=officer)
    with pytest.raises(RuleBroken) as in_use:
        services.change_kind(kind, changes={"quorum_part": 2, "quorum_of": 3}, actor=officer)
    services.change_kind(kind, changes={"note": "Bergilir"}, actor=officer)
    services.end_kind(kind, on=date(2026, 11, 30), actor=officer)
    with pytest.raises(ValidationError, match="tidak dipakai"):
        services.kind_for(body, kind, on=date(2026, 12, 1))
    with pytest.raises(NotAllowed):
        services.change_kind(make_kind(), changes={"note": "x"}, actor=officer)
    assert in_use.value.code == "in_use"


def test_names_that_begin_alike_are_two_kinds(village, officer):
    regency = make_region("52.07")
    made = [
        services.add_kind(
            regency,
            since=date(2026, 1, 1),
            **OWN | {"name": f"Rapat koordinasi bulanan {whose}"},
            actor=officer,
        )
        for whose in ("Tagana", "PKH")
    ]

    codes = ["rapat-koordinasi-bulanan-5207", "rapat-koordinasi-bulanan-5207-2"]
    assert [kind.pk for kind in made] == codes
    with pytest.raises(ValidationError, match="sudah ada"):
        services.add_kind(
            regency,
            since=date(2026, 1, 1),
            **OWN | {"name": "rapat koordinasi bulanan pkh"},
            actor=officer,
        )


def test_kinds_on_pages(client, village, officer):
    refused = client.post("/meetings/kinds/add/", {"name": "", "region": "52.07"})
    unfit = client.post(
        "/meetings/kinds/add/",
        {"region": "52.07", "name": "Arisan", "since": "2026-01-01", "circle": "all"},
    )
    added = client.post(
        "/meetings/kinds/add/",
        {
            "region": "52.07",
            "name": "Arisan",
            "since": "2026-01-01",
            "circle": "all",
            "held_by_bodies": "on",
            "agenda": "Doa\nArisan",
            "in_kelurahan": "unknown",
        },
    )
    kind = MeetingKind.objects.get(region="52.07")
    url = f"/meetings/kinds/{kind.pk}/"
    shown = client.get(url)
    changed = client.post(
        f"{url}change/",
        {"name": "Arisan RT", "held_by_bodies": "on", "circle": "board", "version": kind.version},
    )
    ended = client.post(f"{url}end/", {"on": "2026-12-31", "version": kind.version + 1})
    kind.refresh_from_db()

    assert (refused.status_code, unfit.status_code) == (422, 422)
    assert "Pilih siapa yang mengadakannya." in unfit.content.decode()
    assert (added.status_code, added.url) == (302, url)
    assert shown.context["may_change"] is True
    assert (changed.status_code, ended.status_code) == (302, 302)
    assert (kind.name, kind.circle, kind.agenda) == ("Arisan RT", "board", [])
    assert str(kind.term.upper) == "2027-01-01"
    assert client.get("/meetings/kinds/musdes/").context["may_change"] is False
    assert client.get("/meetings/kinds/").status_code == 200


PLAN = {
    "id": "0b3f1f6e-8a1c-4f2a-9a8f-6a4f6c1d2e3f",
    "purpose": "Musdes perubahan RKP",
    "on": "2026-12-05",
    "at": "09.00",
    "place": "Balai Desa",
}


def test_a_village_plans_a_musdes_with_its_usual_agenda(client, village, officer):
    url = f"/meetings/of-region/{village.code}/plan/"

    first = client.get(url)
    chosen = client.post(url, PLAN | {"kind": "musdes", "change_kind": "1"})
    planned = client.post(
        url,
        PLAN
        | {"kind": "musdes", "until": "12.00", "agenda": ["Pembukaan", "Penutup"]}
        | {"more_agenda": "Lain-lain\n\n Pembukaan ", "note": "Bawa undangan"},
    )
    meeting = Meeting.objects.get()

    assert first.context["form"]["kind"].value() == "monev"
    assert [box.data["value"] for box in chosen.context["form"].shown_agenda][:2] == [
        "Pembukaan",
        "Pembacaan tata tertib",
    ]
    assert not chosen.context["form"].errors
    assert planned.status_code == 302
    assert (meeting.kind_id, meeting.host, meeting.circle) == ("musdes", village, "nobody")
    assert [item["title"] for item in meeting.agenda] == ["Pembukaan", "Penutup", "Lain-lain"]
    assert (meeting.until, meeting.note) == (time(12), "Bawa undangan")
    page = client.get(f"/meetings/of-region/{village.code}/")
    assert [row.pk for row in page.context["coming"]] == [meeting.pk]


def test_what_an_invitation_says_is_changed(client, village, officer):
    kind = make_kind("pembinaan")
    granted = make_qualification_kind(region=village)
    meeting = make_meeting(make_body(village), kind=kind, on=date(2026, 12, 5))
    meeting.agenda = [{"id": "a", "title": "Materi", "discussed": "", "decided": ""}]
    meeting.save()
    url = f"/meetings/{meeting.pk}/change/"
    facts = {"purpose": "Bimtek", "place": "Aula", "more_agenda": "Evaluasi"}

    shown = client.get(url)
    changed = client.post(
        url, facts | {"version": 1, "agenda": ["Materi"], "grants": str(granted.pk)}
    )
    stale = client.post(url, facts | {"version": 1})
    meeting.refresh_from_db()

    assert "Materi" in [box.data["value"] for box in shown.context["form"].shown_agenda]
    assert (changed.status_code, stale.status_code) == (302, 412)
    assert [item["title"] for item in meeting.agenda] == ["Materi", "Evaluasi"]
    assert meeting.agenda[0]["id"] == "a"
    assert (meeting.grants, meeting.revision) == (granted, 1)
    routine = make_meeting(make_body(village), on=date(2026, 12, 6))
    for unfit in ({"grants": granted}, {"visitors": "Kabupaten Bima"}):
        with pytest.raises(ValidationError) as refused:
            services.change_meeting(
                routine, purpose="x", place="x", **unfit, version=None, actor=officer
            )
        assert list(refused.value.error_dict) == list(unfit)
        routine.refresh_from_db()


def test_hosts_are_found(client, village, officer):
    make_body(village, name="WKSBM Melati")
    make_organisation(region=village, name="LKS Harapan")
    make_body(make_village("52.08.01.2001"), name="WKSBM Melati Jauh")

    everything = client.get("/meetings/hosts/").context
    found = client.get("/meetings/hosts/", {"q": "melati"}).context

    assert [row["url"] for row in everything["regions"]] == ["/meetings/of-region/52.07/"]
    assert [row["name"] for row in everything["organisations"]] == ["LKS Harapan"]
    assert [row["name"] for row in found["bodies"]] == ["WKSBM Melati"]
    assert found["organisations"] == []


def test_a_series_of_an_organisation_keeps_its_kind(client, village, officer):
    organisation = make_organisation(region=village)
    url = f"/meetings/of-organisation/{organisation.pk}/start-series/"
    facts = {
        "kind": "rapat_pengurus",
        "pattern": "weekly",
        "nth": "1",
        "day": "MO",
        "month_day": "1",
        "starts_on": "2026-11-23",
        "at": "15.00",
        "save": "1",
        "purpose": "Rapat",
        "place": "Kantor",
    }

    saved = client.post(url, facts)
    series = Series.objects.get(organisation=organisation)

    assert saved.status_code == 302
    assert series.kind_id == "rapat_pengurus"
    assert {meeting.circle for meeting in series.meetings.all()} == {"board"}
    assert client.get(f"/meetings/series/{series.pk}/").status_code == 200
    assert client.get(f"/meetings/series/{series.pk}/change/").status_code == 200
    assert client.get(f"/meetings/of-organisation/{organisation.pk}/").status_code == 200

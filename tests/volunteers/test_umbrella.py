"""The umbrella of a WKSBM: who stands under it, who does not yet, who serves; and its paper."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.access import Role
from papers.models import Paper
from papers.services import issue_paper
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import (
    make_appointment,
    make_office_holder,
    make_organisation,
    make_pillar,
)
from tests.factories.wksbm import make_seat, make_wksbm
from volunteers.models import Organisation
from volunteers.papers.directory import DIRECTORY, directory_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return make_wksbm(name="Peduli Goa")


@pytest.fixture
def coordinator(client, body):
    user = make_user(Role.VILLAGE_COORDINATOR, body.region)
    client.force_login(user)
    return user


def fill(body):
    """Enter organisations and volunteers of the village, and others that must not be shown."""
    village, district = body.region, make_region("52.07.01")
    expected = {"level": "village", "is_expected": True}
    taruna = make_pillar(
        "karang_taruna", holder="institution", short_name="Karang Taruna", **expected
    )
    psm = make_pillar("psm", psks_number=2, short_name="PSM", **expected)
    make_pillar("lumbung_desa", holder="institution", short_name="Lumbung Desa", **expected)
    tksk = make_pillar("tksk", psks_number=11, short_name="TKSK", level="district")
    under = make_organisation(region=village, pillar=taruna, name="Tunas Muda", wksbm=body)
    make_office_holder(organisation=under, person=make_person("Siti", at=village))
    make_organisation(region=village, name="Melati", registered_until=date(2030, 1, 1))
    other = make_wksbm(region=village, name="Peduli RW 3", level="rw", unit="RW 003")
    make_organisation(region=village, name="Mawar", wksbm=other)
    make_organisation(region=village, name="Bubar", dissolved_on=date(2026, 1, 1))
    make_organisation(region=make_village("52.07.01.2002"), name="Desa sebelah")
    make_appointment(person=make_person("Budi", at=village), pillar=psm, region=village)
    make_appointment(
        person=make_person("Ani", at=village), pillar=tksk, region=village, area=district
    )
    make_appointment(pillar=psm, region=village, until=date(2026, 2, 1))
    make_appointment(pillar=psm, region=make_village("52.07.01.2002"))
    make_seat(wksbm=body, holder=make_person("Nur", at=village))


def test_the_umbrella_shows_a_village_whole_and_nothing_of_the_next(client, body, coordinator):
    fill(body)

    page = client.get(reverse("volunteers:umbrella", args=[body.pk]))

    context = page.context
    names = {
        part: [line["organisation"].name for line in context[part]]
        for part in ("under", "unplaced", "elsewhere")
    }
    assert names == {"under": ["Tunas Muda"], "unplaced": ["Melati"], "elsewhere": ["Mawar"]}
    assert [line["chair"].name for line in context["under"]] == ["Siti"]
    serving = [
        (str(pillar), [a.person.name for a in rows]) for pillar, rows in context["volunteers"]
    ]
    assert serving == [("PSM", ["Budi"]), ("TKSK", ["Ani"])]
    assert [str(pillar) for pillar in context["lacking"]] == ["Lumbung Desa"]
    assert [seat.holder.name for seat in context["board"]] == ["Nur"]
    assert "untuk Kec. Jereweh" in " ".join(page.content.decode().split())
    link = reverse("volunteers:umbrella", args=[body.pk])
    assert f'href="{link}"' in client.get(body.get_absolute_url()).content.decode()


def test_an_organisation_is_placed_from_the_umbrella_and_one_stays_there(client, body, coordinator):
    one = make_organisation(region=body.region, name="Melati")
    url = reverse("volunteers:umbrella", args=[body.pk])
    assert "Tempatkan di sini" in client.get(url).content.decode()

    facts = {"wksbm": body.pk, "version": 1, "from_umbrella": "1"}
    sent = client.post(reverse("volunteers:place_under", args=[one.pk]), facts)

    assert (sent.status_code, sent.url) == (302, url)
    assert Organisation.objects.get().wksbm == body
    client.force_login(make_user(Role.AUDITOR, "52.07"))
    make_organisation(region=body.region)
    assert "Tempatkan di sini" not in client.get(url).content.decode()


def test_what_stood_under_a_dissolved_wksbm_may_be_placed_anew(client, body, coordinator):
    gone = make_wksbm(region=body.region, dissolved_on=date(2026, 1, 1))
    one = make_organisation(region=body.region, wksbm=gone)

    page = client.get(reverse("volunteers:umbrella", args=[body.pk]))
    listed = client.get("/api/v1/organisations/", {"umbrella": "none"}).json()["results"]

    assert [line["organisation"] for line in page.context["unplaced"]] == [one]
    assert [row["id"] for row in listed] == [one.pk]
    assert client.get("/api/v1/organisations/", {"umbrella": "placed"}).json()["results"] == []


def test_the_umbrella_takes_the_same_queries(client, body, coordinator, django_assert_num_queries):
    url = reverse("volunteers:umbrella", args=[body.pk])
    fill(body)
    client.get(url)
    with django_assert_num_queries(10):
        client.get(url)
    for _time in range(2):
        make_appointment(region=body.region)
        for pillar in ("lks", "kube"):
            one = make_organisation(region=body.region, pillar=make_pillar(pillar, holder="family"))
            make_office_holder(organisation=one)
    with django_assert_num_queries(10):
        client.get(url)


def test_the_paper_says_what_the_page_says(client, body, coordinator):
    fill(body)

    printed = client.post(reverse("volunteers:print_directory", args=[body.pk]))

    paper = Paper.objects.get()
    assert (printed.status_code, printed.url) == (302, paper.get_absolute_url())
    assert paper.title == "Daftar PSKS Desa Goa"
    assert paper.file.read().startswith(b"%PDF-")
    facts = directory_facts(body)
    assert [one["name"] for one in facts["under"]] == ["Tunas Muda"]
    assert [(one["name"], one["umbrella"]) for one in facts["others"]] == [
        ("Mawar", "Peduli RW 3"),
        ("Melati", ""),
    ]
    assert facts["others"][1]["registration"] == "Berlaku, 1 Januari 2030"
    assert [(one["name"], one["area"], one["honorarium"]) for one in facts["volunteers"]] == [
        ("Budi", "", "Tanpa honor"),
        ("Ani", "Kec. Jereweh", "Tanpa honor"),
    ]
    assert facts["lacking"] == "Lumbung Desa"
    assert [signer["title"] for signer in facts["signers"]] == [
        ["Mengetahui,", "Kepala Desa Goa"],
        ["Ketua Peduli Goa"],
    ]
    assert issue_paper(DIRECTORY, body, actor=coordinator) == paper
    make_organisation(region=body.region, name="Baru", wksbm=body)
    assert issue_paper(DIRECTORY, body, actor=coordinator).edition == 2


def test_an_empty_village_has_an_umbrella_and_a_paper_too(client, body, coordinator):
    assert client.get(reverse("volunteers:umbrella", args=[body.pk])).status_code == 200
    assert issue_paper(DIRECTORY, body, actor=coordinator).file.read().startswith(b"%PDF-")

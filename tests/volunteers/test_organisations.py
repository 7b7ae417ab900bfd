"""Organisations and their officers: what is kept, what is refused, on both faces alike."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Role
from common.dates import term, today
from common.errors import NotAllowed, RuleBroken, StaleVersion
from people.models import Person
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import make_office_holder, make_organisation, make_pillar
from tests.factories.wksbm import make_decree, make_office, make_wksbm
from tests.threads import at_once
from volunteers.models import OfficeHolder, Organisation, Validity
from volunteers.services import (
    change_organisation,
    dissolve_organisation,
    end_office,
    found_organisation,
    place_under,
    replace_officer,
    seat_officer,
)
from wksbm.services import NewPerson

pytestmark = pytest.mark.django_db
API = "/api/v1"
JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)


@pytest.fixture
def village():
    return make_village()


@pytest.fixture
def coordinator(client, village):
    user = make_user(Role.VILLAGE_COORDINATOR, village)
    client.force_login(user)
    return user


@pytest.fixture
def taruna():
    return make_pillar(
        "karang_taruna", holder="institution", level="village", short_name="Karang Taruna"
    )


def url(name, *args):
    return reverse(f"volunteers:{name}", args=args)


def send(client, method, path, facts, **headers):
    call = getattr(client, method)
    return call(f"{API}{path}", facts, content_type="application/json", headers=headers)


def faults(response):
    return {fault["pointer"]: fault["detail"] for fault in response.json()["errors"]}


# --- Founding, correcting, placing, dissolving ---------------------------------------------------


def test_an_organisation_is_founded_under_a_wksbm(village, coordinator, taruna):
    body = make_wksbm(region=village)

    new = found_organisation(
        village,
        pillar=taruna,
        wksbm=body,
        name="Tunas  Muda",
        phone="0812-3456-7890",
        is_legal_entity=False,
        actor=coordinator,
    )

    assert (new.name, new.phone, new.wksbm) == ("Tunas Muda", "+6281234567890", body)
    assert list(Organisation.objects.visible_to(coordinator)) == [new]


def test_a_pillar_that_does_not_fit_is_refused_on_both_faces(client, village, coordinator):
    """A volunteer, the WKSBM itself, another level's, another district's, one that ended."""
    institution = {"holder": "institution"}
    other = make_region("52.08")
    ended = term(date(2012, 1, 1), date(2020, 1, 1))
    cases = {
        make_pillar("psm"): "Pilar ini bukan jenis lembaga.",
        make_pillar("wksbm", holder="network"): "Pilar ini bukan jenis lembaga.",
        make_pillar("lk3", level="regency", **institution): (
            "LK3 dicatat pada tingkat Kabupaten/Kota."
        ),
        make_pillar("theirs", region=other, **institution): (
            "Pilar ini hanya dipakai di wilayah lain."
        ),
        make_pillar("old", **(institution | {"term": ended})): "Pilar ini tidak dipakai lagi.",
    }
    for pillar, said in cases.items():
        with pytest.raises(ValidationError) as refused:
            found_organisation(village, pillar=pillar, name="X", actor=coordinator)
        assert refused.value.message_dict == {"pillar": [said]}, pillar
        sent = {"region": village.code, "pillar": pillar.pk, "name": "X"}
        page = client.post(url("found_organisation"), sent)
        api = send(client, "post", "/organisations/", sent)
        assert (page.status_code, api.status_code) == (422, 422), pillar
        assert list(page.context["form"].errors) == ["pillar"], pillar
        assert list(faults(api)) == ["/pillar"], pillar
    assert not Organisation.objects.exists()


def test_page_and_api_refuse_alike(client, village, coordinator, taruna):
    make_organisation(region=village, pillar=taruna, name="Tunas Muda")
    number = {"legal_entity_number": "AHU-1", "is_legal_entity": False}
    cases = [
        ({"name": "Tunas Muda"}, "", "Lembaga dengan nama ini sudah ada di wilayah ini."),
        ({"name": "B"} | number, "", "Nomor badan hukum hanya untuk lembaga yang berbadan hukum."),
        (
            {"name": "B", "phone": "12"},
            "phone",
            "Nomor HP ini tidak terbaca. Tulis seperti 0812-3456-7890.",
        ),
    ]
    for facts, field, said in cases:
        sent = {"region": village.code, "pillar": taruna.pk} | facts
        form = {name: value for name, value in sent.items() if value is not False}

        page = client.post(url("found_organisation"), form)
        api = send(client, "post", "/organisations/", sent)

        assert (page.status_code, api.status_code) == (422, 422), facts
        assert dict(page.context["form"].errors) == {field or "__all__": [said]}
        assert faults(api) == {f"/{field}" if field else "": said}


def test_only_who_keeps_the_roster_there_keeps_organisations(client, village, taruna):
    organisation = make_organisation(region=village, pillar=taruna)
    office = make_office_holder(organisation=organisation)
    body = make_wksbm(region=village)
    for role, place in [
        (Role.VILLAGE_TREASURER, village),
        (Role.AUDITOR, "52.07"),
        (Role.PKK_LEADER, "52.07"),
        (Role.VILLAGE_COORDINATOR, make_village("52.07.02.2014")),
    ]:
        actor = make_user(role, place)
        for act in (
            lambda who: found_organisation(village, pillar=taruna, name="X", actor=who),
            lambda who: change_organisation(organisation, changes={"name": "X"}, actor=who),
            lambda who: place_under(organisation, wksbm=body, actor=who),
            lambda who: dissolve_organisation(organisation, on=JULY, reason="x", actor=who),
            lambda who: seat_officer(
                organisation, post="member", holder=NewPerson("X"), since=JULY, actor=who
            ),
            lambda who: replace_officer(office, successor=NewPerson("X"), since=JULY, actor=who),
            lambda who: end_office(office, on=JULY, actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(actor)


def test_what_is_corrected_keeps_its_place_and_its_version(village, coordinator, taruna):
    kube = make_pillar("kube", holder="institution", level="village")
    body = make_wksbm(region=village)
    organisation = make_organisation(region=village, pillar=taruna, wksbm=body)

    changes = {"name": " Maju  Bersama ", "pillar": kube, "wksbm": None, "region": None}
    changed = change_organisation(organisation, changes=changes, version=1, actor=coordinator)

    assert (changed.name, changed.pillar, changed.wksbm) == ("Maju Bersama", kube, body)
    with pytest.raises(StaleVersion):
        change_organisation(organisation, changes={"name": "X"}, version=1, actor=coordinator)
    psm = make_pillar("psm")
    with pytest.raises(ValidationError, match="bukan jenis lembaga"):
        change_organisation(organisation, changes={"pillar": psm}, actor=coordinator)


def test_an_umbrella_stands_in_the_same_village_or_below(village, coordinator, taruna):
    organisation = make_organisation(region=village, pillar=taruna)
    here, gone = make_wksbm(region=village), make_wksbm(region=village, dissolved_on=JULY)
    there = make_wksbm(region=make_village("52.07.01.2002"))

    for body, code in [(there, "wksbm_elsewhere"), (gone, "wksbm_dissolved")]:
        with pytest.raises(RuleBroken) as refused:
            place_under(organisation, wksbm=body, actor=coordinator)
        assert refused.value.code == code
    place_under(organisation, wksbm=here, actor=coordinator)
    assert Organisation.objects.get().wksbm == here
    place_under(organisation, wksbm=None, actor=coordinator)
    assert Organisation.objects.get().wksbm is None
    council = make_organisation(
        region=make_region("52.07.01"), pillar=make_pillar("lks", holder="institution")
    )
    tksk = make_user(Role.TKSK, "52.07.01")
    assert place_under(council, wksbm=there, actor=tksk).wksbm == there


def test_a_dissolved_organisation_ends_its_posts_and_takes_nothing_more(village, coordinator):
    organisation = make_organisation(region=village)
    office = make_office_holder(organisation=organisation, since=JANUARY)
    past = make_office_holder(
        organisation=organisation, since=date(2020, 1, 1), until=date(2022, 1, 1)
    )

    dissolve_organisation(organisation, on=JULY, reason="Tidak aktif", actor=coordinator)

    office.refresh_from_db()
    assert (office.last_day, office.version) == (date(2026, 6, 30), 2)
    assert OfficeHolder.objects.get(pk=past.pk).last_day == date(2022, 1, 1)
    member = make_person(at=village)
    for act, code in [
        (
            lambda: dissolve_organisation(organisation, on=JULY, reason="x", actor=coordinator),
            "already_dissolved",
        ),
        (
            lambda: seat_officer(
                organisation, post="chair", holder=member, since=JULY, actor=coordinator
            ),
            "organisation_dissolved",
        ),
        (
            lambda: place_under(organisation, wksbm=make_wksbm(region=village), actor=coordinator),
            "organisation_dissolved",
        ),
    ]:
        with pytest.raises(RuleBroken) as refused:
            act()
        assert refused.value.code == code
    later = make_organisation(region=village)
    make_office_holder(organisation=later, since=date(2026, 8, 1))
    with pytest.raises(RuleBroken) as refused:
        dissolve_organisation(later, on=JULY, reason="x", actor=coordinator)
    assert refused.value.code == "terms_begin_later"


def test_registration_and_accreditation_are_said_in_words(village):
    on = date(2026, 5, 1)
    for facts, registration, accreditation in [
        ({}, "none", "none"),
        ({"registration_number": "460/1", "accreditation": "a"}, "valid", "valid"),
        ({"registered_until": on - timedelta(1), "accreditation": "b"}, "lapsed", "valid"),
        ({"registered_until": on}, "lapsing", "none"),
        ({"registered_until": on + timedelta(60)}, "lapsing", "none"),
        ({"registered_until": on + timedelta(61)}, "valid", "none"),
        ({"accreditation": "c", "accredited_until": on - timedelta(1)}, "none", "lapsed"),
    ]:
        one = make_organisation(region=village, **facts)
        stated = Organisation.objects.with_validity(on).get(pk=one.pk)
        assert (stated.registration_state, stated.accreditation_state) == (
            registration,
            accreditation,
        ), facts


# --- Officers ------------------------------------------------------------------------------------


def test_officers_are_seated_replaced_and_ended(village, coordinator):
    organisation = make_organisation(region=village)
    decree = make_decree(bodies=[make_wksbm(region=village)])

    old = seat_officer(
        organisation,
        post="chair",
        section="Olahraga",
        holder=NewPerson("Siti  Aminah", phone="081234567890"),
        since=JANUARY,
        decree=decree,
        actor=coordinator,
    )
    known = make_person("Budi", at=make_village("52.07.01.2002"))
    new = replace_officer(
        old, successor=known, since=JULY, reason="Pindah", version=1, actor=coordinator
    )
    end_office(new, on=date(2026, 12, 31), reason="Selesai", actor=coordinator)

    old.refresh_from_db()
    assert (old.person.name, old.section, old.last_day, old.decree, old.ended_because) == (
        "Siti Aminah",
        "",
        date(2026, 6, 30),
        decree,
        "Pindah",
    )
    assert (new.person, new.last_day) == (known, date(2026, 12, 31))
    assert known in Person.objects.visible_to(coordinator)


def test_an_officer_that_does_not_fit_is_refused(village, coordinator):
    organisation = make_organisation(region=village)
    chair = make_office_holder(organisation=organisation, since=JULY)
    elsewhere = make_decree(issuer=make_office(region=make_region("52.07.02"), kind="camat"))
    person = make_person(at=village)
    seat = {"holder": person, "since": JULY, "actor": coordinator}
    for facts, code in [
        ({"post": "member", "decree": elsewhere}, "organisation_beyond_issuer"),
    ]:
        with pytest.raises(RuleBroken) as refused:
            seat_officer(organisation, **(seat | facts))
        assert refused.value.code == code
    for facts, said in [
        ({"post": "chair"}, "Jabatan ini sudah dipegang orang lain pada masa itu."),
        ({"post": "section"}, "Tulis nama seksinya."),
        ({"post": "member", "until": JANUARY}, "Tanggal akhir mendahului tanggal mulai."),
    ]:
        with pytest.raises(ValidationError) as refused:
            seat_officer(organisation, **(seat | facts))
        assert refused.value.messages == [said]
    with pytest.raises(RuleBroken) as refused:
        replace_officer(chair, successor=person, since=JULY, actor=coordinator)
    assert refused.value.code == "successor_too_early"
    end_office(chair, on=date(2026, 8, 1), actor=coordinator)
    with pytest.raises(RuleBroken) as refused:
        end_office(chair, on=date(2026, 8, 1), actor=coordinator)
    assert refused.value.code == "already_ended"
    assert OfficeHolder.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_done():
    """Two chairs are seated, and one organisation is placed twice: each time one of them is."""
    village = make_village()
    organisation = make_organisation(region=village)
    coordinator = make_user(Role.VILLAGE_COORDINATOR, village)
    bodies = [make_wksbm(region=village) for _number in range(2)]

    def seat(name):
        seat_officer(
            organisation, post="chair", holder=NewPerson(name), since=JANUARY, actor=coordinator
        )

    refused = at_once(*[lambda name=name: seat(name) for name in ("A", "B", "C", "D")])
    said = "Jabatan ini sudah dipegang orang lain pada masa itu."
    assert [fault.messages for fault in refused] == [[said]] * 3
    assert OfficeHolder.objects.count() == Person.objects.count() == 1

    def place(body):
        mine = Organisation.objects.get(pk=organisation.pk)
        place_under(mine, wksbm=body, version=1, actor=coordinator)

    refused = at_once(*[lambda body=body: place(body) for body in bodies])
    assert [type(fault) for fault in refused] == [StaleVersion]
    assert Organisation.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_nobody_is_seated_while_it_is_dissolved():
    """Whichever comes first: no post lasts beyond the end."""
    village = make_village()
    coordinator = make_user(Role.VILLAGE_COORDINATOR, village)
    for _time in range(5):
        organisation = make_organisation(region=village)

        def seat(mine=organisation):
            seat_officer(
                mine, post="chair", holder=NewPerson("A"), since=JANUARY, actor=coordinator
            )

        def dissolve(pk=organisation.pk):
            mine = Organisation.objects.get(pk=pk)
            dissolve_organisation(mine, on=JANUARY, reason="x", actor=coordinator)

        refused = at_once(seat, dissolve)

        codes = {fault.code for fault in refused}
        assert codes in ({"organisation_dissolved"}, {"terms_begin_later"}), codes


# --- Pages ---------------------------------------------------------------------------------------


def test_the_way_of_an_organisation_over_its_pages(client, village, coordinator, taruna):
    body = make_wksbm(region=village)
    opened = client.get(url("found_organisation"))
    assert opened.context["form"]["region"].value() == village.code
    facts = {"region": village.code, "pillar": taruna.pk, "name": "Tunas Muda", "wksbm": body.pk}
    sent = client.post(url("found_organisation"), facts)
    one = Organisation.objects.get()
    assert (sent.status_code, sent.url, one.wksbm) == (302, one.get_absolute_url(), body)

    change = {"pillar": taruna.pk, "name": "Tunas", "phone": "081234567890", "version": 1}
    assert client.post(url("change_organisation", one.pk), change).status_code == 302
    assert client.post(url("change_organisation", one.pk), change).status_code == 412
    page = client.get(url("change_organisation", one.pk))
    assert page.context["form"]["phone"].value() == "0812-3456-7890"
    for name in ("seat_officer", "place_under", "dissolve_organisation"):
        assert client.get(url(name, one.pk)).status_code == 200, name
    seat = {"post": "chair", "name": "Siti", "since": "2026-01-01"}
    client.post(url("seat_officer", one.pk), seat)
    office = OfficeHolder.objects.get()
    assert client.get(url("replace_officer", office.pk)).status_code == 200
    client.post(url("replace_officer", office.pk), {"name": "Budi", "since": "2026-07-01"})
    last = OfficeHolder.objects.latest("pk")
    assert client.get(url("end_office", last.pk)).status_code == 200
    client.post(url("end_office", last.pk), {"on": "2026-08-31", "reason": "Wafat"})
    client.post(url("place_under", one.pk), {"wksbm": "", "version": 2})
    shown = client.get(one.get_absolute_url())
    assert "Belum di bawah WKSBM" in shown.content.decode()
    assert [office.person.name for office, _term in shown.context["past"]] == ["Siti", "Budi"] or (
        [office.person.name for office, _term in shown.context["past"]] == ["Budi", "Siti"]
    )
    gone = {"on": "2026-10-01", "reason": "Tidak aktif", "version": 3}
    client.post(url("dissolve_organisation", one.pk), gone)
    assert "Tidak aktif" in client.get(one.get_absolute_url()).content.decode()


def test_the_list_is_narrowed_on_page_and_api_alike(client, village, taruna):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    lks = make_pillar("lks", holder="institution")
    body = make_wksbm(region=village)
    soon, gone = today() + timedelta(30), today() - timedelta(1)
    make_organisation(region=village, pillar=taruna, name="A", wksbm=body, registered_until=soon)
    make_organisation(
        region=make_village("52.07.02.2014"),
        pillar=lks,
        name="B",
        is_legal_entity=True,
        accreditation="a",
        accredited_until=gone,
        registered_until=gone,
    )
    make_organisation(region=village, pillar=lks, name="C", dissolved_on=gone, accreditation="b")
    make_organisation(region=make_village("52.08.01.2001"), pillar=lks, name="D")
    for query, names in [
        ({}, "ABC"),
        ({"q": "b"}, "B"),
        ({"pillar": lks.pk}, "BC"),
        ({"region": "52.07.02"}, "B"),
        ({"legal_entity": "true"}, "B"),
        ({"legal_entity": "false"}, "AC"),
        ({"registration": "lapsing"}, "A"),
        ({"registration": "lapsed"}, "B"),
        ({"registration": "none"}, "C"),
        ({"accreditation": "b"}, "C"),
        ({"accreditation": "lapsed"}, "B"),
        ({"accreditation": "none"}, "A"),
        ({"umbrella": "placed"}, "A"),
        ({"umbrella": "none"}, "BC"),
        ({"wksbm": body.pk}, "A"),
        ({"state": "at_work"}, "AB"),
        ({"state": "dissolved"}, "C"),
    ]:
        page = client.get(url("organisations"), query)
        api = client.get(f"{API}/organisations/", query).json()["results"]

        assert "".join(sorted(row[0].name for row in page.context["rows"])) == names, query
        assert "".join(sorted(row["name"] for row in api)) == names, query
    assert client.get(f"{API}/organisations/?registration=fine").status_code == 400
    chosen = page.context["filter_form"].fields["region"].widget.choices
    assert [label for _code, label in chosen] == ["Semua", "Jereweh", "Taliwang"]


def test_lists_and_pages_take_the_same_queries(client, village, django_assert_num_queries):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    body = make_wksbm(region=village)
    organisation = make_organisation(region=village, wksbm=body)

    def fill(number):
        one = make_organisation(
            region=make_village(f"52.07.01.200{number}"),
            pillar=make_pillar(f"lks{number}", holder="institution"),
        )
        make_organisation(region=village, wksbm=make_wksbm(region=village))
        make_office_holder(organisation=one)
        make_office_holder(organisation=organisation, post="member", decree=make_decree())

    fill(1)
    for path, queries in [
        (url("organisations"), 7),
        (organisation.get_absolute_url(), 6),
        (f"{API}/organisations/", 4),
        (f"{API}/office-holders/", 4),
    ]:
        client.get(path)
        with django_assert_num_queries(queries):
            client.get(path)
        fill(2)
        fill(3)
        client.get(path)
        with django_assert_num_queries(queries):
            client.get(path)


# --- API -----------------------------------------------------------------------------------------


def test_the_way_of_an_organisation_by_the_api(client, village, coordinator, taruna):
    body = make_wksbm(region=village)
    stranger = make_person("Asing", at=make_village("52.07.02.2014"))
    made = send(
        client,
        "post",
        "/organisations/",
        {"region": village.code, "pillar": taruna.pk, "name": "Tunas", "accreditation": "a"},
    )
    path = f"/organisations/{made.json()['id']}/"
    changed = send(client, "patch", path, {"stage": "growing"}, if_match=made["ETag"])
    placed = send(
        client, "post", f"{path}place-under/", {"wksbm": body.pk}, if_match=changed["ETag"]
    )
    seat = {"organisation": made.json()["id"], "post": "chair", "effective_from": "2026-01-01"}
    hidden = send(client, "post", "/office-holders/", seat | {"person": stranger.pk})
    nobody = send(client, "post", "/office-holders/", seat)
    first = send(client, "post", "/office-holders/", seat | {"person_name": "Siti"})
    again = send(client, "post", "/office-holders/", seat | {"person_name": "Budi"})
    office = f"/office-holders/{first.json()['id']}/"
    second = send(
        client,
        "post",
        f"{office}replace/",
        {"person_name": "Nur", "effective_from": "2026-07-01"},
        if_match=first["ETag"],
    )
    ended = send(
        client, "post", f"/office-holders/{second.json()['id']}/end/", {"on": "2026-08-31"}
    )
    gone = send(client, "post", f"{path}dissolve/", {"on": "2026-10-01", "reason": "Bubar"})

    assert (made.status_code, made["Location"]) == (201, f"{API}{path}")
    assert made.json()["accreditation_state"] == Validity.VALID
    assert (changed.json()["stage"], placed.json()["wksbm"]) == ("growing", body.pk)
    assert list(faults(hidden)) == list(faults(nobody)) == ["/person"]
    assert faults(again) == {"": "Jabatan ini sudah dipegang orang lain pada masa itu."}
    assert client.get(f"{API}{office}").json()["valid_until"] == "2026-06-30"
    assert (ended.json()["person_name"], ended.json()["valid_until"]) == ("Nur", "2026-08-31")
    assert (gone.json()["dissolved_on"], gone.json()["dissolved_because"]) == (
        "2026-10-01",
        "Bubar",
    )
    held = client.get(f"{API}/office-holders/", {"held_on": "2026-06-30"}).json()["results"]
    assert [row["person_name"] for row in held] == ["Siti"]

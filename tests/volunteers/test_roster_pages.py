"""The roster's pages: what they show, what narrows them, what they do and refuse, what they ask."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.access import Role
from common.dates import last_day, today
from people.models import Person
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import (
    make_appointment,
    make_organisation,
    make_pillar,
    make_tier_step,
)
from tests.factories.wksbm import make_change, make_decree, make_office, make_wksbm
from volunteers.models import Appointment, Pillar, TierStep
from volunteers.rules import semester_start
from volunteers.views import roster_parts
from wksbm.models import Decree

pytestmark = pytest.mark.django_db
NEIGHBOUR = "52.07.02.2014"
FILE = {"form": "csv"}


@pytest.fixture
def officer(client):
    user = make_user(Role.DISTRICT_OFFICER, make_region("52.07"))
    client.force_login(user)
    return user


@pytest.fixture
def coordinator(client):
    user = make_user(Role.VILLAGE_COORDINATOR, make_village())
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"volunteers:{name}", args=args)


def names_on(client, **query):
    rows = client.get(url("volunteers"), query).context["rows"]
    return sorted(line["row"].person.name for line in rows)


# --- The list ------------------------------------------------------------------------------------


def test_one_address_narrows_the_page_the_api_and_the_spreadsheet_alike(client, officer):
    on = today()
    village, neighbour = make_village(), make_village(NEIGHBOUR)
    office = make_office()
    psm, tagana = make_pillar("psm"), make_pillar("tagana", level="regency")
    good = make_decree(issuer=office, number="188.4/7/2026")
    soon = make_decree(issuer=office, valid_until=on + timedelta(days=20))
    revoked = make_decree(issuer=office, valid_until=on + timedelta(days=20))
    make_change(make_decree(issuer=office), revoked, kind="revokes", effective_on=on)

    def add(name, region=village, **facts):
        person = make_person(name, at=region)
        make_appointment(person=person, region=region, **({"pillar": psm} | facts))

    add("Aminah", decree=good, honorarium="paid", confirmed_on=on, answer="active")
    add("Budi", decree=soon, pillar=tagana, area=make_region("52.07"), number="2016 3600")
    add("Citra", neighbour, decree=revoked, honorarium="paid", stipend_waived=True)
    add("Dewi", confirmed_on=on, answer="moved")
    add("Eka", until=on - timedelta(days=1), decree=good)
    add("Jauh", make_village("52.08.01.2001"))
    serving = ["Aminah", "Budi", "Citra", "Dewi"]
    cases = [
        ({}, serving),
        ({"state": ""}, [*serving, "Eka"]),
        ({"state": "active"}, ["Aminah"]),
        ({"state": "lapsing"}, ["Budi"]),
        ({"state": "lapsed"}, ["Citra"]),
        ({"state": "awaited"}, ["Dewi"]),
        ({"state": "ended"}, ["Eka"]),
        ({"state": "unconfirmed"}, ["Budi", "Citra"]),
        ({"state": "gone"}, ["Dewi"]),
        ({"honorarium": "paid"}, ["Aminah"]),
        ({"honorarium": "unpaid"}, ["Budi", "Dewi"]),
        ({"honorarium": "waived"}, ["Citra"]),
        ({"pillar": tagana.pk}, ["Budi"]),
        ({"region": "52.07.02"}, ["Citra"]),
        ({"lapsing_within": 30}, ["Budi"]),
        ({"lapsing_within": 10}, []),
        ({"q": "aminah"}, ["Aminah"]),
        ({"q": "188.4/7"}, ["Aminah"]),
        ({"q": "2016 36"}, ["Budi"]),
        ({"q": "jauh"}, []),
        ({"pillar": psm.pk, "honorarium": "paid", "region": "52.07.01"}, ["Aminah"]),
    ]

    for query, names in cases:
        asked = {"state": "serving", **query}
        answer = client.get(reverse("v1:volunteer-list"), asked).json()
        file = client.get(reverse("spreadsheets:export", args=["volunteers"]), asked | FILE)
        content = b"".join(file.streaming_content).decode()

        assert names_on(client, **query) == names, query
        assert sorted(row["person_name"] for row in answer["results"]) == names, query
        assert [name for name in [*serving, "Eka", "Jauh"] if name in content] == names, query


def test_a_row_says_what_the_office_asks_for(client, officer):
    tagana = make_pillar("tagana", short_name="Tagana", level="regency", has_tiers=True)
    row = make_appointment(
        person=make_person("Siti Rahma", at=make_village(), phone="+6281234567890"),
        pillar=tagana,
        decree=make_decree(number="188/9", valid_until=date(2090, 12, 31)),
        until=date(2090, 6, 30),
    )
    make_tier_step(row, tier="madya")

    page = client.get(url("volunteers"))

    line = page.context["rows"][0]
    assert (line["tier"], line["place"].full_name, line["decree"]) == ("Madya", "Desa Goa", "188/9")
    assert (line["until"], line["phone"]) == (date(2090, 6, 30), "0812-3456-7890")
    assert (line["state"].text, line["pay"].text) == ("Aktif", "Tanpa honor")
    assert (line["confirmed"], line["is_confirmed"]) == ("belum pernah", False)
    assert "?state=serving&amp;&amp;form=xlsx" in page.content.decode()


def test_a_nik_is_not_looked_for_in_an_address(client, officer):
    answer = client.get(url("volunteers"), {"q": "5207 0141 0190 0001"})

    assert (answer.status_code, answer.url) == (302, reverse("people:find"))


def test_pages_follow_each_other_without_a_gap(client, officer, monkeypatch):
    monkeypatch.setattr(roster_parts, "PAGE", 2)
    rows = [make_appointment() for _ in range(5)]

    seen, address = [], url("volunteers")
    while address:
        context = client.get(address).context
        seen += [line["row"].pk for line in context["rows"]]
        address = context["next_url"] and url("volunteers") + context["next_url"]

    assert seen == [row.pk for row in reversed(rows)]


def test_a_volunteer_without_a_role_sees_only_ones_own(client):
    person = make_person("Saya", at=make_village())
    person.user = make_user(Role.PKK_LEADER, make_region("11"))
    person.save()
    mine = make_appointment(person=person)
    make_appointment()
    client.force_login(person.user)

    assert names_on(client) == ["Saya"]
    assert client.get(mine.get_absolute_url()).status_code == 200


# --- One appointment -----------------------------------------------------------------------------


def test_the_card_tells_all_and_offers_what_one_may(client, officer):
    tagana = make_pillar("tagana", number_name="NIA", has_tiers=True, level="regency")
    facts = {"pillar": tagana, "area": make_region("52.07")}
    old = make_appointment(until=date(2025, 12, 31), since=date(2025, 1, 1), **facts)
    row = make_appointment(
        person=old.person,
        decree=make_decree(number="188/9", valid_until=date(2026, 1, 31)),
        number="20163600556",
        confirmed_on=date(2026, 2, 1),
        confirmed_by=officer,
        answer="moved",
        **facts,
    )
    make_tier_step(row, tier="madya", evidence="Sertifikat 7")

    page = client.get(row.get_absolute_url())

    context, text = page.context, page.content.decode()
    assert context["state"].text == "SK habis"
    assert context["confirmed"] == "1 Februari 2026: Pindah"
    assert [one for one, _term in context["others"]] == [old]
    for words in ("NIA", "20163600556", "Tanpa honor", "188/9", "Sertifikat 7", "Perpanjang SK"):
        assert words in text, words
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, make_village()))
    text = client.get(row.get_absolute_url()).content.decode()
    assert [words in text for words in ("Perpanjang SK", "Konfirmasi semester")] == [False, True]
    assert client.post(url("end_appointment", row.pk)).status_code == 403


def test_a_village_appoints_and_renews_and_ends(client, coordinator):
    psm = make_pillar("psm", level="village")
    decree = make_decree(issuer=make_office())
    sent = {"pillar": psm.pk, "name": "Nurhayati", "at": "52.07.01.2001", "honorarium": "unpaid"}

    assert client.get(url("appoint_volunteer")).context["form"]["at"].value() == sent["at"]
    answer = client.post(url("appoint_volunteer"), sent | {"since": "2026-01-01"})
    row = Appointment.objects.get(person__name="Nurhayati")
    assert (answer.status_code, answer.url) == (302, row.get_absolute_url())

    changes = {"number": "12", "honorarium": "paid", "region": row.region_id, "decree": decree.pk}
    page = client.get(url("change_appointment", row.pk))
    version = page.context["form"]["version"].value()
    address = url("change_appointment", row.pk)
    assert client.post(address, changes | {"version": version}).status_code == 302
    assert client.post(address, changes | {"version": version}).status_code == 412
    row.refresh_from_db()
    assert (row.number, row.honorarium, row.decree) == ("12", "paid", decree)

    renewing = {"since": "2026-07-01", "until": "2027-06-30", "decree": decree.pk}
    answer = client.post(url("renew_appointment", row.pk), renewing)
    new = Appointment.objects.exclude(pk=row.pk).get()
    assert (answer.url, new.number, new.until) == (
        new.get_absolute_url(),
        "12",
        date(2027, 6, 30),
    )
    ending = {"on": "2026-08-31", "kind": "resigned", "reason": "Merantau"}
    assert client.post(url("end_appointment", new.pk), ending).status_code == 302
    new.refresh_from_db()
    assert (new.until, new.ended_kind, new.ended_because) == (
        date(2026, 8, 31),
        "resigned",
        "Merantau",
    )


def test_an_officer_chooses_the_place_and_the_pillar_says_how_wide(client, officer):
    make_village(NEIGHBOUR)
    tagana = make_pillar("tagana", level="regency", has_tiers=True)
    known = make_person("Budi", at=make_village())

    found = client.get(url("appoint_volunteer"), {"q": "goa"}).context["places"]
    assert [region.code for region in found] == ["52.07.01.2001"]
    opened = client.get(url("appoint_volunteer"), {"at": found[0].code, "pillar": tagana.pk})
    assert opened.context["form"]["pillar"].value() == str(tagana.pk)
    sent = {"at": found[0].code, "pillar": tagana.pk, "person": known.pk, "honorarium": "paid"}
    assert client.post(url("appoint_volunteer"), sent | {"since": "2026-01-01"}).status_code == 302
    row = Appointment.objects.get()
    assert (row.person, row.area_id) == (known, "52.07")
    step = {"tier": "muda", "since": "2026-02-01", "evidence": "SK 9"}
    assert client.post(url("raise_tier", row.pk), step).status_code == 302
    made = TierStep.objects.get()
    assert made.tier == "muda"
    corrected = step | {"tier": "madya", "version": made.version}
    assert client.get(url("correct_tier", made.pk)).status_code == 200
    assert client.post(url("correct_tier", made.pk), corrected).url == row.get_absolute_url()
    assert TierStep.objects.get().tier == "madya"
    assert client.post(url("correct_tier", made.pk), corrected).status_code == 412
    again = client.post(url("appoint_volunteer"), sent | {"since": "2026-03-01"})
    assert again.status_code == 422
    assert "sudah bertugas di pilar dan wilayah itu" in again.content.decode()


def test_a_decree_that_names_no_body_is_written_down(client, officer):
    make_village()
    facts = {"kind": "appointment", "number": "188.4/12", "subject": "Tagana", "capacity": "holder"}

    offered = client.get(url("add_decree")).context["form"]["issuer"].field.choices
    sent = facts | {"issuer": offered[0][0], "enacted_on": "2026-01-02"}
    answer = client.post(url("add_decree"), sent)

    assert [name for _value, name in offered] == [
        "Bupati Sumbawa Barat",
        "Kepala Dinas Sosial Kabupaten Sumbawa Barat",
    ]
    decree = Decree.objects.get()
    assert (answer.url, decree.region_id) == (decree.get_absolute_url(), "52.07")


def test_one_decree_renews_many_or_none(client, officer):
    psm = make_pillar("psm")
    rows = [make_appointment(pillar=psm, until=date(2090, 12, 31)) for _ in range(3)]
    make_appointment(pillar=make_pillar("lain"))
    decree = make_decree(issuer=make_office(region=make_region("52.07"), kind="regent"))
    address = f"{url('renew_appointments')}?pillar={psm.pk}"
    assert {row.pk for row in client.get(address).context["rows"]} == {row.pk for row in rows}
    Person.objects.filter(pk=rows[2].person_id).update(died_on=date(2026, 2, 1))

    sent = {"since": "2091-01-01", "decree": decree.pk, "appointments": [row.pk for row in rows]}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert f"{rows[2].person.name}: Orang ini tercatat" in refused.content.decode()
    assert Appointment.objects.filter(decree=decree).count() == 0
    ticked = [row.pk for row in rows[:2]]
    assert client.post(address, sent | {"appointments": ticked}).status_code == 302
    assert Appointment.objects.filter(decree=decree).count() == 2


# --- The village's word --------------------------------------------------------------------------


def test_a_village_says_of_each_who_is_active(client, coordinator):
    village, on = make_village(), today(make_village().tz)
    psm, tagana = make_pillar("psm"), make_pillar("tagana", level="regency")
    mine = make_appointment(pillar=psm)
    gone = make_appointment(pillar=psm)
    lives = make_appointment(pillar=tagana, area=make_region("52.07"))
    make_appointment(region=make_village(NEIGHBOUR))
    address = url("confirm_village", village.code)
    assert client.get(url("confirm")).url == address
    page = client.get(address).context
    assert {line["row"] for line in page["lines"]} == {mine, gone, lives}
    assert page["missing"] == 3

    said = {f"answer_{gone.pk}": "stopped", f"answer_{lives.pk}": "died"}
    assert client.post(address, said).status_code == 302
    rows = {row.pk: row for row in Appointment.objects.all()}
    assert (rows[gone.pk].ended_kind, rows[gone.pk].until) == ("resigned", on)
    assert (rows[lives.pk].answer, rows[lives.pk].until) == ("died", None)
    assert Person.objects.get(pk=lives.person_id).died_on == on
    assert {line["row"] for line in client.get(address).context["lines"]} == {mine, lives}
    assert rows[mine.pk].confirmed_on is None

    client.post(address, {"all": "active", f"answer_{lives.pk}": "moved"})
    rows = {row.pk: row for row in Appointment.objects.all()}
    assert (rows[mine.pk].answer, rows[mine.pk].confirmed_by) == ("active", coordinator)
    assert rows[lives.pk].answer == "moved"
    assert client.get(address).context["missing"] == 0


def test_the_district_sees_which_villages_are_not_done(client, officer):
    on = today()
    make_appointment(confirmed_on=on, answer="active")
    make_appointment(confirmed_on=semester_start(on) - timedelta(days=1), answer="active")
    make_appointment(region=make_village(NEIGHBOUR), confirmed_on=on, answer="active")
    make_appointment(region=make_village("52.08.01.2001"))

    context = client.get(url("confirm")).context

    assert [(name.code, *rest) for name, *rest in context["villages"]] == [("52.07.01.2001", 1, 2)]


def test_the_home_of_a_village_asks_for_its_word(client, coordinator):
    make_wksbm()
    make_appointment()
    make_appointment()

    page = client.get(reverse("home")).content.decode()

    assert "Konfirmasi relawan semester ini: 2 belum." in page
    assert url("confirm_village", "52.07.01.2001") in page


# --- Pillars -------------------------------------------------------------------------------------


def test_a_pillar_says_who_is_where_and_where_nobody_is(client, officer):
    village, neighbour = make_village(), make_village(NEIGHBOUR)
    make_village("52.08.01.2001")
    psm = make_pillar("psm", level="village", is_expected=True)
    tksk = make_pillar("tksk", level="district", is_expected=True, is_sole=True)
    bodies = {"holder": "institution", "level": "village", "is_expected": True}
    karang_taruna = make_pillar("karang_taruna", **bodies)
    make_appointment(pillar=psm)
    make_appointment(pillar=psm)
    make_appointment(pillar=psm, region=neighbour, until=today() - timedelta(days=1))
    make_appointment(pillar=tksk, region=neighbour, area=make_region("52.07.02"))
    make_organisation(pillar=karang_taruna, region=neighbour)

    listed = client.get(url("pillars")).context["pillars"]
    pages = {row: client.get(row.get_absolute_url()).context for row in (psm, tksk, karang_taruna)}

    assert {line["row"].code: (line["number"], line["gaps"]) for line in listed} == {
        "psm": (2, 1),
        "tksk": (1, 1),
        "karang_taruna": (1, 1),
    }
    gaps = {row.code: [one.code for one in page["gaps"]] for row, page in pages.items()}
    assert gaps == {
        "psm": [neighbour.code],
        "tksk": ["52.07.01"],
        "karang_taruna": [village.code],
    }
    assert [(name.code, n) for name, n in pages[psm]["where"]] == [("52.07.01", 2)]
    assert [(name.code, n) for name, n in pages[tksk]["where"]] == [("52.07.02", 1)]


def test_a_district_adds_its_own_pillar_and_not_the_nations(client, officer):
    nation = make_pillar("psm")
    facts = {"region": "52.07", "since": "2026-01-01", "holder": "person", "level": "village"}
    facts |= {"short_name": "Kader", "name": "Kader Sosial"}

    assert client.get(url("add_pillar")).status_code == 200
    assert client.post(url("add_pillar"), facts).status_code == 302
    own = Pillar.objects.get(short_name="Kader")
    changed = facts | {"name": "Kader Sosial Desa", "level": "district"}
    assert client.post(url("change_pillar", own.pk), changed).status_code == 302
    make_appointment(pillar=own)
    assert client.post(url("change_pillar", own.pk), changed | {"level": ""}).status_code == 409
    assert client.post(url("end_pillar", own.pk), {"on": "2026-12-31"}).status_code == 302
    own.refresh_from_db()
    assert (own.name, own.level) == ("Kader Sosial Desa", "district")
    assert last_day(own.term) == date(2026, 12, 31)
    assert client.get(url("change_pillar", nation.pk)).status_code == 403


# --- What they ask of the database ---------------------------------------------------------------


def test_lists_and_cards_take_the_same_queries(client, officer, django_assert_num_queries):
    psm = make_pillar("psm", is_expected=True, level="village", has_tiers=True)

    def fill(number):
        row = make_appointment(
            pillar=psm,
            region=make_village(f"52.07.01.200{number}"),
            decree=make_decree(issuer=make_office(region=make_region("52.07"), kind="regent")),
            confirmed_on=date(2025, 1, 1),
            answer="active",
            confirmed_by=officer,
        )
        make_tier_step(row)
        make_appointment(
            pillar=psm, person=row.person, until=date(2025, 1, 1), since=date(2024, 1, 1)
        )
        return row

    row = fill(1)
    pages = {
        url("volunteers"): 9,
        row.get_absolute_url(): 14,
        url("confirm"): 6,
        url("confirm_village", row.region_id): 7,
        url("pillars"): 9,
        psm.get_absolute_url(): 8,
        url("renew_appointments"): 6,
        reverse("v1:volunteer-list"): 4,
        reverse("v1:volunteer-detail", args=[row.pk]): 4,
        reverse("v1:pillar-list"): 4,
    }
    for fillings in ((), (2, 3)):
        for number in fillings:
            fill(number)
        for address, queries in pages.items():
            client.get(address)  # names of regions are read once a process
            with django_assert_num_queries(queries):
                client.get(address)

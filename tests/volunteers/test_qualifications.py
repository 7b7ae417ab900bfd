"""Qualifications granted, renewed and withdrawn, and their kinds; on pages and by the API alike."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Role
from common.dates import today
from common.errors import NotAllowed, RuleBroken, StaleVersion
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import make_qualification, make_qualification_kind
from tests.threads import at_once
from volunteers.models import Qualification, QualificationKind
from volunteers.services import (
    add_qualification_kind,
    change_qualification_kind,
    grant_qualification,
    holds,
    renew_qualification,
    withdraw_qualification,
)

pytestmark = pytest.mark.django_db
API = "/api/v1"
JANUARY, MAY = date(2026, 1, 1), date(2026, 5, 1)


@pytest.fixture
def village():
    return make_village()


@pytest.fixture
def coordinator(client, village):
    user = make_user(Role.VILLAGE_COORDINATOR, village)
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"volunteers:{name}", args=args)


def send(client, method, path, facts, **headers):
    call = getattr(client, method)
    return call(f"{API}{path}", facts, content_type="application/json", headers=headers)


def faults(response):
    return {fault["pointer"]: fault["detail"] for fault in response.json()["errors"]}


def code_of(act):
    with pytest.raises(RuleBroken) as refused:
        act()
    return refused.value.code


# --- What a person holds -------------------------------------------------------------------------


def test_the_months_of_a_kind_give_the_last_day(village, coordinator):
    person = make_person(at=village)
    for months, since, last in [
        (36, date(2026, 1, 1), date(2028, 12, 31)),
        (1, date(2026, 1, 31), date(2026, 2, 27)),
        (12, date(2024, 2, 29), date(2025, 2, 27)),
        (None, date(2026, 1, 1), None),
    ]:
        kind = make_qualification_kind(months=months)
        held = grant_qualification(person, kind=kind, since=since, actor=coordinator)
        assert (held.last_day, held.region) == (last, village), months
    kind = make_qualification_kind(months=36)
    stated = grant_qualification(
        person, kind=kind, since=JANUARY, until=MAY, certificate=" A 1 ", actor=coordinator
    )
    assert (stated.last_day, stated.certificate) == (MAY, "A 1")


def test_a_renewal_is_a_new_row_and_ends_the_warning(village, coordinator):
    on = today()
    kind = make_qualification_kind(months=12)
    old = make_qualification(
        kind=kind,
        region=village,
        since=on - timedelta(300),
        until=on + timedelta(30),
        granted_by="PMI",
    )
    assert list(Qualification.objects.lapsing(on)) == [old]
    assert not Qualification.objects.lapsed(on).exists()

    new = renew_qualification(old, since=on, actor=coordinator)

    old.refresh_from_db()
    assert (old.last_day, old.version) == (on + timedelta(30), 1)
    assert (new.person, new.kind, new.granted_by) == (old.person, kind, "PMI")
    assert not Qualification.objects.lapsing(on).exists()
    later = on + timedelta(31)
    assert not Qualification.objects.lapsed(later).exists()
    assert list(Qualification.objects.lapsed(on + timedelta(400))) == [old, new] or (
        list(Qualification.objects.lapsed(on + timedelta(400)).order_by("pk")) == [old, new]
    )
    for_life = make_qualification(kind=kind, region=village)
    assert code_of(lambda: renew_qualification(for_life, since=on, actor=coordinator)) == (
        "holds_for_life"
    )
    early = old.first_day
    assert code_of(lambda: renew_qualification(old, since=early, actor=coordinator)) == (
        "renewed_too_early"
    )


def test_what_is_withdrawn_counts_no_more_and_stays_readable(village, coordinator):
    held = make_qualification(region=village, since=JANUARY, until=date(2026, 12, 31))
    other = make_qualification(region=village, since=JANUARY, until=date(2026, 3, 31))

    def withdraw(one, on, **version):
        withdraw_qualification(one, on=on, reason="Salah orang", actor=coordinator, **version)

    assert code_of(lambda: withdraw(held, date(2025, 12, 31))) == "withdrawn_too_early"
    assert code_of(lambda: withdraw(other, MAY)) == "already_ended"
    with pytest.raises(StaleVersion):
        withdraw(held, MAY, version=7)
    held.refresh_from_db()
    withdraw(held, MAY, version=1)

    held.refresh_from_db()
    assert (held.last_day, held.withdrawn_on) == (date(2026, 12, 31), MAY)
    assert holds(held.person, held.kind, date(2026, 4, 30))
    assert not holds(held.person, held.kind, MAY)
    assert code_of(lambda: withdraw(held, MAY)) == "qualification_withdrawn"
    assert code_of(lambda: renew_qualification(held, since=MAY, actor=coordinator)) == (
        "qualification_withdrawn"
    )
    again = grant_qualification(held.person, kind=held.kind, since=JANUARY, actor=coordinator)
    assert holds(held.person, held.kind, MAY)
    assert again.pk != held.pk
    with pytest.raises(ValidationError, match="sudah tercatat"):
        grant_qualification(held.person, kind=held.kind, since=JANUARY, actor=coordinator)


def test_only_who_keeps_the_roster_where_the_person_is_known_grants(village):
    person, kind = make_person(at=village), make_qualification_kind()
    held = make_qualification(region=village, until=date(2030, 1, 1))
    for role, place in [
        (Role.VILLAGE_TREASURER, village),
        (Role.PKK_LEADER, "52.07"),
        (Role.VILLAGE_COORDINATOR, make_village("52.07.02.2014")),
    ]:
        actor = make_user(role, place)
        for act in (
            lambda who: grant_qualification(person, kind=kind, since=MAY, actor=who),
            lambda who: renew_qualification(held, since=MAY, actor=who),
            lambda who: withdraw_qualification(held, on=MAY, reason="x", actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(actor)


# --- Kinds ---------------------------------------------------------------------------------------


def test_a_district_adds_its_own_kind_without_a_programmer(village, coordinator):
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    regency, first_aid = make_region("52.07"), make_qualification_kind("first_aid")

    own = add_qualification_kind(
        regency, name="Penolong  Banjir", months=24, includes=[first_aid], actor=officer
    )

    assert (own.name, own.code.startswith("penolong-banjir-")) == ("Penolong Banjir", True)
    assert set(QualificationKind.objects.visible_to(coordinator)) == {own, first_aid}
    neighbour = make_user(Role.DISTRICT_OFFICER, "52.08")
    assert list(QualificationKind.objects.visible_to(neighbour)) == [first_aid]
    stranger = make_person(at=make_village("52.08.01.2001"))
    with pytest.raises(ValidationError, match="hanya dipakai di wilayah lain"):
        grant_qualification(stranger, kind=own, since=MAY, actor=neighbour)
    for actor, kind in [(neighbour, own), (officer, first_aid), (coordinator, own)]:
        with pytest.raises(NotAllowed):
            change_qualification_kind(kind, changes={"name": "X"}, actor=actor)
    with pytest.raises(NotAllowed):
        add_qualification_kind(village, name="X", actor=coordinator)


def test_no_kind_includes_itself_over_any_way():
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    regency = make_region("52.07")
    a, b, c = (make_qualification_kind(code, region=regency) for code in "abc")
    theirs = make_qualification_kind("theirs", region=make_region("52.08"))

    def include(kind, *others):
        change_qualification_kind(kind, changes={"includes": others}, actor=officer)

    include(a, b)
    include(b, c)
    assert code_of(lambda: include(c, a)) == "kinds_in_a_circle"
    assert code_of(lambda: include(a, a)) == "kinds_in_a_circle"
    assert code_of(lambda: include(a, theirs)) == "kind_elsewhere"
    assert list(c.includes.all()) == []
    include(a)
    include(c, a)
    assert list(c.includes.all()) == [a]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_close_no_circle():
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    a, b = (make_qualification_kind(code, region=make_region("52.07")) for code in "ab")

    def include(kind, other):
        change_qualification_kind(kind, changes={"includes": [other]}, actor=officer)

    refused = at_once(lambda: include(a, b), lambda: include(b, a))

    assert [fault.code for fault in refused] == ["kinds_in_a_circle"]


# --- Pages and API -------------------------------------------------------------------------------


def test_the_way_of_a_qualification_over_its_pages(client, village, coordinator):
    person, kind = make_person("Siti Aminah", at=village), make_qualification_kind(months=12)
    found = client.get(url("choose_qualified"), {"q": "siti aminah"}).context["found"]
    assert list(found) == [person]
    assert client.get(url("choose_qualified")).status_code == 200
    assert client.get(url("grant_qualification", person.pk)).status_code == 200

    facts = {"kind": kind.pk, "since": "2026-01-01", "certificate": "12/PMI"}
    sent = client.post(url("grant_qualification", person.pk), facts)
    twice = client.post(url("grant_qualification", person.pk), facts)

    assert (sent.status_code, sent.url) == (302, person.get_absolute_url())
    assert twice.context["form"].non_field_errors() == [
        "Kualifikasi dengan tanggal ini sudah tercatat."
    ]
    held = Qualification.objects.get()
    assert client.get(url("renew_qualification", held.pk)).status_code == 200
    assert client.get(url("withdraw_qualification", held.pk)).status_code == 200
    client.post(url("renew_qualification", held.pk), {"since": "2026-12-01"})
    gone = {"on": "2026-12-01", "reason": "Salah catat", "version": 1}
    client.post(url("withdraw_qualification", Qualification.objects.latest("pk").pk), gone)
    assert Qualification.objects.filter(withdrawn_on=None).get() == held
    assert "Salah catat" in client.get(url("qualifications")).content.decode()


def test_the_list_is_narrowed_on_page_and_api_alike(client, village):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    on, kind = today(), make_qualification_kind()
    soon = make_person("Ani", at=village)
    make_qualification(person=soon, kind=kind, region=village, until=on + timedelta(9))
    other = make_village("52.07.02.2014")
    for name, facts in [
        ("Budi", {"until": on - timedelta(1)}),
        ("Cici", {"withdrawn_on": on, "withdrawn_because": "x"}),
        ("Dedi", {}),
    ]:
        make_qualification(person=make_person(name, at=other), region=other, **facts)
    make_qualification(region=make_village("52.08.01.2001"))
    for query, names in [
        ({}, "ABCD"),
        ({"q": "ded"}, "D"),
        ({"kind": kind.pk}, "A"),
        ({"person": soon.pk}, "A"),
        ({"region": "52.07.02"}, "BCD"),
        ({"state": "valid"}, "AD"),
        ({"state": "lapsing"}, "A"),
        ({"state": "lapsed"}, "B"),
        ({"state": "withdrawn"}, "C"),
        ({"valid_on": (on - timedelta(1)).isoformat()}, "ABCD"),
    ]:
        page = client.get(url("qualifications"), query)
        api = client.get(f"{API}/qualifications/", query).json()["results"]

        shown = sorted(row.person.name[0] for row, _term, _badge in page.context["rows"])
        assert "".join(shown) == names, query
        assert "".join(sorted(row["person_name"][0] for row in api)) == names, query


def test_a_district_keeps_its_kinds_over_its_pages(client):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    base = make_qualification_kind("first_aid", name="Pertolongan pertama")
    assert client.get(url("add_qualification_kind")).status_code == 200

    facts = {"region": "52.07", "name": "Banjir", "months": "24", "includes": [base.pk]}
    assert client.post(url("add_qualification_kind"), facts).status_code == 302
    own = QualificationKind.objects.get(name="Banjir")
    page = client.get(url("change_qualification_kind", own.pk))
    assert page.context["form"]["includes"].value() == [str(base.pk)]
    changed = {"name": "Banjir bandang", "months": "", "version": 1}
    assert client.post(url("change_qualification_kind", own.pk), changed).status_code == 302
    own.refresh_from_db()
    assert (own.name, own.months, own.includes.count()) == ("Banjir bandang", None, 0)
    shown = client.get(url("qualification_kinds")).content.decode()
    assert ("Banjir bandang" in shown, "seluruh Indonesia" in shown) == (True, True)


def test_the_way_of_a_qualification_by_the_api(client, village):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    base = make_qualification_kind("first_aid")
    facts = {"region": "52.07", "name": "Banjir", "months": 12, "includes": [base.pk]}
    kind = send(client, "post", "/qualification-kinds/", facts)
    path = f"/qualification-kinds/{kind.json()['id']}/"
    circle = send(client, "patch", path, {"includes": [kind.json()["id"]]})
    renamed = send(client, "patch", path, {"name": "Bandang"}, if_match=kind["ETag"])
    stranger = make_person(at=make_village("52.08.01.2001"))
    facts = {"kind": kind.json()["id"], "effective_from": "2026-01-01"}
    hidden = send(client, "post", "/qualifications/", facts | {"person": stranger.pk})
    person = make_person(at=village)
    held = send(client, "post", "/qualifications/", facts | {"person": person.pk})
    twice = send(client, "post", "/qualifications/", facts | {"person": person.pk})
    path = f"/qualifications/{held.json()['id']}/"
    renewed = send(client, "post", f"{path}renew/", {"effective_from": "2026-12-01"})
    gone = send(client, "post", f"{path}withdraw/", {"on": "2026-05-01", "reason": "Salah"})

    assert (kind.json()["includes"], circle.json()["code"]) == ([base.pk], "kinds_in_a_circle")
    assert (renamed.json()["name"], renamed.json()["includes"]) == ("Bandang", [base.pk])
    assert list(faults(hidden)) == ["/person"]
    assert (held.status_code, held.json()["valid_until"]) == (201, "2026-12-31")
    assert faults(twice) == {"": "Kualifikasi dengan tanggal ini sudah tercatat."}
    assert renewed.json()["valid_until"] == "2027-11-30"
    assert gone.json()["withdrawn_on"] == "2026-05-01"


def test_lists_take_the_same_queries(client, village, django_assert_num_queries):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    base = make_qualification_kind()

    def fill(number):
        kind = make_qualification_kind(region=make_region("52.07"))
        kind.includes.add(base)
        make_qualification(kind=kind, region=make_village(f"52.07.01.200{number}"))

    fill(1)
    for path, queries in [
        (url("qualifications"), 7),
        (url("qualification_kinds"), 6),
        (f"{API}/qualifications/", 4),
        (f"{API}/qualification-kinds/", 4),
    ]:
        client.get(path)
        with django_assert_num_queries(queries):
            client.get(path)
        fill(2)
        fill(3)
        client.get(path)
        with django_assert_num_queries(queries):
            client.get(path)

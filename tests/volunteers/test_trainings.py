"""Trainings: who is asked, who came, what is granted; on pages and by the API alike."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.access import Role
from common.dates import today
from common.errors import NotAllowed, RuleBroken, StaleVersion
from people.models import Person
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import (
    make_appointment,
    make_pillar,
    make_qualification,
    make_qualification_kind,
    make_training,
    make_training_mark,
)
from tests.threads import at_once
from volunteers.models import Qualification, Training
from volunteers.pasting import sexes_in
from volunteers.services import (
    change_training,
    correct_attendance,
    grant_from_training,
    holds,
    invite_participants,
    mark_attendance,
    plan_training,
)

pytestmark = pytest.mark.django_db
API = "/api/v1"
MARCH = date(2026, 3, 10)
ENDINGS = ("andi", "osep", "ilah", "uri", "ita", "ami", "ela")


@pytest.fixture
def officer(client):
    user = make_user(Role.DISTRICT_OFFICER, "52.07")
    client.force_login(user)
    return user


@pytest.fixture
def kind():
    return make_qualification_kind("first_aid", name="Pertolongan pertama", months=36)


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


# --- Planning and asking -------------------------------------------------------------------------


def test_a_sosialisasi_of_35_grants_nothing_and_is_counted_by_sex(client):
    """Musi Banyuasin: 35 came to a sosialisasi; there is no qualification in it."""
    user = make_user(Role.DISTRICT_OFFICER, "16.06")
    training = plan_training(
        make_region("16.06"), title="Sosialisasi  WKSBM", since=MARCH, hours=4, actor=user
    )
    names = "\n".join(
        f"{number}. {first}{last}" + ("\tP" if number <= 20 else ", L" if number < 35 else "")
        for number, (first, last) in enumerate(product("BDKLM", ENDINGS), start=1)
    )

    outcome = invite_participants(training, names=names, actor=user)
    people = [mark.person_id for mark in outcome.added]
    mark_attendance(training, present_ids=people, actor=user)

    found = Training.objects.with_counts().get()
    assert (found.title, found.first_day, found.last_day) == ("Sosialisasi WKSBM", MARCH, MARCH)
    assert (found.asked, found.came, found.women, found.men) == (35, 35, 20, 14)
    assert code_of(lambda: grant_from_training(training, actor=user)) == "grants_nothing"
    client.force_login(user)
    page = client.get(training.get_absolute_url())
    assert page.context["unsaid"] == 1
    assert "Berikan kualifikasi" not in page.content.decode()


def test_a_pasted_name_is_the_volunteer_who_alone_has_it(officer, kind):
    village, other = make_village(), make_village("52.07.02.2014")
    training = make_training(grants=kind)
    psm = make_pillar("psm")
    siti = make_person("Hj. Siti Aminah, S.Sos", at=village)
    make_appointment(person=siti, pillar=psm, region=village)
    for place in (village, other):
        make_appointment(person=make_person("Budi", at=place), pillar=psm, region=place)
    make_appointment(person=make_person("Jauh", at=make_village("52.08.01.2001")))
    chosen = make_person("Ani", at=village)
    before = Person.objects.count()

    names = "1. Siti Aminah\n2. BUDI\n3. Nur 081234567890\n4. nur\n5. Ani"
    outcome = invite_participants(training, persons=[chosen], names=names, actor=officer)
    again = invite_participants(training, persons=[chosen], names="Nur\nEka", actor=officer)

    added = sorted(mark.person.name for mark in outcome.added)
    assert added == ["Ani", "Hj. Siti Aminah, S.Sos", "Nur"]
    assert (outcome.twice, outcome.unclear) == (["nur", "Ani"], ["BUDI"])
    assert (again.already, len(again.added)) == (["Ani", "Nur"], 1)
    assert Person.objects.count() == before + 2
    assert Person.objects.get(name="Nur").phone == "+6281234567890"


def test_the_column_of_a_list_tells_the_sex_and_an_initial_does_not():
    text = "Siti\tP\t0812\n1. Budi, L\nAni (P)\nTono  l\nBudi P\nSri, S.Pd\nLala\nEka | P | Goa"

    left, sexes = sexes_in(text)

    assert sexes == {1: "female", 2: "male", 3: "female", 4: "male", 8: "female"}
    assert [" ".join(line.split()) for line in left.splitlines()] == [
        "Siti 0812",
        "1. Budi",
        "Ani",
        "Tono",
        "Budi P",
        "Sri, S.Pd",
        "Lala",
        "Eka | Goa",
    ]


def test_a_training_that_does_not_fit_is_refused(officer, kind):
    regency = make_region("52.07")
    theirs = make_qualification_kind(region=make_region("52.08"))
    facts = {"title": "X", "since": MARCH, "actor": officer}
    for changes, field in [
        ({"until": date(2026, 3, 9)}, "until"),
        ({"grants": theirs}, "grants"),
        ({"title": " "}, "title"),
    ]:
        with pytest.raises(ValidationError) as refused:
            plan_training(regency, **(facts | changes))
        assert list(refused.value.message_dict) == [field]
    training = make_training(grants=kind)
    for names in ("", "x" * 200):
        with pytest.raises(ValidationError) as refused:
            invite_participants(training, names=names, actor=officer)
        assert list(refused.value.message_dict) == ["names"]
    stranger = make_person()
    with pytest.raises(ValidationError, match="bukan peserta"):
        mark_attendance(training, present_ids=[stranger.pk], actor=officer)
    ahead = make_training(on=today() + timedelta(2), grants=kind)
    make_training_mark(ahead)
    assert code_of(lambda: mark_attendance(ahead, present_ids=[], actor=officer)) == (
        "training_ahead"
    )
    assert code_of(lambda: grant_from_training(ahead, actor=officer)) == "training_ahead"
    nobody = make_training(grants=kind)
    make_training_mark(nobody, attended=False)
    assert code_of(lambda: grant_from_training(nobody, actor=officer)) == "nobody_came"
    assert code_of(
        lambda: correct_attendance(
            nobody, person=stranger, attended=True, reason="x", actor=officer
        )
    ) == ("not_granted_yet")
    with pytest.raises(StaleVersion):
        mark_attendance(nobody, present_ids=[], version=9, actor=officer)


def test_only_who_keeps_the_roster_there_keeps_trainings(kind):
    training = make_training(grants=kind, region=make_village())
    person = make_training_mark(training).person
    for role, place in [
        (Role.VILLAGE_TREASURER, training.region),
        (Role.AUDITOR, "52.07"),
        (Role.VILLAGE_COORDINATOR, make_village("52.07.02.2014")),
    ]:
        actor = make_user(role, place)
        for act in (
            lambda who: plan_training(training.region, title="X", since=MARCH, actor=who),
            lambda who: change_training(training, changes={"title": "X"}, actor=who),
            lambda who: invite_participants(training, names="X", actor=who),
            lambda who: mark_attendance(training, present_ids=[], actor=who),
            lambda who: grant_from_training(training, actor=who),
            lambda who: correct_attendance(
                training, person=person, attended=True, reason="x", actor=who
            ),
        ):
            with pytest.raises(NotAllowed):
                act(actor)


# --- Granting ------------------------------------------------------------------------------------


def test_who_came_is_qualified_from_the_last_day_on_and_once(
    officer, kind, django_assert_num_queries
):
    training = make_training(grants=kind, until=date(2026, 3, 12), organiser="Dinas Sosial")
    here, there = make_village(), make_village("52.08.01.2001")
    came = [make_training_mark(training, person=make_person(at=here)).person for _n in range(3)]
    from_afar = make_training_mark(training, person=make_person(at=there)).person
    absent = make_training_mark(training, attended=False).person
    already = make_qualification(
        person=came[0], kind=kind, region=here, since=date(2026, 3, 12), certificate="A 1"
    )

    with django_assert_num_queries(12):
        assert grant_from_training(training, actor=officer) == 3

    assert grant_from_training(training, actor=officer) == 0
    granted = Qualification.objects.filter(training=training)
    assert {one.person for one in granted} == {came[1], came[2], from_afar}
    assert {(one.first_day, one.last_day, one.granted_by) for one in granted} == {
        (date(2026, 3, 12), date(2029, 3, 11), "Dinas Sosial")
    }
    assert granted.get(person=came[1]).region == here
    assert granted.get(person=from_afar).region == training.region
    assert not holds(absent, kind, date(2026, 4, 1))
    already.refresh_from_db()
    assert (already.certificate, Qualification.objects.count()) == ("A 1", 4)


def test_what_was_granted_freezes_the_list_and_is_corrected_one_by_one(officer, kind):
    training = make_training(grants=kind)
    came = make_training_mark(training).person
    absent = make_training_mark(training, attended=False).person
    forgotten = make_person("Eka")
    grant_from_training(training, actor=officer)
    fresh = Training.objects.get()

    def correct(person, *, attended):
        correct_attendance(fresh, person=person, attended=attended, reason="Keliru", actor=officer)

    for act, code in [
        (
            lambda: mark_attendance(fresh, present_ids=[], actor=officer),
            "attendance_frozen",
        ),
        (lambda: invite_participants(fresh, names="X", actor=officer), "attendance_frozen"),
        (
            lambda: change_training(fresh, changes={"grants": None}, actor=officer),
            "training_granted",
        ),
        (
            lambda: change_training(fresh, changes={"since": date(2026, 3, 9)}, actor=officer),
            "training_granted",
        ),
    ]:
        assert code_of(act) == code
    change_training(fresh, changes={"title": "Baru", "since": MARCH}, actor=officer)
    for person in (absent, forgotten):
        correct(person, attended=True)
        correct(person, attended=True)
    correct(came, attended=False)

    on = date(2026, 4, 1)
    assert [holds(one, kind, on) for one in (came, absent, forgotten)] == [False, True, True]
    withdrawn = Qualification.objects.get(person=came)
    assert (withdrawn.withdrawn_on, withdrawn.withdrawn_because) == (MARCH, "Keliru")
    assert not holds(came, kind, MARCH)
    correct(came, attended=True)
    assert holds(came, kind, MARCH)
    assert Qualification.objects.count() == 4
    assert training.marks.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_grants_at_once_qualify_each_once():
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    training = make_training(grants=make_qualification_kind(months=12))
    for _number in range(5):
        make_training_mark(training)
    numbers = []

    def grant():
        numbers.append(grant_from_training(Training.objects.get(), actor=officer))

    assert at_once(grant, grant, grant) == []

    assert sorted(numbers) == [0, 0, 5]
    assert Qualification.objects.count() == 5
    assert Training.objects.get().version == 2


# --- Pages and API -------------------------------------------------------------------------------


def test_the_way_of_a_training_over_its_pages(client, officer, kind):
    village = make_village()
    volunteer = make_person("Budi", at=village)
    make_appointment(person=volunteer, region=village, pillar=make_pillar("psm"))
    choice = client.get(url("plan_training"))
    assert [region.code for region in choice.context["places"]] == ["52.07"]
    assert client.get(url("plan_training"), {"region": "52.07"}).status_code == 200

    facts = {"region": "52.07", "title": "Latihan", "since": "2026-03-10", "grants": kind.pk}
    sent = client.post(url("plan_training"), facts)
    training = Training.objects.get()
    assert (sent.status_code, sent.url) == (302, training.get_absolute_url())
    change = {"title": "Latihan dasar", "since": "2026-03-10", "grants": kind.pk, "version": 1}
    assert client.post(url("change_training", training.pk), change).status_code == 302
    assert client.post(url("change_training", training.pk), change).status_code == 412

    form = client.get(url("invite_participants", training.pk)).context["form"]
    assert form.fields["persons"].choices == [(str(volunteer.pk), "Budi")]
    other = client.get(url("invite_participants", training.pk), {"pillar": "999"}).context["form"]
    assert other.fields["persons"].choices == []
    empty = client.post(url("invite_participants", training.pk), {})
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["names"])
    asked = {"persons": [volunteer.pk], "names": "Siti\nSiti"}
    told = client.post(url("invite_participants", training.pk), asked, follow=True)
    assert [str(message) for message in told.context["messages"]] == [
        "2 peserta ditambahkan.",
        "Tertulis dua kali, dicatat sekali: Siti.",
    ]
    assert client.get(url("mark_attendance", training.pk)).status_code == 200
    client.post(url("mark_attendance", training.pk), {"present_ids": [volunteer.pk]})
    assert "Berikan kualifikasi" in client.get(training.get_absolute_url()).content.decode()
    given = client.post(url("grant_from_training", training.pk), follow=True)
    assert [str(message) for message in given.context["messages"]] == [
        "Kualifikasi diberikan kepada 1 orang."
    ]
    siti = Person.objects.get(name="Siti")
    late = make_appointment(person=make_person("Nur", at=village), region=village).person
    form = client.get(url("correct_attendance", training.pk)).context["form"]
    assert [key for key, _name in form.fields["person"].choices] == [
        str(one.pk) for one in (volunteer, siti, late)
    ]
    right = {"person": siti.pk, "attended": "true", "reason": "Datang siang"}
    assert client.post(url("correct_attendance", training.pk), right).status_code == 302
    assert holds(siti, kind, today())


def test_the_way_of_a_training_by_the_api(client, officer, kind):
    stranger = make_person(at=make_village("52.08.01.2001"))
    facts = {"region": "52.07", "title": "Latihan", "first_day": "2026-03-10", "grants": kind.pk}
    made = send(client, "post", "/trainings/", facts)
    path = f"/trainings/{made.json()['id']}/"
    moved = send(client, "patch", path, {"last_day": "2026-03-12"}, if_match=made["ETag"])
    hidden = send(client, "post", f"{path}invite/", {"participants": [stranger.pk]})
    asked = send(client, "post", f"{path}invite/", {"names": "Siti\nBudi"})
    first, second = asked.json()["added"]
    wrong = send(client, "post", f"{path}marks/", {"present_ids": [stranger.pk]})
    marked = send(client, "post", f"{path}marks/", {"present_ids": [first]})
    granted = send(client, "post", f"{path}grant/", {})
    again = send(client, "post", f"{path}grant/", {})
    frozen = send(client, "post", f"{path}marks/", {"present_ids": []})
    correction = {"person": second, "attended": True, "reason": "Datang siang"}
    corrected = send(client, "post", f"{path}correct/", correction)

    assert (made.status_code, made["Location"]) == (201, f"{API}{path}")
    assert (moved.json()["first_day"], moved.json()["last_day"]) == ("2026-03-10", "2026-03-12")
    assert (hidden.status_code, list(faults(wrong))) == (422, ["/present_ids"])
    assert [(row["person_name"], row["attended"]) for row in marked.json()] == [
        ("Budi", False),
        ("Siti", True),
    ]
    assert (granted.status_code, again.status_code) == (200, 200)
    assert (frozen.status_code, frozen.json()["code"]) == (409, "attendance_frozen")
    assert (corrected.json()["asked"], corrected.json()["came"]) == (2, 2)
    assert Qualification.objects.count() == 2


def test_page_and_api_refuse_alike(client, officer):
    training = make_training()
    for facts, said in [
        ({"first_day": "2026-03-10", "last_day": "2026-03-09"}, "Tanggal akhir mendahului"),
    ]:
        form = {"title": "X", "since": facts["first_day"], "until": facts["last_day"]}
        page = client.post(url("change_training", training.pk), form)
        api = send(client, "patch", f"/trainings/{training.pk}/", facts)

        assert (page.status_code, api.status_code) == (422, 422)
        assert page.context["form"].errors["until"][0].startswith(said)
        [told] = faults(api).values()
        assert told.startswith(said)
    page = client.post(url("grant_from_training", training.pk))
    api = send(client, "post", f"/trainings/{training.pk}/grant/", {})
    assert (page.status_code, api.status_code, api.json()["code"]) == (409, 409, "grants_nothing")


def test_the_list_is_narrowed_on_page_and_api_alike(client, officer, kind):
    make_training(title="Akan datang", on=today() + timedelta(9), grants=kind)
    make_training(title="Belum diberi", grants=kind, region=make_village())
    make_training(title="Cukup", place="Aula Bupati")
    make_training(title="Di sebelah", region=make_region("52.08"))
    for query, names in [
        ({}, "ABC"),
        ({"q": "aula"}, "C"),
        ({"region": "52.07.01"}, "B"),
        ({"grants": kind.pk}, "AB"),
        ({"state": "ahead"}, "A"),
        ({"state": "over"}, "BC"),
        ({"state": "ungranted"}, "B"),
    ]:
        page = client.get(url("trainings"), query)
        api = client.get(f"{API}/trainings/", query).json()["results"]

        assert "".join(sorted(row.title[0] for row, _badge in page.context["rows"])) == names, query
        assert "".join(sorted(row["title"][0] for row in api)) == names, query


def test_lists_and_pages_take_the_same_queries(client, officer, kind, django_assert_num_queries):
    training = make_training(grants=kind)

    def fill(_number):
        make_training_mark(training)
        make_training_mark(make_training(grants=kind, region=make_village()))

    fill(1)
    for path, queries in [
        (url("trainings"), 7),
        (training.get_absolute_url(), 7),
        (f"{API}/trainings/", 4),
        (f"{API}/trainings/{training.pk}/marks/", 5),
    ]:
        client.get(path)
        with django_assert_num_queries(queries):
            client.get(path)
        fill(2)
        fill(3)
        with django_assert_num_queries(queries):
            client.get(path)

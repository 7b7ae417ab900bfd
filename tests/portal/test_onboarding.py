"""A district begins from a pasted list: repaired where that is safe, else refused whole."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.access import GRANTS, Can, Role
from accounts.models import Grant, SignInLink, User
from accounts.services import open_link, set_password_by_link
from common.dates import today
from jobs.models import IdempotentRequest
from papers.models import Paper
from people.models import DuplicatePair, Merge, Person, Presence
from people.services import let_users_receive
from portal.onboarding.plan import plan_of
from portal.onboarding.progress import Step, totals, villages_in
from portal.onboarding.reading import lines_in
from portal.onboarding.starting import start_villages
from tests.factories.accounts import make_grant, make_user
from tests.factories.meetings import make_meeting
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.wksbm import make_decree, make_seat, make_wksbm
from tests.papers.sheets import read as read_pdf
from tests.papers.sheets import text_of
from wksbm.models import Seat, Wksbm

NAMES = {
    "52.07.01.2001": "Goa",
    "52.07.01.2002": "Belo",
    "52.07.01.2003": "Beru",
    "52.07.02.1006": "Kuang",
    "52.07.02.2014": "Banjar",
    "52.07.02.2015": "Batu Putih",
    "52.07.03.2001": "Banjar",
    "52.07.03.2002": "Lalar Liang",
}


@pytest.fixture
def regency(db):
    for code, name in NAMES.items():
        make_village(code, name=name)
    return make_region("52.07")


@pytest.fixture
def officer(regency):
    return make_user(Role.DISTRICT_OFFICER, regency)


def start(regency, text, officer):
    return start_villages(regency, text=text, actor=officer)


def read(regency, text):
    [row] = plan_of(regency, text).rows
    assert row.problems == []
    return row.village, row.name, row.phone


@pytest.mark.parametrize(
    "line",
    [
        "Goa\tSiti Aminah\t081234567890",
        "1\tGoa\tSiti Aminah\t'081234567890",
        "1. Siti Aminah, Desa Goa, 0812-3456-7890",
        "0812 3456 7890; Siti Aminah; Goa",
        "Desa Goa    Siti Aminah    +62 812-3456-7890",
        "GOA;siti aminah;6281234567890",
        "Goa\u00a0; Siti Aminah; HP 81234567890",
        "Goa | Kec. Jereweh | Siti Aminah | (0812) 34567890",
        "52.07.01.2001, Siti Aminah, 081234567890",
        '"Goa"\t"Siti Aminah"\t"081234567890"',
    ],
)
def test_any_order_and_separator_is_read(regency, line):
    village, name, phone = read(regency, line)

    assert (village, name.casefold(), phone) == ("52.07.01.2001", "siti aminah", "+6281234567890")


def test_degrees_stay_with_the_name(regency):
    read_row = read(regency, "Goa, Hj. Siti Aminah, S.Sos., M.Si., 081234567890")

    assert read_row[1] == "Hj. Siti Aminah, S.Sos., M.Si."


def test_headings_say_what_the_columns_are(regency):
    plan = plan_of(regency, "No\tNama\tDesa\tNo HP\n1\tGoa Belo\tKuang\t081234567890\n")

    [row] = plan.rows
    assert (row.number, row.name, row.village) == (2, "Goa Belo", "52.07.02.1006")


def test_a_person_named_like_a_village_is_told_by_the_columns(regency):
    text = "Goa,Siti,081234567890\nBelo,Kuang,081234567891\nBeru,Ani,081234567892"

    rows = plan_of(regency, text).rows

    assert [(row.village[-4:], row.name) for row in rows] == [
        ("2001", "Siti"),
        ("2002", "Kuang"),
        ("2003", "Ani"),
    ]


def test_a_unique_likeness_is_repaired_and_said(regency):
    [row] = plan_of(regency, "Desa Lalar Lian, Ani, 081234567890").rows

    assert row.village == "52.07.03.2002"
    assert "Lalar Lian" in row.repairs[0]


def test_a_village_that_is_not_here_is_named(regency):
    [row] = plan_of(regency, "Atlantis; Siti Aminah; 0812-3456-7890").rows

    assert "Desa Atlantis tidak dikenali di sini." in row.problems


def test_a_name_that_stands_twice_is_asked_about_with_the_choices(regency):
    [row] = plan_of(regency, "Desa Banjar, Ani, 081234567890").rows

    assert row.village == ""
    assert {code for code, _path in row.choices} == {"52.07.02.2014", "52.07.03.2001"}
    assert read(regency, "Banjar, Kec. Taliwang, Ani, 081234567890")[0] == "52.07.02.2014"
    assert read(regency, "52.07.03.2001, Ani, 081234567890")[0] == "52.07.03.2001"


def test_all_problems_are_told_at_once_and_nothing_is_made(regency, officer):
    text = "Goa,Siti,0812\n\nAtlantis,Ani,081234567891\nBelo,,081234567892\nKuang,Budi,8.12E+11"

    started = start(regency, text, officer)

    assert [row.number for row in started.plan.wrong] == [1, 3, 4, 5]
    assert all(row.problems for row in started.plan.wrong)
    assert not Wksbm.objects.exists()
    assert User.objects.count() == 1


def test_a_list_makes_bodies_chairs_and_invitations(regency, officer):
    started = start(regency, "Goa,Siti Aminah,081234567890\nBelo,Ani,", officer)

    assert started.plan.is_ready
    assert [(body.region_id, body.name) for body in Wksbm.objects.order_by("region")] == [
        ("52.07.01.2001", "WKSBM Goa"),
        ("52.07.01.2002", "WKSBM Belo"),
    ]
    seat = Seat.objects.get(region="52.07.01.2001")
    assert (seat.post, seat.decree, seat.holder.name) == ("chair", None, "Siti Aminah")
    siti = seat.holder.user
    assert siti.phone == seat.holder.phone == "+6281234567890"
    assert siti.grants.get().role == Role.VILLAGE_COORDINATOR
    assert len(started.invited) == 2
    one = next(one for one in started.invited if one.user == siti)
    assert open_link(one.secret).user == siti


def test_the_same_list_again_makes_nothing_twice(regency, officer):
    text = "Goa,Siti Aminah,081234567890\nGoa; Siti  Aminah; 0812-3456-7890"
    start(regency, text, officer)
    before = [model.objects.count() for model in (Wksbm, Seat, User, Grant, SignInLink, Person)]

    again = start(regency, text, officer)

    assert again.plan.is_ready
    assert again.invited == []
    assert before == [
        model.objects.count() for model in (Wksbm, Seat, User, Grant, SignInLink, Person)
    ]
    assert before[:2] == [1, 1]


def test_one_person_of_two_villages_has_one_account(regency, officer):
    started = start(regency, "Goa,Siti,081234567890\nBelo,Siti,081234567890", officer)

    [one] = started.invited
    assert {grant.region_id for grant in one.user.grants.all()} == {
        "52.07.01.2001",
        "52.07.01.2002",
    }
    assert Person.objects.count() == 1
    assert Seat.objects.filter(holder__user=one.user).count() == 2


def test_another_coordinator_is_a_problem_not_a_second_one(regency, officer):
    make_user(Role.VILLAGE_COORDINATOR, "52.07.01.2001", name="Ani")

    [row] = plan_of(regency, "Goa,Siti,081234567890").rows

    assert "Serah terima" in row.problems[0]
    assert not row.is_new


def test_a_body_that_is_there_is_kept_and_its_chair_linked(regency, officer):
    seat = make_seat(wksbm=Wksbm.objects.create(region_id="52.07.01.2001", name="Sari"))
    seat.holder.name = "Siti Aminah"
    seat.holder.save()

    start(regency, "Goa,SITI AMINAH,081234567890", officer)

    assert Wksbm.objects.get().name == "Sari"
    seat.holder.refresh_from_db()
    assert seat.holder.user.phone == "+6281234567890"
    assert Seat.objects.count() == 1


def test_whom_a_page_invited_and_the_chair_of_the_same_name_become_one(regency, officer):
    """Whoever was invited is a person already; the chair was written down as another."""
    goa = "52.07.01.2001"
    seat = make_seat(
        wksbm=Wksbm.objects.create(region_id=goa, name="Sari"),
        holder=make_person("Hj. Siti Aminah", at=make_village(goa)),
    )
    invited = make_user(
        Role.VILLAGE_COORDINATOR, goa, name="Hj. Siti Aminah", phone="+6281234567890"
    )
    let_users_receive()

    for _time in range(2):
        started = start(regency, "Goa,Hj. Siti Aminah,081234567890", officer)

    chair = Seat.objects.get().holder
    named = Person.objects.standing().filter(bare_name=chair.bare_name)
    assert started.plan.is_ready
    assert (chair, chair.user, chair.phone) == (seat.holder, invited, "+6281234567890")
    assert list(named) == [chair]
    assert Merge.objects.standing().count() == 1


def test_who_may_be_another_than_the_chair_is_left_to_people(regency, officer):
    """A namesake who is written down elsewhere, and two whom somebody told apart."""
    chairs, invited = [], []
    for number, code in enumerate(("52.07.01.2001", "52.07.01.2002")):
        name = f"Siti {'AB'[number]}"
        holder = make_person(name, at=make_village(code))
        chairs.append(make_seat(wksbm=make_wksbm(region=make_village(code)), holder=holder))
        phone = f"+62812345678{number}0"
        invited.append(make_user(Role.VILLAGE_COORDINATOR, code, name=name, phone=phone))
    let_users_receive()
    elsewhere, apart = [Person.objects.get(user=user) for user in invited]
    Presence.objects.create(person=elsewhere, region_id="52.07.01.2003")
    DuplicatePair.objects.create(
        lower=chairs[1].holder,
        higher=apart,
        score=80,
        status=DuplicatePair.Status.DIFFERENT,
        decided_by=officer,
        decided_at=timezone.now(),
    )

    started = start(regency, "Goa,Siti A,0812-3456-7800\nBelo,Siti B,0812-3456-7810", officer)

    assert started.plan.is_ready
    assert [Person.objects.get(user=user) for user in invited] == [elsewhere, apart]
    assert not Merge.objects.exists()


def test_a_foreign_regency_cannot_be_chosen(regency, officer, client):
    make_village("52.08.01.2001", name="Sekongkang")
    client.force_login(officer)

    answer = client.post(
        reverse("start_villages"),
        {"regency": "52.08", "text": "Sekongkang,Ani,081234567890", "confirm": "1"},
    )

    assert answer.status_code == 422
    assert not Wksbm.objects.exists()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", ["start_villages", "onboarding_progress", "onboarding_cards"])
def test_only_who_sets_up_a_district_opens_the_pages(regency, client, role, name):
    client.force_login(make_user(role, regency))

    status = client.get(reverse(name)).status_code

    assert status == (200 if Can.SET_UP_DISTRICT in GRANTS[role] else 403)


def test_the_text_stays_and_the_preview_is_confirmed(regency, officer, client):
    client.force_login(officer)
    text = "Goa,Siti,081234567890\r\nAtlantis,Ani,081234567891"

    wrong = client.post(reverse("start_villages"), {"regency": "52.07", "text": text})

    assert wrong.status_code == 422
    assert "Baris 2" in wrong.text
    assert "Goa,Siti,081234567890\r\nAtlantis" in wrong.text
    good = client.post(
        reverse("start_villages"), {"regency": "52.07", "text": "Goa,Siti,081234567890"}
    )
    assert good.status_code == 200
    assert "Yang akan dibuat" in good.text
    assert not Wksbm.objects.exists()


def test_the_secret_is_shown_once_and_kept_by_nobody(regency, officer, client):
    client.force_login(officer)
    form = {
        "regency": "52.07",
        "text": "Goa,Siti,081234567890",
        "confirm": "1",
        "idempotency_key": "once",
    }

    page = client.post(reverse("start_villages"), form)

    secret = re.search(r"/accounts/link/#([\w-]+)", unquote(page.text)).group(1)
    assert open_link(secret).user.name == "Siti"
    assert "no-store" in page["Cache-Control"]
    again = client.post(reverse("start_villages"), form)
    assert again.status_code == 302
    assert secret.encode() not in bytes(IdempotentRequest.objects.get().content)
    assert SignInLink.objects.count() == 1


def test_new_cards_end_the_old_ones_and_only_for_those_who_wait(regency, officer, client):
    text = "Goa,Siti,081234567890\nBelo,Ani,081234567891"
    siti, ani = start(regency, text, officer).invited
    get_user_model().objects.filter(pk=ani.user.pk).update(last_login=timezone.now())
    client.force_login(officer)

    page = client.post(
        reverse("onboarding_cards"), {"user": [siti.user.pk, ani.user.pk, officer.pk]}
    )

    secrets = set(re.findall(r"/accounts/link/#([\w-]+)", unquote(page.text)))
    assert len(secrets) == 1
    assert open_link(secrets.pop()).user == siti.user
    assert SignInLink.objects.filter(user=siti.user, withdrawn_at=None).count() == 1
    assert SignInLink.objects.filter(user=ani.user, withdrawn_at=None).count() == 1


# --- Cards on paper ------------------------------------------------------------------------------


def printed(client, secrets):
    return client.post(reverse("print_onboarding_cards"), {"secrets": " ".join(secrets)})


def test_the_page_prints_its_links_as_often_as_it_is_open(regency, officer, client):
    client.force_login(officer)
    text = "Goa,Siti,081234567890\nBelo,Ani,"
    form = {"regency": "52.07", "text": text, "confirm": "1"}
    page = client.post(reverse("start_villages"), form)
    secrets = re.search(r'name="secrets"\s+value="([^"]*)"', page.text).group(1).split()
    before = list(SignInLink.objects.values())

    for _time in range(2):
        answer = printed(client, secrets)
        content = b"".join(answer.streaming_content)
        said = text_of(content)
        for word in ("Siti", "Ani", "DesaGoa", "Kec.Jereweh", *secrets):
            assert word in said
        assert len(read_pdf(content).pages) == 1
        assert answer["Content-Disposition"].startswith("attachment;")
        assert "no-store" in answer["Cache-Control"]

    assert list(SignInLink.objects.values()) == before


def test_printed_cards_are_kept_nowhere(regency, officer, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    [siti] = start(regency, "Goa,Siti,081234567890", officer).invited
    client.force_login(officer)

    content = b"".join(printed(client, [siti.secret]).streaming_content)

    assert content.startswith(b"%PDF-")
    assert not Paper.objects.exists()
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{siti.secret}%"]
            )
            assert cursor.fetchone() == (0,), table


def test_used_and_withdrawn_links_are_not_printed(regency, officer, client):
    text = "Goa,Siti,081234567890\nBelo,Ani,081234567891"
    siti, ani = start(regency, text, officer).invited
    set_password_by_link(siti.secret, password="sawah-hijau-9")
    client.force_login(officer)

    said = text_of(b"".join(printed(client, [siti.secret, ani.secret]).streaming_content))

    assert "Ani" in said
    assert "Siti" not in said
    assert printed(client, [siti.secret]).status_code == 410
    assert printed(client, []).status_code == 410


def test_links_of_a_foreign_region_are_not_printed(regency, officer, client):
    [siti] = start(regency, "Goa,Siti,081234567890", officer).invited
    for role, place in (
        (Role.DISTRICT_OFFICER, "52.08"),
        (Role.VILLAGE_COORDINATOR, "52.07.01.2001"),
    ):
        client.force_login(make_user(role, make_region(place)))
        assert printed(client, [siti.secret]).status_code == 403


def test_cards_of_a_foreign_region_do_not_exist(regency, officer, client):
    make_village("52.08.01.2001")
    client.force_login(officer)

    for name in ("onboarding_cards", "onboarding_progress"):
        for code in ("52.08", "52", "", "99.99"):
            assert client.get(reverse(name), {"region": code}).status_code == 404


def test_a_draft_body_says_what_it_lacks(regency, officer, client):
    start(regency, "Goa,Siti,081234567890", officer)
    body = Wksbm.objects.get()
    client.force_login(officer)
    url = reverse("wksbm:wksbm", args=[body.pk])
    assert "Belum lengkap: nama menurut SK, Sekretaris, Bendahara." in client.get(url).text
    body.name = "Sari"
    body.save()
    for post in ("secretary", "treasurer"):
        make_seat(wksbm=body, post=post)

    assert "Belum lengkap" not in client.get(url).text


# --- Progress ------------------------------------------------------------------------------------


def test_every_village_stands_at_its_next_step(regency, officer):
    lines = "Goa,Siti,081234567890\nBelo,Ani,081234567891\nBeru,Ima,081234567892"
    goa, *_others = start(
        regency, f"{lines}\nKuang,Budi,081234567893\nBatu Putih,Eka,081234567894", officer
    ).invited
    came = User.objects.filter(grants__role=Role.VILLAGE_COORDINATOR).exclude(pk=goa.user.pk)
    came.update(last_login=timezone.now())

    def complete(code):
        body = Wksbm.objects.get(region=code)
        for post in ("secretary", "treasurer"):
            make_seat(wksbm=body, post=post)
        return body

    complete("52.07.01.2003")
    make_decree(bodies=[complete("52.07.02.1006")], scan="sk.pdf")
    ready = complete("52.07.02.2015")
    make_decree(bodies=[ready], scan="sk.pdf")
    make_meeting(ready, status="held", logged_by=officer, logged_at=timezone.now(), on=today())

    steps = dict(villages_in("52.07", today()).values_list("code", "step"))

    assert steps == {
        "52.07.01.2001": Step.SIGN_IN,
        "52.07.01.2002": Step.COMPLETE,
        "52.07.01.2003": Step.DECREE,
        "52.07.02.1006": Step.MEETING,
        "52.07.02.2014": Step.INVITE,
        "52.07.02.2015": Step.DONE,
        "52.07.03.2001": Step.INVITE,
        "52.07.03.2002": Step.INVITE,
    }
    counted = totals(villages_in("52.07", today()))
    assert (counted["villages"], counted["with_invited"], counted["with_signed_in"]) == (8, 5, 4)
    assert sum(counted[f"at_{step}"] for step in Step) == 8


def test_a_grant_that_ended_invites_nobody(regency):
    user = make_user()
    make_grant(
        user,
        Role.VILLAGE_COORDINATOR,
        "52.07.01.2001",
        start=today() - timedelta(days=9),
        end=today() - timedelta(days=1),
    )

    assert not villages_in("52.07", today()).get(pk="52.07.01.2001").invited


def test_progress_asks_as_much_for_one_village_as_for_many(
    regency, officer, client, django_assert_max_num_queries
):
    client.force_login(officer)
    client.get(reverse("onboarding_progress"))  # names are read once
    start(regency, "Goa,Siti,081234567890", officer)
    with django_assert_max_num_queries(14) as few:
        client.get(reverse("onboarding_progress"))
    start(regency, "Belo,Ani,081234567891\nBeru,Ima,081234567892\nKuang,Eka,081234567893", officer)
    with django_assert_max_num_queries(14) as many:
        page = client.get(reverse("onboarding_progress"))

    assert len(few) == len(many)
    assert "https://wa.me/6281234567890?text=Yth." in page.text


def test_reading_a_list_asks_no_more_for_more_lines(regency, django_assert_max_num_queries):
    text = "\n".join(f"{code},Warga {code[-1]},0812345678{code[-2:]}" for code in NAMES)
    plan_of(regency, text)
    with django_assert_max_num_queries(8):
        plan = plan_of(regency, text)

    assert plan.is_ready


def test_who_opened_the_card_counts_as_signed_in(regency, officer, client):
    [one] = start(regency, "Goa,Siti,081234567890", officer).invited

    answer = client.post(
        reverse("accounts:use_link"), {"secret": one.secret, "password": "sawah-hijau-9"}
    )

    assert answer.status_code == 302
    assert villages_in("52.07", today()).get(pk="52.07.01.2001").signed_in
    with pytest.raises(Exception, match="sudah dipakai"):
        set_password_by_link(one.secret, password="sawah-hijau-9")


@pytest.mark.parametrize(
    "text",
    [
        "\u202eGoa\t\u200bSiti\t081234567890",
        "Goa;<b>Siti</b>;081234567890",
        "=Goa;Siti;0812",
        "\x00;;",
    ],
)
def test_strange_letters_break_nothing(regency, text):
    assert len(plan_of(regency, text).rows) == 1


def test_lines_keep_their_numbers():
    assert [line.number for line in lines_in("\n\nGoa,Siti,081234567890\n\r\nBelo,Ani\n")] == [3, 5]

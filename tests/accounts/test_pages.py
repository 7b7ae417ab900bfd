"""The pages of accounts: own account, who has access, the demo's doors, the admin's door."""

import pytest
from django.contrib.auth import get_user
from django.test import Client

from accounts import services
from accounts.access import GRANTS, Can, Role
from accounts.models import SignInLink, User
from tests.accounts.test_links import tables_with
from tests.factories.accounts import PASSWORD, make_grant, make_user
from tests.factories.regions import make_region, make_village

pytestmark = pytest.mark.django_db

VILLAGE, NEXT_VILLAGE, FAR = "52.07.01.2001", "52.07.01.2002", "52.08.01.2001"
NEW = "padi-menguning-8"


def who(client):
    request = type("Request", (), {"session": client.session})()
    return getattr(get_user(request), "username", "")


def names(response):
    return [grant.user.name for grant in response.context["page"].object_list]


# --- Who has access ------------------------------------------------------------------------------


def test_the_list_shows_the_region_and_nothing_else(client):
    coordinator = make_user(Role.VILLAGE_COORDINATOR, VILLAGE, name="Ketua Sini")
    make_user(Role.VILLAGE_SECRETARY, VILLAGE, name="Sekretaris Sini")
    make_user(Role.VILLAGE_SECRETARY, NEXT_VILLAGE, name="Sekretaris Sebelah")
    make_user(Role.DISTRICT_OFFICER, "52.07", name="Petugas Dinas")
    make_user(Role.OPERATOR, name="Operator Pusat")
    client.force_login(coordinator)

    assert names(client.get("/accounts/users/")) == ["Ketua Sini", "Sekretaris Sini"]
    assert names(client.get("/accounts/users/?q=sekre")) == ["Sekretaris Sini"]


@pytest.mark.parametrize("role", Role.values)
def test_the_pages_are_for_those_who_invite(client, role):
    client.force_login(make_user(role, VILLAGE))
    expected = 200 if Can.INVITE_USERS in GRANTS[role] else 403

    assert client.get("/accounts/users/").status_code == expected
    assert client.get("/accounts/users/invite/").status_code == expected


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_for_many_as_for_one(
    client, count, django_assert_num_queries
):
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, VILLAGE))
    for _number in range(count):
        make_user(Role.VILLAGE_SECRETARY, VILLAGE)
    client.get("/accounts/users/")

    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get("/accounts/users/")


QUERIES_OF_LIST = 6


def test_a_user_beyond_the_region_does_not_exist(client):
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, VILLAGE))
    stranger = make_user(Role.VILLAGE_SECRETARY, NEXT_VILLAGE)
    grant = stranger.grants.get()

    for path in ("", "roles/", "password-link/", "phone-link/"):
        url = f"/accounts/users/{stranger.pk}/{path}"
        assert client.post(url).status_code == (405 if path == "" else 404)
    assert client.get(f"/accounts/users/{stranger.pk}/").status_code == 404
    for path in ("end/", "period/"):
        assert client.post(f"/accounts/grants/{grant.pk}/{path}").status_code == 404


def test_roles_elsewhere_are_not_shown(client):
    user = make_user(Role.VILLAGE_SECRETARY, VILLAGE)
    make_grant(user, Role.VILLAGE_COORDINATOR, FAR)
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, VILLAGE))

    response = client.get(f"/accounts/users/{user.pk}/")

    assert [row["grant"].region_id for row in response.context["rows"]] == [VILLAGE]
    assert response.context["may_reach"] is False


def test_an_invitation_offers_only_own_roles_and_places(client):
    make_village(FAR)
    make_village(NEXT_VILLAGE)
    make_region("52.07.02")
    client.force_login(make_user(Role.TKSK, "52.07.01"))
    make_village(VILLAGE)

    form = client.get("/accounts/users/invite/").context["form"]

    assert [name for name, _label in form.fields["role"].choices] == [
        "village_coordinator",
        "village_secretary",
        "village_treasurer",
    ]
    assert sorted(form.fields["region"].queryset.values_list("pk", flat=True)) == [
        VILLAGE,
        NEXT_VILLAGE,
    ]


def test_a_page_refuses_what_the_service_refuses_beside_the_field(client):
    make_region("52.07.02")
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    form = {"name": "Siti", "phone": "12", "role": "tksk", "region": "52.07.02"}

    response = client.post("/accounts/users/invite/", form)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["phone"]
    assert not User.objects.filter(name="Siti").exists()


def test_roles_and_links_are_kept_on_the_users_page(client):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    user = make_user(Role.VILLAGE_SECRETARY, VILLAGE, phone="+6281234567890")
    page = f"/accounts/users/{user.pk}/"

    assert (
        client.post(f"{page}roles/", {"role": "village_treasurer", "region": VILLAGE}).status_code
        == 302
    )
    shown = client.post(f"{page}password-link/")
    assert "https://wa.me/6281234567890?text=" in shown.content.decode()
    assert shown["Cache-Control"].count("no-store") == 1
    link = SignInLink.objects.get()
    assert client.post(f"/accounts/links/{link.pk}/withdraw/").status_code == 302
    assert client.post(f"{page}phone-link/", {"new_phone": "satu"}).status_code == 422
    assert client.post(f"{page}phone-link/", {"new_phone": "0813-1111-2222"}).status_code == 200
    grant = user.grants.get(role="village_treasurer")
    assert client.get(f"/accounts/grants/{grant.pk}/period/").status_code == 200
    assert client.post(f"/accounts/grants/{grant.pk}/end/").status_code == 302

    response = client.get(page)

    assert sorted((row["grant"].role, row["in_force"]) for row in response.context["rows"]) == [
        ("village_secretary", True),
        ("village_treasurer", False),
    ]
    assert [link.get_purpose_display() for link in response.context["links"]] == [
        "Nomor HP baru",
        "Kata sandi baru",
    ]


# --- My account ----------------------------------------------------------------------------------


def test_my_account_shows_my_roles(client):
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, VILLAGE, name="Ibu Siti"))

    text = client.get("/accounts/me/").content.decode()

    assert "Ibu Siti" in text
    assert "Koordinator desa" in text


def test_changing_the_password_ends_the_other_sessions_but_not_mine(client):
    user = make_user(username="siti")
    other = Client()
    for device in (client, other):
        device.force_login(user)

    response = client.post("/accounts/me/password/", {"current": PASSWORD, "new": NEW})

    assert response.status_code == 302
    assert (who(client), who(other)) == ("siti", "")
    assert User.objects.get(pk=user.pk).check_password(NEW)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"current": "salah-sekali", "new": NEW}, "current"),
        ({"current": PASSWORD, "new": "12345"}, "new"),
    ],
)
def test_a_password_is_not_changed_lightly(client, sent, field):
    user = make_user()
    client.force_login(user)

    response = client.post("/accounts/me/password/", sent)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert [tables_with(text) for text in (NEW, PASSWORD, "salah-sekali")] == [[], [], []]


def test_guessing_the_current_password_is_counted(client):
    client.force_login(make_user())

    codes = [
        client.post("/accounts/me/password/", {"current": f"tebakan-{n}", "new": NEW}).status_code
        for n in range(11)
    ]

    assert codes == [422] * 9 + [429] * 2


# --- The demo ------------------------------------------------------------------------------------


@pytest.fixture
def demo(db, settings):
    settings.DEMO = True
    make_user(Role.VILLAGE_COORDINATOR, VILLAGE, username="koordinator", name="Ibu Contoh")
    make_user(Role.DISTRICT_OFFICER, "52.07", username="lain")


def test_one_tap_lets_in_as_an_invented_person(client, demo):
    page = client.get("/accounts/login/").content.decode()
    assert "Ibu Contoh" in page
    assert 'value="lain"' not in page

    response = client.post("/accounts/demo/", {"username": "koordinator"})

    assert response.status_code == 302
    assert who(client) == "koordinator"


def test_one_tap_lets_in_as_nobody_else(client, demo):
    make_user(username="operator", is_superuser=True)
    for name in ("lain", "operator", "", "tidak-ada"):
        assert client.post("/accounts/demo/", {"username": name}).status_code == 404
    assert client.get("/accounts/demo/").status_code == 404
    assert who(client) == ""


def test_outside_the_demo_there_is_no_such_door(client, demo, settings):
    settings.DEMO = False

    assert client.post("/accounts/demo/", {"username": "koordinator"}).status_code == 404
    assert "Ibu Contoh" not in client.get("/accounts/login/").content.decode()
    assert services.demo_sign_ins() == []
    assert who(client) == ""


# --- The admin -----------------------------------------------------------------------------------


def test_the_admin_has_our_door(client):
    response = client.get("/operator/login/?next=/operator/")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=%2Foperator%2F"
    assert client.get("/operator/")["Location"].startswith(("/operator/login/", "/accounts/login/"))


def test_wrong_passwords_at_the_admins_door_are_counted(client):
    make_user(username="pusat", is_superuser=True, is_staff=True)
    door = client.get("/operator/login/?next=/operator/")["Location"]
    for number in range(10):
        client.post(door, {"login": "pusat", "password": f"tebakan-{number}"})

    assert client.post(door, {"login": "pusat", "password": PASSWORD}).status_code == 429
    # and no other way in: the admin's own form is not served
    response = client.post("/operator/login/", {"username": "pusat", "password": PASSWORD})
    assert response.status_code == 302
    assert who(client) == ""


@pytest.mark.ignore_template_errors  # Django's own password widget names what it lacks
def test_the_admin_is_for_superusers(client):
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    client.force_login(officer)
    assert client.get("/operator/login/").status_code == 403
    assert client.get("/operator/accounts/user/").status_code == 302

    staff = make_user(is_staff=True)
    client.force_login(staff)
    assert client.get("/operator/accounts/user/").status_code == 403
    assert client.get("/operator/accounts/grant/").status_code == 403

    pusat = make_user(is_superuser=True, is_staff=True)
    client.force_login(pusat)
    for path in ("user/", "user/add/", f"user/{officer.pk}/change/", "grant/", "grant/add/"):
        assert client.get(f"/operator/accounts/{path}").status_code == 200, path


def test_a_user_is_made_and_changed_in_the_admin(client):
    client.force_login(make_user(is_superuser=True, is_staff=True))

    made = client.post(
        "/operator/accounts/user/add/",
        {
            "username": "dinas",
            "name": "Petugas",
            "usable_password": "true",
            "password1": NEW,
            "password2": NEW,
        },
    )

    assert made.status_code == 302
    assert User.objects.get(username="dinas").check_password(NEW)

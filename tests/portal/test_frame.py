import pytest

from accounts.access import Role
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


def test_the_processes_can_be_asked(client):
    assert (client.get("/livez").content, client.get("/readyz").content) == (b"ok\n", b"ok\n")


def test_the_frame_of_a_page_costs_two_queries(client, django_assert_num_queries):
    client.force_login(make_user(Role.VILLAGE_COORDINATOR))
    client.get("/more/")

    with django_assert_num_queries(4):  # session, user, grants, unread
        client.get("/more/")


def test_help_is_for_everybody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/help/").status_code == 200


@pytest.mark.parametrize("on", [True, False])
def test_the_demo_says_so_on_every_page(client, settings, on):
    settings.DEMO = on

    assert ("CONTOH" in client.get("/help/").content.decode()) is on


def test_the_style_guide_is_shown_in_the_demo_only(client, settings):
    settings.DEMO = True
    shown = client.get("/styleguide/").status_code
    settings.DEMO = False

    assert (shown, client.get("/styleguide/").status_code) == (200, 404)


def test_the_api_is_explained_to_who_is_signed_in(client):
    assert client.get("/api/docs/").status_code == 302

    client.force_login(make_user(Role.AUDITOR))

    assert client.get("/api/docs/").status_code == 200


def test_only_the_api_pages_may_carry_styles_of_their_own(client):
    client.force_login(make_user(Role.AUDITOR))

    policies = [client.get(url).headers["Content-Security-Policy"] for url in ("/api/docs/", "/")]

    assert ["'unsafe-inline'" in policy for policy in policies] == [True, False]
    assert ["blob:" in policy for policy in policies] == [True, False]
    assert "script-src" not in policies[0]


def test_the_menu_marks_where_one_is(client):
    client.force_login(make_user(Role.VILLAGE_COORDINATOR))

    nav = client.get("/more/").context["shell"].nav

    assert [item.url for item in nav if item.current] == ["/more/"]


@pytest.mark.parametrize("role", Role)
def test_every_line_of_the_menu_opens(client, role):
    client.force_login(make_user(role))
    nav = client.get("/").context["shell"].nav

    opened = {item.url: client.get(item.url, follow=True).status_code for item in nav}

    assert set(opened.values()) == {200}

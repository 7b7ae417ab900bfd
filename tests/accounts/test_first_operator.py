from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.access import Can, Role, may_invite
from accounts.models import SignInLink, User
from accounts.services import withdraw_link
from common.errors import NotAllowed
from tests.factories.accounts import make_user
from tests.factories.regions import make_region

pytestmark = pytest.mark.django_db


def run(*words):
    out = StringIO()
    call_command("first_operator", *words, stdout=out)
    return out.getvalue().splitlines()[0]


def enter(client, link):
    address, _, secret = link.partition("#")
    assert client.get(address.removeprefix("http://localhost:8000")).status_code == 200
    password = "kata-sandi-yang-panjang"
    return client.post(reverse("accounts:use_link"), {"secret": secret, "password": password})


@pytest.mark.parametrize(
    ("where", "code"), [(("--region", "52.07"), "52.07"), (("--nation",), None)]
)
def test_the_first_operator_comes_in_by_the_link_once(client, where, code):
    make_region("52.07")

    link = run("operator.ksb", "--name", "Rina Wati", *where)
    answer = enter(client, link)

    user = User.objects.get()
    assert answer.status_code == 302, answer.content.decode()
    assert client.get("/accounts/users/").status_code == 200
    assert [(grant.role, grant.region_id) for grant in user.grants.all()] == [(Role.OPERATOR, code)]
    assert may_invite(user, Role.DISTRICT_OFFICER, "52.07")
    assert not user.is_superuser
    assert enter(client, link).status_code == 410


def test_a_second_run_ends_the_first_link(client):
    make_region("52.07")
    first = run("operator.ksb", "--name", "Rina Wati", "--region", "52.07")
    second = run("operator.ksb", "--name", "Rina Wati", "--region", "52.07")

    assert enter(client, first).status_code == 410
    assert enter(client, second).status_code == 302
    assert User.objects.count() == 1


def test_an_account_that_is_no_operators_is_left_alone():
    officer = make_user(role=Role.DISTRICT_OFFICER, region="52.07", username="petugas")

    with pytest.raises(CommandError, match="bukan operator"):
        run("petugas", "--name", "Rina Wati", "--region", "52.07")

    assert list(officer.grants.values_list("role", flat=True)) == [Role.DISTRICT_OFFICER]
    assert not SignInLink.objects.exists()


def test_a_region_that_is_not_loaded_is_said():
    with pytest.raises(CommandError, match="no region 99"):
        run("operator", "--name", "Rina Wati", "--region", "99")


def test_the_link_of_the_nations_operator_is_beyond_a_regencys():
    regional = make_user(role=Role.OPERATOR, region="52.07")
    run("operator", "--name", "Rina Wati", "--nation")
    link = SignInLink.objects.get()

    assert not SignInLink.objects.where_may(regional, Can.INVITE_USERS).exists()
    assert list(SignInLink.objects.where_may(link.user, Can.INVITE_USERS)) == [link]
    with pytest.raises(NotAllowed):
        withdraw_link(link, actor=regional)
    withdraw_link(link, actor=link.user)

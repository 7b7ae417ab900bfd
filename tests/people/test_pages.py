import pytest
from django.urls import reverse

from accounts.access import Role
from tests.factories.accounts import make_user
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    found = make_person("Siti Aminh", phone="+6281234567890")
    client.force_login(make_user(Role.VILLAGE_COORDINATOR))
    return found


def url(person, back="/wksbm/"):
    return f"{reverse('people:change_person', args=[person.pk])}?next={back}"


def test_a_name_and_a_number_are_corrected(client, person):
    opened = client.get(url(person))
    sent = client.post(
        url(person), {"name": "Siti Aminah", "phone": "0813 1111 2222", "version": 1}
    )

    person.refresh_from_db()
    assert opened.context["form"]["phone"].value() == "0812-3456-7890"
    assert (sent.status_code, sent.url) == (302, "/wksbm/")
    assert (person.name, person.phone) == ("Siti Aminah", "+6281311112222")


def test_a_bad_number_stands_beside_its_field(client, person):
    page = client.post(url(person), {"name": "Siti", "phone": "12", "version": 1})

    assert page.status_code == 422
    assert page.context["form"].errors == {
        "phone": ["Nomor HP ini tidak terbaca. Tulis seperti 0812-3456-7890."]
    }


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(client, person, back):
    sent = client.post(url(person, back), {"name": "Siti", "version": 1})

    assert sent.url == f"/people/{person.pk}/"


def test_who_is_present_nowhere_is_changed_by_nobody(client, person):
    user = make_user()
    person.presences.all().delete()
    person.user = user
    person.save()
    client.force_login(user)

    assert client.get(url(person)).status_code == 404

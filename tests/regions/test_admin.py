"""Regions in the admin site."""

import pytest
from django.urls import reverse

from regions.models import Region
from tests.factories.accounts import make_user
from tests.factories.regions import make_village


@pytest.fixture
def superuser(client, db):
    make_village("52.07.01.2001")
    make_village("52.07.02.2014")
    client.force_login(make_user(is_superuser=True, is_staff=True))
    return client


@pytest.mark.parametrize("text", ["52.07.02.2014", "banjar"])
def test_superuser_finds_a_region_by_code_or_name(superuser, text):
    page = superuser.get(reverse("admin:regions_region_changelist"), {"q": text})

    assert [region.code for region in page.context["cl"].result_list] == ["52.07.02.2014"]


def test_nobody_deletes_a_region(superuser):
    address = reverse("admin:regions_region_delete", args=["52.07.02.2014"])

    assert superuser.post(address, {"post": "yes"}).status_code == 403
    assert Region.objects.filter(pk="52.07.02.2014").exists()


def test_staff_without_rights_see_no_regions(client, superuser):
    client.force_login(make_user(is_staff=True))

    assert client.get(reverse("admin:regions_region_changelist")).status_code == 403

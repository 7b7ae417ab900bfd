"""Lists go by key from page to page, and nothing that was asked is lost on the way."""

import pytest

from accounts.models import User
from common.pages import page_of, whole_number
from tests.factories.accounts import make_user


@pytest.mark.django_db
def test_pages_follow_each_other_and_lead_back_to_the_first(rf):
    keys = [make_user().pk for _one in range(5)]

    for by, expected in (("-pk", keys[::-1]), ("pk", keys)):
        address, walked, firsts = "?q=a%26b", [], []
        while address:
            request = rf.get(f"/{address}")
            rows, links = page_of(request, User.objects.all(), 2, by=by, state="open")
            walked.append([row.pk for row in rows])
            firsts.append(links["first_url"])
            address = links["next_url"]

        assert walked == [expected[:2], expected[2:4], expected[4:]]
        assert firsts == ["", "?q=a%26b&state=open", "?q=a%26b&state=open"]


@pytest.mark.django_db
def test_a_key_that_is_none_begins_anew(rf):
    user = make_user()

    for key in ("x", "-1", "²", "9" * 19, ""):
        rows, links = page_of(rf.get("/", {"after": key}), User.objects.all())
        assert (rows, links["next_url"]) == ([user], ""), key
    assert [whole_number(text) for text in ("7", "9" * 18, "9" * 19, "٣", " 7", "")] == [
        7,
        int("9" * 18),
        *[None] * 4,
    ]

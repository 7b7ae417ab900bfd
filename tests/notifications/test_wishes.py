"""Who wants no messages gets none: said by the link in a mail, as oneself, or by others."""

from email import message_from_bytes, policy

import pytest
from django.test import Client
from django.utils import timezone

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken
from notifications.channels import _mime
from notifications.models import Delivery, OptOut
from notifications.services import (
    explain,
    kinds,
    note_opt_out,
    opt_in,
    opt_out,
    plan,
    send_due,
    stop_path,
    unwilling_among,
)
from people.services import merge_persons
from tests.factories.accounts import make_user
from tests.factories.notifications import (
    STARTS_AT,
    Provider,
    hours,
    make_delivery,
    make_reminded,
)
from tests.factories.people import make_consent
from tests.factories.regions import make_village
from tests.notifications.test_email import message

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - hours(30)
UNWILLING = "Ia meminta agar pesan seperti ini tidak dikirim."


def states():
    found = Delivery.objects.filter(step="1_day").order_by("person__name")
    return [(row.person.name, row.state, row.reason) for row in found]


def test_who_wants_none_is_not_planned_for_and_it_says_why():
    _meeting, [eni, fajar, gita, hadi] = make_reminded(4)
    for person, name in zip([eni, fajar, gita, hadi], "EFGH", strict=True):
        person.name = name
        person.save()
    opt_out(eni, how="word")
    opt_out(fajar, rule="meeting_ahead", how="link")
    opt_out(gita, rule="decree_lapsing", how="link")
    make_consent(hadi, given_at=NOW, withdrawn_at=timezone.now())

    plan(now=NOW)

    no = ("withdrawn", UNWILLING)
    assert states() == [("E", *no), ("F", *no), ("G", "planned", ""), ("H", *no)]
    events = [event.sentence for event in explain(Delivery.objects.get(person=eni, step="1_day"))]
    assert f"Ditarik. {UNWILLING}" in events
    again = plan(now=NOW)
    assert (again.new, again.renewed, again.withdrawn) == (0, 0, 0)  # a round that only reads

    opt_in(eni)
    make_consent(hadi)
    assert plan(now=NOW).renewed == 6  # three steps each
    assert [state for _name, state, _reason in states()] == [
        "planned",
        "withdrawn",
        "planned",
        "planned",
    ]


def test_what_was_planned_is_withdrawn_and_checked_again_before_it_leaves():
    _meeting, [early, late] = make_reminded(2)
    plan(now=NOW)
    gateway = Provider()

    opt_out(early, how="word")
    assert plan(now=NOW).withdrawn == 3
    opt_out(late, rule="meeting_ahead", how="link")  # no round of planning in between
    assert send_due(now=STARTS_AT - hours(23), ladder=[gateway]) == {"withdrawn": 1, "expired": 1}

    assert gateway.calls == []
    reasons = Delivery.objects.filter(step="1_day").values_list("state", "reason")
    assert list(reasons) == [("withdrawn", UNWILLING)] * 2


def test_a_word_is_kept_once_and_ends_by_another():
    _meeting, [person] = make_reminded()

    first, second = opt_out(person, how="word"), opt_out(person, how="link")
    assert first == second
    opt_out(person, rule="meeting_ahead", how="link")
    assert unwilling_among("decree_lapsing", [person.pk]) == {person.pk}
    with pytest.raises(RuleBroken) as caught:
        opt_out(person, rule="gossip", how="link")
    assert caught.value.code == "no_kind"

    assert opt_in(person) == 2
    assert opt_in(person) == 0
    assert unwilling_among("", [person.pk]) == set()
    opt_out(person, how="word")
    assert OptOut.objects.count() == 3  # what was said stays known


def test_the_mail_carries_the_link_and_one_click_is_enough(settings):
    settings.SITE_URL = "https://wksbm.example"
    meeting, [person] = make_reminded(email="siti@desa.example")
    url = settings.SITE_URL + stop_path(make_delivery(meeting, person))
    raw = _mime(message(stop_url=url))

    mail = message_from_bytes(raw.removesuffix(b".\r\n"), policy=policy.default)
    assert mail["List-Unsubscribe"].strip() == f"<{url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in mail.get_content()
    assert "siti" not in url.lower()

    program = Client(enforce_csrf_checks=True)
    path = url.removeprefix(settings.SITE_URL)
    answer = program.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200  # RFC 8058: no redirect
    assert [(o.rule, o.how) for o in OptOut.objects.all()] == [("meeting_ahead", "link")]


def test_opening_the_link_changes_nothing_and_its_buttons_do(client):
    meeting, [person] = make_reminded()
    path = stop_path(make_delivery(meeting, person))

    page = client.get(path)
    assert (page.status_code, OptOut.objects.count()) == (200, 0)
    assert "Hentikan “Pengingat pertemuan”" in page.content.decode()
    client.post(path, {"do": "stop"})
    assert "Pesan “Pengingat pertemuan” tidak dikirim lagi." in client.get(path).content.decode()
    client.post(path, {"do": "stop_all"})
    assert unwilling_among("decree_lapsing", [person.pk]) == {person.pk}
    client.post(path, {"do": "start"})
    assert unwilling_among("meeting_ahead", [person.pk]) == set()

    assert client.get(f"{path[:-2]}x/").status_code == 404
    assert client.post(f"{path[:-2]}x/").status_code == 404
    assert client.get("/notifications/stop/1-meeting_ahead/").status_code == 404


def test_one_changes_ones_own_on_a_page_and_others_note_it(client):
    _meeting, [person] = make_reminded()
    person.user = make_user(Role.VILLAGE_COORDINATOR, make_village())
    person.save()
    client.force_login(person.user)

    assert client.get("/notifications/wishes/").status_code == 200
    client.post("/notifications/wishes/change/", {"rule": "meeting_ahead", "do": "stop"})
    assert OptOut.objects.get().how == "account"
    page = client.get("/notifications/wishes/").content.decode()
    assert (page.count("Kirim lagi"), page.count('value="stop"')) == (1, len(kinds()))
    client.post("/notifications/wishes/change/", {"rule": "meeting_ahead", "do": "start"})
    assert OptOut.objects.get().until is not None

    officer = make_user(Role.VILLAGE_SECRETARY, make_village())
    client.force_login(officer)
    client.post(f"/notifications/wishes/of/{person.pk}/change/", {"rule": "", "do": "stop"})
    assert "Semua pesan dihentikan." in (
        client.get(f"/notifications/wishes/of/{person.pk}/").content.decode()
    )
    noted = OptOut.objects.get(until=None)
    assert (noted.rule, noted.how, noted.noted_by) == ("", "noted", officer)
    with pytest.raises(NotAllowed):
        note_opt_out(person, actor=make_user(Role.VILLAGE_TREASURER, make_village()))


def test_two_persons_who_are_one_keep_the_wish(client):
    meeting, [goes, stays] = make_reminded(2)
    path = stop_path(make_delivery(meeting, goes))
    opt_out(goes, how="word")
    opt_out(stays, how="word")

    merge_persons(stays, goes, actor=make_user(Role.VILLAGE_COORDINATOR, make_village()))

    assert unwilling_among("", [stays.pk]) == {stays.pk}
    assert stays.name in client.get(path).content.decode()

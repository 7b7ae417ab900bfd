"""Serah terima: roles move, old doors close, the record stays; two accounts become one."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from accounts.handovers import WORKS, Work
from accounts.models import Grant, Handover, SignInLink, User
from accounts.services import (
    NewUser,
    end_grant,
    give_role,
    hand_over,
    issue_password_link,
    merge_accounts,
    open_link,
)
from common.dates import today
from common.errors import NotAllowed, RuleBroken
from people.models import Person
from tests.factories.accounts import make_grant, make_token, make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import make_appointment, make_pillar
from tests.factories.wksbm import make_seat
from volunteers.models import Appointment, DroppedScan
from wksbm.models import Seat

VILLAGE = "52.07.01.2001"


@pytest.fixture
def officer(db):
    make_village()
    return make_user(Role.DISTRICT_OFFICER, "52.07", name="Petugas")


@pytest.fixture
def leaver(officer):
    return make_user(Role.VILLAGE_COORDINATOR, VILLAGE, name="Siti", phone="+6281234567890")


def hand(leaver, successor, officer, **overrides):
    facts = {
        "grants": list(leaver.grants.lasting(today())),
        "on": today(),
        "reason": "Pindah tugas",
        **overrides,
    }
    return hand_over(leaver, successor=successor, actor=officer, **facts)


def test_everything_of_the_leaver_ends_and_the_successor_holds_it(officer, leaver, client):
    client.force_login(leaver)
    token, _key = make_token(leaver)
    secret = issue_password_link(leaver, actor=officer)

    done = hand(leaver, NewUser("Ani", "0812-9999-0000"), officer)

    assert client.get(reverse("home")).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
    with pytest.raises(RuleBroken, match="sudah dipakai"):
        open_link(secret)
    leaver.refresh_from_db()
    assert not leaver.grants.in_force(today()).exists()
    ani = done.handover.successor
    assert [(one.role, one.region_id) for one in ani.grants.in_force(today())] == [
        (Role.VILLAGE_COORDINATOR, VILLAGE)
    ]
    assert open_link(done.secret).user == ani
    assert done.handover.facts["tokens"] == done.handover.facts["links"] == 1
    assert done.handover.region_id == VILLAGE


def test_history_of_the_leaver_stays_readable(officer, leaver):
    hand(leaver, NewUser("Ani"), officer)

    [grant] = leaver.grants.all()
    assert grant.last_day == today() - timedelta(days=1)
    assert grant.first_day == today() - timedelta(days=1)


def test_the_record_keeps_the_old_names(officer, leaver):
    done = hand(leaver, NewUser("Ani"), officer)
    village = make_village()
    village.name = "Goa Baru"
    village.save()
    User.objects.filter(pk=leaver.pk).update(name="Siti Aminah")

    record = Handover.objects.get(pk=done.handover.pk)

    assert record.facts["leaver"] == "Siti"
    assert "Desa Goa," in record.facts["roles"][0]["place"]


def test_only_the_chosen_roles_move(officer, leaver):
    make_village("52.07.01.2002")
    kept = make_grant(leaver, Role.VILLAGE_SECRETARY, "52.07.01.2002")

    hand(leaver, NewUser("Ani"), officer, grants=leaver.grants.filter(role="village_coordinator"))

    assert [one.pk for one in leaver.grants.in_force(today())] == [kept.pk]


def test_a_successor_who_holds_the_role_gets_no_second(officer, leaver):
    other = make_user(Role.VILLAGE_COORDINATOR, VILLAGE)

    done = hand(leaver, other, officer)

    assert other.grants.count() == 1
    assert done.secret == ""


def test_nobody_hands_over_to_or_from_themselves(officer, leaver):
    for one, other in ((officer, leaver), (leaver, officer)):
        with pytest.raises(NotAllowed) as refused:
            hand(one, other, officer)
        assert refused.value.code == "own_handover"
    with pytest.raises(ValidationError):
        hand(leaver, leaver, officer)


def test_only_who_may_reach_both_hands_over(officer, leaver):
    approver = make_user(Role.DISTRICT_APPROVER, "52.07")
    foreign = make_user(Role.VILLAGE_COORDINATOR, make_village("52.08.01.2001"))
    for one, other in ((leaver, approver), (leaver, foreign), (foreign, leaver)):
        with pytest.raises(NotAllowed) as refused:
            hand(one, other, officer)
        assert refused.value.code == "user_out_of_reach"
    operator = make_user(Role.OPERATOR, "52")
    with pytest.raises(NotAllowed):
        hand(leaver, NewUser("Ani"), operator)
    assert leaver.grants.in_force(today()).exists()


def test_an_officer_is_replaced_by_the_operator(officer):
    operator = make_user(Role.OPERATOR, "52")

    done = hand(officer, NewUser("Budi", "081234567899"), operator)

    assert done.handover.successor.grants.get().role == Role.DISTRICT_OFFICER
    assert not officer.grants.in_force(today()).exists()


def test_a_refused_handover_changes_nothing(officer, leaver):
    salt = leaver.session_salt
    for faults in ({"reason": " "}, {"on": today() + timedelta(days=1)}, {"grants": []}):
        with pytest.raises(ValidationError):
            hand(leaver, NewUser("Ani"), officer, **faults)
    with pytest.raises(ValidationError):
        hand(leaver, NewUser("", ""), officer)

    leaver.refresh_from_db()
    assert leaver.session_salt == salt
    assert leaver.grants.in_force(today()).exists()
    assert not Handover.objects.exists()


def test_posts_go_along_when_they_are_chosen(officer, leaver):
    seat = make_seat(holder=make_person("Siti", user=leaver))

    done = hand(leaver, NewUser("Ani", "081234567891"), officer, work=["seats"])

    new = Seat.objects.get(term__contains=today())
    assert (new.post, new.holder.name, new.holder.user) == ("chair", "Ani", done.handover.successor)
    seat.refresh_from_db()
    assert seat.ended_because == "Pindah tugas"
    assert done.handover.facts["work"][0]["count"] == 1


def test_what_one_alone_serves_as_goes_along_and_waiting_scans_do(officer, leaver):
    person, sole = make_person("Siti", user=leaver), make_pillar(is_sole=True)
    alone = make_appointment(person=person, pillar=sole, since=date(2026, 1, 1))
    shared = make_appointment(person=person)
    scan = DroppedScan.objects.create(
        region_id=VILLAGE, batch=uuid4(), dropped_by=leaver, name="SK.pdf"
    )
    attached = DroppedScan.objects.create(
        region_id=VILLAGE, batch=uuid4(), dropped_by=leaver, name="SK.pdf", status="set_aside"
    )

    done = hand(leaver, NewUser("Ani", "081234567891"), officer, work=["sole", "dropped_scans"])

    [new] = Appointment.objects.serving(today()).filter(pillar=sole)
    assert (new.person.name, new.decree, new.area_id) == ("Ani", None, VILLAGE)
    alone.refresh_from_db()
    assert (alone.ended_kind, alone.ended_because) == ("other", "Pindah tugas")
    assert alone.until == today() - timedelta(days=1)
    shared.refresh_from_db()
    assert shared.until is None
    scan.refresh_from_db()
    attached.refresh_from_db()
    assert (scan.dropped_by, attached.dropped_by) == (done.handover.successor, leaver)


def test_posts_stay_when_they_are_not_chosen(officer, leaver):
    seat = make_seat(holder=make_person("Siti", user=leaver))

    hand(leaver, NewUser("Ani"), officer)

    seat.refresh_from_db()
    assert seat.is_held(today())


def test_other_apps_pass_their_work_on(officer, leaver, monkeypatch):
    seen = []
    work = Work("letters", "Surat", lambda _u, _c: 3, lambda step: seen.append(step) or 3)
    monkeypatch.setitem(WORKS, "letters", work)

    done = hand(leaver, NewUser("Ani"), officer, work=["letters", "unknown"])

    [step] = seen
    assert (step.leaver, step.successor, step.codes) == (
        leaver,
        done.handover.successor,
        [VILLAGE],
    )
    assert done.handover.facts["work"] == [{"what": "Surat", "count": 3}]


def test_one_leaves_and_comes_back(officer, leaver):
    hand(leaver, NewUser("Ani"), officer)

    give_role(leaver, role=Role.VILLAGE_COORDINATOR, region=make_village(), actor=officer)

    periods = [(one.first_day, one.last_day) for one in leaver.grants.order_by("pk")]
    assert periods == [(today() - timedelta(days=1),) * 2, (today(), None)]
    events = Grant.pgh_event_model.objects.filter(user=leaver).count()
    assert events == 3


# --- Two accounts of one person ------------------------------------------------------------------


def test_two_accounts_become_one(officer, leaver):
    make_village("52.07.01.2002")
    other = make_user(Role.VILLAGE_COORDINATOR, VILLAGE, name="Siti")
    make_grant(other, Role.VILLAGE_SECRETARY, "52.07.01.2002")
    person = make_person("Siti", user=other)
    token, _key = make_token(other)
    browser = Client()
    browser.force_login(other)

    record = merge_accounts(leaver, other, reason="Akun ganda", actor=officer)

    assert {(one.role, one.region_id) for one in leaver.grants.in_force(today())} == {
        (Role.VILLAGE_COORDINATOR, VILLAGE),
        (Role.VILLAGE_SECRETARY, "52.07.01.2002"),
    }
    person.refresh_from_db()
    other.refresh_from_db()
    token.refresh_from_db()
    assert person.user == leaver
    assert not other.is_active
    assert token.revoked_at is not None
    assert other.grants.count() == 2
    assert browser.get(reverse("home")).status_code == 302
    assert (record.kind, record.facts["leaver"]) == ("merge", "Siti")


def test_a_second_person_keeps_its_records_and_loses_its_account(officer, leaver):
    other = make_user(Role.VILLAGE_SECRETARY, VILLAGE)
    first, second = make_person("Siti", user=leaver), make_person("Siti", user=other)

    merge_accounts(leaver, other, reason="Akun ganda", actor=officer)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.user, second.user) == (leaver, None)
    assert Person.objects.count() == 2


def test_accounts_out_of_reach_are_not_merged(officer, leaver):
    approver = make_user(Role.DISTRICT_APPROVER, "52.07")
    with pytest.raises(NotAllowed):
        merge_accounts(leaver, approver, reason="x", actor=officer)
    with pytest.raises(NotAllowed):
        merge_accounts(officer, leaver, reason="x", actor=officer)


# --- Pages ---------------------------------------------------------------------------------------


def form_of(leaver, **overrides):
    day = today()
    return {
        "grants": [one.pk for one in leaver.grants.all()],
        "name": "Ani",
        "phone": "081234567891",
        "on_day": day.day,
        "on_month": day.month,
        "on_year": day.year,
        "reason": "Pindah tugas",
        **overrides,
    }


def test_the_page_hands_over_and_shows_the_link_once(officer, leaver, client):
    client.force_login(officer)
    url = reverse("accounts:hand_over", args=[leaver.pk])
    assert "Siti" in client.get(url).text

    page = client.post(url, form_of(leaver, idempotency_key="once"))

    secret = re.search(r"link/#([\w-]+)", page.text).group(1)
    record = Handover.objects.get()
    assert reverse("accounts:handover", args=[record.pk]) in page.text
    again = client.post(url, form_of(leaver, idempotency_key="once"))
    assert again.status_code == 302
    assert secret not in again.text
    assert SignInLink.objects.filter(purpose="invitation").count() == 1
    printed = client.get(reverse("accounts:handover", args=[record.pk])).text
    assert "Berita acara serah terima" in printed
    assert "Pindah tugas" in printed


def test_the_page_refuses_and_says_where(officer, leaver, client):
    client.force_login(officer)
    url = reverse("accounts:hand_over", args=[leaver.pk])

    for change, field in (({"successor": "hantu"}, "successor"), ({"phone": "12"}, "phone")):
        page = client.post(url, form_of(leaver, **change))
        assert page.status_code == 422
        assert f'id="id_{field}_error"' in page.text


def test_foreign_accounts_and_records_do_not_exist(officer, leaver, client):
    record = hand(leaver, NewUser("Ani"), officer).handover
    client.force_login(make_user(Role.DISTRICT_OFFICER, make_region("52.08")))

    assert client.get(reverse("accounts:hand_over", args=[leaver.pk])).status_code == 404
    assert client.get(reverse("accounts:merge_accounts", args=[leaver.pk])).status_code == 404
    assert client.get(reverse("accounts:handover", args=[record.pk])).status_code == 404
    client.force_login(leaver)
    assert client.get(reverse("accounts:handover", args=[record.pk])).status_code == 200


def test_the_page_merges_the_chosen_way_round(officer, leaver, client):
    other = make_user(Role.VILLAGE_SECRETARY, VILLAGE, name="siti")
    client.force_login(officer)
    url = reverse("accounts:merge_accounts", args=[leaver.pk])
    assert other.username in client.get(url).text

    page = client.post(url, {"other": other.pk, "stays": "other", "reason": "Akun ganda"})

    assert page.status_code == 302
    leaver.refresh_from_db()
    other.refresh_from_db()
    assert (leaver.is_active, other.is_active) == (False, True)
    assert other.grants.in_force(today()).count() == 2


def test_a_link_of_a_replaced_person_is_not_made_by_the_new_one(officer, leaver):
    """The successor, a village coordinator, cannot let the leaver in again."""
    ani = hand(leaver, NewUser("Ani"), officer).handover.successor
    ani.last_login = timezone.now()

    with pytest.raises(NotAllowed):
        issue_password_link(leaver, actor=ani)


def test_an_ended_grant_is_not_handed_over(officer, leaver):
    grant = leaver.grants.get()
    end_grant(grant, actor=officer)

    with pytest.raises(RuleBroken) as refused:
        hand(leaver, NewUser("Ani"), officer, grants=[grant])

    assert refused.value.code == "grant_ended"

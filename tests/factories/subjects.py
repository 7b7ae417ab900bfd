"""Somebody of whom everything is known, for tests of the rights of data subjects."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.access import Role
from accounts.models import SignInLink
from common.dates import term, today
from notifications.models import Attempt
from people.models import BankAccount, Consent, DataRequest, FamilyCard, Person
from people.services import note_request, propose_erasure
from tests.factories.accounts import make_token, make_user, with_second_step
from tests.factories.follow_ups import make_follow_up, make_invitation
from tests.factories.meetings import make_held_meeting, mark
from tests.factories.notifications import make_delivery, make_reply
from tests.factories.people import make_person
from tests.factories.programme import make_activity, make_visit
from tests.factories.regions import make_village
from tests.factories.volunteers import (
    make_absence,
    make_appointment,
    make_assignment,
    make_office_holder,
    make_organisation,
    make_pillar,
    make_qualification,
    make_report,
    make_tier_step,
    make_training,
    make_training_mark,
)
from tests.factories.wksbm import make_decree, make_membership, make_seat, make_wksbm

# What says who they are: none of it may be left by an erasure.
MARKS = {
    "name": "Zulkarnain Wibisono",
    "birth_place": "Taliwang Lama",
    "address": "Gang Kenanga Ungu 9",
    "hamlet": "Dusun Rarak",
    "phone": "+6281299911122",
    "other": "+6281299911133",
    "email": "zulkarnain@contoh.example",
    "nik": "5207011508800011",
    "card": "5207011508800022",
    "account": "004412345678",
    "holder": "Zulkarnain W. Putra",
    "words": "Nama saya salah tulis, hubungi lewat tetangga",
    "username": "zulkarnain80",
    "account_phone": "+6281299911144",
    "new_phone": "+6281299911155",
    "token": "HP Zul",
    "older_name": "Zul Wibi",
    "message": "Yth. Bapak Zul, besok rapat",
    "member_number": "20165200077",
    "ended_because": "Zul pindah ikut istrinya",
    "certificate": "TGN/77/ZW",
    "absent": "Zul menjaga ibunya yang sakit",
    "declined": "Zul sedang di luar kota",
    "replied": "Zul tidak bisa hadir, istri melahirkan",
    "noted": "Zul sudah ditelepon",
    "answer": "sent to 6281299911122",
    "excuse": "Zul menunggu anaknya di rumah sakit",
    "deputy": "Iparnya Zul",
    "deputy_phone": "+6281299911166",
    "done": "Zul sendiri mengantar beras",
    "praise": "Zul senang bertamu",
}


def make_known(village=None, *, user=True):
    """Return a person of whom everything is known, whose offices have ended."""
    village = village or make_village()
    person = make_person(
        MARKS["older_name"],
        at=village,
        village=village,
        sex=Person.Sex.MALE,
        birth_place=MARKS["birth_place"],
        birth_date=date(1980, 8, 15),
        address=MARKS["address"],
        hamlet=MARKS["hamlet"],
        rt="003",
        rw="001",
        phone=MARKS["phone"],
        other_phones=[MARKS["other"]],
        email=MARKS["email"],
    )
    person.name = MARKS["name"]
    person.write_nik(MARKS["nik"])
    if user:
        person.user = _account(village)
    person.save()
    _facts(person)
    _life(person, village)
    _service(person, village)
    return person


def make_request(person, *, kind="copy", actor=None, **facts):
    """Return what somebody asked an officer of their regency, by word."""
    return note_request(
        person,
        kind=kind,
        **({"asked_how": "spoken", "identity": "id_card"} | facts),
        actor=actor or make_officer(person),
    )


def make_officer(person):
    village = person.village or person.presences.first().region
    return make_user(Role.DISTRICT_OFFICER, village.code[:5])


def make_proposed(person):
    """Return a request for an erasure that a first officer proposed, and a second officer."""
    request = make_request(person, kind="erase", text=MARKS["words"])
    return propose_erasure(request, actor=make_officer(person)), make_officer(person)


def _account(village):
    user = with_second_step(
        make_user(
            name=MARKS["name"],
            username=MARKS["username"],
            phone=MARKS["account_phone"],
            email=MARKS["email"],
        )
    )
    make_token(user, name=MARKS["token"])
    SignInLink.objects.create(
        region=village,
        user=user,
        purpose=SignInLink.Purpose.NEW_PHONE,
        secret_hash=b"\1" * 32,
        new_phone=MARKS["new_phone"],
        issued_by=make_user(),
        expires_at=timezone.now() + timedelta(days=1),
    )
    return user


def _facts(person):
    past = term(date(2020, 1, 1), date(2024, 12, 31))
    for model, number, facts in (
        (FamilyCard, MARKS["card"], {}),
        (BankAccount, MARKS["account"], {"bank_code": "008", "holder_name": MARKS["holder"]}),
    ):
        row = model(person=person, term=past, **facts)
        row.write_number(number)
        row.save()
    Consent.objects.create(
        person=person,
        purpose=Consent.Purpose.MESSAGES,
        wording="2026-1",
        means=Consent.Means.PAPER,
        given_at=timezone.now() - timedelta(days=9),
    )


def _life(person, village):
    body = make_wksbm(region=village)
    ended = today() - timedelta(days=30)
    make_seat(
        wksbm=body,
        holder=person,
        until=ended,
        decree=make_decree(bodies=[body]),
        tie_to_head="family",
    )
    make_membership(wksbm=body, person=person, until=ended)
    meeting = make_held_meeting(body, logged_by=make_user())
    mark(meeting, person)
    _gatherings(person, meeting)
    sent = make_delivery(meeting, person, state="sent", body=MARKS["message"])
    make_reply(
        person=person,
        meeting=meeting,
        sender=person.phone,
        text=MARKS["replied"],
        note=MARKS["noted"],
    )
    Attempt.objects.create(
        delivery=sent, channel="gateway", answer=MARKS["answer"], started_at=timezone.now()
    )


def _gatherings(person, meeting):
    called = {"name": person.name, "phone": person.phone}
    meeting.attendances.create(present=True, **called)
    meeting.attendances.create(present=True, name="Ani", deputy_for=person)
    make_invitation(
        meeting,
        person,
        answer="deputy",
        reason=MARKS["excuse"],
        deputy_name=MARKS["deputy"],
        deputy_phone=MARKS["deputy_phone"],
        answered_at=timezone.now(),
        answered_how="noted",
    )
    make_follow_up(
        meeting,
        owner=person,
        status="closed",
        evidence=MARKS["done"],
        done_on=today(),
        done_by=make_user(),
    )
    make_activity(meeting.wksbm, in_charge=person)
    make_visit(meeting.wksbm, message=MARKS["praise"], **called)


def _service(person, village):
    ended = today() - timedelta(days=20)
    appointment = make_appointment(
        person=person,
        pillar=make_pillar("tagana", has_tiers=True),
        region=village,
        until=ended,
        number=MARKS["member_number"],
        ended_kind="moved",
        ended_because=MARKS["ended_because"],
    )
    make_tier_step(appointment)
    make_office_holder(organisation=make_organisation(region=village), person=person, until=ended)
    make_qualification(person=person, region=village, certificate=MARKS["certificate"])
    make_training_mark(make_training(), person=person)
    make_absence(person=person, region=village, reason=MARKS["absent"])
    make_assignment(person=person, status="declined", reason=MARKS["declined"])
    report = make_report(appointment=appointment)
    report.entries.create(on=date(2026, 5, 3), activity="Piket posko")


def requests_of(person):
    return list(DataRequest.objects.filter(person=person).order_by("pk"))

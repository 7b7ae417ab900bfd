"""Messages that come back: understood and heeded once, or read by a person."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken
from meetings.services import Invited, answer_invitation, cancel_meeting, invite_guest
from notifications.models import OptOut, Reply
from notifications.rules import understand, without_numbers
from notifications.services import (
    assign_reply,
    deal_with_reply,
    describe_replies,
    opt_in,
    opt_out,
    take_reply,
)
from people.models import Person, Presence
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_meeting, make_member
from tests.factories.notifications import make_delivery, make_reply
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.threads import at_once

pytestmark = pytest.mark.django_db

PHONE = "+6281234567890"

SAID = {
    "coming": (
        "HADIR",
        "hadir.",
        "Hadir 🙏",
        "Siap hadir",
        "siap, hadir Pak",
        "InsyaAllah hadir",
        "Baik Bu, saya bisa hadir",
        "Pak saya hadir",
        "hdr",
        "saya akan datang, terima kasih",
    ),
    "not_coming": (
        "TIDAK",
        "tdk",
        "Maaf, tidak bisa hadir",
        "Mohon maaf saya gak bisa hadir bu",
        "selamat pagi, mohon maaf saya tidak dapat hadir",
        "berhalangan",
        "Tidak bisa hadir karena sakit",
        "ndak bs",
    ),
    "postpone": ("TUNDA", "mohon ditunda", "Pak, minta ditunda", "saya minta ditunda ya"),
    "stop": ("BERHENTI", "Stop!", "stop"),
    "start": ("MULAI", "mulai lagi"),
    "": (
        "",
        "👍",
        "siap",
        "ya",
        "ok",
        "1",
        "Hadir?",
        "tidak hadir?",
        "hadir tidak",
        "hadir atau tidak belum tahu",
        "mohon ibu hadir",
        "Bapak hadir",
        "Pak Budi hadir",
        "siapa yang hadir",
        "jangan lupa hadir",
        "tidak bisa hadir kalau hujan",
        "tidak bisa hadir karena sakit, minta ditunda",
        "tidak bisa hadir karena jauh tapi nanti saya usahakan",
        "hadir " * 60,
        "rapatnya berhenti jam berapa",
        "stop kontak rusak",
        "saya mulai jualan besok",
        "kapan mulai",
        "bukan tidak hadir",
    ),
}


@pytest.fixture
def village():
    return make_village()


@pytest.fixture
def body(village):
    return make_body(village, name="WKSBM Melati")


@pytest.fixture
def siti(body):
    return make_member(body, "Siti Aminah", phone=PHONE, email="siti@contoh.example")


@pytest.fixture
def keeper(village):
    return make_user(Role.VILLAGE_COORDINATOR, village)


def reply(text, *, sender=PHONE, reference="", at=None, channel="gateway"):
    at = at or timezone.now()
    reference = reference or f"{sender}/{text}/{at}"[:90]
    return take_reply(channel, reference=reference, sender=sender, text=text, received_at=at)


def answers(meeting):
    rows = meeting.invitations.order_by("person__name", "name")
    return [(row.called, row.answer, row.reason, row.answered_how) for row in rows]


def tell(meeting, person, **facts):
    return make_delivery(meeting, person, **({"state": "sent"} | facts))


# --- Words ----------------------------------------------------------------------------------------


def test_only_what_is_plain_is_understood():
    wrong = {
        text: understand(text).word
        for word, texts in SAID.items()
        for text in texts
        if understand(text).word != word
    }

    assert wrong == {}
    assert understand("Tidak bisa hadir karena anak sakit.").reason == "anak sakit."


def test_numbers_of_papers_are_not_kept(siti):
    said = "NIK saya 5207 0115 0880 0011, rek 004412345678, HP 0812-3456-7890, jam 15.30"

    row = reply(said, sender="081299990000")

    assert (
        row.text == "NIK saya **** **** **** ****, rek ************, HP 0812-3456-7890, jam 15.30"
    )
    assert without_numbers("28-11-2026 pukul 15.00") == "28-11-2026 pukul 15.00"


# --- Taking it ------------------------------------------------------------------------------------


def test_the_next_meeting_that_one_was_told_of_is_answered(body, siti):
    sooner = make_meeting(body, on=timezone.localdate() + timedelta(days=3))
    told = make_meeting(body)
    tell(told, siti)

    row = reply("Tidak bisa hadir karena sakit", sender="0812-3456-7890")

    assert answers(told) == [("Siti Aminah", "not_coming", "sakit", "reply")]
    assert answers(sooner) == []
    assert (row.person, row.meeting, row.region, row.understood) == (
        siti,
        told,
        body.region,
        "not_coming",
    )
    other = make_member(body, "Budi", phone="+6281200000001")
    reply("hadir", sender=other.phone)  # told of none: the next that invites him
    assert answers(sooner) == [("Budi", "coming", "", "reply")]
    postponed = reply("TUNDA", sender="SITI@contoh.example")
    assert postponed.understood == "postpone"
    assert answers(told) == [("Siti Aminah", "not_coming", "Minta ditunda.", "reply")]
    assert told.invitations.get().asks_to_postpone


def test_the_same_reply_counts_once(body, siti):
    meeting = make_meeting(body)
    first = reply("HADIR", reference="wamid.1")
    answer_invitation(Invited(meeting, person=siti), answer="not_coming")

    again = reply("HADIR", reference="wamid.1", at=timezone.now() + timedelta(minutes=5))
    assert answers(meeting) == [("Siti Aminah", "not_coming", "", "link")]
    elsewhere = reply("HADIR", reference="wamid.1", channel="other")

    assert again == first
    assert elsewhere != first
    assert Reply.objects.count() == 2
    long = reply("HADIR", reference="x" * 300)
    assert reply("HADIR", reference="x" * 300) == long


def test_replies_overtake_each_other_and_the_later_word_holds(body, siti):
    meeting = make_meeting(body)
    now = timezone.now()

    reply("TIDAK", at=now - timedelta(minutes=1))
    late = reply("HADIR", at=now - timedelta(minutes=2))
    reply("STOP", at=now - timedelta(minutes=3))
    reply("MULAI", at=now - timedelta(minutes=4))

    assert late.understood == "coming"
    assert answers(meeting) == [("Siti Aminah", "not_coming", "", "reply")]
    assert OptOut.objects.filter(person=siti, until=None).count() == 1
    reply("MULAI", at=now + timedelta(hours=9))  # a clock that is wrong counts as now
    assert Reply.objects.filter(received_at__gt=timezone.now()).count() == 0
    assert OptOut.objects.filter(person=siti, until=None).count() == 0
    answer_invitation(Invited(meeting, person=siti), answer="coming")
    reply("TIDAK", at=now)
    assert answers(meeting) == [("Siti Aminah", "coming", "", "link")]


def test_stop_and_start_are_the_persons_wish(body, siti):
    stopped = reply("Berhenti.")

    assert (stopped.understood, stopped.meeting) == ("stop", None)
    assert list(OptOut.objects.values_list("person", "rule", "how", "until")) == [
        (siti.pk, "", "word", None)
    ]
    reply("mulai")
    assert not OptOut.objects.filter(until=None).exists()
    opt_out(siti, how="account")
    reply("MULAI", at=timezone.now() - timedelta(hours=1))  # said before that
    assert OptOut.objects.filter(until=None).count() == 1
    opt_in(siti)


def test_what_is_not_sure_is_left_for_a_person(body, siti, village):
    meeting = make_meeting(body)
    twin = make_member(body, "Ahmad", phone="+6281277776666")
    make_member(body, "Aisyah", other_phones=["+6281277776666"], phone="+6281277776667")
    elsewhere = make_person("Jauh", at=make_village("52.08.01.2001"), phone="+6281255554444")
    cases = [
        reply("Rapatnya di mana?"),
        reply("HADIR", sender="+6281300000000"),  # of nobody
        reply("HADIR", sender="orang asing"),
        reply("HADIR", sender=twin.phone),  # a family's number
        reply("HADIR", sender=elsewhere.phone),  # invited nowhere
        reply("BERHENTI", sender=twin.phone),
    ]

    assert [(row.understood, row.person, row.region_id) for row in cases] == [
        ("", siti, village.pk),
        ("", None, None),
        ("", None, None),
        ("", None, village.pk),
        ("", elsewhere, "52.08.01.2001"),
        ("", None, village.pk),
    ]
    assert answers(meeting) == []
    assert not OptOut.objects.exists()
    assert Reply.objects.to_read().count() == 6
    assert [line.why for line in describe_replies(cases)] == [
        "Isinya bukan HADIR, TIDAK, TUNDA, BERHENTI, atau MULAI.",
        "Pengirimnya tidak dikenal dengan pasti.",
        "Pengirimnya tidak dikenal dengan pasti.",
        "Nomor ini dipakai lebih dari satu orang.",
        "Tidak ada pertemuan yang masih dapat dijawabnya.",
        "Nomor ini dipakai lebih dari satu orang.",
    ]


def test_a_meeting_that_is_over_or_cancelled_is_not_mistaken_for_the_next(body, siti, keeper):
    today = make_meeting(body, on=timezone.localdate(timezone=body.region.tz) + timedelta(days=2))
    following = make_meeting(body, on=today.on + timedelta(days=30))
    tell(today, siti)
    cancel_meeting(today, because="Hujan", actor=keeper)

    row = reply("TIDAK")

    assert (row.understood, row.meeting) == ("", today)
    assert answers(following) == []
    assert describe_replies([row])[0].meeting.startswith("Pertemuan rutin, ")


def test_on_its_very_day_the_meeting_is_meant_though_it_has_begun(body, siti, time_machine):
    begun = make_meeting(body, on=date(2027, 1, 5))
    make_meeting(body, on=date(2027, 2, 5))
    tell(begun, siti)
    time_machine.move_to(datetime(2027, 1, 5, 9, 0, tzinfo=UTC))  # 17.00 WITA, two hours late

    reply("TIDAK")

    assert answers(begun) == [("Siti Aminah", "not_coming", "", "reply")]
    time_machine.move_to(datetime(2027, 1, 5, 16, 30, tzinfo=UTC))  # the next day there
    late = reply("HADIR", at=datetime(2027, 1, 5, 15, 0, tzinfo=UTC))  # handed over too late
    assert (late.understood, late.meeting) == ("", begun)


def test_a_guest_answers_from_the_number_on_the_list(body, keeper):
    meeting = make_meeting(body)
    invite_guest(meeting, name="Pak Camat", phone="081255551111", actor=keeper)

    row = reply("siap hadir", sender="+6281255551111")
    stop = reply("STOP", sender="+6281255551111")

    assert answers(meeting) == [("Pak Camat", "coming", "", "reply")]
    assert (row.person, row.meeting, row.understood) == (None, meeting, "coming")
    assert stop.understood == ""


# --- Read by a person -----------------------------------------------------------------------------


def test_who_it_is_from_lets_it_hold(body, siti, keeper):
    meeting = make_meeting(body)
    plain, unclear = (reply(text, sender="+6281300000001") for text in ("HADIR", "Nanti ya"))
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")

    done = assign_reply(plain, person=siti, actor=officer)
    still = assign_reply(unclear, person=siti, actor=officer)

    assert answers(meeting) == [("Siti Aminah", "coming", "", "noted")]
    assert (done.understood, done.dealt_with_by) == ("coming", officer)
    assert (still.understood, still.dealt_with_at, still.meeting) == ("", None, meeting)
    with pytest.raises(RuleBroken) as twice:
        assign_reply(plain, person=siti, actor=officer)
    assert twice.value.code == "reply_dealt_with"
    read = deal_with_reply(still, meaning="postpone", note=" sudah ditelepon ", actor=keeper)
    assert (read.understood, read.note) == ("postpone", "sudah ditelepon")
    assert answers(meeting) == [("Siti Aminah", "coming", "", "noted")]  # noted after it was sent
    newer = reply("Nanti ya", at=timezone.now())
    deal_with_reply(newer, meaning="postpone", actor=keeper)
    assert answers(meeting) == [("Siti Aminah", "not_coming", "Minta ditunda.", "noted")]


def test_what_it_means_needs_a_sender_and_a_meeting(body, siti, keeper):
    unknown = make_reply(region=body.region)
    known = make_reply(region=body.region, person=siti)
    for row, meaning, code in (
        (unknown, "stop", "sender_unknown"),
        (unknown, "coming", "no_meeting_meant"),
        (known, "coming", "no_meeting_meant"),
    ):
        with pytest.raises(RuleBroken) as refused:
            deal_with_reply(row, meaning=meaning, actor=keeper)
        assert refused.value.code == code

    deal_with_reply(known, meaning="stop", actor=keeper)
    deal_with_reply(unknown, note="Salah sambung", actor=keeper)

    assert list(OptOut.objects.values_list("how", "noted_by")) == [("noted", keeper.pk)]
    assert not Reply.objects.to_read().exists()


def test_who_may_read_and_note(body, siti, keeper):
    meeting = make_meeting(body)
    placed, unplaced = make_reply(region=body.region), make_reply()
    next_door = make_user(Role.VILLAGE_COORDINATOR, make_village("52.07.01.2002"))
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    auditor = make_user(Role.AUDITOR, "52.07")

    seen = {
        user: set(Reply.objects.visible_to(user)) for user in (keeper, next_door, officer, auditor)
    }

    assert seen == {
        keeper: {placed},
        next_door: set(),
        officer: {placed, unplaced},
        auditor: set(),
    }
    for row, user in ((placed, next_door), (unplaced, keeper), (placed, auditor)):
        with pytest.raises(NotAllowed):
            deal_with_reply(row, actor=user)
    # Who may not plan the meeting notes no answer to it by saying who sent it.
    Presence.objects.create(person=siti, region_id="52.07.01.2002")
    theirs = make_reply(region_id="52.07.01.2002", text="HADIR")
    row = assign_reply(theirs, person=siti, actor=next_door)
    assert (row.understood, row.region, answers(meeting)) == ("", body.region, [])


# --- Races ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_one_reply_handed_over_twice_at_once_is_one_row_and_one_effect():
    body = make_body()
    meeting = make_meeting(body)
    siti = make_member(body, "Siti Aminah", phone=PHONE)
    at = timezone.now()

    def hand_over():
        reply("TUNDA", reference="wamid.1", at=at)

    def stop():
        reply("STOP", reference="wamid.2", at=at)

    faults = at_once(*[hand_over] * 4, *[stop] * 4)

    assert faults == []
    assert Reply.objects.count() == 2
    assert answers(meeting) == [("Siti Aminah", "not_coming", "Minta ditunda.", "reply")]
    assert OptOut.objects.filter(person=siti).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM meetings_invitationevent")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_two_who_deal_with_it_at_once_do_it_once():
    body = make_body()
    siti = make_member(body, "Siti Aminah", phone=PHONE)
    row = make_reply(region=body.region, person=siti)
    keeper = make_user(Role.VILLAGE_COORDINATOR, body.region)

    faults = at_once(*[lambda: deal_with_reply(row, meaning="stop", actor=keeper)] * 3)

    assert [fault.code for fault in faults] == ["reply_dealt_with"] * 2
    assert OptOut.objects.filter(person=siti).count() == 1
    assert Person.objects.count() == 1

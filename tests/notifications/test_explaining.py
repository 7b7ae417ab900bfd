from datetime import timedelta

import pytest

from notifications.channels import Grade, Inbox, Refused
from notifications.models import Delivery
from notifications.services import explain, plan, send_due
from tests.factories.accounts import make_user
from tests.factories.notifications import (
    STARTS_AT,
    Provider,
    hours,
    make_delivery,
    make_reminded,
    move,
)

pytestmark = pytest.mark.django_db

MEMBER = "pengurus atau anggota pada tanggal pertemuan"
TITLE = "Pertemuan rutin, Sabtu, 28 November 2026 pukul 15.00 WITA"


def told(delivery):
    delivery.refresh_from_db()
    return [(event.at, event.sentence) for event in explain(delivery)]


def test_explains_what_was_sent():
    _meeting, [person] = make_reminded()
    person.user = make_user()
    person.save()
    planned, due = STARTS_AT - hours(50), STARTS_AT - hours(24)
    plan(now=planned)
    sent = due + timedelta(minutes=1)
    Delivery.objects.filter(step="7_days").delete()

    send_due(
        now=sent, ladder=[Provider(Grade.KNOWS_NOTHING, Refused("550 no", for_good=True)), Inbox()]
    )

    delivery = Delivery.objects.get(step="1_day")
    sentences = [sentence for _at, sentence in told(delivery)]
    assert sentences == [
        f"Direncanakan, karena {person.name} {MEMBER}: {TITLE}.",
        "Waktu kirim: Sehari sebelumnya. Berguna sampai 28 November 2026, 13.00 WITA.",
        "Dikirim lewat gateway.",
        "Ditolak gateway. 550 no",
        "Dikirim lewat kotak masuk.",
        "Diterima kotak masuk.",
        "Terkirim.",
    ]
    assert [at for at, _sentence in told(delivery)][:2] == [planned, due]
    assert told(delivery)[-1][0] >= sent


def test_explains_what_was_withdrawn_because_the_meeting_moved():
    meeting, [_person] = make_reminded()
    plan(now=STARTS_AT - hours(50))
    move(meeting, STARTS_AT + hours(24))

    plan(now=STARTS_AT - hours(49))

    delivery = Delivery.objects.get(step="1_day", state="withdrawn")
    assert told(delivery)[-2:] == [
        (
            STARTS_AT - hours(49),
            (
                "Ditarik. Pertemuan dipindah: sekarang Minggu, 29 November 2026 pukul 15.00 WITA,"
                " di Balai Desa."
            ),
        ),
        (
            STARTS_AT - hours(24),
            "Waktu kirim: Sehari sebelumnya. Berguna sampai 28 November 2026, 13.00 WITA.",
        ),
    ]


def test_explains_what_came_late_and_is_tried_again():
    meeting, [person] = make_reminded()
    delivery = make_delivery(meeting, person, planned_at=STARTS_AT - hours(10))

    send_due(
        now=STARTS_AT - hours(9),
        ladder=[Provider(Grade.KNOWS_NOTHING, Refused("451 later", for_good=False))],
    )

    assert [sentence for _at, sentence in told(delivery)] == [
        (
            "Waktu kirim: Sehari sebelumnya. Sudah lewat ketika direncanakan,"
            " masih berguna sampai 28 November 2026, 13.00 WITA."
        ),
        f"Direncanakan, karena {person.name} {MEMBER}: {TITLE}.",
        "Dikirim lewat gateway.",
        "Belum diterima gateway, dicoba lagi nanti. 451 later",
        "Dicoba lagi.",
    ]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (
            "by_hand",
            "Perlu disampaikan sendiri. Tidak ada surel atau akun: mohon disampaikan langsung.",
        ),
        ("expired", "Terlambat, tidak dikirim. Waktunya lewat sebelum sempat dikirim."),
    ],
)
def test_explains_why_not(state, sentence):
    meeting, [person] = make_reminded()
    delivery = make_delivery(meeting, person)
    late = delivery.not_after + hours(1) if state == "expired" else STARTS_AT - hours(24)

    send_due(now=late)

    assert sentence in [told_sentence for _at, told_sentence in told(delivery)]

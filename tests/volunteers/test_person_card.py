"""What a person's card tells of their service, and to whom."""

from datetime import date, timedelta

import pytest

from accounts.access import Role
from common.dates import today
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.volunteers import (
    make_appointment,
    make_assignment,
    make_pillar,
    make_qualification,
    make_qualification_kind,
    make_report,
    make_tier_step,
)
from tests.factories.wksbm import make_decree
from volunteers import sections

pytestmark = pytest.mark.django_db


def said(section):
    return [(line.title, line.detail) for line in section.lines]


def make_servant():
    """Return somebody with a bit of everything, in a village."""
    person = make_person("Siti")
    pillar = make_pillar("tagana", short_name="Tagana", has_tiers=True, number_name="NIA")
    old = make_appointment(
        person=person,
        pillar=make_pillar("psm", short_name="PSM"),
        since=date(2024, 1, 1),
        until=date(2025, 12, 31),
        ended_kind="resigned",
    )
    now = make_appointment(
        person=person, pillar=pillar, decree=make_decree(number="9/2026"), number="20163600556"
    )
    make_tier_step(now, since=date(2026, 2, 1))
    make_tier_step(now, tier="madya", since=today() + timedelta(days=9))
    make_qualification(
        person=person, kind=make_qualification_kind(name="Dapur umum"), until=date(2026, 2, 28)
    )
    make_assignment(person=person, status="accepted")
    make_assignment(person=person)
    make_report(appointment=old, month=date(2025, 5, 1))
    return person


def test_the_card_tells_of_service_in_one_line_each():
    person = make_servant()
    reader = make_user(Role.VILLAGE_COORDINATOR, make_village())

    appointments = sections.appointments_of(person, reader)

    assert said(appointments) == [
        (
            "Tagana, Desa Goa",
            (
                "Aktif · sejak 1 Januari 2026, tanpa batas akhir · SK 9/2026 · "
                "NIA 20163600556 · Muda · Tanpa honor"
            ),
        ),
        (
            "PSM, Desa Goa",
            "Mengundurkan diri · 1 Januari 2024 sampai 31 Desember 2025 · Tanpa honor",
        ),
    ]
    assert sorted(event[:3] for event in appointments.events) == [
        (date(2024, 1, 1), "Mulai sebagai PSM", "Desa Goa"),
        (date(2025, 12, 31), "Selesai: PSM", "Mengundurkan diri"),
        (date(2026, 1, 1), "Mulai sebagai Tagana", "Desa Goa"),
        (date(2026, 2, 1), "Jenjang Muda", "Tagana"),
        (today() + timedelta(days=9), "Jenjang Madya", "Tagana"),
    ]
    assert said(sections.qualifications_of(person, reader)) == [
        ("Dapur umum", "1 Januari 2026 sampai 28 Februari 2026 · tidak berlaku hari ini")
    ]
    assert said(sections.work_of(person, reader)) == [
        ("Piket dan tugas", "1 tugas · 0 jam disahkan · 1 belum dijawab"),
        ("Laporan kegiatan", "1 laporan · 0 ditandatangani"),
    ]


def test_a_stranger_is_told_nothing_and_more_rows_ask_no_more(django_assert_num_queries):
    person = make_servant()
    stranger = make_user(Role.VILLAGE_COORDINATOR, make_village("52.08.01.2001"))
    reader = make_user(Role.VILLAGE_COORDINATOR, make_village())
    builders = (
        sections.appointments_of,
        sections.qualifications_of,
        sections.offices_of,
        sections.work_of,
    )
    assert [said(build(person, stranger)) for build in builders] == [[], [], [], []]
    for number in (1, 3):
        for _row in range(number - 1):
            make_appointment(person=person, pillar=make_pillar())
            make_qualification(person=person)
        reader.grants_on(today())
        with django_assert_num_queries(6):
            for build in builders:
                build(person, reader)

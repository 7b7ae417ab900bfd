"""The demo's five districts as documents tell of them: who serves, unpaid, lapsed, on duty."""

from collections import Counter
from datetime import date, timedelta

import pytest
import time_machine
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from common.dates import today
from meetings.services import load_kinds
from portal.demo import OFFICERS, PASSWORD, REGENCY, VOLUNTEER, builder, duties
from portal.demo.districts import OTHERS
from regions.codes import kind_of, level_of, parent_of, zone_of
from regions.models import Region
from tests.factories.regions import make_region
from tests.portal.conftest import real_names
from volunteers.models import (
    Absence,
    ActivityReport,
    Appointment,
    Assignment,
    Duty,
    OfficeHolder,
    Organisation,
    Qualification,
    TierStep,
    Training,
)
from volunteers.services import load_pillars
from wksbm.models import Decree, Wksbm

pytestmark = pytest.mark.django_db

BELTIM, BULELENG, MUBA, BURSEL = (district.code for district in OTHERS)


@pytest.fixture(scope="module")
def nation(sumbawa_barat):
    """Keep the five districts built for the tests of this module."""
    for code in (BELTIM, BULELENG, MUBA, BURSEL):
        above = make_region(code)
        for length in (8, 13):
            Region.objects.bulk_create(
                Region(
                    code=one,
                    name=name,
                    level=level_of(one),
                    kind=kind_of(one) or "",
                    parent_id=parent_of(one),
                    time_zone=zone_of(one),
                    active_from=above.active_from,
                )
                for one, name in real_names(f"{code}.")
                if len(one) == length
            )
    now = timezone.now()
    load_pillars()
    load_kinds()
    builder.build(now)
    duties.renew(now)
    return now


def under(model, code):
    return model.objects.filter(region__code__startswith=code)


def serving(code):
    found = under(Appointment, code).serving(today()).values_list("pillar__code", flat=True)
    return Counter(found)


def test_sumbawa_barat_has_its_volunteers_in_every_state(nation):
    found = serving(REGENCY)
    states = under(Appointment, REGENCY).with_state(today()).values_list("state", flat=True)
    tagana = under(Appointment, REGENCY).filter(pillar__code="tagana")
    tiers = under(TierStep, REGENCY).values_list("tier", flat=True)

    assert (found["tksk"], found["tagana"]) == (8, 44)
    assert 100 <= found["psm"] <= 200
    assert set(states) >= {"active", "lapsing", "lapsed", "awaited", "ended"}
    assert set(tiers) == {"muda", "madya", "utama"}
    assert tagana.filter(stipend_waived=True).exists()
    assert not tagana.filter(number="").exists()
    answers = under(Appointment, REGENCY).values_list("answer", flat=True)
    assert set(answers) >= {"", "active"}


def test_all_rows_hold_what_their_models_ask(nation):
    for model in (
        Appointment,
        TierStep,
        Organisation,
        OfficeHolder,
        Training,
        Qualification,
        Duty,
        Assignment,
        Absence,
        ActivityReport,
        Decree,
    ):
        rows = list(model.objects.order_by("?")[:12])
        assert rows, model
        for row in rows:
            row.full_clean()


def test_umbrellas_stand_over_organisations(nation):
    kinds = Counter(under(Organisation, REGENCY).values_list("pillar__code", flat=True))
    villages = under(Organisation, REGENCY).filter(region__level="village", region__kind="desa")

    assert kinds["karang_taruna"] > 50
    assert {"lks", "lk3", "puspa", "uptd_ppa", "kube", "lumbung_desa", "pkk_team"} < set(kinds)
    assert not villages.filter(wksbm=None).exists()


def test_in_belitung_timur_tagana_and_tsm_are_paid_and_all_others_serve_unpaid(nation):
    present = under(Appointment, BELTIM).serving(today())
    by_honor = present.values_list("pillar__code", "honorarium").annotate(Count("pk"))
    paid = {pillar for pillar, honorarium, _count in by_honor if honorarium == "paid"}
    unpaid = {pillar for pillar, honorarium, _count in by_honor if honorarium == "unpaid"}
    subjects = " ".join(under(Decree, BELTIM).values_list("subject", flat=True))
    names = set(under(Organisation, BELTIM).values_list("name", flat=True))

    assert paid == {"tagana", "tsm"}
    assert unpaid == {"tksk", "psm"}
    assert "Rp200.000 per bulan" in subjects
    assert "Rp1.000.000 per bulan" in subjects
    assert {"P2TP2A Belitung Timur", "Forum Puspa Belitung Timur", "LK3 Belitung Timur"} < names


def test_buleleng_has_rosters_in_its_148_villages_and_few_bodies(nation):
    villages = Region.objects.villages().under(BULELENG)
    lurah = under(Decree, BULELENG).filter(issuer__kind="lurah", kind="appointment")

    assert villages.count() == 148  # its agency counts 149
    assert serving(BULELENG)["tksk"] == 9
    assert under(Wksbm, BULELENG).count() == 2
    assert under(Wksbm, BULELENG).filter(region__kind="kelurahan").count() == 1
    assert lurah.filter(appointments__pillar__code="psm").exists()


def test_musi_banyuasin_held_a_sosialisasi_of_35(nation):
    training = under(Training, MUBA).get(days__contains=date(2021, 10, 7))

    assert training.title == "Sosialisasi Penumbuhan WKSBM"
    assert training.marks.filter(attended=True).count() == 35
    assert "BKKKS" in training.organiser


def test_buru_selatan_lies_in_the_east_with_the_pillars_of_its_letter(nation):
    kinds = set(under(Organisation, BURSEL).values_list("pillar__code", flat=True))

    assert {one.time_zone for one in Region.objects.under(BURSEL)} == {"Asia/Jayapura"}
    assert serving(BURSEL)["tksk"] == 6
    assert {"karang_taruna", "kube", "lks"} == kinds


def test_the_officers_and_the_volunteer_without_a_role_sign_in(nation):
    for known in OFFICERS:
        user = User.objects.get(username=known.username)
        assert user.check_password(PASSWORD)
        assert [grant.region_id for grant in user.grants.all()] == [known.region]
    volunteer = User.objects.get(username=VOLUNTEER)

    assert volunteer.grants.count() == 0
    own = volunteer.person.appointments.serving(today())
    assert [one.pillar.code for one in own] == ["tagana"]
    assert volunteer.person.assignments.open_offers().filter(period__startswith__gt=nation).exists()
    assert volunteer.person.assignments.exclude(minutes=None).exists()


def test_duties_have_gaps_and_hours_and_a_later_start_plans_the_next_week(nation):
    taken = Duty.objects.annotate(
        found=Count("assignments", filter=Q(assignments__status="accepted"))
    )
    gaps = [duty for duty in taken if duty.found < duty.seats]

    assert gaps
    assert len(gaps) < Duty.objects.count()
    assert Assignment.objects.exclude(confirmed_at=None).exists()
    assert Duty.objects.filter(needs__isnull=False).exists()
    assert duties.renew(nation) == 0
    with transaction.atomic(), time_machine.travel(nation + timedelta(days=7), tick=False):
        assert duties.renew(timezone.now()) == 1
        transaction.set_rollback(True)

"""Belitung Timur's year of honoraria in the demo, and the codes of who is asked for them."""

import pytest
from django.db.models import Sum
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from common.dates import today
from meetings.services import load_kinds
from portal.demo import builder, honoraria
from regions.codes import kind_of, level_of, parent_of, zone_of
from regions.models import Region
from stipends.models import (
    Correction,
    Dispute,
    FundingSource,
    LedgerEntry,
    Line,
    LineState,
    RecordedPayment,
    Run,
    Scheme,
    Settlement,
)
from stipends.services import owed_by_line
from stipends.services.fairness import fairness_of
from tests.factories.regions import make_region
from tests.portal.conftest import real_names
from volunteers.models import Appointment
from volunteers.services import load_pillars

pytestmark = pytest.mark.django_db

BELTIM = "19.06"


@pytest.fixture(scope="module")
def year(sumbawa_barat):
    above = make_region(BELTIM)
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
            for one, name in real_names(f"{BELTIM}.")
            if len(one) == length
        )
    load_pillars()
    load_kinds()
    builder.build(timezone.now())
    return today().year


def test_the_year_is_paid_by_three_hands(year):
    months = today().month - 1
    states = list(
        Run.objects.filter(scheme__name="Tali asih Tagana")
        .order_by("pk")
        .values_list("state", flat=True)
    )

    assert len(states) == months
    assert states[-2:] == ["approved", "submitted"][-months:]
    assert set(states[1:-2]) <= {"released"}
    assert states[0] == "closed"
    released = Run.objects.exclude(released_by=None)
    hands = {
        (run.made_by.username, run.approved_by.username, run.released_by.username)
        for run in released
    }
    assert hands == {(honoraria.OFFICER, honoraria.APPROVER, honoraria.RELEASER)}
    assert set(Line.objects.values_list("rate__amount", flat=True)) == {200_000, 1_000_000, 50_000}
    assert Scheme.objects.filter(rhythm="semester", is_recorded=False).get().runs.count() == 1
    for source in FundingSource.objects.all():
        claims = LedgerEntry.objects.filter(source=source).aggregate(n=Sum("gross"))["n"]
        assert 0 < source.committed == claims <= source.ceiling


def test_rapel_retur_dispute_correction_and_what_others_pay(year):
    rapel = Line.objects.filter(kind="back_payment", quantity=3)

    assert rapel.filter(run__scheme__name="Tali asih Tagana").exists()
    assert LineState.objects.filter(state="returned").count() == 1
    assert Dispute.objects.open().count() == 1
    assert list(Correction.objects.order_by("pk").values_list("kind", "state")) == [
        ("treasury", "approved"),
        ("adjustment", "approved"),
        ("adjustment", "approved"),
    ]
    owed = owed_by_line(Line.objects.all())
    assert [sums.net for sums in owed.values()] == [150_000]
    assert Settlement.objects.get().net == 150_000
    assert RecordedPayment.objects.count() == honoraria.RECORDED


def test_the_view_of_fairness_has_something_to_say(year):
    found = fairness_of(Appointment.objects.all(), BELTIM, year)

    by_pillar = {group.name: group for group in found.pillars}
    assert {name for name, group in by_pillar.items() if group.paid} == {"Tagana", "TSM"}
    assert by_pillar["PSM"].unpaid_serving > 0
    assert found.total.by_others == honoraria.RECORDED * 1_500_000
    assert any(found.counts.values())


def test_their_codes_are_shown_in_the_demo_only(year, client, settings):
    settings.DEMO = True
    page = client.get("/accounts/demo/codes/").content.decode()
    told = accounts.demo_codes()

    assert {one.user.username for one in told} == set(honoraria.SECRETS)
    assert all(one.code in page for one in told)
    tapped = client.post("/accounts/demo/", {"username": honoraria.APPROVER})
    entered = client.post(tapped["Location"], {"code": accounts.demo_codes()[2].code})
    assert entered.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(username=honoraria.APPROVER).pk)

    settings.DEMO = False
    assert client.get("/accounts/demo/codes/").status_code == 404
    assert accounts.demo_codes() == []

"""The work plan: adding, from minutes too, what became of it, next year's from this year's."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken
from programme import services
from programme.models import Activity
from programme.services import plans
from programme.services.places import move_books
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_held_meeting, make_member
from tests.factories.programme import make_activity, make_book, make_letter, make_visit
from tests.factories.regions import make_village
from tests.factories.volunteers import make_organisation
from tests.threads import at_once
from wksbm.movers import MOVERS

pytestmark = pytest.mark.django_db
LINE = {"name": "Posyandu  lansia", "from_month": 3, "to_month": 5}


@pytest.fixture
def body():
    return make_body()


@pytest.fixture
def secretary(body):
    return make_user(Role.VILLAGE_SECRETARY, body.region)


def test_lines_are_added_in_order_also_from_minutes(body, secretary):
    meeting = make_held_meeting(body, logged_by=secretary)
    other = make_held_meeting(body.region, logged_by=secretary)
    member = make_member(body)

    first = services.add_activity(body, year=2027, **LINE, actor=secretary)
    second = services.add_activity(
        body,
        year=2027,
        **LINE,
        meeting=meeting,
        in_charge=member,
        in_charge_name="lain",
        cost=500_000,
        source="self",
        actor=secretary,
    )
    with pytest.raises(RuleBroken) as foreign:
        services.add_activity(body, year=2027, **LINE, meeting=other, actor=secretary)

    assert (first.name, first.position, second.position) == ("Posyandu lansia", 0, 1)
    assert (second.meeting, second.in_charge_called) == (meeting, member.name)
    assert second.in_charge_name == ""
    assert foreign.value.code == "other_host"


def test_what_cannot_be_is_refused_beside_its_field(body, secretary):
    for facts, words in (
        ({"to_month": 2}, "Bulan selesai mendahului bulan mulai."),
        ({"cost": 1}, "Pilih sumber biayanya."),
        ({"year": 1999}, "Tahun ini terlalu jauh."),
    ):
        with pytest.raises(ValidationError) as refused:
            services.add_activity(body, **({"year": 2026} | LINE | facts), actor=secretary)
        assert refused.value.messages == [words]
    treasurer = make_user(Role.VILLAGE_TREASURER, body.region)
    with pytest.raises(NotAllowed):
        services.add_activity(body, year=2026, **LINE, actor=treasurer)
    body.dissolved_on = date(2020, 1, 1)
    body.save()
    with pytest.raises(RuleBroken) as gone:
        services.add_activity(body, year=2026, **LINE, actor=secretary)
    assert gone.value.code == "host_dissolved"
    assert not Activity.objects.exists()


def test_what_became_of_it_is_written_corrected_and_taken_back(body, secretary):
    row = make_activity(body)

    with pytest.raises(ValidationError) as to_come:
        services.finish_activity(row, done_on=date(2199, 1, 1), result="x", actor=secretary)
    with pytest.raises(ValidationError) as no_result:
        services.finish_activity(row, done_on=date(2026, 4, 1), result=" ", actor=secretary)
    row.refresh_from_db()
    done = {"done_on": date(2026, 4, 1), "result": "38 lansia diperiksa"}
    services.finish_activity(row, **done, version=1, actor=secretary)
    with pytest.raises(RuleBroken) as stale:
        services.drop_activity(row, because="Hujan", version=1, actor=secretary)
    services.plan_again(Activity.objects.get(), actor=secretary)
    with pytest.raises(RuleBroken) as planned:
        services.plan_again(Activity.objects.get(), actor=secretary)
    services.drop_activity(Activity.objects.get(), because="Banjir", actor=secretary)

    row.refresh_from_db()
    assert to_come.value.error_dict.keys() == {"done_on"}
    assert no_result.value.error_dict.keys() == {"result"}
    assert (stale.value.code, planned.value.code) == ("stale_version", "activity_planned")
    assert (row.status, row.done_on, row.result) == ("dropped", None, "Banjir")


def test_late_is_what_is_over_without_a_result(body):
    on = date(2026, 6, 15)
    late = make_activity(body)
    make_activity(body, from_month=6, to_month=6)
    make_activity(body, status="dropped", result="Banjir")
    before = make_activity(body, year=2025, from_month=12, to_month=12)

    assert set(Activity.objects.late(on)) == {late, before}
    assert {row for row in Activity.objects.all() if row.is_late(on)} == {late, before}


def test_a_year_begins_with_the_lines_of_another(body, secretary):
    member = make_member(body)
    make_activity(
        body,
        name="Senam",
        from_month=1,
        in_charge=member,
        cost=100,
        source="self",
        status="done",
        done_on=date(2026, 2, 1),
        result="Ada",
    )
    make_activity(body, name="Banjir", status="dropped", result="Tidak jadi")
    make_activity(body, name="Ada")
    make_activity(body, name="Ada", year=2027)
    make_activity(make_body(body.region), name="Orang lain")

    copied = services.copy_plan(body, from_year=2026, to_year=2027, actor=secretary)

    assert [(row.name, row.position, row.status, row.result) for row in copied] == [
        ("Senam", 1, "planned", "")
    ]
    kept = Activity.objects.get(name="Senam", year=2027)
    assert (kept.in_charge, kept.cost, kept.source, kept.done_on) == (member, 100, "self", None)
    for years, code in (((2026, 2027), "nothing_to_copy"), ((2026, 2026), "same_year")):
        with pytest.raises(RuleBroken) as refused:
            services.copy_plan(body, from_year=years[0], to_year=years[1], actor=secretary)
        assert refused.value.code == code


def test_a_plan_has_an_end(body, secretary, monkeypatch):
    monkeypatch.setattr(plans, "MOST", 2)
    for _line in range(2):
        services.add_activity(body, year=2026, **LINE, actor=secretary)

    with pytest.raises(RuleBroken) as full:
        services.add_activity(body, year=2026, **LINE, actor=secretary)

    assert full.value.code == "plan_full"
    monkeypatch.setattr(plans, "MOST", 3)  # both lines of this name count
    for name in ("Senam", "Bazar"):
        make_activity(body, name=name, year=2025)
    with pytest.raises(RuleBroken) as full:
        services.copy_plan(body, from_year=2025, to_year=2026, actor=secretary)
    assert full.value.code == "plan_full"


@pytest.mark.django_db(transaction=True)
def test_a_plan_is_copied_once_though_two_do_it():
    body = make_body()
    secretary = make_user(Role.VILLAGE_SECRETARY, body.region)
    make_activity(body)

    make_book(body, kind="plan", year=2027)  # two who open a new one wait anyway

    def copy():
        services.copy_plan(body, from_year=2026, to_year=2027, actor=secretary)

    faults = at_once(copy, copy)

    assert [fault.code for fault in faults] == ["nothing_to_copy"]
    assert Activity.objects.filter(year=2027).count() == 1


def test_the_books_follow_their_body(body):
    new = make_village("52.07.01.2002")
    organisation = make_organisation(region=body.region, wksbm=body)
    rows = [
        made(host)
        for host in (body, organisation)
        for made in (make_activity, make_letter, make_visit, make_book)
    ]
    stay = [make_activity(body.region), make_letter(make_body(body.region))]

    assert MOVERS["books"] == move_books
    assert move_books(body, new) == 6

    for row in rows:
        row.refresh_from_db()
        assert row.region == new, row
    for row in stay:
        row.refresh_from_db()
        assert row.region == body.region, row

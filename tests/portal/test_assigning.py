"""Regions change: nothing moves or vanishes by itself; somebody sees it and decides."""

import io
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.access import Role
from accounts.models import Grant
from accounts.services import move_grant
from common.dates import today
from common.errors import NotAllowed, RuleBroken
from meetings.models import Meeting, Series
from notifications.models import Delivery
from people.models import Person, Presence
from portal.assigning.leftovers import regions_to_assign
from tests.factories.accounts import make_user
from tests.factories.meetings import make_meeting, make_series
from tests.factories.notifications import make_delivery, make_plan
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import (
    make_appointment,
    make_office_holder,
    make_organisation,
    make_pillar,
    make_report,
    make_tier_step,
)
from tests.factories.wksbm import make_decree, make_membership, make_seat, make_wksbm
from volunteers.models import Appointment, OfficeHolder, Organisation, TierStep
from volunteers.services import move_roster
from wksbm.models import Decree, Mandate, Membership, Seat, Wksbm
from wksbm.services import move_body

OLD, NEW = "52.07.01.2001", "52.07.03.2009"


@pytest.fixture
def old(db):
    village = make_village(OLD)
    village.active_until = today() - timedelta(days=1)
    village.replaced_by = make_village(NEW, name="Goa Baru")
    village.save()
    return village


@pytest.fixture
def new(old):
    return old.replaced_by


@pytest.fixture
def officer(old):
    return make_user(Role.DISTRICT_OFFICER, "52.07")


def furnish(village):
    body = make_wksbm(region=village, name="Sari")
    seat = make_seat(wksbm=body)
    make_membership(wksbm=body)
    decree = make_decree(bodies=[body])
    make_series(body)
    meeting = make_meeting(body)
    make_delivery(meeting, seat.holder)
    make_plan(region=village, wksbm=body)
    make_office_holder(organisation=make_organisation(region=village, wksbm=body))
    return body, decree, meeting


def test_a_body_moves_with_all_its_rows(old, new, officer):
    body, decree, meeting = furnish(old)
    neighbour, _decree, _meeting = furnish(make_village("52.07.01.2002"))

    moved = move_body(body, new, actor=officer)

    assert moved == {
        "seats": 1,
        "members": 1,
        "mandates": 1,
        "decrees": 1,
        "meetings": 2,
        "deliveries": 1,
        "reminder_rules": 1,
        "organisations": 1,
        "books": 0,
    }
    assert set(Organisation.objects.filter(region=NEW)) == set(body.organisations.all())
    assert OfficeHolder.objects.get(region=NEW).organisation.wksbm == body
    for model in (Seat, Membership, Mandate, Series, Meeting):
        assert set(model.objects.filter(wksbm=body).values_list("region", flat=True)) == {NEW}
        assert not model.objects.filter(wksbm=neighbour, region=NEW).exists()
    assert Delivery.objects.filter(region=NEW).count() == 1
    assert body.rule_plans.get().region_id == NEW
    assert Wksbm.objects.get(pk=body.pk).region_id == NEW
    decree.refresh_from_db()
    assert (decree.region_id, decree.issuer.region_id) == (NEW, OLD)
    assert Presence.objects.filter(region=NEW).count() == 3
    assert Presence.objects.filter(region=OLD).count() == 3
    meeting.refresh_from_db()
    assert meeting.revision == 0


def test_a_decree_of_several_bodies_stays_and_is_still_seen(old, new, officer):
    body = make_wksbm(region=old)
    decree = make_decree(bodies=[body, make_wksbm(region=old)])

    move_body(body, new, actor=officer)

    decree.refresh_from_db()
    assert decree.region_id == OLD
    coordinator = make_user(Role.VILLAGE_COORDINATOR, new)
    assert Decree.objects.visible_to(coordinator).get() == decree


def test_moving_is_set_based(old, new, officer, django_assert_max_num_queries):
    body, _decree, _meeting = furnish(old)
    for _ in range(5):
        make_membership(wksbm=body)
        make_meeting(body)
    with django_assert_max_num_queries(28):
        move_body(body, new, actor=officer)


def test_what_does_not_fit_is_refused_and_nothing_moved(old, new, officer):
    body, _decree, _meeting = furnish(old)
    make_wksbm(region=new, name="Sari")
    with pytest.raises(RuleBroken) as refused:
        move_body(body, new, actor=officer)
    assert refused.value.code == "name_taken"
    with pytest.raises(RuleBroken) as refused:
        move_body(body, make_region("52.07.03"), actor=officer)
    assert refused.value.code == "not_a_village"
    dead = make_village("52.07.02.2001", active_until=today() - timedelta(days=1))
    with pytest.raises(RuleBroken) as refused:
        move_body(body, dead, actor=officer)
    assert refused.value.code == "region_ended"
    assert set(Seat.objects.values_list("region", flat=True)) == {OLD}


def test_who_has_not_both_places_moves_nothing(old, new, officer):
    body, _decree, _meeting = furnish(old)
    foreign = make_village("52.08.01.2001")
    for actor, place in (
        (officer, foreign),
        (make_user(Role.VILLAGE_COORDINATOR, old), new),
        (make_user(Role.DISTRICT_OFFICER, "52.08"), foreign),
    ):
        with pytest.raises(NotAllowed):
            move_body(body, place, actor=actor)


def test_what_stands_on_ended_regions_stays_visible(old, officer):
    body, decree, meeting = furnish(old)
    coordinator = make_user(Role.VILLAGE_COORDINATOR, old)

    for reader in (coordinator, officer):
        assert Wksbm.objects.visible_to(reader).get() == body
        assert Decree.objects.visible_to(reader).get() == decree
        assert Meeting.objects.visible_to(reader).get() == meeting


def test_a_role_follows_by_decision_only(old, new, officer):
    user = make_user(Role.VILLAGE_COORDINATOR, old)
    grant = user.grants.get()
    assert grant.is_in_force(today())

    moved = move_grant(grant, new, actor=officer)

    assert (moved.region_id, moved.role) == (NEW, Role.VILLAGE_COORDINATOR)
    grant.refresh_from_db()
    assert (grant.region_id, grant.is_in_force(today())) == (OLD, False)


def test_only_what_is_left_is_listed(old, new, officer):
    body = make_wksbm(region=old)
    make_user(Role.VILLAGE_COORDINATOR, old)
    make_person("Ani", village=old)
    make_village("52.07.01.2007", active_until=today() - timedelta(days=1))
    make_wksbm(region=make_village("52.07.01.2008"))

    make_appointment(region=old)
    make_appointment(region=old, until=today() - timedelta(days=1))
    make_organisation(region=old)
    make_organisation(region=old, wksbm=body)
    make_meeting(body)
    make_meeting(old)

    [row] = regions_to_assign(["52.07"], today())

    assert (row.pk, row.bodies, row.grants, row.residents) == (OLD, 1, 1, 1)
    assert (row.volunteers, row.organisations, row.meetings) == (1, 1, 1)
    assert not regions_to_assign(["52.08"], today()).exists()
    Wksbm.objects.filter(pk=body.pk).update(dissolved_on=today())
    assert regions_to_assign(["52.07"], today()).get().bodies == 0


def test_the_page_offers_the_successor_first_and_moves_what_is_chosen(old, new, officer, client):
    body, _decree, _meeting = furnish(old)
    other = make_wksbm(region=old, name="Tinggal")
    grant = make_user(Role.VILLAGE_COORDINATOR, old).grants.get()
    person = make_person("Ani", village=old)
    make_village("52.07.01.2002")
    client.force_login(officer)
    url = reverse("assign_region", args=[OLD])
    assert OLD in client.get(reverse("regions_to_assign")).text
    page = client.get(url).text
    assert page.index(f'value="{NEW}"') < page.index('value="52.07.01.2002"')

    answer = client.post(
        url, {"bodies": [body.pk], "grants": [grant.pk], "residents": "on", "to_region": NEW}
    )

    assert answer.status_code == 302
    assert set(Wksbm.objects.filter(region=NEW)) == {body}
    assert set(Wksbm.objects.filter(region=OLD)) == {other}
    assert Grant.objects.in_force(today()).filter(user=grant.user).get().region_id == NEW
    assert Person.objects.get(pk=person.pk).village_id == NEW


def test_the_roster_follows_by_decision_and_so_does_what_it_is_for(old, new, officer, client):
    tksk = make_pillar("tksk", level="district", is_sole=True)
    district, regency = old.parent, old.parent.parent
    psm = make_appointment(region=old)
    leader = make_appointment(region=old, area=district, pillar=tksk)
    tagana = make_appointment(region=old, area=regency, pillar=make_pillar("tagana"))
    neighbour = make_appointment(region=make_village("52.07.01.2002"))
    report, step = make_report(appointment=psm), make_tier_step(tagana)
    client.force_login(officer)

    answer = client.post(reverse("assign_region", args=[OLD]), {"roster": "on", "to_region": NEW})

    assert answer.status_code == 302
    places = Appointment.objects.order_by("pk").values_list("pk", "region", "area")
    assert list(places) == [
        (psm.pk, NEW, NEW),
        (leader.pk, NEW, "52.07.03"),
        (tagana.pk, NEW, "52.07"),
        (neighbour.pk, "52.07.01.2002", "52.07.01.2002"),
    ]
    report.refresh_from_db()
    assert (report.region_id, TierStep.objects.get(pk=step.pk).region_id) == (NEW, NEW)
    assert psm.person.presences.count() == 2
    assert not regions_to_assign(["52.07"], today()).exists()
    again = make_appointment(region=old, area=district, pillar=tksk)
    with pytest.raises(RuleBroken) as refused:
        move_roster(old, new, actor=officer)
    again.refresh_from_db()
    assert (refused.value.code, again.region_id) == ("roster_taken", OLD)


def test_the_page_refuses_an_empty_choice_and_a_place_it_did_not_offer(old, officer, client):
    body = make_wksbm(region=old)
    make_village("52.08.01.2001")
    client.force_login(officer)
    url = reverse("assign_region", args=[OLD])

    for form in ({"to_region": NEW}, {"bodies": [body.pk], "to_region": "52.08.01.2001"}):
        assert client.post(url, form).status_code == 422
    assert Wksbm.objects.get().region_id == OLD


def test_the_command_lists_what_is_left(old, officer):
    make_wksbm(region=old, name="Sari")
    out = io.StringIO()

    call_command("regions_to_assign", stdout=out)

    assert f"{OLD} Desa Goa -> {NEW} Desa Goa Baru" in out.getvalue()
    assert "Sari" in out.getvalue()
    assert "1 wilayah" in out.getvalue()


def test_the_date_of_retirement_counts(old, officer):
    make_wksbm(region=old)

    assert not regions_to_assign(["52"], today() - timedelta(days=1)).exists()
    assert regions_to_assign(["52"], date(2100, 1, 1)).exists()

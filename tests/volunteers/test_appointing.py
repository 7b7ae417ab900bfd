"""Appointing, renewing, ending and confirming, and that two at once do what one would."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.access import Role
from common.dates import last_day, term
from common.errors import NotAllowed, RuleBroken
from people.models import Person
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import make_appointment, make_pillar
from tests.factories.wksbm import make_decree, make_office
from tests.threads import at_once
from volunteers import services
from volunteers.models import Appointment, TierStep

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def officer():
    return make_user(Role.DISTRICT_OFFICER, make_region("52.07"))


@pytest.fixture
def coordinator():
    return make_user(Role.VILLAGE_COORDINATOR, make_village())


def code_of(act):
    with pytest.raises(RuleBroken) as caught:
        act()
    return caught.value.code


def test_somebody_new_is_appointed_for_as_wide_as_the_pillar_says(officer):
    tagana = make_pillar("tagana", level="regency")
    village = make_village()

    row = services.appoint_volunteer(
        services.NewPerson("Hj. Siti Aminah", "081234567890"),
        pillar=tagana,
        region=village,
        since=FIRST,
        until=LAST,
        number=" 2016 3600 556 ",
        honorarium="paid",
        actor=officer,
    )

    assert (row.area_id, row.region_id, row.number) == ("52.07", village.code, "2016 3600 556")
    assert (row.since, row.until) == (FIRST, LAST)
    assert row.person.presences.get().region == village


def test_a_village_appoints_its_own_and_not_the_regencys(coordinator):
    village = make_village()
    facts = {"region": village, "since": FIRST, "actor": coordinator}

    own = services.appoint_volunteer(
        make_person(), pillar=make_pillar("psm", level="village"), **facts
    )

    assert own.area_id == village.code
    with pytest.raises(NotAllowed):
        services.appoint_volunteer(
            make_person(), pillar=make_pillar("tagana", level="regency"), **facts
        )


def test_what_cannot_be_is_refused_with_its_reason(officer):
    village, other = make_village(), make_village("52.07.02.2014")
    facts = {"pillar": make_pillar("psm"), "region": village, "since": FIRST, "actor": officer}

    def code(**changes):
        person = changes.pop("person", None) or make_person()
        return code_of(lambda: services.appoint_volunteer(person, **(facts | changes)))

    cases = {
        "not_a_persons_pillar": {"pillar": make_pillar("lks", holder="institution")},
        "pillar_not_in_use": {
            "pillar": make_pillar("lama", term=term(FIRST, FIRST)),
            "since": LAST,
        },
        "wrong_level": {"pillar": make_pillar("tksk", level="district"), "area": village},
        "outside_area": {"area": other},
        "decree_beyond_issuer": {"decree": make_decree(issuer=make_office(region=other))},
        "person_died": {"person": make_person(died_on=date(2025, 1, 1))},
    }
    assert {name: code(**changes) for name, changes in cases.items()} == {
        name: name for name in cases
    }


def test_a_renewal_is_a_new_row_and_the_old_one_stays_readable(officer):
    old = make_appointment(
        until=LAST,
        number="123",
        honorarium="paid",
        stipend_waived=True,
        confirmed_on=FIRST,
        answer="active",
    )
    decree = make_decree(issuer=make_office(region=old.region))

    new = services.renew_appointment(
        old, since=date(2026, 7, 1), until=date(2027, 6, 30), decree=decree, actor=officer
    )

    old.refresh_from_db()
    assert (old.until, old.ended_kind) == (date(2026, 6, 30), "renewed")
    assert (new.since, new.until, new.decree) == (date(2026, 7, 1), date(2027, 6, 30), decree)
    assert (new.number, new.honorarium, new.stipend_waived) == ("123", "paid", True)
    assert (new.confirmed_on, new.answer) == (FIRST, "active")
    assert code_of(lambda: services.renew_appointment(old, since=LAST, actor=officer)) == (
        "already_renewed"
    )


def test_many_are_renewed_by_one_decree_or_none_and_who_cannot_is_named(officer):
    good = [make_appointment(until=LAST) for _n in range(3)]
    bad = make_appointment(
        until=LAST, person=make_person("Almarhum Umar", died_on=date(2026, 2, 1))
    )
    facts = {"since": date(2027, 1, 1), "until": date(2027, 12, 31), "actor": officer}

    with pytest.raises(ValidationError) as caught:
        services.renew_appointments([*good, bad], **facts)
    assert caught.value.message_dict == {
        "appointments": ["Almarhum Umar: Orang ini tercatat sudah meninggal."]
    }
    assert Appointment.objects.count() == 4

    assert len(services.renew_appointments(good, **facts)) == 3
    assert Appointment.objects.count() == 7


def test_many_are_refused_what_one_is_refused_in_as_many_statements_for_more(
    officer, django_assert_num_queries
):
    """The service for many stands beside the one for one: the same rules, the same words."""
    psm, tksk = make_pillar("psm"), make_pillar("tksk", is_sole=True)
    since = date(2027, 1, 1)
    gone = make_person("Umar", died_on=date(2026, 2, 1))
    early = make_appointment(since=since)
    renewed = make_appointment(until=LAST, ended_kind="renewed")
    ended = make_appointment(until=date(2026, 3, 1), ended_kind="resigned")
    overlapping = make_appointment(until=LAST)
    make_appointment(person=overlapping.person, since=date(2027, 6, 1))
    lone = make_appointment(pillar=tksk, until=LAST)
    make_appointment(pillar=tksk, since=date(2027, 2, 1))
    unused = make_appointment(pillar=make_pillar("lama", term=term(date(2012, 1, 1), LAST)))
    dead = make_appointment(person=gone, until=LAST)
    before = Appointment.objects.count()
    facts = {"since": since, "actor": officer}

    for row in (early, renewed, ended, overlapping, lone, unused, dead):
        with pytest.raises((RuleBroken, ValidationError)) as one:
            services.renew_appointment(row, **facts)
        with pytest.raises(ValidationError) as many:
            services.renew_appointments([row], **facts)
        is_rule = isinstance(one.value, RuleBroken)
        words = str(one.value) if is_rule else one.value.messages[0]
        assert many.value.messages == [f"{row.person.name}: {words}"]
    assert Appointment.objects.count() == before

    for number in (1, 3):
        rows = [make_appointment(pillar=psm, until=LAST) for _n in range(number)]
        rows = Appointment.objects.filter(pk__in=[r.pk for r in rows])
        rows = list(rows.select_related("area"))
        with django_assert_num_queries(9):
            services.renew_appointments(rows, **facts)


def test_an_end_has_a_reason_and_is_never_later_than_before(officer):
    row = make_appointment(until=LAST)

    services.end_appointment(
        row, on=date(2026, 5, 31), kind="moved", reason="Ikut suami", actor=officer
    )

    row.refresh_from_db()
    assert (row.until, row.ended_kind, row.ended_because) == (
        date(2026, 5, 31),
        "moved",
        "Ikut suami",
    )
    later = {"on": LAST, "kind": "other", "actor": officer}
    assert code_of(lambda: services.end_appointment(row, **later)) == "already_ended"
    fresh = make_appointment()
    early = {"on": date(2025, 12, 31), "kind": "other", "actor": officer}
    assert code_of(lambda: services.end_appointment(fresh, **early)) == "ends_too_early"


def test_tiers_are_steps_of_pillars_that_have_them(officer):
    tagana = make_appointment(pillar=make_pillar("tagana", has_tiers=True))
    psm = make_appointment()

    services.raise_tier(tagana, tier="madya", since=FIRST, actor=officer)

    assert TierStep.objects.get().person == tagana.person
    facts = {"tier": "muda", "since": FIRST, "actor": officer}
    assert code_of(lambda: services.raise_tier(psm, **facts)) == "without_tiers"


def test_a_village_confirms_its_people_and_ends_what_it_may_end(coordinator):
    village = make_village()
    own = [make_appointment(region=village) for _n in range(3)]
    tagana = make_appointment(
        region=village, area=make_region("52.07"), pillar=make_pillar("tagana")
    )
    answers = {own[0].pk: "active", own[1].pk: "moved", own[2].pk: "died", tagana.pk: "stopped"}
    on = date(2026, 7, 5)

    said = services.confirm_village(village, answers=answers, on=on, actor=coordinator)

    assert said == (1, 2, 1)
    rows = {row.pk: row for row in Appointment.objects.all()}
    assert {row.confirmed_on for row in rows.values()} == {on}
    assert [rows[one.pk].ended_kind for one in [*own, tagana]] == ["", "moved", "died", ""]
    assert [last_day(rows[one.pk].term) for one in [*own, tagana]] == [None, on, on, None]
    assert Person.objects.get(pk=own[2].person_id).died_on == on
    assert rows[tagana.pk].answer == "stopped"


def test_a_village_answers_for_its_own_people_only(coordinator):
    stranger = make_appointment(region=make_village("52.07.02.2014"))
    here = make_appointment(region=make_village())

    for answers in ({stranger.pk: "active"}, {here.pk: "entah"}):
        with pytest.raises(ValidationError) as caught:
            services.confirm_village(make_village(), answers=answers, actor=coordinator)
        assert list(caught.value.message_dict) == ["answers"]
    assert not Appointment.objects.exclude(confirmed_on=None).exists()


def test_a_district_adds_pillars_and_leaves_the_nations_alone(officer):
    national = make_pillar("psm")
    regency = make_region("52.07")

    own = services.add_pillar(
        regency,
        since=FIRST,
        name="Kader Sosial",
        short_name="Kader",
        holder="person",
        level="village",
        actor=officer,
    )

    assert (own.code, own.region) == ("kader-5207", regency)
    with pytest.raises(NotAllowed):
        services.change_pillar(national, changes={"name": "Lain"}, actor=officer)
    make_appointment(pillar=own)
    changes = {"is_sole": True}
    assert code_of(lambda: services.change_pillar(own, changes=changes, actor=officer)) == "in_use"
    services.end_pillar(own, on=LAST, actor=officer)
    assert not own.is_in_use(date(2027, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_appoint_and_renew_once():
    officer = make_user(Role.DISTRICT_OFFICER, make_region("52.07"))
    person, other = make_person(), make_person("Siti Rahma")
    psm, tksk = make_pillar("psm"), make_pillar("tksk", level="district", is_sole=True)
    village, kecamatan = make_village(), make_region("52.07.01")
    row = make_appointment(until=LAST)

    def appoint(who, pillar, region):
        return lambda: services.appoint_volunteer(
            who, pillar=pillar, region=region, since=FIRST, actor=officer
        )

    def renew():
        services.renew_appointment(
            Appointment.objects.get(pk=row.pk), since=date(2026, 7, 1), actor=officer
        )

    for acts in (
        [appoint(person, psm, village)] * 2,
        [appoint(person, tksk, kecamatan), appoint(other, tksk, kecamatan)],
        [renew, renew],
    ):
        outcomes = at_once(*acts)
        refused = [one for one in outcomes if isinstance(one, Exception)]
        assert len(refused) == 1, outcomes
        assert isinstance(refused[0], ValidationError | RuleBroken), refused

    assert Appointment.objects.filter(pillar=psm, person=person).count() == 1
    assert Appointment.objects.filter(pillar=tksk).count() == 1
    assert Appointment.objects.filter(person=row.person).count() == 2

"""The bench itself: a small nation is sound by our own rules, and a table comes out."""

from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, OuterRef
from psycopg.conninfo import make_conninfo

from bench import client, harness, probes
from bench.burst import data, planning, statements
from bench.generate import generate, is_made
from bench.generate.plan import Plan
from common import vault
from common.dates import today
from common.names import bare
from common.nik import check_nik
from meetings.models import Meeting, Series
from meetings.services import load_kinds
from notifications.models import Delivery
from notifications.rules import RULES
from notifications.services import load_quiet_times, load_rules
from people.models import Person, Presence
from regions.codes import kind_of, zone_of
from regions.models import Region
from tests.factories.regions import make_region
from volunteers.models import Appointment, AppointmentState, TierStep
from volunteers.services import load_pillars
from wksbm.models import Decree, Mandate, Membership, Seat, Wksbm

PLAN = Plan(factor=0.001)  # 84 villages, 100 bodies, 450 people


def make_villages():
    make_region("33")  # somebody of the bench looks after it
    parent = make_region("16.06.01")
    codes = [f"{parent.code}.{2001 + number}" for number in range(PLAN.villages)]
    facts = {"level": "village", "parent": parent, "active_from": parent.active_from}
    Region.objects.bulk_create(
        Region(
            code=code,
            name=f"Desa {code[-2:]}",
            kind=kind_of(code),
            time_zone=zone_of(code),
            **facts,
        )
        for code in codes
    )


def fill():
    make_villages()
    load_pillars()
    load_kinds()
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        generate(cursor, PLAN)
        assert is_made(cursor, PLAN)


def indexes_and_triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef, '' FROM pg_indexes WHERE schemaname = 'public' UNION ALL"
            " SELECT tgrelid::regclass::text, tgname || ' ' || tgenabled::text FROM pg_trigger"
        )
        return sorted(cursor.fetchall())


@pytest.mark.django_db
def test_a_small_nation_is_sound():
    before = indexes_and_triggers()

    fill()

    assert indexes_and_triggers() == before
    counts = {model: model.objects.count() for model in (Wksbm, Person, Seat, Membership, Series)}
    assert counts == {Wksbm: 100, Person: 450, Seat: 400, Membership: 50, Series: 100}
    assert Presence.objects.count() >= 450
    assert Mandate.objects.count() == Decree.objects.filter(kind="formation").count() > 90
    everything = (Person, Wksbm, Decree, Seat, Membership, Series, Meeting, Appointment, TierStep)
    for model in everything:
        for row in model.objects.all()[:20]:
            row.full_clean()
    names = list(Person.objects.values_list("name", "bare_name"))
    assert [found for _name, found in names] == [bare(name) for name, _found in names]
    assert {"siti", "muhammad"} < {found.split()[0] for _name, found in names}
    assert any(" " not in found for _name, found in names)
    assert any(bare(name) != name.casefold() for name, _found in names)


@pytest.mark.django_db
def test_its_sealed_numbers_open_and_are_found():
    fill()
    with_number = Person.objects.exclude(nik_sealed=None)

    assert 220 < with_number.count() < 320
    for person in with_number:
        nik = vault.unseal(person.nik_sealed, purpose=Person.NIK, of=person.pk)
        check_nik(nik)
        assert nik.startswith("160601")
    assert Person.objects.with_nik(nik).get() == person


@pytest.mark.django_db
def test_its_volunteers_are_present_where_they_serve():
    fill()
    serving = Appointment.objects.with_state(today())
    by_pillar = Counter(serving.filter(ended_kind="").values_list("pillar__code", flat=True))

    assert by_pillar["psm"] > 240
    assert by_pillar["tksk"] == 1
    assert by_pillar["tagana"] > 10
    assert set(serving.values_list("state", flat=True)) == set(AppointmentState) - {"upcoming"}
    assert not serving.exclude(
        Exists(Presence.objects.filter(person=OuterRef("person"), region=OuterRef("region")))
    )
    assert set(TierStep.objects.values_list("pillar__code", flat=True)) == {"tagana"}


@pytest.mark.django_db
def test_what_is_written_afterwards_has_its_history():
    fill()

    person = Person.objects.create(name="Sesudahnya")

    assert person.pk == 451
    assert person.events.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_harness_prints_a_table():
    fill()
    url = make_conninfo(settings.DATABASE_URL, dbname=connection.settings_dict["NAME"])
    lines = []

    figures = harness.measure("body-api,meeting", harness.How(url, 1, 0.3), say=lines.append)

    assert [figure.name for figure in figures] == ["body-api", "meeting-create"]
    assert min(figure.times for figure in figures) > 1
    assert figures[0].floor.size == figures[0].ours.size + len(b'{"next":null,"results":[]}')
    assert [line.count("|") for line in lines[-4:]] == [12, 12, 12, 12]
    # What was written is taken out again, and the history guards itself as before.
    assert not Meeting.objects.held().exists()
    assert not Meeting.events.rel.related_model.objects.exists()
    Meeting.objects.filter(pk=Meeting.objects.first().pk).update(place="Balai")
    with pytest.raises(DatabaseError), transaction.atomic():
        Meeting.events.rel.related_model.objects.update(place="")


@pytest.mark.django_db(transaction=True)
def test_an_evening_is_planned_with_the_rows_of_the_bare_sql():
    fill()
    load_rules()
    load_quiet_times()
    when = data.starts_at(today())
    with connection.connection.cursor() as cursor:
        data.make(cursor, when)
    now = when - data.BEFORE + timedelta(seconds=1)
    lines = []

    statements.show(now, [], say=lines.append)
    figures = planning.measure(now, rounds=1, say=lines.append)

    assert len(lines) == 2 + len(RULES) + 2 + 3
    assert figures[0].rows == Delivery.objects.filter(rule=planning.RULE).count() > 900


def test_what_is_no_answer_is_no_figure():
    with pytest.raises(client.Refused, match="404 Not Found"):
        client.length_of(b"HTTP/1.1 404 Not Found\r\ncontent-length: 3")


def test_every_probe_has_a_name_of_its_own():
    names = [probe.name for probe in probes.PROBES]

    assert len(set(names)) == len(names)

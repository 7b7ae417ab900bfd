"""Pillars, appointments, organisations, duties and reports for tests: the smallest that hold."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from common.dates import term
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from volunteers.models import (
    Absence,
    ActivityReport,
    Appointment,
    Assignment,
    DroppedScan,
    Duty,
    OfficeHolder,
    Organisation,
    Pillar,
    Qualification,
    QualificationKind,
    TierStep,
    Training,
    TrainingMark,
)

numbers = count(1)


def make_pillar(code="", **overrides):
    """Return a pillar of persons, at any level; the one of this code if it is there."""
    code = code or f"pilar-{next(numbers)}"
    known = Pillar.objects.filter(code=code).first()
    if known is not None:
        return known
    facts = {
        "code": code,
        "name": f"Pilar {code}",
        "short_name": code.upper(),
        "holder": Pillar.Holder.PERSON,
        "term": term(date(2012, 1, 1), None),
    }
    return Pillar.objects.create(**(facts | overrides))


def make_appointment(
    *,
    person=None,
    pillar=None,
    region=None,
    area=None,
    since=date(2026, 1, 1),
    until=None,
    **overrides,
):
    region = region or make_village()
    facts = {
        "person": person or make_person(f"Relawan {next(numbers)}", at=region),
        "pillar": pillar or make_pillar("psm"),
        "region": region,
        "area": area or region,
        "term": term(since, until),
        "honorarium": Appointment.Honorarium.UNPAID,
    }
    return Appointment.objects.create(**(facts | overrides))


def make_tier_step(appointment, *, tier="muda", since=date(2026, 1, 1), **overrides):
    return TierStep.objects.create(
        person=appointment.person,
        pillar=appointment.pillar,
        region=appointment.region,
        tier=tier,
        since=since,
        **overrides,
    )


def make_organisation(*, region=None, pillar=None, **overrides):
    facts = {
        "region": region or make_village(),
        "pillar": pillar or make_pillar("karang_taruna", holder=Pillar.Holder.INSTITUTION),
        "name": f"Lembaga {next(numbers)}",
    }
    return Organisation.objects.create(**(facts | overrides))


def make_office_holder(
    *, organisation=None, person=None, post="chair", since=date(2026, 1, 1), until=None, **overrides
):
    organisation = organisation or make_organisation()
    person = person or make_person(f"Pengurus {next(numbers)}", at=organisation.region)
    return OfficeHolder.objects.create(
        organisation=organisation,
        region=organisation.region,
        person=person,
        post=post,
        term=term(since, until),
        **overrides,
    )


def make_qualification_kind(code="", **overrides):
    code = code or f"kualifikasi-{next(numbers)}"
    facts = {"code": code, "name": f"Kualifikasi {code}"}
    return QualificationKind.objects.create(**(facts | overrides))


def make_qualification(
    *, person=None, kind=None, region=None, since=date(2026, 1, 1), until=None, **overrides
):
    region = region or make_village()
    facts = {
        "person": person or make_person(f"Relawan {next(numbers)}", at=region),
        "kind": kind or make_qualification_kind(),
        "region": region,
        "term": term(since, until),
    }
    return Qualification.objects.create(**(facts | overrides))


def make_training(*, region=None, on=date(2026, 3, 10), until=None, **overrides):
    facts = {
        "region": region or make_region("52.07"),
        "title": f"Pelatihan {next(numbers)}",
        "days": term(on, until or on),
    }
    return Training.objects.create(**(facts | overrides))


def make_training_mark(training, *, person=None, attended=True):
    person = person or make_person(f"Peserta {next(numbers)}")
    return TrainingMark.objects.create(training=training, person=person, attended=attended)


def make_absence(
    *, person=None, region=None, since=date(2026, 5, 1), until=date(2026, 5, 3), **overrides
):
    region = region or make_village()
    person = person or make_person(f"Relawan {next(numbers)}", at=region)
    return Absence.objects.create(
        person=person, region=region, days=term(since, until), **overrides
    )


def make_duty(
    *,
    region=None,
    starts_at=datetime(2026, 5, 2, 1, 0, tzinfo=UTC),
    hours=4,
    needs=(),
    **overrides,
):
    """Return a duty of four hours from 09.00 WITA."""
    facts = {
        "region": region or make_village(),
        "kind": Duty.Kind.POST,
        "title": f"Posko {next(numbers)}",
        "place": "Balai desa",
        "period": DateTimeTZRange(starts_at, starts_at + timedelta(hours=hours)),
    }
    duty = Duty.objects.create(**(facts | overrides))
    duty.needs.set(needs)
    return duty


def make_assignment(*, duty=None, person=None, **overrides):
    duty = duty or make_duty()
    person = person or make_person(f"Relawan {next(numbers)}", at=duty.region)
    facts = {"duty": duty, "person": person, "region": duty.region, "period": duty.period}
    return Assignment.objects.create(**(facts | overrides))


def make_report(*, appointment=None, month=date(2026, 5, 1), **overrides):
    appointment = appointment or make_appointment()
    facts = {"appointment": appointment, "region": appointment.region, "month": month}
    return ActivityReport.objects.create(**(facts | overrides))


def make_dropped_scan(*, region=None, dropped_by, **overrides):
    facts = {
        "region": region or make_village(),
        "dropped_by": dropped_by,
        "batch": uuid4(),
        "name": "SK.pdf",
        "file": ContentFile(b"%PDF-1.7", "sk.pdf"),
    }
    return DroppedScan.objects.create(**(facts | overrides))

"""What a volunteer has goes along when two persons are made one, and all of it comes back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.access import Role
from common.dates import term
from people.services import MergeClash, merge_persons, undo_merge
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import (
    make_absence,
    make_appointment,
    make_assignment,
    make_duty,
    make_pillar,
    make_qualification,
    make_qualification_kind,
    make_report,
    make_tier_step,
    make_training,
    make_training_mark,
)
from tests.factories.wksbm import make_decree, make_office
from volunteers.models import (
    Absence,
    ActivityReport,
    Appointment,
    Assignment,
    Qualification,
    ReportEntry,
    TierStep,
    TrainingMark,
)

pytestmark = pytest.mark.django_db

MODELS = (
    Absence,
    ActivityReport,
    Appointment,
    Assignment,
    Qualification,
    ReportEntry,
    TierStep,
    TrainingMark,
)
STANDS = {"version", "updated_at"}
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
SIGNED = {"status": "signed", "signed_on": JUNE, "signed_by": "Kades", "scan": "scan.pdf"}


@pytest.fixture
def actor():
    return make_user(Role.TKSK, make_region("52.07.01"))


@pytest.fixture
def two():
    """Return who stays and who goes."""
    return make_person("Siti Aminah"), make_person("Hj. Siti Aminah, S.Sos")


def everything():
    return {
        (model.__name__, row.pk): {
            field.attname: getattr(row, field.attname)
            for field in model._meta.concrete_fields
            if field.attname not in STANDS
        }
        for model in MODELS
        for row in model.objects.all()
    }


def write(report, *activities, **facts):
    return [report.entries.create(on=MAY, activity=one, **facts) for one in activities]


def activities(report):
    return sorted(report.entries.values_list("activity", flat=True))


def test_reports_of_an_appointment_set_aside_are_kept_under_the_other(two, actor):
    stays, goes = two
    ours, theirs = make_appointment(person=stays), make_appointment(person=goes)
    duty = make_duty()
    turns = [make_assignment(duty=duty, person=one, status="accepted") for one in two]
    drafts = [make_report(appointment=one, month=MAY) for one in (ours, theirs)]
    write(drafts[0], "Rapat", "Piket", assignment=None)
    write(drafts[1], "Kunjungan")
    write(drafts[0], "Posko", assignment=turns[0])
    write(drafts[1], "Posko juga", assignment=turns[1])
    signed = make_report(appointment=theirs, month=JUNE, **SIGNED)
    write(signed, "Dapur umum")
    before = everything()

    merge = merge_persons(stays, goes, actor=actor)

    assert list(Appointment.objects.all()) == [ours]
    assert set(ours.reports.all()) == {drafts[0], signed}
    # Two entries of the one duty are one; what was typed is all there.
    assert activities(drafts[0]) == ["Kunjungan", "Piket", "Posko", "Rapat"]
    assert activities(signed) == ["Dapur umum"]
    assert list(Assignment.objects.all()) == [turns[0]]
    undone = undo_merge(merge, actor=actor)
    assert undone.remarks == []
    assert everything() == before


def test_a_report_that_was_handed_in_stays_and_two_are_a_question(two, actor):
    stays, goes = two
    ours, theirs = make_appointment(person=stays), make_appointment(person=goes)
    begun = make_report(appointment=ours, month=MAY)
    write(begun, "Rapat")
    signed = make_report(appointment=theirs, month=MAY, **SIGNED)
    before = everything()

    merge = merge_persons(stays, goes, actor=actor)

    signed.refresh_from_db()
    assert list(ActivityReport.objects.all()) == [signed]
    assert (signed.appointment, activities(signed)) == (ours, ["Rapat"])
    undo_merge(merge, actor=actor)
    assert everything() == before

    ActivityReport.objects.filter(pk=begun.pk).update(status="submitted")
    with pytest.raises(MergeClash) as refused:
        merge_persons(stays, goes, actor=actor)
    [clash] = refused.value.clashes
    assert clash.key == f"volunteers.activityreport.appointment:{signed.pk}"
    merge_persons(stays, goes, keep={clash.key: "goes"}, actor=actor)
    assert list(ActivityReport.objects.values_list("pk", "appointment")) == [(signed.pk, ours.pk)]


def test_what_one_person_cannot_have_twice(two, actor):
    stays, goes = two
    kind, training, duty = make_qualification_kind(), make_training(), make_duty()
    later = make_duty(starts_at=datetime(2026, 6, 2, 1, 0, tzinfo=UTC))
    rows = {}
    for number, one in enumerate(two):
        appointment = make_appointment(person=one, pillar=make_pillar("tagana"))
        rows[one] = [
            appointment,
            make_tier_step(appointment),
            make_qualification(person=one, kind=kind, until=date(2027, 1, 1)),
            make_training_mark(training, person=one, attended=bool(number)),
            make_absence(person=one, until=date(2026, 5, 3 + number)),
            make_assignment(duty=duty, person=one, status=["offered", "accepted"][number]),
            make_assignment(duty=later, person=one, status="declined"),
        ]
    before = everything()

    merge = merge_persons(stays, goes, actor=actor)

    # The same remains once; whoever came, was longer away or accepted has it right.
    ours, theirs = rows[stays], rows[goes]
    kept = [*ours[:3], *theirs[3:], ours[6]]
    assert {(type(row), row.pk) for row in kept} == {
        (model, row.pk) for model in MODELS for row in model.objects.all()
    }
    assert set(Assignment.objects.values_list("person", flat=True)) == {stays.pk}
    undo_merge(merge, actor=actor)
    assert everything() == before


def test_what_differs_is_asked(two, actor):
    stays, goes = two
    village = make_village()
    decree = make_decree(issuer=make_office(region=village))
    kind = make_qualification_kind()
    pillar = make_pillar("tagana")
    first = make_appointment(person=stays, pillar=pillar)
    second = make_appointment(person=goes, pillar=pillar, decree=decree)
    make_tier_step(first)
    make_tier_step(second, tier="madya")
    make_qualification(person=stays, kind=kind)
    make_qualification(person=goes, kind=kind, until=date(2027, 1, 1))
    make_absence(person=stays)
    Absence.objects.create(
        person=goes, region=village, days=term(date(2026, 5, 2), date(2026, 5, 9))
    )
    at = datetime(2026, 5, 2, 1, 0, tzinfo=UTC)
    for one, begins in ((stays, at), (goes, at + timedelta(hours=1))):
        make_assignment(duty=make_duty(starts_at=begins), person=one, status="accepted")

    with pytest.raises(MergeClash) as refused:
        merge_persons(stays, goes, actor=actor)

    keys = [clash.key for clash in refused.value.clashes]
    assert [key.split(":")[0] for key in keys] == [
        "volunteers.absence.person",
        "volunteers.appointment.person",
        "volunteers.assignment.person",
        "volunteers.qualification.person",
        "volunteers.tierstep.person",
    ]
    before = everything()
    merge = merge_persons(stays, goes, keep=dict.fromkeys(keys, "goes"), actor=actor)
    assert list(Appointment.objects.values_list("pk", "person")) == [(second.pk, stays.pk)]
    undo_merge(merge, actor=actor)
    assert everything() == before

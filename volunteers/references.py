"""How appointments and all that a volunteer has go along when two persons are made one."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format

from common.dates import covers, first_day, last_day
from people.references import Handling, Keep, handle, keep_ours
from volunteers.models import (
    Absence,
    ActivityReport,
    Appointment,
    Assignment,
    OfficeHolder,
    Qualification,
    TierStep,
    TrainingMark,
)


def handle_own() -> None:
    handle("volunteers.appointment.person", Handling(_same_appointment, _said_appointment))
    handle("volunteers.tierstep.person", Handling(_same_tier, _said_tier))
    handle("volunteers.officeholder.person", Handling(_same_office, _said_office))
    handle("volunteers.qualification.person", Handling(_same_term, _said_qualification))
    handle("volunteers.trainingmark.person", Handling(_attended_counts))
    handle("volunteers.absence.person", Handling(_longer_absence, _said_absence))
    handle("volunteers.assignment.person", Handling(_who_served, _said_assignment))
    # What names an appointment or a turn that is set aside goes to the one that stands instead.
    handle("volunteers.activityreport.appointment", Handling(_signed_counts, _said_report))
    for key in ("report", "assignment"):
        handle(f"volunteers.reportentry.{key}", Handling(keep_ours))


def _same_appointment(theirs: Appointment, ours: Appointment) -> Keep:
    return _stays_if((theirs.term, theirs.decree_id) == (ours.term, ours.decree_id))


def _same_tier(theirs: TierStep, ours: TierStep) -> Keep:
    return _stays_if(theirs.tier == ours.tier)


def _same_office(theirs: OfficeHolder, ours: OfficeHolder) -> Keep:
    return _stays_if((theirs.term, theirs.decree_id) == (ours.term, ours.decree_id))


def _same_term(theirs: Qualification, ours: Qualification) -> Keep:
    return _stays_if(theirs.term == ours.term)


def _attended_counts(theirs: TrainingMark, ours: TrainingMark) -> Keep:
    """Whoever came came, under whichever of the two names."""
    return Keep.GOES if theirs.attended and not ours.attended else Keep.STAYS


def _longer_absence(theirs: Absence, ours: Absence) -> Keep:
    """Keep the longer of two: an absence that lies within another says nothing more."""
    if _lies_within(theirs, ours):
        return Keep.STAYS
    return Keep.GOES if _lies_within(ours, theirs) else Keep.ASK


def _lies_within(one: Absence, other: Absence) -> bool:
    first, last = first_day(one.days), last_day(one.days)
    return bool(first and last and covers(other.days, first) and covers(other.days, last))


def _who_served(theirs: Assignment, ours: Assignment) -> Keep:
    """Of one duty that both were asked to, who served counts. Two duties at once are a question."""
    if theirs.duty_id != ours.duty_id:
        return Keep.ASK
    served = [(one.status == Assignment.Status.ACCEPTED, one.minutes) for one in (theirs, ours)]
    if served[0] == served[1]:
        return Keep.GOES if theirs.confirmed_at and not ours.confirmed_at else Keep.STAYS
    if all(minutes is not None for _accepted, minutes in served):
        return Keep.ASK
    return Keep.GOES if _weight(theirs) > _weight(ours) else Keep.STAYS


def _weight(one: Assignment) -> tuple[bool, bool]:
    return one.status == Assignment.Status.ACCEPTED, one.minutes is not None


def _signed_counts(theirs: ActivityReport, ours: ActivityReport) -> Keep:
    """Of two reports on one month, the one that was handed in; two of them are a question."""
    begun = ActivityReport.Status.DRAFT
    if theirs.status == begun:
        return Keep.STAYS
    return Keep.GOES if ours.status == begun else Keep.ASK


def _stays_if(is_same: bool) -> Keep:  # noqa: FBT001 (the question is in the name)
    return Keep.STAYS if is_same else Keep.ASK


# --- In words ------------------------------------------------------------------------------------


def _said_appointment(one: Appointment) -> str:
    return f"{one.pillar}, {one.area} {_term(one.term)}"


def _said_tier(one: TierStep) -> str:
    return f"{one.pillar} {one} ({date_format(one.since)})"


def _said_office(one: OfficeHolder) -> str:
    return f"{one}, {one.organisation} {_term(one.term)}"


def _said_qualification(one: Qualification) -> str:
    return f"{one.kind} {_term(one.term)}"


def _said_absence(one: Absence) -> str:
    return _term(one.days)


def _said_assignment(one: Assignment) -> str:
    return f"{one.duty} ({date_format(one.duty.starts_at)})"


def _said_report(one: ActivityReport) -> str:
    return f"{one.appointment.pillar}, {one} ({one.get_status_display()})"


def _term(term: Any) -> str:
    first, last = (day and date_format(day) for day in (first_day(term), last_day(term)))
    return f"({first or '...'} - {last or '...'})"

"""What a person's card tells of their service: appointments, qualifications, offices, duties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.dates import first_day, last_day, today
from people.models import Person
from people.sections import Event, Line, Section
from volunteers.models import (
    ActivityReport,
    Appointment,
    AppointmentState,
    Assignment,
    OfficeHolder,
    Qualification,
    TierStep,
)
from wksbm.rules import term_in_words


def appointments_of(person: Person, reader: User) -> Section:
    """Return what the person was and is appointed for, the newest first, with their tiers."""
    day = today()
    seen = Appointment.objects.visible_to(reader).filter(person=person).with_state(day)
    rows: list[Any] = list(seen.select_related("pillar", "area", "decree").order_by("-term", "-pk"))
    steps = list(
        TierStep.objects.visible_to(reader)
        .filter(person=person)
        .select_related("pillar")
        .order_by("since", "pk")
    )
    tiers = {step.pillar_id: str(step) for step in steps if step.since <= day}
    lines, events = [], []
    for row in rows:
        title = f"{row.pillar}, {row.area}"
        lines.append(Line(title, _words(row, tiers.get(row.pillar_id, "")), row.get_absolute_url()))
        events += _begun_and_ended(row)
    for step in steps:
        events.append(Event(step.since, _("Jenjang %s") % step, str(step.pillar), "ok"))
    return Section(_("Penugasan relawan"), lines, events)


def qualifications_of(person: Person, reader: User) -> Section:
    """Return what the person is or was qualified for, the newest first."""
    seen = Qualification.objects.visible_to(reader).filter(person=person).select_related("kind")
    lines, events = [], []
    for row in seen.order_by("-term", "-pk"):
        facts = [term_in_words(first_day(row.term), last_day(row.term)), row.certificate]
        if row.withdrawn_because:
            facts.append(_("dicabut: %s") % row.withdrawn_because)
        elif not row.is_valid(today()):
            facts.append(_("tidak berlaku hari ini"))
        lines.append(Line(str(row.kind), _joined(facts)))
        first = first_day(row.term)
        if first:
            events.append(Event(first, _("Kualifikasi: %s") % row.kind, row.granted_by, "ok"))
    return Section(_("Kualifikasi"), lines, events)


def offices_of(person: Person, reader: User) -> Section:
    """Return the posts in organisations that the person holds or held, the newest first."""
    seen = OfficeHolder.objects.visible_to(reader).filter(person=person)
    lines, events = [], []
    for row in seen.select_related("organisation").order_by("-term", "-pk"):
        first, last = first_day(row.term), last_day(row.term)
        title, place = str(row), row.organisation.name
        url = row.organisation.get_absolute_url()
        lines.append(Line(f"{title}, {place}", term_in_words(first, last), url))
        if first:
            events.append(Event(first, _("Mulai sebagai %s") % title, place))
        if last:
            events.append(Event(last, _("Selesai: %s") % title, place))
    return Section(_("Jabatan di lembaga"), lines, events)


def work_of(person: Person, reader: User) -> Section:
    """Return how many duties the person took, their hours, and the monthly reports."""
    duties = (
        Assignment.objects.visible_to(reader)
        .filter(person=person)
        .aggregate(
            taken=Count("pk", filter=Q(status=Assignment.Status.ACCEPTED)),
            offered=Count("pk", filter=Q(status=Assignment.Status.OFFERED)),
            minutes=Sum("minutes", filter=Q(confirmed_at__isnull=False)),
        )
    )
    reports = (
        ActivityReport.objects.visible_to(reader)
        .filter(appointment__person=person)
        .aggregate(
            all=Count("pk"), signed=Count("pk", filter=Q(status=ActivityReport.Status.SIGNED))
        )
    )
    lines = []
    if duties["taken"] or duties["offered"]:
        hours = round((duties["minutes"] or 0) / 60)
        said = [
            ngettext("%d tugas", "%d tugas", duties["taken"]) % duties["taken"],
            ngettext("%d jam disahkan", "%d jam disahkan", hours) % hours,
        ]
        if duties["offered"]:
            said.append(_("%d belum dijawab") % duties["offered"])
        lines.append(Line(_("Piket dan tugas"), _joined(said)))
    if reports["all"]:
        said = [
            ngettext("%d laporan", "%d laporan", reports["all"]) % reports["all"],
            _("%d ditandatangani") % reports["signed"],
        ]
        lines.append(Line(_("Laporan kegiatan"), _joined(said)))
    return Section(_("Tugas dan laporan"), lines)


def _words(row: Any, tier: str) -> str:
    """Say all that matters of an appointment in one line; whoever is unpaid is said to be.

    It has its `state`.
    """
    ending = row.get_ended_kind_display() if row.ended_kind else ""
    honorarium = (
        _("tidak mengambil honornya") if row.stipend_waived else row.get_honorarium_display()
    )
    decree = _("SK %s") % row.decree.number if row.decree else ""
    return _joined(
        [
            ending or AppointmentState(row.state).label,
            term_in_words(row.since, row.until),
            decree,
            f"{row.pillar.number_name} {row.number}".strip() if row.number else "",
            tier,
            honorarium,
            _("dikonfirmasi %s") % date_format(row.confirmed_on) if row.confirmed_on else "",
        ]
    )


def _begun_and_ended(row: Appointment) -> list[Event]:
    if row.ended_kind == Appointment.Ending.MISTAKE:
        return []  # it never was
    title, place = str(row.pillar), str(row.area)
    events = [Event(row.since, _("Mulai sebagai %s") % title, place)] if row.since else []
    if row.until:
        because = row.get_ended_kind_display() or place
        events.append(Event(row.until, _("Selesai: %s") % title, because))
    return events


def _joined(facts: Sequence[object]) -> str:
    return " · ".join(str(fact) for fact in facts if fact)

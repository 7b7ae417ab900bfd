"""The duty roster: what is offered, and what one has taken on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.dates import wall_time
from meetings.rules import said_date, said_time
from notifications.rules.base import Rule, Step, Subject, Told, key_of, vanished
from notifications.rules.steps import (
    ANY_TIME,
    AT_ONCE_OR_LATER,
    FROM_AN_HOUR,
    STILL_USEFUL,
    stepped,
)
from volunteers.models import Assignment

# --- A duty is offered ----------------------------------------------------------------------------

OFFERS = """
    SELECT a.id, a.region_id, NULL::bigint AS wksbm_id, a.person_id, a.period,
           r.time_zone AS zone, a.created_at AS moment
      FROM volunteers_assignment AS a
      JOIN volunteers_duty AS d ON d.id = a.duty_id
      JOIN regions_region AS r ON r.code = a.region_id
     WHERE a.status = 'offered'
       AND d.cancelled_at IS NULL
       AND lower(a.period) > %(now)s
       AND (%(subjects)s::bigint[] IS NULL OR a.id = ANY (%(subjects)s::bigint[]))
"""
DUTY_OFFERED = f"""
    SELECT a.region_id,
           'duty_offered' AS rule,
           'duty_offer:' || a.id || ':' || extract(epoch FROM lower(a.period))::bigint AS occasion,
           a.step,
           a.person_id,
           a.due_at,
           least(a.not_after, lower(a.period)) AS not_after
      FROM ({stepped("duty_offered", OFFERS, AT_ONCE_OR_LATER, only=STILL_USEFUL)}) AS a
     WHERE a.due_at < lower(a.period)
"""  # noqa: S608 (ours)

# --- A duty lies ahead ----------------------------------------------------------------------------

TAKEN = """
    SELECT a.id, a.region_id, NULL::bigint AS wksbm_id, a.person_id,
           r.time_zone AS zone, lower(a.period) AS moment
      FROM volunteers_assignment AS a
      JOIN volunteers_duty AS d ON d.id = a.duty_id
      JOIN regions_region AS r ON r.code = a.region_id
     WHERE a.status = 'accepted'
       AND d.cancelled_at IS NULL
       AND lower(a.period) > %(now)s
       AND lower(a.period) < %(until)s + interval '1 day' + %(farthest)s
       AND (%(subjects)s::bigint[] IS NULL OR a.id = ANY (%(subjects)s::bigint[]))
"""
DUTY_AHEAD = f"""
    SELECT a.region_id,
           'duty_ahead' AS rule,
           'duty:' || a.id || ':' || extract(epoch FROM a.moment)::bigint AS occasion,
           a.step,
           a.person_id,
           a.due_at,
           a.not_after
      FROM ({stepped("duty_ahead", TAKEN, FROM_AN_HOUR, only=ANY_TIME)}) AS a
"""  # noqa: S608 (ours)


def offered_duties(occasions: Collection[str]) -> Mapping[str, Subject]:
    return {
        occasion: _assigned(row, occasion, Assignment.Status.OFFERED)
        for occasion, row in _rows(occasions).items()
    }


def taken_duties(occasions: Collection[str]) -> Mapping[str, Subject]:
    return {
        occasion: _assigned(row, occasion, Assignment.Status.ACCEPTED)
        for occasion, row in _rows(occasions).items()
    }


def _rows(occasions: Collection[str]) -> dict[str, Assignment | None]:
    keys = {key_of(occasion) for occasion in occasions}
    rows = Assignment.objects.filter(pk__in=keys).select_related("duty__region", "region")
    found = {str(row.pk): row for row in rows}
    return {occasion: found.get(key_of(occasion)) for occasion in occasions}


def _assigned(row: Assignment | None, occasion: str, status: str) -> Told:
    if row is None:
        return vanished(_("Tugas"))
    gone = ""
    if row.duty.cancelled_at is not None:
        gone = _("Tugas dibatalkan: %(why)s") % {"why": row.duty.cancelled_because}
    elif row.status != status:
        gone = _("Keadaannya sekarang: %(status)s.") % {"status": row.get_status_display()}
    elif str(int(row.period.lower.timestamp())) != occasion.rpartition(":")[2]:
        gone = _("Waktu tugas ini diubah.")
    if status == Assignment.Status.OFFERED:
        return Told(lambda: _say_offer(row), gone)
    return Told(lambda: _say_duty(row), gone)


def _names(row: Assignment) -> dict[str, str]:
    start = wall_time(row.period.lower, row.region.tz)
    return {
        "title": row.duty.title,
        "place": row.duty.place,
        "day": said_date(start.date()),
        "time": said_time(start.time(), row.region.time_zone),
    }


def _say_offer(row: Assignment) -> tuple[str, str, str]:
    names = _names(row)
    heading = _("Bersediakah bertugas: %(title)s, %(day)s pukul %(time)s?") % names
    body = _(
        "Ibu/Bapak diminta bertugas: %(title)s\n\n"
        "Hari: %(day)s\nPukul: %(time)s\nTempat: %(place)s\n\n"
        "Mohon jawab bersedia atau tidak bisa."
    )
    return heading, body % names, row.duty.get_absolute_url()


def _say_duty(row: Assignment) -> tuple[str, str, str]:
    names = _names(row)
    heading = _("Pengingat tugas: %(title)s, %(day)s pukul %(time)s") % names
    body = _(
        "Ibu/Bapak bertugas: %(title)s\n\n"
        "Hari: %(day)s\nPukul: %(time)s\nTempat: %(place)s\n\n"
        "Bila berhalangan, mohon segera kabari pengurus agar dicarikan pengganti."
    )
    return heading, body % names, row.duty.get_absolute_url()


OFFERED = Rule(
    name="duty_offered",
    label=gettext_lazy("Tawaran tugas"),
    select=DUTY_OFFERED,
    steps=[Step(timedelta(0), useful_for=timedelta(days=7))],
    subject_key=key_of,
    subjects=offered_duties,
    audience=gettext_lazy("diminta bertugas"),
    left=gettext_lazy("Tawarannya tidak berlaku lagi."),
    may_hurry=True,
)

AHEAD = Rule(
    name="duty_ahead",
    label=gettext_lazy("Pengingat giliran tugas"),
    select=DUTY_AHEAD,
    steps=[Step(timedelta(days=1)), Step(timedelta(hours=2))],
    subject_key=key_of,
    subjects=taken_duties,
    audience=gettext_lazy("bersedia bertugas"),
    left=gettext_lazy("Bukan lagi giliran tugasnya."),
)

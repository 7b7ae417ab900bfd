"""Volunteers: an appointment or a qualification that comes to its end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.rules.base import KEEPERS, Rule, Step, Subject, Told, key_of, said_day, vanished
from notifications.rules.steps import FROM_A_DAY, stepped
from volunteers.models import Appointment, Qualification

HOUR = time(9)
AUDIENCES = {"person": gettext_lazy("Relawannya sendiri"), **KEEPERS}

# --- An appointment ends --------------------------------------------------------------------------

# It ends with its own term or with its decree's, whichever comes first. Who was appointed anew is
# not concerned.
ENDING = """
    SELECT a.id, a.region_id, NULL::bigint AS wksbm_id, a.person_id, r.time_zone AS zone,
           a.last_day AS moment
      FROM (
               SELECT a.id, a.region_id, a.person_id, a.pillar_id,
                      least(upper(a.term), upper(d.term)) - 1 AS last_day
                 FROM volunteers_appointment AS a
                 LEFT JOIN wksbm_decree AS d ON d.id = a.decree_id
                WHERE a.ended_kind = ''
                  AND least(upper(a.term), upper(d.term)) >= %(now)s::date
                  AND least(upper(a.term), upper(d.term))
                      <= (%(until)s + interval '2 days' + %(farthest)s)::date
                  AND (%(subjects)s::bigint[] IS NULL OR a.id = ANY (%(subjects)s::bigint[]))
           ) AS a
      JOIN regions_region AS r ON r.code = a.region_id
     WHERE NOT EXISTS (
               SELECT FROM volunteers_appointment AS later
                 LEFT JOIN wksbm_decree AS d ON d.id = later.decree_id
                WHERE later.person_id = a.person_id AND later.pillar_id = a.pillar_id
                  AND later.id <> a.id
                  AND later.term && daterange(a.last_day + 1, NULL)
                  AND (d.id IS NULL OR d.term && daterange(a.last_day + 1, NULL))
           )
"""
# The person, and whom else the place chose.
TOLD = """
    SELECT one.person_id
     WHERE one.audience IS NULL OR 'person' = ANY (one.audience)
     UNION
    SELECT keeper
      FROM notifications_people(
               one.audience, one.region_id, NULL, (%(now)s AT TIME ZONE one.zone)::date
           ) AS keeper
     WHERE one.audience IS NOT NULL
"""
APPOINTMENT_LAPSING = f"""
    SELECT one.region_id,
           'appointment_lapsing' AS rule,
           'appointment:' || one.id || ':' || one.moment AS occasion,
           one.step,
           told.person_id,
           one.due_at,
           one.not_after
      FROM ({stepped("appointment_lapsing", ENDING, FROM_A_DAY)}) AS one
     CROSS JOIN LATERAL ({TOLD}) AS told (person_id)
"""  # noqa: S608 (ours)


def lapsing_appointments(occasions: Collection[str]) -> Mapping[str, Subject]:
    keys = {key_of(occasion) for occasion in occasions}
    rows = Appointment.objects.filter(pk__in=keys).select_related("person", "pillar", "area")
    found = {str(row.pk): row for row in rows.select_related("decree")}
    return {
        occasion: _appointment(found.get(key_of(occasion)), occasion.rpartition(":")[2])
        for occasion in occasions
    }


def _appointment(row: Appointment | None, last_day: str) -> Told:
    if row is None:
        return vanished(_("Penugasan"))
    ends = [row.until, row.decree.valid_until if row.decree else None]
    until = min((day for day in ends if day is not None), default=None)
    gone = ""
    if row.ended_kind:
        gone = _("Penugasan ini sudah diakhiri.")
    elif str(until) != last_day:
        gone = _("Masa tugasnya diubah.")
    return Told(lambda: _say_appointment(row, date.fromisoformat(last_day)), gone)


def _say_appointment(row: Appointment, until: date) -> tuple[str, str, str]:
    names = {
        "name": row.person.name,
        "pillar": row.pillar.name,
        "area": row.area.full_name,
        "day": said_day(until),
    }
    heading = _("Penugasan %(pillar)s %(name)s sampai %(day)s") % names
    body = _(
        "Penugasan %(name)s sebagai %(pillar)s di %(area)s berlaku sampai %(day)s,"
        " dan belum ada perpanjangannya."
    )
    return heading, body % names, row.get_absolute_url()


APPOINTMENT = Rule(
    name="appointment_lapsing",
    label=gettext_lazy("Penugasan relawan segera berakhir"),
    select=APPOINTMENT_LAPSING,
    steps=[Step(timedelta(days=days), HOUR) for days in (60, 30, 7)],
    subject_key=key_of,
    subjects=lapsing_appointments,
    audience=gettext_lazy("bertugas, atau mengurus penugasannya"),
    left=gettext_lazy("Sudah diperpanjang, atau bukan lagi urusannya."),
    audiences=AUDIENCES,
    told=["person"],
)


# --- A qualification ends -------------------------------------------------------------------------

RUNNING_OUT = """
    SELECT q.id, q.region_id, NULL::bigint AS wksbm_id, q.person_id, r.time_zone AS zone,
           upper(q.term) - 1 AS moment
      FROM volunteers_qualification AS q
      JOIN regions_region AS r ON r.code = q.region_id
     WHERE q.withdrawn_on IS NULL
       AND upper(q.term) >= %(now)s::date
       AND upper(q.term) <= (%(until)s + interval '2 days' + %(farthest)s)::date
       AND NOT EXISTS (
               SELECT FROM volunteers_qualification AS longer
                WHERE longer.person_id = q.person_id AND longer.kind_id = q.kind_id
                  AND longer.withdrawn_on IS NULL
                  AND (upper(longer.term) IS NULL OR upper(longer.term) > upper(q.term))
           )
       AND (%(subjects)s::bigint[] IS NULL OR q.id = ANY (%(subjects)s::bigint[]))
"""
QUALIFICATION_LAPSING = f"""
    SELECT one.region_id,
           'qualification_lapsing' AS rule,
           'qualification:' || one.id || ':' || one.moment AS occasion,
           one.step,
           told.person_id,
           one.due_at,
           one.not_after
      FROM ({stepped("qualification_lapsing", RUNNING_OUT, FROM_A_DAY)}) AS one
     CROSS JOIN LATERAL ({TOLD}) AS told (person_id)
"""  # noqa: S608 (ours)


def lapsing_qualifications(occasions: Collection[str]) -> Mapping[str, Subject]:
    keys = {key_of(occasion) for occasion in occasions}
    rows = Qualification.objects.filter(pk__in=keys).select_related("person", "kind")
    found = {str(row.pk): row for row in rows}
    return {
        occasion: _qualification(found.get(key_of(occasion)), occasion.rpartition(":")[2])
        for occasion in occasions
    }


def _qualification(row: Qualification | None, last_day: str) -> Told:
    if row is None:
        return vanished(_("Kualifikasi"))
    gone = ""
    if row.withdrawn_on is not None:
        gone = _("Kualifikasi ini dicabut.")
    elif str(row.last_day) != last_day:
        gone = _("Masa berlakunya diubah.")
    return Told(lambda: _say_qualification(row, date.fromisoformat(last_day)), gone)


def _say_qualification(row: Qualification, until: date) -> tuple[str, str, str]:
    names = {"name": row.person.name, "kind": row.kind.name, "day": said_day(until)}
    heading = _("%(kind)s %(name)s berlaku sampai %(day)s") % names
    body = _(
        "Kualifikasi %(kind)s milik %(name)s berlaku sampai %(day)s."
        " Tanyakan jadwal pelatihan ulangnya."
    )
    return heading, body % names, reverse("people:person", args=[row.person_id])


QUALIFICATION = Rule(
    name="qualification_lapsing",
    label=gettext_lazy("Kualifikasi segera berakhir"),
    select=QUALIFICATION_LAPSING,
    steps=[Step(timedelta(days=days), HOUR) for days in (60, 30, 7)],
    subject_key=key_of,
    subjects=lapsing_qualifications,
    audience=gettext_lazy("memegang kualifikasi itu, atau mengurusnya"),
    left=gettext_lazy("Sudah diperbarui, atau bukan lagi urusannya."),
    audiences=AUDIENCES,
    told=["person"],
)

"""Villages that have fallen silent: no meeting for three months."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.models import Meeting, meetings_url
from notifications.rules.base import KEEPERS, Rule, Step, Subject, Told, key_of, said_day, vanished
from regions.models import Region

HOUR = time(9)

# The first step goes to the TKSK, the later ones to the agency's officers, unless the place names
# others. A village that never met is no case of this: the overview shows it.
SILENT_VILLAGE = """
    SELECT r.code AS region_id,
           'silent_village' AS rule,
           'silence:' || r.code || ':' || met.day AS occasion,
           steps.step,
           told.person_id,
           steps.due_at,
           steps.not_after
      FROM (
               SELECT m.region_id, max(m."on") AS day
                 FROM meetings_meeting AS m
                WHERE m.status = 'held'
                  AND m."on" > %(now)s::date - 200
                  AND (%(subjects)s::text[] IS NULL OR m.region_id = ANY (%(subjects)s::text[]))
                GROUP BY m.region_id
               HAVING max(m."on") <= (
                          %(until)s + interval '2 days'
                              + %(farthest)s
                      )::date
           ) AS met
      JOIN regions_region AS r ON r.code = met.region_id
     CROSS JOIN LATERAL (
               SELECT step, due_at, not_after,
                      CASE WHEN row_number() OVER (ORDER BY ahead DESC) = 1
                           THEN ARRAY['tksk'] ELSE ARRAY['district_officer'] END AS usual
                 FROM notifications_day_steps('silent_village', r.code, NULL, r.time_zone, met.day)
           ) AS steps
     CROSS JOIN LATERAL (
               SELECT notifications_audience(
                          'silent_village', r.code, NULL, steps.usual
                      ) AS audience
               OFFSET 0
           ) AS whom
     CROSS JOIN LATERAL notifications_people(
               whom.audience, r.code, NULL, (%(now)s AT TIME ZONE r.time_zone)::date
           ) AS told (person_id)
     WHERE EXISTS (
               SELECT FROM wksbm_wksbm AS body
                WHERE body.region_id = r.code
                  AND (body.dissolved_on IS NULL OR body.dissolved_on > %(now)s::date)
           )
       AND steps.due_at <= %(until)s
       AND steps.due_at < steps.not_after
       AND steps.not_after > %(now)s
"""


def silent_villages(occasions: Collection[str]) -> Mapping[str, Subject]:
    keys = {key_of(occasion) for occasion in occasions}
    found = {place.code: place for place in Region.objects.filter(code__in=keys)}
    return {
        occasion: _silence(found.get(key_of(occasion)), occasion.rpartition(":")[2])
        for occasion in occasions
    }


def _silence(place: Region | None, day: str) -> Told:
    if place is None:
        return vanished(_("Desa"))
    since = date.fromisoformat(day)
    met = Meeting.objects.held().filter(region=place, on__gt=since).exists()
    gone = _("Sudah ada pertemuan lagi.") if met else ""
    return Told(lambda: _say_silence(place, since), gone)


def _say_silence(place: Region, since: date) -> tuple[str, str, str]:
    names = {"place": place.full_name, "day": said_day(since)}
    heading = _("%(place)s tidak bertemu sejak %(day)s") % names
    body = _(
        "Pertemuan terakhir yang tercatat di %(place)s: %(day)s.\n\n"
        "Mohon kunjungi atau hubungi pengurusnya: apa yang menghambat, dan apa yang dapat dibantu?"
    )
    return heading, body % names, meetings_url(place)


SILENT = Rule(
    name="silent_village",
    label=gettext_lazy("Desa tanpa pertemuan"),
    select=SILENT_VILLAGE,
    steps=[
        Step(timedelta(days=-90), HOUR, timedelta(days=30)),
        Step(timedelta(days=-120), HOUR, timedelta(days=30)),
    ],
    subject_key=key_of,
    subjects=silent_villages,
    audience=gettext_lazy("mendampingi desa itu"),
    left=gettext_lazy("Bukan lagi pendamping desa itu."),
    audiences=KEEPERS,
)

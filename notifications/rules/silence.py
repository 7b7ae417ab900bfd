"""Villages that have fallen silent: no meeting for three months."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.models import Meeting, meetings_url
from notifications.rules.base import KEEPERS, Rule, Step, Subject, Told, key_of, said_day, vanished
from notifications.rules.steps import FROM_A_DAY, stepped
from regions.models import Region

HOUR = time(9)

# A village that never met is no case of this: the overview shows it.
MET_LAST = """
    SELECT r.code AS region_id, NULL::bigint AS wksbm_id, r.time_zone AS zone, met.day AS moment
      FROM (
               SELECT m.region_id, max(m."on") AS day
                 FROM meetings_meeting AS m
                WHERE m.status = 'held'
                  AND m."on" > %(now)s::date - 200
                  AND (%(subjects)s::text[] IS NULL OR m.region_id = ANY (%(subjects)s::text[]))
                GROUP BY m.region_id
               HAVING max(m."on")
                      <= (%(until)s + interval '2 days' + %(farthest)s)::date
           ) AS met
      JOIN regions_region AS r ON r.code = met.region_id
     WHERE EXISTS (
               SELECT FROM wksbm_wksbm AS body
                WHERE body.region_id = r.code
                  AND (body.dissolved_on IS NULL OR body.dissolved_on > %(now)s::date)
           )
"""
# The first step goes to the TKSK, the later ones to the agency's officers, unless the place names
# others.
SILENT_VILLAGE = f"""
    SELECT met.region_id,
           'silent_village' AS rule,
           'silence:' || met.region_id || ':' || met.moment AS occasion,
           met.step,
           told.person_id,
           met.due_at,
           met.not_after
      FROM ({stepped("silent_village", MET_LAST, FROM_A_DAY)}) AS met
     CROSS JOIN LATERAL notifications_people(
               coalesce(met.audience,
                        CASE met.nth WHEN 1 THEN ARRAY['tksk']
                                     ELSE ARRAY['district_officer'] END),
               met.region_id, NULL, (%(now)s AT TIME ZONE met.zone)::date
           ) AS told (person_id)
"""  # noqa: S608 (ours)


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

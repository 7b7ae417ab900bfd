"""Decrees and boards: an end that comes near, and a post that stays vacant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.rules.base import (
    BOARD,
    KEEPERS,
    Rule,
    Step,
    Subject,
    Told,
    key_of,
    said_day,
    vanished,
)
from notifications.rules.steps import FROM_A_DAY, stepped
from wksbm.models import Decree, DecreeChange, Seat, Wksbm

HOUR = time(9)

# --- A decree ends --------------------------------------------------------------------------------

# A body that a later decree carries beyond that day is not concerned.
ENDING = """
    SELECT d.id, line.id AS line, line.region_id, line.wksbm_id, r.time_zone AS zone,
           upper(d.term) - 1 AS moment
      FROM wksbm_decree AS d
      JOIN wksbm_mandate AS line ON line.decree_id = d.id
      JOIN wksbm_wksbm AS body ON body.id = line.wksbm_id
      JOIN regions_region AS r ON r.code = line.region_id
     WHERE d.kind = 'formation'
       AND upper(d.term) >= %(now)s::date - 60
       AND upper(d.term) <= (%(until)s + interval '2 days' + %(farthest)s)::date
       AND (body.dissolved_on IS NULL OR body.dissolved_on > %(now)s::date)
       AND NOT EXISTS (
               SELECT FROM wksbm_decreechange AS c
                WHERE c.older_id = d.id AND c.kind IN ('revokes', 'supersedes')
                  AND c.effective_on <= upper(d.term)
           )
       AND NOT EXISTS (
               SELECT FROM wksbm_mandate AS other
                 JOIN wksbm_decree AS later ON later.id = other.decree_id
                WHERE other.wksbm_id = line.wksbm_id
                  AND later.kind = 'formation'
                  AND (upper(later.term) IS NULL OR upper(later.term) > upper(d.term))
           )
       AND (%(subjects)s::bigint[] IS NULL OR d.id = ANY (%(subjects)s::bigint[]))
"""
# One message per decree and person, however many bodies it names: an agency's may name hundreds.
DECREE_LAPSING = f"""
    SELECT DISTINCT ON (d.id, d.step, told.person_id)
           d.region_id,
           'decree_lapsing' AS rule,
           'decree:' || d.id || ':' || d.moment AS occasion,
           d.step,
           told.person_id,
           d.due_at,
           d.not_after
      FROM ({stepped("decree_lapsing", ENDING, FROM_A_DAY)}) AS d
     CROSS JOIN LATERAL notifications_people(
               coalesce(d.audience, ARRAY['chair', 'secretary', 'village_coordinator']),
               d.region_id, d.wksbm_id, (%(now)s AT TIME ZONE d.zone)::date
           ) AS told (person_id)
     ORDER BY d.id, d.step, told.person_id, d.due_at, d.line
"""  # noqa: S608 (ours)


def lapsing_decrees(occasions: Collection[str]) -> Mapping[str, Subject]:
    keys = {key_of(occasion) for occasion in occasions}
    found = {str(d.pk): d for d in Decree.objects.filter(pk__in=keys).select_related("issuer")}
    ending = Q(kind__in=DecreeChange.ENDING)
    ended = set(
        DecreeChange.objects.filter(ending, older__in=found.values()).values_list(
            "older_id", flat=True
        )
    )
    return {
        occasion: _decree(found.get(key_of(occasion)), occasion.rpartition(":")[2], ended)
        for occasion in occasions
    }


def _decree(decree: Decree | None, last_day: str, ended: set[int]) -> Told:
    if decree is None or decree.valid_until is None:
        return vanished(_("SK"))
    until = decree.valid_until
    gone = ""
    if decree.pk in ended:
        gone = _("SK ini sudah dicabut atau digantikan.")
    elif str(until) != last_day:
        gone = _("Masa berlaku SK ini diubah.")
    return Told(lambda: _say_decree(decree, until), gone)


def _say_decree(decree: Decree, until: date) -> tuple[str, str, str]:
    names = {"number": decree.number, "issuer": decree.issuer.name, "day": said_day(until)}
    heading = _("SK %(number)s berlaku sampai %(day)s") % names
    body = _(
        "SK %(number)s dari %(issuer)s berlaku sampai %(day)s, dan belum ada SK penggantinya.\n\n"
        "Kegiatan jalan terus, tetapi honorarium tidak dapat dibayarkan sesudahnya."
        " Mohon siapkan SK baru, lalu catat di sini."
    )
    return heading, body % names, decree.get_absolute_url()


LAPSING = Rule(
    name="decree_lapsing",
    of_bodies=True,
    label=gettext_lazy("SK segera berakhir"),
    select=DECREE_LAPSING,
    steps=[
        *(Step(timedelta(days=days), HOUR) for days in (90, 60, 30, 14, 7, 0)),
        Step(timedelta(days=-1), HOUR, timedelta(days=30)),
    ],
    subject_key=key_of,
    subjects=lapsing_decrees,
    audience=gettext_lazy("mengurus lembaga yang dibentuk SK itu"),
    left=gettext_lazy("Sudah ada SK penggantinya, atau ia bukan lagi pengurusnya."),
    audiences={**BOARD, **KEEPERS},
    told=["chair", "secretary", "village_coordinator"],
)


# --- A post is vacant -----------------------------------------------------------------------------

# Vacant since its last holder's term ended; a post that nobody ever held is not announced.
VACANT_SEATS = """
    SELECT body.id, body.id AS wksbm_id, body.region_id, r.time_zone AS zone, vacant.post,
           vacant.since AS moment
      FROM (
               SELECT wksbm_id, post, max(upper(term)) AS since
                 FROM wksbm_seat
                WHERE post IN ('chair', 'secretary', 'treasurer')
                  AND (%(subjects)s::bigint[] IS NULL OR wksbm_id = ANY (%(subjects)s::bigint[]))
                GROUP BY wksbm_id, post
               HAVING bool_and(upper(term) IS NOT NULL)
                  AND max(upper(term)) BETWEEN %(now)s::date - 180
                          AND (%(until)s + interval '2 days' + %(farthest)s)::date
           ) AS vacant
      JOIN wksbm_wksbm AS body ON body.id = vacant.wksbm_id
      JOIN regions_region AS r ON r.code = body.region_id
     WHERE (body.dissolved_on IS NULL OR body.dissolved_on > %(now)s::date)
"""
SEAT_VACANT = f"""
    SELECT body.region_id,
           'seat_vacant' AS rule,
           'seat:' || body.id || ':' || body.post || ':' || body.moment AS occasion,
           body.step,
           told.person_id,
           body.due_at,
           body.not_after
      FROM ({stepped("seat_vacant", VACANT_SEATS, FROM_A_DAY)}) AS body
     CROSS JOIN LATERAL notifications_people(
               coalesce(body.audience, ARRAY['chair', 'secretary', 'village_coordinator']),
               body.region_id, body.id, (%(now)s AT TIME ZONE body.zone)::date
           ) AS told (person_id)
"""  # noqa: S608 (ours)


def vacant_seats(occasions: Collection[str]) -> Mapping[str, Subject]:
    keys = {key_of(occasion) for occasion in occasions}
    found = {str(body.pk): body for body in Wksbm.objects.filter(pk__in=keys)}
    return {occasion: _vacancy(found.get(key_of(occasion)), occasion) for occasion in occasions}


def _vacancy(body: Wksbm | None, occasion: str) -> Told:
    if body is None:
        return vanished(_("WKSBM"))
    _prefix, _key, post, since = occasion.split(":")
    later = Q(term__endswith=None) | Q(term__endswith__gt=since)
    filled = Seat.objects.filter(later, wksbm=body, post=post).exists()
    gone = _("Jabatan ini sudah terisi.") if filled else ""
    return Told(lambda: _say_vacancy(body, post, date.fromisoformat(since)), gone, body.pk)


def _say_vacancy(body: Wksbm, post: str, since: date) -> tuple[str, str, str]:
    names = {"post": Seat.Post(post).label, "body": body.name, "day": said_day(since)}
    heading = _("%(post)s %(body)s kosong sejak %(day)s") % names
    text = _(
        "Jabatan %(post)s di %(body)s kosong sejak %(day)s.\n\n"
        "Mohon musyawarahkan penggantinya, lalu catat di sini."
    )
    return heading, text % names, body.get_absolute_url()


VACANT = Rule(
    name="seat_vacant",
    of_bodies=True,
    label=gettext_lazy("Jabatan pengurus kosong"),
    select=SEAT_VACANT,
    steps=[Step(timedelta(days=-30), HOUR, timedelta(days=30))],
    subject_key=key_of,
    subjects=vacant_seats,
    audience=gettext_lazy("mengurus lembaga itu"),
    left=gettext_lazy("Jabatannya sudah terisi, atau ia bukan lagi pengurusnya."),
    audiences={**BOARD, **KEEPERS},
    told=["chair", "secretary", "village_coordinator"],
)

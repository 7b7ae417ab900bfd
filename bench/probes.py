"""What is measured over HTTP: our address, who asks it, and the SQL of its floor.

The SQL is what somebody would write who knows the data and nothing of rights: same rows, same
columns, the scope written as the beginning of a code. No Django here: the floor's process reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import orjson

from bench.generate.accounts import USERS

PAGE = 50


@dataclass(frozen=True)
class Probe:
    """One address. `paths`: the first that the service knows; none of them: it is left out."""

    name: str
    who: str
    paths: tuple[str, ...]
    sql: str
    by_page: bool = False  # asked with a session as a browser does, not with a token
    # What is sent, by the harness's facts: the address then writes. The floor gets the same.
    sends: Callable[[Mapping[str, str]], bytes] | None = None


def _code(who: str) -> str:
    return USERS[who][1]


def _present(who: str) -> str:
    code = _code(who)
    if not code:
        return "true"
    return f"p.id IN (SELECT person_id FROM people_presence WHERE region_id LIKE '{code}%')"  # noqa: S608


PERSON_COLUMNS = """
    p.id, p.name, p.sex, p.birth_place, p.birth_date, p.birth_date_is_uncertain, p.died_on,
    p.village_id AS village, r.name AS village_name, p.address, p.hamlet, p.rt, p.rw, p.phone,
    p.other_phones, p.email, CASE WHEN p.nik_sealed IS NULL THEN '' ELSE '****************' END
    AS nik, p.merged_into_id AS merged_into, p.version, p.created_at, p.updated_at
"""
BODY_COLUMNS = """
    w.id, w.region_id AS region, r.name AS region_name, w.level, w.unit, w.name, w.founded_on,
    w.dissolved_on, w.version, w.created_at, w.updated_at
"""
# Keys first, then what belongs to them.
PERSONS = f"""
    SELECT {PERSON_COLUMNS} FROM (
        SELECT * FROM people_person p
        WHERE merged_into_id IS NULL AND erased_at IS NULL AND {{where}}
        ORDER BY {{order}} LIMIT {PAGE + 1}
    ) p LEFT JOIN regions_region r ON r.code = p.village_id ORDER BY {{order}}
"""  # noqa: S608
BODIES = f"""
    SELECT {BODY_COLUMNS} FROM (
        SELECT * FROM wksbm_wksbm w WHERE {{where}} ORDER BY id DESC LIMIT {PAGE + 1}
    ) w JOIN regions_region r ON r.code = w.region_id ORDER BY w.id DESC
"""  # noqa: S608
STATE = """
    LEFT JOIN LATERAL (
        SELECT max(coalesce(upper(d.term), 'infinity')) AS valid_until
        FROM wksbm_mandate m JOIN wksbm_decree d ON d.id = m.decree_id
        WHERE m.wksbm_id = w.id AND d.kind = 'formation' AND d.term @> current_date
            AND NOT EXISTS (SELECT FROM wksbm_decreechange c WHERE c.older_id = d.id
                AND c.kind IN ('revokes', 'supersedes') AND c.effective_on <= current_date)
    ) decree ON true
"""
BODIES_WITH_STATE = f"""
    SELECT {BODY_COLUMNS}, parent.name AS district_name, decree.valid_until FROM (
        SELECT * FROM wksbm_wksbm w WHERE {{where}} ORDER BY id DESC LIMIT {PAGE + 1}
    ) w JOIN regions_region r ON r.code = w.region_id
    JOIN regions_region parent ON parent.code = r.parent_id {STATE} ORDER BY w.id DESC
"""  # noqa: S608
A_BODY = "(SELECT id FROM wksbm_wksbm WHERE region_id LIKE '16.06%' ORDER BY id LIMIT 1)"
BODY = f"""
    SELECT {BODY_COLUMNS} FROM wksbm_wksbm w JOIN regions_region r ON r.code = w.region_id
    WHERE w.id = {A_BODY}
"""  # noqa: S608
BODY_WHOLE = f"""
    SELECT {BODY_COLUMNS}, decree.valid_until,
        (SELECT json_agg(json_build_array(s.id, s.post, s.section, p.name, lower(s.term)))
         FROM wksbm_seat s JOIN people_person p ON p.id = s.holder_id
         WHERE s.wksbm_id = w.id AND s.term @> current_date) AS board,
        (SELECT json_agg(json_build_array(d.id, d.number, d.subject, d.term, o.name))
         FROM wksbm_mandate m JOIN wksbm_decree d ON d.id = m.decree_id
         JOIN wksbm_office o ON o.id = d.issuer_id WHERE m.wksbm_id = w.id) AS decrees
    FROM wksbm_wksbm w JOIN regions_region r ON r.code = w.region_id {STATE}
    WHERE w.id = {A_BODY}
"""  # noqa: S608
DECREES = f"""
    SELECT d.*, o.name AS issuer_name, r.name AS region_name FROM (
        SELECT id, region_id, issuer_id, kind, number, subject, signed_by, capacity, enacted_on,
            term, cost_source, version, created_at, updated_at
        FROM wksbm_decree d WHERE {{where}} ORDER BY id DESC LIMIT {PAGE + 1}
    ) d JOIN wksbm_office o ON o.id = d.issuer_id JOIN regions_region r ON r.code = d.region_id
    ORDER BY d.id DESC
"""  # noqa: S608

DECREE_IN_FORCE = """
    (d.term @> current_date AND NOT EXISTS (SELECT FROM wksbm_decreechange c
        WHERE c.older_id = d.id AND c.kind IN ('revokes', 'supersedes')
        AND c.effective_on <= current_date))
"""
ROSTER_STATE = f"""
    CASE WHEN lower(a.term) > current_date THEN 'upcoming'
         WHEN upper(a.term) <= current_date THEN 'ended'
         WHEN d.id IS NULL OR lower(d.term) > current_date THEN 'awaited'
         WHEN NOT {DECREE_IN_FORCE} THEN 'lapsed'
         WHEN least(upper(d.term), upper(a.term)) <= current_date + 61 THEN 'lapsing'
         ELSE 'active' END
"""
ROSTER = f"""
    SELECT a.id, a.person_id AS person, p.name AS person_name, a.pillar_id AS pillar,
        k.code AS pillar_code, a.region_id AS region, a.area_id AS area,
        lower(a.term) AS effective_from, upper(a.term) - 1 AS valid_until, a.decree_id AS decree,
        d.number AS decree_number, upper(d.term) - 1 AS decree_valid_until, {ROSTER_STATE} AS state,
        (SELECT tier FROM volunteers_tierstep t WHERE t.person_id = a.person_id
            AND t.pillar_id = a.pillar_id AND since <= current_date
            ORDER BY since DESC LIMIT 1) AS tier,
        a.number, a.honorarium, a.stipend_waived, a.confirmed_on, a.answer, a.ended_kind,
        a.ended_because, a.version, a.created_at, a.updated_at
    FROM (
        SELECT a.* FROM {{source}} a LEFT JOIN wksbm_decree d ON d.id = a.decree_id
        WHERE {{where}} ORDER BY a.id DESC LIMIT {PAGE + 1}
    ) a
    JOIN people_person p ON p.id = a.person_id
    JOIN volunteers_pillar k ON k.id = a.pillar_id
    LEFT JOIN wksbm_decree d ON d.id = a.decree_id
    ORDER BY a.id DESC
"""  # noqa: S608
A_PILLAR = "(SELECT id FROM volunteers_pillar WHERE code = 'psm')"
OF_PILLAR = f"a.region_id LIKE '16.06%' AND a.pillar_id = {A_PILLAR}"
# OFFSET 0 lets these be found by the index; else the newest of the nation are gone through.
BY_INDEX = f"(SELECT * FROM volunteers_appointment a WHERE {OF_PILLAR} OFFSET 0)"  # noqa: S608
LAPSED = f"a.term @> current_date AND lower(d.term) <= current_date AND NOT {DECREE_IN_FORCE}"
SERVING = "a.term @> current_date"
DEEP_ROSTER = "a.id < (SELECT max(id) / 9 FROM volunteers_appointment)"

PERSONS_API = ("/api/v1/persons/",)
PERSONS_PAGE = ("/people/",)
ROSTER_API = ("/api/v1/volunteers/",)
NEWEST, BY_NAME = "p.id DESC", "p.bare_name, p.id"
MISTYPED = "siti aminnah"
NAMED = "bare_name %> 'siti' AND bare_name %> 'aminnah'"  # each word, by the trigram index
LIKEST = f"word_similarity('{MISTYPED}', p.bare_name) + similarity(p.bare_name, '{MISTYPED}') DESC"


# A meeting that took place, with twenty who came: one statement, by which all of it is written.
WRITTEN = "Rapat yang diukur"
MEETING = """
    WITH place AS (
        SELECT w.id, w.region_id, r.time_zone, u.id AS writer
        FROM wksbm_wksbm w JOIN regions_region r ON r.code = w.region_id, accounts_user u
        WHERE w.id = %(wksbm)s AND u.username = 'bench-kabupaten'
    ), meeting AS (
        INSERT INTO meetings_meeting (id, version, created_at, updated_at, region_id, wksbm_id,
            kind_id, circle, purpose, place, "on", at, zone, starts_at, revision, by_hand, status,
            cancelled_because, discussed, decided, guests, guest_women, logged_by_id, logged_as,
            logged_at, note, visitors, agenda, led_by, minuted_by, without_quorum, approved_as,
            reopened_because)
        SELECT gen_random_uuid(), 1, now(), now(), region_id, id, 'pertemuan_rutin', 'all',
            %(purpose)s, %(place)s, %(on)s, %(at)s, time_zone,
            (%(on)s::date + %(at)s::time) AT TIME ZONE time_zone, 0, true, 'held', '',
            %(discussed)s, %(decided)s, %(guests)s, 0, writer, '', now(), '', '', '[]', '', '',
            false, '', ''
        FROM place RETURNING *
    ), marks AS (
        INSERT INTO meetings_attendance (id, meeting_id, person_id, name, sex, phone, origin,
            present, late, how, marked_at)
        SELECT gen_random_uuid(), meeting.id, person, '', '', '', '', true, false, 'ticked', now()
        FROM meeting, unnest(%(present_ids)s::bigint[]) person
    )
    SELECT id, wksbm_id AS wksbm, region_id AS region, series_id AS series, original_date, purpose,
        place, "on", at, zone, starts_at, revision, status, cancelled_because,
        merged_into_id AS merged_into, discussed, decided, guests, 'Bench kabupaten' AS
        logged_by_name, logged_as, logged_at, version, created_at, updated_at
    FROM meeting
"""


def _meeting(facts: Mapping[str, str]) -> bytes:
    minutes = {
        "present_ids": orjson.loads(facts["twenty"]),
        "guests": 2,
        "discussed": "Jadwal posyandu dan pendataan keluarga lansia",
        "decided": "Pendataan dimulai Senin, laporan pada pertemuan berikutnya",
    }
    meeting = {"wksbm": int(facts["body"]), "purpose": WRITTEN, "place": "Balai Desa"}
    when = {"on": "2026-05-04", "at": "15:00:00", "second": True}
    return orjson.dumps({**meeting, **when, "minutes": minutes})


def _with(paths: tuple[str, ...], query: str) -> tuple[str, ...]:
    return tuple(f"{path}?{query}" for path in paths)


def _everywhere(who: str) -> str:
    return f"region_id LIKE '{_code(who)}%'"


def _persons(who: str, order: str, *, named: bool = False) -> str:
    where = f"{_present(who)} AND {NAMED}" if named else _present(who)
    return PERSONS.format(where=where, order=order)


def _roster(where: str, *, source: str = "volunteers_appointment") -> str:
    return ROSTER.format(where=where, source=source)


PROBES: tuple[Probe, ...] = (
    *(Probe(f"persons-api-{who}", who, PERSONS_API, _persons(who, NEWEST)) for who in USERS),
    *(
        Probe(f"persons-page-{who}", who, PERSONS_PAGE, _persons(who, BY_NAME), by_page=True)
        for who in USERS
    ),
    *(
        Probe(
            f"search-api-{who}",
            who,
            _with(PERSONS_API, f"q={MISTYPED.replace(' ', '+')}"),
            _persons(who, NEWEST, named=True),
        )
        for who in ("kabupaten", "nasional")
    ),
    *(
        Probe(
            f"search-page-{who}",
            who,
            _with(PERSONS_PAGE, f"q={MISTYPED.replace(' ', '+')}"),
            _persons(who, f"{LIKEST}, {BY_NAME}", named=True),
            by_page=True,
        )
        for who in ("kabupaten", "provinsi", "nasional")
    ),
    *(
        Probe(
            f"bodies-api-{who}",
            who,
            ("/api/v1/wksbm/",),
            BODIES.format(where=_everywhere(who)),
        )
        for who in USERS
    ),
    Probe(
        "bodies-page-kabupaten",
        "kabupaten",
        ("/wksbm/",),
        BODIES_WITH_STATE.format(where=_everywhere("kabupaten")),
        by_page=True,
    ),
    Probe("body-api", "kabupaten", ("/api/v1/wksbm/{body}/",), BODY),
    Probe("body-page", "kabupaten", ("/wksbm/{body}/",), BODY_WHOLE, by_page=True),
    # Position: nine tenths of all rows lie before these pages.
    Probe(
        "persons-api-deep",
        "nasional",
        _with(PERSONS_API, "cursor={deep_person}"),
        PERSONS.format(where="id < (SELECT max(id) / 10 FROM people_person)", order=NEWEST),
    ),
    Probe(
        "bodies-api-deep",
        "nasional",
        ("/api/v1/wksbm/?cursor={deep_body}",),
        BODIES.format(where="id < (SELECT max(id) / 10 FROM wksbm_wksbm)"),
    ),
    Probe(
        "decrees-api-kabupaten",
        "kabupaten",
        ("/api/v1/decrees/",),
        DECREES.format(where=_everywhere("kabupaten")),
    ),
    Probe(
        "roster-api-kabupaten",
        "kabupaten",
        _with(ROSTER_API, "region=16.06&pillar={pillar}"),
        _roster("true", source=BY_INDEX),
    ),
    Probe(
        "roster-api-lapsed",
        "kabupaten",
        _with(ROSTER_API, "region=16.06&pillar={pillar}&state=lapsed"),
        _roster(LAPSED, source=BY_INDEX),
    ),
    Probe(
        "roster-page-kabupaten",
        "kabupaten",
        ("/volunteers/",),
        _roster(f"a.region_id LIKE '16.06%' AND {SERVING}"),
        by_page=True,
    ),
    Probe("roster-api-nasional", "nasional", ROSTER_API, _roster("true")),
    # At factor 1 about 410,000 rows lie before this page.
    Probe(
        "roster-api-deep",
        "nasional",
        _with(ROSTER_API, "cursor={deep_roster}"),
        _roster(DEEP_ROSTER),
    ),
    Probe("meeting-create", "kabupaten", ("/api/v1/meetings/",), MEETING, sends=_meeting),
)

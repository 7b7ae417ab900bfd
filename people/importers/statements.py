"""The statements that say who the rows of a sheet are: set by set, for ten or for many rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# So alike are the spellings of one name that stands beside the same NIK, or the same birth date.
SAME_NIK: Final = 0.4
SAME_BIRTH: Final = 0.6

# A field of the sheet and the column of the person that it fills where that is empty.
COLUMNS: Final = {
    "sex": "sex",
    "birth_place": "birth_place",
    "birth_date": "birth_date",
    "village": "village_id",
    "address": "address",
    "hamlet": "hamlet",
    "rt": "rt",
    "rw": "rw",
    "phone": "phone",
    "email": "email",
}

STAGE: Final = """
CREATE TEMP TABLE staged ON COMMIT DROP AS
SELECT r.id, r.number, r.reserved, r.choice, r.chosen, r.values, r.keys,
    r.keys->>'bare' AS bare,
    r.values->>'village' AS village,
    (r.values->>'birth_date')::date AS born,
    r.values->>'phone' AS phone,
    decode(r.keys->'nik'->>0, 'hex') AS nik,
    md5((r.values - 'nik' - 'kk' - 'account')::text || r.keys::text) AS content,
    %(only)s::bigint[] IS NULL OR r.id = ANY(%(only)s) AS asked
FROM spreadsheets_importrow r
WHERE r.batch_id = %(batch)s AND r.faults = '[]'::jsonb
"""

# Rows of one sheet that are one person: by NIK, birth date or phone, or alike in every cell.
TWINS: Final = """
CREATE TEMP TABLE twins ON COMMIT DROP AS
WITH grouped AS (
    SELECT id, number, bare, nik, content, asked,
        CASE WHEN nik IS NOT NULL THEN min(number) OVER (PARTITION BY nik) END AS by_nik,
        CASE WHEN nik IS NOT NULL THEN max(bare) OVER (PARTITION BY nik) <> min(bare)
            OVER (PARTITION BY nik) END AS nik_of_two,
        CASE WHEN born IS NOT NULL
            THEN min(number) OVER (PARTITION BY village, bare, born) END AS by_birth,
        CASE WHEN phone IS NOT NULL
            THEN min(number) OVER (PARTITION BY village, bare, phone) END AS by_phone,
        min(number) OVER (PARTITION BY content) AS by_content
    FROM staged
)
SELECT g.id, g.nik_of_two,
    first.number AS first, first.content = g.content AS is_same
FROM grouped g
LEFT JOIN staged first ON first.number = least(g.by_nik, g.by_birth, g.by_phone, g.by_content)
    AND first.number < g.number AND (first.nik = g.nik OR first.nik IS NULL OR g.nik IS NULL)
WHERE g.asked AND (first.number IS NOT NULL OR g.nik_of_two)
"""

# Who may be the row's person without a NIK that says so.
_STRANGER: Final = """
        p.merged_into_id IS NULL AND p.erased_at IS NULL
        AND (s.nik IS NULL OR p.nik_index IS NULL)
        AND (s.born IS NULL OR p.birth_date IS NULL OR p.birth_date = s.born)
        AND NOT EXISTS (SELECT 1 FROM by_nik n WHERE n.id = s.id)
"""

# Who is known in the region: a table of its own, because the planner takes a guess at a part of a
# statement (53 rows for 1,282) and then joins the nation by birth dates first.
HERE: Final = """
CREATE TEMP TABLE here ON COMMIT DROP AS
SELECT person_id, region_id FROM people_presence
WHERE region_id = %(region)s OR region_id LIKE %(below)s
"""

BY_NIK: Final = """
CREATE TEMP TABLE by_nik ON COMMIT DROP AS
SELECT s.id, stands.id AS person,
    EXISTS (SELECT 1 FROM here WHERE here.person_id = stands.id) AS is_here,
    p.bare_name = s.bare AS is_named,
    similarity(p.bare_name, s.bare) >= %(same_nik)s AS is_alike
FROM staged s
CROSS JOIN LATERAL jsonb_array_elements_text(s.keys->'nik') AS wanted(hash)
JOIN people_person p ON p.nik_index = decode(wanted.hash, 'hex')
CROSS JOIN LATERAL (
    WITH RECURSIVE merged AS (
        SELECT p.id, p.merged_into_id
        UNION ALL
        SELECT q.id, q.merged_into_id
        FROM merged JOIN people_person q ON q.id = merged.merged_into_id
    )
    SELECT id FROM merged WHERE merged_into_id IS NULL
) stands
WHERE s.asked AND p.erased_at IS NULL
"""

# Everybody a row may be, with how that is known. Who has another NIK is somebody else.
FOUND: Final = f"""
CREATE TEMP TABLE found ON COMMIT DROP AS
WITH near AS (
    SELECT s.id, p.id AS person, TRUE AS is_named,
        bool_or(here.region_id = s.village) AS is_neighbour,
        coalesce(p.birth_date = s.born, FALSE) AS is_born,
        coalesce(s.phone IN (SELECT p.phone UNION ALL SELECT unnest(p.other_phones)), FALSE)
            AS is_called
    FROM staged s
    JOIN people_person p ON p.bare_name = s.bare
    JOIN here ON here.person_id = p.id
    WHERE s.asked AND {_STRANGER}
    GROUP BY s.id, p.id, s.born, s.phone
    UNION ALL
    SELECT s.id, p.id, FALSE, TRUE, TRUE, FALSE
    FROM staged s
    JOIN people_person p ON p.birth_date = s.born AND p.bare_name <> s.bare
        AND similarity(p.bare_name, s.bare) >= %(same_birth)s
    JOIN here ON here.person_id = p.id AND here.region_id = s.village
    WHERE s.asked AND {_STRANGER}
)
SELECT id, person, CASE WHEN is_named OR is_alike AND is_here THEN 'same' ELSE 'another' END AS how,
    1 AS rank
FROM by_nik
UNION ALL
SELECT id, person,
    CASE WHEN is_named AND (is_born AND is_neighbour OR is_called) THEN 'same' ELSE 'alike' END,
    CASE WHEN is_named AND is_born AND is_neighbour THEN 2
        WHEN is_named AND is_called THEN 3 ELSE 4 END
FROM near WHERE is_neighbour OR is_called
"""  # noqa: S608 (the names of columns are ours)

MATCHED: Final = """
CREATE TEMP TABLE matched ON COMMIT DROP AS
WITH best AS (
    SELECT id, min(rank) FILTER (WHERE how = 'same') AS rank FROM found GROUP BY id
),
told AS (
    SELECT f.id, b.rank,
        array_agg(DISTINCT f.person) FILTER (WHERE f.how = 'same' AND f.rank = b.rank) AS same,
        array_agg(DISTINCT f.person) FILTER (WHERE f.how <> 'another') AS alike,
        bool_or(f.how = 'another') AS is_of_another
    FROM found f JOIN best b USING (id) GROUP BY f.id, b.rank
)
SELECT s.id, s.number, t.is_of_another,
    CASE WHEN s.choice <> '' OR t.rank IS NULL OR t.rank > 1 AND cardinality(t.same) > 1
        THEN t.alike END AS candidates,
    CASE
        WHEN t.rank = 1 THEN t.same[1]
        WHEN s.choice = 'new' THEN NULL
        WHEN s.choice = 'same' AND s.chosen = ANY(t.alike) THEN s.chosen
        WHEN cardinality(t.same) = 1 THEN t.same[1]
    END AS person,
    s.choice = '' AND t.rank > 1 AND cardinality(t.same) > 1 AS is_of_two,
    s.choice = '' AND t.rank IS NULL AND t.alike IS NOT NULL AS is_open,
    s.choice = 'same' AND t.rank IS DISTINCT FROM 1
        AND NOT coalesce(s.chosen = ANY(t.alike), FALSE) AS is_gone
FROM staged s LEFT JOIN told t USING (id)
WHERE s.asked
"""

_FILLED: Final = {
    **{
        key: (f"coalesce(p.{column}::text, '') = ''", f"s.values->>'{key}'")
        for key, column in COLUMNS.items()
    },
    "village": (
        "p.village_id IS NULL",
        "CASE WHEN NOT s.keys ? 'placed' THEN s.values->>'village' END",
    ),
    "nik": ("p.nik_index IS NULL", "s.keys->'nik'->>0"),
    "kk": ("card.id IS NULL", "s.keys->'kk'->>0"),
    "account": ("account.id IS NULL", "s.keys->'account'->>0"),
}
_SAYS_OTHERWISE: Final = {
    **{
        key: f"lower(p.{column}::text) <> lower(s.values->>'{key}')"
        for key, column in COLUMNS.items()
        if key not in {"phone", "village"}
    },
    "village": "p.village_id <> s.values->>'village' AND NOT s.keys ? 'placed'",
    "phone": "p.phone <> s.values->>'phone' AND NOT s.values->>'phone' = ANY(p.other_phones)",
    "name": "p.bare_name <> s.bare",
    "kk": "NOT (encode(card.number_index, 'hex') = ANY(kk.hashes))",
    "account": "NOT (encode(account.number_index, 'hex') = ANY(rek.hashes))",
}


def _array(cases: Mapping[str, str]) -> str:
    whens = ", ".join(f"CASE WHEN {test} THEN '{key}' END" for key, test in cases.items())
    return f"to_jsonb(array_remove(ARRAY[{whens}], NULL))"


# What the row adds to the person it is, and where it says otherwise.
COMPARED: Final = f"""
CREATE TEMP TABLE compared ON COMMIT DROP AS
    SELECT m.id, m.person, p.version,
        min(m.number) OVER (PARTITION BY m.person) AS first_of_person,
        {
    _array(
        {key: f"{empty} AND {value} IS NOT NULL" for key, (empty, value) in _FILLED.items()}
        | {
            "here": '''NOT EXISTS (SELECT 1 FROM people_presence e WHERE e.person_id = m.person
                AND e.region_id = s.village)'''
        }
    )
} AS fills,
        {
    _array(
        {
            key: f"NOT ({_FILLED[key][0]}) AND {test}" if key in _FILLED else test
            for key, test in _SAYS_OTHERWISE.items()
        }
    )
} AS differs
    FROM matched m
    JOIN staged s USING (id)
    JOIN people_person p ON p.id = m.person
    LEFT JOIN LATERAL (SELECT id, number_index FROM people_familycard
        WHERE person_id = p.id AND upper_inf(term) LIMIT 1) card ON TRUE
    LEFT JOIN LATERAL (SELECT id, number_index FROM people_bankaccount
        WHERE person_id = p.id AND upper_inf(term) LIMIT 1) account ON TRUE
    LEFT JOIN LATERAL (SELECT array_agg(x) AS hashes
        FROM jsonb_array_elements_text(s.keys->'kk') x) kk ON TRUE
    LEFT JOIN LATERAL (SELECT array_agg(x) AS hashes
        FROM jsonb_array_elements_text(s.keys->'account') x) rek ON TRUE
"""  # noqa: S608 (the names of columns are ours)

OUTCOME: Final = """
CREATE TEMP TABLE outcome ON COMMIT DROP AS
WITH judged AS (
    SELECT m.id, m.person, c.version, m.candidates, c.fills, c.differs, m.is_open,
        t.first IS NOT NULL AND t.is_same AND NOT coalesce(t.nik_of_two, FALSE) AS is_twin,
        CASE
            WHEN t.nik_of_two THEN
                '[{"field": "nik", "code": "nik_of_two_in_sheet"}]'::jsonb
            WHEN m.is_of_another AND m.person IS NULL THEN
                '[{"field": "nik", "code": "nik_of_another"}]'::jsonb
            WHEN t.first IS NOT NULL AND NOT t.is_same THEN jsonb_build_array(jsonb_build_object(
                'field', 'name', 'code', 'twice_in_sheet', 'args',
                jsonb_build_object('first', t.first)))
            WHEN m.is_gone THEN '[{"field": "name", "code": "match_gone"}]'::jsonb
            WHEN m.is_of_two THEN '[{"field": "name", "code": "two_matches"}]'::jsonb
            WHEN c.first_of_person < s.number AND t.first IS NULL THEN
                jsonb_build_array(jsonb_build_object('field', 'name', 'code', 'twice_in_sheet',
                    'args', jsonb_build_object('first', c.first_of_person)))
            ELSE '[]'::jsonb
        END AS conflicts
    FROM matched m
    JOIN staged s USING (id)
    LEFT JOIN twins t USING (id)
    LEFT JOIN compared c USING (id)
)
SELECT id, person, version, conflicts,
    coalesce(to_jsonb(candidates), '[]'::jsonb) AS candidates,
    coalesce(fills, '[]'::jsonb) AS fills,
    coalesce(differs, '[]'::jsonb) AS differs,
    CASE
        WHEN conflicts <> '[]'::jsonb THEN 'fail'
        WHEN is_twin THEN 'skip'
        WHEN person IS NOT NULL AND fills = '[]'::jsonb THEN 'skip'
        WHEN person IS NOT NULL THEN 'update'
        WHEN is_open THEN 'ask'
        ELSE 'create'
    END AS action
FROM judged
"""

WRITE: Final = """
UPDATE spreadsheets_importrow r
SET target = o.person, conflicts = o.conflicts, candidates = o.candidates, fills = o.fills,
    differs = o.differs, action = o.action
FROM outcome o
WHERE r.id = o.id AND (r.target, r.conflicts, r.candidates, r.fills, r.differs, r.action)
    IS DISTINCT FROM (o.person, o.conflicts, o.candidates, o.fills, o.differs, o.action)
"""

FAULTY: Final = """
UPDATE spreadsheets_importrow
SET action = 'fail', target = NULL, conflicts = '[]', candidates = '[]', fills = '[]',
    differs = '[]'
WHERE batch_id = %(batch)s AND faults <> '[]'::jsonb AND action <> 'fail'
"""

TABLES: Final = ("staged", "twins", "here", "by_nik", "found", "matched", "compared", "outcome")

# What a sheet of another kind is told of its rows.
READ: Final = """
SELECT m.id, m.person, coalesce(to_jsonb(m.candidates), '[]'::jsonb),
    CASE WHEN m.is_of_another AND m.person IS NULL THEN 'nik_of_another'
        WHEN m.is_gone THEN 'match_gone'
        WHEN m.is_of_two THEN 'two_matches' ELSE '' END,
    coalesce(m.is_open, FALSE),
    coalesce(c.fills, '[]'::jsonb), coalesce(c.differs, '[]'::jsonb)
FROM matched m LEFT JOIN compared c USING (id)
"""

"""People: on the boards of the bodies and beside them, each present where they serve."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Final

import psycopg

from bench.generate.loading import loading, set_sequence
from bench.generate.plan import BOARD, Plan
from bench.generate.words import BEFORE_MEN, BEFORE_WOMEN, BEHIND, all_words
from common import vault
from common.names import bare

NIK: Final = "nik"  # the purpose of the seal, as people.models has it
FIRST_SERIAL = 9000  # of a NIK: registers count from 1, so these are nobody's
FIRST_BIRTH = date(1945, 1, 1)

WORDS = """
    CREATE UNLOGGED TABLE bench.word (kind text, i int, word text, bare text, PRIMARY KEY (kind, i))
"""

# Board by board in the order of the bodies, then the members: so do lists come in.
WHO = """
    CREATE UNLOGGED TABLE bench.person AS
    SELECT n, b.b, b.code, place,
           CASE WHEN bench.dice(n, 41, 10) < 6 THEN 'female' ELSE 'male' END AS sex,
           CASE WHEN bench.dice(n, 42, 100) >= 8
                THEN date '1945-01-01' + bench.dice(n, 43, 22000) END AS birth_date,
           bench.dice(n, 42, 100) >= 94 AS is_uncertain
    FROM (
        SELECT n,
               CASE WHEN n <= %(board)s * %(bodies)s THEN 1 + (n - 1) / %(board)s
                    ELSE 1 + bench.dice(n, 45, %(bodies)s) END AS b,
               CASE WHEN n <= %(board)s * %(bodies)s THEN 1 + (n - 1) %% %(board)s END AS place
        FROM generate_series(1, %(people)s::bigint) n
    ) numbered
    JOIN bench.body b USING (b)
"""

# Whoever does not know the day is given the last of the year, or 1 July.
UNCERTAIN = """
    UPDATE bench.person
    SET birth_date = make_date(extract(year FROM birth_date)::int, CASE n % 2 WHEN 0 THEN 12 ELSE 7
        END, CASE n % 2 WHEN 0 THEN 31 ELSE 1 END)
    WHERE is_uncertain
"""

# One in five has a single name, one in six three words; one in twenty is typed in capitals.
NAMES = """
    CREATE UNLOGGED TABLE bench.name AS
    SELECT n, CASE WHEN bench.dice(n, 51, 20) = 0 THEN upper(name) ELSE name END AS name, bare
    FROM (
        SELECT n,
               concat(
                   CASE WHEN bench.dice(n, 52, 17) = 0 THEN
                       CASE sex
                           WHEN 'male' THEN (%(men)s::text[])[1 + bench.dice(n, 53, %(men_many)s)]
                           ELSE (%(women)s::text[])[1 + bench.dice(n, 53, %(women_many)s)]
                       END || ' ' END,
                   concat_ws(' ', first.word, second.word, third.word),
                   CASE WHEN bench.dice(n, 54, 9) = 0 THEN
                       (%(behind)s::text[])[1 + bench.dice(n, 55, %(behind_many)s)] END
               ) AS name,
               concat_ws(' ', first.bare, second.bare, third.bare) AS bare
        FROM (
            SELECT n, sex, bench.dice(n, 58, 30) AS shape,
                   CASE sex WHEN 'male' THEN %(first male)s ELSE %(first female)s END AS firsts,
                   CASE sex WHEN 'male' THEN %(second male)s ELSE %(second female)s END AS seconds
            FROM bench.person
        ) p
        JOIN bench.word first
            ON first.kind = 'first ' || sex AND first.i = bench.dice(n, 56, firsts)
        LEFT JOIN bench.word second
            ON second.kind = 'second ' || sex AND second.i = bench.dice(n, 57, seconds)
            AND shape >= 6
        LEFT JOIN bench.word third
            ON third.kind = 'second ' || sex AND third.i = bench.dice(n, 59, seconds)
            AND shape >= 25
    ) written
"""

NIKS = "CREATE UNLOGGED TABLE bench.nik (n bigint PRIMARY KEY, sealed bytea, found_by bytea)"
WITH_NIK = """
    SELECT n, replace(left(code, 8), '.', ''), birth_date, sex = 'female'
    FROM bench.person WHERE bench.dice(n, 61, 10) < 6 ORDER BY n
"""

# Eight in ten have a phone, and of these every tenth shares it with the one before. 0800 is no
# mobile network: these numbers reach nobody.
PERSONS = """
    INSERT INTO people_person (id, version, created_at, updated_at, name, bare_name, sex,
        birth_place, birth_date, birth_date_is_uncertain, village_id, address, hamlet, rt, rw,
        phone, other_phones, email, nik_sealed, nik_index)
    SELECT n, 1, made, made, written.name, bare, sex, 'Kota Rekaan', birth_date,
           is_uncertain AND birth_date IS NOT NULL,
           CASE bench.dice(n, 62, 20) WHEN 0 THEN elsewhere.code WHEN 1 THEN NULL
                ELSE p.code END,
           'Jalan Rekaan ' || bench.dice(n, 63, 200), '',
           lpad((1 + bench.dice(n, 64, 12))::text, 3, '0'),
           lpad((1 + bench.dice(n, 65, 9))::text, 3, '0'),
           CASE WHEN bench.dice(n, 66, 10) < 8 THEN '+62800' || lpad(
               bench.dice(CASE bench.dice(n, 67, 10) WHEN 0 THEN n - 1 ELSE n END, 68, 999999999)
               ::text, 9, '0') ELSE '' END,
           '{}', '', sealed, found_by
    FROM bench.person p
    JOIN bench.name written USING (n)
    JOIN bench.village elsewhere ON elsewhere.v = 1 + bench.dice(n, 69, %(villages)s)
    LEFT JOIN bench.nik USING (n)
    CROSS JOIN LATERAL (SELECT now() - bench.dice(n, 70, 900) * interval '1 day' AS made) x
    ORDER BY n
"""

# Three in a hundred serve in a second village too.
PRESENCES = """
    INSERT INTO people_presence (person_id, region_id, since)
    SELECT n, code, now() FROM bench.person
    UNION ALL
    SELECT n, v.code, now() FROM bench.person p
    JOIN bench.village v ON v.v = 1 + bench.dice(n, 71, %(villages)s) AND v.code <> p.code
    WHERE bench.dice(n, 72, 100) < 3
"""


def make(cursor: psycopg.Cursor, plan: Plan) -> None:
    facts = {"board": len(BOARD), "bodies": plan.bodies, "people": plan.people}
    cursor.execute(WHO, facts)
    cursor.execute(UNCERTAIN)
    cursor.execute("ANALYZE bench.person")
    _name(cursor)
    _seal_niks(cursor)
    with loading(cursor, "people_person"):
        cursor.execute(PERSONS, {"villages": plan.villages})
    with loading(cursor, "people_presence"):
        cursor.execute(PRESENCES, {"villages": plan.villages})
    set_sequence(cursor, "people_person")


def _name(cursor: psycopg.Cursor) -> None:
    cursor.execute(WORDS)
    many: Counter[str] = Counter()
    with cursor.copy("COPY bench.word FROM STDIN") as copy:
        for kind, word in all_words():
            copy.write_row((kind, many[kind], word, bare(word)))
            many[kind] += 1
    cursor.execute("ANALYZE bench.word")
    lists = {"men": BEFORE_MEN, "women": BEFORE_WOMEN, "behind": BEHIND}
    facts = {name: list(words) for name, words in lists.items()}
    cursor.execute(
        NAMES, {**facts, **{f"{name}_many": len(words) for name, words in lists.items()}, **many}
    )
    cursor.execute("ANALYZE bench.name")


def _seal_niks(cursor: psycopg.Cursor) -> None:
    """Give six in ten a NIK that check_nik takes; only here is it ever in plain."""
    cursor.execute(NIKS)
    cursor.execute(WITH_NIK)
    rows = cursor.fetchall()
    serials: Counter[str] = Counter()
    with cursor.copy("COPY bench.nik FROM STDIN") as copy:
        for n, kecamatan, birth_date, is_woman in rows:
            born = birth_date or FIRST_BIRTH + timedelta(days=n % 22_000)
            head = f"{kecamatan}{born.day + 40 * is_woman:02d}{born:%m%y}"
            nik = f"{head}{FIRST_SERIAL + serials[head]}"
            serials[head] += 1
            copy.write_row((n, vault.seal(nik, purpose=NIK, of=n), vault.index(nik, purpose=NIK)))
    cursor.execute("ANALYZE bench.nik")

"""The floor: the same evening drained by hand-written SQL. `python -m bench.burst.floor HOW ...`.

It knows of no rule, writes one text to everybody, and asks nobody's wish. No Django here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import psycopg

from bench.burst.turn import take

BATCH: Final = 1_000  # as many as the inbox takes at once
BY_ONE: Final = 10  # as many as a channel takes that is called
LEASE: Final = timedelta(seconds=60)
TEXT: Final = {
    "subject": "Pengingat: Pertemuan ke-1, Senin, 30 November 2026 pukul 18.30 WIB",
    "body": "Yth. Ibu/Bapak, mohon hadir dalam pertemuan WKSBM di balai desa. " * 4,
    "link": "/meetings/00000000-0000-0000-0000-000000000000/",
}

CLAIM: Final = """
    WITH due AS (
        SELECT id FROM notifications_delivery
         WHERE state = 'planned' AND next_try_at <= %(now)s AND not_after > %(now)s
         ORDER BY next_try_at, id LIMIT %(many)s FOR UPDATE SKIP LOCKED
    )
    UPDATE notifications_delivery AS d
       SET state = 'sending', lease_token = %(token)s, lease_until = %(until)s
      FROM due WHERE d.id = due.id
    RETURNING d.id
"""
COMPLETE: Final = """
    WITH done AS (
        UPDATE notifications_delivery
           SET state = 'sent', sent_at = %(now)s, delivered_at = %(now)s, ended_at = %(now)s,
               reason = '', subject = %(subject)s, body = %(body)s, link = %(link)s,
               lease_token = NULL, lease_until = NULL
         WHERE id = ANY (%(ids)s) AND state = 'sending' AND lease_token = %(token)s
        RETURNING id
    )
    INSERT INTO notifications_attempt
        (delivery_id, channel, reference, state, answer, started_at, ended_at)
    SELECT id, 'inbox', gen_random_uuid(), 'accepted', '', %(now)s, %(now)s FROM done
"""
BEGIN_ONE: Final = """
    WITH held AS (
        UPDATE notifications_delivery
           SET subject = %(subject)s, body = %(body)s, link = %(link)s
         WHERE id = %(id)s AND state = 'sending' AND lease_token = %(token)s
        RETURNING id
    )
    INSERT INTO notifications_attempt (delivery_id, channel, reference, state, answer, started_at)
    SELECT id, 'null', gen_random_uuid(), 'sending', '', %(now)s FROM held RETURNING id
"""
END_ONE: Final = """
    WITH held AS (
        UPDATE notifications_delivery
           SET state = 'sent', sent_at = %(now)s, ended_at = %(now)s, reason = '',
               lease_token = NULL, lease_until = NULL
         WHERE id = %(id)s AND state = 'sending' AND lease_token = %(token)s
    )
    UPDATE notifications_attempt SET state = 'accepted', ended_at = %(now)s WHERE id = %(attempt)s
"""


def bare(now: datetime, going: Callable[[], bool]) -> int:
    """Claim a thousand, complete them; two transactions."""

    def complete(line: psycopg.Connection, facts: dict[str, Any]) -> None:
        with line.transaction():
            line.execute(COMPLETE, facts, prepare=True)

    return _bare(now, going, BATCH, complete)


def bare_null(now: datetime, going: Callable[[], bool]) -> int:
    """Claim ten; of each the attempt before its call, and the answer after it."""

    def one_by_one(line: psycopg.Connection, facts: dict[str, Any]) -> None:
        for pk in facts["ids"]:
            with line.transaction():
                begun = line.execute(BEGIN_ONE, {**facts, "id": pk}, prepare=True).fetchone()
            with line.transaction():
                attempt = (begun or (None,))[0]
                line.execute(END_ONE, {**facts, "id": pk, "attempt": attempt}, prepare=True)

    return _bare(now, going, BY_ONE, one_by_one)


def _bare(
    now: datetime,
    going: Callable[[], bool],
    many: int,
    end: Callable[[psycopg.Connection, dict[str, Any]], None],
) -> int:
    ended = 0
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
        while going():
            facts = {"now": now, "many": many, "token": uuid4(), "until": now + LEASE, **TEXT}
            with line.transaction():
                found = line.execute(CLAIM, facts, prepare=True).fetchall()
            if not found:
                break
            end(line, {**facts, "ids": [pk for (pk,) in found]})
            ended += len(found)
    return ended


if __name__ == "__main__":
    take({"bare": bare, "bare-null": bare_null}, *sys.argv[1:])

"""The inbox is a part of the database: what goes there is checked and written in one transaction.

That is the one in which it was found. It needs no lease, no note before a call, and knows no doubt:
whoever is killed has written nothing, and each row is as due as before.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import psycopg
from django.db import connection

from notifications.channels import Channel
from notifications.models import Delivery
from notifications.rules import Text
from notifications.services.choosing import refuse, unwanted_among
from notifications.services.claiming import Found
from notifications.services.digests import with_many
from notifications.services.leaving import AFTER_A_FAULT, Looked, look_again, no_text, text_of
from notifications.services.planning import withdraw

Counts = Counter[str]

# No answer of anybody's is in it, and nothing outside the database has happened: after a crash of
# the server the last of these transactions may be gone whole; its rows are due again, and are
# written again. Whatever commits as ever makes lasting all that committed before it: what a reader
# does with a message, and the attempt before a call to a channel that leased in the same one.
NEED_NOT_WAIT = "SET LOCAL synchronous_commit = off"

WRITE = """
    WITH written AS (
        UPDATE notifications_delivery AS d
           SET state = 'sent', sent_at = %(now)s, delivered_at = %(now)s, ended_at = %(now)s,
               reason = '', subject = text.subject, body = text.body, link = text.link
          FROM unnest(%(ids)b::bigint[], %(subjects)b::text[], %(bodies)b::text[],
                      %(links)b::text[])
               AS text (id, subject, body, link)
         WHERE d.id = text.id AND d.state = 'planned'
        RETURNING d.id
    )
    INSERT INTO notifications_attempt
        (delivery_id, channel, reference, state, answer, started_at, ended_at)
    SELECT id, %(channel)s::text, gen_random_uuid(), 'accepted', '', %(now)s, %(now)s
      FROM written ORDER BY id
"""


class Reader(NamedTuple):
    pk: int
    name: str


def write_inside(
    channel: Channel, found: list[Found], now: datetime, counts: Counts
) -> list[Found]:
    """Write what was found and locked in this transaction; return what is to be gathered first.

    That is of persons with many on this day: it waits for the next round, if it is not gathered.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEED_NOT_WAIT)
    crowded = with_many(found, now)
    going = [one for one in found if one.person_id not in crowded]
    going.sort(key=attrgetter("rule"))
    for rule, group in groupby(going, key=attrgetter("rule")):
        looked = look_again(list(group), rule, now)
        counts += withdraw([(one.pk, why) for one, why in looked.gone], now)
        _write(looked, rule, channel, now, counts)
    return [one for one in found if one.person_id in crowded]


def _write(
    looked: Looked[Found], rule: str, channel: Channel, now: datetime, counts: Counts
) -> None:
    unwanted = unwanted_among(looked.held, looked.subjects, rule, channel)
    if unwanted:
        refuse(Delivery.objects.filter(pk__in=unwanted), channel, now)
    ready: dict[int, Text] = {}
    faulty: list[int] = []
    for one in looked.held:
        if one.pk in unwanted:
            continue
        text = text_of(one, looked.subjects[one.occasion], Reader(one.person_id, one.name))
        if text is None:
            faulty.append(one.pk)
        else:
            ready[one.pk] = text
    if faulty:
        later = {"next_try_at": now + AFTER_A_FAULT, "reason": no_text()}
        counts["deferred"] += Delivery.objects.filter(pk__in=faulty).update(**later)
    texts = ready.values()
    facts = {
        "now": now,
        "ids": [*ready],
        "subjects": [text.subject for text in texts],
        "bodies": [text.body for text in texts],
        "links": [text.link for text in texts],
        "channel": channel.name,
    }
    # With the texts beside the statement: Django's own cursor writes them into it, and psycopg
    # remembers the last hundred statements. In binary (%b): each text needs no quoting.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(WRITE, facts, prepare=True)
        counts["sent"] += cursor.rowcount

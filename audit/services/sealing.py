"""The daily seal: a hash of every row that was written, chained to the seal before.

Rows of a transaction that is still open appear later, with lower numbers: a seal "up to the highest
number" would call them forged. So a seal covers the transactions that had ended when it was made.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import Seal
from audit.services.suspicion import Past
from audit.tables import Table, commitment, last_ids, sealed_tables
from common.dates import today

LOCK = 0x5E61  # one seal at a time
NOTHING = "0" * 64


def seal() -> Seal | None:
    """Seal what was written since the last seal; None if that is nothing.

    Rows that cannot have come by themselves stay unsealed, so that they are found every day.
    """
    given = last_ids()  # before the boundary: whoever begins after it gets higher numbers
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SET LOCAL timezone = 'UTC'")
        last = Seal.objects.order_by("-number").first()
        past = Past.read()
        before, after = boundary()
        number = last.number + 1 if last else 1
        now = timezone.now()
        # Parts come first and the seal itself last: the statement holds their digests.
        tables = {}
        for table in sealed_tables():
            rows = _commit_rows(table, number, past, before, after)
            if rows:
                tables[table.name] = {
                    "columns": list(table.columns),
                    **({"personal": sorted(table.personal)} if table.personal else {}),
                    "digest": digest_of(number, table.name),
                    "last_id": given[table.name],
                    "rows": rows,
                }
        if not tables:
            return None
        for table in sealed_tables():
            tables.setdefault(
                table.name,
                {"columns": [], "digest": NOTHING, "last_id": given[table.name], "rows": 0},
            )
        statement = _statement(
            number=number,
            sealed_at=now.isoformat(),
            previous=bytes(last.hash).hex() if last else NOTHING,
            server=past.server,
            before=before,
            after=after,
            tables=tables,
        )
        return Seal.objects.create(
            number=number, sealed_at=now, statement=statement, hash=hash_of(statement)
        )


def seal_and_tell() -> Seal | None:
    """Seal; the day's first seal goes to those who keep the head outside.

    Asked every hour: until a row is sealed, whoever owns the database can still change it unseen.
    """
    last = Seal.objects.order_by("-number").first()
    made = seal()
    if made is not None and (last is None or timezone.localdate(last.sealed_at) < today()):
        send_head(made)
    return made


def send_head(made: Seal) -> int:
    """Mail the head of the chain; return to how many people. The next day's contains this one."""
    people = settings.AUDIT_HEAD_RECIPIENTS
    if not people:
        return 0
    text = _(
        "Segel riwayat WKSBM nomor %(number)d, %(at)s.\n\n%(head)s\n\n"
        "Simpan surel ini. Dengan baris di atas, siapa pun dapat memeriksa bahwa riwayat sampai "
        "hari itu tidak diubah:\n\n    python manage.py audit_verify --head %(head)s\n"
    ) % {
        "number": made.number,
        "at": timezone.localtime(made.sealed_at).strftime("%d-%m-%Y %H.%M %Z"),
        "head": made.head,
    }
    subject = _("Segel riwayat WKSBM nomor %(number)d") % {"number": made.number}
    for person in people:
        send_mail(subject, text, None, [person])
    return len(people)


def boundary() -> tuple[int, int]:
    """Return the transactions that a seal covers: all before the first, which have all ended.

    Those from the second on have begun since. That is our own number and not the end of the
    snapshot, which lies below the numbers of transactions that are already writing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        own = int(cursor.fetchone()[0])
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        return int(cursor.fetchone()[0]), own


def hash_of(statement: str) -> bytes:
    return hashlib.sha256(statement.encode()).digest()


def digest_of(number: int, table: str) -> str:
    """Return one hash over all that a seal says of a table's rows, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT encode(
                sha256(coalesce(string_agg(commitment, ''::bytea ORDER BY row), '')), 'hex'
            )
            FROM audit_sealedrow WHERE seal_id = %s AND "table" = %s
            """,
            [number, table],
        )
        return str(cursor.fetchone()[0])


def _commit_rows(table: Table, number: int, past: Past, before: int, after: int) -> int:
    forged = past.suspicion(table, "t")
    hashed = commitment(table.name, table.columns, sorted(table.personal), alias="(s.whole)")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO audit_sealedrow (seal_id, "table", row, salt, commitment)
            SELECT %s, %s, s.row, s.salt, {hashed}
            FROM (
                SELECT t AS whole, t.{table.pk} AS row, gen_random_uuid() AS salt
                FROM {table.quoted} t
                WHERE (t.xid < %s::text::xid8 {past.from_elsewhere})
                AND NOT {forged.sql}
                AND NOT EXISTS (
                    SELECT FROM audit_sealedrow k WHERE k."table" = %s AND k.row = t.{table.pk}
                )
            ) s
            """,  # noqa: S608 (names of our own tables and columns)
            [
                number,
                table.name,
                str(before),
                *([str(after)] if past.from_elsewhere else []),
                *forged.values,
                table.name,
            ],
        )
        return int(cursor.rowcount)


def _statement(**facts: Any) -> str:
    return json.dumps(facts, sort_keys=True, separators=(",", ":"))

"""The seal finds what an owner of the database changes, and never cries over ordinary writing."""

import os
import random
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import psycopg
import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from audit.models import Seal, SealedRow
from audit.services import seal, seal_and_tell, sealing, verify
from people.models import Person
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.wksbm import make_decree, make_seat, make_wksbm

FULL = os.environ.get("DRILL") == "full"
EDITS = 500 if FULL else 40
WRITES = 10_000 if FULL else 3_000
WRITERS = 8

TABLES = {"people_personevent": "name", "wksbm_seatevent": "section", "accounts_userevent": "email"}
TOUCHED = ["people_person", "audit_sensitivelook", "audit_seal", "audit_sealedrow"]

pytestmark = pytest.mark.django_db(transaction=True)


def rows_of_history():
    """Write some history of several records and seal it in three seals."""
    for number in range(3):
        body = make_wksbm(name=f"Badan {number}")
        make_decree(bodies=[body])
        seat = make_seat(wksbm=body)
        person = make_person(f"Orang {number}")
        for name in ("Nurhayati", "Siti", f"Rahmat {number}"):
            Person.objects.filter(pk=person.pk).update(name=name)
        type(seat).objects.filter(pk=seat.pk).update(section="Lama")
        type(seat).objects.filter(pk=seat.pk).update(section="Baru")
        user = make_user(name=f"Pengguna {number}")
        type(user).objects.filter(pk=user.pk).update(email="lama@contoh.example")
        seal()
        assert verify() == []


@contextmanager
def as_owner():
    """Do something as the owner with all triggers off; afterwards it never happened."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in [*TABLES, *TOUCHED]:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        transaction.set_rollback(True)


def edit(cursor, dice):
    """Do one of the things an owner could do; return its name."""
    table, column = dice.choice(list(TABLES.items()))
    cursor.execute('SELECT row FROM audit_sealedrow WHERE "table" = %s ORDER BY 1', [table])
    ids = [row for (row,) in cursor.fetchall()]
    one, other = dice.sample(ids, 2)
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    )
    rest = ", ".join(name for (name,) in cursor.fetchall() if name not in {"pgh_id", "xid"})
    copy = f"INSERT INTO {table} (pgh_id, {rest}) SELECT %s, {rest} FROM {table} WHERE pgh_id = %s"
    kinds = {
        "update": [(f"UPDATE {table} SET {column} = {column} || 'x' WHERE pgh_id = %s", [one])],
        "update of who": [
            (f"UPDATE {table} SET pgh_context = '{{\"user\": 1}}' WHERE pgh_id = %s", [one])
        ],
        "update of when": [
            (f"UPDATE {table} SET pgh_created_at = '2020-01-01Z' WHERE pgh_id = %s", [one])
        ],
        "delete": [(f"DELETE FROM {table} WHERE pgh_id = %s", [one])],
        "delete with its note": [
            (f"DELETE FROM {table} WHERE pgh_id = %s", [one]),
            (
                'DELETE FROM audit_sealedrow WHERE "table" = %s AND row = %s',
                [table, one],
            ),
        ],
        "insert in a gap": [
            (f"DELETE FROM {table} WHERE pgh_id = -1", []),
            (copy, [-one, one]),
        ],
        "insert at the end": [(copy, [max(ids) + 500, one])],
        "insert far ahead": [(copy, [max(ids) + 1000, one])],
        "insert under an old transaction": [
            (
                (
                    f"INSERT INTO {table} (pgh_id, xid, {rest})"
                    f" SELECT nextval(pg_get_serial_sequence('{table}', 'pgh_id')), xid, {rest}"
                    f" FROM {table} WHERE pgh_id = %s"
                ),
                [one],
            )
        ],
        "reorder": [
            (f"UPDATE {table} SET pgh_id = -pgh_id WHERE pgh_id = %s", [one]),
            (f"UPDATE {table} SET pgh_id = %s WHERE pgh_id = %s", [one, other]),
            (f"UPDATE {table} SET pgh_id = %s WHERE pgh_id = %s", [other, -one]),
        ],
        "truncated tail": [
            (f"DELETE FROM {table} WHERE pgh_id > %s", [ids[-dice.randint(2, 4)]]),
        ],
        "truncated tail with its notes": [
            (f"DELETE FROM {table} WHERE pgh_id > %s", [ids[-3]]),
            ('DELETE FROM audit_sealedrow WHERE "table" = %s AND row > %s', [table, ids[-3]]),
        ],
        "last seal removed": [
            ("DELETE FROM audit_sealedrow WHERE seal_id = 3", []),
            ("DELETE FROM audit_seal WHERE number = 3", []),
            (f"DELETE FROM {table} WHERE pgh_id > %s", [ids[-2]]),
        ],
        "middle seal removed": [
            ("DELETE FROM audit_sealedrow WHERE seal_id = 2", []),
            ("DELETE FROM audit_seal WHERE number = 2", []),
        ],
        "note rewritten": [
            (f"UPDATE {table} SET {column} = 'Y' WHERE pgh_id = %s", [one]),
            (
                (
                    "UPDATE audit_sealedrow SET commitment = sha256('Y') "
                    'WHERE "table" = %s AND row = %s'
                ),
                [table, one],
            ),
        ],
        "statement rewritten": [
            ("UPDATE audit_seal SET statement = replace(statement, '\"rows\":', '\"rows\": ')", [])
        ],
    }
    name = dice.choice(sorted(kinds))
    for sql, values in kinds[name]:
        cursor.execute(sql, values)
    return f"{name} of {table} {one} {other}"


@pytest.mark.thorough
def test_every_edit_by_the_owner_is_found():
    rows_of_history()
    Person.objects.update(name="Belum disegel")
    assert verify() == []
    dice = random.Random(20)
    missed, done = [], set()
    for _edit in range(EDITS):
        with as_owner() as cursor:
            what = edit(cursor, dice)
            done.add(what.split(" of ")[0])
            if not verify():
                missed.append(what)

    assert missed == []
    assert verify() == []
    assert len(done) > 10


def test_the_row_and_the_deed_are_named():
    rows_of_history()
    row = Person.events.rel.related_model.objects.filter(name="Nurhayati").latest("pgh_id")
    with as_owner() as cursor:
        cursor.execute("UPDATE people_personevent SET name = 'X' WHERE pgh_id = %s", [row.pk])
        found = [str(one) for one in verify()]
        assert found == [f"people_personevent {row.pk}: diubah setelah segel 3"]

        out, err = StringIO(), StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("audit_verify", stdout=out, stderr=err)
        assert ended.value.code == 1
        assert out.getvalue().strip() == found[0]


def test_a_record_changed_behind_the_triggers_is_found():
    rows_of_history()
    person = Person.objects.order_by("pk").first()
    with as_owner() as cursor:
        cursor.execute("UPDATE people_person SET name = 'Diam-diam' WHERE id = %s", [person.pk])
        assert [one.table for one in verify()] == ["people_personevent"]
    with as_owner() as cursor:
        cursor.execute(
            "INSERT INTO people_person SELECT (jsonb_populate_record("
            'p, \'{"id": 999999, "user_id": null, "name": "Tanpa riwayat"}\')).*'
            " FROM people_person p WHERE id = %s",
            [person.pk],
        )
        assert [one.table for one in verify()] == ["people_personevent"]


def test_a_chain_cut_cleanly_is_found_by_the_head_kept_outside():
    rows_of_history()
    person = make_person("Sebelum")
    head = seal().head
    assert verify(head) == []
    with as_owner() as cursor:
        cursor.execute("DELETE FROM people_presence WHERE person_id = %s", [person.pk])
        cursor.execute("DELETE FROM people_personevent WHERE pgh_obj_id = %s", [person.pk])
        cursor.execute("DELETE FROM people_person WHERE id = %s", [person.pk])
        cursor.execute("DELETE FROM audit_sealedrow WHERE seal_id = 4")
        cursor.execute("DELETE FROM audit_seal WHERE number = 4")

        assert verify() == []  # nothing inside remembers it
        assert [one.row for one in verify(head)] == [None]


@pytest.mark.parametrize("table", ["people_personevent", "audit_seal", "audit_sealedrow"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_ordinary_code_cannot_change_the_past(table, deed):
    make_person("Siti")
    seal()
    column = {"audit_seal": "statement", "audit_sealedrow": "row"}.get(table, "name")
    with connection.cursor() as cursor:
        cursor.execute("SET wksbm.may_truncate = 'no'")
        try:
            with pytest.raises(Exception, match=r"Cannot update or delete|is never emptied"):
                cursor.execute(deed.format(table, column, column))
        finally:
            cursor.execute("SET wksbm.may_truncate = 'yes'")


def test_sealing_again_changes_nothing():
    make_person("Siti")
    first = seal()

    assert seal() is None
    assert Seal.objects.count() == 1
    assert first.head == Seal.objects.get().head


def test_the_head_is_printed_and_mailed_once_a_day(settings):
    settings.AUDIT_HEAD_RECIPIENTS = ["sekda@contoh.example", "inspektorat@contoh.example"]
    make_person("Siti")

    made = seal_and_tell()
    make_person("Budi")

    seal_and_tell()
    assert [message.to for message in mail.outbox] == [
        ["sekda@contoh.example"],
        ["inspektorat@contoh.example"],
    ]
    assert made.head in mail.outbox[0].body
    out = StringIO()
    call_command("audit_seal", stdout=out)
    assert out.getvalue().split()[-1] == Seal.objects.order_by("-number").first().head


def test_a_salt_that_is_gone_leaves_the_chain_whole():
    """What an erasure will do: the content and its salt go, all seals still chain."""
    rows_of_history()
    with as_owner() as cursor:
        cursor.execute("UPDATE audit_sealedrow SET salt = NULL WHERE seal_id = 2")
        tables = {one.table for one in verify()}

        assert "audit_seal" not in tables
        assert "audit_sealedrow" not in tables


# --- Many at once --------------------------------------------------------------------------------


def another_connection():
    """Connect beside Django, as another process would."""
    facts = connection.settings_dict
    return psycopg.connect(
        dbname=facts["NAME"],
        host=facts["HOST"],
        port=facts["PORT"] or None,
        user=facts["USER"] or None,
        password=facts["PASSWORD"] or None,
    )


class Writers:
    """Threads that change people in transactions of very different lengths."""

    def __init__(self, people, writes):
        self.people, self.left, self.lock = people, writes, threading.Lock()
        self.threads = [threading.Thread(target=self.write, args=(n,)) for n in range(WRITERS)]

    def take(self, most):
        with self.lock:
            got = min(most, self.left)
            self.left -= got
            return got

    def write(self, number):
        dice = random.Random(number)
        with another_connection() as database:
            while many := self.take(dice.randint(1, 12)):
                with database.transaction():
                    for person in sorted(dice.sample(self.people[number::WRITERS], min(many, 4))):
                        for turn in range(-(-many // 4)):
                            database.execute(
                                "UPDATE people_person SET name = %s WHERE id = %s",
                                [f"{number} {turn} {dice.random()}", person],
                            )
                    time.sleep(dice.random() * 0.04)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        with self.lock:
            self.left = 0 if _error[0] else self.left
        for thread in self.threads:
            thread.join()

    @property
    def busy(self):
        return any(thread.is_alive() for thread in self.threads)


def alarms_under_load():
    people = [make_person(f"Orang {number}").pk for number in range(8 * WRITERS)]
    alarms = []
    while Seal.objects.count() < 3:  # on a busy machine one seal outlasts a whole round of writing
        with Writers(people, WRITES) as writers:
            while writers.busy:
                seal()
                alarms += verify()
                time.sleep(0.02)
    seal()
    alarms += verify()
    return alarms, people


def alarms_around_an_open_transaction():
    """Seal while somebody has written and not yet ended; then they end, and all is looked at."""
    early, late = make_person("Awal").pk, make_person("Akhir").pk
    change = "UPDATE people_person SET name = 'Baru' WHERE id = %s"
    with another_connection() as slow:
        slow.execute(change, [early])
        Person.objects.filter(pk=late).update(name="Baru")
        seal()
        slow.commit()
    seal()
    return verify()


@pytest.mark.thorough
def test_writing_at_once_raises_no_false_alarm():
    alarms, people = alarms_under_load()

    assert [str(one) for one in alarms[:5]] == []
    assert Seal.objects.count() > 2
    written = Person.events.rel.related_model.objects.filter(pgh_obj__in=people).count()
    assert written >= WRITES
    assert SealedRow.objects.filter(table="people_personevent").count() == written


def test_a_transaction_that_is_still_open_raises_no_alarm():
    assert alarms_around_an_open_transaction() == []


def test_sealing_up_to_the_highest_number_would_raise_false_alarms(monkeypatch):
    """The mutant: a boundary beyond transactions that are still open."""
    real = sealing.boundary
    monkeypatch.setattr(sealing, "boundary", lambda: (real()[1], real()[1]))

    assert alarms_around_an_open_transaction()


def test_rows_dated_back_are_found():
    rows_of_history()
    with as_owner() as cursor:
        cursor.execute(
            "INSERT INTO audit_sensitivelook (user_id, region_id, kind, purpose, record_model,"
            " record_key, count, at, token, network, request) SELECT id, (SELECT code FROM"
            " regions_region LIMIT 1), 'scan', 'task', 'wksbm.decree', '1', 1, %s, '', '', ''"
            " FROM accounts_user LIMIT 1",
            [timezone.now() - timedelta(days=30)],
        )

        assert [one.table for one in verify()] == ["audit_sensitivelook"]


def teardown_module():
    connections.close_all()

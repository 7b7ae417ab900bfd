"""An erasure takes everything that says who somebody was, and nothing else."""

import os
import random
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.access import Role
from audit.models import Erasure, SealedRow, SensitiveLook
from audit.services import seal, verify
from audit.tables import personal_hash
from common.errors import NotAllowed, RuleBroken
from common.names import bare
from meetings.models import Attendance
from people.models import BankAccount, Consent, DataRequest, FamilyCard, Person
from people.services import copy_for_request, erase_person, propose_erasure
from tests.factories.accounts import make_user
from tests.factories.meetings import make_member
from tests.factories.people import make_person
from tests.factories.subjects import (
    MARKS,
    make_known,
    make_officer,
    make_proposed,
    make_request,
)
from tests.factories.wksbm import make_seat
from wksbm.models import Seat

pytestmark = pytest.mark.django_db(transaction=True)


def tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return sorted(name for (name,) in cursor.fetchall())


def found_in(texts):
    """Return in which tables these texts stand, as text or as bytes."""
    found = set()
    with connection.cursor() as cursor:
        for table in tables():
            for text in texts:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" t WHERE strpos(t::text, %s) > 0'
                    " OR strpos(t::text, %s) > 0",
                    [text, text.encode().hex()],
                )
                if cursor.fetchone()[0]:
                    found.add((table, text))
    return sorted(found)


def erased(person):
    request, second = make_proposed(person)
    return erase_person(request, actor=second)


def test_nothing_that_says_who_it_was_is_left_anywhere():
    person = make_known()
    user = person.user
    merged = make_person("Zul Wibisono", phone=MARKS["other"], merged_into=person)
    request, second = make_proposed(person)
    copy = make_request(person)
    copy_for_request(copy, actor=second)
    seal()
    marks = {*MARKS.values(), "Zul Wibisono", bare(MARKS["name"])}
    never = {MARKS["nik"], MARKS["card"], MARKS["account"]}
    assert {text for _table, text in found_in(marks)} == marks - never

    erasure = erase_person(request, actor=second)

    assert found_in(marks) == []
    person.refresh_from_db()
    merged.refresh_from_db()
    user.refresh_from_db()
    assert (person.name, person.bare_name) == (
        f"Orang terhapus {person.pk}",
        f"orang terhapus {person.pk}",
    )
    assert merged.name == f"Orang terhapus {merged.pk}"
    assert (person.erased_at is None, person.user, person.nik_index, person.village) == (
        False,
        None,
        None,
        None,
    )
    assert (user.is_active, user.name, user.has_usable_password()) == (
        False,
        f"Pengguna terhapus {user.pk}",
        False,
    )
    # What stays, without a name.
    assert person.presences.count() == 1
    assert Seat.objects.filter(holder=person).count() == 1
    assert Attendance.objects.filter(person=person).count() == 1
    assert (FamilyCard.objects.count(), BankAccount.objects.count()) == (0, 0)
    assert Consent.objects.filter(person=person, withdrawn_at=None).count() == 0
    assert SensitiveLook.objects.filter(record_key=str(person.pk)).count() == 1
    request.refresh_from_db()
    assert (request.status, request.answered_by) == ("done", second)
    assert (erasure.asked_by, erasure.confirmed_by) == (request.proposed_by, second)
    # The history still says when something changed, and who did it.
    assert person.events.count() == 3
    assert verify() == []
    seal()
    assert verify() == []


def test_an_erasure_takes_two_who_may():
    person = make_known(user=False)
    stranger = make_user(Role.DISTRICT_OFFICER, "12.05")
    keeper = make_user(Role.VILLAGE_COORDINATOR, person.village)
    request = make_request(person, kind="erase")
    first, second = make_officer(person), make_officer(person)
    refused = []

    for code, deed in (
        ("not_allowed", lambda: propose_erasure(request, actor=stranger)),
        ("not_allowed", lambda: propose_erasure(request, actor=keeper)),
        ("not_proposed", lambda: erase_person(request, actor=second)),
        (None, lambda: propose_erasure(request, actor=first)),
        ("own_proposal", lambda: erase_person(request, actor=first)),
        ("not_allowed", lambda: erase_person(request, actor=stranger)),
        (None, lambda: erase_person(request, actor=second)),
        ("request_answered", lambda: erase_person(request, actor=second)),
        ("not_an_erasure", lambda: propose_erasure(make_request(person), actor=first)),
    ):
        try:
            deed()
            refused.append(None)
        except (RuleBroken, NotAllowed) as error:
            refused.append(error.code)
        assert refused[-1] == code

    # The database refuses the same person twice, whatever the code does.
    with pytest.raises(IntegrityError, match="people_datarequest_erased_by_two"):
        DataRequest.objects.filter(pk=request.pk).update(answered_by=first)
    with pytest.raises(IntegrityError, match="audit_erasure_four_eyes"), transaction.atomic():
        Erasure.objects.create(
            region=request.region,
            covers={},
            asked_by=first,
            confirmed_by=first,
            at=timezone.now(),
        )


def test_who_holds_an_office_is_not_erased():
    for hold in ("seat", "membership", "role"):
        person = make_known(user=True) if hold == "role" else make_person(hold)
        if hold == "seat":
            make_seat(holder=person)
        elif hold == "membership":
            person = make_member(make_seat().wksbm, "Anggota")
        else:
            make_user(Role.TKSK, "52.07.01").grants.update(user=person.user)
        request = make_request(person, kind="erase")

        with pytest.raises(RuleBroken) as refused:
            propose_erasure(request, actor=make_officer(person))

        assert refused.value.code == "kept_by_law", hold


def test_rows_that_were_forged_do_not_vanish_in_an_erasure():
    person = make_known(user=False)
    seal()
    with as_owner() as cursor:
        cursor.execute("UPDATE people_personevent SET phone = '+628' WHERE pgh_label = 'insert'")
        with pytest.raises(RuleBroken) as refused:
            erased(person)
        assert refused.value.code == "history_disagrees"


# --- Beside an erasure ---------------------------------------------------------------------------

FULL = os.environ.get("DRILL") == "full"
# Those that only one of the comparisons finds: enough for every day.
CUNNING = [
    "an erasure in the same transaction",
    "blanked as by an erasure",
    "erased row by another",
    "erased row written on",
    "put under the erasure of another",
]
EVENTS = ["people_personevent", "people_familycardevent", "people_datarequestevent"]
OTHERS = ["people_person", "audit_sealedrow", "audit_seal", "audit_erasure"]


@contextmanager
def as_owner():
    """Do something as the owner with all triggers off; afterwards it never happened."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in [*EVENTS, *OTHERS]:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        transaction.set_rollback(True)


def forgeries(cursor, erasure, other):
    """Return what an owner could do who wants a change to pass for an erasure, by name."""
    own = erasure.covers["people_personevent"]
    cursor.execute(
        "SELECT pgh_id FROM people_personevent WHERE pgh_obj_id = %s ORDER BY 1", [other.pk]
    )
    theirs = [row for (row,) in cursor.fetchall()]
    in_seal = "audit_sealedrow WHERE \"table\" = 'people_personevent' AND row = %s"
    salt_gone = (f"UPDATE {in_seal.replace(' WHERE', ' SET salt = NULL WHERE')}", [theirs[0]])
    personal = Person.events.rel.related_model.personal
    blanks = ", ".join(f"{column} = {blank}" for column, blank in personal.items())
    blank = (f"UPDATE people_personevent SET {blanks} WHERE pgh_id = %s", [theirs[0]])
    # Line for line what an erasure does to a row.
    as_erased = [
        (
            (
                "UPDATE audit_sealedrow s SET salt = NULL, personal_hash = "
                f"{personal_hash('people_personevent', sorted(personal))}"
                " FROM people_personevent t"
                " WHERE s.\"table\" = 'people_personevent' AND s.row = t.pgh_id AND t.pgh_id = %s"
            ),
            [theirs[0]],
        ),
        blank,
    ]
    covers = "UPDATE audit_erasure SET covers = jsonb_set(covers, '{people_personevent}', %s)"
    theirs_alone = f'{{"people_personevent": [{theirs[0]}]}}'
    copy = (
        "INSERT INTO audit_erasure (record_model, record_key, request_model, request_key, covers,"
        " asked_by_id, confirmed_by_id, region_id, at) SELECT record_model, %s, request_model,"
        " request_key, %s, asked_by_id, confirmed_by_id, region_id, now() FROM audit_erasure"
    )
    one_transaction = "UPDATE audit_erasure SET xid = (SELECT min(xid) FROM audit_erasure)"
    return {
        "blanked without an erasure": [blank],
        "salt of another gone": [salt_gone],
        "blanked, salt gone": [blank, salt_gone],
        "blanked as by an erasure": as_erased,
        "put under the erasure of another": [*as_erased, (covers, [str([*own, theirs[0]])])],
        "an erasure of its own": [*as_erased, (copy, [str(other.pk), theirs_alone])],
        "an erasure in the same transaction": [
            *as_erased,
            (copy, [erasure.record_key, theirs_alone]),
            (one_transaction, []),
        ],
        "erased row written on": [
            ("UPDATE people_personevent SET name = 'X' WHERE pgh_id = %s", [own[0]])
        ],
        "erased row of another day": [
            (
                "UPDATE people_personevent SET pgh_created_at = '2020-01-01Z' WHERE pgh_id = %s",
                [own[0]],
            )
        ],
        "erased row by another": [
            (
                "UPDATE people_personevent SET pgh_context = '{\"user\": 1}' WHERE pgh_id = %s",
                [own[0]],
            )
        ],
        "erased row of another version": [
            ("UPDATE people_personevent SET version = 99 WHERE pgh_id = %s", [own[-1]])
        ],
        "erased row deleted": [("DELETE FROM people_personevent WHERE pgh_id = %s", [own[0]])],
        "hash of the erased changed": [
            (
                f"UPDATE {in_seal.replace(' WHERE', ' SET personal_hash = sha256(%s) WHERE', 1)}",
                ["x", own[0]],
            )
        ],
        "erasure deleted": [("DELETE FROM audit_erasure", [])],
        "erasure of another person": [
            ("UPDATE audit_erasure SET record_key = %s", [str(other.pk)])
        ],
        "erasure by another": [
            (
                (
                    "UPDATE audit_erasure SET asked_by_id = confirmed_by_id,"
                    " confirmed_by_id = asked_by_id"
                ),
                [],
            )
        ],
        "erasure covers less": [(covers, [str(own[1:])])],
        "erased person named again": [
            ("UPDATE people_person SET name = 'X' WHERE id = %s", [int(erasure.record_key)])
        ],
        "request reopened": [
            ("DELETE FROM people_datarequestevent WHERE xid = %s::text::xid8", [str(erasure.xid)])
        ],
        "card's row written on": [
            (
                "UPDATE people_familycardevent SET number_sealed = 'x' WHERE pgh_id = %s",
                [erasure.covers["people_familycardevent"][0]],
            )
        ],
        "ordinary change elsewhere": [
            ("UPDATE people_personevent SET name = 'X' WHERE pgh_id = %s", [theirs[1]])
        ],
    }


# Until it is sealed, what an erasure says of itself can be changed, as any line that is new.
UNSEEN_UNSEALED = ["erasure by another"] if FULL else []


@pytest.mark.thorough
def test_every_forgery_beside_an_erasure_is_found():
    person, other = make_known(user=False), make_person("Nurhayati", phone="+62811")
    for name in ("Siti", "Rahmat"):
        Person.objects.filter(pk=other.pk).update(name=name)
    seal()
    erasure = erased(person)
    erasure.refresh_from_db()

    unseen_unsealed = unseen(erasure, other)
    seal()

    assert SealedRow.objects.filter(salt=None).count() > 3
    assert unseen(erasure, other) == []
    assert unseen_unsealed == UNSEEN_UNSEALED


def unseen(erasure, other):
    """Try them one by one, in any order; return what the comparison with the seals missed."""
    assert verify() == []
    with as_owner() as cursor:
        names = sorted(forgeries(cursor, erasure, other))
    assert (len(names) > 20, set(CUNNING) - set(names)) == (True, set())
    if not FULL:
        names = CUNNING[:]
    random.Random(27).shuffle(names)
    missed = []
    for name in names:
        with as_owner() as cursor:
            for sql, values in forgeries(cursor, erasure, other)[name]:
                cursor.execute(sql, values)
            if not verify():
                missed.append(name)
    assert verify() == []
    return sorted(missed)


@pytest.mark.parametrize("sealed", [True, False])
def test_the_door_is_narrow(sealed):
    """With the triggers on, an erasure's own transaction can blank what it covers: no more."""
    person, other = make_known(user=False), make_person("Nurhayati", phone="+62811")
    Person.objects.filter(pk=other.pk).update(name="Siti")
    if sealed:
        seal()
    erasure = erased(person)
    rows = {
        "theirs": other.events.order_by("pgh_id").first().pk,
        "own": erasure.covers["people_personevent"][0],
    }
    facts = {
        "region": erasure.region,
        "record_model": "people.person",
        "record_key": "1",
        "request_model": "people.datarequest",
        "request_key": "1",
        "asked_by": erasure.asked_by,
        "confirmed_by": erasure.confirmed_by,
        "at": timezone.now(),
    }
    covers = {"people_personevent": [rows["theirs"]]}
    blanks = ", ".join(f"{c} = {b}" for c, b in Person.events.rel.related_model.personal.items())
    for what, covering, sql in (
        ("in a later transaction", None, f"SET {blanks} WHERE pgh_id = {rows['own']}"),
        ("of another's row", covers, f"SET {blanks} WHERE pgh_id = {rows['own']}"),
        ("by half", covers, f"SET name = '' WHERE pgh_id = {rows['theirs']}"),
        ("writing", covers, f"SET {blanks}, version = 9 WHERE pgh_id = {rows['theirs']}"),
        ("deleting", covers, f"DELETE FROM people_personevent WHERE pgh_id = {rows['theirs']}"),
    ):
        whole = sql if sql.startswith("DELETE") else f"UPDATE people_personevent {sql}"
        assert "Cannot update or delete" in refusal(whole, facts, covering), what
    right = f"UPDATE people_personevent SET {blanks} WHERE pgh_id = {rows['theirs']}"
    assert refusal(right, facts, covers) == ""


def refusal(sql, facts, covers):
    """Return how the database refuses this in a transaction with such an erasure."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if covers:
                Erasure.objects.create(**facts, covers=covers)
            cursor.execute(sql)
    except DatabaseError as error:
        return str(error)
    return ""

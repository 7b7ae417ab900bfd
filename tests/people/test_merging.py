"""Two records become one person, and two again."""

import threading
from datetime import date

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import connection, models

from accounts.access import Role
from common.dates import term
from common.errors import NotAllowed, RuleBroken
from people.models import DuplicatePair, FamilyCard, Merge, Person, Presence
from people.references import references
from people.services import (
    MergeClash,
    gather_latecomers,
    merge_persons,
    preview_merge,
    reopen_pair,
    survivor_key,
    tell_apart,
    undo_merge,
)
from tests.factories.accounts import make_user
from tests.factories.meetings import make_meeting, mark
from tests.factories.notifications import make_delivery
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.wksbm import make_membership, make_seat, make_wksbm
from wksbm.models import Membership, Seat

HERE, NEXT, FAR = "52.07.01.2001", "52.07.01.2002", "52.08.01.2001"
NIK, OTHER_NIK = "5207014107800001", "5207015203850002"
CARD = "5207010101200001"


@pytest.fixture
def actor(db):
    return make_user(Role.TKSK, make_region("52.07.01"))


@pytest.fixture
def two(actor):
    """Return who stays and who goes, in two villages of one kecamatan."""
    return (
        make_person("Siti Aminah", at=make_village(HERE)),
        make_person("Hj. Siti Aminah, S.Sos", at=make_village(NEXT)),
    )


def codes_of(*works):
    """Return the codes with which each of these was refused."""
    codes = []
    for work in works:
        with pytest.raises(RuleBroken) as refused:
            work()
        codes.append(refused.value.code)
    return codes


def stand_on(person, number, since=date(2020, 1, 1)):
    card = FamilyCard(person=person, term=term(since, None))
    card.write_number(number)
    card.save()
    return card


def foreign_keys():
    """Return how many rows name each person, by every foreign key that PostgreSQL itself knows."""
    counts = {}
    with connection.cursor() as cursor:
        for table, column in in_the_catalogue():
            if table != "people_merge":
                cursor.execute(f"SELECT {column}, count(*) FROM {table} GROUP BY 1 ORDER BY 1")
                counts[table, column] = cursor.fetchall()
    return counts


def in_the_catalogue():
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conrelid::regclass::text, attname FROM pg_constraint
              JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
             WHERE contype = 'f' AND confrelid = 'people_person'::regclass ORDER BY 1, 2
            """
        )
        return cursor.fetchall()


def test_no_foreign_key_to_a_person_is_forgotten(db):
    """What PostgreSQL knows to refer to a person is what a merge looks at; histories stay."""
    known = {(each.model._meta.db_table, each.field.column) for each in references()}

    assert known == set(in_the_catalogue())
    assert ("meetings_attendance", "person_id") in known


def test_every_constraint_on_a_reference_is_understood():
    """One that is written in unknown expressions or operators would clash at the write."""
    for reference in references():
        for constraint in reference.model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and not constraint.fields:
                # A column is recognised as one; all else is computed from the row.
                kinds = {type(each) for each in constraint.expressions}
                assert kinds <= {models.F, models.Func}, constraint.name
            if isinstance(constraint, ExclusionConstraint):
                assert {operator for _field, operator in constraint.expressions} <= {"=", "&&"}


def test_everything_moves_and_everything_comes_back(two, actor):
    stays, goes = two
    body = make_wksbm(region_id=HERE)
    meetings = [make_meeting(body) for _ in range(3)]
    make_seat(wksbm=body, holder=goes, post="vice_chair")
    make_membership(wksbm=body, person=goes)
    mark(meetings[0], goes)
    mark(meetings[1], stays, present=False)
    mark(meetings[1], goes)  # came, under the other name
    mark(meetings[2], stays)
    mark(meetings[2], goes, present=False)
    make_delivery(meetings[0], goes)
    make_delivery(meetings[1], goes)
    make_delivery(meetings[1], stays)
    stand_on(stays, CARD)
    stand_on(goes, CARD)
    goes.write_nik(NIK)
    user = make_user()
    goes.phone, goes.birth_date, goes.user = "+6281234567890", date(1980, 8, 17), user
    goes.save()
    before = foreign_keys()

    merge = merge_persons(stays, goes, reason="Dua kali tercatat", actor=actor)
    after = foreign_keys()

    stays.refresh_from_db()
    goes.refresh_from_db()
    assert (goes.merged_into, goes.nik, goes.user) == (stays, "", None)
    assert (stays.nik, stays.birth_date) == (NIK, date(1980, 8, 17))
    assert (stays.name, stays.phone, stays.user) == ("Siti Aminah", "+6281234567890", user)
    assert sorted(stays.presences.values_list("region", flat=True)) == [HERE, NEXT]
    assert list(stays.attendances.values_list("present", flat=True)) == [True] * 3
    assert stays.family_cards.get().number == CARD
    # Two messages for one occasion were two: the other one stays where it was.
    assert (stays.deliveries.count(), goes.deliveries.count()) == (2, 1)
    assert list(Person.objects.visible_to(actor)) == [stays]
    assert before != after

    undo_merge(merge, actor=actor)

    assert foreign_keys() == before
    stays.refresh_from_db()
    goes.refresh_from_db()
    assert (stays.nik, stays.phone, stays.birth_date, stays.user) == ("", "", None, None)
    assert (goes.nik, goes.merged_into, goes.user) == (NIK, None, user)
    assert goes.family_cards.get().number == CARD
    merge.refresh_from_db()
    assert merge.remarks == []


def test_a_clash_is_put_before_people_and_either_row_may_remain(two, actor):
    stays, goes = two
    body = make_wksbm(region_id=HERE, name="Peduli")
    ours = make_membership(wksbm=body, person=stays, since=date(2024, 1, 1))
    theirs = make_membership(wksbm=body, person=goes, since=date(2020, 1, 1))

    with pytest.raises(MergeClash) as refused:
        merge_persons(stays, goes, actor=actor)

    [clash] = refused.value.clashes
    assert preview_merge(stays, goes, actor=actor).clashes == [clash]
    assert (clash.key, clash.label) == (f"wksbm.membership.person:{theirs.pk}", "anggota")
    assert "1 Januari 2020" in clash.theirs
    assert Person.objects.get(pk=goes.pk).merged_into is None
    for keep, remains in (("stays", ours), ("goes", theirs)):
        merge = merge_persons(stays, goes, keep={clash.key: keep}, actor=actor)

        assert list(Membership.objects.values_list("pk", "person")) == [(remains.pk, stays.pk)]
        undo_merge(merge, actor=actor)
        assert dict(Membership.objects.values_list("pk", "person")) == {
            ours.pk: stays.pk,
            theirs.pk: goes.pk,
        }


def test_what_a_merge_refuses(two, actor):
    stays, goes = two
    pair = DuplicatePair.objects.create(lower=stays, higher=goes, score=80, region_id="52.07.01")
    tell_apart(pair, actor=actor)
    assert codes_of(
        lambda: merge_persons(stays, stays, actor=actor),
        lambda: merge_persons(stays, goes, actor=actor),
        lambda: tell_apart(pair, actor=actor),
    ) == ["same_person", "known_different", "pair_decided"]
    reopen_pair(pair, actor=actor)
    Person.objects.filter(pk=stays.pk).update(user=make_user())
    Person.objects.filter(pk=goes.pk).update(user=make_user())
    assert codes_of(lambda: merge_persons(stays, goes, actor=actor)) == ["two_accounts"]
    Person.objects.update(user=None)
    merge = merge_persons(stays, goes, actor=actor)
    assert codes_of(lambda: merge_persons(goes, stays, actor=actor)) == ["already_merged"]
    undo_merge(merge, actor=actor)
    assert codes_of(lambda: undo_merge(merge, actor=actor)) == ["already_undone"]


def test_who_keeps_only_one_of_the_places_may_not(two, actor):
    stays, goes = two
    merge = merge_persons(stays, goes, actor=actor)
    for stranger in (
        make_user(Role.VILLAGE_COORDINATOR, HERE),
        make_user(Role.VILLAGE_SECRETARY, HERE),
        make_user(Role.TKSK, make_region("52.07.02")),
        make_user(Role.AUDITOR, make_region("52.07")),
    ):
        with pytest.raises(NotAllowed):
            undo_merge(merge, actor=stranger)
    undo_merge(merge, actor=make_user(Role.DISTRICT_OFFICER, make_region("52.07")))
    with pytest.raises(NotAllowed):
        merge_persons(stays, goes, actor=make_user(Role.VILLAGE_COORDINATOR, HERE))


def test_merges_are_undone_in_reverse_and_old_links_lead_on(two, actor):
    b, c = two
    a = make_person("Siti Aminah", at=make_village(HERE))
    first = merge_persons(b, c, actor=actor)
    second = merge_persons(a, b, actor=actor)

    assert [survivor_key(each.pk) for each in (a, b, c)] == [a.pk] * 3
    with pytest.raises(RuleBroken) as refused:
        undo_merge(first, actor=actor)
    assert (refused.value.code, "Siti Aminah ke Siti Aminah" in refused.value.message) == (
        "undo_out_of_order",
        True,
    )
    undo_merge(second, actor=actor)
    undo_merge(first, actor=actor)
    assert [survivor_key(each.pk) for each in (a, b, c)] == [a.pk, b.pk, c.pk]


def test_what_came_since_stays_with_the_survivor_and_what_can_not_go_back_is_told(two, actor):
    stays, goes = two
    goes.birth_place = "Taliwang"
    goes.save()
    body = make_wksbm(region_id=HERE)
    theirs = make_membership(wksbm=body, person=goes)
    handed_on = make_seat(wksbm=body, holder=goes, post="adviser")
    merge = merge_persons(stays, goes, actor=actor)
    Person.objects.filter(pk=stays.pk).update(birth_place="Jereweh")
    handed_on.refresh_from_db()
    Seat.objects.filter(pk=handed_on.pk).update(holder=make_person("Budi"))
    newer = make_seat(wksbm=body, holder=stays, post="patron")

    undo_merge(merge, actor=actor)

    theirs.refresh_from_db()
    newer.refresh_from_db()
    stays.refresh_from_db()
    merge.refresh_from_db()
    assert (theirs.person, newer.holder, stays.birth_place) == (goes, stays, "Jereweh")
    assert merge.remarks == [
        "pengurus: 1 sudah diubah sesudahnya.",
        "Tempat lahir diubah sesudahnya; tetap.",
    ]


def test_that_two_are_different_persons_outlives_a_merge(two, actor):
    stays, goes = two
    third = make_person("Siti Aminah", at=make_village(HERE))
    pair = DuplicatePair.objects.create(lower=goes, higher=third, score=80, region_id="52.07.01")
    tell_apart(pair, actor=actor)

    merge = merge_persons(stays, goes, actor=actor)

    assert codes_of(lambda: merge_persons(stays, third, actor=actor)) == ["known_different"]
    undo_merge(merge, actor=actor)
    assert list(DuplicatePair.objects.values_list("pk", "status")) == [(pair.pk, "different")]


def test_what_is_kept_of_a_merge_is_sealed(two, actor):
    stays, goes = two
    stays.write_nik(OTHER_NIK)
    stays.save()
    goes.write_nik(NIK)
    goes.save()
    stand_on(stays, CARD)
    stand_on(goes, CARD)

    merge = merge_persons(stays, goes, take=["nik"], actor=actor)

    stays.refresh_from_db()
    assert stays.nik == NIK
    assert (OTHER_NIK in merge.kept, CARD in merge.kept) == (True, True)
    with connection.cursor() as cursor:
        for table in ("people_merge", "people_mergeevent", "people_personevent"):
            cursor.execute(f"SELECT t::text FROM {table} AS t")
            told = " ".join(row[0] for row in cursor.fetchall())
            assert [number for number in (NIK, OTHER_NIK, CARD) if number in told] == []
    undo_merge(merge, actor=actor)
    assert [Person.objects.get(pk=each.pk).nik for each in two] == [OTHER_NIK, NIK]


def test_what_names_the_merged_a_moment_too_late_is_gathered_and_comes_back(two, actor):
    stays, goes = two
    body = make_wksbm(region_id=HERE)
    ours = make_membership(wksbm=body, person=stays)
    merge = merge_persons(stays, goes, actor=actor)
    late = make_seat(wksbm=body, holder=goes, post="adviser")
    twice = make_membership(wksbm=body, person=goes)

    assert (gather_latecomers(), gather_latecomers()) == (1, 0)

    late.refresh_from_db()
    assert (late.holder, list(Membership.objects.all())) == (stays, [ours])
    merge.refresh_from_db()
    undo_merge(merge, actor=actor)
    late.refresh_from_db()
    assert (late.holder, Membership.objects.get(pk=twice.pk).person) == (goes, goes)


# --- At once -------------------------------------------------------------------------------------


def at_once(*works):
    """Run each in a thread of its own, starting together; return the codes of what was refused."""
    codes, start = [], threading.Barrier(len(works))

    def run(work):
        try:
            start.wait(20)
            work()
        except RuleBroken as broken:
            codes.append(broken.code)
        except Exception as error:
            codes.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return codes


@pytest.mark.django_db(transaction=True)
def test_merges_at_once_leave_no_circle_and_lose_nothing():
    here, actor = make_village(HERE), make_user(Role.TKSK, make_region("52.07.01"))
    body = make_wksbm(region=here)
    for _ in range(6):
        a, b, c = (make_person("Siti Aminah", at=here) for _ in range(3))
        make_seat(wksbm=body, holder=c, post="adviser")

        both_ways = at_once(
            lambda a=a, b=b: merge_persons(a, b, actor=actor),
            lambda a=a, b=b: merge_persons(b, a, actor=actor),
            lambda b=b, c=c: merge_persons(b, c, actor=actor),
        )

        assert set(both_ways) <= {"already_merged"}
        people = [Person.objects.get(pk=each.pk) for each in (a, b, c)]
        standing = [each for each in people if each.merged_into_id is None]
        assert standing, "a circle"
        assert len(standing) == 1 + len(both_ways) - 1
        gone = [each for each in people if each.merged_into_id]
        assert not Seat.objects.filter(holder__in=gone).exists()
        assert not Presence.objects.filter(person__in=gone).exists()


@pytest.mark.django_db(transaction=True)
def test_an_undo_and_a_merge_at_once_are_one_after_the_other():
    here, actor = make_village(HERE), make_user(Role.TKSK, make_region("52.07.01"))
    for _ in range(4):
        a, b, c = (make_person("Siti Aminah", at=here) for _ in range(3))
        merge = merge_persons(a, b, actor=actor)

        refused = at_once(
            lambda merge=merge: undo_merge(merge, actor=actor),
            lambda merge=merge: undo_merge(merge, actor=actor),
            lambda a=a, c=c: merge_persons(c, a, actor=actor),
        )

        a.refresh_from_db()
        b.refresh_from_db()
        assert a.merged_into == c
        assert (sorted(refused), b.merged_into) in [
            (["already_undone"], None),
            (["undo_out_of_order"] * 2, a),
        ]
        assert Merge.objects.standing().filter(goes=b).exists() == (b.merged_into_id is not None)

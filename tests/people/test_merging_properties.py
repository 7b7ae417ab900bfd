"""Any sequence of new references, merges and undos keeps every foreign key and every count."""

import os
from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count

import orjson
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from accounts.access import Role
from common.dates import term
from common.errors import RuleBroken
from meetings.models import Attendance, Invitation
from notifications.models import Delivery
from people.models import BankAccount, Consent, DuplicatePair, FamilyCard, Merge, Person, Presence
from people.references import references
from people.services import MergeClash, merge_persons, tell_apart, undo_merge
from tests.factories.accounts import make_user
from tests.factories.follow_ups import make_follow_up, make_invitation
from tests.factories.meetings import make_meeting
from tests.factories.notifications import make_delivery
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.wksbm import make_membership, make_seat, make_wksbm
from wksbm.models import Membership, Seat

STANDS = {"version", "updated_at"}  # these only go forward
NIKS = ("5207014107800001", "5207015203850002")
TERMS = ((date(2020, 1, 1), date(2022, 12, 31)), (date(2022, 1, 1), None), (date(2019, 1, 1), None))
numbers = count(1)
people = st.integers(0, 4)
few = st.integers(0, 1)
terms = st.sampled_from(TERMS)


def row_of(row):
    """Return all that a table holds of a row; a sealed number is opened: each seal differs."""
    found = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in STANDS and not field.attname.endswith(("_sealed", "_index"))
    }
    if isinstance(row, Person):
        return found | {"nik": row.nik}
    return found | ({"number": row.number} if hasattr(row, "number_sealed") else {})


def tables():
    """Return the models whose rows name persons, with the column that does; merges aside."""
    known = {}
    for reference in references():
        if reference.model not in {Merge, Person}:
            known.setdefault(reference.model, []).append(reference.field.attname)
    return known


def everything():
    models = [*tables(), Person]
    return {
        (model, row.pk): row_of(row) for model in models for row in model._default_manager.all()
    }


@contextmanager
def suppress_codes(*codes):
    try:
        yield
    except RuleBroken as broken:
        if broken.code not in codes:
            raise


class Merging(RuleBasedStateMachine):
    """`self.kept` is how every row must stand once everything is undone."""

    def __init__(self):
        super().__init__()
        self.undo_all = transaction.atomic()
        self.undo_all.__enter__()
        here, there = make_village("52.07.01.2001"), make_village("52.07.01.2002")
        self.actor = make_user(Role.TKSK, "52.07.01")
        self.villages = [here, there]
        self.people = [
            make_person(f"Orang {number}", at=self.villages[number % 2]) for number in range(5)
        ]
        for person, nik in zip(self.people, NIKS, strict=False):
            person.write_nik(nik)
            person.save()
        Person.objects.filter(pk=self.people[1].pk).update(user=make_user())
        self.bodies = [make_wksbm(region=here), make_wksbm(region=there)]
        self.meetings = [make_meeting(body) for body in self.bodies]
        self.kept = everything()

    def teardown(self):
        try:
            for merge in Merge.objects.standing().order_by("-pk"):
                undo_merge(merge, actor=self.actor)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            assert everything() == self.kept
        finally:
            transaction.set_rollback(True)
            self.undo_all.__exit__(None, None, None)

    # --- What happens ----------------------------------------------------------------------------

    def standing(self, number):
        person = Person.objects.get(pk=self.people[number].pk)
        while person.merged_into_id:
            person = person.merged_into
        return person

    def is_known(self, model, holder, person, **same):
        """Whether the person has such a row, moved or set aside: another would be in its way."""
        survivors = self.survivors()
        return any(
            kind is model
            and survivors.get(row[holder]) == person.pk
            and all(row[name] == value for name, value in same.items())
            for (kind, _pk), row in self.kept.items()
        )

    def add(self, row):
        row.refresh_from_db()
        self.kept[type(row), row.pk] = row_of(row)

    @rule(who=people, where=few)
    def appear(self, who, where):
        person, region = self.standing(who), self.villages[where]
        if not self.is_known(Presence, "person_id", person, region_id=region.pk):
            self.add(Presence.objects.create(person=person, region=region))

    @rule(who=people, which=few, when=terms, post=st.sampled_from(["vice_chair", "adviser"]))
    def take_a_seat(self, who, which, when, post):
        person, body = self.standing(who), self.bodies[which]
        if not self.is_known(Seat, "holder_id", person, wksbm_id=body.pk, post=post):
            since, until = when
            self.add(make_seat(wksbm=body, holder=person, post=post, since=since, until=until))

    @rule(who=people, which=few, when=terms)
    def join(self, who, which, when):
        person, body = self.standing(who), self.bodies[which]
        if not self.is_known(Membership, "person_id", person, wksbm_id=body.pk):
            since, until = when
            self.add(make_membership(wksbm=body, person=person, since=since, until=until))

    @rule(who=people, which=few, present=st.booleans())
    def come(self, who, which, present):
        person, meeting = self.standing(who), self.meetings[which]
        if not self.is_known(Attendance, "person_id", person, meeting_id=meeting.pk):
            self.add(Attendance.objects.create(meeting=meeting, person=person, present=present))

    @rule(who=people, which=few, how=st.sampled_from(["", "out", "coming", "not_coming"]))
    def be_invited(self, who, which, how):
        person, meeting = self.standing(who), self.meetings[which]
        if not self.is_known(Invitation, "person_id", person, meeting_id=meeting.pk):
            facts = {"left_out": True} if how == "out" else {}
            if how and how != "out":
                at = meeting.starts_at - timedelta(days=next(numbers) % 7)
                facts = {"answer": how, "answered_at": at, "answered_how": "noted"}
            self.add(make_invitation(meeting, person, **facts))

    @rule(who=people, which=few)
    def be_asked(self, who, which):
        self.add(make_follow_up(self.meetings[which], owner=self.standing(who)))

    @rule(who=people, which=few)
    def be_represented(self, who, which):
        meeting, name = self.meetings[which], f"Wakil {next(numbers)}"
        person = self.standing(who)
        self.add(meeting.attendances.create(name=name, present=True, deputy_for=person))

    @rule(who=people, which=few)
    def be_reminded(self, who, which):
        person, meeting = self.standing(who), self.meetings[which]
        if not Delivery.objects.filter(person=person).exists() and not self.is_known(
            Delivery, "person_id", person
        ):
            self.add(make_delivery(meeting, person))

    @rule(who=people, number=st.sampled_from(["5207010101200001", "5207010101200002"]))
    def stand_on_a_card(self, who, number):
        person = self.standing(who)
        if not self.is_known(FamilyCard, "person_id", person):
            card = FamilyCard(person=person, term=term(date(2020, 1, 1), None))
            card.write_number(number)
            card.save()
            self.add(card)

    @rule(who=people, name=st.sampled_from(["SITI", "BUDI"]))
    def open_an_account(self, who, name):
        person = self.standing(who)
        if not self.is_known(BankAccount, "person_id", person):
            account = BankAccount(
                person=person, bank_code="002", holder_name=name, term=term(date(2020, 1, 1), None)
            )
            account.write_number("001234567890")
            account.save()
            self.add(account)

    @rule(who=people, wording=st.sampled_from(["1", "2"]))
    def consent(self, who, wording):
        person = self.standing(who)
        if not self.is_known(Consent, "person_id", person):
            consent = Consent(person=person, purpose="photo", wording=wording, means="paper")
            consent.given_at = self.meetings[0].starts_at
            consent.save()
            self.add(consent)

    @rule(who=people, fact=st.sampled_from(["birth_place", "phone"]))
    def be_corrected(self, who, fact):
        person = self.standing(who)
        told = f"+62812{next(numbers):08d}"
        Person.objects.filter(pk=person.pk).update(**{fact: told})
        self.kept[Person, person.pk][fact] = told

    @rule(one=people, other=people)
    def be_told_apart(self, one, other):
        lower, higher = sorted([self.people[one].pk, self.people[other].pk])
        known = DuplicatePair.objects.filter(lower=lower, higher=higher)
        both = Person.objects.filter(pk__in=[lower, higher], merged_into=None)
        if both.count() == 2 and not known.exists():
            pair = DuplicatePair.objects.create(
                lower_id=lower, higher_id=higher, score=70, region_id="52.07.01"
            )
            if next(numbers) % 2:
                tell_apart(pair, actor=self.actor)
            self.add(pair)

    @rule(one=people, other=people, keep=st.sampled_from(["stays", "goes"]), takes=st.booleans())
    def merge(self, one, other, keep, takes):
        stays, goes = self.standing(one), self.standing(other)
        take = ["birth_place", "nik", "phone"] if takes else None
        with suppress_codes("same_person", "known_different"):
            try:
                merge_persons(stays, goes, take=take, actor=self.actor)
            except MergeClash as clash:
                said = {each.key: keep for each in clash.clashes}
                merge_persons(stays, goes, take=take, keep=said, actor=self.actor)

    @precondition(lambda self: Merge.objects.standing().exists())
    @rule(which=st.integers(0, 9))
    def undo(self, which):
        standing = list(Merge.objects.standing().order_by("pk"))
        merge = standing[which % len(standing)]
        both = {merge.stays_id, merge.goes_id}
        later = [
            each for each in standing if each.pk > merge.pk and both & {each.stays_id, each.goes_id}
        ]
        with suppress_codes(*(["undo_out_of_order"] if later else [])):
            undo_merge(merge, actor=self.actor)
            assert later == []

    # --- What always holds -----------------------------------------------------------------------

    @invariant()
    def nothing_is_lost(self):
        """Every row is in its table, or set aside by one standing merge, under its person."""
        aside = [
            row["copy"]
            for merge in Merge.objects.standing()
            for row in orjson.loads(merge.kept)["aside"]
        ]
        put = Counter(row["model"] for row in aside)
        survivors = self.survivors()
        for model, holders in tables().items():
            if model is DuplicatePair:
                continue
            now = Counter(
                survivors[pk]
                for holder in holders
                for pk in model._default_manager.values_list(holder, flat=True)
                if pk
            )
            now += Counter(
                survivors[row["fields"][holder.removesuffix("_id")]]
                for row in aside
                if row["model"] == model._meta.label_lower
                for holder in holders
                if row["fields"][holder.removesuffix("_id")]
            )
            then = Counter(
                survivors[row[holder]]
                for (kind, _pk), row in self.kept.items()
                if kind is model
                for holder in holders
                if row[holder]
            )
            assert now == then, model
            there = model._default_manager.count() + put[model._meta.label_lower]
            assert there == sum(kind is model for kind, _pk in self.kept), model

    @invariant()
    def nothing_names_who_is_gone(self):
        gone = Person.objects.exclude(merged_into=None)
        for reference in references():
            if reference.handling.never_moves or reference.model is Delivery:
                continue
            rows = reference.model._default_manager.filter(**{f"{reference.field.name}__in": gone})
            assert not rows.exists(), reference.key

    def survivors(self):
        into = dict(Person.objects.values_list("pk", "merged_into"))
        found = {}
        for pk in into:
            end, steps = pk, 0
            while into[end] is not None:
                end, steps = into[end], steps + 1
                assert steps < 10, "a circle"
            found[pk] = end
        return found


@pytest.mark.thorough
@pytest.mark.django_db
def test_any_sequence_of_merges_and_undos_keeps_everything():
    run(
        Merging,
        settings=settings(
            max_examples=int(os.environ.get("MERGE_EXAMPLES", "5")),
            stateful_step_count=14,
            deadline=None,
            phases=[Phase.generate],  # shrinking takes minutes; the steps are told as they are
            suppress_health_check=list(HealthCheck),
        ),
    )

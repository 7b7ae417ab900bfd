"""Any sequence of appointments, tiers, decrees, merges and undos keeps every invariant."""

import os
from collections import Counter
from datetime import date
from itertools import combinations, count

import orjson
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from accounts.access import Role
from common.dates import covers
from common.errors import RuleBroken
from people.models import Merge, Person
from people.references import references
from people.services import MergeClash, merge_persons, undo_merge
from people.services.moving import all_kept
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.volunteers import make_pillar, make_report
from tests.factories.wksbm import make_decree, make_office
from volunteers.models import ActivityReport, Appointment, ReportEntry, TierStep, month_of
from volunteers.services import (
    appoint_volunteer,
    confirm_village,
    correct_tier,
    end_appointment,
    raise_tier,
    renew_appointment,
)
from wksbm.importers.world import overlap
from wksbm.models import DecreeChange
from wksbm.services import record_change

KEPT = (Appointment, TierStep, ActivityReport, ReportEntry)
DAYS = (
    date(2025, 1, 1),
    date(2025, 7, 1),
    date(2026, 1, 1),
    date(2026, 3, 1),
    date(2026, 8, 1),
    date(2027, 1, 1),
)
numbers = count(1)
people, pillars, decrees = st.integers(0, 4), st.integers(0, 2), st.integers(-1, 2)
days, few, any_row = st.sampled_from(DAYS), st.integers(0, 1), st.integers(0, 30)
ends = st.sampled_from([None, *DAYS[3:]])


class Roster(RuleBasedStateMachine):
    """`self.made` has the key of every row that was ever written, by model."""

    def __init__(self):
        super().__init__()
        self.undo_all = transaction.atomic()
        self.undo_all.__enter__()
        self.villages = [make_village("52.07.01.2001"), make_village("52.07.01.2002")]
        self.actor = make_user(Role.DISTRICT_OFFICER, "52.07")
        self.coordinator = make_user(Role.VILLAGE_COORDINATOR, self.villages[0])
        self.people = [
            make_person(f"Relawan {number}", at=self.villages[number % 2]) for number in range(5)
        ]
        self.pillars = [
            make_pillar("psm", level="village"),
            make_pillar("tagana", level="regency", has_tiers=True),
            make_pillar("tksk", level="district", is_sole=True, has_tiers=True),
        ]
        office = make_office(region=self.villages[0].parent.parent, kind="regent")
        self.decrees = [
            make_decree(issuer=office, effective_from=DAYS[0], valid_until=until)
            for until in (None, DAYS[2], DAYS[4])
        ]
        self.made = {model: set() for model in KEPT}

    def teardown(self):
        try:
            for merge in Merge.objects.standing().order_by("-pk"):
                undo_merge(merge, actor=self.actor)
            self.check_everything()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        finally:
            transaction.set_rollback(True)
            self.undo_all.__exit__(None, None, None)

    # --- What happens ----------------------------------------------------------------------------

    def standing(self, number):
        person = Person.objects.get(pk=self.people[number].pk)
        while person.merged_into_id:
            person = person.merged_into
        return person

    def pick(self, number):
        rows = Appointment.objects.select_related("person", "pillar", "area", "region")
        rows = list(rows.order_by("pk"))
        return rows[number % len(rows)]

    def attempt(self, deed):
        """Do what the services may refuse, and note what was written."""
        try:
            with transaction.atomic():
                made = deed()
        except (RuleBroken, ValidationError):
            return
        if isinstance(made, KEPT):
            self.made[type(made)].add(made.pk)

    def decree(self, number):
        return self.decrees[number] if number >= 0 else None

    @rule(who=people, what=pillars, where=few, since=days, until=ends, by=decrees)
    def appoint(self, who, what, where, since, until, by):
        self.attempt(
            lambda: appoint_volunteer(
                self.standing(who),
                pillar=self.pillars[what],
                region=self.villages[where],
                since=since,
                until=until,
                decree=self.decree(by),
                actor=self.actor,
            )
        )

    @precondition(lambda self: Appointment.objects.exists())
    @rule(which=any_row, since=days, until=ends, by=decrees)
    def renew(self, which, since, until, by):
        row = self.pick(which)
        self.attempt(
            lambda: renew_appointment(
                row, since=since, until=until, decree=self.decree(by), actor=self.actor
            )
        )

    @precondition(lambda self: Appointment.objects.exists())
    @rule(which=any_row, on=days, kind=st.sampled_from(["resigned", "mistake", "died"]))
    def end(self, which, on, kind):
        row = self.pick(which)
        self.attempt(lambda: end_appointment(row, on=on, kind=kind, actor=self.actor))

    @precondition(lambda self: Appointment.objects.exists())
    @rule(which=any_row, tier=st.sampled_from(TierStep.Tier.values), since=days)
    def raise_tier(self, which, tier, since):
        row = self.pick(which)
        self.attempt(lambda: raise_tier(row, tier=tier, since=since, actor=self.actor))

    @precondition(lambda self: TierStep.objects.exists())
    @rule(which=any_row, tier=st.sampled_from(TierStep.Tier.values), since=days)
    def correct_tier(self, which, tier, since):
        steps = list(TierStep.objects.order_by("pk"))
        step = steps[which % len(steps)]
        self.attempt(lambda: correct_tier(step, tier=tier, since=since, actor=self.actor))

    @rule(older=st.integers(0, 2), on=days, kind=st.sampled_from(DecreeChange.Kind.values))
    def change_decree(self, older, on, kind):
        newer, older = self.decrees[older - 1], self.decrees[older]
        self.attempt(
            lambda: record_change(newer, older=older, kind=kind, effective_on=on, actor=self.actor)
        )

    @rule(
        where=few,
        on=days,
        words=st.lists(st.sampled_from(Appointment.Answer.values), min_size=1, max_size=4),
        by_village=st.booleans(),
    )
    def confirm(self, where, on, words, by_village):
        region = self.villages[0 if by_village else where]
        here = Appointment.objects.filter(region=region).serving(on).order_by("pk")
        answers = dict(zip(here.values_list("pk", flat=True), words, strict=False))
        actor = self.coordinator if by_village else self.actor
        self.attempt(lambda: confirm_village(region, answers=answers, on=on, actor=actor))

    @precondition(lambda self: Appointment.objects.exists())
    @rule(which=any_row, on=days, is_sent=st.booleans())
    def report(self, which, on, is_sent):
        appointment = self.pick(which)
        month = month_of(on)
        if appointment.reports.filter(month=month).exists():
            return
        status = "submitted" if is_sent else "draft"
        report = make_report(appointment=appointment, month=month, status=status)
        entry = report.entries.create(on=month, activity=f"Kegiatan {next(numbers)}")
        for row in (report, entry):
            self.made[type(row)].add(row.pk)

    @rule(one=people, other=people, remains=st.sampled_from(["stays", "goes"]))
    def merge(self, one, other, remains):
        stays, goes = self.standing(one), self.standing(other)
        said = {} if stays != goes else None
        while said is not None:
            try:
                merge_persons(stays, goes, keep=said, actor=self.actor)
                said = None
            except MergeClash as clash:
                asked = dict.fromkeys((each.key for each in clash.clashes), remains)
                if asked.keys() & said.keys():
                    raise  # what was said must be heard
                said |= asked

    @precondition(lambda self: Merge.objects.standing().exists())
    @rule(which=any_row)
    def undo(self, which):
        standing = list(Merge.objects.standing().order_by("pk"))
        merge = standing[which % len(standing)]
        both = {merge.stays_id, merge.goes_id}
        later = [one for one in standing if one.pk > merge.pk]
        if not any(both & {one.stays_id, one.goes_id} for one in later):
            undo_merge(merge, actor=self.actor)

    # --- What always holds -----------------------------------------------------------------------

    @invariant()
    def check_everything(self):
        rows = list(Appointment.objects.select_related("pillar", "decree").order_by("pk"))
        self.nothing_overlaps(rows)
        self.nothing_is_lost()
        self.nothing_names_who_is_gone()
        self.every_row_has_its_history(rows)
        self.each_day_says_one_thing(rows)

    def nothing_overlaps(self, rows):
        for one, other in combinations(rows, 2):
            if one.pillar_id != other.pillar_id or one.area_id != other.area_id:
                continue
            shared = overlap((one.since, one.until), (other.since, other.until))
            assert not (shared and one.person_id == other.person_id), (one.pk, other.pk)
            assert not (shared and one.pillar.is_sole), (one.pk, other.pk)
        assert [row.is_sole for row in rows] == [row.pillar.is_sole for row in rows]

    def nothing_is_lost(self):
        """Every row that was ever written is in its table, or kept whole by a merge."""
        aside = Counter()
        for merge in Merge.objects.all():
            for kept in all_kept(orjson.loads(merge.kept)["aside"]):
                aside[kept["copy"]["model"], kept["copy"]["pk"]] += merge.undone_at is None
        for model in KEPT:
            there = set(model.objects.values_list("pk", flat=True))
            away = {pk for label, pk in aside if label == model._meta.label_lower}
            assert there <= self.made[model]
            assert self.made[model] == there | away, model
            held = {pk for pk in away if aside[model._meta.label_lower, pk]}
            assert not there & held, "in two places"

    def nothing_names_who_is_gone(self):
        gone = Person.objects.exclude(merged_into=None)
        for reference in references():
            if not reference.handling.never_moves:
                named = {f"{reference.field.name}__in": gone}
                assert not reference.model._default_manager.filter(**named).exists(), reference.key

    def every_row_has_its_history(self, rows):
        history = Appointment.events.rel.related_model._default_manager
        for row in rows:
            last = history.filter(pgh_obj_id=row.pk).order_by("pgh_id").last()
            said = (last.person_id, last.term, last.decree_id, last.ended_kind, last.answer)
            assert said == (row.person_id, row.term, row.decree_id, row.ended_kind, row.answer)
        ever = set(history.values_list("pgh_obj_id", flat=True))
        assert self.made[Appointment] <= ever

    def each_day_says_one_thing(self, rows):
        """A tier and a state on any day, as the database says them and as the rows do."""
        steps = list(TierStep.objects.order_by("since"))
        changes = list(DecreeChange.objects.filter(kind__in=DecreeChange.ENDING))
        for day in DAYS:
            told = Appointment.objects.with_state(day).with_tier(day).order_by("pk")
            serving = set(Appointment.objects.serving(day).values_list("pk", flat=True))
            assert serving == {row.pk for row in rows if row.is_serving(day)}
            for row in told:
                reached = [
                    step.tier
                    for step in steps
                    if (step.person_id, step.pillar_id) == (row.person_id, row.pillar_id)
                    and step.since <= day
                ]
                assert row.tier == (reached[-1] if reached else None)
                if row.pk not in serving:
                    assert row.state in {"upcoming", "ended"}
                elif row.decree is None:
                    assert row.state == "awaited"
                else:
                    ended = any(
                        change.older_id == row.decree_id and change.effective_on <= day
                        for change in changes
                    )
                    in_force = covers(row.decree.term, day) and not ended
                    assert (row.state != "lapsed") == in_force


@pytest.mark.thorough
@pytest.mark.django_db
def test_any_sequence_keeps_the_roster_whole():
    run(
        Roster,
        settings=settings(
            max_examples=int(os.environ.get("ROSTER_EXAMPLES", "5")),
            stateful_step_count=18,
            deadline=None,
            phases=[Phase.generate],  # shrinking takes minutes; the steps are told as they are
            suppress_health_check=list(HealthCheck),
        ),
    )

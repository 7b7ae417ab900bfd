"""Each semester the village says of its people: active, moved, died, stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Can, may, require
from accounts.models import User
from common.dates import today
from people.models import Person
from people.services import change_person, hold
from regions.models import Region
from volunteers.models import Appointment
from volunteers.services.appointing import end_appointment

Answer, Ending = Appointment.Answer, Appointment.Ending

ENDS = {Answer.MOVED: Ending.MOVED, Answer.DIED: Ending.DIED, Answer.STOPPED: Ending.RESIGNED}


class Confirmed(NamedTuple):
    """How many were confirmed, ended at once, and left to the district to end."""

    active: int
    ended: int
    told: int


@transaction.atomic
def confirm_village(
    region: Region, *, answers: Mapping[int, str], on: date | None = None, actor: User
) -> Confirmed:
    """Write down the village's word on its people, by appointment; `on` is today in the village.

    Who does not keep the area that somebody was appointed for cannot end it: the word stands on the
    appointment, and the district sees it. Raises ValidationError on `answers` for whom the village
    does not know, or for an answer that is none.
    """
    require(actor, Can.KEEP_ROSTER, on=region)
    day = on or today(region.tz)
    _hold_dead(region, answers)
    locked = Appointment.objects.select_for_update(no_key=True, of=("self",))
    here = locked.filter(region=region).asked_of_village(day).filter(pk__in=answers).order_by("pk")
    rows = list(here.select_related("person", "area", "pillar"))
    _refuse_unknown({row.pk for row in rows}, answers)
    ended = told = 0
    for row in rows:
        row.confirmed_on, row.confirmed_by, row.answer = day, actor, answers[row.pk]
        row.version += 1
    Appointment.objects.bulk_update(
        rows, ["confirmed_on", "confirmed_by", "answer", "version"], batch_size=500
    )
    for row in rows:
        if row.answer == Answer.ACTIVE:
            continue
        if row.answer == Answer.DIED:
            _note_death(row, day, actor)
        if may(actor, Can.KEEP_ROSTER, on=row.area):
            # The day is the last, for nobody knows a better one.
            end_appointment(row, on=day, kind=ENDS[Answer(row.answer)], actor=actor)
            ended += 1
        else:
            told += 1
    return Confirmed(len(rows) - ended - told, ended, told)


def _hold_dead(region: Region, answers: Mapping[int, str]) -> None:
    """Lock the persons who died before their appointments, in the order of everybody else."""
    dead = [key for key, answer in answers.items() if answer == Answer.DIED]
    persons = Person.objects.filter(appointments__in=dead, appointments__region=region)
    for person in persons.distinct().order_by("pk"):
        hold(person)


def _note_death(row: Appointment, day: date, actor: User) -> None:
    if row.person.died_on is None and may(actor, Can.KEEP_BODY, on=row):
        change_person(row.person, changes={"died_on": day}, actor=actor)


def _refuse_unknown(known: set[int], answers: Mapping[int, str]) -> None:
    faults = []
    if set(answers) - known:
        faults.append(
            ValidationError(
                _("Ada penugasan yang tidak berjalan di desa ini."), code="unknown_appointment"
            )
        )
    if set(answers.values()) - set(Answer.values):
        faults.append(ValidationError(_("Jawaban tidak dikenal."), code="unknown_answer"))
    if faults:
        raise ValidationError({"answers": faults})

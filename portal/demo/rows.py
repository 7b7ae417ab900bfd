"""The rows of the demo, gathered first and written a table at a time."""

from dataclasses import dataclass, field
from random import Random
from typing import TypeVar
from uuid import UUID

from django.db.models import Model

from accounts.models import Grant, User
from meetings.models import Attendance, FollowUp, Invitation, InvitedGroup, Meeting, Series
from people.models import Person, Presence
from programme.models import Activity, Book, Letter, Visit
from volunteers.models import (
    Absence,
    ActivityReport,
    Appointment,
    Assignment,
    Duty,
    OfficeHolder,
    Organisation,
    Qualification,
    ReportEntry,
    TierStep,
    Training,
    TrainingMark,
)
from wksbm.models import Decree, DecreeChange, Mandate, Membership, Office, Seat, Wksbm

Row = TypeVar("Row", bound=Model)
# Each after those it points to.
ORDER: tuple[type[Model], ...] = (
    User,
    Grant,
    Person,
    Presence,
    Wksbm,
    Office,
    Decree,
    DecreeChange,
    Mandate,
    Seat,
    Membership,
    Organisation,
    OfficeHolder,
    Series,
    Meeting,
    InvitedGroup,
    Invitation,
    Attendance,
    FollowUp,
    Appointment,
    TierStep,
    Training,
    TrainingMark,
    Qualification,
    Duty,
    Duty.needs.through,
    Assignment,
    Absence,
    ActivityReport,
    ReportEntry,
    Activity,
    Book,
    Letter,
    Visit,
)


def new_key(chance: Random) -> UUID:
    """Draw the key that a phone would have made."""
    return UUID(int=chance.getrandbits(128), version=4)


@dataclass
class Rows:
    """What is to be written; `add` gives the row back, to be pointed to."""

    kept: dict[type[Model], list[Model]] = field(default_factory=dict)

    def add(self, *rows: Model) -> None:
        for row in rows:
            self.kept.setdefault(type(row), []).append(row)

    def of(self, model: type[Row]) -> list[Row]:
        """Return the rows of a model that are gathered so far."""
        return [row for row in self.kept.get(model, []) if isinstance(row, model)]

    def write(self) -> dict[str, int]:
        for model in ORDER:
            model._default_manager.bulk_create(self.kept.get(model, []), batch_size=2000)
        return {model.__name__: len(rows) for model, rows in self.kept.items()}

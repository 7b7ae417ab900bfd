"""The rows of the demo, gathered first and written a table at a time."""

from dataclasses import dataclass, field

from django.db.models import Model

from accounts.models import Grant, User
from meetings.models import Attendance, Meeting, Series
from people.models import Person, Presence
from wksbm.models import Decree, DecreeChange, Mandate, Membership, Office, Seat, Wksbm

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
    Series,
    Meeting,
    Attendance,
)


@dataclass
class Rows:
    """What is to be written; `add` gives the row back, to be pointed to."""

    kept: dict[type[Model], list[Model]] = field(default_factory=dict)

    def add(self, *rows: Model) -> None:
        for row in rows:
            self.kept.setdefault(type(row), []).append(row)

    def write(self) -> dict[str, int]:
        for model in ORDER:
            model._default_manager.bulk_create(self.kept.get(model, []), batch_size=2000)
        return {model.__name__: len(rows) for model, rows in self.kept.items()}

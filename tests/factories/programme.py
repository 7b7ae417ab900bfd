"""Lines of the books for tests: the smallest that hold, with overrides."""

from datetime import date
from itertools import count

from accounts.access import Role
from meetings.models import hosted_by, region_of
from programme.models import Activity, Book, Letter, Visit
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body

numbers = count(1)


def make_activity(host=None, **overrides):
    facts = {"year": 2026, "name": "Posyandu lansia", "from_month": 3, "to_month": 5}
    return Activity.objects.create(**hosted_by(host or make_body()), **(facts | overrides))


def make_letter(host=None, **overrides):
    """Return a letter that came, under a number that no other has."""
    host = host or make_body()
    facts = {
        "direction": "in",
        "entered_on": date(2026, 3, 10),
        "number": next(numbers),
        "party": "Dinas Sosial",
        "subject": "Undangan",
    } | overrides
    facts.setdefault("year", facts["entered_on"].year)
    if "entered_by" not in facts:
        facts["entered_by"] = make_user(Role.VILLAGE_SECRETARY, region_of(host).code)
    return Letter.objects.create(**hosted_by(host), **facts)


def make_visit(host=None, **overrides):
    host = host or make_body()
    facts = {
        "on": date(2026, 3, 10),
        "name": "Rahmat",
        "office": "Dinas Sosial",
        "purpose": "Monev",
    } | overrides
    if "entered_by" not in facts:
        facts["entered_by"] = make_user(Role.VILLAGE_SECRETARY, region_of(host).code)
    return Visit.objects.create(**hosted_by(host), **facts)


def make_book(host=None, *, kind="plan", year=2026, **overrides):
    place = {**hosted_by(host or make_body()), "kind": kind, "year": year}
    return Book.objects.get_or_create(**place, defaults=overrides)[0]

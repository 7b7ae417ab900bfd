"""What the drills of money ask over HTTP, in the words of the API."""

from calendar import monthrange
from contextlib import contextmanager
from datetime import date

from common.dates import today
from tests.drills.books import Books
from tests.drills.conftest import FULL
from tests.drills.office import BORN, RATE, recipient, recorded
from tests.drills.tellers import Staff
from tests.factories.imports import OF_PAYMENTS, sheet

OFFICE = "tests.drills.office"
STAFF, SCHEMES, PEOPLE = 200 if FULL else 40, 30, 3
YEAR = 2026  # of the source, and of all months that are paid
AMOUNT = 150_000  # of a month that others pay
FAST = {"API_RATE": "1000000/min"}  # a drill is no program that runs wild


class Office:
    """The seeded office of a fleet, and the books of what was done there."""

    def __init__(self, fleet):
        self.fleet, self.books, self.people = fleet, Books(), PEOPLE
        self.staff = Staff(fleet.web_port, STAFF)
        fleet.furnish(OFFICE, {"staff": STAFF, "schemes": SCHEMES, "people": PEOPLE})
        ask = "SELECT id FROM stipends_scheme WHERE is_recorded = {} ORDER BY id"
        self.schemes = [pk for (pk,) in fleet.ask(ask.format("FALSE"))]
        self.others = [pk for (pk,) in fleet.ask(ask.format("TRUE"))]
        [(self.source,)] = fleet.ask("SELECT id FROM stipends_fundingsource")
        found = fleet.ask("SELECT id FROM people_person ORDER BY name")
        self.persons = [pk for (pk,) in found]

    @property
    def gross(self):
        return self.people * RATE

    def run_of(self, number):
        """Return what begins the run of this number: a scheme's months first, then the next's."""
        scheme, month = self.schemes[number // 12], number % 12 + 1
        return {
            "scheme": scheme,
            "source": self.source,
            "period_from": f"{YEAR}-{month:02d}-01",
            "period_to": f"{YEAR}-{month:02d}-{monthrange(YEAR, month)[1]}",
            "title": f"Tali asih {number}",
            "with_arrears": False,
        }

    def payment_of(self, number):
        """Return the recorded payment of this number: of each person, month and scheme one."""
        months, person = divmod(number, self.people)
        scheme, month = self.others[months // 12], months % 12 + 1
        return {
            "person": self.persons[person],
            "scheme": scheme,
            "period_from": f"{YEAR}-{month:02d}-01",
            "period_to": f"{YEAR}-{month:02d}-{monthrange(YEAR, month)[1]}",
            "amount": AMOUNT,
            "paid_on": str(today()),
            "evidence": "Buku tabungan",
        }

    def sheet_of(self, number):
        """Return a sheet of what everybody got from others for a month, and of which scheme."""
        scheme, month = number // 12, date(YEAR, number % 12 + 1, 1)
        paid = (*[f"{month:%m/%Y}"] * 2, str(AMOUNT), f"{today():%d/%m/%Y}", f"Daftar {number}")
        rows = [
            (recipient(one), f"{BORN:%d/%m/%Y}", "Goa", recorded(scheme), *paid)
            for one in range(self.people)
        ]
        return sheet(rows, OF_PAYMENTS), self.others[scheme]


@contextmanager
def office(fleet, *, mutant="", sql=""):
    """Open the office: its pages are served, and a worker does what takes long."""
    with fleet([], settings={**FAST, "DRILL_MUTANT": mutant}) as found:
        opened = Office(found)
        if sql:
            found.tell(sql)
        found.servers.start("valkey")
        found.start("worker", "beat")
        found.serve()
        yield opened

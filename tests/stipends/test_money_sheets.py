"""Payments by others from a sheet: rows in = created + skipped + failed, nothing twice."""

from datetime import date

import pytest

from accounts.access import Role
from common.months import Month
from stipends.importers.sheet import read_month
from stipends.models import RecordedPayment
from tests.factories.accounts import make_user
from tests.factories.imports import OF_PAYMENTS, checked, make_import, outcome, saved, told, undone
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import make_appointment
from tests.stipends.money import make_recorded, make_scheme

pytestmark = pytest.mark.django_db


def bring(rows, actor=None):
    batch = make_import(
        rows,
        OF_PAYMENTS,
        kind="recorded_payments",
        region=make_region("52.07"),
        actor=actor or make_user(Role.DISTRICT_OFFICER, "52.07"),
    )
    return checked(batch)


def row(name, *, scheme="Tali asih Tagana", months=("Januari 2026", "06/2026"), **other):
    facts = {"amount": "Rp 1.500.000,-", "paid": "02/07/2026", "proof": "Daftar 12"} | other
    born = facts.get("born", "17/08/1980")
    return (name, born, "Goa", scheme, *months, facts["amount"], facts["paid"], facts["proof"])


def test_months_are_read_as_people_write_them():
    cases = {
        "Januari 2026": Month(2026, 1),
        "Jan 2026": Month(2026, 1),
        "01/2026": Month(2026, 1),
        "2026-01": Month(2026, 1),
        "15 Maret 2026": Month(2026, 3),
        "semester 1": None,
        "": None,
    }

    assert {text: read_month(text) for text in cases} == cases


def test_a_sheet_records_what_is_new_and_says_why_not_the_rest():
    village, born = make_village(), date(1980, 8, 17)
    scheme = make_scheme(make_region("52"), is_recorded=True, name="Tali asih Tagana")
    siti, budi, ani, eka = (
        make_person(name, at=village, village=village, birth_date=born)
        for name in ("Siti", "Budi", "Ani", "Eka")
    )
    make_appointment(person=siti, pillar=scheme.pillar, region=make_village("52.07.02.2014"))
    make_recorded(budi, scheme=scheme)  # the very same
    make_recorded(ani, scheme=scheme, amount=1)  # the same months, another sum

    batch = bring(
        [
            row("Siti"),
            row("Siti"),
            row("Siti", months=("Juni 2026", "Juli 2026")),
            row("Budi"),
            row("Ani"),
            row("Eka", scheme="Tali asih Lain"),
            row("Eka", months=("Juni 2026", "Mei 2026")),
            row("Eka", amount="0"),
            row("Eka", paid="01/01/2099"),
            row("Orang Lain"),
        ]
    )

    assert told(batch) == {
        2: ("create", []),
        3: ("skip", []),
        4: ("fail", ["twice_in_sheet"]),
        5: ("skip", []),
        6: ("fail", ["already_recorded"]),
        7: ("fail", ["scheme_unknown"]),
        8: ("fail", ["backward"]),
        9: ("fail", ["not_positive"]),
        10: ("fail", ["day_to_come"]),
        11: ("fail", ["person_unknown"]),
    }
    before = RecordedPayment.objects.count()
    batch = saved(batch)
    payment = RecordedPayment.objects.get(person=siti)
    assert outcome(batch) == (10, 1, 0, 2, 7)
    assert RecordedPayment.objects.count() == before + 1
    facts = (payment.amount, payment.period.lower, payment.period.upper, payment.region_id)
    assert facts == (1_500_000, date(2026, 1, 1), date(2026, 7, 1), "52.07.02.2014")
    again = bring([row("Siti")])
    assert told(again) == {2: ("skip", [])}
    undone(batch)
    payment.refresh_from_db()
    assert payment.withdrawn_because == "Impor diurungkan."
    assert told(bring([row("Siti")])) == {2: ("create", [])}
    assert eka.recorded_payments.count() == 0


def test_who_merely_looks_alike_is_asked_about():
    village = make_village()
    make_scheme(make_region("52"), is_recorded=True, name="Tali asih Tagana")
    make_person("Siti Aminah", at=village, village=village)

    batch = bring([row("Siti Aminah", born=None)])

    assert told(batch) == {2: ("ask", [])}

"""Money for tests: a scheme of Tagana, a source, runs at each step; the smallest that hold."""

from datetime import date
from itertools import count
from uuid import uuid4

from accounts.access import Role
from common.dates import term
from stipends.models import FundingSource, Rate, Scheme
from stipends.services import approve_run, release_run, start_run, submit_run
from tests.factories.accounts import make_user
from tests.factories.people import make_bank_account, make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import make_appointment, make_pillar
from tests.factories.wksbm import make_decree, make_office
from wksbm.models import Decree

numbers = count(1)
REGENCY = "52.07"
AUGUST = (date(2026, 8, 1), date(2026, 8, 31))


def make_officer(region=REGENCY):
    return make_user(Role.DISTRICT_OFFICER, region)


def make_approver(region=REGENCY):
    return make_user(Role.DISTRICT_APPROVER, region)


def make_source(*, region=REGENCY, **overrides):
    facts = {
        "region": make_region(region),
        "budget": Decree.CostSource.REGENCY_BUDGET,
        "name": f"Belanja honorarium {next(numbers)}",
        "fiscal_year": 2026,
        "ceiling": 1_000_000_000,
    }
    return FundingSource.objects.create(**(facts | overrides))


def make_rate(scheme, amount=200_000, *, since=date(2026, 1, 1), until=None, **overrides):
    return Rate.objects.create(scheme=scheme, amount=amount, term=term(since, until), **overrides)


def make_scheme(*, region=REGENCY, amount=200_000, since=date(2026, 1, 1), until=None, **overrides):
    """Return a monthly scheme of Tagana in a regency, with one rate; 0 is without."""
    facts = {
        "region": make_region(region),
        "name": f"Tali asih {uuid4().hex[:6]}",
        "word": Scheme.Word.TALI_ASIH,
        "pillar": make_pillar("tagana"),
        "budget": Decree.CostSource.REGENCY_BUDGET,
        "payer": "Dinas Sosial",
        "rhythm": "monthly",
        "term": term(since, until),
    }
    scheme = Scheme.objects.create(**(facts | overrides))
    if amount:
        make_rate(scheme, amount, since=since)
    return scheme


def make_recipients_decree(*, region=REGENCY, since=date(2026, 1, 1), until=None, **overrides):
    office = make_office(region=make_region(region), kind="regent")
    return make_decree(
        issuer=office,
        effective_from=since,
        valid_until=until,
        kind=Decree.Kind.RECIPIENTS,
        **overrides,
    )


def make_recipient(name="", *, pillar=None, region=None, decree=None, account=True, **overrides):
    """Return the appointment of somebody who meets every condition of a scheme in 2026."""
    village = region or make_village()
    person = overrides.pop("person", None)
    if person is None:
        person = make_person(name or f"Relawan {next(numbers)}", at=village)
    if account:
        make_bank_account(person)
    facts = {
        "honorarium": "paid",
        "confirmed_on": date(2026, 7, 2),
        "answer": "active",
        "decree": make_recipients_decree() if decree is None else decree,
    }
    return make_appointment(
        person=person, pillar=pillar or make_pillar("tagana"), region=village, **(facts | overrides)
    )


def make_run(
    *, scheme=None, source=None, period=AUGUST, officer=None, title="", with_arrears=False
):
    """Return a drafted run of August: without arrears, unless they are asked for."""
    return start_run(
        scheme=scheme or make_scheme(),
        source=source or make_source(),
        period_from=period[0],
        period_to=period[1],
        title=title or f"Honorarium {next(numbers)}",
        with_arrears=with_arrears,
        actor=officer or make_officer(),
    )


def make_submitted_run(*, officer=None, **facts):
    officer = officer or make_officer()
    run = make_run(officer=officer, **facts)
    return submit_run(run, version=run.version, actor=officer)


def make_approved_run(*, approver=None, **facts):
    run = make_submitted_run(**facts)
    return approve_run(
        run, fingerprint=run.fingerprint, version=run.version, actor=approver or make_approver()
    )


def make_released_run(*, releaser=None, sp2d_on=None, **facts):
    """Return a run whose money is out: released by an officer on the day of the test."""
    run = make_approved_run(**facts)
    return release_run(
        run,
        sp2d_number="00123/SP2D/2026",
        sp2d_on=sp2d_on or date(2026, 9, 5),
        version=run.version,
        actor=releaser or make_officer(),
    )

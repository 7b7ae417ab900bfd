"""Money on its way, made row by row as the services of runs do it: the smallest that hold."""

from datetime import date, timedelta
from itertools import count

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Sum
from django.utils import timezone

from accounts.access import Role
from common.dates import term, today
from stipends.models import (
    LedgerEntry,
    Line,
    LineStep,
    Rate,
    RecordedPayment,
    Run,
    RunException,
    Scheme,
)
from stipends.services import decide_correction, pay_owed, propose_correction
from tests.factories.accounts import make_user
from tests.factories.people import make_bank_account, make_person
from tests.factories.regions import make_region
from tests.factories.stipends import make_source
from tests.factories.volunteers import make_appointment, make_pillar

_numbers = count(1)


def make_scheme(region=None, **overrides):
    facts = {
        "region": region or make_region("52.07"),
        "name": f"Tali asih {next(_numbers)}",
        "word": "tali_asih",
        "pillar": make_pillar("psm"),
        "budget": "apbd_kab",
        "payer": "Dinas Sosial",
        "rhythm": "monthly",
        "term": term(date(2026, 1, 1), None),
    }
    return Scheme.objects.create(**(facts | overrides))


def make_run(region=None, *, people=1, at=None, **overrides):
    """Return a draft for July 2026 of Rp 200,000 each, with a line for each person."""
    region = region or make_region("52.07")
    persons = overrides.pop("persons", None)
    units = overrides.pop("units", ["2026-07"])
    scheme = overrides.pop("scheme", None) or make_scheme(region)
    source = overrides.pop("source", None) or make_source(region=region.code)
    facts = {
        "region": region,
        "scheme": scheme,
        "source": source,
        "period": DateRange(date(2026, 7, 1), date(2026, 8, 1), "[)"),
        "title": f"Tali asih Juli {next(_numbers)}",
        "made_by": make_user(Role.DISTRICT_OFFICER, region.code[:5]),
    }
    run = Run.objects.create(**(facts | overrides))
    rate = Rate.objects.filter(scheme=scheme).first() or Rate.objects.create(
        scheme=scheme, term=scheme.term, amount=200_000
    )
    persons = persons or [make_person(f"Relawan {n + 1}", at=at) for n in range(people)]
    for number, person in enumerate(persons, start=1):
        _line(run, rate, number, person, units)
    return run


def _line(run, rate, number, person, units):
    place = person.presences.first().region
    appointment = person.appointments.first() or make_appointment(person=person, region=place)
    account = person.bank_accounts.first() or make_bank_account(person)
    Line.objects.create(
        run=run,
        number=number,
        region=place,
        person=person,
        appointment=appointment,
        kind="regular",
        period=run.period,
        units=units,
        rate=rate,
        amount=rate.amount,
        quantity=len(units),
        gross=rate.amount * len(units),
        net=rate.amount * len(units),
        account=account,
        account_version=account.version,
        name=person.name,
        post="PSM",
    )


def submitted(run):
    sums = run.lines.aggregate(gross=Sum("gross"), tax=Sum("tax"), net=Sum("net"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT stipends_fingerprint(%s)", [run.pk])
        [print_] = cursor.fetchone()
    Run.objects.filter(pk=run.pk).update(
        state="submitted",
        line_count=run.lines.count(),
        fingerprint=print_,
        submitted_by=run.made_by,
        submitted_at=timezone.now(),
        **sums,
    )
    run.refresh_from_db()
    return run


@transaction.atomic
def approved(run):
    submitted(run)
    who = make_user(Role.DISTRICT_APPROVER, run.region_id[:5])
    Run.objects.filter(pk=run.pk).update(
        state="approved",
        approved_by=who,
        approved_at=timezone.now(),
        approved_fingerprint=run.fingerprint,
    )
    for line in run.lines.all():
        LedgerEntry.objects.create(
            run=run,
            line=line,
            source=run.source,
            scheme=run.scheme,
            person=line.person,
            kind="claim",
            gross=line.gross,
            tax=line.tax,
            net=line.net,
            by=who,
            at=timezone.now(),
        )
    run.refresh_from_db()
    return run


def released(run, *, blocked=()):
    """Release an approved run; these lines are held because their account changed."""
    approved(run)
    day = today()
    Run.objects.filter(pk=run.pk).update(
        state="released",
        released_by=run.made_by,
        released_at=timezone.now(),
        sp2d_number="001/LS/2026",
        sp2d_on=day - timedelta(days=3),
    )
    for line in run.lines.order_by("number"):
        kind = "blocked" if line.pk in {one.pk for one in blocked} else "released"
        step(line, kind)
    run.refresh_from_db()
    return run


def step(line, kind, **facts):
    usual = {"on": today(), "by": line.run.made_by, "at": timezone.now()}
    return LineStep.objects.create(line=line, kind=kind, **(usual | facts))


def a_line(region=None, *, state="released", **facts):
    """Return a line whose run is in this state, or that is paid."""
    run = make_run(region, **facts)
    makers = {"draft": lambda run: run, "submitted": submitted, "approved": approved}
    makers.get(state, released)(run)
    line = run.lines.select_related("run__region", "region").get(number=1)
    if state == "paid":
        step(line, "transferred")
    return line


def a_settled_line(region=None, *, gross=50_000, **facts):
    """Return a paid line to which a correction added this, and whom that was handed over."""
    line = a_line(region, state="paid", **facts)
    keeper = officer(line)
    added = propose_correction(
        line, kind="adjustment", gross=gross, because="Tarif naik", actor=keeper
    )
    decide_correction(added, approve=True, actor=approver(line))
    pay_owed(line, kind="handed_over", on=today(), reference="BKU 12", actor=keeper)
    return line


def stands(line):
    return type(line).objects.select_related("standing").get(pk=line.pk).standing.state


def officer(line):
    return make_user(Role.DISTRICT_OFFICER, line.run.region_id[:5])


def approver(line):
    return make_user(Role.DISTRICT_APPROVER, line.run.region_id[:5])


def an_exception(run):
    return RunException.objects.create(
        run=run, kind="release", because="Hanya berdua", by=run.made_by, at=timezone.now()
    )


def make_recorded(person, *, scheme=None, amount=1_500_000, **overrides):
    """Return what others paid for the first half of 2026."""
    place = person.presences.first().region
    facts = {
        "region": place,
        "person": person,
        "scheme": scheme or make_scheme(make_region(place.code[:5]), is_recorded=True),
        "period": DateRange(date(2026, 1, 1), date(2026, 7, 1), "[)"),
        "amount": amount,
        "paid_on": date(2026, 7, 2),
        "evidence": "Buku tabungan",
        "noted_by": make_user(),
        "noted_at": timezone.now(),
    }
    return RecordedPayment.objects.create(**(facts | overrides))

"""Runs for the papers' tests, written as rows: approved and released past the services."""

from datetime import UTC, date, datetime
from itertools import count

from django.db import connection

from accounts.access import Role
from common.dates import term
from stipends.models import (
    Correction,
    FundingSource,
    LedgerEntry,
    Line,
    LineStep,
    Official,
    Rate,
    Run,
    Scheme,
    Settlement,
)
from tests.factories.accounts import make_user
from tests.factories.people import make_bank_account, make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import make_pillar

REGENCY = "52.07"
APPROVED_AT = datetime(2026, 10, 5, 1, tzinfo=UTC)
RELEASED_AT = datetime(2026, 10, 7, 1, tzinfo=UTC)
PAID_AT = datetime(2026, 10, 8, 1, tzinfo=UTC)
CORRECTED_AT = datetime(2026, 10, 8, 2, tzinfo=UTC)
SETTLED_AT = datetime(2026, 11, 2, 1, tzinfo=UTC)
_numbers = count(1)


def make_scheme(**overrides):
    facts = {
        "region": make_region(REGENCY),
        "name": f"Tali asih {next(_numbers)}",
        "word": "tali_asih",
        "pillar": make_pillar("tagana"),
        "budget": "apbd_kab",
        "payer": "Dinas Sosial Kabupaten Sumbawa Barat",
        "rhythm": "quarterly",
        "term": term(date(2025, 1, 1), None),
    }
    scheme = Scheme.objects.create(**(facts | overrides))
    Rate.objects.create(scheme=scheme, term=term(date(2025, 1, 1), None), amount=250_000)
    return scheme


def make_source(**overrides):
    facts = {
        "region": make_region(REGENCY),
        "budget": "apbd_kab",
        "name": f"Pemberdayaan sosial {next(_numbers)}",
        "fiscal_year": 2026,
        "sub_activity": "1.06.02.2.01",
        "account_code": "5.1.02.02.01.0003",
        "ceiling": 10_000_000_000,
    }
    return FundingSource.objects.create(**(facts | overrides))


def make_draft(*, scheme=None, source=None, officer=None, **overrides):
    facts = {
        "region": make_region(REGENCY),
        "scheme": scheme or make_scheme(),
        "source": source or make_source(),
        "period": term(date(2026, 7, 1), date(2026, 9, 30)),
        "title": "Tali asih Tagana triwulan III 2026",
        "made_by": officer or make_user(Role.DISTRICT_OFFICER, REGENCY),
    }
    return Run.objects.create(**(facts | overrides))


def make_line(run, *, person=None, number=None, save=True, **overrides):
    """Return a line of three months at 250,000; in cash unless an account is named."""
    number = number or Line.objects.filter(run=run).count() + 1
    person = person or make_person(f"Relawan {number}")
    rate = run.scheme.rates.get()
    facts = {
        "run": run,
        "number": number,
        "person": person,
        "region": make_village(),
        "kind": "regular",
        "period": run.period,
        "units": ["2026-07", "2026-08", "2026-09"],
        "rate": rate,
        "amount": rate.amount,
        "quantity": 3,
        "name": person.name,
        "post": "Tagana",
    } | overrides
    facts.setdefault("gross", facts["amount"] * facts["quantity"])
    facts.setdefault("tax", 0)
    facts["net"] = facts["gross"] - facts["tax"]
    account = facts.get("account")
    if account is not None:
        facts["account_version"] = account.version
    line = Line(**facts)
    if save:
        line.save()
    return line


def approve(run, *, by=None, at=APPROVED_AT, **overrides):
    """Submit and approve the run, and claim its lines."""
    lines = list(run.lines.order_by("number"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT stipends_fingerprint(%s)", [run.pk])
        seen = cursor.fetchone()[0]
    sums = {name: sum(getattr(line, name) for line in lines) for name in ("gross", "tax", "net")}
    rows = Run.objects.filter(pk=run.pk)
    rows.update(
        state="submitted",
        submitted_by=run.made_by,
        submitted_at=at,
        fingerprint=seen,
        line_count=len(lines),
        **sums,
    )
    approver = by or make_user(Role.DISTRICT_APPROVER, REGENCY, name="Approver Ani")
    rows.update(
        state="approved",
        approved_by=approver,
        approved_at=at,
        approved_fingerprint=seen,
        **overrides,
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            run=run,
            line=line,
            source=run.source,
            scheme=run.scheme,
            person=line.person,
            kind="claim",
            gross=line.gross,
            tax=line.tax,
            net=line.net,
            by=approver,
            at=at,
        )
        for line in lines
    )
    return again(run)


def release(run, *, at=RELEASED_AT, blocked=()):
    rows = Run.objects.filter(pk=run.pk)
    rows.update(
        state="released",
        released_by=run.made_by,
        released_at=at,
        sp2d_number="0123/SP2D/2026",
        sp2d_on=date(2026, 10, 7),
    )
    lines = list(run.lines.filter(standing__state="approved"))
    step(*[line for line in lines if line not in blocked], kind="released", at=at)
    step(*blocked, kind="blocked", at=at)
    return again(run)


def step(*lines, kind, at=PAID_AT, **facts):
    """Let something happen to the lines' money on the day of `at`."""
    for line in lines:
        LineStep.objects.create(
            line=line, kind=kind, on=at.date(), by=line.run.made_by, at=at, **facts
        )


def correct(line, *, kind, gross, tax=0, because="Salah hitung", at=CORRECTED_AT, **facts):
    """Propose a correction and approve it by another person."""
    run = again(line.run)
    approver = run.approved_by
    correction = Correction.objects.create(
        region=run.region,
        line=line,
        kind=kind,
        gross=gross,
        tax=tax,
        because=because,
        proposed_by=run.made_by,
        proposed_at=at,
        **facts,
    )
    Correction.objects.filter(pk=correction.pk).update(
        state="approved", decided_by=approver, decided_at=at
    )
    claim = line.entries.get(kind="claim")
    LedgerEntry.objects.create(
        run=run,
        line=line,
        source=claim.source,
        scheme=claim.scheme,
        person=claim.person,
        kind=kind,
        gross=gross,
        tax=tax,
        net=gross - tax,
        original=claim,
        correction=correction,
        by=approver,
        at=at,
    )


def settle(line, *, gross, tax=0, at=SETTLED_AT, kind="transferred"):
    """Let what was added to the line reach the person on the day of `at`."""
    return Settlement.objects.create(
        line=line,
        kind=kind,
        on=at.date(),
        reference="TRF-9",
        gross=gross,
        tax=tax,
        net=gross - tax,
        by=line.run.made_by,
        at=at,
    )


def make_official(post, name, *, since=date(2026, 1, 1), until=None, **overrides):
    facts = {
        "region": make_region(REGENCY),
        "post": post,
        "title": Official.Post(post).label,
        "name": name,
        "term": term(since, until),
    }
    return Official.objects.create(**(facts | overrides))


def make_paid_run(lines=1, **overrides):
    """Return a released run of so many persons, each with an account."""
    run = make_draft(**overrides)
    for number in range(1, lines + 1):
        person = make_person(f"Relawan {number:02d}")
        make_line(run, person=person, number=number, account=make_bank_account(person))
    return release(approve(run))


def again(run):
    return Run.objects.select_related("region", "scheme", "source").get(pk=run.pk)

"""Belitung Timur's year of honoraria, through the services: its amounts are those of 2019.

Tali asih of Rp 200,000 for Tagana and Rp 1,000,000 for TSM a month from the regency's budget; all
others serve unpaid. Rp 250,000 a month for Tagana from the nation, paid each semester, is only
recorded. The semester of transport money for TSM is invented, and says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection

from accounts.models import User
from common.dates import last_day, term, today
from common.months import Month
from portal.demo.districts import BELITUNG_TIMUR
from regions.models import Region
from stipends import services
from stipends.models import (
    Correction,
    FundingSource,
    LeftOut,
    Line,
    LineStep,
    Official,
    Rhythm,
    Run,
    Scheme,
)
from volunteers.models import Appointment, Pillar
from wksbm.models import Decree

OFFICER, RELEASER, APPROVER = "dinas-beltim", "petugas-beltim", "penyetuju-beltim"
# Known to everybody who reads this: the demo shows their codes.
SECRETS: Final = {
    OFFICER: "MRUW4YLTFVRGK3DUNFWQ2ZDF",
    RELEASER: "OBSXI5LHMFZS2YTFNR2GS3LB",
    APPROVER: "OBSW46LFOR2WU5JNMJSWY5DJ",
}
BUDGET: Final = Decree.CostSource.REGENCY_BUDGET
READ: Final = (
    *("people_person", "people_bankaccount", "people_presence", "regions_region"),
    *("volunteers_appointment", "volunteers_tierstep", "volunteers_activityreport"),
    *("volunteers_assignment", "wksbm_decree", "wksbm_decreechange", "meetings_attendance"),
    "meetings_meeting",
)
RECORDED: Final = 12  # so many Tagana have brought their book of savings


class Plan(NamedTuple):
    """A scheme that is run here, its rate a month, and what its source holds for the year."""

    name: str
    word: str
    pillar: str
    rhythm: str
    amount: int
    basis: str
    ceiling: int
    months: int  # that one run pays


TAGANA: Final = Plan(
    "Tali asih Tagana",
    Scheme.Word.TALI_ASIH,
    "tagana",
    Rhythm.MONTHLY,
    200_000,
    "Besaran tahun 2019",
    90_000_000,
    1,
)
TSM: Final = Plan(
    "Honorarium TSM",
    Scheme.Word.HONORARIUM,
    "tsm",
    Rhythm.QUARTERLY,
    1_000_000,
    "Besaran tahun 2019",
    120_000_000,
    3,
)
TRANSPORT: Final = Plan(
    "Uang transport TSM (contoh)",
    Scheme.Word.TRANSPORT,
    "tsm",
    Rhythm.SEMESTER,
    50_000,
    "Karangan, bukan besaran sebenarnya",
    6_000_000,
    6,
)
SIGNERS: Final = (
    (Official.Post.BUDGET_USER, "Kepala Dinas Sosial, Pemberdayaan Masyarakat dan Desa"),
    (Official.Post.PPTK, "Pejabat Pelaksana Teknis Kegiatan"),
    (Official.Post.TREASURER, "Bendahara Pengeluaran"),
)
NAMES: Final = ("Marwan Hasyim", "Yuliana Putri", "Sapri Junaidi")


def build(users: dict[str, User], day: date) -> dict[str, int]:
    """Pay the year until now: what is over is paid, the last two runs wait for somebody."""
    regency = Region.objects.get(code=BELITUNG_TIMUR.code)
    # What was written in this transaction has no statistics yet: each list would take seconds.
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(READ)}")
    year = _Year(regency, users[OFFICER], users[RELEASER], users[APPROVER], day)
    for name, secret in SECRETS.items():
        TOTP.activate(users[name], secret)
    year.build()
    return {"Run": len(year.runs)}


@dataclass
class _Year:
    regency: Region
    officer: User
    releaser: User
    approver: User
    day: date

    def __post_init__(self) -> None:
        self.runs: list[Run] = []
        self.pillars = Pillar.objects.filter(region=None).in_bulk(field_name="code")
        self.january = date(self.day.year, 1, 1)

    def build(self) -> None:
        self._signers()
        self._tagana()
        quarters = self._run_all(TSM, waiting=0)
        self._run_all(TRANSPORT, waiting=0)
        if quarters:
            self._overpaid(quarters[0])
            self._underpaid(quarters[-1])
        self._recorded()

    # --- What there is to pay from, and by which rule --------------------------------------------

    def _signers(self) -> None:
        for (post, title), name in zip(SIGNERS, NAMES, strict=True):
            services.write_official(
                None,
                region=self.regency,
                post=post,
                title=title,
                name=name,
                since=self.january,
                actor=self.officer,
            )

    def _scheme(self, plan: Plan) -> tuple[Scheme, FundingSource]:
        source = services.write_source(
            None,
            region=self.regency,
            actor=self.officer,
            budget=BUDGET,
            name=f"Belanja {plan.name}",
            fiscal_year=self.day.year,
            sub_activity="1.06.02.2.02.0002",
            account_code="5.1.02.02.01.0029",
            ceiling=plan.ceiling,
        )
        scheme = self._write_scheme(
            name=plan.name,
            word=plan.word,
            pillar=self.pillars[plan.pillar],
            budget=BUDGET,
            payer=BELITUNG_TIMUR.agency.removeprefix("Kepala "),
            rhythm=plan.rhythm,
        )
        self._rate(scheme, plan.amount, plan.basis)
        return scheme, source

    def _write_scheme(self, **facts: Any) -> Scheme:
        return services.write_scheme(
            None, region=self.regency, since=self.january, actor=self.officer, **facts
        )

    def _rate(self, scheme: Scheme, amount: int, basis: str) -> None:
        services.set_rate(
            scheme, since=self.january, amount=amount, basis=basis, actor=self.officer
        )

    # --- The runs --------------------------------------------------------------------------------

    def _run_all(
        self, plan: Plan, *, waiting: int, after: Callable[[int, Run], Run] = lambda _at, run: run
    ) -> list[Run]:
        """Run each whole period of the year that is over; the last ones wait for a next step.

        `after` may change a draft. Periods on whose list nobody is are given up.
        """
        scheme, source = self._scheme(plan)
        periods = _periods(plan.months, self.day)
        done = []
        for at, (first, last) in enumerate(periods):
            run = services.start_run(
                scheme=scheme,
                source=source,
                period_from=first.first,
                period_to=last.last,
                title=f"{plan.name}, {_said(first, last)}",
                actor=self.officer,
            )
            run = after(at, run)
            if not run.lines.exists():
                services.cancel_run(run, because="Belum ada penerima", actor=self.officer)
                continue
            left = len(periods) - at
            run = services.submit_run(run, version=run.version, actor=self.officer)
            if not waiting or left > 1:
                run = self._approve(run)
            if not waiting or left > 2:
                done.append(self._pay(run))
            self.runs.append(run)
        return done

    def _approve(self, run: Run) -> Run:
        return services.approve_run(
            run, fingerprint=run.fingerprint, version=run.version, actor=self.approver
        )

    def _pay(self, run: Run) -> Run:
        """Release it in the month after, and note that the bank paid."""
        sp2d_on = min((last_day(run.period) or self.day) + timedelta(days=4), self.day)
        run = services.release_run(
            run,
            sp2d_number=f"{len(self.runs) + 101:05d}/SP2D/LS/1.06/{self.day.year}",
            sp2d_on=sp2d_on,
            version=run.version,
            actor=self.releaser,
        )
        services.pay_lines(
            run,
            kind=LineStep.Kind.TRANSFERRED,
            on=min(sp2d_on + timedelta(days=1), self.day),
            reference=f"TRF-{run.pk:05d}",
            actor=self.officer,
        )
        return run

    # --- What does not go as planned -------------------------------------------------------------

    def _tagana(self) -> None:
        """Pay Tagana month by month: one waits until April, one transfer returns, one objects."""
        paid = self._run_all(TAGANA, waiting=2, after=self._late_papers)
        if len(paid) < 2:
            return
        returned, disputed = list(_paid_lines(paid[-1])[:2])
        services.return_line(
            returned,
            on=self.day,
            because="Rekening tujuan sudah ditutup",
            actor=self.releaser,
        )
        services.raise_dispute(
            disputed.person,
            line=disputed,
            text="Menurut SK saya bertugas sejak Januari, tetapi bulan Maret belum saya terima.",
            actor=self.officer,
        )
        services.close_run(paid[0], version=paid[0].version, actor=self.releaser)

    def _late_papers(self, at: int, run: Run) -> Run:
        """Take one out of the first quarter: April's list then proposes those months as rapel."""
        if at == 0:
            self.late = _paid_last(run)
        if at < 3 and self.late is not None:
            return services.decide(
                run,
                self.late.person,
                pays=False,
                because="Berkas belum lengkap",
                version=run.version,
                actor=self.officer,
            )
        return self._pay_the_known(run)

    def _pay_the_known(self, run: Run) -> Run:
        """Decide on half of those whom their village has not confirmed: the agency knows them."""
        held = LeftOut.objects.filter(run=run, because="unconfirmed").order_by("person_id")
        for one in list(held.select_related("person"))[::2]:
            run = services.decide(
                run,
                one.person,
                pays=True,
                because="Hadir apel bulanan, dikenal dinas",
                version=run.version,
                actor=self.officer,
            )
        return run

    def _overpaid(self, run: Run) -> None:
        """Let one have been paid a month too many, and a second person decide to correct it."""
        line = _paid_lines(run).first()
        if line is None or line.gross <= TSM.amount:
            return
        correction = services.propose_correction(
            line,
            kind=Correction.Kind.TREASURY,
            gross=-TSM.amount,
            because="Cuti di luar tanggungan selama satu bulan",
            sts_number="00417/STS/1.06/2026",
            sts_on=self.day,
            actor=self.officer,
        )
        services.decide_correction(correction, approve=True, actor=self.approver)

    def _underpaid(self, run: Run) -> None:
        """Let two have been paid too little: one has the rest by now, the other waits for it."""
        lines = list(_paid_lines(run)[1:3])
        for line in lines:
            correction = services.propose_correction(
                line,
                kind=Correction.Kind.ADJUSTMENT,
                gross=150_000,
                because="Piket tambahan belum dihitung",
                actor=self.officer,
            )
            services.decide_correction(correction, approve=True, actor=self.approver)
        for line in lines[:1]:
            services.pay_owed(
                line,
                kind=LineStep.Kind.TRANSFERRED,
                on=self.day,
                reference="TRF-K-00001",
                actor=self.officer,
            )

    # --- What others pay -------------------------------------------------------------------------

    def _recorded(self) -> None:
        """Record the nation's semester for some Tagana, once it is over."""
        scheme = self._write_scheme(
            name="Tali asih Tagana (APBN)",
            word=Scheme.Word.TALI_ASIH,
            pillar=self.pillars["tagana"],
            budget=Decree.CostSource.STATE_BUDGET,
            payer="Kementerian Sosial",
            rhythm=Rhythm.SEMESTER,
            is_recorded=True,
        )
        self._rate(scheme, 250_000, "Dibayar per semester")
        if self.day.month < 7:
            return
        serving = Appointment.objects.filter(
            pillar=scheme.pillar,
            region__code__startswith=self.regency.code,
            term__contains=term(self.january, date(self.day.year, 6, 30)),
            person__died_on=None,
        )
        for one in serving.select_related("person").order_by("pk")[:RECORDED]:
            services.record_payment(
                one.person,
                scheme=scheme,
                period_from=self.january,
                period_to=date(self.day.year, 6, 30),
                amount=6 * 250_000,
                paid_on=min(date(self.day.year, 8, 14), today(self.regency.tz)),
                evidence="Buku tabungan, diperlihatkan di dinas",
                actor=self.releaser,
            )


def _periods(months: int, day: date) -> list[tuple[Month, Month]]:
    """Return the spans of so many months that are over on a day, from January on."""
    return [
        (Month(day.year, first), Month(day.year, first + months - 1))
        for first in range(1, day.month - months + 1, months)
    ]


def _said(first: Month, last: Month) -> str:
    return first.label if first == last else f"{first.label} sampai {last.label}"


def _paid_lines(run: Run) -> Any:
    return Line.objects.filter(run=run).select_related("person", "run__region").order_by("number")


def _paid_last(run: Run) -> Line | None:
    found: Line | None = _paid_lines(run).last()
    return found

"""What becomes of released money: it arrives, comes back, is put right by two, and is answered."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.access import Role
from common.dates import term, today
from common.errors import NotAllowed, RuleBroken
from people.models import BankAccount
from people.services import (
    erase_person,
    merge_persons,
    own_data,
    reasons_to_keep,
    undo_merge,
)
from people.services.mending import mending
from stipends import services
from stipends.models import (
    Correction,
    Decision,
    Dispute,
    Entitlement,
    FundingSource,
    LedgerEntry,
    LeftOut,
    Line,
    LineStep,
    Receipt,
    Run,
    StipendPolicy,
    TaxStatus,
)
from stipends.papers.recaps import recap_facts
from stipends.papers.subjects import PersonYear, RegionYear
from stipends.papers.year_lists import year_list_facts
from stipends.papers.years import year_facts
from stipends.sections import money_of
from stipends.services.fairness import fairness_of
from tests.factories.accounts import make_user
from tests.factories.people import make_bank_account, make_person
from tests.factories.regions import make_region, make_village
from tests.factories.stipends import make_source
from tests.factories.subjects import make_proposed
from tests.factories.volunteers import make_appointment
from tests.stipends.books import balanced
from tests.stipends.money import (
    a_line,
    approver,
    make_recorded,
    make_run,
    make_scheme,
    officer,
    released,
    stands,
    step,
)
from volunteers.models import Appointment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


def refused(code, call):
    with pytest.raises(RuleBroken) as told:
        call()
    return told.value.code == code or pytest.fail(f"{told.value.code}, not {code}")


def faulty(field, call):
    with pytest.raises(ValidationError) as told:
        call()
    return field in told.value.message_dict or pytest.fail(str(told.value))


# --- Paying --------------------------------------------------------------------------------------


def test_a_run_is_paid_at_once_but_for_what_is_held():
    run = make_run(people=4)
    held = run.lines.get(number=2)
    released(run, blocked=[held])
    gone_back = run.lines.get(number=3)
    step(gone_back, "transferred")
    step(gone_back, "returned", because="Nama berbeda")
    who = officer(held)

    count = services.pay_lines(run, kind="transferred", on=today(), reference="TRX 1", actor=who)

    states = [stands(line) for line in run.lines.order_by("number")]
    assert (count, states) == (2, ["paid", "blocked", "returned", "paid"])
    assert refused(
        "nothing_to_pay",
        lambda: services.pay_lines(run, kind="transferred", on=today(), actor=who),
    )


def test_named_lines_are_paid_together_or_not_at_all():
    run = released(make_run(people=3))
    first, second, third = run.lines.order_by("number")
    who = officer(first)
    services.pay_lines([first], kind="handed_over", on=today(), actor=who)
    services.return_line(first, on=today(), because="Rekening tutup", actor=who)
    assert services.pay_lines([first, second], kind="transferred", on=today(), actor=who) == 2

    assert refused(
        "line_moved_on",
        lambda: services.pay_lines([second, third], kind="transferred", on=today(), actor=who),
    )

    assert [stands(line) for line in (first, second, third)] == ["paid", "paid", "released"]
    kinds = list(LineStep.objects.filter(line=first).values_list("kind", flat=True))
    assert kinds == ["released", "handed_over", "returned", "transferred"]


def test_who_may_pay_and_on_which_day():
    line = a_line()
    early = line.run.sp2d_on - timedelta(days=1)
    for actor in (
        make_user(Role.DISTRICT_APPROVER, "52.07"),
        make_user(Role.VILLAGE_COORDINATOR, line.region),
        make_user(Role.DISTRICT_OFFICER, "52.08"),
    ):
        with pytest.raises(NotAllowed):
            services.pay_lines(line.run, kind="transferred", on=today(), actor=actor)
    who = officer(line)
    pay = partial(services.pay_lines, [line], kind="transferred", actor=who)
    assert faulty("on", partial(pay, on=today(line.run.region.tz) + timedelta(days=1)))
    assert faulty("on", partial(pay, on=early))
    assert faulty(
        "kind", lambda: services.pay_lines([line], kind="released", on=today(), actor=who)
    )
    assert stands(line) == "released"


def test_only_released_money_is_paid():
    approved = a_line(state="approved")

    assert refused(
        "not_released",
        lambda: services.pay_lines(
            [approved], kind="transferred", on=today(), actor=officer(approved)
        ),
    )


def deposit(line, *, on=None, because="Tidak diambil"):
    """Let a line's money go to the treasury: noted by one, approved by another."""
    day = on or today()
    made = services.to_treasury(
        line, sts_number="STS 9", on=day, because=because, actor=officer(line)
    )
    return services.decide_correction(made, approve=True, actor=approver(line))


def add(line, gross, tax=0):
    """Let two add to what a line comes to."""
    made = services.propose_correction(
        line, kind="adjustment", gross=gross, tax=tax, because="Kurang", actor=officer(line)
    )
    return services.decide_correction(made, approve=True, actor=approver(line))


def steps(line):
    """Return the steps that somebody may try on a line, by name."""
    who, on = officer(line), today()
    return {
        "pay": lambda: services.pay_lines([line], kind="transferred", on=on, actor=who),
        "return": lambda: services.return_line(line, on=on, because="Tutup", actor=who),
        "treasury": lambda: deposit(line),
        "unblock": lambda: services.unblock_line(
            Line.objects.get(pk=line.pk), account=line.account, actor=who
        ),
    }


def in_state(state):
    run = make_run(people=1)
    line = run.lines.get()
    released(run, blocked=[line] if state == "blocked" else [])
    if state in {"paid", "returned"}:
        step(line, "transferred")
    if state == "returned":
        step(line, "returned", because="Rekening tutup")
    return line


def test_each_step_asks_how_the_line_stands():
    """Which steps are possible, from each state; a reason and a number are asked for."""
    cases = {
        "released": {"pay", "treasury"},
        "paid": {"return", "treasury"},
        "returned": {"pay", "treasury"},
        "blocked": {"unblock", "treasury"},
    }
    for state, possible in cases.items():
        for name in ("pay", "return", "treasury", "unblock"):
            line = in_state(state)
            call = steps(line)[name]
            if name in possible:
                call()
                assert stands(line) != state, (state, name)
            else:
                assert refused("line_moved_on", call), (state, name)
    paid = in_state("paid")
    who, on = officer(paid), today()
    assert faulty("because", lambda: services.return_line(paid, on=on, because=" ", actor=who))
    to_treasury = partial(services.to_treasury, paid, actor=who)
    assert faulty("sts_number", partial(to_treasury, sts_number="", because="x", on=on))
    assert faulty("because", partial(to_treasury, sts_number="9", on=on))
    late = on + timedelta(days=2)
    assert faulty("on", partial(to_treasury, sts_number="9", because="x", on=late))
    assert refused("not_released", lambda: deposit(a_line(state="approved")))


def test_a_held_line_goes_to_an_account_of_that_person_in_force():
    run = make_run(people=1)
    line = run.lines.get()
    released(run, blocked=[line])
    who = officer(line)
    stranger = make_bank_account(make_person("Lain"), "0099")
    past = make_bank_account(line.person, "0088", until=date(2025, 1, 1))
    new = make_bank_account(line.person, "0077")

    assert refused(
        "account_of_another",
        lambda: services.unblock_line(line, account=stranger, actor=who),
    )
    assert refused(
        "account_not_in_force", lambda: services.unblock_line(line, account=past, actor=who)
    )
    made = services.unblock_line(line, account=new, actor=who)

    assert (made.account, stands(line)) == (new, "released")


# --- Corrections ---------------------------------------------------------------------------------


def test_a_reversal_needs_two_and_frees_what_was_claimed():
    line = a_line(state="approved")
    proposer = make_user(Role.DISTRICT_OFFICER, "52.07")
    both = make_user(Role.DISTRICT_OFFICER, "52.07")
    correction = services.propose_correction(
        line, kind="reversal", because="Salah orang", actor=proposer
    )
    before = FundingSource.objects.get(pk=line.run.source_id).committed

    with pytest.raises(NotAllowed):  # the right is the approver's
        services.decide_correction(correction, approve=True, actor=both)
    done = services.decide_correction(correction, approve=True, actor=approver(line))

    entry = LedgerEntry.objects.get(correction=done)
    assert (entry.kind, entry.gross, entry.net, stands(line)) == (
        "reversal",
        -200_000,
        -200_000,
        "reversed",
    )
    assert Entitlement.objects.get().live is None
    assert (before, FundingSource.objects.get(pk=line.run.source_id).committed) == (200_000, 0)
    assert refused(
        "already_decided",
        lambda: services.decide_correction(done, approve=False, because="x", actor=approver(line)),
    )
    assert refused(
        "already_reversed",
        lambda: services.propose_correction(line, kind="reversal", because="x", actor=proposer),
    )


def test_nobody_decides_on_what_they_proposed_not_even_a_superuser():
    line = a_line(state="approved")
    both = make_user(Role.DISTRICT_OFFICER, "52.07", is_superuser=True)
    correction = services.propose_correction(
        line, kind="adjustment", gross=-50_000, because="Tarif lama", actor=both
    )

    assert refused(
        "own_approval",
        lambda: services.decide_correction(correction, approve=True, actor=both),
    )
    assert LedgerEntry.objects.filter(correction=correction).count() == 0


def test_what_a_correction_may_be():
    line = a_line(state="paid")
    who = officer(line)

    def propose(**facts):
        return lambda: services.propose_correction(
            line, **({"because": "Salah hitung"} | facts), actor=who
        )

    assert refused("paid_is_not_reversed", propose(kind="reversal"))
    large = propose(kind="treasury", gross=-200_001, sts_number="9", sts_on=today())
    assert refused("correction_too_large", large)
    assert refused("correction_too_large", propose(kind="adjustment", gross=1, tax=-1))
    assert faulty("gross", propose(kind="adjustment"))
    assert faulty("gross", propose(kind="treasury", gross=50_000, sts_number="9"))
    assert faulty("sts_number", propose(kind="treasury", gross=-50_000))
    assert faulty("because", propose(kind="adjustment", gross=-1, because=" "))
    assert refused(
        "line_not_approved",
        lambda: services.propose_correction(
            a_line(state="submitted"), kind="reversal", because="x", actor=who
        ),
    )
    good = propose(kind="treasury", gross=-50_000, sts_number="9", sts_on=today())()
    assert faulty("__all__", propose(kind="adjustment", gross=1))  # one open at a time
    assert faulty(
        "because", lambda: services.decide_correction(good, approve=False, actor=approver(line))
    )
    services.decide_correction(good, approve=False, because="Bukan", actor=approver(line))
    assert Correction.objects.get().state == "refused"


def test_a_line_whose_sum_was_corrected_is_taken_back_from_its_first_sum():
    """Else the ledger would keep the difference of a line that nobody is owed."""
    line = a_line(state="approved")

    def correct(**facts):
        made = services.propose_correction(
            line, **facts, because="Salah hitung", actor=officer(line)
        )
        services.decide_correction(made, approve=True, actor=approver(line))

    correct(kind="adjustment", gross=50_000)
    assert refused("adjusted_is_not_reversed", lambda: correct(kind="reversal"))
    correct(kind="adjustment", gross=-50_000)
    correct(kind="reversal")
    assert sum(LedgerEntry.objects.values_list("gross", flat=True)) == 0
    assert stands(line) == "reversed"


def test_the_ceiling_and_a_closed_year_hold_for_corrections():
    source = make_source(ceiling=200_000)
    line = a_line(state="paid", source=source)
    more = services.propose_correction(
        line, kind="adjustment", gross=1, because="Kurang", actor=officer(line)
    )
    boss = approver(line)
    assert refused(
        "ceiling_exceeded", lambda: services.decide_correction(more, approve=True, actor=boss)
    )
    services.decide_correction(more, approve=False, because="Pagu habis", actor=boss)
    late = services.propose_correction(
        line, kind="adjustment", gross=1, because="Lagi", actor=officer(line)
    )
    FundingSource.objects.filter(pk=source.pk).update(closed_at=timezone.now(), closed_by=boss)

    assert refused(
        "year_closed", lambda: services.decide_correction(late, approve=True, actor=boss)
    )
    services.decide_correction(late, approve=False, because="Sudah tutup", actor=boss)
    back = services.propose_correction(
        line,
        kind="treasury",
        gross=-200_000,
        because="Retur tahun lalu",
        sts_number="STS 7",
        sts_on=today(),
        actor=officer(line),
    )
    services.decide_correction(back, approve=True, actor=boss)
    entries = list(LedgerEntry.objects.filter(line=line).values_list("kind", "gross"))
    assert entries == [("claim", 200_000), ("treasury", -200_000)]


def test_a_deposit_is_one_act_of_two_persons_and_frees_what_came_back_in_its_year():
    line = in_state("returned")
    source = FundingSource.objects.get(pk=line.run.source_id)
    made = services.to_treasury(line, sts_number="STS 9", on=today(), actor=officer(line))

    assert (made.because, stands(line)) == ("Rekening tutup", "returned")  # one alone moves nothing
    assert line.entries.count() == 1
    services.decide_correction(made, approve=True, actor=approver(line))

    entry = LedgerEntry.objects.get(correction=made)
    step_made = line.steps.last()
    assert (entry.kind, entry.gross, stands(line)) == ("reversal", -200_000, "to_treasury")
    assert (step_made.reference, step_made.on) == ("STS 9", today())
    assert Entitlement.objects.get().live is None  # the month may be claimed again
    source.refresh_from_db()
    assert source.left == source.ceiling
    assert refused("already_deposited", lambda: deposit(line))
    balanced()


def test_what_comes_back_after_its_year_leaves_the_ceiling_and_the_claim():
    """Last year's retur: also of a run that is closed by now, and whether or not the year is."""
    for is_closed in (False, True):
        line = a_line(state="paid", source=make_source(fiscal_year=2025))
        services.close_run(line.run, actor=officer(line))
        source = FundingSource.objects.filter(pk=line.run.source_id)
        if is_closed:
            source.update(closed_at=timezone.now(), closed_by=officer(line))
        deposit(line)

        kinds = list(line.entries.order_by("pk").values_list("kind", "gross"))
        assert kinds == [("claim", 200_000), ("treasury", -200_000)]
        assert (stands(line), source.get().committed) == ("to_treasury", 200_000)
        assert Entitlement.objects.get(live__line=line).person == line.person
    balanced()


def test_a_part_that_was_too_much_goes_back_and_the_sums_agree():
    line = a_line(state="paid")
    who, me = officer(line), mine(line)
    less = {"kind": "adjustment", "gross": -50_000, "because": "Cuti", "actor": who}

    assert refused("released_is_not_lessened", lambda: services.propose_correction(line, **less))
    back = services.propose_correction(
        line, **less | {"kind": "treasury"}, sts_number="STS 1", sts_on=today()
    )
    services.decide_correction(back, approve=True, actor=approver(line))

    assert stands(line) == "paid"
    assert everywhere(line, me) == {150_000}
    assert FundingSource.objects.get(pk=line.run.source_id).committed == 150_000
    deposit(line)
    assert (stands(line), everywhere(line, me)) == ("to_treasury", {0})
    balanced()


def everywhere(line, user):
    """Return what the person got, by each of those who say it."""
    region, year = line.run.region, line.run.source.fiscal_year
    told = money_of(line.person, user).summary.rpartition("Rp")[2].replace(".", "")
    post = fairness_of(Appointment.objects.filter(person=line.person), region.pk, year).total
    sums = {int(told), sum(net for _year, net in services.received_by_year(user))}
    if stands(line) == "paid":
        sums.add(sum(row["net"] for row in year_list_facts(RegionYear(region, year))["rows"]))
    else:
        assert refused("nothing_paid", lambda: year_list_facts(RegionYear(region, year)))
    sums.add(year_facts(PersonYear(region, line.person, year))["net"])
    gross = services.received_by_line(Line.objects.filter(pk=line.pk)).get(line.pk, services.Sums())
    assert post.amount == gross.gross
    return sums


def test_what_was_added_is_owed_until_it_is_paid_and_counts_only_then():
    line = a_line(state="paid")
    me, who = mine(line), officer(line)
    pay = partial(services.pay_owed, line, kind="transferred", on=today(), actor=who)

    assert refused("nothing_owed", pay)
    add(line, 50_000, 5_000)
    assert services.owed_of(line) == (50_000, 5_000)
    assert everywhere(line, me) == {200_000}
    assert "Rp45.000" in str(money_of(line.person, me).lines)
    states = {row["name"]: row["net"] for row in recap_facts(line.run)["states"]}
    assert states == {"Diterima": 200_000, "Kekurangan, belum dibayarkan": 45_000}
    unfinished = f"honorarium belum selesai dibayarkan: {line.run.title}"
    assert unfinished in reasons_to_keep(line.person)
    assert refused("owed_first", lambda: deposit(line))
    with pytest.raises(NotAllowed):
        services.pay_owed(line, kind="transferred", on=today(), actor=approver(line))
    assert faulty("kind", partial(pay, kind="released"))
    assert faulty("on", partial(pay, on=today() + timedelta(days=2)))

    paid = pay(reference="TRX 2")

    assert (paid.gross, paid.tax, paid.net) == (50_000, 5_000, 45_000)
    assert services.owed_of(line) == (0, 0)
    assert refused("nothing_owed", pay)
    assert everywhere(line, me) == {245_000}
    assert unfinished not in reasons_to_keep(line.person)
    states = {row["name"]: row["net"] for row in recap_facts(line.run)["states"]}
    assert states == {"Diterima": 245_000}
    balanced()


def received(line):
    return services.received_by_line(Line.objects.filter(pk=line.pk))[line.pk].net


def test_what_was_added_before_the_release_is_paid_with_the_line():
    line = a_line(state="approved")
    add(line, 50_000)
    services.release_run(line.run, sp2d_number="1", sp2d_on=today(), actor=officer(line))
    services.pay_lines(line.run, kind="transferred", on=today(), actor=officer(line))

    assert (services.owed_of(line), received(line)) == ((0, 0), 250_000)


def test_what_was_added_and_not_paid_is_taken_back_before_a_reversal():
    line = a_line()
    add(line, 50_000)
    reverse = {"kind": "reversal", "because": "Salah orang", "actor": officer(line)}
    with pytest.raises(RuleBroken) as told:
        services.propose_correction(line, **reverse)
    assert told.value.code == "adjusted_is_not_reversed"
    assert "bruto \u2212Rp50.000" in str(told.value)
    assert refused("line_not_paid", lambda: services.pay_owed(
        line, kind="transferred", on=today(), actor=officer(line)
    ))  # fmt: skip

    add(line, -50_000)
    made = services.propose_correction(line, **reverse)
    services.decide_correction(made, approve=True, actor=approver(line))

    assert (stands(line), services.owed_of(line)) == ("reversed", (0, 0))
    balanced()


def mine(line):
    """Let the person of a line be somebody who signs in."""
    line.person.user = make_user(name=line.person.name)
    line.person.save()
    return line.person.user


# --- What others pay -----------------------------------------------------------------------------


def record(person, scheme, **facts):
    usual = {
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 6, 30),
        "amount": 1_500_000,
        "paid_on": date(2026, 7, 2),
        "evidence": "Buku tabungan",
        "actor": make_user(Role.DISTRICT_OFFICER, "52.07"),
    }
    return services.record_payment(person, scheme=scheme, **(usual | facts))


def test_what_others_pay_is_recorded_once_for_each_month():
    scheme = make_scheme(is_recorded=True)
    person = make_person()

    payment = record(person, scheme)

    assert (payment.period.lower, payment.period.upper) == (date(2026, 1, 1), date(2026, 7, 1))
    assert payment.region == person.presences.get().region
    assert faulty("__all__", lambda: record(person, scheme, period_from=date(2026, 6, 15)))
    record(person, make_scheme(is_recorded=True))  # another scheme pays the same months
    july = {"period_from": date(2026, 7, 1), "period_to": date(2026, 7, 1)}
    assert faulty("period_to", lambda: record(person, scheme, period_to=date(2025, 1, 1)))
    assert faulty("paid_on", lambda: record(person, scheme, **july, paid_on=date(2099, 1, 1)))
    assert faulty("__all__", lambda: record(person, scheme, **july, amount=0))
    assert faulty("evidence", lambda: record(person, scheme, **july, evidence=" "))
    assert refused("scheme_is_run", lambda: record(person, make_scheme()))
    for actor in (make_user(Role.DISTRICT_OFFICER, "52.08"), make_user(Role.TKSK, "52.07.01")):
        with pytest.raises(NotAllowed):
            record(person, scheme, **july, actor=actor)


def test_a_mistake_is_withdrawn_and_recorded_anew():
    scheme, person = make_scheme(is_recorded=True), make_person()
    payment = record(person, scheme)
    who = make_user(Role.DISTRICT_OFFICER, "52.07")

    assert faulty("because", lambda: services.withdraw_recorded(payment, because="", actor=who))
    services.withdraw_recorded(payment, because="Salah orang", actor=who)

    assert record(person, scheme, amount=1).amount == 1
    assert refused(
        "already_withdrawn",
        lambda: services.withdraw_recorded(payment, because="Lagi", actor=who),
    )


# --- Voices --------------------------------------------------------------------------------------


def test_the_person_paid_confirms_once_and_nobody_else():
    line = a_line()
    me = make_user()
    line.person.user = me
    line.person.save()

    assert refused("not_paid_yet", lambda: services.confirm_receipt(line, me))
    step(line, "transferred")
    with pytest.raises(NotAllowed):
        services.confirm_receipt(line, officer(line))
    services.confirm_receipt(line, me)

    assert Receipt.objects.get().by == me
    assert refused("already_confirmed", lambda: services.confirm_receipt(line, me))


def test_a_dispute_reaches_the_district_with_a_deadline():
    line = a_line()
    me = make_user()
    person = line.person
    person.user = me
    person.save()
    StipendPolicy.objects.create(region=make_region("52.07"), dispute_days=7)

    about = services.raise_dispute(person, line=line, text="Kurang satu bulan", actor=me)
    general = services.raise_dispute(person, line=None, text="Tidak masuk daftar", actor=me)

    in_a_week = today(line.region.tz) + timedelta(days=7)  # there, an hour ahead of the capital
    assert (about.due_on, general.region) == (in_a_week, line.region)
    assert faulty(
        "__all__", lambda: services.raise_dispute(person, line=None, text="Lagi", actor=me)
    )
    assert faulty("text", lambda: services.raise_dispute(person, line=line, text=" ", actor=me))
    with pytest.raises(NotAllowed):
        services.raise_dispute(person, line=line, text="x", actor=make_user())
    assert refused(
        "line_of_another",
        lambda: services.raise_dispute(person, line=a_line(), text="x", actor=me),
    )
    who = officer(line)
    assert faulty("answer", lambda: services.answer_dispute(about, answer=" ", actor=who))
    assert refused(
        "stale_version",
        lambda: services.answer_dispute(
            Dispute.objects.get(pk=about.pk), answer="Dicek", version=9, actor=who
        ),
    )
    fresh = Dispute.objects.get(pk=about.pk)
    services.answer_dispute(fresh, answer="Dibayar bulan depan", version=1, actor=who)
    assert refused(
        "already_answered", lambda: services.answer_dispute(fresh, answer="x", actor=who)
    )
    assert Dispute.objects.open().count() == 1
    mine = make_user(Role.DISTRICT_OFFICER, "52.07")
    own = make_person("Petugas", user=mine)
    objected = services.raise_dispute(own, line=None, text="Saya juga", actor=mine)
    assert refused("own_dispute", lambda: services.answer_dispute(objected, answer="x", actor=mine))
    assert objected.due_on == in_a_week


def test_the_deadline_is_fourteen_days_without_a_policy():
    person = make_person(user=make_user(), at=make_village("52.08.01.2001"))

    made = services.raise_dispute(person, line=None, text="Belum dibayar", actor=person.user)

    assert made.due_on == today(made.region.tz) + timedelta(days=14)


# --- Two records of one person -------------------------------------------------------------------


def test_approved_money_stays_when_two_become_one_and_shows_under_the_survivor():
    line = a_line(state="paid")
    goes = line.person
    stays = make_person("Siti A.", user=make_user())
    twin = make_bank_account(stays)  # the same number, the same holder: one is set aside
    twin.holder_name = goes.name
    twin.save()
    ours = make_appointment(person=stays, region=line.region)  # the same: one is set aside
    boss = make_user(Role.VILLAGE_COORDINATOR, line.region, is_superuser=True)
    print_before = line.run.fingerprint

    merge = merge_persons(stays, goes, keep={}, actor=boss)

    kept = Line.objects.get(pk=line.pk)
    assert (kept.person, kept.account_id, kept.run.fingerprint) == (
        goes,
        line.account_id,
        print_before,
    )
    assert kept.appointment == ours
    assert list(services.own_lines(stays.user)) == [line]
    services.confirm_receipt(kept, stays.user)
    assert Entitlement.objects.get().person == stays
    undo_merge(merge, actor=boss)
    assert Entitlement.objects.get().person == goes
    after = Line.objects.get(pk=line.pk)
    assert (after.account.person, after.appointment.person) == (goes, goes)


def test_a_line_changes_in_nothing_but_the_appointment_that_a_merge_kept():
    line = a_line(state="paid")
    other = make_appointment(region=line.region)
    rows = Line.objects.filter(pk=line.pk)
    for changes in ({"appointment": other}, {"gross": 1, "net": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**changes)
    with mending():
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(appointment=other, name="Lain")
        rows.update(appointment=other)


@transaction.atomic
def released_beside_the_services(line, who):
    Run.objects.filter(pk=line.run_id).update(
        state="released", released_by=who, released_at=timezone.now()
    )
    step(line, "released")


def test_a_line_whose_account_is_gone_is_held_at_the_release():
    line = a_line(state="approved")
    who = officer(line)
    BankAccount.objects.filter(pk=line.account_id).delete()

    with pytest.raises(IntegrityError):
        released_beside_the_services(line, who)
    services.release_run(line.run, sp2d_number="1/SP2D", sp2d_on=today(), actor=who)

    assert stands(line) == "blocked"


# --- What is held, and what an erasure leaves ----------------------------------------------------


def with_money(state="paid"):
    """Return a person who is paid, who objected and of whom others' payments are recorded."""
    line = a_line(state=state)
    person = line.person
    person.user = make_user()
    person.save()
    make_recorded(person)
    dispute = services.raise_dispute(person, line=line, text="Kurang sebulan", actor=person.user)
    services.answer_dispute(dispute, answer="Dibayar", actor=officer(line))
    return line, person


def test_all_that_is_held_of_ones_money_is_told():
    line, person = with_money()
    run = make_run(people=1)
    LeftOut.objects.create(
        run=run, person=person, region=line.region, because="dead", units=["2026-07"]
    )
    who = make_user()
    Decision.objects.create(
        run=run, person=person, pays=False, because="Wafat", by=who, at=timezone.now()
    )
    TaxStatus.objects.create(person=person, group="civil_3", term=term(date(2026, 1, 1), None))

    told = {part.key: part.rows for part in own_data(person, actor=person.user)}

    words = {key: set(map(str, told[key][0].values())) for key in told if told[key]}
    assert {"Juli 2026", "200000", "PSM"} <= words["stipend_lines"]
    assert "Juli 2026: Tercatat meninggal" in words["stipends_left_out"]
    assert "Wafat" in words["stipend_decisions"]
    assert {"1500000", "Buku tabungan"} <= words["recorded_payments"]
    assert {"Kurang sebulan", "Dibayar"} <= words["disputes"]
    assert "PNS gol. III, perwira pertama" in words["tax_statuses"]


def test_an_erasure_takes_the_account_and_the_words_and_leaves_the_proof():
    line, person = with_money()
    name, print_before = line.name, line.run.fingerprint
    Appointment.objects.filter(person=person).update(term=term(date(2026, 1, 1), date(2026, 8, 1)))
    request, second = make_proposed(person)

    erase_person(request, actor=second)

    kept = Line.objects.get(pk=line.pk)
    assert (kept.name, kept.account_id, kept.run.fingerprint) == (
        name,
        line.account_id,
        print_before,
    )
    assert services.account_of(kept) is None
    assert Dispute.objects.get().text == ""
    assert set(Dispute.events.rel.related_model.objects.values_list("text", flat=True)) == {""}


def test_nobody_is_erased_while_money_is_on_its_way():
    line, person = with_money(state="released")
    Appointment.objects.filter(person=person).update(term=term(date(2026, 1, 1), date(2026, 8, 1)))

    reasons = reasons_to_keep(person)

    assert reasons == [f"honorarium belum selesai dibayarkan: {line.run.title}"]

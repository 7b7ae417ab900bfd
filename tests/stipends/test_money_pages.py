"""One's own honoraria, and the pages of who keeps the money: what they say, and how they refuse."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.access import Role
from common.dates import today
from stipends.models import Correction, Dispute, LeftOut, RecordedPayment
from stipends.services import decide_correction, propose_correction, to_treasury
from tests.factories.accounts import make_user, with_second_step
from tests.factories.people import make_bank_account, make_person
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import make_appointment, make_pillar
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
    submitted,
)
from tests.stipends.second_step import code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


def at(name, *args):
    return reverse(f"stipends:{name}", args=args)


def mine(line):
    """Let the person of a line be somebody who signs in."""
    line.person.user = make_user(name=line.person.name)
    line.person.save()
    return line.person.user


def shown(client, user, url):
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_one_sees_what_from_which_scheme_and_by_which_decree(client):
    line = a_line(state="paid")
    me = mine(line)
    other = a_line(state="paid")
    step(other, "returned", because="Rekening orang lain")
    make_recorded(line.person)

    page = shown(client, me, at("own"))

    for words in (
        "Rp200.000, Juli 2026",
        f"{line.run.scheme} (Dinas Sosial)",
        "Diterima",
        "Sudah saya terima",
        "Rp1.500.000",
        "Januari\u2013Juni 2026",
        "Rp1.700.000",  # this year, both together
    ):
        assert words in page, words
    assert "Rekening orang lain" not in page
    assert str(other.run.scheme) not in page


def test_one_sees_why_one_is_not_on_the_list(client):
    run = submitted(make_run(people=1))
    me = make_user()
    person = make_person(user=me)
    LeftOut.objects.create(
        run=run,
        person=person,
        region=make_village(),
        because="decree_lapsed",
        units=["2026-06", "2026-07"],
    )
    make_appointment(person=person, pillar=make_pillar("lk3"))
    draft = make_run(people=1)
    LeftOut.objects.create(run=draft, person=person, region=make_village(), because="no_account")

    page = shown(client, me, at("own"))

    assert "Juni\u2013Juli 2026: SK sudah habis" in page
    assert "Belum ada skema honor untuk pilar ini di sini." in page
    assert "Belum ada rekening bank" not in page  # a draft may still change


def test_an_account_of_nobody_says_so(client):
    assert "belum terhubung" in shown(client, make_user(), at("own"))


def test_one_confirms_and_objects_and_nobody_else_can(client):
    line = a_line(state="paid")
    me = mine(line)
    stranger = mine(a_line(state="paid"))
    for name in ("confirm_receipt", "dispute_line"):
        client.force_login(stranger)
        assert client.post(at(name, line.pk), {"text": "x"}).status_code == 404

    client.force_login(me)
    assert client.post(at("confirm_receipt", line.pk)).status_code == 302
    assert client.post(at("confirm_receipt", line.pk)).status_code == 409
    assert client.post(at("dispute_line", line.pk), {"text": ""}).status_code == 422
    assert client.post(at("dispute_line", line.pk), {"text": "Kurang"}).status_code == 302
    assert client.post(at("dispute_own"), {"text": "Juga"}).status_code == 302

    page = shown(client, me, at("own"))
    assert "Sudah saya konfirmasi" in page
    assert "Sudah saya terima" not in page
    assert Dispute.objects.filter(person=line.person).count() == 2


def test_a_dispute_is_answered_and_read_by_who_raised_it(client):
    line = a_line(state="paid")
    me = mine(line)
    client.force_login(me)
    client.post(at("dispute_line", line.pk), {"text": "Kurang satu bulan"})
    dispute = Dispute.objects.get()
    who = officer(line)

    listed = shown(client, who, at("disputes"))
    asked = shown(client, who, at("dispute", dispute.pk))
    empty = client.post(at("answer_dispute", dispute.pk), {"answer": ""})
    stale = client.post(at("answer_dispute", dispute.pk), {"answer": "Ya", "version": 9})
    done = client.post(at("answer_dispute", dispute.pk), {"answer": "Dibayar", "version": 1})

    assert line.person.name in listed
    assert "Kurang satu bulan" in asked
    assert (empty.status_code, stale.status_code, done.status_code) == (422, 412, 302)
    assert "Dibayar" in shown(client, me, at("own"))
    assert "Sudah dijawab" in shown(client, who, at("disputes") + "?answered=1")
    Dispute.objects.update(answered_at=None, answered_by=None, answer="")
    Dispute.objects.update(due_on=today() - timedelta(days=1))
    assert "1 keberatan lewat batas waktu." in shown(client, who, at("disputes"))


def test_what_happened_to_a_line_is_told_and_what_may_happen_next(client):
    line = a_line()
    who, day = officer(line), today().isoformat()
    client.force_login(who)

    early = {"kind": "transferred", "on": "2020-01-01"}
    assert client.post(at("pay_line", line.pk), early).status_code == 422
    done = client.post(
        at("pay_line", line.pk), {"kind": "transferred", "on": day, "reference": "TRX 9"}
    )
    assert (done.status_code, done.url, stands(line)) == (302, at("line", line.pk), "paid")
    twice = client.post(at("pay_line", line.pk), {"kind": "transferred", "on": day})
    assert twice.status_code == 409
    page = shown(client, who, at("line", line.pk))
    assert all(word in page for word in ("TRX 9", "Dikembalikan bank", "Usulkan koreksi"))
    client.post(at("return_line", line.pk), {"on": day, "because": "Nama berbeda"})
    noted = client.post(at("to_treasury", line.pk), {"on": day, "sts_number": "STS 4"})
    assert (noted.status_code, stands(line)) == (302, "returned")
    boss = with_second_step(approver(line))
    client.force_login(boss)
    client.post(at("approve_correction", Correction.objects.get().pk), {"code": code()})
    page = shown(client, boss, at("line", line.pk))
    assert all(word in page for word in ("Nama berbeda", "STS 4", "Disetor ke kas daerah"))
    assert "Usulkan koreksi" not in page  # an approver proposes nothing
    assert "0012345678" not in page


def test_a_held_line_is_released_to_the_account_that_was_looked_at(client):
    run = make_run(people=1)
    line = run.lines.get()
    released(run, blocked=[line])
    new = make_bank_account(line.person, "0077665544")
    who = officer(line)
    page = shown(client, who, at("unblock_line", line.pk))

    assert client.post(at("unblock_line", line.pk), {"account": 999}).status_code == 422
    assert client.post(at("unblock_line", line.pk), {"account": new.pk}).status_code == 302

    assert "0077665544" not in page
    assert new.number_masked in page
    assert stands(line) == "released"


def test_what_was_added_is_shown_as_owed_then_as_paid(client):
    line = a_line(state="paid")
    me, who = mine(line), officer(line)
    made = propose_correction(line, kind="adjustment", gross=50_000, because="Kurang", actor=who)
    decide_correction(made, approve=True, actor=approver(line))
    day = today().isoformat()

    of_run = shown(client, who, line.run.get_absolute_url())
    owed = shown(client, who, at("line", line.pk))
    waiting = shown(client, me, at("own"))
    client.force_login(who)
    refused = client.post(at("pay_owed", line.pk), {"kind": "transferred", "on": "2020-01-01"})
    paid = client.post(
        at("pay_owed", line.pk), {"kind": "transferred", "on": day, "reference": "TRX 7"}
    )
    again = client.post(at("pay_owed", line.pk), {"kind": "transferred", "on": day})

    [settlement] = line.settlements.all()
    told = client.get(at("line", line.pk)).content.decode()
    printed = client.post(at("print_settlement", line.pk, settlement.pk))
    anew = client.post(at("print_settlement", line.pk, settlement.pk))

    assert at("print_settlement", line.pk, settlement.pk) in told
    assert printed["Location"] == anew["Location"]
    assert "Kuitansi kekurangan" in shown(client, who, printed["Location"])
    assert client.post(at("print_settlement", a_line().pk, settlement.pk)).status_code == 404
    assert "Kekurangan, belum dibayarkan" in of_run
    assert "Rp50.000 ditambahkan setelah pencairan" in owed
    assert "Kekurangan Rp50.000 sudah disetujui, belum dibayarkan." in waiting
    assert "Rp250.000" not in waiting
    assert [one.status_code for one in (refused, paid, again)] == [422, 302, 409]
    assert "TRX 7" in shown(client, who, at("line", line.pk))
    told = shown(client, me, at("own"))
    assert "belum dibayarkan" not in told
    assert "Sesudah koreksi: Rp250.000" in told


def corrected(line, **facts):
    made = propose_correction(line, because="Salah orang", actor=officer(line), **facts)
    decide_correction(made, approve=True, actor=approver(line))


def test_one_sees_what_was_corrected_and_why_money_went_back(client):
    cases = {
        "approved": (
            {"kind": "adjustment", "gross": 50_000},
            ["Rp200.000, Juli 2026", "Sesudah koreksi: Rp250.000", "Disetujui"],
        ),
        "released": ({"kind": "reversal"}, ["Dibatalkan", "Salah orang"]),
        "paid": (
            {"kind": "treasury", "gross": -50_000, "sts_number": "9", "sts_on": today()},
            ["Diterima", "Sesudah koreksi: Rp150.000"],
        ),
    }
    for state, (facts, words) in cases.items():
        line = a_line(state=state)
        me = mine(line)
        corrected(line, **facts)
        page = shown(client, me, at("own"))
        assert [word for word in words if word not in page] == [], state
    line = a_line(state="paid")
    me = mine(line)
    made = to_treasury(
        line, sts_number="9", on=today(), because="Ternyata sudah pindah", actor=officer(line)
    )
    decide_correction(made, approve=True, actor=approver(line))
    page = shown(client, me, at("own"))
    assert "Disetor ke kas daerah" in page
    assert "Ternyata sudah pindah" in page
    assert "Sesudah koreksi" not in page


def test_a_correction_goes_from_one_to_another(client):
    line = a_line(state="approved")
    who, boss = officer(line), with_second_step(approver(line))
    client.force_login(who)
    facts = {"kind": "adjustment", "direction": "less", "gross": "50.000", "because": "Tarif lama"}
    client.post(at("propose_correction", line.pk), facts)
    made = Correction.objects.get()
    both = with_second_step(make_user(Role.DISTRICT_OFFICER, "52.07", is_superuser=True))
    Correction.objects.filter(pk=made.pk).update(proposed_by=both)

    assert made.gross == -50_000
    assert "Koreksi sendiri" in shown(client, both, at("correction", made.pk))
    assert client.post(at("approve_correction", made.pk), {"code": code()}).status_code == 409
    assert "Setujui koreksi" in shown(client, boss, at("correction", made.pk))
    assert client.post(at("refuse_correction", made.pk), {"because": ""}).status_code == 422
    for wrong in ({}, {"code": "000000"}):
        assert client.post(at("approve_correction", made.pk), wrong).status_code == 422, wrong
        assert line.entries.count() == 1
    assert client.post(at("approve_correction", made.pk), {"code": code()}).status_code == 302
    assert "\u2212Rp50.000" in shown(client, boss, at("corrections") + "?decided=1")
    assert line.entries.count() == 2


def test_what_others_pay_is_recorded_from_a_name_and_withdrawn(client):
    scheme = make_scheme(make_region("52"), is_recorded=True, name="Tali asih Kemensos")
    person = make_person("Nurhayati")
    make_person("Nurhayati", at=make_village("52.08.01.2001"))
    who = make_user(Role.DISTRICT_OFFICER, "52.07")
    found = shown(client, who, at("find_payee") + "?q=Nurhayati")
    month = f"{today():%Y-%m}"
    facts = {
        "scheme": scheme.pk,
        "period_from": month,
        "period_to": month,
        "amount": "Rp 250.000",
        "paid_on": today().isoformat(),
        "evidence": "Buku tabungan",
    }

    assert found.count(">Nurhayati<") == 1
    assert client.post(at("record_payment", person.pk), {}).status_code == 422
    assert client.post(at("record_payment", person.pk), facts).status_code == 302
    assert client.post(at("record_payment", person.pk), facts).status_code == 422
    payment = RecordedPayment.objects.get()
    assert "Rp250.000, Tali asih Kemensos" in shown(client, who, at("recorded") + "?q=nurha")
    assert "Rp250.000" in shown(client, who, person.get_absolute_url())
    done = client.post(at("withdraw_recorded", payment.pk), {"because": "Salah orang"})
    assert done.status_code == 302
    assert "Salah orang" in shown(client, who, at("recorded"))
    for role in (Role.VILLAGE_COORDINATOR, Role.PKK_LEADER):
        client.force_login(make_user(role, make_village() if "village" in role else "52.07"))
        assert client.get(at("recorded")).status_code == 403


def test_the_card_tells_the_village_of_its_own_and_nobody_who_only_oversees(client):
    line = a_line(state="paid")
    village = make_user(Role.VILLAGE_COORDINATOR, line.region)
    url = line.person.get_absolute_url()

    assert "Rp200.000" in shown(client, village, url)
    assert at("line", line.pk) not in shown(client, village, url)
    assert at("line", line.pk) in shown(client, officer(line), url)
    assert "Rp200.000" not in shown(client, make_user(Role.PKK_LEADER, "52.07"), url)
    draft = a_line(state="submitted")
    assert "Honorarium" not in shown(client, village, draft.person.get_absolute_url())


def test_lists_ask_no_more_for_three_than_for_one(client):
    line = a_line(state="paid")
    me, who = mine(line), officer(line)
    readers = {at("own"): me, at("disputes"): who, at("recorded"): who}

    def queries():
        counts = {}
        for url, reader in readers.items():
            client.force_login(reader)
            client.get(url)  # what is remembered between requests
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            counts[url] = len(asked)
        return counts

    def more(one):
        make_recorded(line.person, scheme=make_scheme(is_recorded=True))
        client.force_login(me)
        client.post(at("dispute_line", one.pk), {"text": "Kurang"})

    more(line)
    before = queries()
    for unit in ("2026-05", "2026-06"):
        run = released(make_run(persons=[line.person], units=[unit]))
        more(run.lines.get())

    assert queries() == before

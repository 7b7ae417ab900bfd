"""Payment papers: what stands on the list, the receipts and the recapitulations, and stays."""

from datetime import date

import pytest

from accounts.access import Role
from common.errors import RuleBroken
from papers.models import Paper
from papers.services import issue_paper, open_paper, subject_named
from stipends.papers import LIST, whole
from stipends.papers.lists import list_facts
from tests.factories.accounts import make_user
from tests.factories.people import a_nik, make_bank_account, make_person
from tests.papers.sheets import squeezed, text_of
from tests.stipends.paid import (
    REGENCY,
    approve,
    correct,
    make_draft,
    make_line,
    make_official,
    make_paid_run,
    release,
    step,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(Role.DISTRICT_OFFICER, REGENCY, name="Petugas Budi")


def content_of(paper, actor):
    return open_paper(paper, actor=actor).read()


def test_list_names_all_columns_and_hides_numbers(officer):
    nik = a_nik()
    run = make_draft(officer=officer)
    siti = make_person("Siti Aminah", nik=nik)
    line = make_line(
        run, person=siti, account=make_bank_account(siti, "0012345678"), tax=18_750,
        tax_law="PMK 168/2023",
    )  # fmt: skip
    make_line(
        run, kind="back_payment", units=["2026-03", "2026-04", "2026-06"], member_number="2016360055"
    )
    run = release(approve(run))

    facts = list_facts(whole(run))
    paper = issue_paper(LIST, whole(run), actor=officer)

    assert facts["rows"][0] == {
        "number": 1,
        "name": "Siti Aminah",
        "id": f"{nik[:4]}**********{nik[-2:]}",
        "post": "Tagana",
        "place": line.region.full_name,
        "group": "Bukan pegawai",
        "period": "Jul–Sep 2026",
        "volume": "3 bulan",
        "amount": 250_000,
        "gross": 750_000,
        "tax": 18_750,
        "net": 731_250,
        "account": "Bank NTB Syariah 0012****78",
        "holder": "",
        "note": "",
    }
    second = facts["rows"][1]
    assert (second["id"], second["account"]) == ("2016360055", "Tunai")
    assert second["period"] == "Rapel Mar–Apr 2026, Jun 2026"
    assert (facts["count"], facts["people"], facts["net"]) == (2, 2, 1_481_250)
    assert facts["in_words"].startswith("satu juta empat ratus delapan puluh satu ribu")
    said = text_of(content_of(paper, officer))
    for words in (
        "Daftar penerimaan tali asih".upper(), "0123/SP2D/2026, 7 Oktober 2026", "1.481.250",
        "Potongan PPh 21: PMK 168/2023.", "Disetujui oleh Approver Ani pada 5 Oktober 2026 09.00 WITA",
        run.fingerprint,
    ):  # fmt: skip
        assert squeezed(words) in said, words
    for number in (nik, "0012345678"):
        assert number not in said
        assert number not in str(paper.facts)

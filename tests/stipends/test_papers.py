"""Payment papers: what stands on the list, the receipts and the recapitulations, and stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.access import Role
from common.dates import term
from common.errors import NotAllowed, RuleBroken
from papers.kinds import kind_named
from papers.models import Paper
from papers.services import issue_paper, open_paper, subject_named
from stipends.models import Official, RecordedPayment, RunException
from stipends.papers import (
    LIST,
    PERSON_YEAR,
    RUN_RECAP,
    SETTLEMENT,
    VOUCHER,
    VOUCHERS,
    YEAR_LIST,
    PersonYear,
    RegionYear,
    RunPart,
    Settled,
    Voucher,
    whole,
)
from stipends.papers.lists import list_facts
from stipends.papers.recaps import recap_facts
from stipends.papers.vouchers import settlement_facts, voucher_facts
from stipends.papers.words import said_months
from stipends.papers.year_lists import year_list_facts
from stipends.papers.years import year_facts
from tests.factories.accounts import make_user
from tests.factories.people import a_nik, make_bank_account, make_person
from tests.factories.regions import make_region, make_village
from tests.factories.stipends import make_recipient, make_released_run
from tests.papers.sheets import read, squeezed, text_of
from tests.stipends.paid import (
    REGENCY,
    SETTLED_AT,
    again,
    approve,
    correct,
    make_draft,
    make_line,
    make_official,
    make_paid_run,
    make_scheme,
    release,
    settle,
    step,
)

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)
AN_STS = {"sts_number": "9", "sts_on": date(2026, 10, 9)}


@pytest.fixture
def officer():
    return make_user(Role.DISTRICT_OFFICER, REGENCY, name="Petugas Budi")


def content_of(paper, actor):
    return open_paper(paper, actor=actor).read()


def test_list_names_all_columns_and_hides_numbers(officer):
    nik = a_nik()
    run = make_draft(officer=officer)
    siti = make_person("Siti Aminah", nik=nik)
    account = make_bank_account(siti, "0012345678")
    line = make_line(run, person=siti, account=account, tax=18_750, tax_law="PMK 168/2023")
    units = ["2026-03", "2026-04", "2026-06"]
    make_line(run, kind="back_payment", units=units, member_number="2016360055")
    run = release(approve(run))

    facts = list_facts(whole(run))
    paper = issue_paper(LIST, whole(run), actor=officer)
    sizes = {name: kind_named(name).size for name in (LIST, VOUCHERS, RUN_RECAP)}
    part = RunPart(run, line.region)

    assert [size(run if name == RUN_RECAP else whole(run)) for name, size in sizes.items()] == [
        2
    ] * 3
    assert sizes[LIST](RunPart(run, make_region("52.07.02"))) == 0
    assert sizes[LIST](part) == part.lines().count() == 2
    assert facts["rows"][0] == {
        "number": 1,
        "name": "Siti Aminah",
        "id": f"{nik[:4]}**********{nik[-2:]}",
        "post": "Tagana",
        "place": line.region.full_name,
        "group": "Bukan pegawai",
        "period": "Jul-Sep 2026",
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
    assert second["period"] == "Rapel Mar-Apr 2026, Jun 2026"
    assert (facts["count"], facts["people"], facts["net"]) == (2, 2, 1_481_250)
    assert facts["in_words"].startswith("satu juta empat ratus delapan puluh satu ribu")
    said = text_of(content_of(paper, officer))
    for words in (
        "DAFTAR PENERIMAAN TALI ASIH",
        "0123/SP2D/2026, 7 Oktober 2026",
        "1.481.250",
        "Potongan PPh 21: PMK 168/2023.",
        "Disetujui oleh Approver Ani pada 5 Oktober 2026 09.00 WITA",
        run.fingerprint,
    ):
        assert squeezed(words) in said, words
    for number in (nik, "0012345678"):
        assert number not in said
        assert number not in str(paper.facts)


def test_months_are_said_alone(officer):
    run = make_draft(officer=officer)
    cases = (
        (["2026-07"], "regular", "Jul 2026"),
        (["2026-07", "2026-08", "2026-09"], "regular", "Jul-Sep 2026"),
        (["2026-09", "2026-07"], "regular", "Jul 2026, Sep 2026"),
        (["2025-12", "2026-01"], "back_payment", "Rapel Des 2025-Jan 2026"),
        (["2026-03+17", "2026-04+17"], "shortfall", "Kekurangan Mar-Apr 2026"),
        (["kpm:2026-08"], "regular", "Agu 2026"),
        (["meeting:6b0f", "duty:7"], "regular", "Jul-Sep 2026"),
    )
    for units, kind, said in cases:
        line = make_line(run, units=units, kind=kind, number=1, save=False)
        assert said_months(line) == said, units


def test_list_of_a_run_that_the_services_made(officer):
    make_recipient("Siti Aminah")
    run = make_released_run(officer=officer)

    facts = issue_paper(LIST, whole(again(run)), actor=officer).facts["facts"]

    assert [(row["name"], row["net"], row["period"]) for row in facts["rows"]] == [
        ("Siti Aminah", 200_000, "Agu 2026")
    ]
    assert facts["place_and_date"].endswith(", 5 September 2026")
    assert issue_paper(VOUCHERS, whole(again(run)), actor=officer).edition == 1


def test_each_sheet_says_its_sums_and_those_so_far(officer):
    run = make_paid_run(40, officer=officer)

    pages = read(content_of(issue_paper(LIST, whole(run), actor=officer), officer)).pages

    so_far = rows_so_far = 0
    for page in pages:
        said = page.extract_text()
        words = said.split("Jumlah halaman ini")
        if len(words) == 1:  # the signatures alone
            continue
        here, after = (
            int(figure.split()[0].replace(".", ""))
            for figure in words[1].split("Jumlah s.d. halaman ini")[:2]
        )
        so_far += here
        rows_so_far += said.count("250.000 750.000") or said.count("Bank NTB Syariah")
        assert after == so_far
    assert so_far == 40 * 750_000
    assert rows_so_far == 40
    last = pages[-1].extract_text()
    assert "Bendahara Pengeluaran" in last
    assert "Setuju dibayar" in last


def test_signers_are_those_of_the_day_with_their_capacity(officer):
    post = Official.Post
    make_official(post.BUDGET_USER, "Drs. Lama", until=date(2026, 10, 6))
    make_official(post.BUDGET_USER, "Dra. Baru", since=date(2026, 10, 7), capacity="plt")
    make_official(post.TREASURER, "Cici", nip="198001012005011001", until=date(2026, 12, 31))
    run = make_draft(officer=officer)
    make_line(run)

    approved = list_facts(whole(approve(run)))
    released = list_facts(whole(release(again(run))))

    assert [one["name"] for one in approved["signers"]] == ["Drs. Lama", "", "Cici"]
    assert approved["place_and_date"].endswith(", 5 Oktober 2026")
    assert released["signers"] == [
        {"title": ["Setuju dibayar,", "Plt. Pengguna Anggaran"], "name": "Dra. Baru", "nip": ""},
        {"title": ["Pejabat Pelaksana Teknis Kegiatan"], "name": "", "nip": ""},
        {"title": ["Bendahara Pengeluaran"], "name": "Cici", "nip": "198001012005011001"},
    ]
    assert released["place_and_date"].endswith(", 7 Oktober 2026")


def test_a_signed_list_stays_whatever_comes_after(officer):
    """Before the release the list follows; after it the file is the same byte by byte."""
    run = make_draft(officer=officer)
    first, second, third = (make_line(run) for _number in range(3))
    run = approve(run)
    before = issue_paper(LIST, whole(run), actor=officer)
    correct(first, kind="reversal", gross=-750_000, because="Pindah", at=run.approved_at)
    RunException.objects.create(
        run=run, kind="release", because="Kantor dua orang", by=officer, at=run.approved_at
    )
    run = release(run, blocked=[third])

    signed = issue_paper(LIST, whole(run), actor=officer)
    step(second, kind="handed_over")
    correct(second, kind="treasury", gross=-50_000, **AN_STS)
    make_official(Official.Post.PPTK, "Kemudian", since=date(2026, 10, 8))
    later = issue_paper(LIST, whole(again(run)), actor=officer)

    assert (signed.edition, signed.supersedes) == (2, before)
    assert later == signed
    assert content_of(later, officer) == content_of(signed, officer)
    rows = signed.facts["facts"]["rows"]
    assert [row["net"] for row in rows] == [0, 750_000, 750_000]
    assert [row["note"] for row in rows] == ["Dibatalkan: Pindah", "", "Ditahan: rekening berubah"]
    assert signed.facts["facts"]["count"] == 2
    assert "Kantor dua orang" in str(signed.facts["facts"]["notes"])
    step(third, kind="released", account=make_bank_account(third.person, "1119876543"))
    rows = list_facts(whole(again(run)))["rows"]
    assert (rows[2]["note"], rows[2]["account"]) == ("", "Bank NTB Syariah 1119****43")


def test_papers_wait_for_approval_and_for_money(officer):
    run = make_draft(officer=officer)
    line = make_line(run)
    cases = (
        (LIST, whole(run), "run_not_approved"),
        (RUN_RECAP, run, "run_not_approved"),
        (VOUCHER, Voucher(run, line.person), "run_not_approved"),
        (PERSON_YEAR, PersonYear(run.region, line.person, 2026), "nothing_paid"),
    )
    for kind, subject, code in cases:
        with pytest.raises(RuleBroken) as refused:
            issue_paper(kind, subject, actor=officer)
        assert refused.value.code == code, kind
    approved = approve(run)
    with pytest.raises(RuleBroken) as refused:
        issue_paper(VOUCHERS, whole(approved), actor=officer)
    assert refused.value.code == "nothing_received"
    with pytest.raises(RuleBroken) as refused:
        issue_paper(LIST, RunPart(approved, make_region("52.07.02")), actor=officer)
    assert refused.value.code == "list_empty"
    assert Paper.objects.count() == 0


def test_voucher_sums_a_person_and_asks_for_a_stamp_above_five_million(officer):
    run = make_draft(officer=officer)
    siti = make_person("Siti Aminah")
    two = [
        make_line(run, person=siti, quantity=17),
        make_line(run, person=siti, quantity=3, kind="back_payment", units=["2026-01"]),
    ]
    edge = make_line(run, quantity=20)
    over = make_line(run, amount=1, quantity=5_000_001, units=["kpm:2026-07"])
    run = release(approve(run))

    facts = {
        line.pk: voucher_facts(Voucher(run, line.person))["vouchers"]
        for line in (two[0], edge, over)
    }
    one = issue_paper(VOUCHER, Voucher(run, siti), actor=officer)
    many = issue_paper(VOUCHERS, whole(run), actor=officer)
    step(two[0], kind="handed_over")
    correct(two[0], kind="treasury", gross=-250_000, **AN_STS)
    again_one = issue_paper(VOUCHER, Voucher(run, siti), actor=officer)

    (voucher,) = facts[two[0].pk]
    assert (voucher["net"], len(voucher["rows"]), voucher["stamp"]) == (5_000_000, 2, "")
    assert [row["what"] for row in voucher["rows"]] == [
        "Jul-Sep 2026: 17 bulan x Rp250.000",
        "Rapel Jan 2026: 3 bulan x Rp250.000",
    ]
    assert voucher["in_words"] == "lima juta rupiah"
    assert facts[edge.pk][0]["receiver"]["stamp"] is False
    assert facts[over.pk][0]["receiver"]["stamp"] is True
    said = text_of(content_of(one, officer))
    assert squeezed("Dinas Sosial Kabupaten Sumbawa Barat") in said
    assert "Meterai" not in said
    assert again_one == one
    said = text_of(content_of(many, officer))
    assert said.count("KUITANSI") == 3
    assert squeezed("Meterai Rp10.000") in said


def test_what_is_settled_has_a_receipt_of_its_own(officer):
    """Of the settled sum alone, by the correction that added it, signed as of that day."""
    post = Official.Post
    make_official(post.BUDGET_USER, "Drs. Lama", until=date(2026, 10, 31))
    make_official(post.BUDGET_USER, "Dra. Baru", since=date(2026, 11, 1), capacity="plt")
    make_official(post.TREASURER, "Cici", nip="198001012005011001")
    run = make_paid_run(2, officer=officer)
    line = run.lines.select_related("run", "person").get(number=2)
    step(line, kind="transferred")
    voucher = issue_paper(VOUCHER, Voucher(run, line.person), actor=officer)
    correct(line, kind="adjustment", gross=6_000_000, tax=150_000, because="Tarif naik")
    first = settle(line, gross=6_000_000, tax=150_000)
    correct(line, kind="adjustment", gross=50_000, because="Satu bulan lupa", at=SETTLED_AT + A_DAY)
    second = settle(line, gross=50_000, at=SETTLED_AT + 2 * A_DAY, kind="handed_over")

    papers = [issue_paper(SETTLEMENT, Settled(run, one), actor=officer) for one in (first, second)]
    Official.objects.filter(name="Dra. Baru").update(name="Orang Lain")
    again_papers = [
        issue_paper(
            SETTLEMENT, subject_named(SETTLEMENT, str(one.pk), actor=officer), actor=officer
        )
        for one in (first, second)
    ]

    facts = papers[0].facts["facts"]
    [told] = facts["vouchers"]
    assert (told["net"], told["in_words"], told["receiver"]["stamp"]) == (
        5_850_000,
        "lima juta delapan ratus lima puluh ribu rupiah",
        True,
    )
    assert [row["what"] for row in told["rows"]] == [
        "Jul-Sep 2026: ditambahkan oleh koreksi 8 Oktober 2026 (Tarif naik)"
    ]
    assert told["by"] == "Ditransfer, 2 November 2026, TRF-9"
    assert facts["title"] == (
        f"Kekurangan {run.title} (nomor 2 pada daftar, SP2D 0123/SP2D/2026 7 Oktober 2026)"
    )
    assert [one["name"] for one in facts["signers"]] == ["Dra. Baru", "Cici"]
    assert facts["place_and_date"].endswith(", 2 November 2026")
    small = settlement_facts(Settled(run, second))["vouchers"][0]
    assert (small["net"], small["stamp"], small["by"]) == (
        50_000,
        "",
        "Diserahkan tunai, 4 November 2026, TRF-9",
    )
    assert "Satu bulan lupa" in small["rows"][0]["what"]
    assert "Tarif naik" not in small["rows"][0]["what"]
    assert again_papers == papers
    assert [content_of(one, officer) for one in again_papers] == [
        content_of(one, officer) for one in papers
    ]
    said = text_of(content_of(papers[0], officer))
    for words in ("KUITANSI", "Meterai Rp10.000", "5.850.000", papers[0].number, "Plt. Pengguna"):
        assert squeezed(words) in said, words
    assert issue_paper(VOUCHER, Voucher(again(run), line.person), actor=officer) == voucher


def test_recap_tells_where_the_money_is(officer):
    run = make_draft(officer=officer)
    far = make_village("52.07.02.2014")
    lines = [make_line(run), make_line(run), make_line(run), make_line(run, region=far)]
    run = release(approve(run))
    correct(lines[0], kind="reversal", gross=-750_000, because="Sudah wafat")
    step(*lines[1:], kind="transferred", reference="TRF-1")
    step(
        lines[2], kind="returned", because="Nama tidak cocok", at=datetime(2026, 10, 9, tzinfo=UTC)
    )

    paper = issue_paper(RUN_RECAP, run, actor=officer)
    again_paper = issue_paper(RUN_RECAP, again(run), actor=officer)
    facts = recap_facts(run)

    def figures(rows):
        return [(row["name"], row["lines"], row["net"]) for row in rows]

    assert paper == again_paper
    assert figures([facts["approved"], facts["left"]]) == [
        ("Disetujui", 4, 3_000_000),
        ("Sesudah koreksi", 3, 2_250_000),
    ]
    assert [row[1:] for row in figures(facts["places"])] == [(2, 1_500_000), (1, 750_000)]
    assert figures(facts["states"]) == [
        ("Diterima", 2, 1_500_000),
        ("Dikembalikan bank", 1, 750_000),
        ("Dibatalkan", 1, 0),
    ]
    assert [(row["because"], row["net"]) for row in facts["corrections"]] == [
        ("Sudah wafat", -750_000)
    ]
    assert facts["incidents"][0]["because"] == "Nama tidak cocok"
    assert facts["place_and_date"].endswith("9 Oktober 2026")
    assert squeezed("Sudah wafat") in text_of(content_of(paper, officer))


def test_year_of_a_person_holds_what_others_paid_and_those_merged_into_them(officer):
    twin = make_person("Siti A.")
    siti = make_person("Siti Aminah", nik=a_nik())
    run = make_draft(officer=officer)
    paid = make_line(run, person=siti, tax=18_750, tax_law="PMK 168/2023")
    make_line(run, person=twin, units=["2026-01", "2026-02", "2026-03"])
    make_line(run)  # somebody else's
    run = release(approve(run))
    step(paid, kind="transferred", reference="TRF-1")
    twin.merged_into = siti
    twin.save()
    RecordedPayment.objects.create(
        region=make_village(),
        person=siti,
        scheme=make_scheme(is_recorded=True, name="Tali asih Kemensos", payer="Kemensos"),
        period=term(date(2026, 1, 1), date(2026, 6, 30)),
        amount=1_500_000,
        paid_on=date(2026, 8, 1),
        evidence="Buku tabungan",
        noted_by=officer,
        noted_at=run.approved_at,
    )
    subject = PersonYear(run.region, siti, 2026)

    paper = issue_paper(PERSON_YEAR, subject, actor=officer)
    facts = year_facts(subject)

    assert [(row["net"], row["state"]) for row in facts["rows"]] == [
        (731_250, "Diterima, 8 Oktober 2026"),
        (750_000, "Dicairkan"),
    ]
    assert (facts["gross"], facts["tax"], facts["net"]) == (750_000, 18_750, 731_250)
    assert (facts["others_total"], facts["others"][0]["period"]) == (1_500_000, "Jan-Jun 2026")
    assert siti.nik not in str(paper.facts)
    assert issue_paper(PERSON_YEAR, subject, actor=officer) == paper
    listed = issue_paper(YEAR_LIST, RegionYear(run.region, 2026), actor=officer)
    assert kind_named(YEAR_LIST).size(RegionYear(run.region, 2026)) == 2  # paid here, and by others
    assert [
        (row["name"], row["payments"], row["net"], row["others"])
        for row in listed.facts["facts"]["rows"]
    ] == [("Siti Aminah", 1, 731_250, 1_500_000)]
    with pytest.raises(RuleBroken):
        year_list_facts(RegionYear(run.region, 2025))


def test_who_may_print_and_who_may_read(officer):
    run = make_paid_run(officer=officer)
    line = run.lines.select_related("run").get()
    step(line, kind="transferred")
    correct(line, kind="adjustment", gross=50_000)
    paid_later = settle(line, gross=50_000)
    person = line.person
    keys = {
        LIST: f"{run.pk}:52.07.01",
        VOUCHER: f"{run.pk}:{person.pk}",
        VOUCHERS: str(run.pk),
        SETTLEMENT: str(paid_later.pk),
        RUN_RECAP: str(run.pk),
        PERSON_YEAR: f"{REGENCY}:{person.pk}:2026",
        YEAR_LIST: f"{REGENCY}:2026",
    }
    papers = {
        kind: issue_paper(kind, subject_named(kind, key, actor=officer), actor=officer)
        for kind, key in keys.items()
    }
    auditor = make_user(Role.AUDITOR, REGENCY)
    village = make_user(Role.VILLAGE_COORDINATOR)
    stranger = make_user(Role.DISTRICT_OFFICER, "52.08")

    for kind, key in keys.items():
        assert papers[kind].region_id == REGENCY
        with pytest.raises(NotAllowed):
            subject_named(kind, key, actor=auditor)
        assert content_of(papers[kind], auditor).startswith(b"%PDF")
        for other in (village, stranger):
            with pytest.raises((ValidationError, NotAllowed)):
                subject_named(kind, key, actor=other)
            with pytest.raises(NotAllowed):
                open_paper(papers[kind], actor=other)
        assert not Paper.objects.visible_to(village).filter(pk=papers[kind].pk).exists()
        for wrong in ("", "x", "9:9:9:9", f"{run.pk}:99", "0:0:0", "99999999999999999999"):
            with pytest.raises(ValidationError):
                subject_named(kind, wrong, actor=officer)

"""A district begins in a real browser: a pasted sheet, a card opened on a phone, a handover."""

import os
import re
from pathlib import Path

import pytest

from tests.papers.sheets import read, squeezed, text_of
from tests.whole.looking import axe, fits

# With a folder named here the test leaves pictures of the pages, and the papers.
PICTURES = os.environ.get("PICTURES", "")
TITLES = ["Hj. Siti Aminah, S.Sos.", "Budi Santoso", "Ni Luh Sari", "Yohanes", "Maria Goreti"]


def picture(page, name):
    """Keep a picture of the page where somebody wants to look at them."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def keep(name, content):
    if PICTURES:
        (Path(PICTURES) / name).write_bytes(content)


def let_in(page, link, password="sawah-hijau-9"):
    """Open a one-use link and choose a password."""
    page.goto(link)
    page.locator("[name=password]").fill(password)
    picture(page, "card-link-360")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/$"))


@pytest.fixture
def operator(open_page):
    return open_page("operator", width=1280, bypass_csp=True)


@pytest.fixture
def officer(operator, open_page):
    """An officer of a regency where nothing has begun, let in by the operator."""
    operator.goto("/accounts/users/invite/")
    operator.get_by_label("Nama lengkap").fill("Petugas Lama")
    operator.get_by_label("Nomor HP").fill("0811-2222-3333")
    operator.get_by_label("Peran").select_option("district_officer")
    operator.get_by_label("Wilayah").fill("52.08")
    operator.get_by_role("button", name="Buat undangan").click()
    link = re.search(r"http\S+#\S+", operator.locator("#teks-tautan").input_value()).group()
    page = open_page(width=1280, bypass_csp=True)
    let_in(page, link)
    return page


def free_villages(page, number):
    """Return villages without a coordinator, with their kecamatan, as the page lists them."""
    page.goto("/onboarding/progress/?step=invite")
    heads = page.locator("table.table").first.locator("tbody tr th")
    villages = heads.locator("a").all_inner_texts()
    found = list(zip(villages, heads.locator(".soft").all_inner_texts(), strict=True))
    assert len(found) >= number
    return found[:number]


def test_a_district_begins_and_is_handed_over(operator, officer, open_page):
    villages = free_villages(officer, 10)
    names = [f"{TITLES[n % len(TITLES)]}" if n < 5 else f"Warga {n}" for n in range(10)]
    lines = [
        f"{n + 1}\t{village}\tKec. {district}\t{name}\t0812{n:02d}34567{n}"
        for n, ((village, district), name) in enumerate(zip(villages, names, strict=True))
    ]
    officer.goto("/onboarding/")
    officer.locator("#id_text").fill("\n".join([*lines, "Atlantis\tAni\t0812"]))
    officer.get_by_role("button", name="Periksa daftar").click()
    assert "Baris 11" in officer.inner_text("main")
    assert axe(officer) == []
    picture(officer, "onboarding-problems-1280")

    officer.locator("#id_text").fill("\n".join(lines))
    officer.get_by_role("button", name="Periksa daftar").click()
    picture(officer, "onboarding-preview-1280")
    assert axe(officer) == []
    officer.get_by_role("button", name="Simpan dan buat 10 undangan").click()

    assert officer.locator("a[href^='https://wa.me/62812']").count() == 10
    assert axe(officer) == []
    picture(officer, "onboarding-shares-1280")
    chosen = officer.locator(".row__title").first.inner_text()
    with officer.expect_download() as download:
        officer.get_by_role("button", name=re.compile("Unduh kartu")).click()
    cards = Path(download.value.path()).read_bytes()
    assert len(read(cards).pages) == 3
    keep("cards.pdf", cards)
    link = re.search(r"http\S+?#[\w-]{43}", text_of(cards)).group()

    phone = open_page(width=360, bypass_csp=True)
    let_in(phone, link)
    assert chosen in phone.inner_text("body")
    phone.goto("/meetings/log/")
    phone.locator("input[type=checkbox]").first.check()
    phone.locator("[name=place]").fill("Balai Desa")
    phone.locator("#id_decided").fill("Pertemuan pertama kami.")
    phone.get_by_role("button", name="Periksa").click()
    phone.get_by_role("button", name=re.compile("Simpan")).click()
    phone.wait_for_load_state()
    assert "Pertemuan pertama kami." in phone.inner_text("main")

    officer.goto("/onboarding/progress/")
    picture(officer, "progress-1280")
    assert officer.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert axe(officer) == []
    operator.goto("/accounts/users/?q=Petugas+Lama")
    operator.get_by_role("link", name="Petugas Lama").click()
    picture(operator, "show-user-1280")
    operator.get_by_role("link", name="Serah terima", exact=True).click()
    operator.get_by_label("Nama lengkap pengganti").fill("Petugas Baru")
    operator.get_by_label("Nomor HP pengganti").fill("0813-1111-2222")
    operator.get_by_label("Alasan").fill("Mutasi")
    picture(operator, "hand-over-1280")
    assert axe(operator) == []
    operator.get_by_role("button", name=re.compile("Serahkan")).click()
    link = re.search(r"http\S+#\S+", operator.locator("#teks-tautan").input_value()).group()
    operator.get_by_role("link", name="Selesai").click()
    assert "Berita acara serah terima" in operator.inner_text("main")
    assert "Petugas Lama" in operator.inner_text("main")
    assert axe(operator) == []
    picture(operator, "record-1280")
    operator.get_by_role("button", name="Cetak berita acara").click()
    with operator.expect_download() as download:
        operator.get_by_role("link", name="Unduh PDF").click()
    paper = Path(download.value.path()).read_bytes()
    assert squeezed("Petugas Lama") in text_of(paper)
    keep("handover.pdf", paper)

    officer.goto("/onboarding/progress/")
    assert "/login/" in officer.url
    successor = open_page(width=360, bypass_csp=True)
    let_in(successor, link)
    successor.goto("/onboarding/progress/")
    assert successor.locator("h1").inner_text() == "Kemajuan desa"
    assert chosen in successor.inner_text("main")


@pytest.mark.parametrize("path", ["/onboarding/", "/onboarding/progress/", "/regions-to-assign/"])
def test_the_pages_fit_a_phone(open_page, path):
    page = open_page("dinas", at=path, width=360, bypass_csp=True)
    picture(page, f"{path.strip('/').replace('/', '-')}-360")

    assert fits(page)
    assert axe(page) == []

"""Printing in a real browser: from the coordinator's home to the PDF, and the public check."""

import re

from axe_playwright_python.sync_playwright import Axe

from tests.whole.test_pages import AXE


def fine(page):
    """Whether the page fits its width and axe finds nothing on it."""
    found = Axe().run(page, options=AXE).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_a_coordinator_prints_and_anybody_checks(open_page):
    phone = open_page("koordinator", width=320, bypass_csp=True)
    phone.goto("/meetings/")
    phone.locator("main a[href^='/meetings/'][href$='-']").or_(
        phone.locator("main .row__title a")
    ).first.click()
    phone.get_by_role("button", name="Cetak Daftar Hadir").click()
    phone.get_by_role("heading", level=1, name="Daftar hadir").wait_for()
    fine(phone)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Unduh PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert download.value.suggested_filename.endswith(".pdf")
    address = phone.locator("a[href^='/v/']").get_attribute("href")

    stranger = open_page(width=320, bypass_csp=True)
    stranger.goto(address)

    assert "Sah" in stranger.inner_text("main")
    fine(stranger)


def test_the_letterhead_is_seen_as_it_prints(open_page):
    phone = open_page("koordinator", width=320, bypass_csp=True)
    phone.goto("/papers/")
    fine(phone)
    phone.locator("a[href^='/papers/letterheads/']").first.click()
    phone.get_by_label("Baris kop").fill("PEMERINTAH DESA CONTOH\nJalan Raya Nomor 1")
    phone.get_by_role("button", name=re.compile("Simpan")).click()
    phone.get_by_text("Kop surat disimpan.").wait_for()
    picture = phone.locator("img[src$='/preview/']")

    assert picture.evaluate("node => node.decode().then(() => node.naturalWidth)") > 500
    fine(phone)

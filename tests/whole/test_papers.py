"""Printing in a real browser: from the coordinator's home to the PDF, and the public check."""

import re

from tests.whole.looking import axe, fits


def fine(page):
    """Whether the page fits its width and axe finds nothing on it."""
    assert axe(page) == [], page.url
    assert fits(page), page.url


def test_a_coordinator_prints_and_anybody_checks(open_page):
    phone = open_page("koordinator", at="/meetings/", width=320, bypass_csp=True)
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

    stranger = open_page(at=address, width=320, bypass_csp=True)

    assert "Sah" in stranger.inner_text("main")
    fine(stranger)


def test_the_letterhead_is_seen_as_it_prints(open_page):
    phone = open_page("koordinator", at="/papers/", width=320, bypass_csp=True)
    fine(phone)
    phone.locator("a[href^='/papers/letterheads/']").first.click()
    phone.get_by_label("Baris kop").fill("PEMERINTAH DESA CONTOH\nJalan Raya Nomor 1")
    phone.get_by_role("button", name=re.compile("Simpan")).click()
    phone.get_by_text("Kop surat disimpan.").wait_for()
    picture = phone.locator("img[src$='/preview/']")

    assert picture.evaluate("node => node.decode().then(() => node.naturalWidth)") > 500
    fine(phone)

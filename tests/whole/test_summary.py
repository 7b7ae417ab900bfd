"""PKK's two taps, and the pages over many villages as they look, on the demo's map."""

from tests.whole.looking import axe, come_to_rest, fits


def test_pkk_opens_the_month_and_takes_the_paper_home(open_page):
    phone = open_page("pkk", width=360, bypass_csp=True)
    assert phone.locator(".map__area").count() == 65

    with phone.expect_download() as download:
        phone.get_by_role("button", name="Unduh PDF 2 halaman").click()

    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_the_pages_fit_and_can_be_read_by_everybody(open_page):
    for at in ("/", "/summary/silence/?months=", "/summary/monthly/"):
        for width in (320, 1280):
            page = open_page("dinas" if at != "/" else "pkk", at=at, width=width, bypass_csp=True)
            come_to_rest(page)
            assert axe(page) == [], (at, width)
            assert fits(page), (at, width)

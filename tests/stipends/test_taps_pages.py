"""A quarter is paid in few clicks, counted in a browser: typing is not counted.

The maker: Honorarium, the scheme, Susun daftar, Ajukan; after the approval Cairkan, the list, its
PDF (a phone's menu is one more). The approver, whom a link to the run was sent: Setujui pembayaran;
from home the run there as well.
"""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from common.dates import today
from stipends.models import Run
from stipends.periods import next_period
from tests.factories.accounts import with_second_step
from tests.factories.stipends import (
    make_approver,
    make_officer,
    make_recipient,
    make_recipients_decree,
    make_scheme,
    make_source,
)
from tests.stipends.second_step import code
from tests.whole.looking import axe, come_to_rest, fits

pytestmark = pytest.mark.django_db(transaction=True)

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
COUNTS = 'addEventListener("pointerdown", () => tapped(), true);'


@pytest.fixture
def browser(monkeypatch):
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright has a loop of its own
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def open_as(browser, server, user, *, width, at="/"):
    """Return a page signed in as the user, and the list of its taps."""
    client = Client()
    client.force_login(user)
    context = browser.new_context(
        base_url=server.url, viewport={"width": width, "height": 800}, locale="id-ID"
    )
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server.url}])
    page, taps = context.new_page(), []
    page.expose_function("tapped", lambda: taps.append(page.url))
    page.add_init_script(COUNTS)
    page.goto(at)
    return page, taps


def look(page):
    come_to_rest(page)
    assert fits(page), page.url
    assert axe(page) == [], page.url


@pytest.mark.parametrize("width", [360, 1280])
def test_a_quarter_is_printed_in_eight_clicks_and_one(width, browser, live_server):
    here = today()
    begins = here.replace(year=here.year - 1, month=1, day=1)
    officer, approver = with_second_step(make_officer()), with_second_step(make_approver())
    scheme = make_scheme(rhythm="quarterly", since=begins)
    first, _last = next_period(scheme, None, here)
    make_source(fiscal_year=first.year)
    decree = make_recipients_decree(since=begins)
    facts = {"decree": decree, "since": begins, "confirmed_on": here}
    make_recipient("Budi", **facts)
    make_recipient("Siti", account=False, **facts)

    maker, taps = open_as(browser, live_server, officer, width=width)
    if width == 360:
        maker.locator(".topmenu > summary").click()
    maker.get_by_role("link", name="Honorarium", exact=True).locator("visible=true").click()
    look(maker)
    maker.get_by_role("link", name=scheme.name).click()
    look(maker)
    maker.get_by_role("button", name="Susun daftar").click()
    look(maker)
    for part in ("lines", "left-out", "compare"):
        maker.goto(f"/stipends/runs/{Run.objects.get().pk}/{part}/")
        look(maker)
    maker.goto(f"/stipends/runs/{Run.objects.get().pk}/")
    maker.get_by_role("button", name="Ajukan").click()
    look(maker)

    at_home, _taps = open_as(browser, live_server, approver, width=width)
    assert at_home.get_by_role("link", name=Run.objects.get().title).is_visible()
    run_url = Run.objects.get().get_absolute_url()
    second, others = open_as(browser, live_server, approver, width=width, at=run_url)
    look(second)
    second.get_by_label("Kode langkah kedua").fill(code())
    second.get_by_role("button", name="Setujui pembayaran").click()
    look(second)

    maker.goto(maker.url)
    look(maker)
    maker.get_by_label("Nomor SP2D").fill("00123/SP2D/2026")
    maker.get_by_label("Kode langkah kedua").fill(code())
    maker.get_by_role("button", name="Cairkan").click()
    look(maker)
    maker.get_by_role("button", name="Daftar penerimaan honorarium").click()
    look(maker)
    with maker.expect_download() as sheet:
        maker.get_by_role("link", name="Unduh PDF").click()
    assert Path(sheet.value.path()).read_bytes().startswith(b"%PDF-")

    run = Run.objects.get()
    assert (run.state, run.line_count) == ("released", run.lines.count())
    assert run.gross == 600_000 or run.lines.filter(kind="back_payment").exists()
    assert len(taps) == (8 if width == 360 else 7), taps
    assert len(others) == 1, others

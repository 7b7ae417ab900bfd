"""The pages as people meet them: on a phone and a PC, in a real browser, from the real server."""

import re
import time
from collections import defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.access import Role
from tests.whole.looking import axe, come_to_rest, fits

MOST_BYTES = 100_000
MOST_REQUESTS = 10
PATHS = {
    "": ["/accounts/login/", "/help/"],
    "koordinator": [
        "/",
        "/meetings/",
        "/meetings/log/",
        "/wksbm/",
        "/people/",
        "/people/find/",
        "/notifications/inbox/",
        "/notifications/deliveries/",
        "/notifications/replies/",
        "/notifications/quiet-times/",
        "/accounts/me/",
        "/more/",
    ],
    "dinas": [
        "/",
        "/wksbm/",
        "/people/",
        "/people/1/",
        "/wksbm/decrees/",
        "/meetings/",
        "/notifications/deliveries/",
        "/accounts/users/",
        "/jobs/",
    ],
    "pkk": ["/", "/wksbm/"],
}
VISITS = [(who, path) for who, paths in PATHS.items() for path in paths]

PATIENCE = 60  # seconds until a mail that was sent is there


def choose_day(page, ago):
    """Choose a day before the demo's year: whatever was logged before, and whenever, it is free."""
    page.locator("[name=day][value=other]").check()
    page.locator("[name=on]").fill((timezone.localdate() - ago).isoformat())


def check_and_save(page):
    """Look the log over, then save it: the two taps at its end."""
    page.get_by_role("button", name="Periksa").click()
    page.get_by_role("button", name=re.compile("Simpan")).click()
    page.wait_for_load_state()


def test_a_coordinator_logs_a_meeting_and_the_officer_sees_it(open_page):
    phone = open_page("koordinator", width=360)
    phone.get_by_role("link", name="Catat Pertemuan").first.click()
    choose_day(phone, timedelta(days=601))
    people = phone.locator("[data-checklist] .checklist input[type=checkbox]")
    present = people.count()
    phone.get_by_role("button", name="Tandai semua").click()
    people.nth(0).uncheck()
    phone.locator("#id_decided").fill("Iuran beras dua kilogram setiap keluarga.")
    check_and_save(phone)

    assert present > 5
    assert "Iuran beras dua kilogram setiap keluarga." in phone.inner_text("main")
    assert f"{present - 1}" in phone.inner_text("main")
    meeting = phone.url

    officer = open_page("dinas", at=meeting, width=1280)

    assert "Iuran beras dua kilogram setiap keluarga." in officer.inner_text("main")
    assert officer.get_by_role("link", name="Pertemuan").count()


def set_quiet_hours_far_from_now(phone):
    """Give the village a set of its own, by its pages: so the demo reminds at any hour."""
    phone.goto("/notifications/quiet-times/")
    own = phone.get_by_role("button", name=re.compile("Atur sendiri"))
    if own.count():
        own.click()
        phone.wait_for_load_state()
    while (others := phone.get_by_role("button", name="Hapus")).count() > 1:
        others.last.click()
        phone.wait_for_load_state()
    phone.get_by_role("link", name=re.compile("Ubah")).click()
    begins = timezone.localtime(timezone=ZoneInfo("Asia/Makassar")) + timedelta(hours=6)
    for day in phone.locator("[name=days]").all():
        day.check()
    phone.fill("[name=since]", f"{begins:%H.%M}")
    phone.fill("[name=until]", f"{begins + timedelta(hours=1):%H.%M}")
    phone.get_by_role("button", name="Simpan jam tenang").click()
    phone.wait_for_load_state()
    assert f"{begins:%H.%M}" in phone.inner_text("main")


def test_the_demo_reminds_in_a_minute(open_page, service):
    phone = open_page("koordinator")
    set_quiet_hours_far_from_now(phone)
    phone.goto("/")
    phone.get_by_role("button", name=re.compile("Ingatkan dalam 1 menit")).click()
    phone.wait_for_load_state()

    phone.get_by_text("Terkirim").first.wait_for(timeout=120_000)

    # The page may know of another message that was sent; this one's mail is on its way.
    latest = time.monotonic() + PATIENCE
    while not any(b"koordinator" in mail.lower() for mail in service.mails()):
        assert time.monotonic() < latest
        time.sleep(0.5)


def test_everybody_of_the_demo_signs_in_with_one_tap(open_page):
    page = open_page()
    names = page.locator("form[action*=demo] button").all_inner_texts()

    assert len(names) == len(settings.DEMO_SIGN_INS) > len(Role)
    for number, _name in enumerate(names):
        page.locator("form[action*=demo] button").nth(number).click()
        page.wait_for_load_state()
        assert page.url.endswith("/")
        assert page.get_by_role("heading", level=1).count() == 1
        assert "CONTOH" in page.inner_text("body")
        page.context.clear_cookies(name="session")
        page.goto("/accounts/login/")


@pytest.mark.parametrize(("who", "path"), VISITS)
def test_pages_are_light_fit_a_phone_and_axe_finds_nothing(open_page, who, path):
    page = open_page(who, at="", width=320, color_scheme="light")
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes = defaultdict(int)
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.__setitem__(event["requestId"], event["encodedDataLength"]),
    )
    answer = page.goto(path, wait_until="networkidle")

    assert answer.status == 200
    assert errors == []
    assert 0 < sum(sizes.values()) < MOST_BYTES
    assert len(sizes) <= MOST_REQUESTS
    assert fits(page)
    assert page.locator("h1").count() == 1
    small = page.evaluate(
        """[...document.querySelectorAll('a.button, button, input:not([type=hidden]), select')]
        .filter(node => node.offsetParent)
        .filter(node => Math.min(node.offsetWidth, node.offsetHeight) < 24)
        .map(node => node.outerHTML.slice(0, 120))"""
    )
    assert small == []
    assert axe(page) == [], "on a phone, light"

    page.set_viewport_size({"width": 1280, "height": 740})
    page.emulate_media(color_scheme="dark")
    come_to_rest(page)

    assert axe(page) == [], "on a PC, dark"


@pytest.mark.parametrize(("who", "path"), VISITS)
def test_pages_in_english_fit_a_phone_and_axe_finds_nothing(open_page, who, path):
    page = open_page(who, at=path, width=320, language="en")

    assert page.evaluate("document.documentElement.lang") == "en"
    assert fits(page)
    assert axe(page) == []


def test_one_changes_the_language_without_javascript_and_stays_on_the_page(open_page):
    page = open_page("koordinator", at="/meetings/?status=", java_script_enabled=False)
    page.get_by_role("button", name="English").first.click()
    page.wait_for_load_state()

    assert page.url.endswith("/meetings/?status=")
    assert page.get_by_role("heading", level=1).inner_text() == "Meetings"

    page.locator("footer").get_by_role("button", name="Bahasa Indonesia").click()
    page.wait_for_load_state()

    assert page.get_by_role("heading", level=1).inner_text() == "Pertemuan"


def test_a_meeting_is_logged_without_javascript(open_page):
    page = open_page("sekretaris", at="/meetings/log/", java_script_enabled=False)
    choose_day(page, timedelta(days=602))
    page.locator("input[type=checkbox]").first.check()
    page.locator("#id_decided").fill("Dicatat tanpa JavaScript.")
    check_and_save(page)

    assert "Dicatat tanpa JavaScript." in page.inner_text("main")

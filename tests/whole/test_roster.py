"""The roster as three people meet it: the officer, the volunteer, and a stranger."""

import re

from tests.whole.looking import axe, come_to_rest, fits

ONE_CLICK = "SK berakhir dalam 60 hari"


def test_the_officer_finds_what_lapses_in_one_click_and_renews_it(open_page):
    officer = open_page("dinas", at="/volunteers/", width=1280)
    officer.get_by_role("link", name=ONE_CLICK).click()
    officer.wait_for_load_state()
    rows = officer.locator("table tbody tr")

    assert rows.count() > 0
    assert "lapsing_within=60" in officer.url
    assert fits(officer)
    assert axe(officer) == []
    name = rows.first.locator("th a").inner_text()
    rows.first.locator("th a").click()
    officer.get_by_role("link", name=re.compile("Perpanjang")).first.click()
    officer.wait_for_load_state()
    officer.locator("[name=since]").fill("2027-01-01")
    officer.locator("[name=until]").fill("2027-12-31")
    officer.get_by_role("button", name=re.compile("Perpanjang")).click()
    officer.wait_for_load_state()

    card = officer.inner_text("main")
    assert name in card
    assert "31 Desember 2027" in card
    assert "Menunggu SK" in card


def test_the_volunteer_without_a_role_answers_an_offer_on_the_own_page(open_page):
    phone = open_page("relawan", at="/", width=360)
    phone.get_by_role("link", name=re.compile("relawan saya", re.IGNORECASE)).last.click()
    phone.wait_for_load_state()
    come_to_rest(phone)

    assert fits(phone)
    assert axe(phone) == []
    offers = phone.get_by_role("button", name="Saya bersedia")
    waiting = offers.count()
    assert waiting > 0
    offers.first.click()
    phone.wait_for_load_state()
    assert phone.get_by_role("button", name="Saya bersedia").count() == waiting - 1
    hours = phone.locator("section[aria-labelledby=jam] tbody td").first.inner_text()
    assert re.search(r"\d jam", hours)  # of the watches of last week
    # What is not one's own does not exist for somebody without a role.
    officer = open_page("dinas", at="/volunteers/?state=awaited", width=1280)
    foreign = officer.locator("table tbody th a").first.get_attribute("href")
    assert phone.goto(foreign).status == 404
    phone.goto("/volunteers/")
    assert phone.locator("table tbody tr").count() <= 2


def test_the_stranger_sees_neither_the_records_nor_the_names(open_page):
    officer = open_page("dinas", at="/volunteers/?state=serving", width=1280)
    link = officer.locator("table tbody th a").first
    name, path = link.inner_text(), link.get_attribute("href")
    stranger = open_page("dinas-buleleng", at="/volunteers/", width=1280)

    foreign = [path, f"{path}change/", f"{path}renew/", f"{path}end/", f"/api/v1{path}"]
    statuses = {one: stranger.goto(one).status for one in foreign}
    stranger.goto(f"/volunteers/?state=&q={name.replace(' ', '+')}&region=52.07")
    listed = stranger.locator("table tbody tr").count()
    rows = stranger.request.get("/api/v1/volunteers/?region=52.07").json()["results"]
    sheet = stranger.request.get("/spreadsheets/export/volunteers/?region=52.07&form=csv")

    assert statuses == dict.fromkeys(foreign, 404)
    assert (listed, rows) == (0, [])
    assert len(sheet.text().strip().splitlines()) == 1

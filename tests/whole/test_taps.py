"""A meeting is written down in thirteen taps on a phone of 360 px; typing is not counted."""

import re

COUNTS = 'addEventListener("pointerdown", () => tapped(), true);'


def test_a_meeting_with_eight_away_takes_thirteen_taps(open_page):
    phone = open_page("sekretaris", width=360)
    taps = []
    phone.expose_function("tapped", lambda: taps.append(phone.url))
    phone.add_init_script(COUNTS)
    phone.reload()

    phone.get_by_role("link", name="Catat Pertemuan").first.click()
    phone.locator("label", has_text="Hari ini").click()
    phone.get_by_role("button", name="Tandai semua").click()
    people = phone.locator("[data-checklist] .checklist label")
    everybody = people.count()
    for number in range(8):
        people.nth(number).click()
    phone.get_by_role("button", name="Periksa").click()
    phone.get_by_role("button", name=re.compile("Simpan")).click()
    phone.wait_for_load_state()

    assert everybody > 8
    assert f"{everybody - 8} dari {everybody} hadir" in phone.inner_text("main")
    assert len(taps) == 13, taps

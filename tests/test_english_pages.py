"""Every page is met in English, as whoever may open it; its texts hold no Indonesian words."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.access import GRANTS, Role
from tests.access_table import ADDRESSES
from tests.factories.accounts import make_user
from tests.factories.regions import make_village
from tests.test_access import place_of, walk

# allauth's own pages name variables that they lack.
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

VILLAGE = "52.07.01.2001"
# A Wednesday (Rabu) in December (Desember): what the factories date a week back or ahead, and what
# is dated today, is in no language but one's own. In November a date in Indonesian passed unseen.
ADVENT = datetime(2026, 12, 16, 3, tzinfo=UTC)
# Words that hardly a sentence does without. What is kept by people (names, purposes, places) and
# what is sent stays as it is: the factories' are taken out, texts to share have `lang="id"`.
INDONESIAN = re.compile(
    r"\b(yang|dan|atau|belum|tidak|untuk|dari|dengan|sudah|ini|itu|pada|akan|bisa|dapat|oleh"
    r"|lewat|kepada|semua|hanya|harus|sejak|sampai|berlaku|boleh|bila|misalnya|siapa|kapan"
    r"|simpan|tambah|ubah|hapus|cari|masuk|keluar|buka|pilih|lihat|batal|selesai|kembali"
    r"|tanggal|hari|bulan|tahun|jam|pukul|pertemuan|pengurus|anggota|ketua|jabatan|nama|nomor"
    r"|orang|kata|sandi|surel|wilayah|peran|pesan|halaman|beranda|tempat|alasan|acara|jenis"
    r"|Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu|Januari|Februari|Maret|Mei|Juni|Juli|Agustus"
    r"|Oktober|Desember|SK pengurus)\b",
    re.IGNORECASE,
)
KEPT = re.compile(
    r"Pertemuan rutin|(Anggota|Pengurus|Warga) \d+|Balai Desa|Bahasa Indonesia"
    r"|Kepala Dinas Sosial Pemberdayaan Masyarakat dan Desa"
    r"|Tali asih Juli|Salah orang|Tidak masuk daftar"
)
WITHOUT_ARGUMENTS = sorted(
    name
    for name, pattern in walk(get_resolver().url_patterns)
    if not name.startswith(("admin:", "v1:"))
    and not getattr(pattern.pattern, "converters", None)
    and name
    not in {"livez", "readyz", "healthz", "styleguide"}  # the last one's facts are invented
)
PAGES = sorted(name for name in ADDRESSES if not name.startswith("v1:"))


def english(page):
    """Return what a page says, without what it keeps in Indonesian on purpose."""
    page = re.sub(r'<(textarea|div|span|button)\b[^>]*\blang="id".*?</\1>', " ", page, flags=re.S)
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page, flags=re.S)
    spoken = re.findall(r'\b(?:title|aria-label|placeholder|alt|data-[\w-]*label)="([^"]*)"', page)
    return KEPT.sub(" ", " ".join([re.sub(r"<[^>]*>", " ", page), *spoken]))


def visit(client, method, url):
    response = getattr(client, method)(url)
    if response.status_code in {301, 302, 405} or response.streaming:
        return
    if not response["Content-Type"].startswith("text/html"):
        return
    page = response.content.decode()
    assert response["Content-Language"] == "en"
    assert '<html lang="en"' in page
    text = english(page)
    found = [text[max(0, hit.start() - 60) : hit.end() + 40] for hit in INDONESIAN.finditer(text)]
    assert found == [], f"{method} {url} {response.status_code}"


@pytest.fixture(autouse=True)
def advent():
    with time_machine.travel(ADVENT):
        yield


def reader(role, settings):
    client = Client()
    if role:
        client.force_login(make_user(role=role, region=place_of(role, VILLAGE)))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def roles_for(can):
    allowed = [role for role in Role if can is None or can in GRANTS[role]]
    return allowed[:1] + [role for role in Role if role not in allowed][:1]  # one is refused


@pytest.mark.parametrize("name", WITHOUT_ARGUMENTS)
def test_page_in_english(name, settings):
    settings.DEMO = True
    make_village(VILLAGE)
    try:
        url = reverse(name)
    except NoReverseMatch:
        pytest.fail(f"{name} takes arguments: list it in tests/access_table.py")
    for role in (None, Role.VILLAGE_COORDINATOR, Role.DISTRICT_OFFICER, Role.OPERATOR):
        client = reader(role, settings)
        for method in ("get", "post"):
            visit(client, method, url)


@pytest.mark.parametrize("name", PAGES)
def test_page_of_a_record_in_english(name, settings):
    settings.DEMO = True
    address = ADDRESSES[name]
    url = reverse(name, kwargs=address.make(make_village(VILLAGE)))
    for role in roles_for(address.can or address.seen):
        client = reader(role, settings)
        for method in address.methods:
            visit(client, method, url)

"""The books of some invented bodies: the year's plan, letters in and out, who visited."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final, NamedTuple

from portal.demo import VILLAGE
from portal.demo.names import phone
from portal.demo.rows import new_key
from portal.demo.village import Village
from programme.models import Activity, Book, Letter, Visit

SHARE: Final = 0.3  # of the other villages keep their books here too


class Plan(NamedTuple):
    """A line of a work plan; the cost is whole rupiah."""

    name: str
    goal: str
    first: int
    last: int
    cost: int
    source: str


PLANS: Final = (
    Plan("Pertemuan rutin", "Pengurus dan anggota", 1, 12, 1_200_000, "self"),
    Plan("Pendataan PPKS dan PSKS", "Semua keluarga", 1, 2, 500_000, "village"),
    Plan("Santunan anak yatim", "25 anak", 3, 4, 7_500_000, "donors"),
    Plan("Kunjungan lansia dan warga sakit", "12 lansia", 1, 12, 2_400_000, "self"),
    Plan("Pemutakhiran data DTSEN", "Operator desa dan PSM", 6, 6, 0, ""),
    Plan("Kerja bakti rumah tidak layak huni", "2 rumah", 8, 9, 4_000_000, "self"),
    Plan("Pelatihan pengurus", "15 pengurus", 10, 10, 3_000_000, "regency"),
    Plan("Laporan tahunan dan rapat akhir tahun", "Pengurus", 12, 12, 600_000, "self"),
)
IN: Final = (
    ("Dinas Sosial Kabupaten Sumbawa Barat", "Permintaan data WKSBM"),
    ("Camat Taliwang", "Undangan rakor WKSBM se-kecamatan"),
    ("Kepala Desa", "Pemutakhiran data keluarga"),
    ("TP PKK Kecamatan Taliwang", "Lomba desa dan kelurahan"),
    ("Puskesmas Taliwang", "Jadwal posyandu lansia"),
)
OUT: Final = (
    ("Dinas Sosial lewat TKSK", "Permohonan kursi roda"),
    ("Kepala Desa", "Laporan kegiatan triwulan"),
    ("Donatur dan perantau", "Permohonan santunan anak yatim"),
    ("Ketua RT se-desa", "Pendataan warga sakit"),
)
VISITORS: Final = (
    ("Drs. Suhardi", "Dinas Sosial Kabupaten Sumbawa Barat", "Monitoring dan evaluasi", 3),
    ("Baiq Hernawati", "TP PKK Kecamatan Taliwang", "Pembinaan administrasi", 4),
    ("Kamaruddin", "Puskesmas Taliwang", "Koordinasi posyandu lansia", 1),
    ("Rahmat Hidayat", "Mahasiswa KKN", "Wawancara penelitian", 2),
)


def build(village: Village) -> None:
    """Gather a village's books, where it keeps them: the coordinator's always does."""
    chance = Random(f"books {village.region.code}")  # noqa: S311 (each demo is equal)
    if village.region.code != VILLAGE and chance.random() >= SHARE:
        return
    for number, plan in enumerate(PLANS):
        village.rows.add(_activity(village, chance, plan, number))
    days = sorted(chance.sample(range(2, 320), len(IN) + len(OUT)), reverse=True)
    lines = [("in", *line) for line in IN] + [("out", *line) for line in OUT]
    chance.shuffle(lines)
    numbers: dict[tuple[str, int], int] = {}
    for days_ago, (direction, party, subject) in zip(days, lines, strict=True):
        on = village.today - timedelta(days=days_ago)
        letter = _letter(village, chance, on, direction)
        numbers[direction, on.year] = numbers.get((direction, on.year), 0) + 1
        letter.number = numbers[direction, on.year]
        letter.party, letter.subject = party, subject
        village.rows.add(letter)
    for (direction, year), last in numbers.items():
        kind = f"letters_{direction}"
        book = Book(region=village.region, wksbm=village.body, kind=kind, year=year, last=last)
        village.rows.add(book)
    for days_ago, visitor in zip((250, 170, 95, 20), VISITORS, strict=True):
        village.rows.add(_visit(village, chance, village.today - timedelta(days=days_ago), visitor))


def _activity(village: Village, chance: Random, plan: Plan, number: int) -> Activity:
    day = village.today
    one = Activity(
        id=new_key(chance),
        region=village.region,
        wksbm=village.body,
        year=day.year,
        position=number,
        name=plan.name,
        goal=plan.goal,
        from_month=plan.first,
        to_month=plan.last,
        in_charge=chance.choice(village.people),
        cost=plan.cost,
        source=plan.source,
    )
    if plan.last < day.month and chance.random() < 0.8:
        one.status = Activity.Status.DONE
        one.done_on = date(day.year, plan.last, chance.randint(3, 27))
        one.result = f"Terlaksana, {plan.goal.lower()} terlayani."
    return one


def _letter(village: Village, chance: Random, on: date, direction: str) -> Letter:
    written = on - timedelta(days=chance.randint(1, 6)) if direction == "in" else on
    return Letter(
        id=new_key(chance),
        region=village.region,
        wksbm=village.body,
        direction=direction,
        year=on.year,
        entered_on=on,
        letter_number=f"{chance.randint(10, 400)}/CONTOH/{on.year}",
        letter_date=written,
        passed_to="Ketua" if direction == "in" else "",
        entered_by=village.chairing,
    )


def _visit(village: Village, chance: Random, on: date, visitor: tuple[str, str, str, int]) -> Visit:
    name, office, purpose, people = visitor
    return Visit(
        id=new_key(chance),
        region=village.region,
        wksbm=village.body,
        on=on,
        name=name,
        office=office,
        phone=phone(chance),
        people=people,
        purpose=purpose,
        met=village.chair.name,
        entered_by=village.chairing,
    )

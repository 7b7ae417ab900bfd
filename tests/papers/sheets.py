"""Facts of every template, as many rows and as long names as a test wants; reading PDFs."""

import io
from datetime import UTC, date, datetime

from pypdf import PdfReader

from papers.rendering import qr_svg, render_pdf
from papers.signers import Signer
from papers.words import tidy

DAY = date(2026, 11, 28)
AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
URL = "https://wksbm.example/v/7F3K9Q2M/"
OCCASION = {
    "purpose": "Pertemuan rutin",
    "kind": "Musyawarah desa (musdes)",
    "body": "WKSBM Sari Manunggal, Desa Goa",
    "day": "Sabtu, 28 November 2026",
    "time": "15.00 WITA",
    "place": "Balai Desa",
    "visitors": "",
}
QUORUM = (
    "Dari 45 orang yang diundang hadir 40 orang; kuorum 2/3 dari yang diundang, yaitu 30 orang, "
    "terpenuhi."
)


def attendance_sheet(rows, name):
    return {
        **OCCASION,
        "people": [{"name": name, "sex": "P", "post": "Anggota"}] * rows,
        "signers": [
            Signer("Ketua WKSBM", name=name, above="Mengetahui,").as_facts(),
            Signer("Sekretaris WKSBM").as_facts(),
        ],
        "place_and_date": "Goa, 28 November 2026",
    }


def attendance_list(rows, name):
    return {
        **OCCASION,
        "people": [came(name)] * rows,
        "counts": {
            "invited": rows + 5,
            "came": rows + 3,
            "men": 1,
            "women": rows,
            "unknown": 2,
            "guests": 3,
        },
        "quorum": QUORUM,
        "sheets": 2,
        "signers": [
            Signer("Ketua WKSBM", name=name, above="Mengetahui,").as_facts(),
            Signer("Sekretaris WKSBM").as_facts(),
        ],
        "place_and_date": "Goa, 28 November 2026",
    }


def came(name):
    return {
        "name": name,
        "sex": "P",
        "post": "Ketua WKSBM Goa",
        "phone": "0812-****-*890",
        "note": "Terlambat",
    }


def task(name):
    return {
        "item": "2",
        "task": "Mengumpulkan data warga",
        "owner": name,
        "due": "5 Desember 2026",
    }


def meeting_minutes(rows, name):
    item = {"title": "Laporan kas", "discussed": ["Kas cukup.", name], "decided": ["Disetujui."]}
    return {
        **OCCASION,
        "led_by": "Ahmad",
        "minuted_by": name,
        "came": "diundang 25 orang, hadir 17 orang (laki-laki 7, perempuan 10)",
        "quorum": QUORUM,
        "agenda": [item, {"title": "Penutup", "discussed": [], "decided": []}] * (1 + rows // 10),
        "discussed": ["Hal lain."],
        "decided": [],
        "tasks": [task(name)] * rows,
        "approved": "Notulen ini disetujui oleh Ahmad pada 30 November 2026.",
        "signers": [
            Signer("Notulis", name=name, of="Sekretaris WKSBM").as_facts(),
            Signer("Pimpinan rapat", name="Ahmad").as_facts(),
        ],
        "place_and_date": "Goa, 28 November 2026",
    }


def attendance_recap(rows, name):
    days = [f"{day} Nov" for day in range(1, 13)]
    row = {
        "name": name,
        "sex": "P",
        "marks": ["H", "T", "-", ""] * 3,
        "came": "6/9",
        "share": "67%",
    }
    return {
        "body": OCCASION["body"],
        "period": "1 Januari 2026 sampai 31 Desember 2026",
        "number_of_meetings": 12,
        "by_month": False,
        "columns": days,
        "rows": [row] * rows,
        "sums": [{"name": "Hadir", "values": [rows] * 12, "total": rows * 12}],
        "average": rows,
        "signers": [
            Signer("Ketua WKSBM", name=name, above="Mengetahui,").as_facts(),
            Signer("Sekretaris WKSBM").as_facts(),
        ],
        "place_and_date": "Goa, 28 November 2026",
    }


def meeting_record(rows, name):
    return {
        **OCCASION,
        "title": "Berita acara Musyawarah desa (musdes)",
        "spelt_day": "Sabtu, tanggal dua puluh delapan, bulan November, tahun dua ribu dua puluh "
        "enam (28-11-2026)",
        "came": "17 orang (laki-laki 7, perempuan 10)",
        "groups": [{"name": "Pengurus WKSBM", "count": 5}, {"name": "Tamu", "count": 12}],
        "quorum": QUORUM,
        "agenda": ["Pembukaan", "Penetapan keputusan"],
        "points": [f"Mengusulkan {name}."] * rows,
        "tasks": [task(name)],
        "legal_basis": "Permendes PDTT 16/2019",
        "people": [came(name)] * rows,
        "signers": [
            Signer("Kepala Desa Goa").as_facts(),
            Signer("Ketua BPD", name="Ahmad", of="Desa Goa").as_facts(),
            *[Signer("Wakil masyarakat").as_facts()] * 2,
        ],
        "place_and_date": "Goa, 28 November 2026",
    }


def meeting_invitation(rows, name):
    return {
        **OCCASION,
        "nature": "Biasa",
        "subject": f"Undangan {name}",
        "called": "pengurus dan anggota",
        "called_of": "WKSBM Sari Manunggal",
        "agenda": [
            {"title": "Pembukaan", "points": []},
            {"title": "Tindak lanjut rapat lalu", "points": ["Mendata warga (Ani)"]},
        ],
        "note": "Mohon membawa buku kas.",
        "people": [{"name": name, "post": "Anggota"}] * rows,
        "written_at": "Goa",
        "signers": [Signer("Ketua WKSBM", name=name).as_facts()],
    }


def decree_extract(rows, name):
    line = {"name": name, "post": "Ketua", "body": "WKSBM Goa", "term": "1 Januari 2026"}
    return {
        "issuer": "Camat Jereweh",
        "number": "188.4/12/2026",
        "subject": name,
        "enacted_on": "1 Januari 2026",
        "term": "1 Januari 2026 sampai 31 Desember 2028",
        "cost_source": "",
        "signed_by": "Ahmad, Plt. Camat Jereweh",
        "state": "SK berlaku",
        "village": "Desa Goa",
        "lines": [line] * rows,
        "written_at": "Goa",
        "signers": [Signer("Yang mengutip,").as_facts()],
    }


def handover(rows, name):
    return {
        "giver": {"name": name, "role": "Petugas Dinas Sosial"},
        "receiver": {"name": "Budi", "role": "Petugas Dinas Sosial"},
        "day": "Sabtu, 28 November 2026",
        "from_day": "28 November 2026",
        "place": "Kabupaten Sumbawa Barat",
        "items": [{"name": "Petugas Dinas Sosial", "note": "Kabupaten Sumbawa Barat"}] * rows,
        "tokens": 1,
        "links": 0,
        "note": name,
        "signers": [
            signer.as_facts()
            for signer in (
                Signer("Pihak Pertama", name=name),
                Signer("Pihak Kedua", name="Budi", nip="19800101 200501 1 001"),
                Signer("Kepala Dinas Sosial", name="Siti", capacity="plt", above="Mengetahui,"),
            )
        ],
        "place_and_date": "Kabupaten Sumbawa Barat, 28 November 2026",
    }


def activity_report(rows, name):
    row = {"day": "4 Mei 2026", "activity": name, "place": "Balai Desa", "length": "1 jam"}
    return {
        "name": name,
        "pillar": "Pekerja Sosial Masyarakat",
        "number": "",
        "area": "Desa Goa",
        "month": "Mei 2026",
        "by_hand": False,
        "rows": [row] * rows,
        "total": "1 kegiatan, 1 jam",
        "signers": [
            Signer("Kepala Desa Goa", above="Mengetahui,").as_facts(),
            Signer("Relawan,", name=name).as_facts(),
        ],
        "place_and_date": "Goa, 28 November 2026",
    }


def invitation_cards(rows, name):
    card = {
        "name": name,
        "role": "Koordinator desa",
        "village": "Desa Goa, Kecamatan Jereweh",
        "username": "siti.aminah",
        "link": URL,
        "valid_until": "5 Desember 2026",
        "qr": qr_svg(URL),
    }
    return {"cards": [card] * rows}


def psks_directory(rows, name):
    one = {
        "name": name,
        "kind": "Karang Taruna",
        "chair": "Siti Aminah",
        "registration": "Segera berakhir, 31 Desember 2026",
        "umbrella": "WKSBM Goa",
    }
    volunteer = {
        "name": name,
        "pillar": "Pendamping Disabilitas",
        "area": "Kabupaten Sumbawa Barat",
        "honorarium": "Tanpa honor",
    }
    return {
        "body": "WKSBM Goa",
        "village": "Desa Goa, Kec. Jereweh, Kabupaten Sumbawa Barat, Nusa Tenggara Barat",
        "under": [one] * rows,
        "others": [one] * rows,
        "volunteers": [volunteer] * rows,
        "board": [{"post": "Ketua", "name": name}],
        "lacking": "PSM, Karang Taruna",
        "written_at": "Goa",
        "signers": [
            Signer("Desa Goa", above="Mengetahui,").as_facts(),
            Signer("Ketua WKSBM Goa", name=name).as_facts(),
        ],
    }


def _book(name):
    return {
        "name": "Rencana kerja tahunan",
        "year": "2026",
        "body": f"WKSBM {name}",
        "place": "Desa Goa, Kec. Jereweh, Kabupaten Sumbawa Barat, Nusa Tenggara Barat",
        "signers": [
            Signer("Kepala Desa Goa", above="Mengetahui,").as_facts(),
            Signer("Ketua WKSBM Goa", name=name).as_facts(),
        ],
        "place_and_date": "Goa, 28 November 2026",
    }


def work_plan(rows, name):
    row = {
        "activity": name,
        "goal": "40 lansia di tiga dusun",
        "months": [2 <= month <= 4 for month in range(12)],
        "in_charge": name,
        "cost": "Rp1.250.000",
        "source": "APBDes atau dana kelurahan",
        "result": "38 lansia diperiksa, 5 dirujuk",
        "state": "done",
    }
    dropped = row | {"state": "dropped", "result": "Banjir"}
    return {**_book(name), "rows": [row, dropped, *[row] * (rows - 1)], "total": "Rp1.250.000"}


def letter_agenda(rows, name):
    row = {
        "number": "12",
        "entered_on": "28 November 2026",
        "letter_number": "005/123/DINSOS/2026",
        "letter_date": "27 November 2026",
        "party": name,
        "subject": "Undangan rapat koordinasi",
        "note": "Sekretaris · segera",
        "struck": "",
    }
    issued = {"on": "1 November 2026", "number": "003/UND/XI/2026", "title": name, "withdrawn": ""}
    return {
        **_book(name),
        "out": True,
        "rows": [row | {"struck": "Tercatat dua kali"}, *[row] * rows],
        "issued": [issued, issued | {"withdrawn": "Salah tanggal"}],
    }


def guest_book(rows, name):
    row = {
        "on": "28 November 2026",
        "name": name,
        "post": "Kepala Bidang",
        "office": "Dinas Sosial Kabupaten Bima",
        "purpose": "Studi tiru",
        "met": "Ketua",
        "people": "12",
        "message": "Semoga maju terus",
        "struck": "",
    }
    return {
        **_book(name),
        "rows": [row | {"struck": "Salah tulis"}, *[row] * rows],
        "total": str(12 * rows),
    }


def network_summary(rows, name):
    square = "M0 0l100 0 0 100 -100 0z"
    return {
        "place": f"Kabupaten Sumbawa Barat, {name}",
        "month": "November 2026",
        "below": "Kecamatan",
        "written_at": "Kabupaten Sumbawa Barat",
        "villages": 65,
        "with_body": 60,
        "met_in_quarter": 50,
        "by_state": {
            "Sudah bertemu": 40,
            "Masih dijadwalkan": 5,
            "Belum dicatat": 5,
            "Tanpa pertemuan": 10,
            "Belum ada WKSBM": 5,
        },
        "groups": [{"name": name, "met": 7, "villages": 9, "quarter": 9}] * rows,
        "map": (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
            f'<path d="{square}" fill="#1b6537"/></svg>'
        ),
        "map_credit": "Contoh (CC0)",
        "map_kind": "states",
        "silent": [
            {"name": name, "above": "Kec. Jereweh", "last": "belum pernah", "unlogged": True}
        ]
        * min(rows, 44),
        "silent_count": rows,
        "signers": [Signer("Ketua TP PKK Kabupaten Sumbawa Barat", name=name).as_facts()],
    }


def monthly_report(rows, name):
    return {
        **network_summary(rows, name),
        "figures": [["Pertemuan terlaksana", "40", "38"]] * 12,
        "trend": [{"month": "11/26", "held": 40}] * 12,
        "most_held": 50,
        "groups": [{"name": name, "villages": 9, "met": 7, "held": 8, "dropped": 1, "unlogged": 2}]
        * rows,
        "silent": [
            {
                "name": name,
                "village": "Desa Goa",
                "district": "Kec. Jereweh",
                "last": "4 Mei 2026",
                "hint": "Tidak ada jadwal: perlu disapa.",
            }
        ]
        * min(rows, 22),
        "note": "Dua kecamatan belum mengirim jadwal tahun depan.",
        "signers": [Signer("Kepala Dinas Sosial Kabupaten Sumbawa Barat").as_facts()],
    }


def stipend_fairness(rows, name):
    group = {
        "name": name,
        "posts": 34,
        "paid": 33,
        "unpaid_serving": 1,
        "amount": "81.600.000",
        "by_others": "0",
        "least": "1.800.000",
        "median": "2.400.000",
        "most": "2.400.000",
        "attended": 120,
        "duties": 44,
        "hours": 310,
        "reports": 200,
    }
    return {
        "place": f"Kabupaten Belitung Timur, {name}",
        "year": "2026",
        "total": group,
        "pillars": [group] * min(rows, 6),
        "districts": [group] * min(rows, 7),
        "villages": [group] * rows,
        "institutions": [{"pillar": name, "bodies": 1, "holders": 3, "attended": 2}],
        "outliers": [{"name": name, "number": 2}],
        "signers": [Signer("Kepala Dinas Sosial Kabupaten Belitung Timur").as_facts()],
        "written_at": "Kabupaten Belitung Timur",
    }


SHEETS = {
    made.__name__: made
    for made in (
        activity_report,
        attendance_list,
        attendance_recap,
        attendance_sheet,
        meeting_invitation,
        meeting_minutes,
        meeting_record,
        monthly_report,
        network_summary,
        decree_extract,
        handover,
        invitation_cards,
        psks_directory,
        work_plan,
        letter_agenda,
        guest_book,
        stipend_fairness,
    )
}


def letterhead(paper_size="f4"):
    lines = ["PEMERINTAH KABUPATEN SUMBAWA BARAT", "KECAMATAN JEREWEH", "DESA GOA", "Jalan Raya 1"]
    return {"office": "Desa Goa", "lines": lines, "paper_size": paper_size, "logo": []}


def drawn(template, *, rows=1, name="Siti Aminah", paper_size="f4"):
    data = {
        "facts": tidy(SHEETS[template](rows, name)),
        "letterhead": letterhead(paper_size),
        "paper": {
            "title": "Judul",
            "number": "003/DH/52.07.01.2001/XI/2026",
            "edition": 1,
            "issued_on": "21 November 2026",
            "url": URL,
            "qr": qr_svg(URL),
        },
    }
    return render_pdf(template, data, at=AT)


def read(content):
    return PdfReader(io.BytesIO(content))


def text_of(content):
    """Return what the sheets say, without the breaks that the layout put in."""
    pages = "".join(page.extract_text() for page in read(content).pages)
    return "".join(pages.replace("\u200b", "").split())


def squeezed(text):
    return "".join(text.split())

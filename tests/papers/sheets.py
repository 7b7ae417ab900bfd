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


def _payment(name):
    post = "Pejabat Pelaksana Teknis Kegiatan"
    return {
        "signers": [
            Signer("Pengguna Anggaran", name=name, above="Setuju dibayar,").as_facts(),
            Signer(post, name="Budi", capacity="plt").as_facts(),
            Signer("Bendahara Pengeluaran", name="Cici", nip="198001012005011001").as_facts(),
        ],
        "place_and_date": "Goa, 28 November 2026",
    }


def stipend_list(rows, name):
    row = {
        "name": name,
        "id": "5207**********01",
        "post": "Taruna Siaga Bencana",
        "place": "Desa Goa",
        "group": "Bukan pegawai",
        "period": "Jul-Sep 2026",
        "volume": "3 bulan",
        "amount": 250_000,
        "gross": 750_000,
        "tax": 18_750,
        "net": 731_250,
        "account": "Bank NTB Syariah 0012****78",
        "holder": "",
        "note": "",
    }
    odd = row | {"gross": 0, "tax": 0, "net": 0, "note": f"Dibatalkan: {name}", "holder": name}
    lines = [odd if at == 1 else row for at in range(rows)]
    return {
        **_payment(name),
        "name": "Daftar penerimaan tali asih",
        "particulars": [["Untuk pembayaran", name], ["Skema", "Tali asih"], ["SP2D", ""]],
        "rows": [{"number": at, **line} for at, line in enumerate(lines, start=1)],
        "count": rows,
        "people": rows,
        **{what: sum(line[what] for line in lines) for what in ("gross", "tax", "net")},
        "in_words": "tujuh ratus tiga puluh satu ribu dua ratus lima puluh rupiah",
        "notes": ["Disetujui oleh Ani.", f"Pengecualian: {name}", "Sidik daftar: " + "a1" * 32],
    }


def stipend_voucher(rows, name):
    line = {
        "what": "Jul-Sep 2026: 3 bulan x Rp250.000",
        "gross": 750_000,
        "tax": 18_750,
        "law": "PMK 168/2023",
        "net": 731_250,
    }
    receiver = Signer("Yang menerima,", name=name).as_facts()
    voucher = {
        "numbers": "1, 2",
        "name": name,
        "post": "Tagana, Desa Goa",
        "rows": [line, line],
        "net": 1_462_500,
        "in_words": "satu juta empat ratus enam puluh dua ribu lima ratus rupiah",
        "by": "Bank NTB Syariah 0012****78",
        "stamp": "Jumlah di atas Rp5.000.000: bubuhkan meterai Rp10.000.",
        "receiver": {**receiver, "stamp": True},
    }
    payment = _payment("Ahmad")
    return {
        **payment,
        "signers": payment["signers"][::2],
        "payer": "Dinas Sosial Kabupaten Sumbawa Barat",
        "title": "Tali asih Tagana triwulan III 2026",
        "source": "APBD kabupaten/kota, Pemberdayaan sosial 2026, 5.1.02.02.01.0003",
        "sp2d": "0123/SP2D/2026, 7 Oktober 2026",
        "vouchers": [voucher] * rows,
    }


def stipend_recap(rows, name):
    row = {"name": name, "lines": 12, "gross": 750_000, "tax": 18_750, "net": -731_250}
    told = {"number": 3, "name": name, "what": "Dikembalikan bank (retur)", "because": name}
    correction = {**told, "net": -750_000, "proof": "STS 12/2026, 1 Mei 2026", "by": "Ani, Budi"}
    return {
        **_payment(name),
        "particulars": [["Pembayaran", name], ["NTPN setoran pajak", "A1B2C3D4E5F6G7H8"]],
        "approved": row,
        "left": row,
        "people": 12,
        "in_words": "tujuh ratus ribu rupiah",
        "below": "Kecamatan",
        "places": [row] * rows,
        "kinds": [row],
        "states": [row, row],
        "corrections": [correction],
        "incidents": [{**told, "on": "9 Oktober 2026"}],
        "notes": ["Disetujui oleh Ani."],
    }


def stipend_year(rows, name):
    row = {
        "title": "Tali asih Tagana triwulan III 2026",
        "scheme": "Tali asih Tagana, APBD kabupaten/kota",
        "period": "Rapel Jan-Mar 2026, Mei 2026",
        "sp2d": "0123/SP2D/2026",
        "gross": 750_000,
        "tax": 18_750,
        "law": "PMK 168/2023",
        "net": 731_250,
        "state": "Diterima, 8 Oktober 2026",
    }
    other = {
        "scheme": name,
        "period": "Jan-Jun 2026",
        "on": "1 Agustus 2026",
        "evidence": "Buku tabungan",
        "amount": 1_500_000,
    }
    payment = _payment(name)
    return {
        **payment,
        "signers": payment["signers"][::2],
        "name": name,
        "nik": "5207**********01",
        "posts": "Tagana",
        "numbers": "2016360055",
        "year": "2026",
        "place": "Kabupaten Sumbawa Barat",
        "rows": [row] * rows,
        **{what: row[what] * rows for what in ("gross", "tax", "net")},
        "in_words": "tujuh ratus ribu rupiah",
        "others": [other],
        "others_total": 1_500_000,
    }


def stipend_year_list(rows, name):
    row = {"name": name, "id": "5207**********01", "payments": 4, "others": 1_500_000}
    sums = {"gross": 3_000_000, "tax": 75_000, "net": 2_925_000, "others": 1_500_000}
    payment = _payment(name)
    return {
        **payment,
        "signers": payment["signers"][::2],
        "place": "Kabupaten Sumbawa Barat, Nusa Tenggara Barat",
        "year": "2026",
        "rows": [row | sums] * rows,
        **{what: amount * rows for what, amount in sums.items()},
        "in_words": "dua juta rupiah",
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
        stipend_list,
        stipend_voucher,
        stipend_recap,
        stipend_year,
        stipend_year_list,
        stipend_fairness,
    )
}

WIDE = {"stipend_list", "stipend_year", "stipend_year_list"}  # lie on their side


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

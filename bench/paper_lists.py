"""A list of 2,000 receivers as a PDF, against a bare Typst table of the same rows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import orjson
import typst
from django.utils import timezone

from papers.rendering import qr_svg, render_pdf
from papers.signers import Signer
from papers.words import FONTS, terbilang, tidy

ROWS: Final = 2_000
COLUMNS: Final = 12
BARE: Final = b"""
#let rows = json(bytes(sys.inputs.rows))
#set document(title: "Daftar")
#set page(width: 330mm, height: 215mm, margin: 15mm)
#set text(font: "Liberation Sans", size: 8.5pt, fallback: false)
#table(columns: 12, table.header(..range(12).map(n => [#n])), ..rows.flatten().map(v => [#v]))
"""
AT: Final = datetime(2026, 10, 7, 1, tzinfo=UTC)


def paper_list_floor() -> tuple[int, int]:
    """Compile the same texts in one table: no letterhead, no sums, no code, nothing kept."""
    rows = [[str(value) for value in row.values()][:COLUMNS] for row in _rows()]
    typst.compile(
        BARE,
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
        ),
        ignore_system_fonts=True,
        sys_inputs={"rows": orjson.dumps(rows).decode()},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=AT,
    )
    return ROWS, ROWS * COLUMNS


def paper_list_ours() -> tuple[int, int]:
    """Make the file of a list as it is issued, from its facts on."""
    rows = _rows()
    sums = {name: sum(row[name] for row in rows) for name in ("gross", "tax", "net")}
    facts = {
        "name": "Daftar penerimaan tali asih",
        "particulars": [["Untuk pembayaran", "Tali asih Tagana triwulan III 2026"]],
        "rows": rows,
        "count": ROWS,
        "people": ROWS,
        **sums,
        "in_words": terbilang(sums["net"]),
        "notes": ["Disetujui oleh pejabat."],
        "signers": [Signer("Pengguna Anggaran").as_facts()] * 3,
        "place_and_date": "Kabupaten, 7 Oktober 2026",
    }
    data = {
        "facts": tidy(facts),
        "letterhead": {
            "office": "Dinas Sosial",
            "lines": ["PEMERINTAH KABUPATEN", "DINAS SOSIAL"],
            "paper_size": "f4",
            "logo": [],
        },
        "paper": {
            "title": "Daftar penerimaan tali asih",
            "number": "001/DPH/52.07/X/2026",
            "edition": 1,
            "url": "https://wksbm.example/v/7F3K9Q2M/",
            "qr": qr_svg("https://wksbm.example/v/7F3K9Q2M/"),
            "issued_on": "7 Oktober 2026",
        },
    }
    render_pdf("stipend_list", data, at=timezone.now())
    return ROWS, ROWS * COLUMNS


def _rows() -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "name": f"Rekaan Relawan {number}",
            "id": "5207**********01",
            "post": "Taruna Siaga Bencana",
            "period": "Jul-Sep 2026",
            "group": "Bukan pegawai",
            "amount": 250_000,
            "gross": 750_000,
            "tax": 18_750,
            "net": 731_250,
            "account": "Bank NTB Syariah 0012****78",
            "note": "",
            "place": "Desa Goa",
            "volume": "3 bulan",
            "holder": "",
        }
        for number in range(1, ROWS + 1)
    ]

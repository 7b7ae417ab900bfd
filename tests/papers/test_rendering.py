"""Every template: both sheets, few and many rows, and texts that would be markup elsewhere."""

import pytest

from tests.papers.sheets import SHEETS, WIDE, drawn, read, squeezed, text_of

MARKUP = [
    '#panic("x")',
    "$x^2$ *tebal* _miring_",
    "@siapa <label>",
    'garis miring \\ dan "kutip"',
    "// komentar /* */ `kode` = Judul",
    "- satu + dua [isi] {a} ~ ---",
    "#{sys.inputs}",
    "#include lib.typ",
]


TABLES = {
    "activity_report": ("Jumlah:", "Relawan,", "Goa, 28 November"),
    "attendance_list": ("Jumlah hadir", "Sekretaris WKSBM", "Goa, 28 November"),
    "attendance_recap": ("tidak hadir", "Sekretaris WKSBM", "Goa, 28 November"),
    "attendance_sheet": ("Jumlah hadir", "Sekretaris WKSBM", "Goa, 28 November"),
    "decree_extract": ("Yang mengutip", "Goa, 21 November"),
    "handover": ("Pihak Kedua", "NIP 19800101", "Plt. Kepala Dinas Sosial"),
    "meeting_minutes": ("Pimpinan rapat", "Sekretaris WKSBM", "Goa, 28 November"),
    "stipend_list": ("Terbilang", "Bendahara Pengeluaran", "Goa, 28 November"),
    "stipend_recap": ("Disetujui oleh Ani", "Bendahara Pengeluaran", "Goa, 28 November"),
    "stipend_year": ("Bendahara Pengeluaran", "Goa, 28 November"),
    "psks_directory": ("Ketua WKSBM Goa", "Mengetahui,", "Goa, 21 November"),
}


@pytest.mark.parametrize("template", SHEETS)
@pytest.mark.parametrize("text", MARKUP)
def test_text_is_never_markup(template, text):
    said = text_of(drawn(template, name=text))

    assert squeezed(text) in said


@pytest.mark.parametrize("template", SHEETS)
@pytest.mark.parametrize(
    "text", ["a\nb", "Siti 😀", "محمد", "\u202eterbalik", "A" * 300, "Raden Mas " * 30, "\x07", ""]
)
def test_odd_text_still_makes_a_paper(template, text):
    assert drawn(template, name=text).startswith(b"%PDF-")


@pytest.mark.parametrize("template", SHEETS)
@pytest.mark.parametrize(("size", "points"), [("f4", (609, 935)), ("a4", (595, 842))])
@pytest.mark.parametrize("rows", [1, 40])
def test_every_sheet_has_the_size(template, size, points, rows):
    wanted = points[::-1] if template in WIDE else points
    for page in read(drawn(template, rows=rows, paper_size=size)).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == wanted


@pytest.mark.parametrize("template", SHEETS)
def test_paper_says_what_pdf_ua_asks(template):
    """Not a checker's verdict: the marks that can be read from the file itself."""
    pdf = read(drawn(template, rows=3))
    root = pdf.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].lower() == "id-id"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title.endswith("Judul")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    kinds = tags(root["/StructTreeRoot"])
    assert all(alternatives(root["/StructTreeRoot"]))
    pictured = {"invitation_cards", "monthly_report", "network_summary"}
    assert ("/Figure" in kinds) == (template in pictured)  # elsewhere in the footer
    if template in {*TABLES, "meeting_record", "monthly_report", "network_summary"}:
        assert {"/H1", "/Table", "/TH", "/TD"} <= kinds


def test_each_font_is_ours_and_inside():
    pdf = read(drawn("attendance_sheet"))
    fonts = pdf.pages[0]["/Resources"]["/Font"].values()

    names = {font.get_object()["/BaseFont"].split("+")[1] for font in fonts}
    assert names == {"LiberationSans", "LiberationSans-Bold"}


def test_header_and_count_of_pages_stand_on_every_sheet():
    pages = [page.extract_text() for page in read(drawn("attendance_sheet", rows=40)).pages]

    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        assert "Tanda tangan" in page
        assert f"Halaman {number} dari 2" in page


@pytest.mark.parametrize("template", ["monthly_report", "network_summary"])
def test_what_is_told_of_a_month_fits_two_sheets(template):
    assert len(read(drawn(template, rows=44)).pages) == 2


@pytest.mark.parametrize("rows", range(20, 28))
@pytest.mark.parametrize("template", TABLES)
def test_signatures_are_never_split(template, rows):
    """At some of these counts the signatures reach the sheet's end: they move as one."""
    pages = [page.extract_text() for page in read(drawn(template, rows=rows)).pages]

    assert all(word in pages[-1] for word in TABLES[template])


def test_signing_goes_from_left_to_right_and_back():
    found = {}

    def seen(text, matrix, place, _font, _size):
        if text.strip() in {"1.", "2.", "3."}:
            found[text.strip()] = matrix[4] + place[4]

    read(drawn("attendance_sheet", rows=3)).pages[0].extract_text(visitor_text=seen)

    assert found["1."] == found["3."] < found["2."]


def lines_in_the_margin(page):
    """Return the heights of the lines below what a sheet may be written on: the footer's."""
    found = set()

    def seen(text, matrix, place, _font, _size):
        height = place[4] * matrix[1] + place[5] * matrix[3] + matrix[5]
        if text.strip() and height < 32 / 25.4 * 72:
            found.add(round(height))

    page.extract_text(visitor_text=seen)
    return found


@pytest.mark.parametrize("template", ["monthly_report", "network_summary"])
def test_a_month_is_two_sheets_whatever_it_has_to_say(template):
    """Fifty-one kecamatan are the most that a regency has; few names are as long as this one."""
    little = read(drawn(template, rows=1, paper_size="a4")).pages
    much = read(drawn(template, rows=51, name="Kecamatan " + "Rantau " * 5, paper_size="a4")).pages

    assert (len(little), len(much)) == (2, 2)
    assert [lines_in_the_margin(page) for page in much] == [
        lines_in_the_margin(page) for page in little
    ]
    assert "Sumbawa Barat, 21 November 2026" in " ".join(much[1].extract_text().split())


def test_four_cards_lie_on_a_sheet():
    assert [len(read(drawn("invitation_cards", rows=rows)).pages) for rows in (1, 4, 5)] == [
        1,
        1,
        2,
    ]


def test_demo_is_marked(settings):
    settings.DEMO = False
    assert "CONTOH" not in text_of(drawn("attendance_sheet"))

    settings.DEMO = True
    assert "CONTOH,bukandokumenresmi" in text_of(drawn("attendance_sheet"))
    assert "CONTOH" in text_of(drawn("invitation_cards"))


def test_same_facts_make_the_same_bytes():
    assert drawn("handover", rows=5) == drawn("handover", rows=5)


@pytest.mark.parametrize("template", SHEETS)
def test_a_word_without_end_stays_on_the_sheet(template):
    found = []

    for page in read(drawn(template, rows=2, name="W" * 300)).pages:
        edge = float(page.mediabox.width) - 20  # the cards' narrow margin

        def seen(text, matrix, place, _font, _size, edge=edge):
            if "W" in text:
                found.append(0 < matrix[4] + place[4] < edge)

        page.extract_text(visitor_text=seen)

    assert len(found) > 1
    assert all(found)


def tags(node):
    found = {node["/S"]} if "/S" in node else set()
    for child in children(node):
        found |= tags(child)
    return found


def alternatives(node):
    found = [node.get("/Alt")] if node.get("/S") == "/Figure" else []
    for child in children(node):
        found += alternatives(child)
    return found


def children(node):
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    return [kid for kid in (item.get_object() for item in kids) if isinstance(kid, dict)]

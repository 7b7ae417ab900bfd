"""Spreadsheets that must be refused: bombs, formulas, macros, links, locks and disguises.

Each is named and comes with the name of its file and the code of its refusal.
"""

import io
import random
import struct
import zipfile

import openpyxl
import xlwt

from tests.factories.documents import make_pdf, make_photo
from tests.factories.sheets.habits import a_sheet
from tests.factories.sheets.writers import MANIFEST, Grid, ods_of, written

MIB = 1024 * 1024
DTD = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
SHEET = "xl/worksheets/sheet1.xml"


def small(kind="xlsxwriter"):
    """Return a good sheet of two rows."""
    grid = Grid()
    for column, (label, value) in enumerate({"Nama": "Siti", "RT": "003", "HP": 812}.items()):
        grid.put(0, column, label)
        grid.put(1, column, value)
    return written(kind, [("Data", grid, False)])


def repacked(content, change=None, *, add=(), leave=(), packing=zipfile.ZIP_DEFLATED):
    """Return the zip with entries changed, added and left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as box, zipfile.ZipFile(out, "w", packing) as copy:
        for name in box.namelist():
            if name not in leave:
                copy.writestr(name, (change or {}).get(name, lambda old: old)(box.read(name)))
        for name, new in add:
            copy.writestr(name, new)
    return out.getvalue()


def with_backslashes(content):
    """Return the zip with the slashes that some programs write into names."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as box, zipfile.ZipFile(out, "w") as copy:
        for name in box.namelist():
            entry = zipfile.ZipInfo(name)
            entry.filename = name.replace("/", "\\")
            copy.writestr(entry, box.read(name))
    return out.getvalue()


def after_declaration(more):
    return lambda xml: xml.replace(b"?>", b"?>" + more, 1)


def with_cell(reference, inside):
    """Put `inside` into a cell of the sheet's first row."""
    cell = f'<c r="{reference}">{inside}</c></row>'.encode()
    return lambda xml: xml.replace(b"</row>", cell, 1)


# --- Bombs ---------------------------------------------------------------------------------------


def bombs():
    good = small()
    blank = b"<row/>" * (20 * MIB // 6)
    ods_dtd = DTD.decode()
    ods_head = f'<?xml version="1.0"?>{ods_dtd}<x>'
    utf16 = '<?xml version="1.0" encoding="UTF-16"?>'.encode("utf-16")
    repeated = (
        '<table:table table:name="A"><table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell table:number-columns-repeated="16000" office:value-type="string">'
        "<text:p>ha</text:p></table:table-cell></table:table-row></table:table>"
    )
    return {
        "blank rows": (repacked(good, {SHEET: lambda xml: xml + blank}), "sheet_is_bomb"),
        "zeros elsewhere": (
            repacked(good, add=[("xl/media/a.bin", bytes(120 * MIB))]),
            "sheet_is_bomb",
        ),
        "many entries": (
            repacked(good, add=[(f"xl/media/{n}", b"x") for n in range(300)]),
            "sheet_is_bomb",
        ),
        "a directory that lies": (lying(good, blank), "sheet_is_bomb"),
        "a name twice": (twice(good), "sheet_is_bomb"),
        "entities": (repacked(good, {SHEET: after_declaration(DTD)}), "sheet_is_bomb"),
        "entities in the strings": (
            repacked(good, {"xl/sharedStrings.xml": after_declaration(DTD)}),
            "sheet_is_bomb",
        ),
        "entities in the book": (
            repacked(good, {"xl/workbook.xml": after_declaration(b'<!doctype x SYSTEM "/etc">')}),
            "sheet_is_bomb",
        ),
        "entities in an ods": (ods_of("", head=ods_head), "sheet_is_bomb"),
        "entities nobody sees": (
            repacked(good, {SHEET: lambda xml: utf16 + xml.decode().encode("utf-16-le")}),
            "sheet_unreadable",
        ),
        "repeated cells": (ods_of(repeated), "sheet_too_large"),
        "a far cell": (
            repacked(good, {SHEET: with_cell("XFD1048576", "<v>1</v>")}),
            "sheet_too_large",
        ),
        "a cell beyond the columns": (
            repacked(good, {SHEET: with_cell("BJ1", "<v>1</v>")}),
            "sheet_too_large",
        ),
    }


def lying(good, blank):
    """Say in the directory that the sheet is small."""
    content = bytearray(repacked(good, {SHEET: lambda xml: xml + blank}))
    directory = content.index(b"PK\x01\x02")
    while content[directory : directory + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack_from("<HHH", content, directory + 28)
        if content[directory + 46 : directory + 46 + name] == SHEET.encode():
            struct.pack_into("<I", content, directory + 24, 5000)
        directory += 46 + name + extra + comment
    return bytes(content)


def twice(good):
    """Put a second sheet of the same name behind the first: readers differ in which they take."""
    out = io.BytesIO(good)
    with zipfile.ZipFile(out, "a") as box:
        box.writestr(SHEET.replace("sheet1", "SHEET1"), b"<worksheet/>")
    return out.getvalue()


# --- Formulas ------------------------------------------------------------------------------------


def formulas():
    """Return name -> content, file name, addresses."""
    good = small()
    many = [(row, 4) for row in range(1, 41)]
    return {
        "a sum": (with_formulas("xlsx", [(4, 2)]), "a.xlsx", ["C5"]),
        "many": (with_formulas("xlsx", many), "a.xlsx", [f"E{row + 1}" for row, _c in many]),
        "an old sum": (with_formulas("xls", [(0, 3), (9, 30)]), "a.xls", ["D1", "AE10"]),
        "shared": (
            repacked(good, {SHEET: with_cell("D1", '<f t="shared" si="0"/><v>1</v>')}),
            "a.xlsx",
            ["D1"],
        ),
        "prefixed": (
            repacked(
                good,
                {
                    SHEET: lambda xml: with_cell("D1", "<x:f>A1</x:f><v>1</v>")(
                        xml.replace(
                            b"<worksheet ",
                            b"<worksheet xmlns:x="
                            b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main" ',
                        )
                    )
                },
            ),
            "a.xlsx",
            ["D1"],
        ),
        "without an address": (
            repacked(
                good, {SHEET: lambda xml: xml.replace(b"</row>", b"<c><f>1</f></c></row>", 1)}
            ),
            "a.xlsx",
            ["D1"],
        ),
        "of an ods": (
            ods_of(
                '<table:table table:name="A"><table:table-row table:number-rows-repeated="3">'
                '<table:table-cell table:number-columns-repeated="2" office:value-type="string">'
                "<text:p>x</text:p></table:table-cell></table:table-row><table:table-row>"
                '<table:table-cell table:number-columns-repeated="3"/><table:table-cell'
                ' table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
                "</table:table-row></table:table>"
            ),
            "a.ods",
            ["D4"],
        ),
        "of a csv": (b"Nama;HP\nSiti;=1+1\n\nBudi;=cmd|' /C calc'!A0\n", "a.csv", ["B2", "B4"]),
    }


def with_formulas(kind, cells):
    out = io.BytesIO()
    if kind == "xls":
        book = xlwt.Workbook()
        sheet = book.add_sheet("Data")
        for row in range(2):
            for column in range(2):
                sheet.write(row + 1, column, "isi")
        for row, column in cells:
            sheet.write(row, column, xlwt.Formula("1+1"))
    else:
        book = openpyxl.Workbook()
        book.active.append(["Nama", "RT"])
        book.active.append(["Siti", 3])
        for row, column in cells:
            book.active.cell(row + 1, column + 1, "=SUM(A1:A2)")
    book.save(out)
    return out.getvalue()


# --- Macros, links and locks ---------------------------------------------------------------------


def acting():
    good, old = small(), small("xls")
    ods = ods_of('<table:table table:name="A"/>', **{"Basic/Standard/Module1.xml": "<x/>"})
    dde = (
        '<table:table table:name="A"><office:dde-source office:dde-application="x"/></table:table>'
    )
    locked_ods = MANIFEST.replace("/>", "><manifest:encryption-data/></manifest:file-entry>", 1)
    types = "[Content_Types].xml"
    return {
        "vba": (repacked(good, add=[("xl/vbaProject.bin", b"x")]), "a.xlsm", "sheet_has_macros"),
        "vba elsewhere": (repacked(good, add=[("VBAPROJECT.BIN", b"x")]), "", "sheet_has_macros"),
        "macro sheets": (
            repacked(good, add=[("xl/macrosheets/sheet1.xml", b"<x/>")]),
            "a.xlsx",
            "sheet_has_macros",
        ),
        "an xlsm by its type": (
            repacked(good, {types: lambda xml: xml.replace(b".sheet.main", b".macroEnabled.main")}),
            "a.xlsx",
            "sheet_has_macros",
        ),
        "vba of old": (renamed(old, "", "_VBA_PROJECT_CUR"), "a.xls", "sheet_has_macros"),
        "macro sheets of old": (in_records(old, 0x85, 5, b"\1"), "a.xls", "sheet_has_macros"),
        "basic": (ods, "a.ods", "sheet_has_macros"),
        "another book": (
            repacked(good, add=[("xl/externalLinks/externalLink1.xml", b"<x/>")]),
            "a.xlsx",
            "sheet_has_links",
        ),
        "a database": (
            repacked(good, add=[("xl/connections.xml", b"<x/>")]),
            "a.xlsx",
            "sheet_has_links",
        ),
        "dde": (ods_of(dde), "a.ods", "sheet_has_links"),
        "another book of old": (as_record(old, 0x5C, 0x1AE), "a.xls", "sheet_has_links"),
        "a locked xlsx": (
            renamed(old, "Workbook", "EncryptedPackage"),
            "a.xlsx",
            "sheet_encrypted",
        ),
        "a locked xls": (as_record(old, 0x5C, 0x2F), "a.xls", "sheet_encrypted"),
        "a locked ods": (
            ods_of("", manifest=locked_ods, head="\0\x81"),
            "a.ods",
            "sheet_encrypted",
        ),
        "a locked zip": (locked_zip(good), "a.xlsx", "sheet_encrypted"),
    }


def renamed(old, name, new):
    """Rename an entry of the compound file; "" is one that is not used."""
    at, shift = struct.unpack_from("<I", old, 48)[0], 9
    content = bytearray(old)
    for entry in range((at + 1) << shift, (at + 2) << shift, 128):
        length = struct.unpack_from("<H", content, entry + 64)[0]
        found = content[entry : entry + max(0, length - 2)].decode("utf-16-le")
        if found == name:
            coded = new.encode("utf-16-le")
            content[entry : entry + 64] = coded.ljust(64, b"\0")
            struct.pack_into("<H", content, entry + 64, len(coded) + 2)
            content[entry + 66] = content[entry + 66] or 1
            return bytes(content)
    raise LookupError(name)


def records_of(old):
    """Yield where the records of the book start: xlwt writes it as one piece."""
    at = old.index(b"\x09\x08\x10\x00\x00\x06")
    while True:
        kind, length = struct.unpack_from("<HH", old, at)
        yield at, kind
        if kind == 0x0A:
            return
        at += 4 + length


def in_records(old, kind, offset, new):
    content = bytearray(old)
    at = next(at for at, found in records_of(old) if found == kind)
    content[at + 4 + offset : at + 4 + offset + len(new)] = new
    return bytes(content)


def as_record(old, kind, new):
    content = bytearray(old)
    at = next(at for at, found in records_of(old) if found == kind)
    struct.pack_into("<H", content, at, new)
    return bytes(content)


def locked_zip(good):
    content = bytearray(good)
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


# --- Disguises and wrecks ------------------------------------------------------------------------


def disguises():
    good, old = small(), small("xls")
    page = b"<html><body><table><tr><td>Nama</td></tr></table></body></html>"
    word = repacked(good, leave=["xl/workbook.xml"], add=[("word/document.xml", b"<x/>")])
    return {
        "a web page": (page, "data.xls", "sheet_is_web_page"),
        "a page with a mark": (
            b"\xef\xbb\xbf \n<!DOCTYPE html>" + page,
            "a.xls",
            "sheet_is_web_page",
        ),
        "excel's xml of 2003": (
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
            "a.xls",
            "sheet_is_web_page",
        ),
        "a pdf": (make_pdf(), "a.xlsx", "unknown_type"),
        "a picture": (make_photo(), "a.csv", "unknown_type"),
        "a word document": (word, "a.xlsx", "unknown_type"),
        "a binary book": (
            repacked(good, leave=["xl/workbook.xml"], add=[("xl/workbook.bin", b"x")]),
            "a.xlsb",
            "unknown_type",
        ),
        "an old word document": (renamed(old, "Workbook", "WordDocument"), "a.xls", "unknown_type"),
        "text by another name": (b"a;b\n1;2", "a.exe", "unknown_type"),
        "nothing": (b"", "a.xlsx", "empty"),
        "blanks": (b" ;\n;;\n", "a.csv", "sheet_empty"),
        "no rows": (written("xlsxwriter", [("A", Grid(), False)]), "a.xlsx", "sheet_empty"),
        "half an xlsx": (good[: len(good) // 2], "a.xlsx", "sheet_unreadable"),
        "half an xls": (old[:3000], "a.xls", "sheet_unreadable"),
        "a broken entry": (broken(good), "a.xlsx", "sheet_unreadable"),
        "no parts": (
            repacked(good, leave=["xl/_rels/workbook.xml.rels"]),
            "a.xlsx",
            "sheet_unreadable",
        ),
        "a ring of sectors": (ring(old), "a.xls", "sheet_unreadable"),
        "letters of nowhere": (b"Nama;RT\nSiti\x81;1\n", "a.csv", "sheet_unreadable"),
        "too many rows": (b"a;b\n" * 200_001, "a.csv", "sheet_too_large"),
    }


def broken(good):
    """Change a byte of the sheet where it is stored, so that its sum is wrong."""
    stored = repacked(good, packing=zipfile.ZIP_STORED)
    return stored.replace(b"<sheetData>", b"<sheetDatA>", 1)


def ring(old):
    """Let a sector of the directory follow itself."""
    content = bytearray(old)
    table, directory = struct.unpack_from("<I", old, 76)[0], struct.unpack_from("<I", old, 48)[0]
    struct.pack_into("<I", content, (table + 1) * 512 + directory * 4, directory)
    return bytes(content)


# --- By chance -----------------------------------------------------------------------------------


def mutant(seed):
    """Return a good or hostile sheet, damaged by chance, and the name of its file."""
    chance = random.Random(seed)
    case = a_sheet(seed)
    content = bytearray(case.content)
    for _ in range(chance.choice([1, 3, 20])):
        way, at = chance.randrange(4), chance.randrange(len(content))
        if way == 0:
            content[at] = chance.randrange(256)
        elif way == 1:
            del content[at : at + chance.randrange(1, 200)]
        elif way == 2:
            content[at:at] = chance.randbytes(chance.randrange(1, 50))
        else:
            content[at : at + 4] = struct.pack("<I", chance.choice([0, 1, 2**31, 2**32 - 1]))
        content = content or bytearray(b"x")
    return bytes(content), case.name


def mutant_inside(seed):
    """Return an xlsx whose parts are damaged and packed well again."""
    chance = random.Random(seed)
    case = a_sheet(seed * 8)  # openpyxl's
    with zipfile.ZipFile(io.BytesIO(case.content)) as box:
        name = chance.choice([n for n in box.namelist() if n.startswith("xl/")])

    def damage(xml):
        at = chance.randrange(len(xml))
        pieces = [
            b"",
            b"<",
            b"&amp;",
            b'r="ZZZ9"',
            b"</c>",
            b"<c><v>1e999</v></c>",
            b"\xff",
            b"&a;",
        ]
        return xml[:at] + chance.choice(pieces) + xml[at + chance.randrange(40) :]

    return repacked(case.content, {name: damage}), case.name

"""English is complete: every text is marked, translated with its placeholders, and compiled."""

import ast
import re
from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils import translation
from django.utils.formats import date_format, localize

from common.languages import official, said
from config import catalogue
from config.embedded.place import ROOT
from meetings.rules import said as said_rule

APPS = [app for app in settings.INSTALLED_APPS if "." not in app and (ROOT / app).is_dir()]
TEMPLATES = [
    path
    for path in sorted((ROOT / "templates").rglob("*.html"))
    if path.name != "styleguide.html"  # its facts are invented
]
# Names, invented facts of the demo, words for operators at a terminal, official titles of regions.
WITHOUT_MARKS = {
    # Official papers are Indonesian, whatever language whoever prints them reads.
    "meetings/papers",
    "papers/words.py",
    "notifications/rules/words.py",  # what people write in a reply
    "meetings/reference.py",  # names of kinds as rules and offices write them
    "people/wordings.py",  # what people agreed to stays as it was said
    "portal/demo",
    "people/importers/sheet.py",  # headings as offices write them
    "portal/onboarding/reading.py",  # headings as people type them
    "portal/styleguide.py",
    "portal/management",
    "regions/management",
    "regions/local_names.py",
    "regions/rules.py",
    "stipends/papers",
    "spreadsheets/headers.py",  # headings, footers and answers as offices write them
    "spreadsheets/repairs/words.py",
    "stipends/importers/sheet.py",  # headings as offices write them
    "stipends/reference.py",  # names of tax rules as treasurers say them
    "volunteers/importers/sheet.py",
    "volunteers/importers/words.py",  # answers as offices write them
    "volunteers/importers/world.py",
    "volunteers/reference.py",  # official names
    "wksbm/importers/sheet.py",
}
# What stands in a template as it is: the product's name, a page's width, a header of HTTP.
PLAIN = re.compile(r"(\u2013 )?WKSBM|wide|Authorization: Bearer wks_…")
READ_ALOUD = re.compile(r'\b(?:title|aria-label|placeholder|alt)="([^"]*)"')
LITERAL = re.compile(r'(_\()?"([^"]*)"')
OTHER = "\1"
WITHOUT_WORDS = {"translate", "load", "url", "static", "extends"}
INDONESIAN = re.compile(
    r"\b(yang|dan|atau|belum|tidak|untuk|dari|dengan|sudah|ini|pada|akan|bisa|dapat|oleh|lewat"
    r"|kepada|hanya|semua|harus|sejak|sampai|berlaku|simpan|tambah|ubah|tanggal|pertemuan"
    r"|pengurus|anggota|nama|kata|wilayah|peran|pesan|halaman)\b",
    re.IGNORECASE,
)


# --- The catalogue -------------------------------------------------------------------------------


def key(message):
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


@pytest.fixture(scope="module")
def written():
    return {key(message): message for message in catalogue.read() if message.id}


@pytest.fixture(scope="module")
def marked():
    return {key(message): message for message in catalogue.collect() if message.id}


def strings(text):
    return [text] if isinstance(text, str) else list(text)


def test_every_text_has_its_english(written, marked):
    without = [
        text
        for text in marked
        if text not in written
        or written[text].fuzzy
        or not all(strings(written[text].string) or [""])
    ]

    assert without == [], "run `make messages`, then write their English in locale/en"


def test_nothing_is_translated_that_no_longer_stands_anywhere(written, marked):
    assert set(written) - set(marked) == set(), "run `make messages`"


def parts(text):
    """Return what must be the same in both languages: placeholders, tags, edges of lines."""
    places = re.findall(r"%\(\w+\)[\d.]*[a-z]|\{\w+\}|%%|</?\w+>", text)
    return Counter(places), text.count("\n"), text[:1].isspace(), text[-1:].isspace()


def test_translations_keep_the_placeholders(written):
    broken = [
        (text, message.string)
        for text, message in written.items()
        for original, english in zip(strings(message.id), strings(message.string), strict=True)
        if parts(original) != parts(english)
    ]

    assert broken == []


def test_what_is_compiled_is_what_is_written():
    compiled = BytesIO()
    write_mo(compiled, catalogue.read())

    assert compiled.getvalue() == catalogue.PO.with_suffix(".mo").read_bytes(), "`make messages`"


def test_the_collector_finds_what_django_would_translate():
    found = {text for _context, text in map(key, catalogue.collect())}

    assert "Keluar" in found  # {% translate %}
    assert "Diundang: %(number)s orang" in found  # {% blocktranslate count %}
    assert "Keluar dari HP ini" in found  # _() as an argument of {% include %}
    assert "%(n)d anggota ditambahkan." in found  # ngettext in Python


# --- Texts that nobody marked --------------------------------------------------------------------


def faults_of(paths, look):
    """Return what `look` finds wrong in each file, by its name; nothing of the good ones."""
    assert paths
    found = {str(path.relative_to(ROOT)): list(look(path)) for path in paths}
    return {name: faults for name, faults in found.items() if faults}


def outside(path):
    """Yield the tokens of a template that stand outside of translated blocks and comments."""
    inside = ""
    for token in Lexer(path.read_text()).tokenize():
        name = token.contents.split(" ")[0]
        if inside:
            inside = "" if name == inside else inside
        elif token.token_type == TokenType.BLOCK and name in {"blocktranslate", "comment"}:
            inside = f"end{name}"
        else:
            yield token, name


def unmarked(path):
    """Yield the texts of a template that nobody translates."""
    pieces = []
    for token, name in outside(path):
        pieces.append(token.contents if token.token_type == TokenType.TEXT else OTHER)
        if token.token_type in {TokenType.BLOCK, TokenType.VAR} and name not in WITHOUT_WORDS:
            yield from words_given(token.contents)
    text = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", "", "".join(pieces), flags=re.DOTALL)
    yield from filter(re.compile("[A-Za-z]{3}").search, READ_ALOUD.findall(text))
    for piece in re.split(rf"<[^>]*>|{OTHER}", text):
        words = piece.replace("&nbsp;", " ").strip()
        if re.search("[A-Za-z]", words) and not PLAIN.fullmatch(words):
            yield words


def words_given(tag):
    """Yield the literals in a tag that look like words for people: `label="Simpan"`."""
    for mark, literal in LITERAL.findall(tag):
        if not mark and re.search("[A-Z ]", literal) and re.search("[a-z]{3}", literal):
            yield literal


def test_every_text_of_a_template_is_marked():
    assert faults_of(TEMPLATES, unmarked) == {}


def test_an_unmarked_text_would_be_found(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '<p title="Judul">Halo {{ name }}</p>{% translate "Simpan" %}'
        '{% include "a.html" with label="Batal saja" other=_("Simpan") %}'
    )

    assert sorted(unmarked(page)) == ["Batal saja", "Halo", "Judul"]


def sources():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if "migrations" not in path.parts and not place.startswith(tuple(WITHOUT_MARKS)):
                yield path


SOURCES = list(sources())


def unmarked_strings(tree):
    """Yield Indonesian literals outside of gettext; docstrings may quote what people read."""
    known = set()
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name) and called.id in catalogue.KEYWORDS:
            known |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            known.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in known:
            text = node.value
            if " " in text.strip() and INDONESIAN.search(text) and "SELECT" not in text:
                yield text


def test_every_text_of_python_is_marked():
    assert faults_of(SOURCES, lambda path: unmarked_strings(ast.parse(path.read_text()))) == {}


# --- The language of whoever reads ---------------------------------------------------------------


def frozen(tree):
    """Yield gettext calls that run when the module is imported: they keep one language for ever."""
    eager = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name in {"gettext", "ngettext", "pgettext", "npgettext"}
    }
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            defaults = [default for default in node.args.kw_defaults if default is not None]
            waiting += [*node.decorator_list, *node.args.defaults, *defaults]
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in eager:
            yield f"line {node.lineno}"
        waiting += ast.iter_child_nodes(node)


def test_no_module_keeps_the_language_of_its_import():
    assert faults_of(SOURCES, lambda path: frozen(ast.parse(path.read_text()))) == {}


def test_a_frozen_text_would_be_found():
    source = "from django.utils.translation import gettext as _\nLABEL = _('Simpan')\n"

    assert list(frozen(ast.parse(source))) == ["line 2"]
    assert list(unmarked_strings(ast.parse("x = 'Nama belum ada'"))) == ["Nama belum ada"]


def test_formats_stay_indonesian_in_english(settings):
    settings.USE_THOUSAND_SEPARATOR = True
    meeting_day = date(2026, 8, 21)

    with translation.override("en"):
        assert date_format(meeting_day) == "21 August 2026"
        assert localize(1_250_000.5, use_l10n=True) == "1.250.000,5"
        assert said_rule("FREQ=MONTHLY;BYDAY=2SA") == "Every month, second Saturday"
        assert said_rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=SA") == "Every 2 weeks, on Saturday"
    assert date_format(meeting_day) == "21 Agustus 2026"


def test_official_texts_are_indonesian_in_any_process():
    with translation.override("en"):
        assert official(lambda: translation.gettext("Simpan"))() == "Simpan"
        assert translation.gettext("Simpan") == "Save"
        assert said("Dicoba lagi.") == "To be tried again."
        assert said("550 no such user") == "550 no such user"
        assert said("") == ""


def test_the_tree_has_no_other_catalogue():
    assert {path.parent for path in Path(ROOT / "locale").rglob("*.po")} == {catalogue.PO.parent}

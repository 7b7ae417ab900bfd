"""The texts of the service in its second language: `make messages` collects and compiles them.

The Indonesian text is the msgid. Whatever stands marked in Python and in templates is put into
`locale/en/LC_MESSAGES/django.po`; people write the English there; the `.mo` beside it is what the
service reads. Made of Babel, which comes with the package index, rather than of the GNU tools,
which do not.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
WITHOUT_TEXTS = {"tests", "locale", "static", "docs", "var", "build", "migrations"}
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "_gettext"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# templatize() turns a template into calls with literal strings; all else becomes XXX.
_TEXT = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL = re.compile(rf"\b(n?p?gettext|_)\(((?:\s*{_TEXT}\s*,?)+)")

Message = str | tuple[str, ...]


def collect() -> Catalog:
    """Return every text that the tree marks, with the files where it stands."""
    found = Catalog(fuzzy=False)
    for path in sorted(_files()):
        texts = _of_python(path) if path.suffix == ".py" else _of_template(path)
        for message, context in texts:
            found.add(message, context=context, locations=[(str(path.relative_to(ROOT)), 1)])
    return found


def _files() -> Iterator[Path]:
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if path.suffix not in {".py", ".html", ".txt"} or parts[0].startswith("."):
            continue
        if path.suffix != ".py" and "templates" not in parts:
            continue
        if WITHOUT_TEXTS.isdisjoint(parts):
            yield path


def _of_python(path: Path) -> Iterator[tuple[Message, str | None]]:
    for _line, message, _comments, context in extract_from_file(
        "python", path, keywords=KEYWORDS, strip_comment_tags=True
    ):
        yield message, context


def _of_template(path: Path) -> Iterator[tuple[Message, str | None]]:
    for call in _CALL.finditer(templatize(path.read_text(), origin=str(path))):
        texts = list(ast.literal_eval(f"[{call[2]}]"))
        name = call[1]
        context = texts.pop(0) if "p" in name.removesuffix("gettext") else None
        yield ((texts[0], texts[1]) if name.startswith("n") else texts[0]), context


def read() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def bring_up_to_date() -> Catalog:
    """Add what is new, drop what is gone, compile; nothing is guessed."""
    catalog = read()
    catalog.update(
        collect(), no_fuzzy_matching=True, update_creation_date=False, keep_user_comments=True
    )
    catalog.obsolete.clear()
    with PO.open("wb") as file:
        write_po(file, catalog, width=100, sort_output=False, include_lineno=False)
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)
    return catalog


def missing(catalog: Catalog) -> list[str]:
    """Return the texts that have no English yet."""
    return [_shown(message.id) for message in catalog if message.id and not _whole(message.string)]


def _shown(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _whole(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(string) if isinstance(string, str) else bool(string) and all(string or ())


def main() -> int:
    without = missing(bring_up_to_date())
    for text in without:
        sys.stdout.write(f"Without English: {text}\n")
    sys.stdout.write(f"{PO.relative_to(ROOT)}: {len(without)} texts still without English\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Reading a decree's region files, plain or gzipped, and naming everything that is wrong there."""

import csv
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from regions.codes import Level, level_of, parent_of, zone_of

SHIPPED: Final = Path(__file__).parent / "data"
FILES: Final = {
    Level.PROVINCE: ("provinces.csv", ("code", "name")),
    Level.REGENCY: ("regencies.csv", ("code", "province_code", "name")),
    Level.DISTRICT: ("districts.csv", ("code", "regency_code", "name")),
    Level.VILLAGE: ("villages.csv", ("code", "district_code", "name")),
}
REPLACEMENTS: Final = ("replacements.csv", ("old_code", "new_code"))
NAME_LENGTH: Final = 100


class Decree(NamedTuple):
    title: str
    decreed_on: date


class Place(NamedTuple):
    """Where a row stood, for the one who mends the file."""

    file: str
    line: int


def decree_of(folder: Path) -> Decree | None:
    """Read which decree a folder's files are from; None when it does not say."""
    path = folder / "decree.json"
    if not path.exists():
        return None
    facts = json.loads(path.read_text("utf-8"))
    return Decree(facts["decree"], date.fromisoformat(facts["decreed_on"]))


def digest_of(folder: Path) -> str:
    """Give one SHA-256 over the content of all files, alike for plain and gzipped ones."""
    digest = hashlib.sha256()
    for name, _columns in (*FILES.values(), REPLACEMENTS):
        content = _content(folder, name)
        digest.update(f"{name} {len(content or b'')}\n".encode())
        digest.update(content or b"")
    return digest.hexdigest()


class RegionFiles:
    """The rows of a folder's files by code; if `faults` is not empty they must not be used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[str] = []
        self.names: dict[str, str] = {}
        self.replacements: dict[str, str] = {}
        self._places: dict[str, Place] = {}
        self._whole_levels = {level for level in FILES if self._read_level(level)}
        self._find_orphans()
        self._find_childless()
        self._read_replacements()

    def _fault(self, place: Place, fault: str) -> None:
        where = _("%(file)s baris %(line)d") % place._asdict()
        self.faults.append(f"{where}: {fault}")

    def _read_level(self, level: Level) -> bool:
        """Read one file; False when it is so broken that nothing can be said of its children."""
        file, columns = FILES[level]
        try:
            for place, cells in self._rows(file, columns):
                self._read_region(level, place, cells)
        except _UnreadableError as error:
            self.faults.append(f"{file}: {error}")
            return False
        return True

    def _read_region(self, level: Level, place: Place, cells: list[str]) -> None:
        code, name = cells[0], cells[-1]
        if level_of(code) is not level:
            self._fault(place, _("“%(code)s” bukan kode %(level)s.") % _words(code, level))
            return
        if code in self._places:
            first = self._places[code].line
            self._fault(
                place,
                _("kode %(code)s sudah ada di baris %(line)d.") % {"code": code, "line": first},
            )
            return
        self._places[code] = place
        self.names[code] = name
        if len(cells) == 3 and cells[1] != parent_of(code):
            self._fault(
                place,
                _("induk “%(parent)s” tidak sesuai dengan kode %(code)s.")
                % {"parent": cells[1], "code": code},
            )
        if name != name.strip() or not name.isprintable() or not 0 < len(name) <= NAME_LENGTH:
            self._fault(place, _("nama wilayah %(code)s kosong atau tidak wajar.") % {"code": code})
        if zone_of(code) is None:
            self._fault(
                place, _("zona waktu provinsi %(code)s belum dikenal.") % {"code": code[:2]}
            )

    def _find_orphans(self) -> None:
        for code, place in self._places.items():
            parent = parent_of(code)
            if parent is None or parent in self._places:
                continue
            if level_of(parent) in self._whole_levels:
                self._fault(
                    place,
                    _("induk %(parent)s dari %(code)s tidak ada.")
                    % {"parent": parent, "code": code},
                )

    def _find_childless(self) -> None:
        """Refuse a region with nothing below it: it betrays a file that was cut off."""
        if self._whole_levels != set(FILES):
            return
        if not self.names:
            self.faults.append(_("Berkas wilayah tidak ada isinya."))
        parents = {parent_of(code) for code in self._places}
        for code, place in self._places.items():
            if level_of(code) is not Level.VILLAGE and code not in parents:
                self._fault(
                    place, _("%(code)s tidak mempunyai wilayah di bawahnya.") % {"code": code}
                )

    def _read_replacements(self) -> None:
        file, columns = REPLACEMENTS
        if _content_path(self.folder, file) is None:
            return
        try:
            for place, (old, new) in self._rows(file, columns):
                self._read_replacement(place, old, new)
        except _UnreadableError as error:
            self.faults.append(f"{file}: {error}")

    def _read_replacement(self, place: Place, old: str, new: str) -> None:
        codes = {"old": old, "new": new}
        level = level_of(old)
        if level is None or level is not level_of(new):
            self._fault(place, _("“%(old)s” dan “%(new)s” bukan kode yang setingkat.") % codes)
        elif old in self.replacements:
            self._fault(place, _("kode lama %(old)s sudah disebut sebelumnya.") % codes)
        elif old in self.names:
            self._fault(place, _("kode lama %(old)s masih berlaku menurut berkas ini.") % codes)
        elif new not in self.names and level in self._whole_levels:
            self._fault(place, _("kode baru %(new)s tidak ada.") % codes)
        else:
            self.replacements[old] = new

    def _rows(self, file: str, columns: tuple[str, ...]) -> Iterator[tuple[Place, list[str]]]:
        reader = csv.reader(io.StringIO(_text(self.folder, file), newline=""), strict=True)
        try:
            if tuple(next(reader, ())) != columns:
                expected = ",".join(columns)
                raise _UnreadableError(_("kolomnya harus %(columns)s.") % {"columns": expected})
            for cells in reader:
                place = Place(file, reader.line_num)
                if len(cells) == len(columns):
                    yield place, cells
                else:
                    words = {"found": len(cells), "expected": len(columns)}
                    self._fault(place, _("%(found)d kolom, seharusnya %(expected)d.") % words)
        except csv.Error as error:
            raise _UnreadableError(
                _("baris %(line)d bukan CSV (%(error)s).")
                % {"line": reader.line_num, "error": error}
            ) from error


class _UnreadableError(Exception):
    """The whole file cannot be used."""


def _words(code: str, level: Level) -> dict[str, str]:
    return {"code": code, "level": str(level.label).lower()}


def _content_path(folder: Path, file: str) -> Path | None:
    paths = (folder / f"{file}.gz", folder / file)
    return next((path for path in paths if path.exists()), None)


def _content(folder: Path, file: str) -> bytes | None:
    path = _content_path(folder, file)
    if path is None:
        return None
    packed = path.read_bytes()
    try:
        return gzip.decompress(packed) if path.suffix == ".gz" else packed
    except (OSError, EOFError, zlib.error):
        return None


def _text(folder: Path, file: str) -> str:
    content = _content(folder, file)
    if content is None:
        raise _UnreadableError(_("berkas tidak ada atau rusak."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(_("baris %(line)d bukan UTF-8.") % {"line": line}) from error

"""Names of villages and kecamatan as people write them, to codes inside one region only."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from django.utils.translation import gettext as _

from common.dates import today
from regions.cache import names_of
from regions.codes import Kind, Level, dotted, kind_of, level_of, lineage_of
from regions.local_names import WORDS, full_name
from regions.models import Region
from regions.rules import LEVEL_WORDS
from spreadsheets.cells import Value
from spreadsheets.repairs.results import Fault, Read, quoted
from spreadsheets.repairs.words import fold, nearest, tidy

KIND_WORDS: Final = {
    "desa": Kind.DESA,
    "ds": Kind.DESA,
    "kelurahan": Kind.KELURAHAN,
    "kel": Kind.KELURAHAN,
}
_PREFIXES: Final = sorted(
    {*LEVEL_WORDS, *(word.label.casefold() for word in WORDS), "kp", "kampong", "desa/kelurahan"},
    key=len,
    reverse=True,
)
_PREFIX: Final = re.compile(
    rf"^({'|'.join(re.escape(word) for word in _PREFIXES)})\b[\s.:]*", re.IGNORECASE
)
_WITH_DISTRICT: Final = re.compile(
    r"^(?P<name>.+?)\s*(?:,|\(|/|\s-\s|\s(?=kec\b|kecamatan\b|distrik\b))\s*"
    r"(?:(?:kec|kecamatan|distrik)\b[\s.:]*)?(?P<district>[^,()]+?)\s*\)?(?:,.*)?$",
    re.IGNORECASE,
)


class Places:
    """The villages and kecamatan of a region; `inside` narrows to one kecamatan.

    Their names are asked for once, where they are not given by code.
    """

    def __init__(self, region_code: str, *, names: dict[str, str] | None = None) -> None:
        self.region_code = region_code
        self._given = names
        self._answers: dict[tuple[str, str], Read | Fault] = {}
        self._inside: dict[str, Places] = {}

    def inside(self, code: str) -> "Places":
        """Return the places of a region inside this one, such as the row's kecamatan."""
        if code not in self._inside:
            below = {key: name for key, name in self._names.items() if key.startswith(code)}
            self._inside[code] = Places(code, names=below)
        return self._inside[code]

    def read(self, value: Value, level: str = Level.VILLAGE) -> Read:
        """Return the code of the place. Raises Fault with a code region_*.

        Without a level it may be any: a kecamatan before its village of the same name, or a region
        that this one lies in.
        """
        text = tidy(str(value)).strip("'` ")
        key = (text, level)
        if key not in self._answers:
            try:
                read = self._read(text, Level(level)) if level else self._read_any(text)
                self._answers[key] = read
            except Fault as fault:
                self._answers[key] = fault
        answer = self._answers[key]
        if isinstance(answer, Fault):
            raise Fault(answer.code, answer.message)
        return answer

    # --- The names -------------------------------------------------------------------------------

    @cached_property
    def _names(self) -> dict[str, str]:
        if self._given is not None:
            return self._given
        regions = Region.objects.under(self.region_code).not_ended(today())
        found = regions.filter(level__in=[Level.VILLAGE, Level.DISTRICT])
        return dict(found.order_by("code").values_list("code", "name"))

    @cached_property
    def _by_name(self) -> dict[tuple[Level | None, str], list[str]]:
        by_name = defaultdict(list)
        for code, name in self._names.items():
            by_name[level_of(code), fold(name)].append(code)
        return by_name

    # --- One place -------------------------------------------------------------------------------

    def _read(self, text: str, level: Level) -> Read:
        code = dotted(text)
        if code is not None and level_of(code) == level:
            if code not in self._names:
                raise self._unknown(text, level)
            return Read(code)
        found = self._find(text, level)
        if not found:
            split = _WITH_DISTRICT.match(text)
            if split:
                return self._read_split(text, split["name"], split["district"], level)
            raise self._unknown(text, level)
        return Read(self._only(text, found))

    def _read_any(self, text: str) -> Read:
        code = dotted(text)
        above = names_of(lineage_of(self.region_code))
        if code in self._names or code in above:
            return Read(code)
        for level in (Level.DISTRICT, Level.VILLAGE):
            found = self._find(text, level)
            if found:
                return Read(self._only(text, found))
        bare = fold(_PREFIX.sub("", text))
        named = [code for code, name in above.items() if bare == fold(_PREFIX.sub("", name.name))]
        if not named:
            raise self._unknown(text, Level.DISTRICT)
        return Read(named[0])

    def _read_split(self, text: str, name: str, district: str, level: Level) -> Read:
        """Read "Goa, Kec. Jereweh"."""
        above = self._find(district, Level.DISTRICT)
        found = [code for code in self._find(name, level) if code[:8] in above]
        if not found:
            raise self._unknown(text, level)
        return Read(self._only(text, found))

    def _find(self, text: str, level: Level) -> list[str]:
        """Return the codes of this name: as it is, else without "Desa" before it."""
        found = self._by_name.get((level, fold(text)), [])
        if found:
            return found
        prefix = _PREFIX.match(text)
        if not prefix:
            return []
        bare = self._by_name.get((level, fold(text[prefix.end() :])), [])
        kind = KIND_WORDS.get(prefix[1].casefold())
        same = [code for code in bare if kind_of(code) == kind]
        return same if len(bare) > 1 and same else bare

    def _only(self, text: str, codes: list[str]) -> str:
        if len(codes) == 1:
            return codes[0]
        where = [self._names.get(code[:8], code[:8]) for code in codes]
        raise Fault(
            "region_twice",
            _("Ada lebih dari satu “%(text)s”: di Kecamatan %(districts)s. Tulis kecamatannya.")
            % {"text": quoted(text), "districts": _listed(where)},
        )

    def _unknown(self, text: str, level: Level) -> Fault:
        bare = _PREFIX.sub("", text) or text
        names = {
            name.casefold(): code for code, name in self._names.items() if level_of(code) == level
        }
        near = [
            full_name(names[name], self._names[names[name]])
            for name in nearest(bare.casefold(), names)
        ]
        kind = _("Kecamatan") if level is Level.DISTRICT else _("Desa/kelurahan")
        if near:
            words = _("%(kind)s “%(text)s” tidak ada di wilayah ini. Mungkin: %(near)s.")
            return Fault(
                "region_unknown",
                words % {"kind": kind, "text": quoted(text), "near": _listed(near)},
            )
        words = _("%(kind)s “%(text)s” tidak ada di wilayah ini.")
        return Fault("region_unknown", words % {"kind": kind, "text": quoted(text)})


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))

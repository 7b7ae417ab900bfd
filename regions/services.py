"""Finding regions by what people type."""

from functools import reduce
from operator import add, or_
from typing import Any, Final

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest, Left, Length, Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from regions.codes import Level, dotted
from regions.models import Region, RegionQuerySet
from regions.rules import TITLES, read_search

# A word is found when this part of its groups of three letters stands in a name: one wrong letter
# passes even in short words, and the commonest word of the nation ("batu") still takes 20 ms.
LIKENESS: Final = 0.4
NEAR: Final = 0.8
LINEAGE: Final = {
    "province": Left("code", 2),
    "regency": Left("code", 5),
    "district": Left("code", 8),
}
LINEAGE_LENGTHS: Final = (2, 5, 8)
BEST_FIRST: Final = (F("score").desc(), F("whole").desc(), Length("code"), F("code"))


def search_regions(
    text: str, *, level: str | None = None, under: str | None = None, limit: int = 20
) -> list[Region]:
    """Find regions by code or name, best first, each with its path fetched.

    Wrong letters are forgiven, and later words may name what lies above ("sidomulyo langkat"). An
    exact name comes before a beginning, and that before a mere likeness.
    """
    regions = Region.objects.not_ended(timezone.localdate())
    if under is not None:
        regions = regions.under(under)
    code = dotted(text)
    if code is not None:
        return list(_of_level(regions.under(code), level).with_path()[:limit])
    sought = read_search(text)
    if len("".join(sought.words)) < 2:
        return []
    regions = _of_level(regions, level or sought.level)
    with transaction.atomic():
        _forgive_typing()
        codes = _codes_like(regions, sought.words, sought.names, limit)
    found = Region.objects.with_path().in_bulk(codes)
    return [found[code] for code in codes]


def place(code: str, *, field: str = "region") -> Region:
    """Return the region of the code that exists today: the reference of regions is public.

    Raises ValidationError no_region beside the field that named it.
    """
    found = Region.objects.not_ended(timezone.localdate()).filter(pk=code.strip()).first()
    if found is None:
        raise ValidationError(
            {field: ValidationError(_("Wilayah dengan kode ini tidak ada."), code="no_region")}
        )
    return found


def _of_level(regions: RegionQuerySet, level: str | None) -> RegionQuerySet:
    return regions if level is None else regions.filter(level=level)


def _forgive_typing() -> None:
    """Tell the trigram index what to call alike, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(LIKENESS)]
        )


def _codes_like(
    regions: RegionQuerySet, words: list[str], names: list[str], limit: int
) -> list[str]:
    """Let the index answer for the first word; each other word must be in the name or above it."""
    first, *others = words
    scores: list[Any] = [TrigramWordSimilarity(first, "name")]
    regions = regions.filter(name__trigram_word_similar=first).annotate(
        lower_name=Lower("name"), whole=_whole(names[-1]), **LINEAGE
    )
    for word in others:
        near, far = _under_names_like(word)
        regions = regions.filter(near | far | Q(name__trigram_word_similar=word))
        above = Case(When(near, then=Value(1.0)), When(far, then=Value(0.5)), default=Value(0.0))
        scores.append(Greatest(TrigramWordSimilarity(word, "name"), above))
    score = reduce(add, scores) + _bonus(first, names) + F("whole") * Value(0.5)
    ranked = regions.annotate(score=score).order_by(*BEST_FIRST)
    return list(ranked.values_list("code", flat=True)[:limit])


def _under_names_like(word: str) -> tuple[Q, Q]:
    """Give the conditions of lying in a region whose name is nearly the word, or resembles it."""
    named = Region.objects.exclude(level=Level.VILLAGE).filter(name__trigram_word_similar=word)
    rows = list(
        named.annotate(like=TrigramWordSimilarity(word, "name")).values_list("code", "like")
    )
    near = Q(pk__in=[])
    far = Q(pk__in=[])
    for column, length in zip(LINEAGE, LINEAGE_LENGTHS, strict=True):
        codes = [(code, like) for code, like in rows if len(code) == length]
        near |= Q(**{f"{column}__in": [code for code, like in codes if like >= NEAR]})
        far |= Q(**{f"{column}__in": [code for code, like in codes if like < NEAR]})
    return near, far


def _whole(name: str) -> Case:
    """Compare the whole name, a regency's with the word that is left out."""
    titled = (TrigramSimilarity("name", f"{title}{name}") for title in TITLES[:2])
    return Case(
        When(lower_name__in=_full_names([name]), then=Value(1.0)),
        When(level=Level.REGENCY, then=Greatest(*titled)),
        default=TrigramSimilarity("name", name),
    )


def _bonus(first: str, names: list[str]) -> Case:
    """Put every exact name before every beginning, and that before all else."""
    begins = reduce(or_, (Q(lower_name__startswith=name) for name in _full_names([first])))
    return Case(
        When(lower_name__in=_full_names(names), then=Value(2.0)),
        When(begins, then=Value(1.0)),
        default=Value(0.0),
    )


def _full_names(names: list[str]) -> list[str]:
    """Add what people leave out when they say the name of a regency, city or province."""
    return [f"{title}{name}" for name in names for title in ("", *TITLES)]

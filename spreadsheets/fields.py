"""The columns that an import knows: what each is called, and how its cells are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words = Union[str, "_StrPromise"]


class FieldKind(StrEnum):
    """What a cell holds; `repairs.read` has one reader for each."""

    TEXT = "text"
    NAME = "name"
    DATE = "date"
    PHONE = "phone"
    NIK = "nik"
    KK = "kk"
    DIGITS = "digits"
    ACCOUNT = "account"
    CODE = "code"  # a number without a form of its own: letters, digits, signs
    MONEY = "money"
    REGION = "region"
    CHOICE = "choice"
    RT_RW = "rt_rw"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Field:
    """A column of an import.

    `choices`: the value that is kept -> what people write for it, the usual word first. `level` is
    that of a region's name: "village", "district", or "" where it may be any.
    """

    key: str
    label: Words
    kind: FieldKind | str
    synonyms: Sequence[str] = ()
    required: bool = False
    choices: Mapping[str, Sequence[Words]] | None = None
    help: Words = ""
    level: str = "village"

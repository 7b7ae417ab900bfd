"""The second look before anything leaves: whether its rule still yields it, and its text."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, Protocol, TypeVar

from django.utils.translation import gettext as _

from notifications.rules import RULES, Receiver, Subject, Text, digests
from notifications.services.digests import check_told
from notifications.services.planning import Gone, reasons_gone, still_wanted

log = logging.getLogger(__name__)

AFTER_A_FAULT = timedelta(minutes=5)


class Leaving(Protocol):
    """A message about to leave: a delivery, or what was read of it."""

    @property
    def pk(self) -> int: ...

    @property
    def occasion(self) -> str: ...

    @property
    def step(self) -> str: ...

    @property
    def person_id(self) -> int: ...

    @property
    def region_id(self) -> str: ...


One = TypeVar("One", bound=Leaving)


class Looked(NamedTuple, Generic[One]):
    """Messages of one rule after the second look."""

    held: list[One]  # they may go
    gone: list[tuple[One, str]]  # they hold no more, each with the reason
    subjects: Mapping[str, Subject]  # of what holds, by occasion


def look_again(messages: Sequence[One], rule_name: str, now: datetime) -> Looked[One]:
    """Part what still holds from what the rule yields no more, whatever happened meanwhile."""
    rule = RULES[rule_name]
    if rule_name == digests.NAME:
        check_told([one.pk for one in messages], now)
    wanted = still_wanted(rule, {one.occasion for one in messages}, now)
    held: list[One] = []
    gone: list[One] = []
    for one in messages:
        (held if (one.occasion, one.step, one.person_id) in wanted else gone).append(one)
    subjects = rule.subjects({one.occasion for one in held})
    if not gone:
        return Looked(held, [], subjects)
    about = [Gone(one.occasion, one.step, one.person_id, one.region_id) for one in gone]
    reasons = reasons_gone(rule, about, wanted)
    return Looked(held, list(zip(gone, reasons, strict=True)), subjects)


def text_of(message: Leaving, subject: Subject, receiver: Receiver) -> Text | None:
    """Make the text from the facts of now. None: it cannot be made, which must not stop others."""
    try:
        return subject.text(receiver)
    except Exception:
        log.exception("The text of delivery %s cannot be made", message.pk)
        return None


def no_text() -> str:
    return _("Teks pesan belum dapat disusun; dicoba lagi.")

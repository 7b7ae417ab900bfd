"""What a rule is: one SELECT, the words for it, and how it goes where nobody says otherwise.

The SELECT yields one row for each message that is to exist: `region_id, rule, occasion, step,
person_id, due_at, not_after`. Its steps are those of the plan that holds there: rules/steps.py
gives them to many events at once, `notifications_day_steps` of the database to few. It may use

- `%(now)s` and `%(until)s`: only messages that are useful after `now` and due by `until` matter;
- `%(farthest)s`: how long before its event the farthest step of the rule lies, in any place;
- `%(subjects)s`: NULL, or the keys of the few subjects that are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Protocol

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.languages import official

Words = str | Promise

UNITS = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}
ON_THE_DAY, AT_ONCE = "on_the_day", "at_once"
# Whom a rule may tell: posts of the board, and roles in the place or above it.
BOARD: Mapping[str, Words] = {
    "chair": gettext_lazy("Ketua"),
    "vice_chair": gettext_lazy("Wakil ketua"),
    "secretary": gettext_lazy("Sekretaris"),
    "treasurer": gettext_lazy("Bendahara"),
    "board": gettext_lazy("Semua pengurus"),
}
KEEPERS: Mapping[str, Words] = {
    "village_coordinator": gettext_lazy("Koordinator desa"),
    "tksk": gettext_lazy("TKSK"),
    "district_officer": gettext_lazy("Petugas Dinas Sosial"),
}
CODE = re.compile(r"(\d+)_(day|hour|minute)s?(_after)?")


@dataclass(frozen=True)
class Text:
    """A message as one person reads it; `link` is a path inside the service, or empty.

    `answer_url` is where its receiver answers it without an account, where there is such a place;
    the body has it too.
    """

    subject: str
    body: str
    link: str
    answer_url: str = ""


class Receiver(Protocol):
    """Whom a text is for: a person, or what is read of many."""

    @property
    def pk(self) -> int: ...

    @property
    def name(self) -> str: ...


class Subject(Protocol):
    """What an occasion is about, as it stands now."""

    @property
    def title(self) -> str: ...

    @property
    def gone(self) -> str:
        """Why the occasion holds for nobody any more; empty while it holds."""

    @property
    def wksbm_id(self) -> int | None:
        """The body whose plan of the rule holds, where there is one."""
        return None

    def text(self, person: Receiver) -> Text: ...


@dataclass(frozen=True)
class Told(Subject):
    """A subject in few words. `say` returns heading, body and link, in the language around it."""

    say: Callable[[], tuple[str, str, str]]
    gone: str = ""
    wksbm_id: int | None = None

    @property
    def title(self) -> str:
        return self.say()[0]

    @cached_property
    def _said(self) -> tuple[str, str, str]:
        """The same words to everybody, made once: only ever in the official language."""
        return self.say()

    @official
    def text(self, person: Receiver) -> Text:
        heading, body, link = self._said
        return Text(short(heading), f"{greeting(person)}\n\n{body}", link)


def vanished(title: str) -> Told:
    """Return a subject that is there no more."""
    return Told(lambda: (title, "", ""), gone=_("%(what)s tidak ada lagi.") % {"what": title})


def greeting(person: Receiver) -> str:
    return _("Yth. Ibu/Bapak %(name)s,") % {"name": person.name}


@dataclass(frozen=True)
class Step:
    """One step of the nation's plan; the fields are those of notifications.models.RuleStep."""

    ahead: timedelta
    at: time | None = None
    useful_for: timedelta | None = None


@dataclass(frozen=True)
class Rule:
    name: str
    label: Words
    select: str
    steps: Sequence[Step]  # the nation's
    subject_key: Callable[[str], str]  # occasion -> a key for %(subjects)s
    subjects: Callable[[Collection[str]], Mapping[str, Subject]]  # occasions -> as they stand now
    audience: Words
    left: Words  # why a person who dropped out is told nothing
    of_bodies: bool = False  # True: the SELECT asks for the body's own plan
    # Whom a place may choose among, in the order shown; empty where there is no choice.
    audiences: Mapping[str, Words] = field(default_factory=dict)
    told: Sequence[str] = ()  # whom of them the nation tells; empty: all
    # Where a channel neither knows keys nor can look up (SMTP): doubt ends as "maybe sent" rather
    # than in a second copy. False sends again.
    at_most_once: bool = True
    # True: it goes out at any hour. False: the SELECT puts due_at through
    # notifications_before_quiet, and what is late waits until quiet hours have passed.
    ignores_quiet: bool = False
    # What is useless within six hours does not wait for quiet hours to pass.
    may_hurry: bool = False
    # When a step would be due if no hour were quiet; None where that cannot be said (any more).
    meant_for: Callable[[Any, str], datetime | None] = lambda _subject, _step: None


def step_code(step: Step) -> str:
    """Return the name of a step: 7_days, 1_day, 2_hours, on_the_day, at_once, 3_days_after."""
    ahead = step.ahead
    if not ahead:
        return AT_ONCE if step.at is None else ON_THE_DAY
    length = abs(ahead)
    unit, size = next(
        ((unit, size) for unit, size in UNITS.items() if not length % size),
        ("minute", UNITS["minute"]),
    )
    count = length // size
    return f"{count}_{unit}{'s' if count > 1 else ''}{'_after' if ahead < timedelta(0) else ''}"


def step_ahead(code: str) -> timedelta | None:
    """Return how long before the event a step of this name is; the reverse of step_code."""
    if code in (ON_THE_DAY, AT_ONCE):
        return timedelta(0)
    found = CODE.fullmatch(code)
    if found is None:
        return None
    ahead = int(found[1]) * UNITS[found[2]]
    return -ahead if found[3] else ahead


def step_words(code: str) -> str:
    """Say a step as people do."""
    if code == ON_THE_DAY:
        return _("Pada harinya")
    if code == AT_ONCE:
        return _("Segera")
    found = CODE.fullmatch(code)
    if found is None:
        return code
    count, words = int(found[1]), _words(int(found[1]))
    return words[found[2] + (found[3] or "")] % {"count": count}


def said_day(day: date) -> str:
    """Return a day that may be far away: 31 Desember 2026."""
    return date_format(day, "j F Y")


def short(words: str) -> str:
    """Return a subject line: one line, as long as it is kept."""
    return " ".join(words.split())[:200]


def key_of(occasion: str) -> str:
    """Return the key in an occasion's name: "meeting:<key>:<revision>"."""
    return occasion.split(":")[1]


def _words(count: int) -> dict[str, str]:
    return {
        "day": ngettext("Sehari sebelumnya", "%(count)s hari sebelumnya", count),
        "hour": ngettext("Satu jam sebelumnya", "%(count)s jam sebelumnya", count),
        "minute": ngettext("Satu menit sebelumnya", "%(count)s menit sebelumnya", count),
        "day_after": ngettext("Sehari sesudahnya", "%(count)s hari sesudahnya", count),
        "hour_after": ngettext("Satu jam sesudahnya", "%(count)s jam sesudahnya", count),
        "minute_after": ngettext("Satu menit sesudahnya", "%(count)s menit sesudahnya", count),
    }

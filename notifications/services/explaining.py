"""Why a message was sent, or not: in words, with the instants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from common.dates import wall_time
from common.languages import said
from notifications.channels import LABELS
from notifications.models import Attempt, Delivery
from notifications.rules import RULES, Subject, Text, step_words

Words = str | Promise
_KEY = re.compile(r"(/meetings/answer/)[\w.\-]+")

TONES = {
    Delivery.State.PLANNED: "",
    Delivery.State.SENDING: "info",
    Delivery.State.SENT: "ok",
    Delivery.State.MAYBE_SENT: "warn",
    Delivery.State.BY_HAND: "warn",
    Delivery.State.DIGESTED: "info",
    Delivery.State.WITHDRAWN: "",
    Delivery.State.EXPIRED: "danger",
    Delivery.State.DEAD: "danger",
}
ATTEMPT_TONES = {
    Attempt.State.ACCEPTED: "ok",
    Attempt.State.DEFERRED: "warn",
    Attempt.State.UNKNOWN: "warn",
    Attempt.State.REFUSED: "danger",
}


@dataclass(frozen=True)
class Event:
    at: datetime
    sentence: str
    tone: str = ""


@dataclass(frozen=True)
class Line:
    """A message as a list shows it."""

    delivery: Delivery
    title: str  # what it is about
    subject: Subject
    step: Words
    rule: Words
    due: str  # on the clock of its village
    tone: str
    reason: str


def describe(deliveries: Sequence[Delivery]) -> list[Line]:
    """Say of each what it is about, with one look at the subjects of each rule."""
    subjects = _subjects(deliveries)
    return [
        Line(
            delivery=delivery,
            title=subjects[delivery.occasion].title,
            subject=subjects[delivery.occasion],
            step=step_words(delivery.step),
            rule=RULES[delivery.rule].label,
            due=local(delivery.due_at, delivery),
            tone=TONES[Delivery.State(delivery.state)],
            reason=said(delivery.reason),
        )
        for delivery in deliveries
    ]


def explain(delivery: Delivery, subject: Subject | None = None) -> list[Event]:
    """Answer "why was this sent, or not?": what happened, the oldest first."""
    subject = subject or _subjects([delivery])[delivery.occasion]
    attempts = list(delivery.attempts.select_related("by"))
    events = [
        *_planned(delivery, subject),
        *_tried(attempts),
        *_asked(delivery),
        *_ended(delivery),
    ]
    return sorted(events, key=lambda event: event.at)


def text_now(delivery: Delivery, subject: Subject) -> Text:
    """Return the message as it was sent, or as it would be worded now."""
    if delivery.body and delivery.has_ended:
        return Text(delivery.subject, delivery.body, delivery.link)
    return subject.text(delivery.person)


def without_keys(text: Text) -> Text:
    """Return the message as others may read it: who holds its link answers as its receiver."""
    return replace(text, body=_KEY.sub(r"\1…", text.body))


def local(instant: datetime, delivery: Delivery) -> str:
    """Return the instant as the clock of the delivery's village shows it."""
    shown = wall_time(instant, delivery.region.tz)
    clock = date_format(shown, "H.i.s" if shown.second else "H.i")
    return f"{date_format(shown, 'j F Y')}, {clock} {delivery.region.zone_label}"


def _subjects(deliveries: Iterable[Delivery]) -> dict[str, Subject]:
    occasions: dict[str, set[str]] = {}
    for delivery in deliveries:
        occasions.setdefault(delivery.rule, set()).add(delivery.occasion)
    return {
        occasion: subject
        for rule, wanted in occasions.items()
        for occasion, subject in RULES[rule].subjects(wanted).items()
    }


def _planned(delivery: Delivery, subject: Subject) -> list[Event]:
    rule = RULES[delivery.rule]
    names = {
        "name": delivery.person.name,
        "audience": rule.audience,
        "title": subject.title,
        "step": step_words(delivery.step),
        "until": local(delivery.not_after, delivery),
    }
    why = _("Direncanakan, karena %(name)s %(audience)s: %(title)s.") % names
    if delivery.due_at < delivery.planned_at:
        due = _(
            "Waktu kirim: %(step)s. Sudah lewat ketika direncanakan,"
            " masih berguna sampai %(until)s."
        )
    else:
        due = _("Waktu kirim: %(step)s. Berguna sampai %(until)s.")
    events = [Event(delivery.due_at, due % names), Event(delivery.planned_at, why)]
    meant = rule.meant_for(subject, delivery.step)
    if meant is not None and delivery.due_at < meant:
        earlier = _("Dimajukan dari %(meant)s, karena saat itu jam tenang.")
        events.append(Event(delivery.due_at, earlier % {"meant": local(meant, delivery)}))
    return events


def _tried(attempts: list[Attempt]) -> list[Event]:
    sentences = {
        Attempt.State.ACCEPTED: _("Diterima %(channel)s. %(answer)s"),
        Attempt.State.DEFERRED: _("Belum diterima %(channel)s, dicoba lagi nanti. %(answer)s"),
        Attempt.State.REFUSED: _("Ditolak %(channel)s. %(answer)s"),
        Attempt.State.UNKNOWN: _("Tidak diketahui apakah sampai lewat %(channel)s. %(answer)s"),
    }
    events = []
    for attempt in attempts:
        if attempt.by is not None:
            events.append(_told(attempt))
            continue
        state = Attempt.State(attempt.state)
        names = {
            "channel": LABELS.get(attempt.channel, attempt.channel),
            "answer": said(attempt.answer),
        }
        events.append(Event(attempt.started_at, _("Dikirim lewat %(channel)s.") % names))
        if attempt.ended_at is not None and state in sentences:
            sentence = (sentences[state] % names).strip()
            events.append(Event(attempt.ended_at, sentence, ATTEMPT_TONES[state]))
    return events


def _told(attempt: Attempt) -> Event:
    names = {"name": attempt.by, "how": said(attempt.answer)}
    sentence = (_("Disampaikan langsung oleh %(name)s. %(how)s") % names).strip()
    return Event(attempt.started_at, sentence, "ok")


def _asked(delivery: Delivery) -> list[Event]:
    if delivery.asked_at is None:
        return []
    names = {"name": delivery.asked_by, "channel": LABELS.get(delivery.asked_channel, "")}
    asked = _("Diminta dikirim lagi oleh %(name)s.")
    if delivery.asked_channel:
        asked = _("Diminta dikirim lagi lewat %(channel)s oleh %(name)s.")
    return [Event(delivery.asked_at, asked % names)]


def _ended(delivery: Delivery) -> list[Event]:
    state = Delivery.State(delivery.state)
    events = []
    if delivery.ended_at is not None:
        sentence = f"{state.label}. {said(delivery.reason)}".strip()
        events.append(Event(delivery.ended_at, sentence, TONES[state]))
    elif state == Delivery.State.BY_HAND:
        events.append(_to_be_told(delivery))
    elif delivery.next_try_at not in (delivery.due_at, delivery.held_until, delivery.asked_at):
        events.append(Event(delivery.next_try_at, _("Dicoba lagi.")))
    if delivery.held_until is not None:
        held = _("Terlambat, lalu ditahan di jam tenang sampai %(until)s.")
        until = local(delivery.held_until, delivery)
        events.append(Event(delivery.held_until, held % {"until": until}))
    elif delivery.ended_at is None and delivery.reason and state != Delivery.State.BY_HAND:
        events.append(Event(delivery.planned_at, said(delivery.reason)))
    if delivery.delivered_at not in (None, delivery.ended_at, delivery.read_at):  # said otherwise
        events.append(Event(delivery.delivered_at, _("Sampai pada penerima."), "ok"))
    if delivery.read_at is not None:
        events.append(Event(delivery.read_at, _("Dibaca penerima."), "ok"))
    return events


def _to_be_told(delivery: Delivery) -> Event:
    sentence = f"{Delivery.State.BY_HAND.label}. {said(delivery.reason)}"
    return Event(delivery.next_try_at, sentence, TONES[Delivery.State.BY_HAND])

"""A person's card: who they are, what they do, and what happened, as a line in time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from audit.services import Change, history_of
from common.dates import covers, first_day, last_day, today
from common.phones import for_whatsapp, shown
from people import services
from people.banks import bank_name
from people.forms import RevealForm, WithdrawForm
from people.models import BankAccount, Consent, DuplicatePair, FamilyCard, Person
from people.rules import is_other_name
from people.sections import Event, sections_of
from people.views.pages import back_url
from people.wordings import text_of
from regions import cache

CHANGES_SHOWN = 20


@require_safe
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    person = visible_or_404(Person, request.user, pk=services.survivor_key(pk))
    if person.pk != pk:  # an old link to a record that was merged
        return redirect(person)
    on = today()
    cards = list(person.family_cards.order_by("-term"))
    accounts = list(person.bank_accounts.order_by("-term"))
    consents = list(person.consents.order_by("-given_at"))
    sections = sections_of(person, request.user)
    events = [event for section in sections for event in section.events]
    events += _own_events(person, cards, accounts, consents)
    may_see = person.presences.where_may(request.user, Can.SEE_NIK).exists()
    readable = person.presences.where_may(request.user, Can.READ_HISTORY).first()
    if readable is not None:
        changes = history_of(person, actor=request.user, place=readable.region)
        events += [_told(change) for change in changes[:CHANGES_SHOWN] if not change.is_first]
    context = {
        "person": person,
        "called": person.called,
        "age": person.age(person.died_on or on),
        "village": _place(person.village_id),
        "phones": [(shown(one), for_whatsapp(one)) for one in _phones(person)],
        "present": _presences(person),
        "cards": [_line(card, on) for card in cards],
        "accounts": [_account_line(account, person, on) for account in accounts],
        "consents": [_consent_line(consent) for consent in consents],
        "sections": [section for section in sections if section.lines],
        "events": _in_order(events),
        "twins": _twins(person, request),
        "may_keep": person.presences.where_may(request.user, Can.KEEP_BODY).exists(),
        "may_decide": person.presences.where_may(request.user, Can.DECIDE_DUPLICATES).exists(),
        "may_serve": person.presences.where_may(request.user, Can.SERVE_SUBJECTS).exists(),
        "reveal_form": RevealForm(auto_id=False) if may_see else None,
        "may_read_history": readable is not None,
    }
    return render(request, "people/person.html", context)


@require_safe
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show who changed what of a person, to readers of a region where the person is present."""
    person = visible_or_404(Person, request.user, pk=pk)
    presence = services.nearest_presence(person, request.user, can=Can.READ_HISTORY)
    context = {
        "title": person.name,
        "back_url": back_url(request, person),
        "changes": history_of(person, actor=request.user, place=presence.region),
    }
    return render(request, "audit/history.html", context)


# --- Lines ---------------------------------------------------------------------------------------


def _phones(person: Person) -> list[str]:
    return [number for number in (person.phone, *person.other_phones) if number]


def _place(code: str | None) -> str:
    found = cache.names_of([code]).get(code) if code else None
    return found.path if found else ""


def _presences(person: Person) -> list[str]:
    """Return where the person is present besides the village of residence."""
    codes = person.presences.order_by("pk").values_list("region_id", flat=True)
    names = cache.names_of([code for code in codes if code != person.village_id])
    return [name.path for name in names.values()]


def _twins(person: Person, request: SignedInRequest) -> list[dict[str, Any]]:
    """Return who may be the same person, of the pairs that the reader may decide."""
    pairs = DuplicatePair.objects.where_may(request.user, Can.DECIDE_DUPLICATES).to_decide()
    found = pairs.filter(Q(lower=person) | Q(higher=person)).select_related("lower", "higher")
    return [
        {"pair": pair, "person": pair.higher if pair.lower_id == person.pk else pair.lower}
        for pair in found
    ]


def _days(row: FamilyCard | BankAccount) -> str:
    first, last = first_day(row.term), last_day(row.term)
    since = date_format(first) if first else "…"
    if last is None:
        return _("sejak %(day)s") % {"day": since}
    return _("%(first)s sampai %(last)s") % {"first": since, "last": date_format(last)}


def _line(row: FamilyCard | BankAccount, on: date) -> dict[str, Any]:
    return {"row": row, "term": _days(row), "held": covers(row.term, on)}


def _account_line(account: BankAccount, person: Person, on: date) -> dict[str, Any]:
    return {
        **_line(account, on),
        "bank": bank_name(account.bank_code),
        "is_other_name": is_other_name(account.holder_name, person.bare_name),
    }


def _consent_line(consent: Consent) -> dict[str, Any]:
    return {
        "row": consent,
        "text": text_of(consent.purpose, consent.wording),
        "form": WithdrawForm(initial={"version": consent.version}, auto_id=False),
    }


# --- The line in time ----------------------------------------------------------------------------


def _own_events(
    person: Person,
    cards: list[FamilyCard],
    accounts: list[BankAccount],
    consents: list[Consent],
) -> list[Event]:
    events = [Event(localdate(person.created_at), _("Dicatat di WKSBM"))]
    if person.birth_date:
        place = person.birth_place
        events.append(Event(person.birth_date, _("Lahir"), place))
    if person.died_on:
        events.append(Event(person.died_on, _("Meninggal")))
    events += [
        Event(day, _("KK baru"), card.number_masked) for card in cards for day in _start(card)
    ]
    events += [
        Event(day, _("Rekening baru"), f"{bank_name(account.bank_code)} {account.number_masked}")
        for account in accounts
        for day in _start(account)
    ]
    for consent in consents:
        purpose = str(consent.get_purpose_display())
        events.append(Event(localdate(consent.given_at), _("Persetujuan diberikan"), purpose, "ok"))
        if consent.withdrawn_at:
            day = localdate(consent.withdrawn_at)
            events.append(Event(day, _("Persetujuan ditarik"), purpose, "warn"))
    return events


def _start(row: FamilyCard | BankAccount) -> list[date]:
    first = first_day(row.term)
    return [first] if first else []


def _told(change: Change) -> Event:
    """Say who changed which facts; from what to what stands in the history itself."""
    fields = ", ".join(str(field.label) for field in change.fields)
    detail = f"{change.who}: {fields}" if fields else change.who
    return Event(localdate(change.moment), _("Data diubah"), detail)


def _in_order(events: list[Event]) -> list[dict[str, str]]:
    newest_first = sorted(events, key=lambda event: event.on, reverse=True)
    return [
        {"title": one.title, "at": date_format(one.on), "detail": one.detail, "tone": one.tone}
        for one in newest_first
    ]

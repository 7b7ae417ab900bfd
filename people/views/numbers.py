"""NIK, family cards, accounts and consents: writing them down, and seeing a number whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Can, require
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.forms import apply
from common.pages import bound, form_page
from people import services
from people.banks import bank_name
from people.forms import (
    BankAccountForm,
    ConsentForm,
    EndForm,
    FamilyCardForm,
    NikForm,
    RevealForm,
    WithdrawForm,
)
from people.models import BankAccount, Consent, FamilyCard, Person
from people.rules import is_other_name
from people.views.pages import holds_numbers
from people.wordings import current


@holds_numbers
def set_nik(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _kept(request, pk)
    form = NikForm(**bound(request), initial={"version": person.version})
    if request.method == "POST":
        doubts = apply(
            form,
            lambda: services.set_nik(
                person,
                form.cleaned_data["nik"],
                version=form.cleaned_data["version"],
                actor=request.user,
            ),
        )
        if doubts is not None:
            messages.success(request, _("NIK disimpan."))
            for doubt in doubts:
                messages.warning(request, doubt)
            return redirect(person)
    return form_page(request, "people/set_nik.html", form, person=person)


@holds_numbers
def add_family_card(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _kept(request, pk)
    form = FamilyCardForm(**bound(request), initial={"since": today()})
    if request.method == "POST":
        card = apply(
            form,
            lambda: services.add_family_card(person, **form.cleaned_data, actor=request.user),
        )
        if card is not None:
            messages.success(request, _("Nomor KK disimpan."))
            return redirect(person)
    return form_page(request, "people/add_family_card.html", form, person=person)


@holds_numbers
def add_bank_account(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _kept(request, pk)
    initial = {"since": today(), "holder_name": person.called.name}
    form = BankAccountForm(**bound(request), initial=initial)
    if request.method == "POST":
        account = apply(
            form,
            lambda: services.add_bank_account(person, **form.cleaned_data, actor=request.user),
        )
        if account is not None:
            messages.success(request, _("Rekening disimpan."))
            if is_other_name(account.holder_name, person.bare_name):
                messages.warning(request, _("Nama pemilik rekening berbeda dari nama orangnya."))
            return redirect(person)
    return form_page(request, "people/add_bank_account.html", form, person=person)


def end_bank_account(request: SignedInRequest, pk: int) -> HttpResponse:
    account = visible_or_404(BankAccount, request.user, pk=pk)
    require(request.user, Can.KEEP_BODY, on=services.nearest_presence(account.person, request.user))
    form = EndForm(**bound(request), initial={"on": today(), "version": account.version})
    if request.method == "POST":
        ended = apply(
            form,
            lambda: services.end_bank_account(account, **form.cleaned_data, actor=request.user),
        )
        if ended is not None:
            messages.success(request, _("Rekening diakhiri. Datanya tetap tersimpan."))
            return redirect(account.person)
    context = {"account": account, "person": account.person, "bank": bank_name(account.bank_code)}
    return form_page(request, "people/end_bank_account.html", form, **context)


def give_consent(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _kept(request, pk)
    form = ConsentForm(**bound(request))
    if request.method == "POST":
        given = apply(
            form, lambda: services.give_consent(person, **form.cleaned_data, actor=request.user)
        )
        if given is not None:
            messages.success(request, _("Persetujuan dicatat."))
            return redirect(person)
    wordings = [(label, current(purpose).text) for purpose, label in Consent.Purpose.choices]
    return form_page(request, "people/give_consent.html", form, person=person, wordings=wordings)


@require_POST
def withdraw_consent(request: SignedInRequest, pk: int) -> HttpResponse:
    consent = visible_or_404(Consent, request.user, pk=pk)
    form = WithdrawForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    services.withdraw_consent(consent, version=version, actor=request.user)
    messages.success(
        request, _("Persetujuan ditarik. Pemakaiannya berhenti paling lambat 3 x 24 jam.")
    )
    return redirect(consent.person)


@require_POST
@holds_numbers
def reveal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a number whole, once: who saw it, and what for, is noted with the look."""
    person = visible_or_404(Person, request.user, pk=pk)
    require(
        request.user,
        Can.SEE_NIK,
        on=services.nearest_presence(person, request.user, can=Can.SEE_NIK),
    )
    form = RevealForm(request.POST)
    if not form.is_valid():
        return form_page(request, "people/reveal.html", form, person=person, number="")
    number = services.reveal(
        _named(person, form.cleaned_data), purpose=form.chosen_purpose(), actor=request.user
    )
    context = {"person": person, "form": form, "number": number, "what": form.cleaned_data["what"]}
    return render(request, "people/reveal.html", context)


def _kept(request: SignedInRequest, pk: int) -> Person:
    """Return a person who is present where the user keeps a body."""
    person = visible_or_404(Person, request.user, pk=pk)
    require(request.user, Can.KEEP_BODY, on=services.nearest_presence(person, request.user))
    return person


def _named(person: Person, chosen: dict[str, Any]) -> Person | FamilyCard | BankAccount:
    """Return whose number is meant: the person's NIK, or a card or an account of theirs."""
    if chosen["what"] == RevealForm.NIK:
        return person
    kept = person.family_cards if chosen["what"] == RevealForm.KK else person.bank_accounts
    found: FamilyCard | BankAccount | None = kept.filter(pk=chosen["record"]).first()
    if found is None:
        raise Http404
    return found

"""What others pay: the list, recording it for a person, withdrawing a mistake."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Can, may, require
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.forms import apply
from common.pages import bound, page_of, shown_form
from people.models import Person
from people.services import place_of
from stipends import services
from stipends.filters.money import RecordedPaymentFilter
from stipends.forms.money import FindPayeeForm, RecordPaymentForm, WithdrawPaymentForm
from stipends.models import RecordedPayment
from stipends.views.money_pages import Words, refuse_strangers, worded_page
from stipends.views.pages import seen_or_404
from stipends.words import said_period, said_rupiah

FOUND = 20


@require_safe
def recorded(request: SignedInRequest) -> HttpResponse:
    refuse_strangers(request.user)
    seen = RecordedPayment.objects.where_may(request.user, Can.READ_STIPENDS)
    bar = RecordedPaymentFilter(request.GET, seen, request=request)
    found = bar.qs if bar.is_valid() else seen.none()
    rows, links = page_of(request, found.select_related("person", "scheme", "region"))
    keeps = may(request.user, Can.KEEP_STIPENDS)
    context = {
        "filter_form": shown_form(bar, "q", "year"),
        "lines": [_told(row) for row in rows],
        "may_keep": keeps,
        **links,
    }
    return render(request, "stipends/money/recorded.html", context)


@require_safe
def find_payee(request: SignedInRequest) -> HttpResponse:
    """Find the person for whom a payment is recorded, among those present where one may."""
    refuse_strangers(request.user)
    form = FindPayeeForm(request.GET or None)
    people: Any = []
    if form.is_valid():
        seen = Person.objects.where_may(request.user, Can.KEEP_STIPENDS).standing()
        people = seen.named_like(form.cleaned_data["q"]).likest_first()[:FOUND]
    context = {"form": form, "people": people}
    return render(request, "stipends/money/find_payee.html", context)


def record_payment(request: SignedInRequest, pk: int) -> HttpResponse:
    person = visible_or_404(Person, request.user, pk=pk)
    place = place_of(person)
    require(request.user, Can.KEEP_STIPENDS, on=place)
    schemes = {one.pk: one for one in services.schemes_to_record(place)}
    day = today(place.tz)
    offered = [(key, f"{one} ({one.payer})") for key, one in schemes.items()]
    form = RecordPaymentForm(**_data(request), schemes=offered, today=day, initial={"paid_on": day})
    if request.method == "POST":
        made = apply(form, lambda: _record(request, person, form, schemes))
        if made is not None:
            messages.success(request, _("Pembayaran dari pihak lain dicatat."))
            return redirect(person)
    return worded_page(
        request,
        form,
        Words(
            _("Catat pembayaran pihak lain"),
            _("Simpan"),
            person.get_absolute_url(),
            person.name,
        ),
        intro=_("Uang yang dibayar APBN atau provinsi, untuk %(name)s.") % {"name": person.name},
        nothing=""
        if schemes
        else _("Belum ada skema yang dibayar pihak lain di sini. Buat dulu skemanya."),
    )


def withdraw_recorded(request: SignedInRequest, pk: int) -> HttpResponse:
    row = seen_or_404(RecordedPayment, request, pk, can=Can.KEEP_STIPENDS, also="person scheme")
    form = WithdrawPaymentForm(**bound(request))
    if request.method == "POST":
        done = apply(
            form,
            lambda: services.withdraw_recorded(row, **form.cleaned_data, actor=request.user),
        )
        if done is not None:
            messages.success(request, _("Catatan ditarik; barisnya tetap terbaca."))
            return redirect("stipends:recorded")
    told = (row.person.name, row.scheme, said_period(row.period), said_rupiah(row.amount))
    return worded_page(
        request,
        form,
        Words(
            _("Tarik catatan pembayaran"),
            _("Tarik catatan ini"),
            reverse("stipends:recorded"),
            _("Pembayaran pihak lain"),
        ),
        intro=", ".join(map(str, told)),
    )


# --- Parts of the above --------------------------------------------------------------------------


def _record(
    request: SignedInRequest, person: Person, form: RecordPaymentForm, schemes: dict[int, Any]
) -> RecordedPayment:
    facts = dict(form.cleaned_data)
    return services.record_payment(
        person,
        scheme=schemes[facts.pop("scheme")],
        period_from=facts.pop("period_from").first,
        period_to=facts.pop("period_to").first,
        **facts,
        actor=request.user,
    )


def _told(row: RecordedPayment) -> dict[str, Any]:
    return {"row": row, "period": said_period(row.period), "amount": said_rupiah(row.amount)}


def _data(request: SignedInRequest) -> dict[str, Any]:
    return {"data": request.POST} if request.method == "POST" else {}

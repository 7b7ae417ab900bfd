"""What others pay (APBN, province): noted with its evidence; a mistake is withdrawn."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.inserts import insert
from common.months import Month
from common.names import tidy
from people.models import Person
from people.services.places import place_of
from regions.codes import lineage_of
from regions.models import Region
from stipends.models import RecordedPayment, Scheme
from stipends.services.filled import written
from volunteers.models import Appointment


@transaction.atomic
def record_payment(
    person: Person,
    *,
    scheme: Scheme,
    period_from: date,
    period_to: date,
    amount: int,
    paid_on: date,
    evidence: str,
    actor: User,
) -> RecordedPayment:
    """Record what a person got from others: gross whole rupiah, for the months of two days.

    Both days count by their month. Raises scheme_is_run, person_merged; the same months twice, a
    day to come or months before the scheme are refused beside their field (422).
    """
    place = place_served(person, scheme, period_from)
    require(actor, Can.KEEP_STIPENDS, on=place)
    if not scheme.is_recorded:
        raise RuleBroken(
            "scheme_is_run", _("Skema ini dibayar di sini lewat proses, bukan oleh pihak lain.")
        )
    if person.merged_into_id or person.erased_at:
        raise RuleBroken("person_merged", _("Catatan orang ini sudah digabung atau dihapus."))
    return insert(
        RecordedPayment(
            region=place,
            person=person,
            scheme=scheme,
            period=whole_months(period_from, period_to),
            amount=amount,
            paid_on=past_day(paid_on, place),
            evidence=tidy(evidence),
            noted_by=actor,
            noted_at=timezone.now(),
        )
    )


@transaction.atomic
def withdraw_recorded(payment: RecordedPayment, *, because: str, actor: User) -> RecordedPayment:
    """Withdraw a payment that was recorded by mistake; the row stays. Raises already_withdrawn."""
    require(actor, Can.KEEP_STIPENDS, on=payment)
    reason = written(because, field="because", words=_("Tulis alasannya."))
    standing = RecordedPayment.objects.filter(pk=payment.pk, withdrawn_at=None)
    if not standing.update(
        withdrawn_at=timezone.now(), withdrawn_by=actor, withdrawn_because=reason[:200]
    ):
        raise RuleBroken("already_withdrawn", _("Catatan ini sudah ditarik."))
    payment.refresh_from_db()
    return payment


def schemes_to_record(place: Region) -> list[Scheme]:
    """Return what others pay at or above a place, by name."""
    found = Scheme.objects.filter(is_recorded=True, region__in=lineage_of(place.code))
    return list(found.order_by("name", "pk"))


def place_served(person: Person, scheme: Scheme, on: date) -> Region:
    """Return where the person serves from in the scheme's pillar, or else is known.

    Raises not_known_anywhere.
    """
    served = Appointment.objects.filter(person=person, pillar=scheme.pillar_id)
    latest = served.filter(term__startswith__lte=on).order_by("-term", "-pk").first()
    return latest.region if latest else place_of(person)


def whole_months(since: date, until: date) -> DateRange:
    """Return the months from that of one day to that of the other, both included."""
    if until < since:
        words = _("Bulan akhir mendahului bulan awal.")
        raise ValidationError({"period_to": ValidationError(words, code="backward")})
    return DateRange(Month.of(since).first, Month.of(until).after.first, "[)")


def past_day(on: date, place: Region) -> date:
    if on > today(place.tz):
        words = _("Tanggal ini tidak boleh setelah hari ini.")
        raise ValidationError({"paid_on": ValidationError(words, code="day_to_come")})
    return on

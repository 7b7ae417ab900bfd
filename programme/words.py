"""Months of a plan in words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format

from programme.models import Activity


def said_month(month: int) -> str:
    return date_format(date(2000, month, 1), "F")


def said_months(activity: Activity) -> str:
    """Say "Mei", or "Februari\u2013April"."""
    first = said_month(activity.from_month)
    if activity.to_month == activity.from_month:
        return first
    return f"{first}\u2013{said_month(activity.to_month)}"


def said_rupiah(amount_idr: int | None) -> str:
    """Say "Rp1.250.000"; "" where no amount is known."""
    return "" if amount_idr is None else f"Rp{amount_idr:,}".replace(",", ".")


def said_short(day: date) -> str:
    """Say "28 Nov 2026", for the narrow columns of a printed book."""
    return date_format(day, "j M Y")

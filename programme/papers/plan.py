"""What the printed work plan says: each activity with its months, cost and result."""

from __future__ import annotations

from typing import Any

from meetings.models import hosted_by
from programme.models import Activity, Book
from programme.models.activities import MONTHS
from programme.papers.common import heading, refuse_other
from programme.words import said_rupiah


def facts(book: Book) -> dict[str, Any]:
    """Return the year's activities as they are planned and as they went. Raises other_book."""
    refuse_other(book, Book.Kind.PLAN)
    lines = list(
        Activity.objects.filter(**hosted_by(book.host))
        .of_year(book.year)
        .select_related("in_charge")
    )
    return {
        **heading(book, approved=True),
        "rows": [_row(line) for line in lines],
        "total": said_rupiah(
            sum(line.cost or 0 for line in lines if line.status != Activity.Status.DROPPED)
        ),
    }


def _row(line: Activity) -> dict[str, Any]:
    return {
        "activity": line.name,
        "goal": line.goal,
        "months": [line.from_month <= month <= line.to_month for month in MONTHS],
        "in_charge": line.in_charge_called,
        "cost": said_rupiah(line.cost),
        "source": str(line.get_source_display()) if line.source else "",
        "result": line.result,
        "state": line.status,
    }

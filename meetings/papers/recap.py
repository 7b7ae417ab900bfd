"""What the recapitulation of a period's attendance says: each person, meeting by meeting."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from common.dates import today
from common.errors import RuleBroken
from meetings.models import Meeting
from meetings.papers.people import LETTERS
from meetings.papers.signing import ABOVE, signer_of_host
from meetings.recaps import Recap, Row
from papers.words import said_day
from wksbm.models import Seat


def recap_title(recap: Recap) -> str:
    return f"Rekap kehadiran {recap.host_name}, {_period(recap)}"


def recap_facts(recap: Recap) -> dict[str, Any]:
    """Return the marks of everybody, then the sums, signed as of the last day or today.

    Raises nothing_held.
    """
    table = recap.table(Meeting.objects.all())
    if not table.sums:
        raise RuleBroken("nothing_held", _("Tidak ada pertemuan yang tercatat pada masa ini."))
    columns, on = table.columns(), min(recap.until, today(recap.region.tz))
    by_month = len(columns) < len(table.sums)
    chair = signer_of_host(recap.host, Seat.Post.CHAIR, on, above=ABOVE)
    secretary = signer_of_host(recap.host, Seat.Post.SECRETARY, on)
    return {
        "body": _whole_name(recap),
        "period": _period(recap),
        "number_of_meetings": len(table.sums),
        "by_month": by_month,
        "columns": [name for name, _places in columns],
        "rows": [
            {
                "name": row.name,
                "sex": LETTERS.get(row.sex, ""),
                "marks": [_mark(row, places, by_month=by_month) for _name, places in columns],
                "came": f"{row.came}/{row.marked}",
                "share": f"{row.share}%",
            }
            for row in table.rows
        ],
        "sums": [
            {
                "name": name,
                "values": [
                    sum(getattr(table.sums[at], what) for at in places)
                    for _column, places in columns
                ],
                "total": sum(getattr(one, what) for one in table.sums),
            }
            for name, what in (
                ("Hadir", "came"),
                ("Laki-laki", "men"),
                ("Perempuan", "women"),
                ("Di antaranya tamu", "guests"),
            )
        ],
        "average": table.average,
        "signers": [chair.as_facts(), secretary.as_facts()],
        "place_and_date": f"{recap.region.name}, {said_day(on)}",
    }


def _mark(row: Row, places: range, *, by_month: bool) -> str:
    marks = row.marks[places.start : places.stop]
    if not by_month:
        return marks[0]
    part = Row(row.person, row.name, row.sex, marks)
    return f"{part.came}/{part.marked}" if part.marked else ""


def _period(recap: Recap) -> str:
    return f"{said_day(recap.since)} sampai {said_day(recap.until)}"


def _whole_name(recap: Recap) -> str:
    if recap.host == recap.region:
        return recap.region.path
    return f"{recap.host_name}, {recap.region.full_name}"

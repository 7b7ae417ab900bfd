"""What a person's card tells of money: what is paid here, and what others paid."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import Can, may
from accounts.models import User
from common.dates import today
from people.models import Person
from people.sections import Event, Section
from people.sections import Line as Told
from people.services.own_data import one_human
from stipends.models import LineState, RecordedPayment
from stipends.services.owing import due_by_line, owed_by_line, received_by_line
from stipends.services.own import lines_of
from stipends.units import said_units
from stipends.words import said_period, said_rupiah

SHOWN = 12  # a year of months


def money_of(person: Person, reader: User) -> Section:
    """Return what the person got, for who reads honoraria or keeps the roster there."""
    persons = one_human(person)
    lines, events = [], []
    year = today().year
    seen = [row for row in lines_of(persons).visible_to(reader) if _may_read(row, reader)]
    got, owed = received_by_line(seen), owed_by_line(seen)
    this_year = {row.pk for row in seen if row.run.source.fiscal_year == year}
    received = sum(sums.net for line, sums in got.items() if line in this_year)
    due = due_by_line(seen) | got
    for row in seen[: SHOWN * 4]:
        state = row.standing.state
        net = said_rupiah(due[row.pk].net)
        detail = " · ".join([said_units(row.units), net, _said(row.standing)])
        if row.pk in owed:
            detail += " · " + _("kekurangan %s belum dibayarkan") % said_rupiah(owed[row.pk].net)
        url = row.get_absolute_url() if may(reader, Can.READ_STIPENDS, on=row) else ""
        lines.append(Told(str(row.run.scheme), detail, url))
        if state == LineState.State.PAID:
            told = f"{row.run.scheme}, {net}"
            events.append(Event(row.standing.since.date(), _("Honor diterima"), told, "ok"))
    recorded = RecordedPayment.objects.visible_to(reader).filter(
        person__in=persons, withdrawn_at=None
    )
    for one in recorded.select_related("scheme").order_by("-paid_on", "-pk")[:SHOWN]:
        if not _may_read(one, reader):
            continue
        if one.paid_on.year == year:
            received += one.amount
        facts = [said_period(one.period), said_rupiah(one.amount), date_format(one.paid_on)]
        lines.append(Told(f"{one.scheme} ({one.scheme.payer})", " · ".join(facts)))
    summary = _("Diterima tahun %(year)d: %(sum)s") % {"year": year, "sum": said_rupiah(received)}
    return Section(_("Honorarium"), lines[:SHOWN], events, summary if lines else "")


def _may_read(row: object, reader: User) -> bool:
    rights = (Can.READ_STIPENDS, Can.KEEP_ROSTER)
    is_own = row.person.user_id == reader.pk  # type: ignore[attr-defined]
    return is_own or any(may(reader, can, on=row) for can in rights)  # type: ignore[arg-type]


def _said(standing: LineState) -> str:
    return standing.get_state_display()

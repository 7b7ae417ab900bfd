"""What a person's card tells of boards and memberships."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from common.dates import first_day, last_day
from people.models import Person
from people.sections import Event, Line, Section
from wksbm.models import Membership, Seat
from wksbm.rules import term_in_words


def seats_of(person: Person, reader: User) -> Section:
    """Return the posts that the person holds or held, the newest first."""
    seen = Seat.objects.visible_to(reader).filter(holder=person).select_related("wksbm")
    seats = sorted(seen, key=lambda seat: (first_day(seat.term), seat.pk), reverse=True)
    lines, events = [], []
    for seat in seats:
        title, body = str(seat), seat.wksbm.name
        lines.append(Line(f"{title}, {body}", _words(seat), seat.wksbm.get_absolute_url()))
        events += _begun_and_ended(seat, _("Mulai sebagai %s") % title, _("Selesai: %s") % title)
    return Section(_("Jabatan di WKSBM"), lines, events)


def memberships_of(person: Person, reader: User) -> Section:
    """Return the bodies that the person belongs or belonged to, the newest first."""
    seen = Membership.objects.visible_to(reader).filter(person=person).select_related("wksbm")
    rows = sorted(seen, key=lambda row: (first_day(row.term), row.pk), reverse=True)
    lines, events = [], []
    for row in rows:
        lines.append(Line(row.wksbm.name, _words(row), row.wksbm.get_absolute_url()))
        events += _begun_and_ended(row, _("Menjadi anggota"), _("Berhenti sebagai anggota"))
    return Section(_("Keanggotaan"), lines, events)


def _words(row: Seat | Membership) -> str:
    return term_in_words(first_day(row.term), last_day(row.term))


def _begun_and_ended(row: Seat | Membership, begun: str, ended: str) -> list[Event]:
    first, last = first_day(row.term), last_day(row.term)
    events = [Event(first, begun, row.wksbm.name)] if first else []
    if last:
        events.append(Event(last, ended, row.wksbm.name))
    return events

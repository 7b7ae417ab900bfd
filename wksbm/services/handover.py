"""The posts that somebody holds go along when their work is handed over."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import under
from accounts.handovers import PassOn, Work
from accounts.models import User
from common.dates import first_day, today
from people.models import Person
from people.services import add_person, link_user
from regions.models import Region
from wksbm.models import Seat, SeatQuerySet
from wksbm.services.board import replace_holder


def seats_of(user: User, codes: list[str]) -> SeatQuerySet:
    """Return the posts that the user holds under the codes, today or later."""
    lasting = Q(term__endswith=None) | Q(term__endswith__gt=today())
    seats: SeatQuerySet = Seat.objects.filter(under(codes), lasting, holder__user=user)
    return seats


def count_seats(user: User, codes: list[str]) -> int:
    return seats_of(user, codes).count()


def pass_on_seats(step: PassOn) -> int:
    """Seat the successor on the leaver's posts; their decree is awaited.

    A post that began on that day was held for one day at least.
    """
    seats = list(seats_of(step.leaver, step.codes).select_related("wksbm__region").order_by("pk"))
    for seat in seats:
        begun = first_day(seat.term) or step.on
        replace_holder(
            seat,
            successor=person_of(step, seat.wksbm.region),
            since=max(step.on, begun + timedelta(days=1)),
            reason=step.reason,
            actor=step.actor,
        )
    return len(seats)


def person_of(step: PassOn, region: Region) -> Person:
    """Return the successor as a person; one who is not written down yet is, in this region."""
    known = Person.objects.filter(user=step.successor).first()
    if known is not None:
        return known
    user = step.successor
    person = add_person(user.name, phone=user.phone, at=region, actor=step.actor)
    return link_user(person, user)


SEATS = Work("seats", _("Jabatan pengurus WKSBM, SK menyusul"), count_seats, pass_on_seats)

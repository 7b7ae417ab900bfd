"""What the printed books share: whose they are, and who signs them today."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from common.dates import today
from common.errors import RuleBroken
from papers.signers import Signer
from papers.words import said_day
from programme.models import Book
from regions.models import Region
from volunteers.models import OfficeHolder, Organisation
from volunteers.papers.heads import head_of
from wksbm.models import Seat, Wksbm


def heading(book: Book, *, approved: bool) -> dict[str, Any]:
    """Return name, place and signers. `approved`: the head of the region signs as well (a plan)."""
    host, on = book.host, today(book.tz)
    return {
        "name": str(book.get_kind_display()),
        "year": str(book.year),
        "body": book.host_name,
        "place": book.region.path,
        "signers": [one.as_facts() for one in _signers(book, approved=approved)],
        "place_and_date": f"{book.region.name}, {said_day(on)}",
    } | ({"place": host.path} if isinstance(host, Region) else {})


def refuse_other(book: Book, *kinds: str) -> None:
    """Refuse to print a book as another kind of book. Raises other_book."""
    if book.kind not in kinds:
        raise RuleBroken("other_book", _("Buku ini dicetak dengan jenis surat yang lain."))


def _signers(book: Book, *, approved: bool) -> list[Signer]:
    host = book.host
    head = head_of(book.region)
    if isinstance(host, Region):
        keeper = Signer(title="Petugas,")
        return (
            [Signer(title=head)] if approved else [Signer(title=head, above="Mengetahui,"), keeper]
        )
    chair = Signer(title=f"Ketua {host.name}", name=_holder(host, "chair", book))
    if approved:
        return [Signer(title=head, above="Mengetahui,"), chair]
    known = Signer(title=chair.title, name=chair.name, above="Mengetahui,")
    return [known, Signer(title=f"Sekretaris {host.name}", name=_holder(host, "secretary", book))]


def _holder(host: Wksbm | Organisation, post: str, book: Book) -> str:
    """Return who holds the post today; "" leaves a dotted line."""
    on = today(book.tz)
    if isinstance(host, Wksbm):
        seat = Seat.objects.filter(wksbm=host, post=post).held(on).select_related("holder").first()
        return seat.holder.name if seat else ""
    offices = OfficeHolder.objects.filter(organisation=host, post=post).held(on)
    office = offices.select_related("person").first()
    return office.person.name if office else ""

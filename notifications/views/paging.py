"""Lists of messages by page, the newest first."""

from django.db.models import Q

from common.pages import whole_number
from notifications.models import Delivery, DeliveryQuerySet

PAGE = 30


def page_of(
    rows: DeliveryQuerySet, seen: DeliveryQuerySet, after: str
) -> tuple[list[Delivery], int | None]:
    """Return the newest rows after that one, and the key of the last where there are more."""
    number = whole_number(after)
    if number is not None:
        key = seen.filter(pk=number).values_list("due_at", "pk").first()
        if key is not None:
            rows = rows.filter(Q(due_at__lt=key[0]) | Q(due_at=key[0], pk__lt=key[1]))
    found = list(rows.order_by("-due_at", "-pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None

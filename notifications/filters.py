"""How lists of messages are narrowed, on pages and in the API alike."""

from typing import ClassVar

import django_filters
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.filters import InstantFilter, KeyFilter, UnderFilter
from notifications.models import (
    Delivery,
    DeliveryQuerySet,
    OptOut,
    QuietTime,
    QuietTimeQuerySet,
    Reply,
    ReplyQuerySet,
    RulePlan,
    SendingStart,
)
from regions.codes import CODE

State = Delivery.State
HELD = Q(state=State.PLANNED, held_until__isnull=False)

GROUPS: dict[str, tuple[Promise, Q]] = {
    "failed": (_("Gagal"), Q(state__in=[State.DEAD, State.EXPIRED])),
    "by_hand": (_("Perlu disampaikan"), Q(state=State.BY_HAND)),
    "maybe": (_("Mungkin terkirim"), Q(state=State.MAYBE_SENT)),
    "waiting": (_("Menunggu"), Q(state__in=[State.PLANNED, State.SENDING]) & ~HELD),
    "held": (_("Ditahan"), HELD),
    "sent": (_("Terkirim"), Q(state__in=[State.SENT, State.DIGESTED])),
    # Into the inbox, by somebody's word, or by a channel that knows: SMTP does not.
    "delivered": (_("Sampai"), Q(delivered_at__isnull=False)),
    # Of the inbox alone: no other way that exists tells what was read.
    "read": (_("Dibaca"), Q(read_at__isnull=False)),
    "withdrawn": (_("Ditarik"), Q(state=State.WITHDRAWN)),
    "all": (_("Semua"), Q()),
}


class DeliveryFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=Delivery.State.choices)
    occasion = django_filters.CharFilter(max_length=120)
    rule = django_filters.CharFilter(max_length=40)
    person = KeyFilter("person_id")
    region = UnderFilter()
    due_at__lte = InstantFilter(field_name="due_at", lookup_expr="lte")
    due_at__gte = InstantFilter(field_name="due_at", lookup_expr="gte")

    class Meta:
        model = Delivery
        fields: ClassVar[list[str]] = []


class DeliveryListFilter(DeliveryFilter):
    """What the spreadsheet of messages is narrowed by: as its page is, and as the API."""

    show = django_filters.ChoiceFilter(
        method="of_group",
        label=_("Bagian"),
        choices=[(name, label) for name, (label, _where) in GROUPS.items()],
    )

    def of_group(self, rows: DeliveryQuerySet, _name: str, group: str) -> DeliveryQuerySet:
        return rows.filter(GROUPS[group][1])


class RulePlanFilter(django_filters.FilterSet):
    rule = django_filters.CharFilter(max_length=40)
    region = UnderFilter()
    wksbm = KeyFilter("wksbm_id")

    class Meta:
        model = RulePlan
        fields: ClassVar[list[str]] = []


class QuietTimeFilter(django_filters.FilterSet):
    region = UnderFilter()
    holding_in = django_filters.CharFilter(method="of_place", validators=[CODE])

    class Meta:
        model = QuietTime
        fields: ClassVar[list[str]] = []

    def of_place(self, rows: QuietTimeQuerySet, _name: str, code: str) -> QuietTimeQuerySet:
        """Keep the set that holds in this place: the nearest region's."""
        return rows.holding_in(code)


class OptOutFilter(django_filters.FilterSet):
    person = KeyFilter("person_id")
    rule = django_filters.CharFilter(max_length=40)
    how = django_filters.ChoiceFilter(choices=OptOut.How.choices)
    is_standing = django_filters.BooleanFilter(field_name="until", lookup_expr="isnull")

    class Meta:
        model = OptOut
        fields: ClassVar[list[str]] = []


class ReplyFilter(django_filters.FilterSet):
    to_read = django_filters.BooleanFilter(method="still_to_read")
    understood = django_filters.ChoiceFilter(choices=Reply.MEANINGS)
    channel = django_filters.CharFilter(max_length=20)
    person = KeyFilter("person_id")
    region = UnderFilter()
    received_at__lte = InstantFilter(field_name="received_at", lookup_expr="lte")
    received_at__gte = InstantFilter(field_name="received_at", lookup_expr="gte")

    class Meta:
        model = Reply
        fields: ClassVar[list[str]] = []

    def still_to_read(self, rows: ReplyQuerySet, _name: str, wanted: bool) -> ReplyQuerySet:  # noqa: FBT001 (django-filter's)
        return rows.to_read() if wanted else rows.done()


class SendingStartFilter(django_filters.FilterSet):
    region = UnderFilter()
    has_begun = django_filters.BooleanFilter(
        field_name="collapsed_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = SendingStart
        fields: ClassVar[list[str]] = []

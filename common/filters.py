"""Filters that several apps share."""

from datetime import UTC, datetime
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.fields import IsoDateTimeField

BIGGEST = 2**63 - 1  # of a bigint, the key of most tables
_CODE = RegexValidator(
    r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$", gettext_lazy("Ini bukan kode wilayah.")
)


class _InstantField(IsoDateTimeField):
    def clean(self, value: Any) -> datetime | None:
        """Return the instant in UTC: PostgreSQL refuses offsets that Python takes (+23:25)."""
        found: datetime | None = super().clean(value)
        try:
            return found and found.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError(_("Waktu ini di luar jangkauan."), code="invalid") from error


class InstantFilter(django_filters.IsoDateTimeFilter):
    """An instant with its offset, in ISO 8601."""

    field_class = _InstantField


class UnderFilter(django_filters.CharFilter):
    """A region's code, whole or its beginning blocks: what lies in it or below it."""

    def __init__(self, field_name: str = "region__code", **options: Any) -> None:
        super().__init__(
            field_name=field_name, lookup_expr="startswith", validators=[_CODE], **options
        )


class KeyFilter(django_filters.NumberFilter):
    """A record's number: what it names is found only among what is visible anyway."""

    def __init__(self, field_name: str, **options: Any) -> None:
        super().__init__(
            field_name=field_name, min_value=1, max_value=BIGGEST, decimal_places=0, **options
        )

"""What the API takes: fields only, and no key that it doesn't know."""

from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework import serializers

Row = TypeVar("Row", bound=Model)


class _Strict:
    """Refuse keys that no writable field has: a mistyped name must not be lost in silence."""

    fields: Any

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = [key for key in data if key not in known]
            if unknown:
                raise serializers.ValidationError(
                    {key: [_("Isian ini tidak dikenal.")] for key in unknown}, code="unknown_field"
                )
        return super().to_internal_value(data)  # type: ignore[misc]


class StrictSerializer(_Strict, serializers.Serializer[Any]):
    pass


class StrictModelSerializer(_Strict, serializers.ModelSerializer[Row]):
    def get_validators(self) -> list[Any]:
        """Return none: the constraints speak once, through the service's full_clean()."""
        return []

"""How a payload may name another record: only one that the user can see."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from rest_framework import serializers

Row = TypeVar("Row", bound=Model)


class VisibleRelated(serializers.PrimaryKeyRelatedField[Row]):
    """A record's key, found among what is visible to the user: a foreign one does not exist."""

    def __init__(self, model: type[Row], **options: Any) -> None:
        self.model = model
        # Read by DRF to build the schema; the records come from get_queryset alone.
        super().__init__(queryset=model._default_manager.none(), **options)

    def get_queryset(self) -> QuerySet[Row]:
        found: QuerySet[Row] = self.model.objects.visible_to(  # type: ignore[attr-defined]
            self.context["request"].user
        )
        return found

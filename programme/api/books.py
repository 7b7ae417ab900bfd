"""Books of a year for programs: opened here, printed by POST /papers/."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.viewsets import ListRows, RetrieveRow
from programme import services
from programme.api.hosts import HostInput, take_host
from programme.filters import BookFilter
from programme.models import Book


class BookSerializer(serializers.ModelSerializer[Book]):
    region = serializers.CharField()

    class Meta:
        model = Book
        fields = ["id", "wksbm", "organisation", "region", "kind", "year", "last"]
        read_only_fields = fields


class BookInput(HostInput):
    kind = serializers.ChoiceField(choices=Book.Kind.choices)
    year = serializers.IntegerField(min_value=2000, max_value=2100)


class BookViewSet(ListRows[Book], RetrieveRow[Book]):
    """A host's plan, agenda of letters, or guest book of a year, as one thing to print.

    `last` is the last number that was given to a letter. To print one: POST /papers/ with kind
    `programme.work_plan`, `programme.letter_agenda` or `programme.guest_book` and its `id`.
    """

    model = Book
    serializer_class = BookSerializer
    filterset_class = BookFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "wksbm": "wksbm_id",
        "organisation": "organisation_id",
        "region": "region_id",
        "kind": "kind",
        "year": "year",
        "last": "last",
    }

    @extend_schema(request=BookInput, responses={201: BookSerializer})
    def create(self, request: Request) -> Response:
        """Open the book of a host and year; one that is open already is returned."""
        facts = self.valid(BookInput, data=request.data)
        book = services.open_book(take_host(facts), **facts, actor=self.actor)
        return self.answer(book.pk, status=201)

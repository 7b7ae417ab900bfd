"""What every address of the API shares: scope, rows, pages, versions and errors.

Rows go out as `values_list` of the columns that a view set names, never through model
serializers: the same rows answer lists, details and writes. A list is paged by key (`?cursor=`),
newest first; it is counted only when asked (`?count=true`).
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from accounts.access import Can, require
from accounts.models import User

Row = TypeVar("Row", bound=Model)
Columns = dict[str, Any]

DEFAULT_LIMIT = 50
MAX_LIMIT = 500
PAGING = {"cursor", "limit", "count"}


class BadParameter(exceptions.APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "bad_parameter"


class StrictFilters(DjangoFilterBackend):
    """Filters by the view set's FilterSet; an unknown or malformed parameter is an error (400).

    A filter that is ignored in silence answers with more than was asked for.
    """

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Row], view: GenericViewSet[Row]
    ) -> QuerySet[Row]:
        if PAGING.issuperset(request.query_params):
            return queryset  # nothing is asked: the form would be a seventh of a short answer
        filters = self.get_filterset(request, queryset, view)
        known = set(filters.filters) if filters else set()
        unknown = sorted(set(request.query_params) - known - PAGING)
        if unknown:
            raise BadParameter(
                _("Parameter tidak dikenal: %(names)s.") % {"names": ", ".join(unknown)}
            )
        if filters is None:
            return queryset
        if not filters.is_valid():
            field, faults = next(iter(filters.errors.items()))
            raise BadParameter(f"{field}: {faults[0]}")
        found: QuerySet[Row] = filters.qs
        return found


class ScopedViewSet(GenericViewSet[Row], Generic[Row]):
    """Records that the user can see; anything else does not exist (404)."""

    model: ClassVar[type[Model]]
    rows: ClassVar[Columns]
    seen_with: ClassVar[Can | None] = None  # the right without which no record exists
    keyset: ClassVar[tuple[str, ...]] = ("-id",)
    lookup_value_regex = r"\d{1,18}"
    filter_backends = (StrictFilters,)

    @property
    def actor(self) -> User:
        user: User = self.request.user  # type: ignore[assignment]
        return user

    def get_queryset(self) -> QuerySet[Row]:
        if getattr(self, "swagger_fake_view", False):  # the schema asks nobody's records
            return self.model._default_manager.none()  # type: ignore[return-value]
        records: Any = self.model._default_manager
        seen: QuerySet[Row] = (
            records.where_may(self.request.user, self.seen_with)
            if self.seen_with
            else records.visible_to(self.request.user)
        )
        return seen

    def get_object(self) -> Row:
        found = self._seen(self.kwargs[self.lookup_field]).first()
        if found is None:
            raise Http404
        return found

    def object_for(self, can: Can) -> Row:
        """Return the record, if the user may do this to it: before what was sent is read."""
        record = self.get_object()
        require(self.actor, can, on=record)  # type: ignore[arg-type]
        return record

    def valid(
        self, serializer_class: type[BaseSerializer[Any]], *, data: Any, partial: bool = False
    ) -> dict[str, Any]:
        """Return what was sent as the serializer reads it, or refuse it (422)."""
        serializer = serializer_class(
            data=data, partial=partial, context=self.get_serializer_context()
        )
        serializer.is_valid(raise_exception=True)
        found: dict[str, Any] = serializer.validated_data
        return found

    def version(self) -> int | None:
        """Return the version that If-Match names; None where it is not sent or is `*`."""
        sent = self.request.headers.get("If-Match", "").strip()
        if sent in {"", "*"}:
            return None
        digits = sent.removeprefix("W/").strip('"')
        if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
            return -1  # no row has it: the answer is 412
        return int(digits)

    def shown(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row as it goes out: a view set may shape there what SQL cannot."""
        return row

    def _seen(self, pk: Any) -> QuerySet[Row]:
        try:
            return self.get_queryset().filter(pk=pk)
        except (ValidationError, ValueError) as error:  # not even the form of a key
            raise Http404 from error

    def row(self, pk: Any) -> dict[str, Any]:
        found = self._seen(pk).values_list(*self.rows.values()).first()
        if found is None:
            raise Http404
        return self.shown(dict(zip(self.rows, found, strict=True)))

    def answer(self, pk: Any, *, status: int = status.HTTP_200_OK) -> Response:
        """Return the record as it now is, with its version as ETag, and its address when new."""
        row = self.row(pk)
        response = Response(row, status=status)
        if "version" in row:
            response["ETag"] = f'"{row["version"]}"'
        if status == 201:
            name = f"v1:{self.basename}-detail"
            response["Location"] = reverse(name, kwargs={self.lookup_field: pk})
        return response


class ListRows(ScopedViewSet[Row]):
    def list(self, request: Request, **_kwargs: str) -> Response:
        queryset = self.filter_queryset(self.get_queryset())
        limit = _limit(request)
        after = _after(queryset, self.keyset, request.query_params.get("cursor", ""))
        found = self.page(after.order_by(*self.keyset), limit + 1)
        width = len(self.rows)
        rows = [self.shown(dict(zip(self.rows, row[:width], strict=True))) for row in found[:limit]]
        following = found[limit - 1][width:] if len(found) > limit else None
        body: dict[str, Any] = {"next": _next(request, following), "results": rows}
        if _wants_count(request):
            body["count"] = queryset.count()
        return Response(body)

    def page(self, rows: QuerySet[Row], most: int) -> Sequence[tuple[Any, ...]]:
        """Return the first rows, each with its columns and then its keyset."""
        keys = [key.removeprefix("-") for key in self.keyset]
        return list(rows.values_list(*self.rows.values(), *keys)[:most])


class RetrieveRow(ScopedViewSet[Row]):
    def retrieve(self, _request: Request, **kwargs: str) -> Response:
        return self.answer(kwargs[self.lookup_field])


# --- Pages by key --------------------------------------------------------------------------------


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= MAX_LIMIT:
        raise BadParameter(_("limit harus angka dari 1 sampai %(most)d.") % {"most": MAX_LIMIT})
    return int(text)


def _wants_count(request: Request) -> bool:
    text = request.query_params.get("count", "false")
    if text not in {"true", "false"}:
        raise BadParameter(_("count harus true atau false."))
    return text == "true"


def _next(request: Request, key: tuple[Any, ...] | None) -> str | None:
    if key is None:
        return None
    words = [part.isoformat() if isinstance(part, datetime) else str(part) for part in key]
    cursor = base64.urlsafe_b64encode(orjson.dumps(words)).decode().rstrip("=")
    query = request.query_params.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"


def _after(queryset: QuerySet[Row], keyset: tuple[str, ...], cursor: str) -> QuerySet[Row]:
    """Keep what comes after the key: (a, b) < (x, y) written as a < x or a = x and b < y.

    With several keys a <= x is said as well: of an OR PostgreSQL enters no index, of this it does.
    """
    if not cursor:
        return queryset
    words = read_cursor(cursor, len(keyset))
    where, equal = Q(), Q()
    for key, word in zip(keyset, words, strict=True):
        name = key.removeprefix("-")
        step = "lt" if key.startswith("-") else "gt"
        where |= equal & Q(**{f"{name}__{step}": word})
        equal &= Q(**{name: word})
    first = keyset[0].removeprefix("-")
    bound = "lte" if keyset[0].startswith("-") else "gte"
    try:
        return queryset.filter(where, **({f"{first}__{bound}": words[0]} if keyset[1:] else {}))
    except (ValueError, ValidationError) as error:
        raise BadParameter(_("cursor tidak dikenal.")) from error


def read_cursor(cursor: str, length: int) -> list[str]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        words = orjson.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, binascii.Error) as error:
        raise BadParameter(_("cursor tidak dikenal.")) from error
    fits = isinstance(words, list) and len(words) == length
    if not fits or not all(isinstance(word, str) and "\x00" not in word for word in words):
        raise BadParameter(_("cursor tidak dikenal."))
    return [str(word) for word in words]

"""What the schema says of every address alike: pages, keys, versions and problems."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiParameter
from rest_framework.serializers import ChoiceField, EmailField, ListSerializer

from common.serializers import StrictModelSerializer, StrictSerializer

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
PROBLEM_CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
WALL_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$"
ALWAYS = {"400", "401", "403", "404", "405", "406", "429", "500"}
ON_WRITE = {"409", "412", "413", "415", "422"}
WRITES = {"post", "patch", "put", "delete"}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "maxLength": 128},
    "description": _("Kunci yang sama mendapat jawaban yang sama selama 30 hari."),
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string", "maxLength": 40},
    "description": _("ETag yang dibaca; 412 bila sudah diubah orang lain."),
}

PAGING = [
    OpenApiParameter("cursor", str, description=_("Dari `next` halaman sebelumnya.")),
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": 500, "default": 50},
        description=_("Baris sehalaman."),
    ),
    OpenApiParameter("count", bool, description=_("Hitung semua baris yang cocok.")),
]


class SignedInScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Either of two ways in, as `accounts.authentication` takes them."""

    target_class = "accounts.authentication.SignedIn"
    name = ["token", "session"]

    def get_security_requirement(self, _auto_schema: AutoSchema) -> list[dict[str, list[Any]]]:
        return [{name: []} for name in self.name]

    def get_security_definition(self, _auto_schema: AutoSchema) -> list[dict[str, Any]]:
        return [
            {"type": "http", "scheme": "bearer", "description": _("Kunci dari halaman Akun saya.")},
            {
                "type": "apiKey",
                "in": "cookie",
                "name": settings.SESSION_COOKIE_NAME,
                "description": _("Sesi peramban; tulisan juga butuh X-CSRFToken."),
            },
        ]


class ApiSchema(AutoSchema):
    """What the shared view set answers: a list is a page with `next` and `results`."""

    @property
    def _pages(self) -> bool:
        return getattr(self.view, "action", "") == "list"

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self._pages or isinstance(serializer, ListSerializer)

    def _map_serializer_field(self, field: Any, *args: Any, **kwargs: Any) -> Any:
        """Say what may be empty: DRF forgets it on fields that are only read."""
        model = getattr(getattr(field.parent, "Meta", None), "model", None)
        if isinstance(field, ChoiceField | EmailField) and model is not None:
            column = {found.name: found for found in model._meta.fields}.get(field.source)
            field.allow_blank = field.allow_blank or bool(column and column.blank)
        return super()._map_serializer_field(field, *args, **kwargs)  # type: ignore[no-untyped-call]

    def _map_basic_serializer(self, serializer: Any, direction: Direction) -> Any:
        """Say of what is sent that a key which no field has is refused."""
        said: dict[str, Any] = super()._map_basic_serializer(  # type: ignore[no-untyped-call]
            serializer, direction
        )
        if direction == "request" and isinstance(
            serializer, StrictSerializer | StrictModelSerializer
        ):
            said["additionalProperties"] = False
        return said

    def get_override_parameters(self) -> list[Any]:
        """Return the parameters of paging, on lists."""
        return PAGING if self._pages else []

    def _get_response_for_code(
        self, serializer: Any, status_code: str, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        response: dict[str, Any] = super()._get_response_for_code(  # type: ignore[no-untyped-call]
            serializer, status_code, *args, **kwargs
        )
        if status_code == "200" and self._pages:
            for media in response.get("content", {}).values():
                media["schema"] = _page_of(media["schema"])
        return response


def _page_of(rows: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["next", "results"],
        "properties": {
            "next": {"type": ["string", "null"], "description": _("Alamat halaman berikutnya.")},
            "results": rows,
            "count": {"type": "integer", "description": _("Hanya dengan count=true.")},
        },
    }


def add_common_answers(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Add to every operation what the view sets do for all of them."""
    components = result.setdefault("components", {})
    _name_wall_times(components)
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    for path in result["paths"].values():
        for method, operation in path.items():
            writes = method in WRITES
            parameters = operation.setdefault("parameters", [])
            # Money asks for the version always: 428 without.
            asks = any(one["name"] == IF_MATCH["name"] for one in parameters)
            answers = ALWAYS | (ON_WRITE if writes else set()) | ({"428"} if asks else set())
            for status in answers:
                operation["responses"].setdefault(status, {"description": ""})
            for status, said in operation["responses"].items():
                if status >= "400":
                    said["content"] = PROBLEM_CONTENT
            if writes:
                parameters.append(IDEMPOTENCY_KEY)
            if method == "patch" and not asks:
                parameters.append(IF_MATCH)
    return result


def _name_wall_times(node: Any) -> None:
    """Say what a wall time looks like: JSON Schema's "time" has an offset, a clock has none."""
    if isinstance(node, list):
        for item in node:
            _name_wall_times(item)
    elif isinstance(node, dict):
        if node.get("format") == "time":
            del node["format"]
            node["pattern"] = WALL_TIME
        for item in node.values():
            _name_wall_times(item)

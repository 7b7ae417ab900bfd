"""What every address of honoraria asks alike: who reads, which version, and who acts once more."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Generic, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema

from accounts.access import Can
from accounts.again import HEADER, prove_by_header
from accounts.viewsets import ListRows, RetrieveRow
from common.errors import RuleBroken

Row = TypeVar("Row", bound=Model)

IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "maxLength": 40},
    OpenApiParameter.HEADER,
    required=True,
    description=gettext_lazy("ETag yang dibaca; tanpa itu 428, bila sudah diubah 412."),
)
SECOND_STEP = OpenApiParameter(
    HEADER,
    {"type": "string", "maxLength": 20},
    OpenApiParameter.HEADER,
    description=gettext_lazy("Kode langkah kedua, diketik orangnya; tanpa itu 401."),
)
money = partial(extend_schema, parameters=[IF_MATCH])
money_again = partial(extend_schema, parameters=[IF_MATCH, SECOND_STEP])


class VersionMissing(RuleBroken):
    """What is done with money says which version it saw (RFC 6585)."""

    status = 428


class MoneyRows(ListRows[Row], RetrieveRow[Row], Generic[Row]):
    """Rows that exist only for who reads honoraria there; a change names the version it saw."""

    seen_with: ClassVar[Can | None] = Can.READ_STIPENDS

    def version_seen(self) -> int:
        """Return the version of If-Match. Raises version_missing (428)."""
        version = self.version()
        if version is None:
            words = _("Sebut versi yang dibaca dalam If-Match.")
            raise VersionMissing("version_missing", words)
        return version

    def prove_again(self) -> None:
        """Ask who acts once more, by the second step. Raises reauthentication_required (401)."""
        prove_by_header(self.request, self.actor)

"""How long what kinds of rows are kept: apps say it for theirs, in `ready()`.

What the law or a duty keeps (history, decrees, minutes, requests of subjects) is in no class here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db.models import QuerySet

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True)
class Retention:
    """A class of rows. `older` returns those that were over before an instant.

    What is `swept` by a tick every day has files to go with it: the command only counts what the
    tick has left.
    """

    key: str
    label: str | Promise
    kept: timedelta
    older: Callable[[datetime], QuerySet[Any]]
    swept: bool = False

    def past(self, now: datetime) -> QuerySet[Any]:
        return self.older(now - self.kept)


RETENTIONS: Final[dict[str, Retention]] = {}


def register_retention(retention: Retention) -> None:
    RETENTIONS[retention.key] = retention

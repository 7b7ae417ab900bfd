"""Who signs a paper, as it was on the day: name, title, NIP and capacity, copied for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Capacity(models.TextChoices):
    HOLDER = "holder", _("Pejabat definitif")
    PLT = "plt", _("Plt. (pelaksana tugas)")
    PJ = "pj", _("Pj. (penjabat)")
    PLH = "plh", _("Plh. (pelaksana harian)")
    AN = "an", _("a.n. (atas nama)")


_PREFIX = {Capacity.PLT: "Plt.", Capacity.PJ: "Pj.", Capacity.PLH: "Plh."}


@dataclass(frozen=True)
class Signer:
    """`title` is the office signed for; `own_title` that of whoever signs on behalf of it.

    Without a name a dotted line is left. `above` stands over the title: "Mengetahui,"; `of` below
    it: whose office it is, or in which office somebody acts.
    """

    title: str
    name: str = ""
    nip: str = ""
    capacity: str = Capacity.HOLDER
    own_title: str = ""
    above: str = ""
    of: str = ""

    def as_facts(self) -> dict[str, Any]:
        return {"title": self._lines(), "name": self.name, "nip": self.nip}

    def _lines(self) -> list[str]:
        lines = [self.above] if self.above else []
        if self.capacity == Capacity.AN:
            lines += [f"a.n. {self.title}", self.of, self.own_title]
        else:
            prefix = _PREFIX.get(Capacity(self.capacity))
            lines += [f"{prefix} {self.title}" if prefix else self.title, self.of]
        return [line for line in lines if line]

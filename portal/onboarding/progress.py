"""How far every village of a district is, and whom to nudge with which words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Role
from accounts.models import Grant
from meetings.models import Meeting
from portal.links import address
from portal.onboarding.cards import whatsapp_url
from regions.cache import names_of
from regions.models import Region
from wksbm.models import Mandate, Seat, Wksbm

if TYPE_CHECKING:
    from django.utils.functional import Promise

Villages = models.QuerySet[Any]  # regions with what was added to each
BOARD = (Seat.Post.CHAIR, Seat.Post.SECRETARY, Seat.Post.TREASURER)


class Step(models.TextChoices):
    """What a village does next: exactly one of these."""

    INVITE = "invite", gettext_lazy("Belum diundang")
    SIGN_IN = "sign_in", gettext_lazy("Belum masuk")
    COMPLETE = "complete", gettext_lazy("Pengurus belum lengkap")
    DECREE = "decree", gettext_lazy("SK belum dilampirkan")
    MEETING = "meeting", gettext_lazy("Belum ada pertemuan")
    DONE = "done", gettext_lazy("Selesai")


MARKS: dict[str, str | Promise] = {
    "invited": gettext_lazy("Diundang"),
    "signed_in": gettext_lazy("Sudah masuk"),
    "complete": gettext_lazy("Pengurus lengkap"),
    "decree": gettext_lazy("SK dilampirkan"),
    "met": gettext_lazy("Pertemuan dicatat"),
}


@dataclass(frozen=True)
class VillageLine:
    code: str
    name: str
    district: str
    step: Step
    marks: list[tuple[str | Promise, bool]]
    coordinator: str
    user_id: int | None
    nudge: str  # the text, "" where nobody is to be nudged
    nudge_url: str
    bodies_url: str


def villages_in(code: str, on: date) -> Villages:
    """Return the villages under a code with their marks and their next step."""
    here = OuterRef("pk")
    granted = Grant.objects.filter(region=here, role=Role.VILLAGE_COORDINATOR).lasting(on)
    came = granted.filter(user__last_login__isnull=False)
    bodies = Wksbm.objects.at_work(on).filter(region=here)
    held = Seat.objects.held(on).filter(wksbm=OuterRef("pk"))
    for post in BOARD:
        bodies = bodies.filter(Exists(held.filter(post=post)))
    formed = Mandate.objects.forming().in_force(on).filter(region=here)
    met = Meeting.objects.held().filter(region=here)
    last = granted.order_by("-pk")
    return (
        Region.objects.villages()
        .under(code)
        .active(on)
        .annotate(
            invited=Exists(granted),
            signed_in=Exists(came),
            complete=Exists(bodies),
            decree=Exists(formed.exclude(decree__scan="")),
            met=Exists(met),
            district=Left("code", 8),
            user_id=Subquery(last.values("user")[:1]),
            coordinator=Subquery(last.values("user__name")[:1]),
            phone=Subquery(last.values("user__phone")[:1]),
        )
        .annotate(
            step=Case(
                When(invited=False, then=Value(Step.INVITE.value)),
                When(signed_in=False, then=Value(Step.SIGN_IN.value)),
                When(complete=False, then=Value(Step.COMPLETE.value)),
                When(decree=False, then=Value(Step.DECREE.value)),
                When(met=False, then=Value(Step.MEETING.value)),
                default=Value(Step.DONE.value),
                output_field=CharField(),
            )
        )
    )


def totals(villages: Villages) -> dict[str, int]:
    """Count the villages, those with each mark, and those at each step."""
    counted: dict[str, int] = villages.aggregate(
        villages=Count("pk"),
        **{f"with_{mark}": Count("pk", filter=Q(**{mark: True})) for mark in MARKS},
        **{f"at_{step.value}": Count("pk", filter=Q(step=step.value)) for step in Step},
    )
    return counted


def districts(villages: Villages) -> list[tuple[str, str, int, int]]:
    """Return code and name of every kecamatan, its villages and how many of them are done."""
    done = Count("pk", filter=Q(step=Step.DONE))
    rows = villages.order_by("district").values("district").annotate(n=Count("pk"), done=done)
    found = list(rows.values_list("district", "n", "done"))
    names = names_of(code for code, _n, _done in found)
    return [(code, names[code].full_name, number, done) for code, number, done in found]


def lines_of(rows: list[Any], home: str) -> list[VillageLine]:
    """Put villages of `villages_in` into words; `home` is the address of the service."""
    names = names_of(village.code for village in rows)
    return [_line(village, names[village.code], home) for village in rows]


def _line(village: Any, name: Any, home: str) -> VillageLine:
    step = Step(village.step)
    text = nudge_text(step, village.coordinator or "", name.full_name, home)
    return VillageLine(
        code=village.code,
        name=name.full_name,
        district=name.parent.name if name.parent else "",
        step=step,
        marks=[(label, getattr(village, mark)) for mark, label in MARKS.items()],
        coordinator=village.coordinator or "",
        user_id=village.user_id,
        nudge=text,
        nudge_url=whatsapp_url(village.phone, text) if text and village.phone else "",
        bodies_url=address("wksbm:overview", region=village.code),
    )


def nudge_text(step: Step, name: str, village: str, home: str) -> str:
    """Return friendly words about the next step; "" where there is nobody or nothing to ask."""
    words = {
        Step.SIGN_IN: _(
            "Yth. Ibu/Bapak %(name)s, undangan WKSBM %(village)s sudah kami kirim."
            " Apakah ada kesulitan membukanya? Bila tautannya hilang, balas pesan ini,"
            " kami buatkan yang baru."
        ),
        Step.COMPLETE: _(
            "Yth. Ibu/Bapak %(name)s, terima kasih sudah masuk ke WKSBM %(village)s."
            " Mohon sekretaris dan bendaharanya dilengkapi: %(home)s"
        ),
        Step.DECREE: _(
            "Yth. Ibu/Bapak %(name)s, pengurus WKSBM %(village)s sudah lengkap."
            " Mohon foto atau PDF SK-nya dilampirkan: %(home)s"
        ),
        Step.MEETING: _(
            "Yth. Ibu/Bapak %(name)s, WKSBM %(village)s sudah siap."
            " Pertemuan pertama bisa dicatat dari HP: %(home)s"
        ),
    }
    if not name or step not in words:
        return ""
    return words[step] % {"name": name, "village": village, "home": home}

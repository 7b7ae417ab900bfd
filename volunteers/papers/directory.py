"""What the printed directory of a village's welfare resources says."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Can
from common.dates import today
from papers.kinds import PaperKind, register
from papers.signers import Signer
from papers.words import said_day
from volunteers.directory import directory_of
from volunteers.models import Appointment, Validity
from volunteers.papers.heads import head_of
from wksbm.models import Seat, Wksbm

DIRECTORY = "volunteers.psks_directory"


def register_kinds() -> None:
    register(
        PaperKind(
            name=DIRECTORY,
            label=gettext_lazy("Daftar PSKS desa"),
            template="psks_directory",
            number="{sequence:03d}/PSKS/{region}/{month}/{year}",
            can=Can.KEEP_ROSTER,
            model=Wksbm,
            facts=directory_facts,
            title=lambda wksbm: f"Daftar PSKS {wksbm.region.full_name}",
        )
    )


def directory_facts(wksbm: Wksbm) -> dict[str, Any]:
    """Return the organisations and volunteers of the WKSBM's village, as they are known today."""
    on = today(wksbm.region.tz)
    found = directory_of(wksbm, on, seen=lambda model: model.objects.all())
    chair = next((seat for seat in found.board if seat.post == Seat.Post.CHAIR), None)
    serving = [one for _pillar, rows in found.volunteers for one in rows]
    return {
        "body": wksbm.name,
        "village": wksbm.region.path,
        "under": [_organisation(one) for one in found.under],
        "others": [_organisation(one) for one in (*found.elsewhere, *found.unplaced)],
        "volunteers": [_volunteer(one, wksbm) for one in serving],
        "board": [{"post": str(seat), "name": seat.holder.name} for seat in found.board],
        "lacking": ", ".join(pillar.short_name for pillar in found.lacking),
        "written_at": wksbm.region.name,
        "signers": [
            Signer(title=head_of(wksbm.region), above=_("Mengetahui,")).as_facts(),
            Signer(
                title=_("Ketua %(name)s") % {"name": wksbm.name},
                name=chair.holder.name if chair else "",
            ).as_facts(),
        ],
    }


def _organisation(one: Any) -> dict[str, str]:
    registration = str(Validity(one.registration_state).label)
    if one.registered_until is not None:
        registration = f"{registration}, {said_day(one.registered_until)}"
    return {
        "name": one.name,
        "kind": one.sub_kind or one.pillar.short_name,
        "chair": next((office.person.name for office in one.chairs), ""),
        "registration": registration,
        "umbrella": one.wksbm.name if one.wksbm_id else "",
    }


def _volunteer(one: Appointment, wksbm: Wksbm) -> dict[str, str]:
    away = one.area_id != wksbm.region_id
    return {
        "name": one.person.name,
        "pillar": one.pillar.short_name,
        "area": one.area.full_name if away else "",
        "honorarium": str(one.get_honorarium_display()),
    }

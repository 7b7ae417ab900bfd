"""The two papers of a month: PKK's summary, and the report to the head of the agency."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Can, Role
from accounts.models import Grant
from common.dates import today
from common.months import Month
from meetings.models import MonthlyReport
from meetings.summaries import State, Tally, everything, tallies, together, villages_in
from papers.kinds import PaperKind, register
from papers.signers import Signer
from papers.words import said_day
from portal.summary.maps import Map, map_of
from portal.summary.monthly import Monthly, monthly_of
from portal.summary.villages import named, rows_of
from regions.models import Region
from volunteers.papers.heads import head_of

NETWORK = "portal.network_summary"
MONTHLY = "portal.monthly_report"
# What fits on the second sheet together with the signature, however long the names are.
MOST_VILLAGES = 44
MOST_BODIES = 22


def register_kinds() -> None:
    register(
        PaperKind(
            name=NETWORK,
            label=gettext_lazy("Ringkasan pertemuan"),
            template="network_summary",
            number="{sequence:03d}/RP/{region}/{month}/{year}",
            can=Can.OVERSEE,
            model=MonthlyReport,
            facts=network_facts,
            title=lambda report: _("Ringkasan pertemuan WKSBM, %(of)s") % {"of": _of(report)},
            audience=Can.OVERSEE,
        )
    )
    register(
        PaperKind(
            name=MONTHLY,
            label=gettext_lazy("Laporan bulanan"),
            template="monthly_report",
            number="{sequence:03d}/LB/{region}/{month}/{year}",
            can=Can.OVERSEE,
            model=MonthlyReport,
            facts=monthly_facts,
            title=lambda report: _("Laporan bulanan WKSBM, %(of)s") % {"of": _of(report)},
            audience=Can.OVERSEE,
        )
    )


def network_facts(report: MonthlyReport) -> dict[str, Any]:
    """Return which villages met in the month, and who may be greeted: numbers, and no person."""
    month, code = Month.of(report.month), report.region_id
    villages = villages_in(everything, code, month, timezone.now())
    groups = named(tallies(villages, code))
    total = together(row.tally for row in groups)
    found = map_of(code, villages, groups)
    silent = rows_of(villages.filter(state__in=[State.SILENT, State.UNLOGGED]), MOST_VILLAGES)
    leader = f"Ketua TP PKK {report.region.full_name}"
    return {
        **_occasion(report),
        **_totals(total),
        "groups": [
            {
                "name": row.name,
                "met": row.met,
                "villages": row.tally.villages,
                "quarter": row.tally.met_in_quarter,
            }
            for row in groups
        ],
        **_map(found),
        "silent": [
            {
                "name": row.name,
                "above": row.above,
                "last": said_day(row.last_met) if row.last_met else _("belum pernah"),
                "unlogged": row.state == State.UNLOGGED,
            }
            for row in silent
        ],
        "silent_count": total.by_state[State.SILENT] + total.by_state[State.UNLOGGED],
        "signers": [Signer(title=leader, name=_pkk_leader(report.region)).as_facts()],
    }


def monthly_facts(report: MonthlyReport) -> dict[str, Any]:
    """Return the month's figures for the head of the agency: numbers, and no person."""
    month, code = Month.of(report.month), report.region_id
    found = monthly_of(everything, code, month, timezone.now(), most=MOST_BODIES)
    villages = villages_in(everything, code, month, timezone.now())
    return {
        **_occasion(report),
        **_totals(found.total),
        **_map(map_of(code, villages, [line.group for line in found.lines])),
        "figures": _figures(found),
        "trend": [{"month": _short(one.month), "held": one.held} for one in found.trend],
        "most_held": found.most_held,
        "groups": [
            {
                "name": line.group.name,
                "villages": line.group.tally.villages,
                "met": line.group.met,
                "held": line.work.held,
                "dropped": line.work.dropped,
                "unlogged": line.work.unlogged,
            }
            for line in found.lines
        ],
        "silent": [
            {
                "name": row.name,
                "village": row.village,
                "district": row.district,
                "last": said_day(row.last_met) if row.last_met else _("belum pernah"),
                "hint": row.hint,
            }
            for row in found.silent
        ],
        "silent_count": found.silent_count,
        "note": report.note,
        "signers": [Signer(title=head_of(report.region)).as_facts()],
    }


# --- Parts of the above --------------------------------------------------------------------------


def _of(report: MonthlyReport) -> str:
    return f"{Month.of(report.month).label}, {report.region.full_name}"


def _occasion(report: MonthlyReport) -> dict[str, Any]:
    return {
        "place": report.region.path,
        "month": Month.of(report.month).label,
        "below": _called_below(report.region),
        "written_at": report.region.name,
    }


def _called_below(region: Region) -> str:
    """Return what the regions just below are called."""
    return {2: "Kabupaten/kota", 5: "Kecamatan"}.get(len(region.code), "Desa/kelurahan")


def _totals(total: Tally) -> dict[str, Any]:
    return {
        "villages": total.villages,
        "with_body": total.with_body,
        "met_in_quarter": total.met_in_quarter,
        "by_state": {str(state.label): number for state, number in _in_order(total.by_state)},
    }


def _in_order(by_state: dict[str, int]) -> list[tuple[State, int]]:
    return [(state, by_state[state]) for state in State]


def _map(found: Map | None) -> dict[str, Any]:
    if found is None:
        return {"map": "", "map_credit": "", "map_kind": ""}
    return {
        "map": found.as_svg(),
        "map_credit": found.credit,
        "map_kind": "shares" if found.by_share else "states",
    }


def _figures(found: Monthly) -> list[list[str]]:
    """Return the table of what stands beside the month before."""
    now, before = found.figures, found.before
    in_force = found.decrees["in_force"] + found.decrees["lapsing"]
    return [
        [_("Pertemuan terlaksana"), str(now.held), str(before.held)],
        [_("WKSBM yang bertemu"), str(now.bodies), str(before.bodies)],
        [_("Orang yang hadir"), str(now.came), str(before.came)],
        [_("- perempuan"), str(now.women), str(before.women)],
        [_("- laki-laki"), str(now.men), str(before.men)],
        [_("Direncanakan, tidak jadi"), str(found.work.dropped), ""],
        [_("Lewat, belum dicatat"), str(found.work.unlogged), ""],
        [_("Tindak lanjut selesai bulan ini"), str(found.follow_ups["done"]), ""],
        [_("Tindak lanjut belum selesai"), str(found.follow_ups["open"]), ""],
        [_("- di antaranya lewat waktu"), str(found.follow_ups["overdue"]), ""],
        [
            _("Desa dengan SK berlaku"),
            str(in_force),
            "",
        ],
        [_("Desa dengan SK sudah berakhir"), str(found.decrees["lapsed"]), ""],
    ]


def _short(month: Month) -> str:
    return f"{month.number:02d}/{month.year % 100:02d}"


def _pkk_leader(region: Region) -> str:
    """Return who leads the PKK there today, if one account alone says so."""
    held = Grant.objects.in_force(today()).filter(role=Role.PKK_LEADER, region=region)
    names = list(held.values_list("user__name", flat=True)[:2])
    return names[0] if len(names) == 1 else ""

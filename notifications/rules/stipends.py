"""Honoraria: whoever is paid hears that money is on its way, and that it was paid."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.rules.base import Rule, Step, Subject, Told, Words, key_of, vanished
from notifications.rules.steps import AT_ONCE_OR_LATER, STILL_USEFUL, stepped
from stipends.models import LineState, LineStep

# One occasion for each step that the line's money made, while the line still stands as that step
# left it: what was returned meanwhile is not announced. Two who became one are told as one.
MADE = """
    SELECT made.id, l.region_id, NULL::bigint AS wksbm_id, l.person_id,
           r.time_zone AS zone, made.at AS moment
      FROM stipends_linestep AS made
      JOIN stipends_line AS l ON l.id = made.line_id
      JOIN stipends_linestate AS stands ON stands.line_id = l.id AND stands.since = made.at
      JOIN regions_region AS r ON r.code = l.region_id
     WHERE stands.state = '{state}'
       AND made.kind IN ({kinds})
       AND made.at > %(now)s - interval '14 days'
       AND (%(subjects)s::bigint[] IS NULL OR made.id = ANY (%(subjects)s::bigint[]))
"""
STEPS = """
    SELECT made.region_id,
           '{rule}' AS rule,
           '{rule}:' || made.id AS occasion,
           made.step,
           CASE WHEN twin.id IS NULL THEN made.person_id
                ELSE stipends_survivor(made.person_id) END AS person_id,
           made.due_at,
           made.not_after
      FROM ({made}) AS made
      LEFT JOIN people_person AS twin
        ON twin.id = made.person_id AND twin.merged_into_id IS NOT NULL
"""


def steps_of_lines(occasions: Collection[str]) -> Mapping[str, Subject]:
    keys = {key_of(occasion) for occasion in occasions}
    rows = LineStep.objects.filter(pk__in=keys).select_related("line__run__scheme")
    found = {
        str(row.pk): row
        for row in rows.annotate(
            stands=F("line__standing__state"), since=F("line__standing__since")
        )
    }
    return {occasion: _step(found.get(key_of(occasion))) for occasion in occasions}


def _step(row: LineStep | None) -> Told:
    if row is None:
        return vanished(_("Pembayaran"))
    gone = "" if row.since == row.at else _("Pembayaran ini berubah lagi sesudahnya.")  # type: ignore[attr-defined]
    return Told(lambda: _say(row), gone)


def _say(row: LineStep) -> tuple[str, str, str]:
    """Say it without the sum: a phone's lock screen is read by others (docs: ux, channels)."""
    scheme = row.line.run.scheme
    names = {"word": scheme.get_word_display(), "title": row.line.run.title}
    if row.kind == LineStep.Kind.RELEASED:
        heading = _("%(word)s dicairkan: %(title)s") % names
        body = _(
            "%(word)s Ibu/Bapak sudah dicairkan: %(title)s.\n\n"
            "Uangnya sedang dikirim atau disiapkan."
            " Jumlah dan rinciannya ada di halaman Honor saya."
        )
    else:
        heading = _("%(word)s dibayarkan: %(title)s") % names
        body = _(
            "%(word)s Ibu/Bapak sudah dibayarkan: %(title)s.\n\n"
            "Mohon periksa, lalu tandai sudah diterima, atau sampaikan keberatan bila tidak sesuai."
        )
    return heading, body % names, reverse("stipends:own")


def _rule(name: str, label: Words, *, kinds: Collection[str], state: str) -> Rule:
    quoted = ", ".join(f"'{kind}'" for kind in kinds)
    made = MADE.format(kinds=quoted, state=state)
    return Rule(
        name=name,
        label=label,
        select=STEPS.format(
            rule=name, made=stepped(name, made, AT_ONCE_OR_LATER, only=STILL_USEFUL)
        ),
        steps=[Step(timedelta(0), useful_for=timedelta(days=7))],
        subject_key=key_of,
        subjects=steps_of_lines,
        audience=gettext_lazy("dibayar"),
        left=gettext_lazy("Pembayarannya berubah lagi sesudahnya."),
    )


RELEASED = _rule(
    "stipend_released",
    gettext_lazy("Honorarium dicairkan"),
    kinds=[LineStep.Kind.RELEASED],
    state=LineState.State.RELEASED,
)
PAID = _rule(
    "stipend_paid",
    gettext_lazy("Honorarium dibayarkan"),
    kinds=[LineStep.Kind.TRANSFERRED, LineStep.Kind.HANDED_OVER],
    state=LineState.State.PAID,
)

"""Rules, dates and hours in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from meetings.rules.patterns import LAST, NTHS, SELAPANAN, WEEKDAYS, parsed
from regions.codes import Zone

_EVERY = {
    "DAILY": (gettext_lazy("Setiap hari"), gettext_lazy("Setiap %(n)d hari")),
    "WEEKLY": (gettext_lazy("Setiap minggu"), gettext_lazy("Setiap %(n)d minggu")),
    "MONTHLY": (gettext_lazy("Setiap bulan"), gettext_lazy("Setiap %(n)d bulan")),
    "YEARLY": (gettext_lazy("Setiap tahun"), gettext_lazy("Setiap %(n)d tahun")),
}


def said(text: str) -> str:
    """Say a rule: "Setiap bulan, Sabtu kedua"."""
    rule = parsed(text)
    if rule.fixed:
        return _and(date_format(day, "j F Y") for day in rule.fixed)
    one, more = _EVERY[rule.frequency]
    words = [str(one) if rule.interval == 1 else more % {"n": rule.interval}]
    if rule.frequency == "DAILY" and rule.interval == SELAPANAN:
        words = [_("Setiap 35 hari (selapanan)")]
    if rule.month_days:
        words.append(_("tanggal %(days)s") % {"days": _and(map(_said_month_day, rule.month_days))})
    if rule.days:
        named = _and(_said_day(nth, day) for nth, day in rule.days)
        plain = all(nth is None for nth, _day in rule.days)
        words.append(_("hari %(days)s") % {"days": named} if plain else named)
    if rule.count:
        words.append(_("%(count)d kali") % {"count": rule.count})
    if rule.until:
        words.append(_("sampai %(until)s") % {"until": date_format(rule.until, "j F Y")})
    return ", ".join(words)


def follows_pasaran(text: str) -> bool:
    """Whether each of its dates has the same pasaran: a multiple of 35 days."""
    rule = parsed(text)
    return rule.frequency == "DAILY" and rule.interval % SELAPANAN == 0


def skips(text: str) -> str:
    """Say which months the rule leaves out; "" where it leaves out none."""
    rule = parsed(text)
    late = [day for day in rule.month_days if day > 28]
    if late:
        return _(
            "Bulan yang tidak punya tanggal %(day)d dilewati. "
            "Pilih tanggal terakhir bila ingin bertemu setiap bulan."
        ) % {"day": max(late)}
    fifths = [day for nth, day in rule.days if nth == 5]
    if fifths:
        return _("Bulan yang tidak punya %(day)s kelima dilewati.") % {
            "day": dict(WEEKDAYS)[fifths[0]]
        }
    return ""


def said_date(on: date) -> str:
    """Say a date with its weekday: "Sabtu, 21 November 2026"."""
    return date_format(on, "l, j F Y")


def said_time(at: time, zone: str) -> str:
    """Say a time with its zone: "15.00 WIT"."""
    return f"{at:%H.%M} {Zone(zone).label if zone in Zone.values else zone}"


def _said_month_day(day: int) -> str:
    if day == LAST:
        return pgettext("tanggal", "terakhir")
    return str(day) if day > 0 else _("ke-%(day)d dari akhir") % {"day": -day}


def _said_day(nth: int | None, day: str) -> str:
    name = str(dict(WEEKDAYS)[day])
    if nth is None:
        return name
    place = dict(NTHS).get(nth) or _("ke-%(nth)d dari akhir") % {"nth": -nth}
    return _("%(day)s %(nth)s") % {"day": name, "nth": place}


def _and(words: Iterable[str]) -> str:
    *most, last = words
    return _("%(most)s dan %(last)s") % {"most": ", ".join(most), "last": last} if most else last

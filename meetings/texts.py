"""Texts ready for WhatsApp, in Indonesian: the invitation to a meeting, and what came of it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from common.languages import official
from meetings.models import Meeting
from meetings.rules import Counts, said_date, said_time


@official
def invitation(meeting: Meeting, *, carried: Sequence[str] = ()) -> str:
    """Return the invitation: the day, the hour in the village's zone, the place, open tasks.

    `carried` are the tasks of earlier meetings that are not done; it names nobody.
    """
    lines = [
        _("Yth. Ibu/Bapak pengurus dan anggota %(body)s,") % {"body": meeting.host_name},
        "",
        _("Kami mengundang Ibu/Bapak ke %(purpose)s:") % {"purpose": _lower(meeting.purpose)},
        "",
        _("Hari: %(day)s") % {"day": said_date(meeting.on)},
        _("Pukul: %(time)s") % {"time": said_time(meeting.at, meeting.zone)},
        _("Tempat: %(place)s") % {"place": meeting.place},
        "",
        *_listed(_("Tindak lanjut yang dibahas:"), carried),
        _("Mohon hadir. Terima kasih."),
    ]
    return "\n".join(lines)


@official
def minutes(meeting: Meeting, counts: Counts, *, asked: Sequence[str] = ()) -> str:
    """Return what came of a held meeting. It names nobody: it is for a group of hundreds."""
    lines = [
        _("Hasil %(purpose)s, %(body)s")
        % {"purpose": _lower(meeting.purpose), "body": meeting.host_name},
        _("%(day)s, pukul %(time)s")
        % {"day": said_date(meeting.on), "time": said_time(meeting.at, meeting.zone)},
    ]
    if meeting.place:
        lines.append(_("Tempat: %(place)s") % {"place": meeting.place})
    lines.append(said_attendance(counts))
    for title, text in (
        (_("Yang dibahas:"), meeting.discussed),
        (_("Yang diputuskan:"), meeting.decided),
    ):
        if text.strip():
            lines += ["", title, text.strip()]
    for number, item in enumerate(meeting.agenda, start=1):
        texts = [text for text in (item["discussed"], item["decided"]) if text.strip()]
        if texts:
            lines += ["", f"{number}. {item['title']}", *texts]
    if asked:
        lines += ["", *_listed(_("Tindak lanjut:"), asked)[:-1]]
    return "\n".join(lines)


def said_attendance(counts: Counts) -> str:
    """Say how many came: "17 dari 25 hadir, 3 tamu"."""
    words = [_("%(came)d dari %(marked)d hadir") % {"came": counts.came, "marked": counts.marked}]
    if counts.guests:
        words.append(_("%(guests)d tamu") % {"guests": counts.guests})
    return ", ".join(words)


def said_sexes(counts: Counts) -> str:
    """Say of which sex those were who came: "12 perempuan, 8 laki-laki"."""
    words = [
        _("%(n)d perempuan") % {"n": counts.women},
        _("%(n)d laki-laki") % {"n": counts.men},
    ]
    if counts.unknown:
        words.append(_("%(n)d belum dicatat L/P-nya") % {"n": counts.unknown})
    return ", ".join(words)


def _listed(title: str, points: Sequence[str]) -> list[str]:
    """Return numbered lines under a title, and an empty one after them; nothing of nothing."""
    if not points:
        return []
    return [title, *(f"{number}. {point}" for number, point in enumerate(points, start=1)), ""]


def _lower(words: str) -> str:
    """Return the words to stand within a sentence; "WKSBM" and "RT" stay as they are."""
    first = words.split(" ", 1)[0]
    return words if first.isupper() else words[:1].lower() + words[1:]

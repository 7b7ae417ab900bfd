"""Texts ready for WhatsApp, in Indonesian: the invitation to a meeting, and what came of it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from common.languages import official
from meetings.models import Meeting
from meetings.rules import said_date, said_time


@official
def invitation(meeting: Meeting, *, to: str = "", answer_url: str = "") -> str:
    """Return the invitation, with the day, the hour in the village's zone, and the place.

    `to` is the one it is for, else everybody who is invited; `answer_url` where to answer it.
    """
    lines = [
        _salutation(meeting, to),
        "",
        _("Kami mengundang Ibu/Bapak ke %(purpose)s:") % {"purpose": _lower(meeting.purpose)},
        "",
        _("Hari: %(day)s") % {"day": said_date(meeting.on)},
        _("Pukul: %(time)s") % {"time": _hours(meeting)},
        _("Tempat: %(place)s") % {"place": meeting.place},
    ]
    if meeting.agenda:
        lines += ["", _("Acara:")]
        lines += [f"{number}. {item['title']}" for number, item in enumerate(meeting.agenda, 1)]
    if meeting.note:
        lines += ["", meeting.note]
    lines += ["", _("Mohon hadir. Terima kasih.")]
    if answer_url:
        lines += ["", _("Mohon dijawab di sini, tanpa masuk: %(url)s") % {"url": answer_url}]
    return "\n".join(lines)


def _salutation(meeting: Meeting, to: str) -> str:
    if to:
        return _("Yth. Ibu/Bapak %(name)s,") % {"name": to}
    if meeting.wksbm_id is None:
        return _("Yth. Ibu/Bapak undangan %(body)s,") % {"body": meeting.host_name}
    return _("Yth. Ibu/Bapak pengurus dan anggota %(body)s,") % {"body": meeting.host_name}


@official
def minutes(meeting: Meeting, *, came: int, marked: int) -> str:
    """Return what came of a held meeting. It names nobody: it is for a group of hundreds."""
    lines = [
        _("Hasil %(purpose)s, %(body)s")
        % {"purpose": _lower(meeting.purpose), "body": meeting.host_name},
        _("%(day)s, pukul %(time)s")
        % {"day": said_date(meeting.on), "time": said_time(meeting.at, meeting.zone)},
    ]
    if meeting.place:
        lines.append(_("Tempat: %(place)s") % {"place": meeting.place})
    lines.append(said_attendance(came, marked, meeting.guests))
    for title, text in (
        (_("Yang dibahas:"), meeting.discussed),
        (_("Yang diputuskan:"), meeting.decided),
    ):
        if text.strip():
            lines += ["", title, text.strip()]
    return "\n".join(lines)


def said_attendance(came: int, marked: int, guests: int) -> str:
    """Say how many came: "17 dari 25 hadir, 3 tamu"."""
    words: Sequence[str] = [_("%(came)d dari %(marked)d hadir") % {"came": came, "marked": marked}]
    if guests:
        words = [*words, _("%(guests)d tamu") % {"guests": guests}]
    return ", ".join(words)


def _hours(meeting: Meeting) -> str:
    begins = said_time(meeting.at, meeting.zone)
    if meeting.until is None:
        return begins
    ends = said_time(meeting.until, meeting.zone)
    return _("%(begins)s sampai %(ends)s") % {"begins": begins, "ends": ends}


def _lower(words: str) -> str:
    """Return the words to stand within a sentence; "WKSBM" and "RT" stay as they are."""
    first = words.split(" ", 1)[0]
    return words if first.isupper() else words[:1].lower() + words[1:]

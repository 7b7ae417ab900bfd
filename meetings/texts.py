"""Texts ready for WhatsApp, in Indonesian: the invitation to a meeting, and what came of it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from common.languages import official
from meetings.models import Meeting
from meetings.rules import Counts, said_date, said_time


@official
def invitation(
    meeting: Meeting, *, to: str = "", answer_url: str = "", carried: Sequence[str] = ()
) -> str:
    """Return the invitation: day, hour in the village's zone, place, agenda, open tasks.

    `to` is the one it is for, else everybody who is invited; `answer_url` where to answer it.
    `carried` are the tasks of earlier meetings that are not done; it names nobody.
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
    if carried:
        lines += ["", *_listed(_("Tindak lanjut yang dibahas:"), carried)]
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
        lines += ["", *_listed(_("Tindak lanjut:"), asked)]
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
    """Return numbered lines under a title."""
    return [title, *(f"{number}. {point}" for number, point in enumerate(points, start=1))]


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

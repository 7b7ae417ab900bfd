"""What every paper of a meeting says of it: who holds what, when and where, and its quorum."""

from __future__ import annotations

from datetime import time

from django.utils.translation import gettext as _

from common.errors import RuleBroken
from meetings.models import Meeting
from meetings.papers.people import Roll
from meetings.rules import said_date, said_time
from papers.words import said_day


def occasion(meeting: Meeting, *, ends: str = "") -> dict[str, str]:
    """Return purpose, holder, day, hour and place. `ends`: said where no end is known."""
    return {
        "purpose": meeting.purpose,
        "kind": meeting.kind.name if meeting.kind.name != meeting.purpose else "",
        "body": whole_name(meeting),
        "day": said_date(meeting.on),
        "time": said_hours(meeting.at, meeting.until, meeting.zone, ends=ends),
        "place": meeting.place,
        "visitors": meeting.visitors,
    }


def whole_name(meeting: Meeting) -> str:
    """Return who holds it and where; a region's own name says where it is."""
    if meeting.wksbm_id is not None or meeting.organisation_id is not None:
        return f"{meeting.host_name}, {meeting.region.full_name}"
    by = meeting.kind.held_by
    return f"{by}, {meeting.region.path}" if by else meeting.region.path


def said_hours(at: time, until: time | None, zone: str, *, ends: str = "") -> str:
    """Say from when to when: "15.00 sampai 17.00 WITA"."""
    if until is not None:
        return f"{at:%H.%M} sampai {said_time(until, zone)}"
    return f"{said_time(at, zone)} {ends}".strip()


def refuse_not_held(meeting: Meeting) -> None:
    """Refuse what tells of a meeting that nobody has written down. Raises meeting_not_held."""
    if not meeting.is_held:
        raise RuleBroken(
            "meeting_not_held", _("Pertemuan ini belum dicatat. Catat dulu, lalu cetak.")
        )


def said_quorum(meeting: Meeting, roll: Roll) -> str:
    """Say whether the quorum was met, and how it went on without; "" where none is asked.

    Permendes 16/2019, after 2/2015: 2/3 of the invited sign; else it is put off by hours, then to a
    second session within days, which goes on with those who are there.
    """
    kind = meeting.kind
    if not kind.has_quorum:
        return ""
    needed = kind.needed_of(roll.invited)
    words = (
        f"Dari {roll.invited} orang yang diundang hadir {roll.of_invited} orang; kuorum "
        f"{kind.quorum_part}/{kind.quorum_of} dari yang diundang, yaitu {needed} orang, "
        f"{'terpenuhi' if roll.of_invited >= needed else 'tidak terpenuhi'}."
    )
    if meeting.delayed_to is not None:
        words += f" Rapat ditunda sampai pukul {said_time(meeting.delayed_to, meeting.zone)}."
    if meeting.second_session_of is not None:
        first = said_day(meeting.second_session_of.on)
        words += f" Ini sidang kedua; sidang pertama tanggal {first} tidak mencapai kuorum."
    if meeting.without_quorum:
        words += " Rapat dilanjutkan dengan peserta yang hadir."
    return words


def said_came(roll: Roll) -> str:
    """Say how many came, by sex: "17 orang (laki-laki 7, perempuan 10)"."""
    parts = [f"laki-laki {roll.men}", f"perempuan {roll.women}"]
    if roll.unknown:
        parts.append(f"tidak tercatat {roll.unknown}")
    return f"{roll.came} orang ({', '.join(parts)})"

"""Replies as a list shows them: how they came, when, and what is missing to understand them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.dates import wall_time
from common.phones import shown
from notifications.channels import LABELS
from notifications.models import Reply
from notifications.rules import said_when, understand


@dataclass(frozen=True)
class ReplyLine:
    reply: Reply
    sender: str  # the person's name, or the number or address
    channel: str
    at: str  # on the clock of its place, or the service's
    meeting: str
    why: str  # why nobody but a person can tell


def describe_replies(replies: Iterable[Reply]) -> list[ReplyLine]:
    return [_line(reply) for reply in replies]


def _line(reply: Reply) -> ReplyLine:
    return ReplyLine(
        reply=reply,
        sender=reply.person.name if reply.person else shown(reply.sender) or _("(dihapus)"),
        channel=str(LABELS.get(reply.channel, reply.channel)),
        at=_when(reply),
        meeting=(f"{reply.meeting.purpose}, {said_when(reply.meeting)}" if reply.meeting else ""),
        why=_why(reply),
    )


def _when(reply: Reply) -> str:
    if reply.region is None:
        return date_format(localtime(reply.received_at), "j F Y, H.i")
    there = wall_time(reply.received_at, reply.region.tz)
    return f"{date_format(there, 'j F Y, H.i')} {reply.region.zone_label}"


def _why(reply: Reply) -> str:
    if reply.understood or reply.dealt_with_at:
        return ""
    if not understand(reply.text).word:
        return _("Isinya bukan HADIR, TIDAK, TUNDA, BERHENTI, atau MULAI.")
    if reply.person is None and reply.region is None:
        return _("Pengirimnya tidak dikenal dengan pasti.")
    if reply.person is None and reply.meeting is None:
        return _("Nomor ini dipakai lebih dari satu orang.")
    return _("Tidak ada pertemuan yang masih dapat dijawabnya.")

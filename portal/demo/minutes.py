"""What the invented villages wrote down: items, guests, tasks, and who approved it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time, timedelta
from random import Random
from typing import Final
from uuid import UUID

from meetings.models import Attendance, FollowUp, Meeting
from portal.demo.names import phone
from portal.demo.rows import new_key
from portal.demo.village import Village
from portal.demo.words import Topic, numbered

OPENING: Final = (Topic("Pembukaan", "", ""), Topic("Tindak lanjut rapat lalu", "", ""))
CLOSING: Final = Topic("Penutup", "", "")
# So many days before today, tasks are remembered; older ones are all done.
REMEMBERED: Final = 120
GUESTS: Final = (
    ("Ibu Bidan Desa", "female", "Puskesmas Pembantu"),
    ("Bapak Kepala Dusun", "male", "Dusun Atas"),
    ("Ibu Kader Posyandu", "female", "Posyandu Melati"),
    ("Bapak Ketua RT 004", "male", "RT 004"),
    ("Ibu Guru PAUD", "female", "PAUD Harapan"),
)
DONE: Final = (
    "Sudah dikerjakan bersama dua anggota seksi.",
    "Sudah selesai, laporannya dibacakan.",
    "Sudah disampaikan kepada yang bersangkutan.",
)


def write(village: Village, meeting: Meeting, topics: Sequence[Topic]) -> None:
    """Write the minutes of a meeting that was held, item by item or in a few lines."""
    pen = village.pen
    if pen.random() < 0.6:
        meeting.agenda = items(pen, [*OPENING, *topics, CLOSING])
        meeting.led_by, meeting.minuted_by = village.chair.name, village.secretary.name
        meeting.until = _later(meeting.at, pen.choice((90, 105, 120)))
    else:
        meeting.discussed = numbered([one.discussed for one in topics])
        meeting.decided = numbered([one.decided for one in topics if one.decided])
    meeting.guest_women = pen.randint(0, meeting.guests)
    meeting.invited_count = len(village.people)
    for name, sex, origin in pen.sample(GUESTS, pen.choice((0, 0, 1, 2))):
        village.rows.add(
            Attendance(
                id=new_key(pen),
                meeting=meeting,
                name=name,
                sex=sex,
                origin=origin,
                phone=phone(pen) if pen.random() < 0.5 else "",
                present=True,
            )
        )
    _ask(village, meeting, topics)


def items(chance: Random, topics: Iterable[Topic]) -> list[dict[str, str]]:
    """Return the topics as a meeting keeps its items."""
    return [
        {
            "id": str(new_key(chance)),
            "title": topic.title,
            "discussed": topic.discussed,
            "decided": topic.decided,
        }
        for topic in topics
    ]


def approve(village: Village) -> list[Meeting]:
    """Have most minutes approved that are older than a month; return these meetings.

    They are written with this only once their lists are: what is approved is closed.
    """
    approved = []
    for meeting in village.held:
        is_old = meeting.on < village.today - timedelta(days=30)
        if is_old and meeting.agenda and village.pen.random() < 0.8:
            meeting.approved_at = meeting.logged_at and meeting.logged_at + timedelta(days=2)
            meeting.approved_by = village.chairing
            meeting.approved_as = f"{village.chair.name}, Ketua"
            approved.append(meeting)
    return approved


def _ask(village: Village, meeting: Meeting, topics: Iterable[Topic]) -> None:
    """Give somebody a task for most topics; the older ones are done, some late or dropped."""
    pen = village.pen
    for topic in topics:
        if topic.task and pen.random() < 0.4:
            item = next((one["id"] for one in meeting.agenda if one["title"] == topic.title), None)
            village.rows.add(_task(village, meeting, topic.task, item))


def _task(village: Village, meeting: Meeting, words: str, item: str | None) -> FollowUp:
    pen = village.pen
    owner = pen.choice(village.people)
    task = FollowUp(
        id=new_key(pen),
        meeting=meeting,
        region=village.region,
        wksbm=village.body,
        item=item and UUID(item),
        task=words,
        owner=owner,
        due_on=meeting.on + timedelta(days=pen.choice((14, 21, 30))),
        asked_by=meeting.logged_by,
        needs_verifying=owner.user is not None and owner.user is meeting.logged_by,
    )
    age = (village.today - meeting.on).days
    draw = pen.random()
    if age > REMEMBERED and draw < 0.1:
        task.status = FollowUp.Status.DROPPED
        task.dropped_because = "Sudah ditangani pemerintah desa"
    elif age > REMEMBERED or draw < 0.55:
        _finish(village, task, meeting)
    return task


def _finish(village: Village, task: FollowUp, meeting: Meeting) -> None:
    pen = village.pen
    days = pen.randint(3, 25)
    task.done_on = min(meeting.on + timedelta(days=days), village.today)
    task.evidence, task.done_by = pen.choice(DONE), meeting.logged_by
    if not task.needs_verifying:
        task.status = FollowUp.Status.CLOSED
    elif pen.random() < 0.5 and task.done_by is not village.chairing:
        task.status, task.verified_by = FollowUp.Status.CLOSED, village.chairing
        task.verified_at = meeting.starts_at + timedelta(days=days + 1)
    else:
        task.status = FollowUp.Status.DONE


def _later(at: time, minutes: int) -> time:
    whole = at.hour * 60 + at.minute + minutes
    return time(min(whole // 60, 23), whole % 60)

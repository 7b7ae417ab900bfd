"""Tasks of meetings: what is due is announced to whoever does it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.languages import official
from meetings.models import FollowUp
from meetings.rules import said_date
from notifications.rules.base import Receiver, Rule, Step, Subject, Text, key_of, short
from notifications.rules.steps import ANY_TIME, FROM_A_DAY, stepped

HOUR = time(8)  # in the morning of the village

OPEN_TASKS = """
    SELECT f.id, f.region_id, f.wksbm_id, f.owner_id, r.time_zone AS zone, f.due_on AS moment
      FROM meetings_followup AS f
      JOIN regions_region AS r ON r.code = f.region_id
     WHERE f.status = 'open'
       AND f.owner_id IS NOT NULL
       AND f.due_on >= %(now)s::date - 1
       AND f.due_on <= (%(until)s + interval '2 days' + %(farthest)s)::date
       AND (%(subjects)s::uuid[] IS NULL OR f.id = ANY (%(subjects)s::uuid[]))
"""
# The last step is useful until its day is over.
FOLLOW_UP_DUE = f"""
    SELECT f.region_id,
           'follow_up_due' AS rule,
           'follow_up:' || f.id || ':' || f.moment AS occasion,
           f.step,
           f.owner_id AS person_id,
           f.due_at,
           f.not_after
      FROM ({stepped("follow_up_due", OPEN_TASKS, FROM_A_DAY, only=ANY_TIME)}) AS f
"""  # noqa: S608 (ours)


@dataclass(frozen=True)
class FollowUpOccasion(Subject):
    """A task, beside the day that a message was planned for."""

    follow_up: FollowUp | None
    due_on: str

    @property
    def title(self) -> str:
        return _("Tugas yang tidak ada lagi") if self.follow_up is None else self.follow_up.task

    @property
    def gone(self) -> str:
        task = self.follow_up
        if task is None:
            return _("Tugas ini tidak ada lagi.")
        if task.status == FollowUp.Status.DROPPED:
            return _("Tidak dilanjutkan: %(why)s") % {"why": task.dropped_because}
        if task.status != FollowUp.Status.OPEN:
            return _("Sudah dikerjakan.")
        if str(task.due_on) != self.due_on:
            return _("Batas waktunya diubah.")
        return ""

    @property
    def wksbm_id(self) -> int | None:
        return self.follow_up.wksbm_id if self.follow_up else None

    @official
    def text(self, person: Receiver) -> Text:
        task = self.follow_up
        if task is None or task.due_on is None:
            return Text(self.title, "", "")
        body = _(
            "Yth. Ibu/Bapak %(name)s,\n\n"
            "Pertemuan %(body)s, %(met)s, meminta Ibu/Bapak:\n%(task)s\n\n"
            "Paling lambat: %(day)s\n\n"
            "Bila sudah dikerjakan, catat di sini atau kabari pengurus."
        ) % {
            "name": person.name,
            "body": task.host_name,
            "met": said_date(task.meeting.on),
            "task": task.task,
            "day": said_date(task.due_on),
        }
        subject = _("Pengingat tugas: %(task)s") % {"task": task.task}
        return Text(short(subject), body, task.get_absolute_url())


def follow_up_occasions(occasions: Collection[str]) -> Mapping[str, Subject]:
    keys = {key_of(occasion) for occasion in occasions}
    found = {
        str(task.pk): task
        for task in FollowUp.objects.filter(pk__in=keys).select_related(
            "wksbm", "organisation", "region", "meeting"
        )
    }
    return {
        occasion: FollowUpOccasion(found.get(key_of(occasion)), occasion.rpartition(":")[2])
        for occasion in occasions
    }


DUE = Rule(
    name="follow_up_due",
    of_bodies=True,
    label=gettext_lazy("Pengingat tindak lanjut"),
    select=FOLLOW_UP_DUE,
    steps=[Step(timedelta(days=3), HOUR), Step(timedelta(0), HOUR)],
    subject_key=key_of,
    subjects=follow_up_occasions,
    audience=gettext_lazy("yang mengerjakan tugas ini"),
    left=gettext_lazy("Bukan lagi yang mengerjakannya."),
)

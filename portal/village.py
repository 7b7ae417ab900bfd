"""What the home of a village shows: the next meeting, what to do, and how the year goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Can, may, under
from common.dates import today
from meetings import texts
from meetings.links import group_answer_url
from meetings.models import FollowUp, Meeting, Series
from meetings.rules import said_date, said_time, still_to_come
from meetings.services import postponed_in
from notifications.models import Delivery, Reply
from portal.links import address
from volunteers.models import Appointment
from volunteers.rules import semester_start
from wksbm.models import DecreeState, Membership, Seat, Wksbm
from wksbm.rules import tone_of

if TYPE_CHECKING:
    from accounts.models import User

MOST_BODIES = 20
UNLOGGED_FOR = timedelta(days=60)
NEEDED = (Seat.Post.CHAIR, Seat.Post.SECRETARY, Seat.Post.TREASURER)


@dataclass(frozen=True)
class Task:
    """Something to do, and where it is done."""

    text: str
    action: str
    url: str
    tone: str = "info"


@dataclass
class BodyHome:
    """One body's part of the home."""

    wksbm: Wksbm
    today: date
    next_meeting: Meeting | None = None
    unlogged: list[Meeting] = field(default_factory=list)
    filled: set[str] = field(default_factory=set)
    awaiting: list[str] = field(default_factory=list)  # posts whose decree is awaited
    invited: int = 0
    unreached: int = 0  # of the invited: nobody can be reminded but by hand
    overdue: int = 0  # tasks of its meetings, past their day
    unconfirmed: int = 0  # of its village's volunteers, not confirmed this semester
    to_tell: int = 0  # messages of its village that nobody but a person can bring
    to_read: int = 0  # messages that came back to its village and say nothing plain
    postponing: int = 0  # of the invited to the next meeting: they ask for another day
    has_series: bool = False
    held: int = 0
    total: int = 0
    may_plan: bool = False
    may_keep: bool = False
    may_log: bool = False
    may_confirm: bool = False
    may_tell: bool = False
    is_first: bool = False  # among the user's bodies, its meeting comes first

    @property
    def when(self) -> str:
        return said_date(self.next_meeting.on) if self.next_meeting else ""

    @property
    def at(self) -> str:
        return said_time(self.next_meeting.at, self.next_meeting.zone) if self.next_meeting else ""

    @property
    def countdown(self) -> str:
        if self.next_meeting is None:
            return ""
        days = (self.next_meeting.on - self.today).days
        near = {0: _("hari ini"), 1: _("besok"), 2: _("lusa")}
        return near.get(days) or _("%(days)d hari lagi") % {"days": days}

    @property
    def invitation(self) -> str:
        if self.next_meeting is None:
            return ""
        url = group_answer_url(self.next_meeting) if self.may_plan else ""
        return texts.invitation(self.next_meeting, answer_url=url)

    @property
    def share_id(self) -> str:
        return f"undangan-{self.wksbm.pk}"

    @property
    def of_total(self) -> str:
        return _("dari %(total)d pertemuan tercatat") % {"total": self.total}

    @property
    def decree_text(self) -> str:
        return str(DecreeState(self.wksbm.decree_state).label)  # type: ignore[attr-defined]

    @property
    def decree_tone(self) -> str:
        return tone_of(self.wksbm.decree_state)  # type: ignore[attr-defined]

    @property
    def meeting_url(self) -> str:
        return address("meetings:meeting", self.next_meeting.pk) if self.next_meeting else ""

    @property
    def body_url(self) -> str:
        return address("wksbm:wksbm", self.wksbm.pk)

    @property
    def series_url(self) -> str:
        return address("meetings:start_series", self.wksbm.pk) if self.may_plan else ""

    @property
    def meetings_url(self) -> str:
        return address("meetings:meetings_of", self.wksbm.pk)

    @property
    def log_url(self) -> str:
        """Where [Catat Pertemuan] leads: the meeting that waits to be logged, or a new one."""
        if self.unlogged:
            return address("meetings:log_meeting", self.unlogged[0].pk)
        return address("meetings:log_new_meeting", self.wksbm.pk)

    @property
    def tasks(self) -> list[Task]:
        tasks: list[Task] = []
        if self.may_log:
            tasks += map(self._log, self.unlogged)
        if self.may_log and self.overdue:
            tasks.append(self._follow_up())
        tasks += self._about_messages()
        if self.may_keep:
            tasks += [*self._about_decree(), *self._about_board()]
        if self.may_confirm and self.unconfirmed:
            tasks.append(self._confirm())
        if self.may_plan and not self.has_series:
            url = address("meetings:start_series", self.wksbm.pk)
            text = _("Pertemuan rutin belum dijadwalkan.")
            tasks.append(Task(text, _("Buat jadwal"), url))
        return tasks

    def _log(self, meeting: Meeting) -> Task:
        text = _("Pertemuan %(date)s belum dicatat.") % {"date": said_date(meeting.on)}
        url = address("meetings:log_meeting", meeting.pk)
        return Task(text, _("Catat pertemuan"), url, "warn")

    def _follow_up(self) -> Task:
        text = _("Tindak lanjut lewat waktu: %(n)d.") % {"n": self.overdue}
        url = f"{address('meetings:follow_ups')}?part=overdue&wksbm={self.wksbm.pk}"
        return Task(text, _("Lihat tindak lanjut"), url, "warn")

    def _about_messages(self) -> Iterable[Task]:
        if self.may_tell and self.to_tell:
            yield self._tell()
        if self.may_tell and self.to_read:
            yield self._read()
        if self.may_plan and self.postponing:
            yield self._postpone()

    def _tell(self) -> Task:
        text = ngettext(
            "Satu pesan perlu disampaikan langsung.",
            "%(n)d pesan perlu disampaikan langsung.",
            self.to_tell,
        )
        url = address("notifications:to_tell")
        return Task(text % {"n": self.to_tell}, _("Sampaikan"), url, "warn")

    def _read(self) -> Task:
        text = ngettext("Satu balasan perlu dibaca.", "%(n)d balasan perlu dibaca.", self.to_read)
        url = address("notifications:replies")
        return Task(text % {"n": self.to_read}, _("Baca"), url, "warn")

    def _postpone(self) -> Task:
        text = ngettext(
            "Satu orang minta pertemuan %(date)s ditunda.",
            "%(n)d orang minta pertemuan %(date)s ditunda.",
            self.postponing,
        )
        said = text % {"n": self.postponing, "date": self.when}
        return Task(said, _("Lihat jawabannya"), self.meeting_url, "warn")

    def _confirm(self) -> Task:
        text = _("Konfirmasi relawan semester ini: %(n)d belum.") % {"n": self.unconfirmed}
        url = address("volunteers:confirm_village", self.wksbm.region_id)
        return Task(text, _("Konfirmasi"), url, "warn")

    def _about_decree(self) -> Iterable[Task]:
        add = address("wksbm:add_decree", self.wksbm.pk)
        state, until = self.wksbm.decree_state, self.wksbm.decree_valid_until  # type: ignore[attr-defined]
        if state == DecreeState.LAPSING:
            text = _("SK pengurus berakhir %(date)s.") % {"date": said_date(until)}
            yield Task(text, _("Siapkan SK baru"), add, "warn")
        elif state == DecreeState.LAPSED:
            text = _("SK pengurus sudah berakhir. Pertemuan tetap bisa dicatat.")
            yield Task(text, _("Tambah SK baru"), add, "danger")
        elif state == DecreeState.NO_DECREE:
            yield Task(_("SK pengurus belum tercatat."), _("Tambah SK"), add, "warn")

    def _about_board(self) -> Iterable[Task]:
        board = address("wksbm:wksbm", self.wksbm.pk)
        if self.awaiting:
            text = _("Menunggu SK: %(posts)s.") % {"posts": ", ".join(self.awaiting)}
            yield Task(text, _("Lihat pengurus"), board)
        vacant = [str(post.label) for post in NEEDED if post not in self.filled]
        if vacant:
            text = _("Belum ada: %(posts)s.") % {"posts": ", ".join(vacant)}
            yield Task(text, _("Isi jabatan"), board, "warn")


def bodies_of(user: User, code: str, now: datetime) -> list[BodyHome]:
    """Gather what concerns the bodies under a code, in the same few queries however many."""
    day = today(ZoneInfo("Asia/Jayapura"))  # where it is tomorrow first
    bodies = (
        Wksbm.objects.visible_to(user)
        .filter(under([code]))
        .at_work(day)
        .with_decree_state(day)
        .select_related("region")
        .order_by("region", "name")[:MOST_BODIES]
    )
    homes = {body.pk: BodyHome(body, today(body.region.tz)) for body in bodies}
    for home in homes.values():
        home.may_plan = may(user, Can.PLAN_MEETINGS, on=home.wksbm)
        home.may_keep = may(user, Can.KEEP_BODY, on=home.wksbm)
        home.may_log = may(user, Can.LOG_MEETINGS, on=home.wksbm)
        home.may_confirm = may(user, Can.KEEP_ROSTER, on=home.wksbm)
        home.may_tell = may(user, Can.KEEP_REMINDERS, on=home.wksbm)
    _add_meetings(homes, user, now)
    _add_year(homes, user, day)
    _add_follow_ups(homes, user)
    _add_people(homes, user, day)
    _add_roster(homes, user)
    _add_messages(homes, user, now)
    return list(homes.values())


def _add_meetings(homes: dict[int, BodyHome], user: User, now: datetime) -> None:
    ours = Meeting.objects.visible_to(user).filter(wksbm__in=homes)
    first = ours.planned().filter(starts_at__gt=now).order_by("wksbm", "starts_at")
    for meeting in first.distinct("wksbm"):
        home = homes[meeting.wksbm_id or 0]
        meeting.wksbm, home.next_meeting = home.wksbm, meeting
    coming = [home for home in homes.values() if home.next_meeting]
    asking = postponed_in([home.next_meeting for home in coming if home.next_meeting])
    for home in coming:
        home.postponing = asking.get(home.next_meeting.pk, 0) if home.next_meeting else 0
    if coming:
        min(coming, key=_begins).is_first = True
    for meeting in ours.unlogged(now).filter(starts_at__gt=now - UNLOGGED_FOR):
        homes[meeting.wksbm_id or 0].unlogged.append(meeting)


def _begins(home: BodyHome) -> datetime:
    return home.next_meeting.starts_at if home.next_meeting else datetime.max.replace(tzinfo=UTC)


def _add_year(homes: dict[int, BodyHome], user: User, day: date) -> None:
    counted = (
        Meeting.objects.visible_to(user)
        .filter(wksbm__in=homes)
        .in_year(day.year)
        .values("wksbm")
        .annotate(
            held=Count("pk", filter=Q(status=Meeting.Status.HELD)),
            total=Count("pk", filter=~Q(status=Meeting.Status.CANCELLED)),
        )
    )
    for row in counted:
        homes[row["wksbm"]].held, homes[row["wksbm"]].total = row["held"], row["total"]
    running = Series.objects.visible_to(user).filter(wksbm__in=homes).running(day)
    for series in running:
        homes[series.wksbm_id or 0].has_series = True
        homes[series.wksbm_id or 0].total += still_to_come([series], day.year)


def _add_follow_ups(homes: dict[int, BodyHome], user: User) -> None:
    day = min((home.today for home in homes.values()), default=None)
    if day is None:
        return
    late = FollowUp.objects.visible_to(user).filter(wksbm__in=homes).overdue(day)
    for key, number in late.order_by().values_list("wksbm").annotate(n=Count("pk")):
        homes[key].overdue = number


def _add_people(homes: dict[int, BodyHome], user: User, day: date) -> None:
    reached: dict[int, dict[int, bool]] = defaultdict(dict)
    seats = Seat.objects.visible_to(user).filter(wksbm__in=homes).held(day)
    facts = ("wksbm", "holder", "holder__email", "holder__user")
    for post, decree, *rest in seats.values_list("post", "decree", *facts):
        home = homes[rest[0]]
        home.filled.add(post)
        if decree is None:
            home.awaiting.append(str(Seat.Post(post).label))
        _mark(reached, rest)
    members = Membership.objects.visible_to(user).filter(wksbm__in=homes).held(day)
    for row in members.values_list("wksbm", "person", "person__email", "person__user"):
        _mark(reached, row)
    for key, people in reached.items():
        homes[key].invited = len(people)
        homes[key].unreached = sum(not is_reached for is_reached in people.values())


def _add_roster(homes: dict[int, BodyHome], user: User) -> None:
    """Count whom each village has not confirmed, at its first body: it is asked once."""
    first = _first_of_villages(homes)
    on = min((home.today for home in first.values()), default=None)
    if on is None:
        return
    there = Appointment.objects.visible_to(user).filter(region__in=first).asked_of_village(on)
    waiting = there.unconfirmed(semester_start(on)).order_by().values_list("region")
    for region, number in waiting.annotate(n=Count("pk")):
        first[region].unconfirmed = number


def _add_messages(homes: dict[int, BodyHome], user: User, now: datetime) -> None:
    """Count what is to be told and to be read in each village, at its first body."""
    first = _first_of_villages(homes)
    there = Delivery.objects.where_may(user, Can.KEEP_REMINDERS).filter(region__in=first)
    waiting = there.to_tell(now).order_by().values_list("region")
    for region, number in waiting.annotate(n=Count("pk")):
        first[region].to_tell = number
    back = Reply.objects.visible_to(user).to_read().filter(region__in=first)
    for region, number in back.order_by().values_list("region").annotate(n=Count("pk")):
        first[region].to_read = number


def _first_of_villages(homes: dict[int, BodyHome]) -> dict[str, BodyHome]:
    first: dict[str, BodyHome] = {}
    for home in homes.values():
        first.setdefault(home.wksbm.region_id, home)
    return first


def _mark(reached: dict[int, dict[int, bool]], row: Sequence[object]) -> None:
    wksbm, person, email, account = row
    reached[int(str(wksbm))][int(str(person))] = bool(email or account)

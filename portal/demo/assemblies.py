"""Meetings of others than the bodies: a village's, a kecamatan's, an agency's, organisations'."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import Any, Final

from accounts.models import User
from meetings.models import (
    Attendance,
    Circle,
    Host,
    Invitation,
    InvitedGroup,
    Meeting,
    hosted_by,
    region_of,
)
from meetings.rules import start_instant
from people.models import Person
from portal.demo import DISTRICT, VILLAGE, minutes
from portal.demo.names import phone
from portal.demo.rows import Rows, new_key
from portal.demo.village import Village
from portal.demo.words import Topic
from programme.models import Visit
from regions.models import Region
from volunteers.models import OfficeHolder, Organisation, Pillar, QualificationKind

MORNING: Final = time(9)
ORGANISATIONS: Final = 3  # so many of the kecamatan write their meetings down
ELDERS: Final = (
    ("H. Lalu Mahsun", "male", "Ketua BPD"),
    ("Baiq Rohmi", "female", "Wakil Ketua BPD"),
    ("Abdul Hamid", "male", "Ketua RT 001"),
    ("Sahabuddin", "male", "Ketua RT 002"),
    ("Ust. Nasruddin", "male", "Tokoh agama"),
    ("Inaq Sumarni", "female", "Kelompok tani"),
)
ON_DATA: Final = (
    Topic(
        "Pemaparan pokok bahasan",
        "Daftar keluarga penerima dibacakan menurut dusun.",
        "",
    ),
    Topic(
        "Verifikasi dan validasi data (DTSEN)",
        "Tiga keluarga pindah, dua keluarga belum tercatat.",
        "Perubahan data disampaikan operator desa minggu ini.",
    ),
    Topic("Penetapan keputusan", "", "Berita acara ditandatangani kepala desa dan BPD."),
)
YOUTH: Final = (
    Topic(
        "Rencana kegiatan",
        "Turnamen bola voli antardusun dan kerja bakti.",
        "Panitia dibentuk, dana dari iuran pemuda.",
    ),
)
SHARED: Final = (
    Topic(
        "Laporan tiap desa",
        "Tiap ketua menyampaikan pertemuan bulan lalu dan kendalanya.",
        "Desa yang belum bertemu didampingi TKSK bulan ini.",
    ),
)
WELCOME: Final = (
    Topic(
        "Perkenalan WKSBM",
        "Cara kerja WKSBM dijelaskan: iuran, jimpitan, kunjungan warga.",
        "",
    ),
    Topic("Diskusi", "Tamu bertanya tentang pencatatan kas dan peran kepala desa.", ""),
)


@dataclass
class Assemblies:
    """Gathers what others than the bodies of Sumbawa Barat held and plan."""

    regency: Region
    villages: Sequence[Village]
    rows: Rows
    users: dict[str, User]
    today: date

    def __post_init__(self) -> None:
        self.chance = Random(f"assemblies {self.regency.code}")  # noqa: S311
        [self.home] = [one for one in self.villages if one.region.code == VILLAGE]

    def build(self) -> None:
        self._village()
        self._kecamatan()
        self._visitors()
        self._agency()
        self._organisations()
        self._answers()

    # --- Who holds what ------------------------------------------------------------------------

    def _village(self) -> None:
        """Add the village's assemblies: one with a quorum; then a second session without one."""
        people = self.home.people[:12]
        known = self._meeting(self.home.region, "musdes", "Musdes verifikasi data keluarga", -210)
        self._invite(known, people)
        self._hold(known, people[:10], ON_DATA)
        self._elders(known, 5)
        first = self._meeting(self.home.region, "musdes", "Musdes penetapan penerima BLT", -24)
        first.delayed_to, first.status = time(12), Meeting.Status.CANCELLED
        first.cancelled_because = "Kuorum tidak tercapai: 6 dari 18 yang diundang hadir."
        first.revision = 1
        self._invite(first, people)
        self._mark(first, people[:4])
        self._elders(first, 2)
        second = self._meeting(self.home.region, "musdes", first.purpose, -22)
        second.second_session_of, second.without_quorum = first, True
        self._invite(second, people)
        self._hold(second, people[:7], ON_DATA)
        self._elders(second, 4)

    def _kecamatan(self) -> None:
        region = Region.objects.get(pk=DISTRICT)
        chairs = [one.chair for one in self.villages if one.region.code.startswith(DISTRICT)]
        for days in (-45, 12):
            meeting = self._meeting(region, "rakor_kecamatan", "Rakor WKSBM se-kecamatan", days)
            self.rows.add(InvitedGroup(meeting=meeting, group=InvitedGroup.Group.CHAIRS))
            if days < 0:
                self._hold(meeting, chairs[:-3], SHARED, writer="tksk")
                self._mark(meeting, chairs[-3:], present=False)

    def _visitors(self) -> None:
        """Let another district's officials look how it is done; the guest book has them."""
        meeting = self._meeting(
            self.home.body, "studi_tiru", "Kunjungan WKSBM Kabupaten Sumbawa", -78
        )
        meeting.visitors, meeting.circle = "Dinas Sosial Kabupaten Sumbawa", Circle.BOARD
        meeting.guests, meeting.guest_women = 12, 5
        self._hold(meeting, self.home.people[:8], WELCOME)
        self.rows.add(
            Visit(
                id=new_key(self.chance),
                region=self.home.region,
                wksbm=self.home.body,
                on=meeting.on,
                name="Hj. Nurmiati Saleh",
                office="Dinas Sosial Kabupaten Sumbawa",
                post="Kepala Bidang Pemberdayaan Sosial",
                phone=phone(self.chance),
                people=12,
                purpose="Studi tiru pengelolaan WKSBM",
                met=self.home.chair.name,
                message="Catatan rapatnya rapi. Kami bawa pulang ke desa kami.",
                meeting=meeting,
                entered_by=self.users["sekretaris"],
            )
        )

    def _agency(self) -> None:
        meeting = self._meeting(self.regency, "pembinaan", "Bimbingan teknis PSM", 16)
        meeting.grants = QualificationKind.objects.filter(region=None, code="psm_basic").first()
        pillar = Pillar.objects.get(region=None, code="psm")
        group = InvitedGroup.Group.PILLAR
        self.rows.add(InvitedGroup(meeting=meeting, group=group, pillar=pillar))

    def _organisations(self) -> None:
        held = [
            one
            for one in self.rows.of(Organisation)
            if one.pillar.code == "karang_taruna" and one.region_id.startswith(DISTRICT)
        ]
        own_first = sorted(held, key=lambda one: one.region_id != VILLAGE)
        holders = self.rows.of(OfficeHolder)
        for one in own_first[:ORGANISATIONS]:
            people = [each.person for each in holders if each.organisation is one]
            for days in (-70, -37, 9):
                meeting = self._meeting(one, "pertemuan_rutin", f"Pertemuan {one.name}", days)
                meeting.at, meeting.circle = time(20), Circle.ALL
                meeting.starts_at = start_instant(meeting.on, meeting.at, meeting.zone)
                if days < 0:
                    self._hold(meeting, people, YOUTH, writer="tksk")

    def _answers(self) -> None:
        """Let some have answered the invitation to the coordinator's next meeting."""
        coming = [
            one
            for one in self.rows.of(Meeting)
            if one.wksbm is self.home.body and one.on > self.today and one.series is not None
        ]
        nearest = min(coming, key=lambda one: one.on)
        said = Invitation.Answer
        answers = (said.COMING, said.COMING, said.NOT_COMING, said.COMING, said.DEPUTY)
        for person, answer in zip(self.home.people[3:], answers, strict=False):
            self._answer(nearest, answer, person=person)
        name, _sex, origin = ELDERS[0]
        self._answer(nearest, said.COMING, name=name, phone=phone(self.chance), origin=origin)

    # --- Parts of the above ----------------------------------------------------------------------

    def _meeting(self, host: Host, kind: str, purpose: str, days: int) -> Meeting:
        """Return a meeting so many days from today, in the morning."""
        region, on = region_of(host), self.today + timedelta(days=days)
        meeting = Meeting(
            id=new_key(self.chance),
            **hosted_by(host),
            kind_id=kind,
            circle=Circle.NOBODY,
            purpose=purpose,
            place=f"Balai {region}" if region.code == VILLAGE else f"Aula {region}",
            on=on,
            at=MORNING,
            zone=region.time_zone,
            starts_at=start_instant(on, MORNING, region.time_zone),
            by_hand=True,
        )
        self.rows.add(meeting)
        return meeting

    def _hold(
        self,
        meeting: Meeting,
        came: Iterable[Person],
        topics: Sequence[Topic],
        *,
        writer: str = "sekretaris",
    ) -> None:
        meeting.status, meeting.until = Meeting.Status.HELD, time(11, 30)
        meeting.logged_by = self.users[writer]
        meeting.logged_at = meeting.starts_at + timedelta(hours=4)
        meeting.agenda = minutes.items(self.chance, topics)
        meeting.minuted_by = self.users[writer].name
        if meeting.kind_id == "musdes":
            meeting.led_by = ELDERS[0][0]
        self._mark(meeting, came)

    def _mark(self, meeting: Meeting, people: Iterable[Person], *, present: bool = True) -> None:
        self.rows.add(
            *(
                Attendance(id=new_key(self.chance), meeting=meeting, person=person, present=present)
                for person in people
            )
        )

    def _invite(self, meeting: Meeting, people: Sequence[Person]) -> None:
        meeting.invited_count = len(people) + len(ELDERS)
        self.rows.add(
            *(
                Invitation(id=new_key(self.chance), meeting=meeting, person=person)
                for person in people
            ),
            *(
                Invitation(id=new_key(self.chance), meeting=meeting, name=name, origin=origin)
                for name, _sex, origin in ELDERS
            ),
        )

    def _elders(self, meeting: Meeting, many: int) -> None:
        self.rows.add(
            *(
                Attendance(
                    id=new_key(self.chance),
                    meeting=meeting,
                    name=name,
                    sex=sex,
                    origin=origin,
                    present=True,
                )
                for name, sex, origin in ELDERS[:many]
            )
        )

    def _answer(self, meeting: Meeting, answer: str, **who: Any) -> None:
        facts = {
            Invitation.Answer.NOT_COMING: {"reason": "Menjaga cucu"},
            Invitation.Answer.DEPUTY: {"deputy_name": "Yuliana Hakim"},
        }
        self.rows.add(
            Invitation(
                id=new_key(self.chance),
                meeting=meeting,
                answer=answer,
                answered_at=start_instant(self.today, MORNING, meeting.zone) - timedelta(days=1),
                answered_how=Invitation.How.LINK,
                **facts.get(Invitation.Answer(answer), {}),
                **who,
            )
        )

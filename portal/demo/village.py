"""One invented village: its people, the decree of its head, its board and its members."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from accounts.access import Role
from accounts.models import Grant, User
from common.dates import term
from meetings.models import Meeting
from people.models import Person
from portal.demo import DISTRICT, USERS, VILLAGE, DemoUser, fates, words
from portal.demo.home import Home
from wksbm.models import Decree, DecreeChange, Mandate, Membership, Seat, Wksbm

YEAR = 365


@dataclass(kw_only=True)
class Village(Home):
    """A village with its WKSBM on the day on which the demo is built; `build` gathers its rows."""

    users: dict[str, User]

    def __post_init__(self) -> None:
        super().__post_init__()
        self.began = self._began()
        # What is written down draws from a chance of its own: villages stay as they were.
        self.held: list[Meeting] = []
        self.pen = Random(f"minutes {self.region.code}")  # noqa: S311 (each demo is equal)

    def build(self) -> Wksbm:
        self.body = Wksbm(
            region=self.region,
            name=self.chance.choice(words.BODY_NAMES),
            founded_on=date(self.chance.randint(2012, 2019), self.chance.randint(1, 12), 15),
        )
        self.umbrella = self.body
        self.rows.add(self.body)
        self._decree()
        self._board()
        for _number in range(self.chance.randint(8, 18)):
            person = self.person(self.names.anybody())
            since = self.began + timedelta(days=self.chance.randint(0, 90))
            self._add(Membership, person=person, term=term(since, None))
        return self.body

    # --- The decree ----------------------------------------------------------------------------

    def _began(self) -> date:
        if self.region.code in fates.LAPSED:
            return self._ends() - timedelta(days=3 * YEAR)
        if self.region.code in fates.LAPSING:
            return self._ends() - timedelta(days=3 * YEAR - 1)
        return self.today - timedelta(days=self.chance.randint(400, 900))

    def _ends(self) -> date:
        code = self.region.code
        if code in fates.LAPSED:
            return self.today - timedelta(days=fates.LAPSED[code])
        if code in fates.LAPSING:
            return self.today + timedelta(days=fates.LAPSING[code])
        return date(self.began.year + self.chance.choice((4, 5, 6)), 12, 31)

    def _decree(self) -> None:
        self.head = self.names.man()
        self.head_spouse = self.names.woman()
        if self.chance.random() < 0.12:  # some villages are headed by a woman
            self.head, self.head_spouse = self.head_spouse, self.head
        self.decree = self._new_decree(
            f"Pembentukan Pengurus {self.body.name} {self.region}", self.began, self._ends()
        )
        self.rows.add(self.decree)
        self._add(Mandate, decree=self.decree)

    def _new_decree(self, subject: str, start: date, end: date) -> Decree:
        number = self.chance.randint(3, 48)
        formats = (
            f"{number} Tahun {start.year}",
            f"188.45/{number}/KEP-DES/{start.year}",
            f"400.9.1/{number:02d}/{self.region.name.upper().replace(' ', '-')}/{start.year}",
        )
        return Decree(
            region=self.region,
            issuer=self.office,
            kind=Decree.Kind.FORMATION,
            number=self.chance.choice(formats),
            subject=subject,
            signed_by=self.head,
            enacted_on=start + timedelta(days=self.chance.choice((-9, -4, 0, 0, 6))),
            term=term(start, end),
            cost_source=Decree.CostSource.VILLAGE_BUDGET,
        )

    # --- The board -----------------------------------------------------------------------------

    def _board(self) -> None:
        posts = Seat.Post
        self._chair()
        self.secretary = self._official("sekretaris", self.names.woman())
        self._seat(posts.SECRETARY, self.secretary)
        if self.region.code not in fates.NO_TREASURER:
            self._seat(posts.TREASURER, self._official("bendahara", self.names.woman()))
        for section in words.SECTIONS[: self.chance.randint(2, 4)]:
            self._seat(posts.SECTION, self.person(self.names.anybody()), section=section)
        self._seat(posts.PATRON, self.person(self.head))

    def _chair(self) -> None:
        """Seat the head's spouse, as in Sumbawa Barat; where the head changed, the new one's."""
        code, spouse = self.region.code, Seat.TieToHead.SPOUSE
        chair = self.chair = self._official("koordinator", self.head_spouse)
        if code not in fates.REPLACED | fates.AWAITED:
            self._seat(Seat.Post.CHAIR, chair, tie_to_head=spouse)
            return
        changed = self.today - timedelta(days=self.chance.randint(60, 100))
        self._seat(
            Seat.Post.CHAIR,
            self.person(self.names.woman(), invited=False),
            term=term(self.began, changed - timedelta(days=1)),
            tie_to_head=spouse,
            ended_because="Masa jabatan kepala desa berakhir",
        )
        self._seat(
            Seat.Post.CHAIR,
            chair,
            term=term(changed, None),
            tie_to_head=spouse,
            decree=self._amendment(changed) if code in fates.REPLACED else None,
        )

    def _amendment(self, changed: date) -> Decree:
        subject = f"Perubahan Pengurus {self.body.name} {self.region}"
        newer = self._new_decree(subject, changed, self._ends())
        change = DecreeChange(
            newer=newer,
            older=self.decree,
            kind=DecreeChange.Kind.AMENDS,
            effective_on=changed,
        )
        self.rows.add(newer, change)
        self._add(Mandate, decree=newer)
        return newer

    def _official(self, username: str, name: str) -> Person:
        """Return a board's officer; in the demo's own village one who signs in."""
        known = {user.username: user for user in USERS}[username]
        if self.region.code == VILLAGE:
            return self.person(known.name, self.users[username])
        if username == "koordinator":
            return self.person(name, self._coordinator(name, known))
        return self.person(name)

    def _coordinator(self, name: str, like: DemoUser) -> User:
        self.user = User(username=f"ketua-{self.region.name.lower().replace(' ', '-')}", name=name)
        self.user.set_unusable_password()
        grant = Grant(
            user=self.user,
            role=like.role,
            region=self.region,
            period=term(self.began, None),
            granted_by=self.users["dinas"],
        )
        self.rows.add(self.user, grant)
        return self.user

    def _seat(self, post: Seat.Post, holder: Person, **facts: object) -> None:
        usual = {"term": term(self.began, None), "decree": self.decree}
        self._add(Seat, post=post, holder=holder, **(usual | facts))

    def _add(self, model: type[Mandate | Seat | Membership], **facts: object) -> None:
        self.rows.add(model(region=self.region, wksbm=self.body, **facts))

    # --- Who writes its meetings down ------------------------------------------------------------

    @property
    def chairing(self) -> User:
        """The account of who chairs."""
        return self.users["koordinator"] if self.region.code == VILLAGE else self.user

    def writer(self) -> tuple[User, str]:
        """Return who logs a meeting, and the role that is shown: "" for somebody of the village."""
        if self.region.code == VILLAGE:
            return self.users["sekretaris"], ""
        if self.region.code.startswith(DISTRICT) and self.chance.random() < 0.3:
            return self.users["tksk"], str(Role.TKSK.label)
        return self.user, ""

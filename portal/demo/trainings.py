"""Trainings of the demo's districts, who came, and the qualifications that they were given."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final, NamedTuple

from dateutil.relativedelta import relativedelta

from common.dates import term
from people.models import Person
from portal.demo.rows import Rows
from regions.models import Region
from volunteers.models import Qualification, QualificationKind, Training, TrainingMark


class Course(NamedTuple):
    """A training, so many days ago or on a day; `of` says how many of which pillar were asked."""

    title: str
    when: int | date
    of: dict[str, int]
    days: int = 1
    hours: int | None = None
    grants: str = ""
    place: str = ""
    organiser: str = ""
    attended: float = 0.9


# Musi Banyuasin's of 7 October 2021, as its government told: 35 took part, and all came.
SOSIALISASI: Final = Course(
    "Sosialisasi Penumbuhan WKSBM",
    date(2021, 10, 7),
    {
        "pkk_team": 11,
        "social_worker": 8,
        "karang_taruna": 7,
        "child_facilitator": 3,
        "elderly_facilitator": 3,
        "disability_facilitator": 3,
    },
    hours=6,
    place="Auditorium Pemkab Musi Banyuasin, Sekayu",
    organiser="Dinas Sosial Kabupaten Musi Banyuasin bersama BKKKS Sumatera Selatan",
    attended=1.0,
)
COURSES: Final[dict[str, tuple[Course, ...]]] = {
    "52.07": (
        Course("Pelatihan Tagana Muda", 1500, {"tagana": 30}, 3, 30, "tagana_muda", "Taliwang"),
        Course("Pelatihan Tagana Madya", 400, {"tagana": 14}, 4, 40, "tagana_madya", "Mataram"),
        Course("Dapur umum lapangan", 1070, {"tagana": 12}, 2, 16, "field_kitchen", "Jereweh"),
        Course("Pertolongan pertama", 320, {"tagana": 18}, 2, 16, "first_aid", "Taliwang"),
        Course("Layanan dukungan psikososial", 150, {"tagana": 9}, 2, 16, "psychosocial", "Maluk"),
        Course("Pelatihan dasar PSM", 210, {"psm": 40, "tksk": 8}, 2, 16, "psm_basic", "Taliwang"),
        Course("Verifikasi dan validasi data", 60, {"psm": 24}, 1, 8, "data_verification"),
        Course("Penyegaran Tagana", -20, {"tagana": 25}, 2, 16, "shelter", "Poto Tano"),
    ),
    "19.06": (
        Course(
            "Rapat koordinasi dan pembinaan pelaksana kesejahteraan sosial",
            date(2019, 9, 23),
            {"tagana": 12, "tsm": 9, "tksk": 7, "psm": 20, "uptd_ppa": 3, "puspa": 3, "lk3": 3},
            hours=6,
            place="Manggar",
            organiser="Dinas Sosial, Pemberdayaan Masyarakat dan Desa",
        ),
        Course(
            "Rapat koordinasi pilar sosial",
            75,
            {"tagana": 20, "tsm": 9, "tksk": 7, "psm": 39, "karang_taruna": 20, "lks": 4},
            hours=6,
            place="Manggar",
        ),
        Course("Dapur umum lapangan", 500, {"tagana": 16}, 2, 16, "field_kitchen", "Manggar"),
    ),
    "51.08": (
        Course("Pelatihan dasar PSM", 180, {"psm": 60}, 2, 16, "psm_basic", "Singaraja"),
        Course("Pertolongan pertama", 260, {"tagana": 20}, 2, 16, "first_aid", "Singaraja"),
    ),
    "16.06": (
        SOSIALISASI,
        Course("Pertolongan pertama", 240, {"tagana": 20}, 2, 16, "first_aid", "Sekayu"),
    ),
    "81.09": (
        Course("Pendampingan KUBE", 120, {"tksk": 6, "psm": 20, "kube": 12}, 2, 16, "", "Namrole"),
    ),
}


def build(
    regency: Region,
    people: dict[str, list[Person]],
    kinds: dict[str, QualificationKind],
    rows: Rows,
    day: date,
) -> None:
    """Gather a district's trainings; `people` are those of each pillar."""
    chance = Random(f"trainings {regency.code}")  # noqa: S311 (each demo is equal)
    for course in COURSES[regency.code]:
        first = course.when if isinstance(course.when, date) else day - timedelta(days=course.when)
        last = first + timedelta(days=course.days - 1)
        kind = kinds[course.grants] if course.grants else None
        is_over = last < day
        training = Training(
            region=regency,
            title=course.title,
            grants=kind,
            days=term(first, last),
            hours=course.hours,
            place=course.place,
            organiser=course.organiser or f"Dinas Sosial {regency.full_name}",
            granted_at=datetime.combine(last, time(8), UTC) if kind and is_over else None,
        )
        rows.add(training)
        for person in _asked(course, people):
            came = is_over and chance.random() < course.attended
            rows.add(TrainingMark(training=training, person=person, attended=came))
            if kind and came:
                rows.add(_qualification(training, kind, person, last))


def _asked(course: Course, people: dict[str, list[Person]]) -> list[Person]:
    """Return the first of each pillar, nobody twice."""
    asked: dict[int, Person] = {}
    for pillar, many in course.of.items():
        asked.update((id(person), person) for person in people.get(pillar, [])[:many])
    return list(asked.values())


def _qualification(
    training: Training, kind: QualificationKind, person: Person, since: date
) -> Qualification:
    until = since + relativedelta(months=kind.months, days=-1) if kind.months else None
    return Qualification(
        region=person.village or training.region,
        person=person,
        kind=kind,
        term=term(since, until),
        granted_by=training.organiser,
        training=training,
    )

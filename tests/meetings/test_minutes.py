"""Minutes whole: items, two editors, approval that the database keeps, revisions, grants."""

import uuid
from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.access import Role
from common.errors import EditConflict, NotAllowed, RuleBroken, StaleVersion
from meetings import services
from meetings.models import Attendance, Meeting
from meetings.rules import counted
from people.models import Person
from people.services import merge_persons, undo_merge
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_held_meeting, make_meeting, make_member, mark
from tests.factories.minutes import make_chair, make_training_meeting, make_villager
from tests.factories.regions import make_region
from tests.factories.volunteers import make_office_holder, make_organisation
from tests.threads import at_once
from volunteers.models import Qualification

pytestmark = pytest.mark.usefixtures("noon")
YESTERDAY, TODAY = date(2026, 11, 20), date(2026, 11, 21)


@pytest.fixture
def body(db):
    return make_body()


@pytest.fixture
def coordinator(body):
    return make_user(Role.VILLAGE_COORDINATOR, body.region)


def item(title, discussed="", decided="", key=None):
    return {
        "id": key or str(uuid.uuid4()),
        "title": title,
        "discussed": discussed,
        "decided": decided,
    }


def log(meeting, actor, **overrides):
    facts = {"version": meeting.version}
    return services.log_meeting(meeting, **(facts | overrides), actor=actor)


def code_of(work):
    with pytest.raises(RuleBroken) as refused:
        work()
    return refused.value.code


def faults_of(work):
    with pytest.raises(ValidationError) as refused:
        work()
    return {name: faults[0].code for name, faults in refused.value.error_dict.items()}


# --- What is written -----------------------------------------------------------------------------


def test_the_whole_of_a_meeting_in_one_go(body, coordinator, django_assert_max_num_queries):
    people = [make_member(body, f"Warga {n}", sex="female" if n % 2 else "male") for n in range(20)]
    keys = [person.pk for person in people]
    services.log_new_meeting(  # the grants are read once
        body, purpose="Rapat", on=YESTERDAY, at=time(9), place="Balai", actor=coordinator
    )

    with django_assert_max_num_queries(13):
        meeting = services.log_new_meeting(
            body,
            purpose="Rapat",
            on=TODAY,
            at=time(9),
            until=time(11),
            place="Balai",
            led_by="  Bu  Ketua ",
            agenda=[{"title": "Kas", "decided": "Iuran naik"}, {"title": " "}],
            present_ids=keys[:17],
            absent_ids=keys[17:],
            late_ids=keys[:2],
            marks=[
                services.Mark(name="Pak  Lurah", sex="male", phone="0812 3456 7890", origin="Desa"),
                services.Mark(name="pak lurah", sex="male", phone="+6281234567890"),
                services.Mark(name="Mak Inah", sex="female", late=True),
            ],
            guests=3,
            guest_women=2,
            actor=coordinator,
        )

    meeting.refresh_from_db()
    assert (meeting.led_by, meeting.until, meeting.invited_count) == ("Bu Ketua", time(11), 20)
    [kas] = meeting.agenda
    assert (kas["title"], kas["discussed"], kas["decided"]) == ("Kas", "", "Iuran naik")
    named = meeting.attendances.filter(person=None).order_by("name")
    assert list(named.values_list("name", "phone", "late")) == [
        ("Mak Inah", "", True),
        ("pak lurah", "+6281234567890", False),
    ]
    counts = counted(
        meeting.attendances.select_related("person"),
        guests=meeting.guests,
        guest_women=meeting.guest_women,
    )
    assert (counts.came, counts.marked, counts.guests, counts.late) == (17, 20, 5, 3)
    assert (counts.women, counts.men, counts.unknown) == (8 + 1 + 2, 9 + 1 + 1, 0)


def test_guests_are_corrected_by_key_or_name_and_taken_out(body, coordinator):
    meeting = make_meeting(body, on=YESTERDAY)
    invited = make_member(body, "Ani")
    log(meeting, coordinator, marks=[services.Mark(name="Budi"), services.Mark(name="Citra")])
    budi, citra = meeting.attendances.order_by("name")

    services.mark_attendance(
        meeting,
        marks=[
            services.Mark(name="BUDI", origin="RT 03"),
            services.Mark(id=citra.pk, name="Citra Dewi", deputy_for=invited.pk),
            services.Mark(name="Dedi", present=False, late=True),
        ],
        actor=coordinator,
    )
    services.mark_attendance(meeting, gone=[budi.pk], actor=coordinator)

    rows = meeting.attendances.order_by("name").values_list("name", "deputy_for", "present", "late")
    assert list(rows) == [("Citra Dewi", invited.pk, True, False), ("Dedi", None, False, False)]


def test_what_cannot_be_written_is_said_in_words(body, coordinator):
    meeting = make_meeting(body, on=YESTERDAY)
    cases = {
        "agenda": {"agenda": [{"title": "", "decided": "Iuran"}]},
        "marks": {"marks": [services.Mark(name="Budi", phone="12")]},
        "present_ids": {"marks": [services.Mark(person=999_999)]},
    }

    def refused(facts):
        return faults_of(lambda: log(Meeting.objects.get(pk=meeting.pk), coordinator, **facts))

    assert {name: list(refused(facts)) for name, facts in cases.items()} == {
        name: [name] for name in cases
    }
    with pytest.raises(ValidationError, match="Tamu perempuan lebih banyak"):
        log(Meeting.objects.get(pk=meeting.pk), coordinator, guests=1, guest_women=2)
    with pytest.raises(ValidationError, match=r"Budi x+: .*120"):
        services.mark_attendance(
            meeting, marks=[services.Mark(name="Budi " + "x" * 120)], actor=coordinator
        )
    meeting.refresh_from_db()
    assert (meeting.status, Attendance.objects.count()) == ("planned", 0)


def test_a_mark_that_somebody_else_made_meanwhile_stays(body, coordinator):
    ani, budi = make_member(body, "Ani"), make_member(body, "Budi")
    meeting = make_meeting(body, on=YESTERDAY)
    services.mark_attendance(meeting, present_ids=[ani.pk], actor=coordinator)

    log(meeting, coordinator, absent_unless_marked=[ani.pk, budi.pk])

    marks = dict(meeting.attendances.values_list("person__name", "present"))
    assert marks == {"Ani": True, "Budi": False}


# --- Two editors ---------------------------------------------------------------------------------


def test_two_editors_keep_what_each_changed_and_choose_what_both_did(body, coordinator):
    other = make_user(Role.VILLAGE_SECRETARY, body.region)
    first, second = item("Kas", "Rp 1.000"), item("Arisan")
    meeting = make_meeting(body, on=YESTERDAY, place="Balai")
    log(meeting, coordinator, agenda=[first, second], decided="Iuran", guests=1)
    base = meeting.version
    mine, theirs = (Meeting.objects.get(pk=meeting.pk) for _ in range(2))
    log(
        theirs,
        other,
        agenda=[first | {"decided": "Disetor"}, second, item("Tamu", "Camat", key="t")],
        decided="Iuran naik",
        place="Masjid",
    )

    merged = log(
        mine,
        coordinator,
        version=base,
        agenda=[first, second | {"discussed": "Kocok"}, item("Doa", "Bersama", key="d")],
        decided="Iuran",
        guests=4,
    )
    with pytest.raises(EditConflict) as refused:
        log(
            mine,
            coordinator,
            version=base,
            agenda=[first | {"decided": "Dibagi"}, second],
            decided="Iuran turun",
            guests=4,
        )

    assert (merged.decided, merged.place, merged.guests) == ("Iuran naik", "Masjid", 4)
    assert [(i["title"], i["discussed"], i["decided"]) for i in merged.agenda] == [
        ("Kas", "Rp 1.000", "Disetor"),
        ("Arisan", "Kocok", ""),
        ("Tamu", "Camat", ""),
        ("Doa", "Bersama", ""),
    ]
    error = refused.value
    assert (error.code, error.status, error.version) == ("stale_version", 412, merged.version)
    assert [tuple(conflict) for conflict in error.conflicts] == [
        (f"agenda.{first['id']}.decided", "", "Dibagi", "Disetor"),
        ("decided", "Iuran", "Iuran turun", "Iuran naik"),
    ]


def test_an_item_taken_out_is_gone_unless_the_other_wrote_in_it(body, coordinator):
    plain, written = item("Kas"), item("Arisan")
    meeting = make_meeting(body, on=YESTERDAY)
    log(meeting, coordinator, agenda=[plain, written])
    base = meeting.version
    log(
        Meeting.objects.get(pk=meeting.pk), coordinator, agenda=[plain, written | {"decided": "Ya"}]
    )

    merged = log(meeting, coordinator, version=base, agenda=[])

    assert [i["title"] for i in merged.agenda] == ["Arisan"]


def test_a_version_that_nobody_knows_is_stale(body, coordinator):
    meeting = make_held_meeting(body, logged_by=coordinator)

    for version in (-1, 99):
        with pytest.raises(StaleVersion) as refused:
            log(meeting, coordinator, version=version, decided="X")
        assert not isinstance(refused.value, EditConflict)


def test_what_was_cancelled_meanwhile_is_not_written_down(body, coordinator):
    meeting = make_meeting(body, on=YESTERDAY)
    read = Meeting.objects.get(pk=meeting.pk)
    services.cancel_meeting(meeting, because="Hujan", actor=coordinator)

    assert code_of(lambda: log(read, coordinator, decided="X")) == "meeting_cancelled"
    meeting.refresh_from_db()
    assert meeting.is_cancelled


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_the_same_moment_lose_nothing():
    body = make_body()
    actors = [make_user(Role.VILLAGE_COORDINATOR, body.region) for _ in range(2)]
    people = [make_member(body, name) for name in ("Ani", "Budi")]
    meeting = make_meeting(body, on=YESTERDAY)
    fields = ("discussed", "decided")

    def writing(number):
        row = Meeting.objects.get(pk=meeting.pk)

        def write():
            log(
                row,
                actors[number],
                present_ids=[people[number].pk],
                absent_unless_marked=[people[1 - number].pk],
                **{fields[number]: f"Dari {number}", fields[1 - number]: ""},
            )

        return write

    faults = at_once(writing(0), writing(1))

    meeting.refresh_from_db()
    assert faults == []
    assert (meeting.discussed, meeting.decided, meeting.version) == ("Dari 0", "Dari 1", 3)
    assert set(meeting.attendances.values_list("present", flat=True)) == {True}


# --- Approved ------------------------------------------------------------------------------------


def approved(body, coordinator, *people):
    meeting = make_held_meeting(body, logged_by=coordinator, decided="Iuran")
    mark(meeting, *people)
    services.approve_minutes(meeting, on_paper="Bu Ketua", actor=coordinator)
    return meeting


def test_the_chairs_own_account_approves_or_a_name_on_paper(body, coordinator):
    meeting = make_held_meeting(body, logged_by=coordinator)

    missing = faults_of(lambda: services.approve_minutes(meeting, actor=coordinator))
    make_chair(body, Person.objects.create(name="Bu Ani", user=coordinator), date(2020, 1, 1))
    services.approve_minutes(meeting, actor=coordinator)
    by_account = meeting.approved_as
    again = code_of(lambda: services.approve_minutes(meeting, actor=coordinator))
    wordless = faults_of(lambda: services.reopen_minutes(meeting, because=" ", actor=coordinator))
    services.reopen_minutes(meeting, because="Salah tulis", actor=coordinator)
    twice = code_of(lambda: services.reopen_minutes(meeting, because="X", actor=coordinator))
    services.approve_minutes(meeting, on_paper="Pak Budi", version=3, actor=coordinator)

    assert (missing, wordless) == ({"on_paper": "required"}, {"because": "required"})
    assert (again, twice) == ("minutes_approved", "not_approved")
    assert (by_account, meeting.approved_as) == ("Bu Ani, ketua", "Pak Budi, di atas kertas")
    unheld = make_meeting(body)
    assert (
        code_of(lambda: services.approve_minutes(unheld, on_paper="X", actor=coordinator))
        == "meeting_not_held"
    )
    reader = make_user(Role.AUDITOR, body.region)
    with pytest.raises(NotAllowed):
        services.reopen_minutes(meeting, because="X", actor=reader)


def test_only_who_chairs_on_that_day_approves_without_a_name(body, coordinator):
    chairs = {
        make_held_meeting(body, logged_by=coordinator): make_chair,
        make_held_meeting(
            make_organisation(region=body.region), logged_by=coordinator
        ): lambda host, person, since: make_office_holder(
            organisation=host, person=person, since=since
        ),
    }
    oneself = Person.objects.create(name="Bu Ani", user=coordinator)

    for meeting, take_office in chairs.items():
        now = take_office(meeting.host, make_villager(body.region, "Pak Budi"), date(2020, 1, 1))
        other = faults_of(lambda: services.approve_minutes(meeting, actor=coordinator))  # noqa: B023
        now.delete()
        later = take_office(meeting.host, oneself, date(2026, 12, 1))
        early = faults_of(lambda: services.approve_minutes(meeting, actor=coordinator))  # noqa: B023
        later.delete()
        take_office(meeting.host, oneself, date(2020, 1, 1))
        services.approve_minutes(meeting, actor=coordinator)

        assert (other, early) == ({"on_paper": "required"}, {"on_paper": "required"})
        assert meeting.approved_as == "Bu Ani, ketua"


def test_after_approval_services_and_the_database_refuse(body, coordinator):
    ani, budi = make_member(body, "Ani"), make_member(body, "Budi")
    meeting = approved(body, coordinator, ani)
    stale = Meeting.objects.get(pk=meeting.pk)
    stale.approved_at = None  # as one holds it who read it before

    assert code_of(lambda: log(meeting, coordinator, decided="X")) == "minutes_approved"
    assert code_of(lambda: log(stale, coordinator, version=1, decided="X")) == "minutes_approved"
    renamed = {"purpose": "X", "place": "Y", "version": None, "actor": coordinator}
    assert code_of(lambda: services.change_meeting(meeting, **renamed)) == "minutes_approved"
    assert (
        code_of(lambda: services.mark_attendance(stale, present_ids=[budi.pk], actor=coordinator))
        == "minutes_approved"
    )
    rows, marks = Meeting.objects.filter(pk=meeting.pk), Attendance.objects.filter(meeting=meeting)
    behind_the_services = [
        lambda: rows.update(decided="Lain"),
        lambda: rows.update(agenda=[item("Kas")]),
        lambda: rows.update(guests=9),
        lambda: rows.update(approved_at=None, approved_by=None, approved_as="", on=YESTERDAY),
        rows.delete,
        lambda: marks.update(present=False),
        marks.delete,
        lambda: mark(meeting, budi),
    ]
    for work in behind_the_services:
        with pytest.raises(IntegrityError, match="approved"), transaction.atomic():
            work()
    nobody_came = approved(make_body(body.region), coordinator)
    with pytest.raises(IntegrityError, match="minutes are approved"), transaction.atomic():
        Meeting.objects.filter(pk=nobody_came.pk).delete()
    rows.update(region=body.region, starts_at=meeting.starts_at, training=None)  # not the minutes
    services.reopen_minutes(meeting, because="Salah tulis", actor=coordinator)
    assert log(meeting, coordinator, decided="Lain", present_ids=[budi.pk]).decided == "Lain"


def test_persons_of_an_approved_list_are_still_made_one_and_parted(body, coordinator):
    ani, same, alone = (make_member(body, name) for name in ("Ani", "Bu Ani", "Budi"))
    other = make_villager(body.region, "Pak Budi")
    meeting = approved(body, coordinator, ani, same, alone)

    one = merge_persons(ani, same, actor=coordinator)
    two = merge_persons(other, alone, actor=coordinator)
    merged = set(meeting.attendances.values_list("person__name", flat=True))
    with pytest.raises(IntegrityError, match="approved"), transaction.atomic():
        meeting.attendances.update(late=True)
    undo_merge(two, actor=coordinator)
    undo_merge(one, actor=coordinator)

    assert merged == {"Ani", "Pak Budi"}
    parted = set(meeting.attendances.values_list("person__name", flat=True))
    assert parted == {"Ani", "Bu Ani", "Budi"}
    assert not one.remarks
    assert not two.remarks


# --- Revisions -----------------------------------------------------------------------------------


def test_revisions_tell_what_each_version_changed(body, coordinator):
    kas = item("Kas")
    meeting = make_meeting(body, on=YESTERDAY)
    log(meeting, coordinator, agenda=[kas], decided="Iuran")
    log(meeting, coordinator, agenda=[kas | {"decided": "Naik"}], guests=2)
    services.approve_minutes(meeting, on_paper="Bu Ani", actor=coordinator)
    services.reopen_minutes(meeting, because="Kurang lengkap", actor=coordinator)

    found = services.revisions_of(meeting, actor=coordinator)

    told = [
        (one.version, one.approved_as, one.reopened_because, [d.label for d in one.differences])
        for one in found[:3]
    ]
    assert told == [
        (5, "", "Kurang lengkap", []),
        (4, "Bu Ani, di atas kertas", "", []),
        (3, "", "", ["Jumlah tamu", "Kas: Yang diputuskan"]),
    ]
    assert found[3].version == 2
    with pytest.raises(NotAllowed):
        services.revisions_of(meeting, actor=make_user(Role.AUDITOR, body.region))


# --- What a training meeting grants --------------------------------------------------------------


def test_who_came_to_a_training_meeting_is_qualified_once(body, coordinator):
    meeting, grants = make_training_meeting(body, on=YESTERDAY)
    came, absent = make_member(body, "Ani"), make_member(body, "Budi")
    refused = code_of(lambda: services.grant_from_meeting(meeting, actor=coordinator))
    log(
        meeting,
        coordinator,
        present_ids=[came.pk],
        absent_ids=[absent.pk],
        marks=[services.Mark(name="Tamu")],
    )

    training = services.grant_from_meeting(meeting, actor=coordinator)
    again = services.grant_from_meeting(meeting, actor=coordinator)

    assert refused == "meeting_not_held"
    assert training == again
    assert list(Qualification.objects.values_list("person", "kind", "training")) == [
        (came.pk, grants.pk, training.pk)
    ]
    assert dict(training.marks.values_list("person", "attended")) == {
        came.pk: True,
        absent.pk: False,
    }
    routine = make_held_meeting(body, logged_by=coordinator)
    officer = make_user(Role.DISTRICT_OFFICER, make_region("52.07"))
    assert code_of(lambda: services.grant_from_meeting(routine, actor=officer)) == "grants_nothing"

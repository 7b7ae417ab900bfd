"""Guests too are told what is held of them, and erased; tasks are handed over, rows follow."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from accounts.access import Role
from accounts.services import hand_over
from audit.services import history_of
from common.dates import today
from meetings import services
from meetings.models import Attendance, CheckInCode, FollowUp, Invitation, Meeting, Series
from notifications.models import Delivery
from people.services import erase_person
from people.services.erasing import reasons_to_keep
from people.subjects import HOLDINGS
from programme.models import Activity, Letter, Visit
from tests.factories.accounts import make_user
from tests.factories.follow_ups import make_follow_up, make_invitation
from tests.factories.meetings import make_body, make_held_meeting, make_meeting, make_series, mark
from tests.factories.notifications import make_delivery
from tests.factories.people import make_person
from tests.factories.programme import make_activity, make_letter, make_visit
from tests.factories.regions import make_village
from tests.factories.subjects import make_proposed
from tests.factories.volunteers import make_organisation
from volunteers.services import move_roster
from wksbm.services import move_body

PHONE = "+6281299911122"


def guest(meeting, name, phone=PHONE, **facts):
    return Attendance.objects.create(meeting=meeting, name=name, phone=phone, present=True, **facts)


@pytest.mark.django_db(transaction=True)
def test_a_guest_is_told_and_erased_by_name_and_phone():
    person = make_person("Hj. Siti Aminah", phone=PHONE, other_phones=["+6281299911133"])
    body = make_body()
    meeting = make_held_meeting(body, logged_by=make_user())
    mark(meeting, person)
    came = [guest(meeting, "Siti Aminah"), guest(meeting, "SITI AMINAH", "+6281299911133")]
    others = [guest(meeting, "Aminah"), guest(meeting, "Siti Aminah", "+6281299900000")]
    invited = make_invitation(meeting, name="Siti Aminah", phone=PHONE, origin="Kader")
    answered = make_invitation(
        meeting,
        make_person("Ani", at=body.region),
        answer="deputy",
        deputy_name="Siti Aminah",
        deputy_phone=PHONE,
        answered_at=timezone.now(),
        answered_how="link",
    )
    visit = make_visit(body, name="Siti Aminah", phone=PHONE, message="Semoga maju")
    elsewhere = make_visit(body, name="Siti Aminah", phone="+6281299900000")
    told = {
        key: len(HOLDINGS[key].rows(person)) for key in ("attendances", "invitations", "visits")
    }
    assert told == {"attendances": 3, "invitations": 2, "visits": 1}
    # An approved list is closed to everything but this.
    services.approve_minutes(meeting, on_paper="Ibu Ketua", actor=make_user(Role.TKSK, "52.07.01"))
    request, second = make_proposed(person)

    erase_person(request, actor=second)

    name = f"Orang terhapus {person.pk}"
    for row in (*came, *others, invited, answered, visit, elsewhere):
        row.refresh_from_db()
    assert {(row.name, row.phone) for row in came} == {(name, ""), (f"{name} (2)", "")}
    assert [row.name for row in others] == ["Aminah", "Siti Aminah"]
    assert (invited.name, invited.phone, invited.origin) == (name, "", "Kader")
    assert (answered.deputy_name, answered.deputy_phone) == ("Wakil (namanya dihapus)", "")
    assert (visit.name, visit.phone, visit.message) == (name, "", "")
    assert elsewhere.name == "Siti Aminah"
    for row in (invited, answered, visit):
        lines = row.events.order_by("pgh_id")
        assert [bool(line.phone or getattr(line, "deputy_phone", "")) for line in lines] == [
            False
        ] * len(lines)


@pytest.mark.django_db(transaction=True)
def test_an_open_task_holds_and_a_done_one_is_emptied():
    person = make_person("Siti Aminah")
    task = make_follow_up(owner=person)
    assert reasons_to_keep(person) == [f"masih mengerjakan tindak lanjut rapat: {task.task}"]
    pictures = []
    for _time in range(2):  # opened again between the two
        task.picture = ContentFile(b"x", name="bukti.jpg")
        task.save()
        pictures.append(task.picture.name)
    FollowUp.objects.filter(pk=task.pk).update(
        status="closed", evidence="Siti mendata 12 rumah", done_on=today(), done_by=task.asked_by
    )
    activity = make_activity(in_charge_name="Siti Aminah")
    Activity.objects.filter(pk=activity.pk).update(in_charge=person, in_charge_name="")
    assert reasons_to_keep(person) == []
    request, second = make_proposed(person)

    erase_person(request, actor=second)

    task.refresh_from_db()
    assert (task.evidence, task.owner) == ("Dihapus atas permintaan yang bersangkutan.", person)
    assert set(activity.events.values_list("in_charge_name", flat=True)) == {""}
    assert [task.picture.storage.exists(name) for name in pictures] == [False, False]
    assert "Siti mendata 12 rumah" not in task.events.values_list("evidence", flat=True)


@pytest.mark.django_db
def test_tasks_and_plans_go_to_the_successor():
    village = make_village()
    leaver = make_user(Role.VILLAGE_COORDINATOR, village)
    successor = make_user(Role.VILLAGE_SECRETARY, village, name="Ani")
    person = make_person("Siti", at=village, user=leaver)
    body = make_body(village)
    meeting = make_held_meeting(body, logged_by=leaver)
    mine = make_follow_up(meeting, owner=person)
    asked = make_follow_up(meeting, owner=person, asked_by=successor)
    done = make_follow_up(
        meeting,
        owner=person,
        status="closed",
        evidence="Sudah",
        done_on=today(),
        done_by=leaver,
    )
    elsewhere = make_follow_up(owner=person)
    FollowUp.objects.filter(pk=elsewhere.pk).update(region=make_village("52.08.01.2001"))
    activity = make_activity(body, in_charge=person)
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")

    handed = hand_over(
        leaver,
        successor=successor,
        grants=leaver.grants.all(),
        on=today(),
        reason="Pindah",
        work=["follow_ups", "activities"],
        actor=officer,
    )

    assert [work["count"] for work in handed.handover.facts["work"]] == [2, 1]
    for row in (mine, asked, done, elsewhere, activity):
        row.refresh_from_db()
    assert (mine.owner.user, mine.needs_verifying, mine.version) == (successor, False, 2)
    assert (asked.owner.user, asked.needs_verifying) == (successor, True)
    assert (done.owner, elsewhere.owner) == (person, person)
    assert activity.in_charge.user == successor


@pytest.mark.django_db
def test_what_a_body_and_its_organisations_hold_moves_with_them():
    old, new = make_village("52.07.01.2001"), make_village("52.07.01.2009")
    body = make_body(old)
    under = make_organisation(region=old, wksbm=body)
    alone = make_organisation(region=old, name="Karang Mandiri")
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    for host in (body, under, alone, old):
        meeting = make_held_meeting(host, logged_by=officer)
        make_meeting(host)
        make_follow_up(meeting)
        make_activity(host)
        make_letter(host)
        make_visit(host)
    series = make_series(body)
    planned = Meeting.objects.planned().get(organisation=under)
    task = FollowUp.objects.get(wksbm=body)
    for occasion in (None, f"follow_up:{task.pk}:2026-12-01"):
        facts = {"occasion": occasion, "rule": "follow_up_due"} if occasion else {}
        make_delivery(planned, make_person(), **facts)
    theirs = (Series, Meeting, FollowUp)
    books = (Activity, Letter, Visit)

    def counts(code, models=theirs):
        return [model.objects.filter(region=code).count() for model in models]

    moved = move_body(body, new, actor=officer)

    assert moved["meetings"] == 7
    assert (counts(old.pk), counts(new.pk)) == ([0, 4, 2], [1, 4, 2])
    assert Series.objects.get(region=new) == series
    assert Delivery.objects.filter(region=new).count() == 2

    move_roster(old, new, actor=officer)

    # What the village itself held, and its books, stay with its old name; what lies ahead follows.
    assert counts(old.pk) == [0, 1, 0]
    of_village = {"wksbm": None, "organisation": None, "region": old}
    kept = [model.objects.filter(**of_village).count() for model in books]
    assert kept == [0, 1, 1]
    of_alone = [model.objects.filter(organisation=alone, region=new).count() for model in books]
    assert of_alone == [1, 1, 1]
    assert Meeting.objects.get(region=old).is_held
    assert not Meeting.objects.filter(organisation=alone, region=old).exists()


@pytest.mark.django_db
def test_history_says_agenda_and_answers_in_words():
    body = make_body()
    reader = make_user(Role.AUDITOR, body.region)
    item = {"id": "x", "title": "Posyandu", "discussed": "jadwal", "decided": "tiap Selasa"}
    meeting = make_meeting(body)
    Meeting.objects.filter(pk=meeting.pk).update(agenda=[item], invited_count=12)
    make_follow_up(meeting)

    fields = {line.label: line.after for line in history_of(meeting, actor=reader)[0].fields}

    assert fields == {
        "acara rapat": "1. Posyandu; dibahas: jadwal; diputuskan: tiap Selasa.",
        "jumlah yang diundang": "12",
    }


@pytest.mark.django_db
def test_every_field_in_the_history_has_words():
    body = make_body()
    reader = make_user(Role.AUDITOR, body.region)
    now = timezone.now()
    person = make_person()
    meeting = make_meeting(body)
    held = make_held_meeting(body, logged_by=reader)
    Meeting.objects.filter(pk=held.pk).update(
        approved_at=now, approved_by=reader, approved_as="Ketua"
    )
    task = make_follow_up(
        held,
        owner=person,
        status="closed",
        evidence="Sudah",
        done_on=today(),
        done_by=make_user(),
        verified_by=reader,
        verified_at=now,
        picture_sha256="x",
    )
    answered = make_invitation(
        meeting,
        person,
        answer="coming",
        answered_at=now,
        answered_how="noted",
        answered_by=reader,
    )
    rows = [held, task, answered, make_letter(body), make_visit(body), make_activity(body)]
    labels = {
        change.label
        for row in rows
        for line in history_of(row, actor=reader, place=body.region)
        for change in line.fields
    }

    bare = {
        field.name.replace("_", " ")
        for row in rows
        for field in row._meta.concrete_fields
        if "_" in field.name
    }
    assert labels & bare == set()


@pytest.mark.django_db
def test_codes_on_the_wall_are_kept_a_month(capsys):
    meeting = make_meeting()
    now = timezone.now()
    for number, days in enumerate((40, 20)):
        at = now - timedelta(days=days)
        CheckInCode.objects.create(
            meeting=meeting,
            key_hash=bytes([number]) * 32,
            opened_by=make_user(),
            opened_at=at,
            closes_at=at + timedelta(hours=4),
        )

    call_command("retention", "--destroy")

    assert "Kode hadir yang sudah ditutup (30): 1 dimusnahkan" in capsys.readouterr().out
    assert CheckInCode.objects.count() == 1


@pytest.mark.django_db
def test_operators_read_everything_and_change_nothing(admin_client):
    body = make_body()
    meeting = make_held_meeting(body, logged_by=make_user())
    mark(meeting, make_person())
    rows = [
        meeting,
        meeting.kind,
        make_follow_up(meeting),
        make_activity(body),
        make_letter(body),
        make_visit(body),
    ]
    for row in rows:
        base = f"/operator/{row._meta.app_label}/{row._meta.model_name}/"
        assert admin_client.get(base).status_code == 200
        assert admin_client.get(f"{base}{row.pk}/change/").status_code == 200
        assert admin_client.get(f"{base}add/").status_code == 403
        assert admin_client.post(f"{base}{row.pk}/change/", {}).status_code == 403
    assert Invitation.objects.count() == 0

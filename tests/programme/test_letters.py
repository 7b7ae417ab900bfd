"""The agenda of letters: numbers without a gap, also in threads; corrected, struck, scanned."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from accounts.access import Role
from audit.models import SensitiveLook
from common.errors import NotAllowed, RuleBroken
from meetings.papers import INVITATION
from papers.models import Paper
from papers.services import issue_paper, withdraw_paper
from programme import services
from programme.issued import letters_issued
from programme.models import Book, Letter
from tests.factories.accounts import make_user
from tests.factories.documents import make_pdf
from tests.factories.meetings import make_body, make_meeting
from tests.factories.programme import make_letter
from tests.factories.regions import make_region, make_village
from tests.factories.volunteers import make_organisation
from tests.threads import at_once

DAY = date(2026, 3, 10)
FACTS = {"direction": "in", "entered_on": DAY, "party": "Camat", "subject": "Undangan rapat"}


def enter(host, actor, **more):
    return services.enter_letter(host, **(FACTS | more), actor=actor)


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_though_many_enter_at_once_and_some_fail():
    body = make_body()
    secretary = make_user(Role.VILLAGE_SECRETARY, body.region)

    def work(number):
        wrong = {"subject": "x" * 300} if number % 4 == 0 else {}
        return lambda: enter(body, secretary, **wrong)

    faults = at_once(*[work(number) for number in range(12)])

    assert [type(fault) for fault in faults] == [ValidationError] * 3
    numbers = list(Letter.objects.order_by("number").values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert Book.objects.get().last == 9


@pytest.mark.django_db
def test_each_host_direction_and_year_has_numbers_of_its_own():
    village = make_village()
    hosts = [make_body(village), make_organisation(region=village), village]
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")

    for host in hosts:
        for direction in ("in", "out"):
            for day in (date(2025, 12, 30), DAY):
                for number in (1, 2):
                    letter = enter(host, officer, direction=direction, entered_on=day)
                    assert (letter.number, letter.year) == (number, day.year), host
                    assert letter.host == host

    assert Book.objects.count() == 12


@pytest.mark.django_db
def test_a_letter_is_corrected_and_struck_but_keeps_its_number():
    body = make_body()
    secretary = make_user(Role.VILLAGE_SECRETARY, body.region)
    letter = enter(body, secretary, letter_number=" 005 / 12 ")
    assert letter.letter_number == "005 / 12"

    services.change_letter(letter, changes={"party": "Camat Jereweh"}, version=1, actor=secretary)
    with pytest.raises(RuleBroken) as stale:
        services.change_letter(
            Letter.objects.get(), changes={"note": "x"}, version=1, actor=secretary
        )
    earlier = {"entered_on": date(2025, 3, 1)}
    with pytest.raises(ValidationError) as other_year:
        services.change_letter(Letter.objects.get(), changes=earlier, actor=secretary)
    with pytest.raises(ValidationError) as nothing_said:
        services.strike_letter(Letter.objects.get(), because=" ", actor=secretary)
    services.strike_letter(Letter.objects.get(), because="Tercatat dua kali", actor=secretary)
    with pytest.raises(RuleBroken) as struck:
        services.change_letter(Letter.objects.get(), changes={"note": "x"}, actor=secretary)
    following = enter(body, secretary)

    assert (stale.value.code, struck.value.code) == ("stale_version", "letter_struck")
    assert other_year.value.error_dict.keys() == {"entered_on"}
    assert nothing_said.value.error_dict.keys() == {"because"}
    assert list(Letter.objects.order_by("number").values_list("number", "struck_because")) == [
        (1, "Tercatat dua kali"),
        (2, ""),
    ]
    assert following.number == 2


@pytest.mark.django_db
def test_days_that_cannot_be_are_refused_and_take_no_number():
    body = make_body(dissolved_on=date(2026, 5, 1))
    secretary = make_user(Role.VILLAGE_SECRETARY, body.region)
    treasurer = make_user(Role.VILLAGE_TREASURER, body.region)

    for field, facts in {
        "entered_on": {"entered_on": date(2199, 1, 1)},
        "letter_date": {"letter_date": date(2026, 3, 11)},
        "party": {"party": ""},
    }.items():
        with pytest.raises((ValidationError, RuleBroken)) as refused:
            enter(body, secretary, **facts)
        if isinstance(refused.value, ValidationError):
            assert refused.value.error_dict.keys() == {field}
    with pytest.raises(RuleBroken) as gone:
        enter(body, secretary, entered_on=date(2026, 5, 2))
    with pytest.raises(NotAllowed):
        enter(body, treasurer)

    assert gone.value.code == "host_dissolved"
    assert enter(body, secretary).number == 1


@pytest.mark.django_db
def test_a_scan_is_cleaned_kept_and_looked_at_in_the_open():
    body = make_body()
    secretary = make_user(Role.VILLAGE_SECRETARY, body.region)
    leader = make_user(Role.PKK_LEADER, "52.07")
    file = SimpleUploadedFile("surat rahasia.pdf", make_pdf(), "application/pdf")

    letter = enter(body, secretary)
    with pytest.raises(RuleBroken) as none:
        services.open_letter_scan(letter, actor=secretary)
    services.attach_scan(letter, scan=[file], version=1, actor=secretary)
    with pytest.raises(NotAllowed):
        services.open_letter_scan(letter, actor=leader)
    opened = services.open_letter_scan(letter, actor=secretary)

    assert (none.value.code, none.value.status) == ("no_scan", 404)
    assert opened.open("rb").read().startswith(b"%PDF-")
    assert "rahasia" not in f"{opened.name} {letter.scan_name} {letter.scan_original.name}"
    look = SensitiveLook.objects.get()
    assert (look.user, look.record_key) == (secretary, str(letter.pk))


@pytest.mark.django_db
def test_invitations_printed_here_show_among_what_went_out():
    body = make_body()
    secretary = make_user(Role.VILLAGE_SECRETARY, body.region)
    ours, theirs = make_meeting(body), make_meeting(body.region)
    first = issue_paper(INVITATION, ours, actor=secretary)
    issue_paper(INVITATION, theirs, actor=secretary)
    ours.place = "Masjid"
    ours.save()
    newest = issue_paper(INVITATION, ours, actor=secretary)
    withdraw_paper(newest, because="Salah tanggal", actor=secretary)

    found = letters_issued(Paper.objects.all(), body, first.year)

    assert newest.supersedes == first
    assert [paper.pk for paper in found] == [newest.pk]
    assert letters_issued(Paper.objects.all(), make_region("52.07"), first.year).count() == 0


@pytest.mark.django_db
def test_the_database_refuses_a_number_twice():
    letter = make_letter()
    letter.pk = uuid.uuid4()

    with pytest.raises(IntegrityError):
        letter.save(force_insert=True)

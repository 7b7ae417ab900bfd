"""What is asked is answered within 3x24 hours: who may ask, who may answer, and how."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import Role
from common.dates import wall_time
from common.errors import NotAllowed, RuleBroken
from people.models import Consent, DataRequest
from people.services import answer_request, ask, note_request, refuse_request, withdraw_own_consent
from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.regions import make_village
from tests.factories.subjects import make_known, make_officer, make_request

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 27, 22, 30, tzinfo=UTC)  # Saturday 06.30 in Sumbawa Barat


def code_of(deed):
    try:
        deed()
    except RuleBroken as error:
        return error.code
    except ValidationError as error:
        return sorted(error.message_dict)
    return ""


def test_the_clock_runs_by_the_hour_over_weekends_and_shows_in_the_villages_time():
    with time_machine.travel(FRIDAY, tick=False):
        person = make_person("Siti", user=make_user())
        request = ask(person, kind="correct", text="Nama saya Sitti", actor=person.user)

        assert request.due_at == FRIDAY + timedelta(hours=72)
        due = wall_time(request.due_at, request.region.tz)
        assert f"{due:%A %H.%M}" == "Tuesday 06.30"
    for after, overdue in ((timedelta(hours=72), []), (timedelta(hours=72, seconds=1), [request])):
        now = FRIDAY + after
        assert list(DataRequest.objects.overdue(now)) == overdue
        assert request.is_overdue(now) == bool(overdue)


def test_what_was_asked_on_paper_has_run_since_it_was_asked():
    person = make_person()
    asked_at = timezone.now() - timedelta(hours=80)

    request = make_request(person, kind="object", asked_how="paper", asked_at=asked_at)

    assert (request.due_at, request.is_overdue(timezone.now())) == (
        asked_at + timedelta(hours=72),
        True,
    )


def test_who_may_ask_and_who_may_answer():
    person = make_known()
    officer, stranger = make_officer(person), make_user(Role.DISTRICT_OFFICER, "12.05")
    keeper = make_user(Role.VILLAGE_COORDINATOR, person.village)
    facts = {"kind": "object", "asked_how": "spoken", "identity": "known"}
    request = make_request(person, kind="correct", text="Alamat salah")
    own = make_user()

    for who, sees in ((officer, 1), (stranger, 0), (keeper, 0), (person.user, 1), (own, 0)):
        assert DataRequest.objects.visible_to(who).count() == sees, who
    assert [
        code_of(lambda: ask(person, kind="copy", actor=officer)),
        code_of(lambda: note_request(person, **facts, actor=keeper)),
        code_of(lambda: note_request(person, **facts, actor=stranger)),
        code_of(lambda: note_request(person, **facts | {"asked_how": "screen"}, actor=officer)),
        code_of(lambda: note_request(person, **facts | {"identity": "account"}, actor=officer)),
        code_of(lambda: note_request(person, **facts | {"kind": "correct"}, actor=officer)),
        code_of(lambda: note_request(person, **facts | {"kind": "withdraw"}, actor=officer)),
        code_of(
            lambda: note_request(
                person, **facts, asked_at=timezone.now() + timedelta(hours=1), actor=officer
            )
        ),
        code_of(lambda: answer_request(request, answer="Sudah", actor=keeper)),
        code_of(lambda: answer_request(request, answer="Sudah", actor=person.user)),
        code_of(lambda: answer_request(request, answer=" ", actor=officer)),
        code_of(lambda: answer_request(request, answer="Sudah", version=9, actor=officer)),
        code_of(lambda: refuse_request(request, because="", answer="", actor=officer)),
        code_of(lambda: answer_request(request, answer="Sudah diperbaiki", actor=officer)),
        code_of(lambda: answer_request(request, answer="Lagi", actor=officer)),
        code_of(lambda: refuse_request(request, because="task", answer="Lagi", actor=officer)),
    ] == [
        "not_oneself",
        "not_allowed",
        "not_allowed",
        ["asked_how"],
        ["identity"],
        ["__all__"],
        ["__all__"],
        ["asked_at"],
        "not_allowed",
        "not_allowed",
        ["answer"],
        "request_answered",
        ["answer", "because"],
        "",
        "request_answered",
        "request_answered",
    ]
    request.refresh_from_db()
    assert (request.status, request.answer, request.answered_by) == (
        "done",
        "Sudah diperbaiki",
        officer,
    )


def test_a_withdrawal_of_ones_own_ends_the_consent_at_once():
    person = make_known()
    consent = person.consents.get()
    stranger = make_user()

    assert code_of(lambda: withdraw_own_consent(consent, actor=stranger)) == "not_oneself"
    request = withdraw_own_consent(consent, actor=person.user)
    assert code_of(lambda: withdraw_own_consent(consent, actor=person.user)) == "consent_withdrawn"

    consent.refresh_from_db()
    assert (consent.withdrawn_at, consent.version) == (request.answered_at, 2)
    assert (request.kind, request.purpose, request.status) == ("withdraw", "messages", "done")


def test_a_withdrawal_that_an_officer_noted_ends_the_consent_and_is_not_refused():
    person = make_known()
    officer = make_officer(person)
    request = make_request(person, kind="withdraw", purpose="messages", actor=officer)

    refused = code_of(lambda: refuse_request(request, because="task", answer="x", actor=officer))
    answer_request(request, answer="", actor=officer)

    assert refused == "withdrawal_is_free"
    assert Consent.objects.filter(person=person, withdrawn_at=None).count() == 0


def test_the_database_keeps_the_clock_and_the_reasons():
    request = make_request(make_person())
    for rule, change in (
        ("clock", {"due_at": request.due_at + timedelta(hours=1)}),
        ("answered_by_somebody", {"status": "done"}),
        ("refused_by_law", {"refused_because": "task"}),
        ("says_which_consent", {"purpose": "photo"}),
    ):
        with (
            pytest.raises(IntegrityError, match=f"people_datarequest_{rule}"),
            transaction.atomic(),
        ):
            DataRequest.objects.filter(pk=request.pk).update(**change)


def test_only_somebody_who_is_known_somewhere_can_ask():
    person = make_person(at=make_village())
    officer = make_officer(person)
    person.presences.all().delete()

    with pytest.raises(RuleBroken) as refused:
        make_request(person, actor=officer)
    assert refused.value.code == "not_known_anywhere"
    assert not isinstance(refused.value, NotAllowed)

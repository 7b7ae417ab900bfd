"""What people ask about their own data (UU 27/2022): each is answered within 3x24 hours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import NotAllowed, RuleBroken
from common.inserts import insert
from people.models import Consent, DataRequest, Person
from people.models.requests import ANSWER_WITHIN
from people.services.places import place_of

Kind, Status = DataRequest.Kind, DataRequest.Status


@transaction.atomic
def ask(person: Person, *, kind: str, text: str = "", actor: User) -> DataRequest:
    """Ask something about one's own data, on one's own screen. The clock begins now (UTC).

    Withdrawing is `withdraw_own_consent`, which needs nobody. Raises not_oneself.
    """
    _require_own(person, actor)
    return _insert(
        person,
        kind=kind,
        text=text,
        asked_at=timezone.now(),
        asked_how=DataRequest.Means.SCREEN,
        identity=DataRequest.Identity.ACCOUNT,
        noted_by=actor,
    )


@transaction.atomic
def note_request(
    person: Person,
    *,
    kind: str,
    purpose: str = "",
    text: str = "",
    asked_how: str,
    identity: str,
    asked_at: datetime | None = None,
    actor: User,
) -> DataRequest:
    """Write down what somebody without an account asked, on paper or by word.

    The clock runs from the moment of asking. Raises not_allowed, not_known_anywhere.
    """
    require(actor, Can.SERVE_SUBJECTS, on=place_of(person))
    now = timezone.now()
    faults = {}
    if asked_how == DataRequest.Means.SCREEN:
        faults["asked_how"] = _("Pilih surat atau lisan.")
    if identity == DataRequest.Identity.ACCOUNT:
        faults["identity"] = _("Pilih bagaimana pemohon menunjukkan dirinya.")
    if asked_at is not None and asked_at > now:
        faults["asked_at"] = _("Waktu permintaan belum tiba.")
    if faults:
        raise ValidationError(faults)
    return _insert(
        person,
        kind=kind,
        purpose=purpose,
        text=text,
        asked_at=asked_at or now,
        asked_how=asked_how,
        identity=identity,
        noted_by=actor,
    )


@transaction.atomic
def withdraw_own_consent(consent: Consent, *, actor: User) -> DataRequest:
    """End one's own consent, at once; the request that says so is written down as done.

    UU 27/2022 article 40 allows 3x24 hours; nobody needs them. Raises not_oneself,
    consent_withdrawn.
    """
    _require_own(consent.person, actor)
    now = timezone.now()
    if not _end_consents(consent.person, consent.purpose, now):
        raise RuleBroken("consent_withdrawn", _("Persetujuan ini sudah ditarik."))
    return _insert(
        consent.person,
        kind=Kind.WITHDRAW,
        purpose=consent.purpose,
        asked_at=now,
        asked_how=DataRequest.Means.SCREEN,
        identity=DataRequest.Identity.ACCOUNT,
        noted_by=actor,
        status=Status.DONE,
        answered_by=actor,
        answered_at=now,
    )


@transaction.atomic
def answer_request(
    request: DataRequest, *, answer: str = "", version: int | None = None, actor: User
) -> DataRequest:
    """Say that it was done, and how. A withdrawal ends the consent with it.

    Raises not_allowed, erasure_needs_two, request_answered.
    """
    require(actor, Can.SERVE_SUBJECTS, on=request)
    if request.kind == Kind.ERASE:
        raise RuleBroken(
            "erasure_needs_two", _("Penghapusan diusulkan, lalu disetujui orang lain.")
        )
    if request.kind != Kind.WITHDRAW and not answer.strip():
        raise ValidationError({"answer": _("Tulis apa yang sudah dilakukan.")})
    now = timezone.now()
    if request.kind == Kind.WITHDRAW:
        _end_consents(request.person, request.purpose, now)
    return close(request, Status.DONE, answer=answer, at=now, version=version, actor=actor)


@transaction.atomic
def refuse_request(
    request: DataRequest, *, because: str, answer: str, version: int | None = None, actor: User
) -> DataRequest:
    """Refuse, by a reason that the law knows, and say it in words for the person.

    A withdrawal is never refused: consent is free. Raises not_allowed, withdrawal_is_free,
    request_answered.
    """
    require(actor, Can.SERVE_SUBJECTS, on=request)
    if request.kind == Kind.WITHDRAW:
        raise RuleBroken("withdrawal_is_free", _("Penarikan persetujuan tidak boleh ditolak."))
    faults = {}
    if because not in DataRequest.Because.values:
        faults["because"] = _("Pilih alasan hukum penolakannya.")
    if not answer.strip():
        faults["answer"] = _("Jelaskan penolakannya kepada pemohon.")
    if faults:
        raise ValidationError(faults)
    return close(
        request,
        Status.REFUSED,
        answer=answer,
        because=because,
        at=timezone.now(),
        version=version,
        actor=actor,
    )


def close(
    request: DataRequest,
    status: str,
    *,
    answer: str,
    because: str = "",
    at: datetime,
    version: int | None = None,
    actor: User,
) -> DataRequest:
    """End an open request: of two who answer at once, one finds it answered."""
    require(actor, Can.SERVE_SUBJECTS, on=request)
    request.status, request.answer, request.refused_because = status, answer.strip(), because
    request.answered_by, request.answered_at = actor, at
    request.full_clean()
    still = DataRequest.objects.filter(pk=request.pk, status=Status.OPEN)
    if version is not None:
        still = still.filter(version=version)
    if not still.update(
        status=status,
        answer=request.answer,
        refused_because=because,
        answered_by=actor,
        answered_at=at,
        updated_at=at,
        version=F("version") + 1,
    ):
        raise answered()
    request.version += 1
    return request


def withdraw_proposals(*persons: Person) -> None:
    """Let the erasures that were proposed of these be proposed anew: it is another human now."""
    proposed = DataRequest.objects.filter(person__in=persons, status=Status.OPEN)
    proposed.exclude(proposed_by=None).update(
        proposed_by=None, updated_at=timezone.now(), version=F("version") + 1
    )


def answered() -> RuleBroken:
    return RuleBroken(
        "request_answered", _("Permintaan ini sudah dijawab atau diubah. Muat ulang halaman.")
    )


def _insert(person: Person, *, asked_at: datetime, **facts: Any) -> DataRequest:
    facts["text"] = facts.get("text", "").strip()
    return insert(
        DataRequest(
            person=person,
            region=place_of(person),
            asked_at=asked_at,
            due_at=asked_at + ANSWER_WITHIN,
            **facts,
        )
    )


def _end_consents(person: Person, purpose: str, now: datetime) -> int:
    standing = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None)
    return standing.update(withdrawn_at=now, updated_at=now, version=F("version") + 1)


def _require_own(person: Person, actor: User) -> None:
    if person.user_id is None or person.user_id != actor.pk:
        raise NotAllowed("not_oneself", _("Ini hanya untuk data diri sendiri."))

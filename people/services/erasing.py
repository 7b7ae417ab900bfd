"""Erasing what is held of a person (UU 27/2022, articles 43 to 45): by two people.

Rows that the law keeps stay, with a name that says nothing (docs/decisions/0003-erasure.md).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from audit.models import Erasure
from audit.services import erase_history
from common.errors import RuleBroken
from common.languages import official
from common.names import bare
from people.models import (
    BankAccount,
    Consent,
    DataRequest,
    DuplicatePair,
    FamilyCard,
    Merge,
    Person,
    TwinSearch,
)
from people.services.mending import mending
from people.services.own_data import one_human
from people.services.requests import answered, close
from people.subjects import ERASERS, Emptied


def reasons_to_keep(person: Person) -> list[str]:
    """Return what must end before the person's data may be erased, in words."""
    persons = one_human(person)
    return [reason for eraser in ERASERS.values() for reason in eraser.holds(persons)]


@transaction.atomic
def propose_erasure(request: DataRequest, *, actor: User) -> DataRequest:
    """Say, as the first of two, that who asked is who they say and may be erased.

    Raises not_allowed, not_an_erasure, kept_by_law, request_answered.
    """
    require(actor, Can.SERVE_SUBJECTS, on=request)
    _refuse_kept(request)
    waiting = DataRequest.objects.filter(pk=request.pk, status=DataRequest.Status.OPEN)
    now = timezone.now()
    if not waiting.update(proposed_by=actor, updated_at=now, version=F("version") + 1):
        raise answered()
    request.refresh_from_db()
    return request


@transaction.atomic
@mending()
def erase_person(request: DataRequest, *, actor: User) -> Erasure:
    """Erase the person who asked, as the second of two. It cannot be undone.

    Whoever merges the person waits, and is refused; where a merge was faster, the proposal is past
    (`withdraw_proposals`). Raises not_allowed, not_an_erasure, not_proposed, own_proposal,
    kept_by_law, request_answered, history_disagrees.
    """
    require(actor, Can.SERVE_SUBJECTS, on=request)
    person = Person.objects.select_for_update().get(pk=request.person_id)
    request.refresh_from_db()  # a merge that was waited for has moved it, or taken the proposal
    proposer = request.proposed_by
    if proposer is None:
        raise RuleBroken("not_proposed", _("Penghapusan ini belum diusulkan petugas pertama."))
    if actor.pk in {proposer.pk, request.person.user_id}:
        raise RuleBroken(
            "own_proposal", _("Harus orang lain: bukan pengusulnya, bukan pemilik datanya.")
        )
    _refuse_kept(request)
    place = request.region
    close(request, DataRequest.Status.DONE, answer="", at=timezone.now(), actor=actor)
    persons = one_human(person)
    records: dict[type[models.Model], set[Any]] = {}
    for eraser in ERASERS.values():
        for model, keys in eraser.empty(persons).items():
            records.setdefault(model, set()).update(keys)
    return erase_history(
        person, records=records, request=request, at=place, asked_by=proposer, confirmed_by=actor
    )


def empty_persons(persons: list[Person]) -> Emptied:
    """Take everything from these persons but that they were: what people itself holds."""
    now = timezone.now()
    keys = [person.pk for person in persons]
    emptied: Emptied = {Person: keys}
    for model in (FamilyCard, BankAccount):
        emptied[model] = _delete(model, keys)
    Consent.objects.filter(person__in=keys, withdrawn_at=None).update(
        withdrawn_at=now, updated_at=now, version=F("version") + 1
    )
    requests = DataRequest.objects.filter(person__in=keys)
    emptied[DataRequest] = list(requests.values_list("pk", flat=True))
    requests.exclude(text="", answer="").update(
        text="", answer="", updated_at=now, version=F("version") + 1
    )
    for person in persons:
        name = neutral_name(person)
        Person.objects.filter(pk=person.pk).update(
            name=name,
            bare_name=bare(name),
            birth_place="",
            birth_date=None,
            birth_date_is_uncertain=False,
            died_on=None,
            village=None,
            address="",
            hamlet="",
            rt="",
            rw="",
            phone="",
            other_phones=[],
            email="",
            nik_sealed=None,
            nik_index=None,
            user=None,
            erased_at=now,
            updated_at=now,
            version=F("version") + 1,
        )
    return emptied


def empty_merges(persons: list[Person]) -> Emptied:
    """Take what merges keep of these persons; whoever may be one of them is asked no more.

    Such a merge can't be undone: there is nothing left to put back.
    """
    merges = Merge.objects.filter(Q(stays__in=persons) | Q(goes__in=persons))
    emptied: Emptied = {Merge: list(merges.values_list("pk", flat=True))}
    merges.update(kept_sealed=None, reason="", remarks=[])
    DuplicatePair.objects.filter(Q(lower__in=persons) | Q(higher__in=persons)).delete()
    TwinSearch.objects.filter(person__in=persons).delete()
    return emptied


@official
def neutral_name(person: Person) -> str:
    """Return what an erased person is called where a row must name somebody."""
    return _("Orang terhapus %d") % person.pk


def _delete(model: Any, persons: Collection[Any]) -> list[Any]:
    rows = model.objects.filter(person__in=persons)
    keys = list(rows.values_list("pk", flat=True))
    rows.delete()
    # Those that were deleted before have a history too; some are another's since a merge's undo.
    history = model.events.rel.related_model._default_manager.filter(person_id__in=persons)
    past = set(history.values_list("pgh_obj_id", flat=True))
    others = model.objects.filter(pk__in=past).values_list("pk", flat=True)
    return sorted({*keys, *past}.difference(others))


def _refuse_kept(request: DataRequest) -> None:
    if request.kind != DataRequest.Kind.ERASE:
        raise RuleBroken("not_an_erasure", _("Orang ini tidak meminta penghapusan."))
    reasons = reasons_to_keep(request.person)
    if reasons:
        raise RuleBroken("kept_by_law", _("Belum boleh dihapus: %s.") % "; ".join(reasons))

"""Follow-ups: asked by a meeting, done with evidence, seen by somebody else, or dropped."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Can, may, require
from accounts.models import User
from common.dates import today
from common.errors import RuleBroken
from common.names import tidy
from common.versions import save_version
from meetings.models import FollowUp, Meeting, hosted_by
from meetings.services.inserting import insert_once
from meetings.services.inviting import is_known
from meetings.services.pictures import cleaned_photo
from meetings.services.refusals import refuse_cancelled
from people.models import Person
from volunteers.own import is_own, require_own

Status = FollowUp.Status
_ASKED = ["task", "owner", "owner_name", "due_on", "item", "needs_verifying"]
_DONE = ["status", "evidence", "picture", "picture_sha256", "done_on", "done_by"]


class NoPicture(RuleBroken):
    status = 404


@transaction.atomic
def add_follow_up(
    meeting: Meeting,
    *,
    id: uuid.UUID | None = None,  # noqa: A002 (the phone's own)
    task: str,
    owner: Person | None = None,
    owner_name: str = "",
    due_on: date | None = None,
    item: uuid.UUID | None = None,
    needs_verifying: bool = False,
    actor: User,
) -> FollowUp:
    """Write down who does what by when, as a meeting decided; `item` is of its agenda.

    Whoever asks it of oneself is verified by another. Raises meeting_cancelled, minutes_approved,
    id_taken; unknown_person on `owner`, unknown_item on `item`, due_before_meeting on `due_on`.
    """
    require(actor, Can.LOG_MEETINGS, on=meeting)
    refuse_cancelled(meeting)
    if meeting.is_approved:
        raise RuleBroken(
            "minutes_approved", _("Notulen sudah disetujui. Buka lagi notulennya dahulu.")
        )
    follow_up = FollowUp(
        id=id or uuid.uuid4(),
        meeting=meeting,
        **hosted_by(meeting.host),
        item=item,
        task=tidy(task),
        owner=owner,
        owner_name=tidy(owner_name),
        due_on=due_on,
        asked_by=actor,
        needs_verifying=needs_verifying or _asks_oneself(owner, actor),
    )
    _check(follow_up)
    return insert_once(follow_up)


@transaction.atomic
def change_follow_up(
    follow_up: FollowUp,
    *,
    task: str,
    owner: Person | None = None,
    owner_name: str = "",
    due_on: date | None = None,
    item: uuid.UUID | None = None,
    needs_verifying: bool = False,
    version: int | None,
    actor: User,
) -> FollowUp:
    """Correct it, give it to somebody else or put it off, while it is open. Its history keeps all.

    Raises follow_up_not_open, stale_version, and on fields what `add_follow_up` does.
    """
    require(actor, Can.LOG_MEETINGS, on=follow_up)
    _refuse_not_open(follow_up)
    follow_up.task, follow_up.due_on, follow_up.item = tidy(task), due_on, item
    follow_up.owner, follow_up.owner_name = owner, tidy(owner_name)
    follow_up.needs_verifying = needs_verifying or _asks_oneself(owner, follow_up.asked_by)
    _check(follow_up)
    return save_version(follow_up, _ASKED, version=version)


@transaction.atomic
def finish_follow_up(
    follow_up: FollowUp,
    *,
    evidence: str,
    done_on: date | None = None,
    picture: Sequence[File[bytes]] = (),
    version: int | None = None,
    actor: User,
) -> FollowUp:
    """Say that it is done, and what was done, with a photo if there is one.

    Its owner may, and who keeps the minutes. It waits for another's eyes where it must, else it is
    closed. `done_on` is today unless said otherwise, in the village's time. Raises not_oneself,
    follow_up_not_open, stale_version; day_to_come and day_too_early on `done_on`; what a photo is
    refused for on `picture`.
    """
    require_owner_or_keeper(follow_up, actor=actor)
    _refuse_not_open(follow_up)
    here = today(follow_up.tz)
    follow_up.done_on, follow_up.done_by = done_on or here, actor
    _check_day(follow_up, here)
    follow_up.evidence = evidence.strip()
    for file in picture[:1]:
        cleaned = cleaned_photo(file, field="picture")
        follow_up.picture, follow_up.picture_sha256 = cleaned.file(), cleaned.sha256
    follow_up.status = Status.DONE if follow_up.needs_verifying else Status.CLOSED
    return save_version(follow_up, _DONE, version=version)


@transaction.atomic
def verify_follow_up(follow_up: FollowUp, *, version: int | None = None, actor: User) -> FollowUp:
    """Confirm what another did. Raises own_follow_up, follow_up_not_done, stale_version."""
    require(actor, Can.LOG_MEETINGS, on=follow_up)
    if follow_up.status != Status.DONE:
        raise RuleBroken("follow_up_not_done", _("Tindak lanjut ini tidak menunggu diperiksa."))
    if not may_verify(follow_up, actor):
        raise RuleBroken("own_follow_up", _("Yang memeriksa harus orang lain."))
    follow_up.status = Status.CLOSED
    follow_up.verified_by, follow_up.verified_at = actor, timezone.now()
    return save_version(follow_up, ["status", "verified_by", "verified_at"], version=version)


@transaction.atomic
def reopen_follow_up(follow_up: FollowUp, *, version: int | None = None, actor: User) -> FollowUp:
    """Say that it is not done after all: it is open again, and its history keeps what was said.

    Raises follow_up_open, stale_version.
    """
    require(actor, Can.LOG_MEETINGS, on=follow_up)
    if follow_up.status == Status.OPEN:
        raise RuleBroken("follow_up_open", _("Tindak lanjut ini memang belum selesai."))
    follow_up.status, follow_up.dropped_because = Status.OPEN, ""
    follow_up.evidence, follow_up.picture, follow_up.picture_sha256 = "", "", ""
    follow_up.done_on, follow_up.done_by = None, None
    follow_up.verified_by, follow_up.verified_at = None, None
    fields = [*_DONE, "verified_by", "verified_at", "dropped_because"]
    return save_version(follow_up, fields, version=version)


@transaction.atomic
def drop_follow_up(
    follow_up: FollowUp, *, because: str, version: int | None = None, actor: User
) -> FollowUp:
    """Let it go and say why. Raises follow_up_over, stale_version; required on `because`."""
    require(actor, Can.LOG_MEETINGS, on=follow_up)
    if follow_up.status not in (Status.OPEN, Status.DONE):
        raise RuleBroken("follow_up_over", _("Tindak lanjut ini sudah berakhir."))
    reason = tidy(because)
    if not reason:
        raise ValidationError({"because": ValidationError(_("Tulis alasannya."), code="required")})
    follow_up.status, follow_up.dropped_because = Status.DROPPED, reason
    return save_version(follow_up, ["status", "dropped_because"], version=version)


def open_picture(follow_up: FollowUp, *, actor: User) -> FieldFile:
    """Return the picture to give out: to the owner, or who keeps the minutes. Raises no_picture."""
    require_owner_or_keeper(follow_up, actor=actor)
    if not follow_up.picture:
        raise NoPicture("no_picture", _("Tidak ada fotonya."))
    return follow_up.picture


def may_verify(follow_up: FollowUp, user: User) -> bool:
    """Whether it waits for somebody's eyes, and the user is not who did it."""
    if follow_up.status != Status.DONE or not may(user, Can.LOG_MEETINGS, on=follow_up):
        return False
    return follow_up.done_by_id != user.pk and not _is_owner(follow_up, user)


def may_finish(follow_up: FollowUp, user: User) -> bool:
    """Whether the user may say that it is done: the owner, or who keeps the minutes."""
    return _is_owner(follow_up, user) or may(user, Can.LOG_MEETINGS, on=follow_up)


def require_owner_or_keeper(follow_up: FollowUp, *, actor: User) -> None:
    """Refuse whoever neither owns it nor keeps the minutes. Raises not_oneself, not_allowed."""
    if follow_up.owner is None or may(actor, Can.LOG_MEETINGS, on=follow_up):
        require(actor, Can.LOG_MEETINGS, on=follow_up)
    else:
        require_own(follow_up.owner, actor)


def _is_owner(follow_up: FollowUp, user: User) -> bool:
    return follow_up.owner is not None and is_own(follow_up.owner, user)


def _asks_oneself(owner: Person | None, asker: User) -> bool:
    return owner is not None and is_own(owner, asker)


def _refuse_not_open(follow_up: FollowUp) -> None:
    if follow_up.status != Status.OPEN:
        raise RuleBroken("follow_up_not_open", _("Tindak lanjut ini tidak lagi terbuka."))


def _check(follow_up: FollowUp) -> None:
    """Refuse whom nobody knows there, an item of another agenda, a day before the meeting."""
    meeting, owner = follow_up.meeting, follow_up.owner
    if owner is not None and not is_known(owner, meeting):
        words = _("Orang ini tidak dikenal di sana.")
        raise ValidationError({"owner": ValidationError(words, code="unknown_person")})
    if follow_up.item is not None and str(follow_up.item) not in {
        str(item.get("id")) for item in meeting.agenda
    }:
        words = _("Acara ini tidak ada di pertemuannya.")
        raise ValidationError({"item": ValidationError(words, code="unknown_item")})
    if follow_up.due_on is not None and follow_up.due_on < meeting.on:
        words = _("Batas waktunya mendahului pertemuan.")
        raise ValidationError({"due_on": ValidationError(words, code="due_before_meeting")})


def _check_day(follow_up: FollowUp, here: date) -> None:
    done_on = follow_up.done_on
    if done_on is not None and done_on > here:
        words = _("Tanggal selesai tidak boleh setelah hari ini.")
        raise ValidationError({"done_on": ValidationError(words, code="day_to_come")})
    if done_on is not None and done_on < follow_up.meeting.on:
        words = _("Tanggal selesai mendahului pertemuannya.")
        raise ValidationError({"done_on": ValidationError(words, code="day_too_early")})

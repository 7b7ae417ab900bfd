"""Photos of a meeting and of its signed sheet: written anew, few, and taken away again."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.documents.cleaning import thumbnail_of
from common.errors import RuleBroken
from common.names import tidy
from meetings.models import Attendance, Meeting, MeetingPhoto
from meetings.services.inserting import insert_once
from meetings.services.marks import Mark, mark_attendance
from meetings.services.pictures import cleaned_photo
from meetings.services.refusals import refuse_cancelled

MOST = {MeetingPhoto.Kind.GATHERING: 3, MeetingPhoto.Kind.SHEET: 4}


@transaction.atomic
def add_photos(
    meeting: Meeting,
    *,
    kind: str,
    photos: Sequence[File[bytes]],
    caption: str = "",
    id: uuid.UUID | None = None,  # noqa: A002 (the phone's own, of the first)
    actor: User,
) -> list[MeetingPhoto]:
    """Add photos: three of the gathering at most, four pages of the sheet. No original is kept.

    Raises meeting_cancelled, id_taken; too_many_photos and what a photo is refused for on `photos`.
    """
    require(actor, Can.LOG_MEETINGS, on=meeting)
    refuse_cancelled(meeting)
    _refuse_too_many(meeting, kind, len(photos))
    cleaned = [cleaned_photo(file, field="photos") for file in photos]
    # Counted once more where nobody else can add: two phones send at the same moment.
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    _refuse_too_many(meeting, kind, len(photos))
    return [
        insert_once(
            MeetingPhoto(
                id=id if id is not None and place == 0 else uuid.uuid4(),
                meeting=meeting,
                kind=kind,
                picture=photo.file(),
                thumbnail=thumbnail_of(photo),
                sha256=photo.sha256,
                caption=tidy(caption),
                added_by=actor,
            )
        )
        for place, photo in enumerate(cleaned)
    ]


@transaction.atomic
def change_caption(photo: MeetingPhoto, *, caption: str, actor: User) -> MeetingPhoto:
    """Write what is seen on it."""
    require(actor, Can.LOG_MEETINGS, on=photo.meeting)
    photo.caption = tidy(caption)
    photo.full_clean()
    photo.save(update_fields=["caption"])
    return photo


@transaction.atomic
def remove_photo(photo: MeetingPhoto, *, actor: User) -> None:
    """Take it away for good: a picture that somebody does not want. Raises minutes_approved."""
    require(actor, Can.LOG_MEETINGS, on=photo.meeting)
    if photo.meeting.is_approved:
        raise RuleBroken(
            "minutes_approved", _("Notulen sudah disetujui. Buka lagi notulennya dahulu.")
        )
    for file in (photo.picture, photo.thumbnail):
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
    photo.delete()


def open_photo(photo: MeetingPhoto, *, small: bool = False, actor: User) -> FieldFile:
    """Return the picture to give out; a signed sheet only to who may read scans: it names people.

    Whether the meeting is seen at all is asked before.
    """
    if photo.kind == MeetingPhoto.Kind.SHEET:
        require(actor, Can.READ_SCANS, on=photo.meeting)
    return photo.thumbnail if small else photo.picture


@transaction.atomic
def tick_from_sheet(
    meeting: Meeting,
    *,
    present_ids: Collection[int],
    absent_ids: Collection[int] = (),
    absent_unless_marked: Collection[int] = (),
    actor: User,
) -> Meeting:
    """Mark who signed the sheet, as `mark_attendance` does, and note where it was read.

    Whoever is marked as present already keeps their mark: when they came the sheet does not tell.
    """
    require(actor, Can.LOG_MEETINGS, on=meeting)
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    came = meeting.attendances.filter(person__in=present_ids, present=True)
    new = sorted(set(present_ids) - set(came.values_list("person_id", flat=True)))
    return mark_attendance(
        meeting,
        absent_ids=set(absent_ids) - set(present_ids),
        absent_unless_marked=set(absent_unless_marked) - set(present_ids),
        marks=[Mark(key, how=Attendance.How.FROM_SHEET) for key in new],
        actor=actor,
    )


def _refuse_too_many(meeting: Meeting, kind: str, more: int) -> None:
    most = MOST[MeetingPhoto.Kind(kind)]
    if meeting.photos.filter(kind=kind).count() + more > most:
        words = _("Paling banyak %(most)d foto. Hapus dahulu yang tidak perlu.") % {"most": most}
        raise ValidationError({"photos": ValidationError(words, code="too_many_photos")})

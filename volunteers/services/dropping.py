"""Many scans of decrees at once: dropped together, guessed by name, attached when confirmed."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Final, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Can, require
from accounts.models import User
from common.documents.cleaning import TryAgain, clean
from common.errors import NotAllowed, RuleBroken
from common.retention import Retention, register_retention
from regions import cache
from regions.codes import Level, level_of
from regions.models import Region
from volunteers.matching import Candidate, Guess, ranked, shared_out
from volunteers.models import Appointment, DroppedScan
from wksbm.models import Decree, Mandate, Seat
from wksbm.services import attach_scan

MOST_FILES: Final = 40
MOST_CANDIDATES: Final = 1000
ALTERNATIVES: Final = 10
KEPT_FOR: Final = timedelta(days=30)
_MIB: Final = 1024 * 1024


class ScansConfirmed(NamedTuple):
    """What became of the files; each that failed keeps its fault, and waits as before."""

    attached: list[DroppedScan]
    set_aside: list[DroppedScan]
    failed: list[DroppedScan]


class Choice(NamedTuple):
    """A decree to choose for a file, as the screen says it."""

    key: int
    label: str


def register() -> None:
    label = gettext_lazy("Pindaian yang dikirim sekaligus")
    register_retention(
        Retention("dropped_scans", label, KEPT_FOR, DroppedScan.objects.dropped_before, swept=True)
    )


@transaction.atomic
def drop_scans(region: Region, *, files: Sequence[File[bytes]], actor: User) -> list[DroppedScan]:
    """Keep the files till they are confirmed, each with the decree that its name may mean.

    Every file is read by the confined child first: what it refuses is not kept, and its row says
    why. Guessed are decrees in the region that the actor keeps and that have no scan yet.
    ValidationError: too_many_files, too_large_together.
    """
    require(actor, Can.KEEP_DECREES, on=region)
    _check_load(files)
    batch = uuid.uuid4()
    rows = [
        DroppedScan(region=region, batch=batch, dropped_by=actor, name=_shown_name(file))
        for file in files
    ]
    for row, file in zip(rows, files, strict=True):
        _take(row, file)
    DroppedScan.objects.bulk_create(rows)
    kept = [row for row in rows if row.file]
    found = _guesses(kept, _candidates(region, actor))
    for pk, guess in shared_out(found).items():
        row = next(row for row in kept if row.pk == pk)
        row.decree_id, row.reason = guess.key, guess.reason[:200]
    for row in kept:
        if row.decree_id is None:
            row.reason = _why_none(found[row.pk])
    DroppedScan.objects.bulk_update(kept, ["decree", "reason"])
    return rows


@transaction.atomic
def confirm_scans(choices: Mapping[DroppedScan, Decree | None], *, actor: User) -> ScansConfirmed:
    """Attach each file to its decree; None sets a file aside. What fails is named, and waits on.

    Only whoever dropped them. Raises not_dropped_by_you (403).
    """
    for scan in choices:
        _require_dropper(scan, actor)
    twice = Counter(decree.pk for decree in choices.values() if decree is not None)
    done = ScansConfirmed([], [], [])
    for scan, decree in choices.items():
        if decree is None:
            _set_aside(scan)
            done.set_aside.append(scan)
            continue
        try:
            with transaction.atomic():
                _refuse_twice(twice[decree.pk])
                _attach(scan, decree, actor)
            done.attached.append(scan)
        except (RuleBroken, ValidationError) as error:
            _note_fault(scan, error)
            done.failed.append(scan)
    return done


def decrees_for(scans: Sequence[DroppedScan], *, user: User) -> dict[int, list[Choice]]:
    """Return for each file the decrees to choose from, the likeliest first: a bounded few."""
    choices: dict[int, list[Choice]] = {}
    by_region: dict[str, list[DroppedScan]] = defaultdict(list)
    for scan in scans:
        by_region[scan.region_id].append(scan)
    for same_region in by_region.values():
        candidates = _candidates(same_region[0].region, user)
        labels = {one.key: f"{one.number} · {', '.join(one.places.values())}" for one in candidates}
        for pk, found in _guesses(same_region, candidates).items():
            keys = list(dict.fromkeys([*(one.key for one in found), *labels]))[:ALTERNATIVES]
            choices[pk] = [Choice(key, _shortened(labels[key])) for key in keys]
    return choices


def forget_dropped_scans() -> int:
    """Delete what was dropped more than thirty days ago, with its files; return how many."""
    return _forget(DroppedScan.objects.dropped_before(timezone.now() - KEPT_FOR))


def _forget(rows: QuerySet[DroppedScan]) -> int:
    forgotten = 0
    for row in rows.iterator():
        if row.file:
            row.file.storage.delete(str(row.file.name))
        row.delete()
        forgotten += 1
    return forgotten


# --- Dropping ------------------------------------------------------------------------------------


def _check_load(files: Sequence[File[bytes]]) -> None:
    together, most = sum(file.size for file in files), settings.UPLOAD_MAX_TOGETHER
    fault = None
    if not files:
        fault = ValidationError(_("Pilih paling sedikit satu berkas."), code="required")
    elif len(files) > MOST_FILES:
        words = _("Paling banyak %(most)d berkas sekali kirim.") % {"most": MOST_FILES}
        fault = ValidationError(words, code="too_many_files")
    elif together > most:
        words = _("Semua berkas bersama %(size)d MB. Paling besar %(limit)d MB.")
        params = {"size": together // _MIB + 1, "limit": most // _MIB}
        fault = ValidationError(words % params, code="too_large_together")
    if fault is not None:
        raise ValidationError({"scans": fault})


def _shown_name(file: File[bytes]) -> str:
    """Return what the file is called, without folders and without what nobody sees."""
    name = str(file.name or "").replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(mark for mark in name if mark.isprintable()).strip()
    return seen[:200] or _("tanpa nama")


def _take(row: DroppedScan, file: File[bytes]) -> None:
    """Keep the file as it came, if the child has read it; else say why not."""
    try:
        cleaned = clean([file])
    except TryAgain:
        # The machine is busy: it is read again, and then must be, when it is attached.
        file.seek(0)
        row.file = ContentFile(file.read(), name="dropped")
        return
    except ValidationError as error:
        row.fault, row.status = error.messages[0][:300], DroppedScan.Status.SET_ASIDE
        return
    row.file = ContentFile(cleaned.original, name="dropped")
    row.sha256 = cleaned.original_sha256


def _guesses(
    rows: Iterable[DroppedScan], candidates: Sequence[Candidate]
) -> dict[int, list[Guess]]:
    return {row.pk: ranked(row.name, candidates) for row in rows}


def _why_none(found: Sequence[Guess]) -> str:
    if not found:
        return _("Nama berkas tidak menyebut SK, desa atau orang yang dikenal.")
    return _("Beberapa SK cocok dengan nama berkas ini. Pilih salah satu.")


def _candidates(region: Region, user: User) -> list[Candidate]:
    """Return the decrees of the region that the user keeps and that have no scan, newest first."""
    kept = Decree.objects.where_may(user, Can.KEEP_DECREES)
    bare_of_scan = kept.filter(region__code__startswith=region.code, scan="")
    decrees = list(bare_of_scan.order_by("-enacted_on", "-pk")[:MOST_CANDIDATES])
    keys = [decree.pk for decree in decrees]
    codes: dict[int, dict[str, None]] = {decree.pk: {decree.region_id: None} for decree in decrees}
    people: dict[int, dict[str, None]] = defaultdict(dict)
    for key, code in Mandate.objects.filter(decree__in=keys).values_list("decree", "region"):
        codes[key][code] = None
    seats = Seat.objects.filter(decree__in=keys).values_list("decree", "holder__bare_name")
    appointed = Appointment.objects.filter(decree__in=keys)
    for key, name in seats:
        people[key][name] = None
    for key, name, code in appointed.values_list("decree", "person__bare_name", "area"):
        people[key][name] = None
        codes[key][code] = None
    names = cache.names_of(code for found in codes.values() for code in found)
    return [
        Candidate(
            decree.pk,
            decree.number,
            decree.enacted_on.year,
            {
                names[code].name: names[code].full_name
                for code in codes[decree.pk]
                if level_of(code) in {Level.VILLAGE, Level.DISTRICT}
            },
            list(people[decree.pk]),
        )
        for decree in decrees
    ]


def _shortened(label: str) -> str:
    return label if len(label) <= 80 else f"{label[:79]}\u2026"


# --- Confirming ----------------------------------------------------------------------------------


def _require_dropper(scan: DroppedScan, actor: User) -> None:
    if scan.dropped_by_id != actor.pk:
        raise NotAllowed(
            "not_dropped_by_you", _("Hanya yang mengirim berkas ini dapat memasangnya.")
        )


def _refuse_twice(times: int) -> None:
    if times > 1:
        raise RuleBroken("decree_chosen_twice", _("SK ini dipilih untuk lebih dari satu berkas."))


def _attach(scan: DroppedScan, decree: Decree, actor: User) -> None:
    """Attach and empty one file. Raises scan_not_waiting, scan_there, what attach_scan raises."""
    open_rows = DroppedScan.objects.exclude(status=DroppedScan.Status.ATTACHED)
    taken = open_rows.filter(pk=scan.pk).exclude(file="")
    name = str(scan.file.name)
    facts = {"status": DroppedScan.Status.ATTACHED, "decree": decree, "fault": "", "file": ""}
    if not taken.update(**facts):
        raise RuleBroken("scan_not_waiting", _("Berkas ini sudah dipasang atau tidak disimpan."))
    current = Decree.objects.get(pk=decree.pk)
    if current.scan:
        raise RuleBroken("scan_there", _("SK ini sudah punya pindaian."))
    with scan.file.open("rb") as file:
        attach_scan(current, files=[file], version=current.version, actor=actor)
    transaction.on_commit(partial(scan.file.storage.delete, name))


def _set_aside(scan: DroppedScan) -> None:
    open_rows = DroppedScan.objects.exclude(status=DroppedScan.Status.ATTACHED)
    open_rows.filter(pk=scan.pk).update(
        status=DroppedScan.Status.SET_ASIDE, decree=None, reason="", fault=""
    )


def _note_fault(scan: DroppedScan, error: RuleBroken | ValidationError) -> None:
    words = error.message if isinstance(error, RuleBroken) else error.messages[0]
    scan.fault = words[:300]
    DroppedScan.objects.filter(pk=scan.pk).exclude(status=DroppedScan.Status.ATTACHED).update(
        fault=scan.fault
    )

"""Papers are issued once, kept as they are, superseded by a new edition, or withdrawn."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.access import Can, require
from accounts.models import User
from common.errors import RuleBroken
from common.languages import said
from papers.kinds import PaperKind, Subject, kind_named
from papers.models import Paper, PaperCounter, new_code
from papers.rendering import qr_svg, render_pdf
from papers.services.letterheads import kop_of
from papers.words import month_in_roman, said_day, tidy
from regions.models import Region

# Official papers are Indonesian, whatever language whoever prints them reads.
LANGUAGE = "id"


@transaction.atomic
def issue_paper(kind: str, subject: Subject, *, actor: User) -> Paper:
    """Return the paper of this kind about the subject.

    The one that was issued, as long as it still says what is true (or its kind is issued once);
    else a new edition that supersedes it.
    """
    found = _kind(kind)
    region = _region_of(subject)
    require(actor, found.can, on=region)
    facts = _facts(found, subject)
    with translation.override(LANGUAGE):
        counter = _locked_counter(found, region)
        of_subject = Paper.objects.of(kind, key_of(subject))
        before = of_subject.valid().order_by("-pk").first()
        if found.once and before is not None:
            return before
        return _freeze(
            found,
            region,
            subject_key=key_of(subject),
            facts=facts,
            title=found.title(subject),
            before=before,
            counter=counter,
            actor=actor,
        )


@transaction.atomic
def withdraw_paper(paper: Paper, *, because: str, actor: User) -> Paper:
    """Withdraw a paper for good: its file stays, its public page says so.

    Raises paper_withdrawn.
    """
    found = kind_named(paper.kind)
    require(actor, found.can if found else Can.KEEP_BODY, on=paper)
    now = timezone.now()
    if paper.is_withdrawn:
        raise RuleBroken("paper_withdrawn", _("Surat ini sudah dibatalkan."))
    paper.state = Paper.State.WITHDRAWN
    paper.withdrawn_by, paper.withdrawn_at, paper.withdrawn_because = actor, now, tidy(because)
    paper.full_clean()
    done = Paper.objects.filter(pk=paper.pk, state=Paper.State.VALID).update(
        state=paper.state,
        withdrawn_by=actor,
        withdrawn_at=now,
        withdrawn_because=paper.withdrawn_because,
    )
    if not done:
        raise RuleBroken("paper_withdrawn", _("Surat ini sudah dibatalkan."))
    return paper


def open_paper(paper: Paper, *, actor: User) -> File[bytes]:
    """Return the file: the same bytes as on the first day. Raises paper_damaged."""
    found = kind_named(paper.kind)
    audience = found.audience if found else Can.KEEP_BODY
    if audience is not None:
        require(actor, audience, on=paper)
    with paper.file.open("rb") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != paper.sha256:
        raise RuleBroken(
            "paper_damaged",
            _("Berkas surat ini berubah di penyimpanan dan tidak diberikan. Hubungi operator."),
        )
    return ContentFile(content, paper.file_name)


def subject_named(kind: str, key: str, *, actor: User) -> Subject:
    """Return what a paper of this kind would be about, if the actor sees it.

    Raises ValidationError for unknown kinds and subjects.
    """
    found = _kind(kind)
    try:
        subject = _found(found, key, actor)
    except (ValueError, ValidationError):
        subject = None
    if subject is None:
        raise ValidationError({"subject": ValidationError(_("Data ini tidak ditemukan."))})
    require(actor, found.can, on=_region_of(subject))
    return subject


def key_of(subject: Subject) -> str:
    if not isinstance(subject, Model):
        return subject.paper_key
    return f"{subject._meta.label_lower}:{subject.pk}"


# --- Parts of the above --------------------------------------------------------------------------


def _found(kind: PaperKind, key: str, actor: User) -> Subject | None:
    if kind.find is not None:
        return kind.find(key, actor)
    rows: Any = kind.model
    found: Subject | None = rows and rows.objects.visible_to(actor).filter(pk=key).first()
    return found


def _facts(kind: PaperKind, subject: Subject) -> dict[str, Any]:
    """Return what the paper says, in its language; why there is none is for whoever prints."""
    try:
        with translation.override(LANGUAGE):
            facts: dict[str, Any] = tidy(kind.facts(subject))
    except RuleBroken as refused:
        raise RuleBroken(refused.code, said(refused.message)) from refused
    return facts


def _kind(name: str) -> PaperKind:
    found = kind_named(name)
    if found is None:
        raise ValidationError({"kind": ValidationError(_("Jenis surat tidak dikenal."))})
    return found


def _region_of(subject: Subject) -> Region:
    if isinstance(subject, Region):
        return subject
    region: Region = subject.region  # type: ignore[union-attr]
    return region


def _locked_counter(kind: PaperKind, region: Region) -> PaperCounter:
    """Return the counter of the office, the kind and the year, held until this ends.

    Whoever comes second waits, so that numbers have no gap and one subject one valid paper.
    """
    year = timezone.localdate(timezone=region.tz).year
    place = {"region": region, "kind": kind.name, "year": year}
    PaperCounter.objects.bulk_create([PaperCounter(**place)], ignore_conflicts=True)
    counter: PaperCounter = PaperCounter.objects.select_for_update().get(**place)
    return counter


def _freeze(
    kind: PaperKind,
    region: Region,
    *,
    subject_key: str,
    facts: dict[str, Any],
    title: str,
    before: Paper | None,
    counter: PaperCounter,
    actor: User,
) -> Paper:
    """Render and keep the paper; `before`, if it says the same, is that paper."""
    kop = kop_of(region)
    snapshot = {"facts": facts, "letterhead": kop.as_facts()}
    if before is not None and before.facts == snapshot:
        return before
    now = timezone.now()
    today = timezone.localdate(now, region.tz)
    paper = Paper(
        region=region,
        kind=kind.name,
        subject_key=subject_key,
        title=tidy(title)[:300],
        code=new_code(),
        facts=snapshot,
        issued_by=actor,
        issued_at=now,
        supersedes=before,
    )
    if before is None:
        _number(paper, kind, counter, today)
    else:
        paper.year, paper.sequence, paper.number = before.year, before.sequence, before.number
        paper.edition = before.edition + 1
    data = {"facts": facts, "letterhead": kop.as_data(), "paper": _shown(paper, today)}
    content = render_pdf(kind.template, data, at=now)
    paper.sha256 = hashlib.sha256(content).hexdigest()
    paper.file = ContentFile(content, "paper.pdf")
    paper.full_clean()
    paper.save(force_insert=True)
    return paper


def _number(paper: Paper, kind: PaperKind, counter: PaperCounter, today: date) -> None:
    counter.last += 1
    counter.save(update_fields=["last"])
    paper.year, paper.sequence = counter.year, counter.last
    paper.number = kind.number.format(
        sequence=counter.last,
        region=counter.region_id,
        month=month_in_roman(today),
        year=counter.year,
    )


def _shown(paper: Paper, today: date) -> dict[str, Any]:
    """Return what the sheet says of itself."""
    url = settings.SITE_URL.rstrip("/") + reverse("verify_paper", args=[paper.code])
    return {
        "title": f"{paper.title} ({paper.number})",
        "number": paper.number,
        "edition": paper.edition,
        "issued_on": said_day(today),
        "url": url,
        "qr": qr_svg(url),
    }

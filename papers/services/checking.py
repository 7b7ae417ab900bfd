"""What anybody may learn who holds a paper and its code: whether it still counts. No names."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from papers.kinds import label_of
from papers.models import CODE_LENGTH, Paper
from papers.words import said_day


@dataclass(frozen=True)
class Verdict:
    state: str  # valid, withdrawn or superseded
    kind: str
    number: str
    edition: int
    issued_on: str
    office: str
    sha256: str


def verify_paper(code: str) -> Verdict | None:
    """Return what is known of the paper with this code, as it was typed; None if there is none."""
    word = "".join(mark for mark in code.upper() if mark.isalnum())
    if len(word) != CODE_LENGTH or not word.isascii():
        return None
    paper = Paper.objects.with_region_path().filter(code=word).first()
    if paper is None:
        return None
    state = Paper.State.WITHDRAWN.value if paper.is_withdrawn else Paper.State.VALID.value
    if not paper.is_withdrawn and Paper.objects.filter(supersedes=paper).exists():
        state = "superseded"
    return Verdict(
        state=state,
        kind=label_of(paper.kind),
        number=paper.number,
        edition=paper.edition,
        issued_on=said_day(timezone.localdate(paper.issued_at, paper.region.tz)),
        office=paper.region.path,
        sha256=paper.sha256,
    )

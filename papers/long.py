"""Papers of many rows: made by a worker with its progress, so that no request waits for them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from jobs.kinds import JobRun
from jobs.models import Job
from jobs.services import start_job
from papers.kinds import kind_named
from papers.models import Paper
from papers.services import issue_paper, subject_named

LONG: Final = 500  # rows: some seconds of work
PRINT: Final = "papers.print"


def print_or_ask(kind: str, key: str, *, actor: User) -> Paper | Job:
    """Issue the paper about what a program names so, or find it; the job that does so if long.

    A kind says by its `size` how long. Repeated, it finds the paper that it made. Raises what
    subject_named and issue_paper raise.
    """
    subject = subject_named(kind, key, actor=actor)
    found = kind_named(kind)
    rows = found.size(subject) if found is not None and found.size is not None else 0
    if found is None or rows <= LONG:
        return issue_paper(kind, subject, actor=actor)
    title = _("Mencetak %(paper)s") % {"paper": found.label}
    arguments = {"kind": kind, "subject": key, "rows": rows}
    return start_job(PRINT, title=title[:200], arguments=arguments, user=actor)


def print_long(job: JobRun) -> None:
    """Issue a long paper as a job; what its user may print is asked again."""
    kind, key, rows = (job.arguments[name] for name in ("kind", "subject", "rows"))
    job.progress(0, rows)
    subject = subject_named(kind, key, actor=job.user)
    paper = issue_paper(kind, subject, actor=job.user)
    job.progress(rows, rows)
    job.link_to(paper.get_absolute_url())

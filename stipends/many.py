"""Runs of many: the same services, done by a worker with its progress instead of in the request.

A step on up to `MANY` candidates is done at once. More become a job: the page goes on to it, the
job asks again what its user may do, and what was typed travels sealed, for thirty days at most.
Who acts has proven the second step before the job was asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.models import User
from common import vault
from common.json import dumps
from jobs.kinds import JobRun
from jobs.models import Job
from jobs.services import start_job
from stipends import services
from stipends.models import FundingSource, Run, Scheme
from volunteers.models import Appointment

MANY: Final = 5_000
START: Final = "stipends.start"
STEP: Final = "stipends.step"
_PURPOSE: Final = "stipends.many"

STEPS: dict[str, Callable[..., Any]] = {
    "draft": services.draft_run,
    "submit": services.submit_run,
    "approve": services.approve_run,
    "release": services.release_run,
}
# What cannot be taken back: a job that has begun it is not cancelled any more.
FOR_GOOD: Final = {"approve", "release"}


def start_or_ask(*, scheme: Scheme, source: FundingSource, actor: User, **facts: Any) -> Run | Job:
    """Start a run and draft it at once; the job that does so where the pillar has many people."""
    if candidates_of(scheme) <= MANY:
        return services.start_run(scheme=scheme, source=source, actor=actor, **facts)
    arguments = {"scheme": scheme.pk, "source": source.pk, "sealed": _sealed(facts)}
    title = _("Menyusun daftar %(scheme)s") % {"scheme": scheme.name}
    return start_job(START, title=title[:200], arguments=arguments, user=actor)


def step_or_ask(run: Run, step: str, *, actor: User, **facts: Any) -> Job | None:
    """Do the step; None means that it is done, a job that it is being done."""
    people = size_of(run)
    if people <= MANY:
        STEPS[step](run, **facts, actor=actor)
        return None
    arguments = {"run": run.pk, "step": step, "people": people, "sealed": _sealed(facts)}
    link = run.get_absolute_url()
    return start_job(STEP, title=run.title, arguments=arguments, link=link, user=actor)


def candidates_of(scheme: Scheme) -> int:
    """Return how many appointments a draft of the scheme looks at."""
    found = Appointment.objects.filter(
        pillar=scheme.pillar_id, region__code__startswith=scheme.region_id
    )
    return int(found.count())


def size_of(run: Run) -> int:
    """Return how many a step of the run is about."""
    return run.line_count or candidates_of(run.scheme)


def start_many(job: JobRun) -> None:
    """Start a run as a job."""
    scheme = Scheme.objects.get(pk=job.arguments["scheme"])
    source = FundingSource.objects.get(pk=job.arguments["source"])
    people = candidates_of(scheme)
    job.progress(0, people)
    run = services.start_run(
        scheme=scheme, source=source, actor=job.user, **_unsealed(job.arguments["sealed"])
    )
    job.progress(people, people)
    job.link_to(run.get_absolute_url())


def step_many(job: JobRun) -> None:
    """Do one step of a run as a job."""
    run = Run.objects.select_related("scheme").get(pk=job.arguments["run"])
    step, people = job.arguments["step"], job.arguments["people"]
    job.progress(0, people)
    if step in FOR_GOOD:
        job.begin_last_step()
    STEPS[step](run, **_unsealed(job.arguments["sealed"]), actor=job.user)
    job.progress(people, people)


def _sealed(facts: dict[str, Any]) -> str:
    """Seal what was typed: a title or a number of a document is free text."""
    said = {
        name: {"day": value.isoformat()} if isinstance(value, date) else value
        for name, value in facts.items()
    }
    return vault.seal(dumps(said).decode(), purpose=_PURPOSE).hex()


def _unsealed(text: str) -> dict[str, Any]:
    said = json.loads(vault.unseal(bytes.fromhex(text), purpose=_PURPOSE))
    return {
        name: date.fromisoformat(value["day"]) if isinstance(value, dict) else value
        for name, value in said.items()
    }

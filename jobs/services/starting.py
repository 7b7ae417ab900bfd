"""Asking for long work, and taking it back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import NotAllowed, RuleBroken
from jobs.kinds import kind_named
from jobs.models import Job

# Keys, codes, dates, file names: no names of people, no addresses of theirs.
_HARMLESS = re.compile(r"[\w.:+/=-]{0,5000}")
_NUMBER_OF_SOMEBODY = re.compile(r"\+?[\d.-]{9,}")
_CODE_OR_DAY = re.compile(r"\d\d(\.\d\d){2}\.\d{4}|\d{4}-\d\d-\d\d")


@transaction.atomic
def start_job(
    kind: str, *, title: str, arguments: Mapping[str, Any], link: str = "", user: User
) -> Job:
    """Ask for long work of a registered kind; a worker takes it within seconds of the commit.

    `title` and `arguments` are kept in plain for thirty days: whoever starts a job seals what is
    personal (`common.vault`) or names a row that has it. `link` is a path to go on to. The job is
    its user's own; whoever starts it has asked whether they may, and the work asks again.
    """
    kind_named(kind)
    _refuse_personal(arguments)
    job = Job(kind=kind, user=user, title=title, arguments=dict(arguments), link=link)
    job.full_clean()
    job.save(force_insert=True)
    return job


@transaction.atomic
def cancel_job(job: Job, *, actor: User) -> None:
    """Stop a job that waits or runs. Raises not_allowed, job_not_cancellable.

    A running one hears it when it next tells of its progress; one in its last step goes through.
    """
    _require_own(job, actor)
    live = Job.objects.filter(pk=job.pk, status__in=Job.LIVE, in_last_step=False)
    if not live.update(
        status=Job.Status.CANCELLED, finished_at=Now(), lease_token=None, lease_until=None
    ):
        raise RuleBroken(
            "job_not_cancellable",
            _("Pekerjaan ini sudah selesai, atau sedang menyimpan hasilnya."),
        )


def _require_own(job: Job, actor: User) -> None:
    if job.user_id != actor.pk:
        raise NotAllowed("not_allowed", _("Peran Ibu/Bapak tidak mencakup tindakan ini."))


def _refuse_personal(value: Any) -> None:
    """Refuse arguments that look like somebody's name, number or address: a fault of ours."""
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_personal(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_personal(inner)
    elif isinstance(value, str):
        is_number = _NUMBER_OF_SOMEBODY.fullmatch(value) and not _CODE_OR_DAY.fullmatch(value)
        if is_number or not _HARMLESS.fullmatch(value):
            raise ValueError("The arguments of a job are kept in plain: nothing personal in them.")
    elif isinstance(value, int) and abs(value) >= 10**15:
        raise ValueError("The arguments of a job are kept in plain: no NIK or account in them.")

"""Long work: who asked for an import or an export hears that it has ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.models import Job
from notifications.rules.base import Rule, Step, Subject, Told, key_of, vanished
from notifications.rules.steps import AT_ONCE_OR_LATER, STILL_USEFUL, stepped

# What ends within a minute was waited for on its page. A job lies nowhere: the person's village
# counts, or the first place of the user's.
ENDED_LATELY = """
    SELECT j.id, j.attempts, p.id AS person_id, r.code AS region_id, NULL::bigint AS wksbm_id,
           r.time_zone AS zone, j.finished_at AS moment
      FROM jobs_job AS j
      JOIN people_person AS p ON p.user_id = j.user_id
      JOIN regions_region AS r
        ON r.code = coalesce(
               p.village_id, (SELECT min(region_id) FROM accounts_grant WHERE user_id = j.user_id)
           )
     WHERE j.status IN ('done', 'failed')
       AND j.finished_at > %(now)s - interval '7 days'
       AND j.finished_at > j.created_at + interval '1 minute'
       AND (%(subjects)s::bigint[] IS NULL OR j.id = ANY (%(subjects)s::bigint[]))
"""
JOB_ENDED = f"""
    SELECT j.region_id,
           'job_ended' AS rule,
           'job:' || j.id || ':' || j.attempts AS occasion,
           j.step,
           j.person_id,
           j.due_at,
           j.not_after
      FROM ({stepped("job_ended", ENDED_LATELY, AT_ONCE_OR_LATER, only=STILL_USEFUL)}) AS j
"""  # noqa: S608 (ours)


def ended_jobs(occasions: Collection[str]) -> Mapping[str, Subject]:
    keys = {key_of(occasion) for occasion in occasions}
    found = {str(job.pk): job for job in Job.objects.filter(pk__in=keys)}
    return {occasion: _job(found.get(key_of(occasion))) for occasion in occasions}


def _job(job: Job | None) -> Told:
    if job is None:
        return vanished(_("Pekerjaan"))
    return Told(lambda: _say_job(job), _("Pekerjaan ini berjalan lagi.") if job.is_live else "")


def _say_job(job: Job) -> tuple[str, str, str]:
    names = {"title": job.title}
    if job.status == Job.Status.DONE:
        heading = _("Selesai: %(title)s") % names
        body = _("%(title)s sudah selesai. Hasilnya dapat dibuka selama tiga puluh hari.") % names
    else:
        heading = _("Tidak selesai: %(title)s") % names
        body = _("%(title)s berhenti karena kendala. Bukalah untuk melihat sebabnya.") % names
    return heading, body, job.get_absolute_url()


ENDED = Rule(
    name="job_ended",
    label=gettext_lazy("Impor atau ekspor selesai"),
    select=JOB_ENDED,
    steps=[Step(timedelta(0), useful_for=timedelta(days=2))],
    subject_key=key_of,
    subjects=ended_jobs,
    audience=gettext_lazy("meminta pekerjaan itu"),
    left=gettext_lazy("Bukan lagi yang memintanya."),
)

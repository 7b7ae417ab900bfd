"""Long work: starting, cancelling and doing it; and the ledger of repeated requests."""

from jobs.services.keeping import forget_jobs
from jobs.services.ledger import forget_requests
from jobs.services.starting import cancel_job, start_job
from jobs.services.working import work_on_due_jobs

__all__ = ["cancel_job", "forget_jobs", "forget_requests", "start_job", "work_on_due_jobs"]

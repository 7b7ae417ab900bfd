"""What beat wakes, and how often. A wake-up that found no worker in time is thrown away."""

from typing import Any

HOUR = 3600
DAY = 24 * HOUR


def every(seconds: float, task: str, *, expires: int) -> dict[str, Any]:
    return {"task": task, "schedule": float(seconds), "options": {"expires": expires}}


SCHEDULE = {
    "send": every(5, "notifications.tasks.send", expires=10),
    "plan": every(20, "notifications.tasks.plan", expires=20),
    "work": every(2, "jobs.tasks.work", expires=4),
    "occurrences": every(HOUR, "meetings.tasks.make_occurrences", expires=HOUR),
    "self_check": every(HOUR, "notifications.tasks.self_check", expires=HOUR),
    "seal": every(HOUR, "audit.tasks.seal", expires=HOUR),
    "forget_jobs": every(DAY, "jobs.tasks.forget_old_jobs", expires=HOUR),
    "forget_sheets": every(DAY, "spreadsheets.tasks.forget_old_sheets", expires=HOUR),
    "forget_dropped_scans": every(DAY, "volunteers.tasks.forget_old_scans", expires=HOUR),
    "forget_requests": every(DAY, "jobs.tasks.forget_old_requests", expires=HOUR),
}

"""The whole service, as `make run` starts it: a village's meeting is reminded, come what may.

Everything is real: granian, PostgreSQL, Valkey, Celery's worker and beat, the dispatch loop, SMTP.
"""

import email
import email.policy
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
from django.utils import timezone

from config.embedded.place import ROOT
from tests.running import OURS

VILLAGE = "52.08.01.2001"  # in no village of the demo
HERE = ZoneInfo("Asia/Makassar")
PATIENCE = 120  # seconds; what is waited for mostly comes within thirty


def manage(service, *words, **environment):
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**inherited, "VAR_DIR": str(service.folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def programs_api(service):
    """Return a client of the API with a new token of somebody who may do everything."""
    name = f"pemeriksa-{time.time_ns()}"
    manage(
        service,
        *("createsuperuser", "--noinput", "--username", name, "--name", "Pemeriksa"),
        DJANGO_SUPERUSER_PASSWORD="only-for-this-test",
    )
    printed = manage(service, "create_token", name, "--name", "percobaan", "--days", "1")
    key = next(word for word in printed.split() if word.startswith("wks_"))
    return httpx.Client(
        base_url=f"{service.url}/api/v1/", headers={"Authorization": f"Bearer {key}"}, timeout=20
    )


def made(response):
    assert response.status_code == 201, response.text
    return response.json()


def keep_awake(api):
    """Give the village quiet hours of its own that are far from now, whatever the hour is.

    (On a silent day of the nation, Nyepi, nothing would come: as it should be.)
    """
    begins = timezone.localtime(timezone=HERE) + timedelta(hours=6)
    far = made(
        api.post(
            "quiet-times/",
            json={
                "region": VILLAGE,
                "name": f"Jauh {time.time_ns()}",
                "days": [1, 2, 3, 4, 5, 6, 7],
                "since": begins.strftime("%H:%M"),
                "until": (begins + timedelta(hours=1)).strftime("%H:%M"),
            },
        )
    )
    for row in api.get("quiet-times/", params={"holding_in": VILLAGE}).json()["results"]:
        if row["id"] != far["id"]:
            assert api.delete(f"quiet-times/{row['id']}/").status_code == 204


def plan_meeting(api, body, purpose, **more):
    """Plan a meeting in an hour and 59 minutes: its two-hour reminder is due since a minute."""
    start = timezone.localtime(timezone=HERE) + timedelta(hours=1, minutes=59)
    return made(
        api.post(
            "meetings/",
            json={
                "wksbm": body["id"],
                "purpose": purpose,
                "place": "Balai desa",
                "on": start.date().isoformat(),
                "at": start.strftime("%H:%M:%S"),
                **more,
            },
        )
    )


def mails_about(service, purpose):
    parsed = [email.message_from_bytes(raw, policy=email.policy.default) for raw in service.mails()]
    return [mail for mail in parsed if purpose in mail.get_content()]


def wait_for_mail(service, purpose):
    deadline = time.monotonic() + PATIENCE
    while not (found := mails_about(service, purpose)):
        assert service.process.poll() is None, service.log
        assert time.monotonic() < deadline, f"no mail:\n{service.log[-6000:]}"
        time.sleep(0.5)
    return found


def test_a_meeting_is_reminded_whatever_dies(service):
    a_month_on = timezone.localdate() + timedelta(days=30)
    with programs_api(service) as api:
        keep_awake(api)
        body = made(
            api.post(
                "wksbm/",
                json={
                    "region": VILLAGE,
                    "level": "village",
                    "name": f"WKSBM {time.time_ns()}",
                },
                headers={"Idempotency-Key": f"body-{time.time_ns()}"},
            )
        )
        decree = made(
            api.post(
                "decrees/",
                json={
                    "office_kind": "village_head",
                    "office_region": VILLAGE,
                    "kind": "formation",
                    "number": f"{time.time_ns()}/KEP/2026",
                    "subject": "Pembentukan WKSBM",
                    "enacted_on": "2026-01-05",
                    "effective_from": "2026-01-01",
                    "bodies": [body["id"]],
                },
            )
        )
        made(
            api.post(
                "seats/",
                json={
                    "wksbm": body["id"],
                    "post": "chair",
                    "holder_name": "Siti Aminah",
                    "holder_email": "siti.aminah@example.org",
                    "effective_from": "2026-01-01",
                    "decree": decree["id"],
                },
            )
        )
        made(
            api.post(
                "series/",
                json={
                    "wksbm": body["id"],
                    "purpose": "Pertemuan rutin",
                    "rrule": "FREQ=MONTHLY;BYDAY=+2SA",
                    "starts_on": a_month_on.isoformat(),  # on none of the days that follow
                    "at": "15:00",
                    "place": "Balai desa",
                },
            )
        )

        # Celery alone brings the first: the dispatch loop stands still.
        dispatch = service.pid("dispatch")
        os.kill(dispatch, signal.SIGSTOP)
        meeting = plan_meeting(api, body, "Arisan beras")
        [mail] = wait_for_mail(service, "Arisan beras")
        os.kill(dispatch, signal.SIGCONT)

        assert mail["To"] == "siti.aminah@example.org"
        [delivery] = api.get(
            "deliveries/", params={"occasion": f"meeting:{meeting['id']}:{meeting['revision']}"}
        ).json()["results"]
        assert delivery["state"] == "sent"

        # The dispatch loop alone brings the second: worker, beat and broker are dead.
        for program in ("worker", "beat", "valkey"):
            os.kill(service.pid(program), signal.SIGKILL)
        plan_meeting(api, body, "Rapat lumbung desa", second=True)
        wait_for_mail(service, "Rapat lumbung desa")

        time.sleep(8)  # two more rounds of every loop: nothing comes twice
        assert len(mails_about(service, "Arisan beras")) == 1
        assert len(mails_about(service, "Rapat lumbung desa")) == 1

"""`manage.py up` runs once in a folder, starts again after a kill, and ends whole when told."""

import smtplib

import httpx

from config.processes import started_at
from tests.running import start_up


def test_the_service_runs_alone_survives_a_kill_and_ends_whole(service, tmp_path):
    killed = service.pids()
    second = start_up(tmp_path, VAR_DIR=str(service.folder))
    assert second.wait(40) == 1
    assert f"The service runs already at {service.url}" in (tmp_path / "log").read_text()

    service.process.kill()
    service.process.wait()
    service.start("--no-demo")
    pids = service.pids()

    assert all(pids)
    assert httpx.get(f"{service.url}/livez").status_code == 200
    with smtplib.SMTP("127.0.0.1", service.state["email_port"]) as mail:
        mail.sendmail("a@example.org", ["b@example.org"], "Subject: Halo\r\n\r\nIsi\r\n")
    assert any(b"Subject: Halo" in mail for mail in service.mails())

    service.end()

    assert service.process.returncode == 0
    assert not any(started_at(pid) for pid in [*killed, *pids] if pid)

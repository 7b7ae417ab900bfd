"""`manage.py up` as a newcomer meets it."""

import signal
import smtplib
import socket
import urllib.error
import urllib.request

from aiosmtpd.controller import Controller

from config.management.commands.catch_mail import KEPT, Keeper
from config.processes import started_at
from tests.running import free_port, running_service, start_up


def status_of(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_a_taken_port_is_said_clearly(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        process = start_up(tmp_path, "--port", str(port))

        assert process.wait(20) == 1
    log = (tmp_path / "log").read_text()
    assert f"Port {port} is taken. Choose another: make run PORT={port + 1}" in log
    assert "Traceback" not in log
    assert "starting" not in log


def test_the_service_runs_alone_survives_a_kill_and_ends_whole(servers):
    folder = servers.folder / "up"
    programs = ("postgres", "valkey", "web", "worker", "beat", "mail")

    with running_service(folder, "--no-demo") as service:
        killed = [service.pid(name) for name in programs]
        second = start_up(folder / "elsewhere", VAR_DIR=str(folder))
        assert second.wait(20) == 1
        said = (folder / "elsewhere" / "log").read_text()
        assert f"The service runs already at {service.url}" in said
        service.process.send_signal(signal.SIGKILL)
        service.process.wait()

    with running_service(folder, "--no-demo") as service:
        pids = [service.pid(name) for name in programs]
        assert all(pids)
        assert status_of(f"{service.url}/livez") == 200
        with smtplib.SMTP("127.0.0.1", service.state["email_port"]) as mail:
            mail.sendmail("a@example.org", ["b@example.org"], "Subject: Halo\r\n\r\nIsi\r\n")
        assert b"Subject: Halo" in service.mails()[-1]

    assert service.process.returncode == 0
    assert not any(started_at(pid) for pid in (*killed, *pids))


def test_the_mail_catcher_keeps_the_newest(tmp_path):
    for number in range(KEPT + 3):
        (tmp_path / f"{number:020d}-old.eml").touch()
    port = free_port()
    controller = Controller(Keeper(tmp_path), hostname="127.0.0.1", port=port)
    controller.start()

    with smtplib.SMTP("127.0.0.1", port) as mail:
        mail.sendmail("a@example.org", ["b@example.org"], "Subject: Baru\r\n\r\nIsi\r\n")
    controller.stop()

    kept = sorted(tmp_path.glob("*.eml"))
    assert len(kept) == KEPT
    assert kept[-1].read_bytes().startswith(b"X-Envelope-To: b@example.org\r\nSubject: Baru\r\n")

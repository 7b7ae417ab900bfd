"""`manage.py up` when it cannot start, and the mails that it keeps. The rest: tests/whole."""

import smtplib
import socket

from aiosmtpd.controller import Controller

from config.management.commands.catch_mail import KEPT, Keeper
from tests.running import free_port, start_up


def test_a_taken_port_is_said_clearly(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        process = start_up(tmp_path, "--port", str(port))

        assert process.wait(20) == 1
    log = (tmp_path / "log").read_text()
    assert f"Port {port} is taken. Choose another: make run PORT={port + 1}" in log
    assert "Traceback" not in log
    assert "starting" not in log


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

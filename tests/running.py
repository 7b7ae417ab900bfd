"""The whole service as a subprocess, as `make run` starts it, in a folder of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.embedded.place import ROOT

# What settings_test or this test run decided must not reach the service.
OURS = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "HTTPS", "EMAIL_HOST")


@dataclass
class Service:
    process: subprocess.Popen[bytes]
    folder: Path
    state: dict[str, Any]

    @property
    def url(self):
        return self.state["url"]

    @property
    def log(self):
        return (self.folder / "log").read_text()

    def pid(self, name):
        """The present number of one of its programs, such as `worker`, `valkey`, `postgres`."""
        rows = json.loads(Path(self.state["programs"]).read_text())
        return next((row["pid"] for row in rows if row["name"] == name), None)

    def mails(self):
        """All caught messages, the oldest first."""
        return [file.read_bytes() for file in sorted(Path(self.state["mail"]).glob("*.eml"))]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_up(folder, *words, **environment):
    """Start `manage.py up` and return at once; its log goes to `folder/log`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "run" / "up.json").unlink(missing_ok=True)
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "manage.py", "up", *words],
            cwd=ROOT,
            env={**inherited, "VAR_DIR": str(folder), **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )


@contextmanager
def running_service(folder, *words, seconds=120, **environment):
    """Run the service on free ports until the block ends. A folder used before starts faster."""
    process = start_up(folder, "--port", str(free_port()), *words, **environment)
    file = folder / "run" / "up.json"
    deadline = time.monotonic() + seconds
    try:
        while not file.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"did not start:\n{(folder / 'log').read_text()}")
            time.sleep(0.1)
        yield Service(process, folder, json.loads(file.read_text()))
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

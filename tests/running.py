"""The whole service as a subprocess, as `make run` starts it, in a folder of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.embedded.place import ROOT

# What settings_test or this test run decided must not reach the service.
OURS = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "HTTPS", "EMAIL_HOST")
PROGRAMS = ("postgres", "valkey", "web", "worker", "beat", "dispatch", "mail")


@dataclass
class Service:
    folder: Path
    words: list[str]
    seconds: float  # that a start may take
    process: subprocess.Popen[bytes] = field(init=False)
    state: dict[str, Any] = field(init=False)

    def start(self, *words):
        """Start it, or start it again where it was killed."""
        self.process = start_up(self.folder, *self.words, *words)
        file = self.folder / "run" / "up.json"
        deadline = time.monotonic() + self.seconds
        while not file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"did not start:\n{self.log}")
            time.sleep(0.1)
        self.state = json.loads(file.read_text())

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

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

    def pids(self):
        """The present numbers of all its programs; None for one that is not running."""
        return [self.pid(name) for name in PROGRAMS]

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
def running_service(folder, *words, seconds=120):
    """Run the service on free ports until the block ends. A folder used before starts faster."""
    service = Service(folder, ["--port", str(free_port()), *words], seconds)
    try:
        service.start()
        yield service
    finally:
        service.end()

"""The programs of a running service: what `manage.py up` starts, in words a shell would take."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded.place import ROOT, var_dir
from config.processes import Program

# Celery warns of root because of pickled messages; ours are JSON, on a closed socket.
QUIET = "ignore:You're running the worker with"
CELERY = ("-W", QUIET, "-m", "celery", "--quiet", "-A", "config.celery")


@dataclass
class Programs:
    """All of them share one environment."""

    host: str
    port: int
    env: dict[str, str] = field(default_factory=lambda: {**os.environ, "PYTHONUNBUFFERED": "1"})

    def manage(self, *words: str, name: str = "") -> Program:
        return self._python(name or words[0], "manage.py", *words)

    def web(self) -> Program:
        words = ["--interface", "wsgi", "--host", self.host, "--port", str(self.port)]
        words += ["--workers", "2", "--blocking-threads", "4", "--http", "1", "--no-ws"]
        words += ["--workers-kill-timeout", "5", "--log-level", "warning"]
        return self._python("web", "-m", "granian", *words, "config.wsgi:application")

    def worker(self) -> Program:
        words = ["--pool", "prefork", "--concurrency", "2", "--loglevel", "WARNING"]
        words += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        return self._python("worker", *CELERY, "worker", *words)

    def beat(self) -> Program:
        schedule = var_dir() / "run" / "beat-schedule"
        words = ["--schedule", str(schedule), "--pidfile", "", "--loglevel", "WARNING"]
        return self._python("beat", *CELERY, "beat", *words)

    def _python(self, name: str, *words: str) -> Program:
        return Program(name, (sys.executable, *words), self.env, Path(ROOT))

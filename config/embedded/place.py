"""Where a pair of embedded servers keeps its data and its sockets."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_FOLDER = Path("/var/lib/wksbm-dev")  # used by root only: see owner.py


class EmbeddedError(Exception):
    """The embedded servers cannot run here; the message says why and what to do."""


def var_dir() -> Path:
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()


@dataclass(frozen=True)
class Place:
    """Files of one pair of servers: apart for each folder, purpose and user."""

    purpose: str = "run"

    @property
    def key(self) -> str:
        words = f"{var_dir()}\n{self.purpose}\n{os.geteuid()}"
        return hashlib.sha256(words.encode()).hexdigest()[:12]

    @property
    def data(self) -> Path:
        if os.geteuid() == 0:
            return SYSTEM_FOLDER / self.key
        return var_dir() / "servers" / self.purpose

    @property
    def postgres_data(self) -> Path:
        return self.data / "postgres"

    @property
    def valkey_data(self) -> Path:
        return self.data / "valkey"

    @property
    def sockets(self) -> Path:
        """Return a short folder: the path of a Unix socket may have 103 characters at most."""
        return Path("/tmp") / f"wksbm-{self.key}"  # noqa: S108 mode 0700, owner checked

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def ledger(self) -> Path:
        return var_dir() / "run" / f"{self.purpose}.pids"

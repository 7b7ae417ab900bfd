"""The tables of the test database: one process migrates, all others copy what it made."""

import fcntl
import hashlib
from pathlib import Path

from config.embedded import NAME, postgres
from config.embedded.place import ROOT

TEST_DATABASE = f"test_{NAME}"


def digest_of_migrations():
    """Return a digest of our own migrations, and of the packages that bring others."""
    digest = hashlib.sha256()
    for file in sorted([*Path(ROOT).glob("*/migrations/*.py"), *Path(ROOT).glob("require*.txt")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()


class Tables:
    """The test database of one process, and the copy that all runs in this checkout share."""

    def __init__(self, servers):
        self.servers = servers
        self.digest = digest_of_migrations()
        self.note = servers.folder / "migrations.sha256"
        self.copy = servers.folder.with_name(f"tables-{self.digest[:16]}.sql")
        self.lock = None
        servers.folder.mkdir(parents=True, exist_ok=True)

    def are_there(self):
        return self.note.exists() and self.note.read_text() == self.digest

    def are_copied(self):
        """Make the database from the copy; without one, let nobody else look until it is kept."""
        if "postgres" not in self.servers.running:
            return False  # the environment names another server
        self.lock = self.copy.with_name("tables.lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        if not self.copy.exists():
            return False
        content = self.copy.read_text()
        self.lock.close()
        postgres.make_anew(self.servers.place, TEST_DATABASE, content)
        return True

    def keep(self):
        """Keep what migrations made, before any test has come near it."""
        if self.lock and not self.lock.closed:
            for old in self.copy.parent.glob("tables-*.sql"):
                old.unlink()
            half = self.copy.with_suffix(".half")
            half.write_text(postgres.written_out(self.servers.place, TEST_DATABASE))
            half.rename(self.copy)
            self.lock.close()
        self.note.write_text(self.digest)

"""As root, the servers run as a system user of their own: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess

from config.embedded.place import SYSTEM_FOLDER, EmbeddedError
from config.processes import Owner

NAME = "wksbm-dev"


def server_owner() -> Owner | None:
    """Return whom the servers run as; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        _make_user()
        entry = pwd.getpwnam(NAME)
    return Owner(NAME, entry.pw_uid, entry.pw_gid)


def _make_user() -> None:
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    shell = shutil.which("nologin", path=path) or "/bin/false"
    if useradd := shutil.which("useradd", path=path):
        words = ["--system", "--user-group", "--no-create-home"]
        command = [useradd, *words, "--home-dir", str(SYSTEM_FOLDER), "--shell", shell, NAME]
    elif adduser := shutil.which("adduser", path=path):  # busybox
        command = [adduser, "-S", "-D", "-H", "-h", str(SYSTEM_FOLDER), "-s", shell, NAME]
    else:
        raise EmbeddedError(
            "PostgreSQL does not run as root, and no tool to make a system user was found "
            "(useradd, adduser). Run as an ordinary user, or set DATABASE_URL and REDIS_URL."
        )
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if answer.returncode and not _exists():  # another start may have been quicker
        raise EmbeddedError(
            f"The system user {NAME} could not be made: {answer.stderr.strip()} "
            "Run as an ordinary user, or set DATABASE_URL and REDIS_URL."
        )


def _exists() -> bool:
    try:
        pwd.getpwnam(NAME)
    except KeyError:
        return False
    return True

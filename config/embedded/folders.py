"""Folders that belong to the servers' user, closed to everybody else."""

import os
import stat
from pathlib import Path

from config.embedded.place import SYSTEM_FOLDER, EmbeddedError, Place
from config.processes import Owner


def make_folders(place: Place, owner: Owner | None) -> None:
    if owner:
        SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True)
        SYSTEM_FOLDER.chmod(0o755)
    else:
        place.data.parent.mkdir(parents=True, exist_ok=True)
    for folder in (place.data, place.sockets, place.valkey_data):
        _make_private(folder, owner)


def _make_private(folder: Path, owner: Owner | None) -> None:
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        if owner:
            os.chown(folder, owner.uid, owner.gid)
    found = folder.lstat()
    expected = owner.uid if owner else os.geteuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != expected:
        raise EmbeddedError(f"{folder} belongs to somebody else. Look at it, and remove it.")
    folder.chmod(0o700)

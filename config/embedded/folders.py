"""Folders that belong to the servers' user, closed to everybody else."""

import contextlib
import os
import stat
from pathlib import Path

from config.embedded.place import SYSTEM_FOLDER, EmbeddedError, Place, var_dir
from config.processes import Owner

NOTE = "belongs-to"  # in a data folder: the project's var folder


def make_folders(place: Place, owner: Owner | None) -> None:
    if owner:
        SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True)
        SYSTEM_FOLDER.chmod(0o755)
    else:
        place.data.parent.mkdir(parents=True, exist_ok=True)
    for folder in (place.sockets, place.data, place.valkey_data):
        _make_private(folder, owner)
    (place.data / NOTE).write_text(f"{var_dir()}\n", encoding="utf-8")


def tidy_sockets(place: Place) -> None:
    """Remove the folder of the sockets after both servers have removed theirs."""
    with contextlib.suppress(OSError):
        place.sockets.rmdir()


def folders_of(var: Path) -> list[Path]:
    """Return root's data folders of a project, by the notes in them."""
    found = []
    for note in SYSTEM_FOLDER.glob(f"*/{NOTE}"):
        with contextlib.suppress(OSError):
            if Path(note.read_text(encoding="utf-8").strip()).is_relative_to(var):
                found.append(note.parent)
    return found


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

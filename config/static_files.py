"""Whether the static files must be collected anew: compressing them takes seconds, a look none."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders


def fingerprint() -> str:
    """Return a digest of all static files' names, sizes and times, and of what is made of them."""
    digest = hashlib.sha256(repr((settings.STORAGES, str(settings.STATIC_ROOT))).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: str(found[0])):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_collected(note: Path) -> bool:
    made = Path(settings.STATIC_ROOT) / "staticfiles.json"
    return made.exists() and note.exists() and note.read_text(encoding="ascii") == fingerprint()

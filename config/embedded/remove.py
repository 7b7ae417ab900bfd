"""`python -m config.embedded.remove`: all local data away, as `make clean` wants it."""

import fcntl
import shutil
import sys

from config.embedded.place import Place, var_dir


def main() -> int:
    var = var_dir()
    for file in (*var.glob("run/up.lock"), *var.glob("test/*.lock")):
        with file.open("w", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                sys.stderr.write(f"Something still runs ({file}): end it first.\n")
                return 1
    for purpose in ("run", *(f"test-{file.stem}" for file in var.glob("test/*.lock"))):
        place = Place(purpose)
        for folder in (place.data, place.sockets):
            shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

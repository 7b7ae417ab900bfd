"""`python -m config.embedded.remove`: all local data away, as `make clean` wants it."""

import fcntl
import shutil
import sys

from config.embedded.folders import folders_of
from config.embedded.place import var_dir


def main() -> int:
    var = var_dir()
    for file in (*var.glob("run/up.lock"), *var.glob("test/*.lock")):
        with file.open("w", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                sys.stderr.write(f"Something still runs ({file}): end it first.\n")
                return 1
    for folder in (*folders_of(var), var):
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

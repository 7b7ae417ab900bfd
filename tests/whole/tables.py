"""The tables of the whole service, copied from those that this run's first process migrated."""

import os
import signal
import time

import pytest

from config.embedded import NAME, postgres
from config.embedded.place import Place
from config.processes import spawn

FROM_NOTHING = os.environ.get("DRILL") == "full"
PATIENCE = 60


def bring_tables(folder, content):
    """Fill the database of the service of this folder before its first start."""
    with pytest.MonkeyPatch.context() as patch, (folder / "tables.log").open("wb") as log:
        patch.setenv("VAR_DIR", str(folder))
        place = Place()
        server = spawn(postgres.program(place, quick=True), stdout=log)
        try:
            latest = time.monotonic() + PATIENCE
            while not postgres.answers(place, server.pid):
                assert time.monotonic() < latest
                time.sleep(0.05)
            postgres.make_database(place)
            postgres.make_anew(place, NAME, content)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(PATIENCE)

"""Several at once on real rows, in threads that start together."""

import threading

from django.db import connection

PATIENCE = 20


def at_once(*works):
    """Run each in a thread of its own, starting together; return what they raised."""
    faults, start = [], threading.Barrier(len(works))

    def run(work):
        try:
            start.wait(PATIENCE)
            work()
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return faults

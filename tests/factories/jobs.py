"""Jobs, and kinds of work that exist in tests alone."""

from contextlib import contextmanager

from jobs import kinds
from jobs.services import start_job
from tests.factories.accounts import make_user


@contextmanager
def kind_of_work(work, key="trial"):
    """Have a kind of work for as long as the test lasts."""
    kinds.register_job(key, work)
    try:
        yield key
    finally:
        del kinds._kinds[key]  # noqa: SLF001


def make_job(user=None, kind="trial", **facts):
    facts = {"title": "Uji coba", "arguments": {}, **facts}
    return start_job(kind, user=user or make_user(), **facts)

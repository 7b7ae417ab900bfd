"""The demo's regency with its real villages, and the demo itself."""

import csv
import gzip
import io

import pytest
from django.db import transaction
from django.utils import timezone

from meetings.services import load_kinds
from portal.demo import REGENCY, builder, renewal
from regions.region_files import SHIPPED
from tests.factories.regions import make_region
from volunteers.services import load_pillars


def real_names(prefix):
    """Return the codes and names of the districts and villages below a regency."""
    for file in ("districts", "villages"):
        text = gzip.decompress((SHIPPED / f"{file}.csv.gz").read_bytes()).decode()
        for row in csv.DictReader(io.StringIO(text)):
            if row["code"].startswith(prefix):
                yield row["code"], row["name"]


@pytest.fixture(scope="module")
def sumbawa_barat(django_db_setup, django_db_blocker):
    """Keep the regency's 65 villages for the tests of a module, and roll back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_region(REGENCY)
        for code, name in real_names(f"{REGENCY}."):
            make_region(code, name=name)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demo(sumbawa_barat):
    """Keep the whole demo for the tests of a module; returns when it was built."""
    now = timezone.now()
    load_pillars()
    load_kinds()
    builder.build(now)
    renewal.renew(now)
    return now

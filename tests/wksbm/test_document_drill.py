"""Hostile documents through the whole service: `make drill-documents` sends 5,000, CI 150 of them.

Mutants of good and bad documents, polyglots, bombs, disguises and impossible names: nothing breaks
(no 5xx), nothing that acts is kept, and no child takes more than it may.
"""

import os
import random
import sys
import threading
import time
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.access import Role
from common.documents.limits import MEMORY
from tests.factories.accounts import make_user
from tests.factories.documents import HTML, a_case, what_acts, without_photos
from tests.factories.wksbm import make_decree, make_wksbm
from wksbm.models import Decree

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
CASES = int(os.environ.get("DRILL_DOCUMENTS", "60"))
SEED = int(os.environ.get("DRILL_SEED", "2026"))
PARTS = 3


class Watch(threading.Thread):
    """Looks, many times a second, how much memory the children of this process hold."""

    def __init__(self):
        super().__init__(daemon=True)
        self.peak = 0
        self.done = threading.Event()

    def run(self):
        children = Path(f"/proc/{os.getpid()}/task")
        while not self.done.wait(0.01):
            for list_of in children.glob("*/children"):
                for child in _text(list_of).split():
                    program = _text(Path(f"/proc/{child}/cmdline"))
                    if "common.documents.child" in program:
                        lines = _text(Path(f"/proc/{child}/status")).splitlines()
                        held = [line.split()[1] for line in lines if line.startswith("VmHWM")]
                        self.peak = max(self.peak, *(int(kib) * 1024 for kib in held), 0)


def _text(path):
    try:
        return path.read_text(errors="replace")
    except OSError:  # it has ended
        return ""


@pytest.fixture
def watch():
    watch = Watch()
    watch.start()
    yield watch
    watch.done.set()
    watch.join()


@pytest.mark.parametrize("part", range(PARTS))
def test_hostile_documents_break_nothing_and_leave_nothing_that_acts(
    client, watch, part, capsys, settings
):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_CLASSES": []}
    body = make_wksbm()
    client.force_login(make_user(Role.VILLAGE_COORDINATOR, body.region))
    decree = make_decree(bodies=[body])
    address = reverse("wksbm:attach_scan", args=[decree.pk])
    answers, slowest = {}, 0.0
    for number in range(part, CASES, PARTS):
        files = a_case(random.Random(SEED * 100_000 + number))
        sent = [SimpleUploadedFile("x", content) for _name, content in files]
        for file, (name, _content) in zip(sent, files, strict=True):
            file.__dict__["_name"] = name  # as over the wire: the class would tidy it
        started = time.monotonic()
        answer = client.post(address, {"scan": sent})
        slowest = max(slowest, time.monotonic() - started)
        answers[answer.status_code] = answers.get(answer.status_code, 0) + 1
        assert answer.status_code in {302, 400, 422}, number
        if answer.status_code == 302:
            check_kept(Decree.objects.get(), number)

    with capsys.disabled():
        sys.stderr.write(f"\n{answers}, {slowest:.1f} s at most, {watch.peak >> 20} MiB at most ")
    assert answers[302] > 0
    assert answers[422] > 0
    assert slowest < 12
    assert 0 < watch.peak <= MEMORY


def check_kept(decree, number):
    """Ask, in other ways than the service does, whether what it would serve acts or pretends."""
    content = decree.scan.read()
    if decree.scan_type == "application/pdf":
        assert HTML not in without_photos(content), number
        assert content.startswith(b"%PDF-"), number
        assert content.endswith(b"%%EOF\n"), number
        assert what_acts(content) == [], number
        assert not pikepdf.open(decree.scan.open("rb")).is_encrypted, number
    else:
        assert HTML not in content, number
        assert content.startswith(b"\xff\xd8\xff\xe0"), number
        assert content.endswith(b"\xff\xd9"), number
        assert b"Exif" not in content, number

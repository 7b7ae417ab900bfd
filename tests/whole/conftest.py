"""One run of the whole service with its demo, for all tests of this folder.

Half a minute of its first start are the migrations, that the first process of this run has made:
it copies their tables. `make drill-whole` starts from nothing.
"""

import os
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import sync_playwright

from config.embedded.place import ROOT
from tests.running import running_service
from tests.whole.tables import FROM_NOTHING, bring_tables

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def one_service(tmp_path_factory, worker_id, testrun_uid, django_db_setup, tables):
    if worker_id != "master":  # one service for all: a second one would take as long again
        shared = tmp_path_factory.getbasetemp().parent
        (shared / f"service-of-{testrun_uid}").touch(exist_ok=False)
    folder = tmp_path_factory.mktemp("whole")
    if tables.copy.exists() and not FROM_NOTHING:
        bring_tables(folder, tables.copy.read_text())
    with running_service(folder, seconds=300) as running:
        yield running
    remove = [sys.executable, "-m", "config.embedded.remove"]
    subprocess.run(remove, cwd=ROOT, env={**os.environ, "VAR_DIR": str(folder)}, check=True)


@pytest.fixture
def service(one_service):
    """The service, started again if a test has ended it."""
    if one_service.process.poll() is not None:
        one_service.start()
    return one_service


@pytest.fixture(scope="package")
def chromium():
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def signed_in(chromium, one_service):
    """Return the cookies of one of the demo's people, who signs in by the form and once."""
    states = {}

    def state_of(username):
        if username not in states:
            context = chromium.new_context(base_url=one_service.url, locale="id-ID")
            page = context.new_page()
            page.goto("/accounts/login/")
            page.fill("[name=login]", username)
            page.fill("[name=password]", "contoh-wksbm")
            page.press("[name=password]", "Enter")
            page.wait_for_url("**/")
            states[username] = context.storage_state()
            context.close()
        return states[username]

    return state_of


@pytest.fixture
def open_page(chromium, service, signed_in):
    """Open a page of a certain width, signed in as one of the demo's people; nowhere for at=""."""
    contexts = []

    def open_one(username="", *, at="/", width=360, language="id", **options):
        context = chromium.new_context(
            base_url=service.url,
            viewport={"width": width, "height": 740},
            locale="id-ID",
            timezone_id="Asia/Makassar",
            storage_state=signed_in(username) if username else None,
            **options,
        )
        contexts.append(context)
        context.add_cookies([{"name": "language", "value": language, "url": service.url}])
        page = context.new_page()
        if at:
            page.goto(at)
        return page

    yield open_one
    for context in contexts:
        context.close()

"""One run of the whole service with its demo, for all tests of this folder."""

import os
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import sync_playwright

from config.embedded.place import ROOT
from tests.running import running_service

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
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    with running_service(folder, seconds=300) as running:
        yield running
    remove = [sys.executable, "-m", "config.embedded.remove"]
    subprocess.run(remove, cwd=ROOT, env={**os.environ, "VAR_DIR": str(folder)}, check=True)


@pytest.fixture(scope="package")
def chromium():
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, service):
    """Open a page of a certain width at the service, signed in as one of the demo's people."""
    contexts = []

    def open_one(username="", *, width=360, language="id", **options):
        context = chromium.new_context(
            base_url=service.url,
            viewport={"width": width, "height": 740},
            locale="id-ID",
            timezone_id="Asia/Makassar",
            **options,
        )
        contexts.append(context)
        context.add_cookies([{"name": "language", "value": language, "url": service.url}])
        page = context.new_page()
        page.goto("/accounts/login/")
        if username:
            page.fill("[name=login]", username)
            page.fill("[name=password]", "contoh-wksbm")
            page.press("[name=password]", "Enter")
            page.wait_for_url("**/")
        return page

    yield open_one
    for context in contexts:
        context.close()

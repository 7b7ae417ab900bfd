"""What the browser is given: the chosen htmx, and own files that every promised browser reads."""

import hashlib
import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
STYLES = sorted((STATIC / "css").glob("*.css"))
FIRST_VIEW = [
    "css/base.css",
    "css/components.css",
    "css/forms.css",
    "img/icons.svg",
    "img/favicon.svg",
    "js/app.js",
    "vendor/htmx-4.0.1.min.js",
]
# Younger than Chrome 109 (the last on Windows 7), Firefox 115 or Safari 16.4.
TOO_YOUNG = re.compile(r"color-mix|popover|@property|@starting-style|anchor-name|light-dark\(")


def test_htmx_is_the_file_that_was_chosen():
    vendored = (STATIC / "vendor/htmx-4.0.1.min.js").read_bytes()

    assert (
        hashlib.sha256(vendored).hexdigest()
        == "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
    )


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_style_needs_no_younger_browser(style):
    assert TOO_YOUNG.findall(style.read_text()) == []


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_style_nests_no_rules(style):
    text = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.DOTALL)
    nested, open_blocks = [], []
    for piece, mark in re.findall(r"([^{};]*)([{};])", text):
        if mark == "{":
            if any(not block.startswith("@") for block in open_blocks):
                nested.append(piece.strip())
            open_blocks.append(piece.strip())
        elif mark == "}":
            open_blocks.pop()

    assert nested == []
    assert open_blocks == []


def test_first_view_is_light():
    sizes = {name: len(brotli.compress((STATIC / name).read_bytes())) for name in FIRST_VIEW}

    assert sum(sizes.values()) < 25_000, sizes


def test_every_icon_asked_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "img/icons.svg").read_text()))
    asked = {
        icon
        for template in TEMPLATES.rglob("*.html")
        for icon in re.findall(r'components/icon\.html" with icon="([a-z]+)"', template.read_text())
    }

    assert asked - drawn == set()
    assert {"home", "calendar", "group", "inbox", "more"} <= drawn  # the menu of a village


def test_templates_obey_the_content_security_policy():
    inline = re.compile(r"<style\b|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)[^>]*>|javascript:")
    offending = {
        str(template.relative_to(TEMPLATES)): inline.findall(template.read_text())
        for template in TEMPLATES.rglob("*.html")
        if inline.search(template.read_text())
    }

    assert offending == {}

"""Facts become a PDF: Typst templates of ours, data as data, fonts of ours, no network."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import segno
import typst
from django.conf import settings

from papers.words import FONTS, printable

TEMPLATES = Path(__file__).parent / "typst"


def render_pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return a tagged PDF that says it keeps PDF/UA-1; `at` is when it says it was made."""
    second = at.replace(microsecond=0)
    return _compiled(template, data, format="pdf", pdf_standards=["ua-1"], timestamp=second)


def render_png(template: str, data: Mapping[str, Any]) -> bytes:
    """Return a picture of the first sheet."""
    return _compiled(template, data, format="png", ppi=80)


def qr_svg(content: str) -> str:
    file = io.BytesIO()
    segno.make(content, error="m", micro=False).save(file, kind="svg", border=4, xmldecl=False)
    return file.getvalue().decode().strip()


def _compiled(template: str, data: Mapping[str, Any], **output: Any) -> bytes:
    sent = {**data, "demo": settings.DEMO}
    sheets = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": orjson.dumps(printable(sent)).decode()},
        **output,
    )
    return sheets if isinstance(sheets, bytes) else sheets[0]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )

"""The child: reads the files 0, 1, ... of its folder, writes `clean` and `result.json`, and ends.

Started by `cleaning` as `main(kind, count)`, alone in a temporary folder, without an environment.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from common.confined.limits import peak_bytes
from common.documents.limits import Refused, confine


def main() -> None:
    kind, count = sys.argv[1], int(sys.argv[2])
    confine(count)
    Path("result.json").write_text(json.dumps(_result(kind, count)), encoding="ascii")


def _result(kind: str, count: int) -> dict[str, Any]:
    try:
        pages = _clean(kind, [Path(str(index)) for index in range(count)], Path("clean"))
    except Refused as refused:
        return {"refused": refused.code, "file": refused.file}
    except MemoryError:
        return {"refused": "document_too_heavy", "file": 0}
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"pages": pages, "cpu": used.ru_utime + used.ru_stime, "peak": peak_bytes()}


def _clean(kind: str, sources: list[Path], target: Path) -> int:
    # Imported here, under the limits, and only what the kind needs.
    if kind == "pdf":
        from common.documents.pdf import clean_pdf  # noqa: PLC0415

        return clean_pdf(sources[0], target)
    from common.documents.photos import (  # noqa: PLC0415
        clean_logo,
        clean_photo,
        shrink_photo,
    )

    if kind == "logo":
        clean_logo(sources[0], target)
        return 1
    if kind == "thumbnail":
        shrink_photo(sources[0], target)
        return 1
    if len(sources) == 1:
        clean_photo(sources[0], target)
        return 1
    pages = []
    for index, source in enumerate(sources):
        pages.append(Path(f"page-{index}"))
        try:
            clean_photo(source, pages[-1])
        except Refused as refused:
            raise Refused(refused.code, index) from refused
    from common.documents.pdf import bind_photos  # noqa: PLC0415

    bind_photos(pages, target)
    return len(pages)

"""One export as a file: at once while it is small, else as a job that makes it."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum, auto
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files.base import File
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from audit.services import note_export
from common import vault
from common.dates import today
from common.downloads import as_private_download, private_file
from common.errors import RuleBroken
from common.languages import official
from jobs.kinds import JobRun
from jobs.models import Job
from jobs.services import start_job
from spreadsheets.exporting import csv, xlsx
from spreadsheets.exporting.lists import (
    BadFilter,
    Export,
    list_named,
    noted_places,
    open_export,
)

JOB = "export"
IN_REQUEST = 5_000  # rows: less than half a second as xlsx


class Form(StrEnum):
    XLSX = auto()
    CSV = auto()


CONTENT_TYPES = {Form.XLSX: xlsx.CONTENT_TYPE, Form.CSV: csv.CONTENT_TYPE}


def form_asked(filters: Mapping[str, Any]) -> Form:
    """Return the form that the address asks for. Raises bad_parameter (400)."""
    asked = str(filters.get("form") or Form.XLSX)
    if asked not in set(Form):
        raise BadFilter("bad_parameter", _("form harus xlsx atau csv."))
    return Form(asked)


@official
def file_name(export: Export, form: Form) -> str:
    """Return a name without any person's in it."""
    return f"{export.title} {today().isoformat()}.{form}"


def is_small(export: Export) -> bool:
    return export.total <= IN_REQUEST


def answer_with(export: Export, form: Form) -> HttpResponseBase:
    """Return the file of a small export; that it was taken is noted first."""
    note(export, form)
    name = file_name(export, form)
    if form is Form.CSV:
        pieces = StreamingHttpResponse(csv.csv_pieces(export), content_type=csv.CONTENT_TYPE)
        return as_private_download(pieces, name=name)
    file = BytesIO()
    xlsx.write_xlsx(file, export)
    file.seek(0)
    return private_file(File(file), name=name, content_type=xlsx.CONTENT_TYPE)


@official
def note(export: Export, form: Form) -> None:
    """Note who takes which list with which filters, and how many rows of which regions."""
    filters = "; ".join(f"{name}: {value}" for name, value in export.described(with_personal=False))
    detail = f"{export.title} ({form}){'; ' if filters else ''}{filters}"
    note_export(noted_places(export), detail=detail, by=export.user)


# --- As a job ------------------------------------------------------------------------------------


@official
def start_export(export: Export, form: Form) -> Job:
    """Have a large export made; the same one that waits or runs already is not made twice.

    The filters are sealed: they may hold somebody's name. Raises too_many_rows where the file may
    not lie about.
    """
    if not export.of.may_be_kept:
        raise RuleBroken(
            "too_many_rows",
            _("Paling banyak %(most)s baris sekali unduh. Saring dulu, misalnya per kecamatan.")
            % {"most": number_format(IN_REQUEST, force_grouping=True)},
        )
    asked = json.dumps([export.of.key, form, sorted(export.filters.items())])
    same = vault.index(f"{export.user.pk} {asked}", purpose=JOB).hex()
    alike = Job.objects.visible_to(export.user).filter(
        kind=JOB, status__in=Job.LIVE, arguments__same=same
    )
    sealed = vault.seal(json.dumps(export.filters), purpose=JOB, of=export.user.pk)
    return alike.first() or start_job(
        JOB,
        title=_("Unduhan: %(title)s") % {"title": export.title},
        arguments={
            "list": export.of.key,
            "form": form,
            "filters": urlsafe_b64encode(sealed).decode(),
            "same": same,
        },
        user=export.user,
    )


def make_export(run: JobRun) -> None:
    """Make the file of a job: its user's rights and rows are those of today."""
    of = list_named(run.arguments["list"])
    if of is None:
        raise RuleBroken("unknown_list", _("Daftar ini tidak ada lagi."))
    sealed = urlsafe_b64decode(run.arguments["filters"])
    filters: dict[str, Sequence[str]] = json.loads(
        vault.unseal(sealed, purpose=JOB, of=run.user.pk)
    )
    form = Form(run.arguments["form"])
    export = open_export(of, filters=filters, user=run.user)
    run.progress(0, export.total)
    with TemporaryFile() as file:
        _WRITERS[form](file, export, run.progress)
        run.begin_last_step()
        note(export, form)
        file.seek(0)
        run.keep_result(File(file), file_name(export, form), CONTENT_TYPES[form])
    run.progress(export.total, export.total)


def _write_csv(file: IO[bytes], export: Export, told: Callable[[int], None]) -> None:
    for number, piece in enumerate(csv.csv_pieces(export)):
        file.write(piece)
        told(min(number * csv.LINES, export.total))


def _write_xlsx(file: IO[bytes], export: Export, told: Callable[[int], None]) -> None:
    xlsx.write_xlsx(file, export, told=told)


_WRITERS = {Form.CSV: _write_csv, Form.XLSX: _write_xlsx}

"""Sheets for tests, and imports on their way."""

from io import BytesIO

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.access import Role
from jobs.services import work_on_due_jobs
from people.importers.sheet import reserve
from spreadsheets import services
from spreadsheets.models import Import
from tests.factories.accounts import make_user
from tests.factories.regions import make_village

HEADINGS = ("Nama", "NIK", "Tgl Lahir", "L/P", "Desa", "No HP")
OF_PAYMENTS = (
    *("Nama", "Tgl Lahir", "Desa", "Skema", "Dari bulan", "Sampai bulan"),
    *("Jumlah", "Tanggal diterima", "Bukti"),
)


def sheet(rows, headings=HEADINGS, above=()):
    """Return an xlsx of these rows; text is text, numbers are numbers, None is empty."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet("Data")
    for number, row in enumerate([*above, headings, *rows]):
        for column, value in enumerate(row):
            if value is not None:
                page.write(number, column, value)
    book.close()
    return file.getvalue()


def upload(content, name="warga.xlsx"):
    return SimpleUploadedFile(name, content)


def make_import(rows=(("Siti Aminah",),), headings=("Nama",), *, region=None, actor=None, **facts):
    """Return an import whose columns are guessed."""
    region = region or make_village()
    actor = actor or make_user(Role.DISTRICT_OFFICER, region.code[:5])
    content = facts.pop("content", None) or sheet(rows, headings, facts.pop("above", ()))
    batch = services.upload_sheet(
        region, kind=facts.pop("kind", "people"), file=upload(content), actor=actor
    )
    batch.actor = actor
    return batch


def make_checked_import(region=None, **facts):
    """Return an import with one row that is ready and one that is not; no sheet was read."""
    region = region or make_village()
    batch = Import.objects.create(
        region=region,
        kind="people",
        state=Import.State.CHECKED,
        uploaded_by=make_user(Role.VILLAGE_SECRETARY, region),
        name="warga.xlsx",
        sha256="0" * 64,
        sheet="Data",
        sheets=["Data"],
        header_row=1,
        first_row=2,
        labels={"0": {"label": "Nama", "samples": []}},
        columns={"0": "name"},
        rows_in=2,
        **facts,
    )
    fault = {"field": "name", "code": "blank", "text": "Nama harus diisi.", "by": "row"}
    keys = reserve(2)
    values = {"name": f"Siti {batch.pk}", "village": region.code}
    batch.rows.create(number=2, reserved=keys[0], action="fail", faults=[fault])
    batch.rows.create(
        number=3, reserved=keys[1], values=values, keys={"bare": values["name"].lower()}
    )
    return batch


def checked(batch, columns=None):
    """Choose the guessed columns (or these) and check."""
    services.choose_columns(batch, columns=columns or batch.columns, actor=batch.uploaded_by)
    return worked(batch)


def saved(batch):
    services.confirm_import(batch, actor=batch.uploaded_by)
    return worked(batch)


def undone(batch):
    services.undo_import(batch, actor=batch.uploaded_by)
    return worked(batch)


def worked(batch):
    """Let the jobs run, and return the import as it then is."""
    work_on_due_jobs(5)
    batch.refresh_from_db()
    return batch


def outcome(batch):
    return (batch.rows_in, batch.created, batch.updated, batch.skipped, batch.failed)


def told(batch):
    """Return what is said of each row: its action and the codes of its faults and conflicts."""
    return {
        row.number: (row.action, [one["code"] for one in (*row.faults, *row.conflicts)])
        for row in batch.rows.order_by("number")
    }

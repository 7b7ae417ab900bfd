"""The routine meeting, before meetings point to their kind; `load_kinds` writes the others."""

from datetime import date
from typing import Any

from django.db import migrations

from common.dates import term


def add(apps: Any, _editor: Any) -> None:
    """Write the row that every meeting so far is of."""
    kind = apps.get_model("meetings", "MeetingKind")
    kind.objects.get_or_create(
        code="pertemuan_rutin",
        defaults={"name": "Pertemuan rutin", "term": term(date(2000, 1, 1), None)},
    )


class Migration(migrations.Migration):

    dependencies = [("meetings", "0006_meeting_kinds")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

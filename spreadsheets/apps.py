from django.apps import AppConfig


class SpreadsheetsConfig(AppConfig):
    name = "spreadsheets"

    def ready(self) -> None:
        from jobs.kinds import register_job  # noqa: PLC0415 (models are ready only now)
        from spreadsheets.exporting import files, lower  # noqa: PLC0415

        register_job(files.JOB, files.make_export)
        lower.register_lists()

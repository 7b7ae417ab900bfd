from django.apps import AppConfig


class SpreadsheetsConfig(AppConfig):
    name = "spreadsheets"

    def ready(self) -> None:
        from jobs.kinds import register_job  # noqa: PLC0415 (models are ready only now)
        from spreadsheets import rotating  # noqa: PLC0415
        from spreadsheets.exporting import files, lower  # noqa: PLC0415
        from spreadsheets.services import checking, forgetting, saving, undoing  # noqa: PLC0415

        register_job(checking.JOB, checking.check_sheet)
        register_job(saving.JOB, saving.save_rows)
        register_job(undoing.JOB, undoing.undo_rows)
        register_job(files.JOB, files.make_export)
        lower.register_lists()
        rotating.register()
        forgetting.register()

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "papers"

    def ready(self) -> None:
        from accounts.handovers import register_action  # noqa: PLC0415 (models are ready only now)
        from jobs.kinds import register_job  # noqa: PLC0415
        from papers import long, own  # noqa: PLC0415

        own.register_kinds()
        register_job(long.PRINT, long.print_long)
        register_action("print", own.PRINT_HANDOVER)

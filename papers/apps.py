from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "papers"

    def ready(self) -> None:
        from accounts.handovers import register_action  # noqa: PLC0415 (models are ready only now)
        from papers import own  # noqa: PLC0415

        own.register_kinds()
        register_action("print", own.PRINT_HANDOVER)

from django.apps import AppConfig


class WksbmConfig(AppConfig):
    name = "wksbm"

    def ready(self) -> None:
        from audit.subjects import names_people  # noqa: PLC0415 models load after apps
        from wksbm.services.naming import names_in_decrees  # noqa: PLC0415

        names_people("wksbm.Decree", names_in_decrees)

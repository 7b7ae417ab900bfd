from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from accounts.handovers import register_merger  # noqa: PLC0415 (models are ready only now)
        from people.references import handle_own  # noqa: PLC0415
        from people.services import merge_links  # noqa: PLC0415

        register_merger("person", merge_links)
        handle_own()

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from accounts.handovers import register_merger  # noqa: PLC0415 (models are ready only now)
        from audit.subjects import names_people  # noqa: PLC0415
        from people.services import holdings, merge_links  # noqa: PLC0415
        from people.services.own_data import names_of  # noqa: PLC0415

        register_merger("person", merge_links)
        names_people("people.Person", names_of)
        holdings.register()

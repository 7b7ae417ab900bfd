from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from meetings import papers  # noqa: PLC0415 (models are ready only now)
        from meetings.services.places import move_meetings  # noqa: PLC0415 (models are ready now)
        from wksbm.movers import register_mover  # noqa: PLC0415

        papers.register_kinds()
        register_mover("meetings", move_meetings)

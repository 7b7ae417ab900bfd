from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from audit.words import says  # noqa: PLC0415 (models are ready only now)
        from meetings import exports, papers  # noqa: PLC0415
        from meetings.rules import said  # noqa: PLC0415
        from meetings.services.places import move_meetings  # noqa: PLC0415
        from regions.codes import Zone  # noqa: PLC0415
        from wksbm.movers import register_mover  # noqa: PLC0415

        papers.register_kinds()
        exports.register_lists()
        register_mover("meetings", move_meetings)
        says("meetings.Series", "rrule", said)
        for model in ("meetings.Series", "meetings.Meeting"):
            says(model, "zone", lambda zone: str(Zone(zone).label))

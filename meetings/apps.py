from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from audit.words import says  # noqa: PLC0415 models load after apps
        from meetings.rules import said  # noqa: PLC0415
        from regions.codes import Zone  # noqa: PLC0415

        says("meetings.Series", "rrule", said)
        for model in ("meetings.Series", "meetings.Meeting"):
            says(model, "zone", lambda zone: str(Zone(zone).label))

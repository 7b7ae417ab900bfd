from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "programme"

    def ready(self) -> None:
        from accounts.handovers import register_work  # noqa: PLC0415 (models are ready only now)
        from programme.services import handover, holdings  # noqa: PLC0415
        from programme.services.following import follow_roster  # noqa: PLC0415
        from volunteers.movers import register_follower  # noqa: PLC0415

        holdings.register()
        register_follower("books", follow_roster)
        register_work(handover.ACTIVITIES)

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "programme"

    def ready(self) -> None:
        # Here and not above: models are ready only now.
        from accounts.handovers import register_work  # noqa: PLC0415
        from audit.words import says  # noqa: PLC0415
        from common.phones import masked  # noqa: PLC0415
        from programme import exports, papers  # noqa: PLC0415
        from programme.services import handover, holdings  # noqa: PLC0415
        from programme.services.following import follow_roster  # noqa: PLC0415
        from programme.services.places import move_books  # noqa: PLC0415
        from volunteers.movers import register_follower  # noqa: PLC0415
        from wksbm.movers import register_mover  # noqa: PLC0415

        exports.register_lists()
        papers.register_kinds()
        holdings.register()
        register_mover("books", move_books)
        register_follower("books", follow_roster)
        register_work(handover.ACTIVITIES)
        says("programme.Visit", "phone", masked)  # whole only for those who keep the books

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "programme"

    def ready(self) -> None:
        # Here and not above: models are ready only now.
        from programme import exports, papers  # noqa: PLC0415
        from programme.services.places import move_books  # noqa: PLC0415
        from wksbm.movers import register_mover  # noqa: PLC0415

        exports.register_lists()
        papers.register_kinds()
        register_mover("books", move_books)

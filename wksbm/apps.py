from django.apps import AppConfig


class WksbmConfig(AppConfig):
    name = "wksbm"

    def ready(self) -> None:
        from accounts.handovers import register_work  # noqa: PLC0415 (models are ready only now)
        from audit.subjects import names_people  # noqa: PLC0415
        from spreadsheets.kinds import register  # noqa: PLC0415
        from wksbm import exports, papers  # noqa: PLC0415
        from wksbm.importers import BODIES  # noqa: PLC0415
        from wksbm.services.handover import SEATS  # noqa: PLC0415
        from wksbm.services.naming import names_in_decrees  # noqa: PLC0415

        papers.register_kinds()
        exports.register_lists()
        register_work(SEATS)
        register(BODIES)
        names_people("wksbm.Decree", names_in_decrees)

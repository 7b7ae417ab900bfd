from django.apps import AppConfig


class WksbmConfig(AppConfig):
    name = "wksbm"

    def ready(self) -> None:
        from accounts.handovers import register_work  # noqa: PLC0415 (models are ready only now)
        from audit.subjects import names_people  # noqa: PLC0415
        from people.sections import register_section  # noqa: PLC0415
        from spreadsheets.kinds import register  # noqa: PLC0415
        from wksbm import exports, papers, sections  # noqa: PLC0415
        from wksbm.importers import BODIES  # noqa: PLC0415
        from wksbm.references import handle_own  # noqa: PLC0415
        from wksbm.services import holdings  # noqa: PLC0415
        from wksbm.services.handover import SEATS  # noqa: PLC0415
        from wksbm.services.naming import names_in_decrees  # noqa: PLC0415

        papers.register_kinds()
        exports.register_lists()
        handle_own()
        register_work(SEATS)
        register(BODIES)
        names_people("wksbm.Decree", names_in_decrees)
        register_section("wksbm.seats", sections.seats_of)
        register_section("wksbm.memberships", sections.memberships_of)
        holdings.register()

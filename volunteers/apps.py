from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"

    def ready(self) -> None:
        # Here and not above: models are ready only now.
        from accounts.handovers import register_merger, register_work  # noqa: PLC0415
        from people.sections import register_section  # noqa: PLC0415
        from spreadsheets.kinds import register  # noqa: PLC0415
        from volunteers import exports, papers, sections  # noqa: PLC0415
        from volunteers.importers import VOLUNTEERS  # noqa: PLC0415
        from volunteers.references import handle_own  # noqa: PLC0415
        from volunteers.services import dropping, handover, holdings  # noqa: PLC0415
        from volunteers.services.places import move_organisations  # noqa: PLC0415
        from wksbm.movers import register_mover  # noqa: PLC0415

        exports.register_lists()
        papers.register_kinds()
        register(VOLUNTEERS)
        handle_own()
        holdings.register()
        dropping.register()
        register_mover("organisations", move_organisations)
        register_work(handover.SOLE)
        register_work(handover.SCANS)
        register_merger("dropped_scans", handover.merge_scans)
        register_section("volunteers.appointments", sections.appointments_of)
        register_section("volunteers.qualifications", sections.qualifications_of)
        register_section("volunteers.offices", sections.offices_of)
        register_section("volunteers.work", sections.work_of)

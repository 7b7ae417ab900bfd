from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from accounts.handovers import register_work  # noqa: PLC0415 (models are ready only now)
        from audit.words import says  # noqa: PLC0415
        from meetings import exports, papers, sections  # noqa: PLC0415
        from meetings.references import handle_own  # noqa: PLC0415
        from meetings.rules import said  # noqa: PLC0415
        from meetings.services import handover, holdings  # noqa: PLC0415
        from meetings.services.places import follow_roster, move_meetings  # noqa: PLC0415
        from meetings.words import said_agenda  # noqa: PLC0415
        from people.sections import register_section  # noqa: PLC0415
        from regions.codes import Zone  # noqa: PLC0415
        from volunteers.movers import register_follower  # noqa: PLC0415
        from wksbm.movers import register_mover  # noqa: PLC0415

        papers.register_kinds()
        exports.register_lists()
        handle_own()
        holdings.register()
        register_mover("meetings", move_meetings)
        register_follower("meetings", follow_roster)
        register_work(handover.TASKS)
        says("meetings.Series", "rrule", said)
        says("meetings.Meeting", "agenda", said_agenda)
        for model in ("meetings.Series", "meetings.Meeting"):
            says(model, "zone", lambda zone: str(Zone(zone).label))
        register_section("meetings.attendance", sections.meetings_of)

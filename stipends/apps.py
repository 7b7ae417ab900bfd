from django.apps import AppConfig


class StipendsConfig(AppConfig):
    name = "stipends"

    def ready(self) -> None:
        # Here and not above: models are ready only now.
        from jobs.kinds import register_job  # noqa: PLC0415
        from people.sections import register_section  # noqa: PLC0415
        from spreadsheets.kinds import register  # noqa: PLC0415
        from stipends import (  # noqa: PLC0415
            exports,
            fairness_exports,
            fairness_papers,
            many,
            papers,
            sections,
        )
        from stipends.importers import RECORDED_PAYMENTS  # noqa: PLC0415
        from stipends.references import handle_own  # noqa: PLC0415
        from stipends.services import holdings  # noqa: PLC0415

        register(RECORDED_PAYMENTS)
        handle_own()
        holdings.register()
        register_section("stipends.money", sections.money_of)
        exports.register_lists()
        fairness_exports.register()
        fairness_papers.register_kind()
        register_job(many.START, many.start_many)
        register_job(many.STEP, many.step_many)
        papers.register_kinds()

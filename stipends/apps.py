from django.apps import AppConfig


class StipendsConfig(AppConfig):
    name = "stipends"

    def ready(self) -> None:
        # Here and not above: models are ready only now.
        from jobs.kinds import register_job  # noqa: PLC0415
        from stipends import exports, many  # noqa: PLC0415

        exports.register_lists()
        register_job(many.START, many.start_many)
        register_job(many.STEP, many.step_many)

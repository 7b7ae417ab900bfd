from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from accounts.handovers import register_merger  # noqa: PLC0415 (models are ready only now)
        from audit.subjects import names_people  # noqa: PLC0415
        from audit.words import says  # noqa: PLC0415
        from common.vault_rotation import register_sealed  # noqa: PLC0415
        from people import exports, words  # noqa: PLC0415
        from people.importers import PEOPLE, empty_rows  # noqa: PLC0415
        from people.models import SEALED_COLUMNS  # noqa: PLC0415
        from people.references import handle_own  # noqa: PLC0415
        from people.services import holdings, merge_links  # noqa: PLC0415
        from people.subjects import register_eraser  # noqa: PLC0415
        from spreadsheets.kinds import register  # noqa: PLC0415

        register_merger("person", merge_links)
        register(PEOPLE)
        exports.register_lists()
        for model, naming in words.NAMINGS.items():
            names_people(model, naming)
        for model, field, saying in words.SAYINGS:
            says(model, field, saying)
        handle_own()
        holdings.register()
        register_eraser("sheets", empty_rows)
        for label, column in SEALED_COLUMNS.items():
            register_sealed(label, column.rotate, columns=column.columns)

from typing import Any

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from accounts.handovers import register_merger  # noqa: PLC0415 (models are ready only now)
        from audit.words import says  # noqa: PLC0415
        from people.references import handle_own  # noqa: PLC0415
        from people.services import merge_links  # noqa: PLC0415

        register_merger("person", merge_links)
        handle_own()
        says("people.Merge", "moved", _how_many)
        says("people.Merge", "remarks", " ".join)


def _how_many(moved: Any) -> str:
    return str(sum(len(keys) for keys in moved.values()))

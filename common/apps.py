from django.apps import AppConfig
from django.core.checks import register


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        from common.checks import vault_has_keys  # noqa: PLC0415 (settings are ready only now)

        register(vault_has_keys, deploy=True)

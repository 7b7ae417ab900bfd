from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Akun")

    def ready(self) -> None:
        from accounts.checks import second_step_roles_exist  # noqa: PLC0415 models load after apps

        register(second_step_roles_exist)

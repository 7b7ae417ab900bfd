"""Make a key for a program that acts for a user; it is printed once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import services
from accounts.models import ApiToken, User


class Command(BaseCommand):
    help = "Make an API token for a user and print its key. The key is shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="what the program is for")
        parser.add_argument("--days", type=int, default=30, help="how long it is valid (1-366)")
        parser.add_argument("--read-only", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(username__iexact=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user {options['username']}.")
        scopes = [ApiToken.Scope.READ]
        if not options["read_only"]:
            scopes.append(ApiToken.Scope.WRITE)
        try:
            _token, key = services.create_token(
                user, name=options["name"], scopes=scopes, days=options["days"], actor=user
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(key)

"""The account of the operator, by whom everybody else is let in; its link is printed once."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.services.first import let_operator_in
from accounts.services.links import LIFE
from common.errors import RuleBroken
from regions.models import Region


class Command(BaseCommand):
    help = (
        "Make the operator's account and print a link that lets them in once. "
        "Run again for the same user name, it prints a new link."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument("--phone", default="", help="such as 0812-3456-7890")
        parser.add_argument("--email", default="")
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--region", help="code of the province or regency, such as 52.07")
        where.add_argument("--nation", action="store_true", help="no region: the whole nation")

    def handle(self, *_args: Any, **options: Any) -> None:
        region = None
        if options["region"]:
            region = Region.objects.filter(code=options["region"]).first()
            if region is None:
                raise CommandError(f"There is no region {options['region']}. Run load_regions.")
        facts = {name: options[name] for name in ("name", "phone", "email")}
        try:
            user, secret = let_operator_in(options["username"], region=region, **facts)
        except RuleBroken as error:
            raise CommandError(error.message) from error
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"{settings.SITE_URL}{reverse('accounts:open_link')}#{secret}")
        self.stdout.write(
            f"Give this link to {user.name} ({user.username}) alone: "
            f"it works once, within {LIFE.days} days."
        )

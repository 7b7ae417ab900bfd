"""`python -m tests.drills.office '{"staff": 20, "schemes": 4, "people": 3}'`: an office that pays.

So many officers, and as many who approve; each has a token, and an authenticator app with one
secret. So many schemes of the district, and as many of the province, whose payments it records.
"""

import json
import sys
from datetime import date, timedelta

import django
from django.apps import apps

if not apps.ready:
    django.setup()

# What follows needs the apps.
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from accounts.access import Role
from accounts.keys import hashed
from accounts.models import ApiToken, Grant, User
from common.dates import term, today
from tests.factories.people import make_person
from tests.factories.regions import make_region, make_village
from tests.factories.stipends import (
    REGENCY,
    make_recipient,
    make_recipients_decree,
    make_scheme,
    make_source,
)
from tests.stipends.second_step import SECRET

RATE = 200_000
BORN = date(1980, 8, 17)
OFFICER, APPROVER = "petugas", "penyetuju"
ROLES = {OFFICER: Role.DISTRICT_OFFICER, APPROVER: Role.DISTRICT_APPROVER}


def token_of(username):
    return f"wks_{username}-of-the-drills-and-of-nothing-else"


def recipient(number):
    return f"Relawan {number:02d}"


def recorded(number):
    return f"Tali asih provinsi {number}"


def main(staff, schemes, people):
    village, decree = make_village(), make_recipients_decree()
    for number in range(people):
        name = recipient(number)
        person = make_person(name, at=village, village=village, birth_date=BORN)
        make_recipient(person=person, region=village, decree=decree)
    make_source()
    for number in range(schemes):
        make_scheme(amount=RATE)
        make_scheme(region=REGENCY[:2], name=recorded(number), is_recorded=True, amount=0)
    for kind, role in ROLES.items():
        employ(kind, role, staff)


def employ(kind, role, many):
    """Let so many work: written at once, as nobody of them ever types a password."""
    region, now = make_region(REGENCY), timezone.now()
    users = User.objects.bulk_create(
        User(username=f"{kind}{number}", name=f"{kind} {number}", password="!")
        for number in range(many)
    )
    since = term(today() - timedelta(days=1), None)
    Grant.objects.bulk_create(
        Grant(user=user, role=role, region=region, period=since) for user in users
    )
    ApiToken.objects.bulk_create(
        ApiToken(
            user=user,
            name="Program",
            prefix=token_of(user.username)[:12],
            key_hash=hashed(token_of(user.username)),
            scopes=[ApiToken.Scope.READ, ApiToken.Scope.WRITE],
            expires_at=now + timedelta(days=30),
        )
        for user in users
    )
    for user in users:
        TOTP.activate(user, SECRET)


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))

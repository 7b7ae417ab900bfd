"""`python -m tests.drills.seeding '{"a": 300}'`: meetings of which many people are to be told.

Each person is invited to one meeting and told once; the name begins as the drill's channel asks.
Beside them there is an officer, and a token to read and write with.
"""

import json
import sys
from datetime import date, timedelta

import django
from django.apps import apps

if not apps.ready:
    django.setup()

# What follows needs the apps.
from accounts.access import Role
from accounts.keys import hashed
from common.dates import term
from meetings.services import load_kinds
from people.models import Person, Presence
from tests.drills.fleet import AHEAD
from tests.factories.accounts import make_token, make_user
from tests.factories.meetings import make_kind, make_meeting
from tests.factories.notifications import make_plan
from tests.factories.regions import make_village
from wksbm.models import Membership, Wksbm

INVITED = 25  # to one meeting
VILLAGE = "52.07.01.2001"
TOKEN = "wks_of-the-drills-and-of-nothing-else"


def main(people):
    make_plan("meeting_ahead", steps=[timedelta(seconds=AHEAD)])
    load_kinds()
    village, kind = make_village(VILLAGE), make_kind()
    officer = make_user(Role.DISTRICT_OFFICER, VILLAGE[:5])
    make_token(officer, prefix=TOKEN[:12], key_hash=hashed(TOKEN))
    names = [f"{prefix}-{number}" for prefix, many in people.items() for number in range(many)]
    groups = [names[first : first + INVITED] for first in range(0, len(names), INVITED)]
    bodies = Wksbm.objects.bulk_create(
        Wksbm(region=village, name=f"WKSBM {number}") for number in range(len(groups))
    )
    for body, group in zip(bodies, groups, strict=True):
        join(body, group)
        make_meeting(body, kind=kind)


def join(body, names):
    people = Person.objects.bulk_create(
        Person(name=name, village_id=body.region_id) for name in names
    )
    Presence.objects.bulk_create(
        Presence(person=person, region_id=body.region_id) for person in people
    )
    Membership.objects.bulk_create(
        Membership(
            wksbm=body, region_id=body.region_id, person=person, term=term(date(2020, 1, 1), None)
        )
        for person in people
    )


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))

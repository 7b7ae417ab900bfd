"""`python -m tests.drills.seeding FACTS`: meetings of which many people are to be told, soon.

Each person is invited to one meeting and told once; the name begins as the drill's channel asks.
FACTS is JSON: {"people": {"a": 300, ...}, "from": seconds, "spread": seconds}.
"""

import json
import sys
from datetime import date, timedelta

import django

django.setup()

# What follows needs the apps.
from django.utils import timezone  # noqa: E402

from common.dates import term  # noqa: E402
from meetings.models import Meeting, hosted_by  # noqa: E402
from people.models import Person, Presence  # noqa: E402
from tests.factories.meetings import make_kind  # noqa: E402
from tests.factories.notifications import hours, make_plan  # noqa: E402
from tests.factories.regions import make_village  # noqa: E402
from wksbm.models import Membership, Wksbm  # noqa: E402

AHEAD = hours(2)
INVITED = 25  # to one meeting


def main(people, begin, spread):
    make_plan("meeting_ahead", steps=[AHEAD])
    village, kind = make_village(), make_kind()
    names = [f"{prefix}-{number}" for prefix, many in people.items() for number in range(many)]
    groups = [names[first : first + INVITED] for first in range(0, len(names), INVITED)]
    bodies = Wksbm.objects.bulk_create(
        Wksbm(region=village, name=f"WKSBM {number}") for number in range(len(groups))
    )
    soon = timezone.now() + AHEAD + timedelta(seconds=begin)
    step = timedelta(seconds=spread) / max(len(groups), 1)
    for number, (body, group) in enumerate(zip(bodies, groups, strict=True)):
        join(body, group)
        starts_at = soon + step * number
        there = starts_at.astimezone(village.tz)
        Meeting.objects.create(
            **hosted_by(body),
            kind=kind,
            purpose="Pertemuan rutin",
            place="Balai Desa",
            on=there.date(),
            at=there.time(),
            zone=village.time_zone,
            starts_at=starts_at,
        )


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
    facts = json.loads(sys.argv[1])
    main(facts["people"], facts["from"], facts["spread"])

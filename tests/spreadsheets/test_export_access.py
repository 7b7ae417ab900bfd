"""Every list x every role x region (T15): a file holds what its list shows, never more."""

from collections import Counter

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.access import GRANTS, Can, Role
from accounts.models import Grant
from audit.models import SensitiveLook
from audit.services import note_look
from spreadsheets.exporting.lists import all_lists
from tests.factories.accounts import make_user
from tests.factories.meetings import make_meeting
from tests.factories.notifications import make_delivery, make_reminded
from tests.factories.papers import make_paper
from tests.factories.people import a_nik, make_person
from tests.factories.programme import make_activity, make_letter, make_visit
from tests.factories.regions import make_village
from tests.factories.stipends import (
    make_officer,
    make_recipient,
    make_recipients_decree,
    make_run,
    make_scheme,
    make_source,
)
from tests.factories.volunteers import (
    make_appointment,
    make_assignment,
    make_duty,
    make_organisation,
    make_qualification,
    make_training,
)
from tests.factories.wksbm import make_decree, make_membership, make_seat, make_wksbm
from tests.spreadsheets.opened import content_of, lines_of, table_of
from tests.test_access import NEXT_VILLAGE, OTHER_REGENCY, OWN, place_of
from volunteers.models import Appointment
from wksbm.models import Wksbm

pytestmark = pytest.mark.django_db

# By list: the API's list of the same rows, or the rows themselves with the right to read them
# (None: whoever sees them).
TABLE = {
    "wksbm": "v1:wksbm-list",
    "decrees": "v1:decree-list",
    "seats": "v1:seat-list",
    "members": "v1:member-list",
    "meetings": "v1:meeting-list",
    "volunteers": "v1:volunteer-list",
    "papers": "v1:paper-list",
    "duties": "v1:duty-list",
    "assignments": "v1:assignment-list",
    "deliveries": "v1:delivery-list",
    "organisations": "v1:organisation-list",
    "qualifications": "v1:qualification-list",
    "trainings": "v1:training-list",
    "users": (Grant, Can.INVITE_USERS),
    "looks": (SensitiveLook, Can.READ_HISTORY),
    "persons": "v1:person-list",
    "person-numbers": "v1:person-list",
    "activity-reports": (Appointment, None),
    "activities": "v1:activity-list",
    "letters": "v1:letter-list",
    "visits": "v1:visit-list",
    "stipend-runs": "v1:stipend-run-list",
    "stipend-lines": "v1:stipend-line-list",
    "stipend-left-out": "v1:stipend-left-out-list",
    "stipend-fairness": (Appointment, Can.READ_STIPENDS),
    "silence": "v1:silence-list",
    "monthly": (Wksbm, Can.OVERSEE),
}
# By list, where it is not for everybody who sees the API's rows; and what must be said besides.
RIGHTS = {
    "deliveries": Can.READ_DELIVERIES,
    "person-numbers": Can.SEE_NIK,
    "silence": Can.OVERSEE,
    "stipend-runs": Can.READ_STIPENDS,
    "stipend-lines": Can.READ_STIPENDS,
    "stipend-left-out": Can.READ_STIPENDS,
}
SAID = {"person-numbers": {"purpose": "payment"}}
NARROWED = {"region": "52.07.01.2002"}  # every list but these two knows regions
WITHOUT_REGION = {"users", "looks"}


@pytest.fixture
def world():
    for code in (OWN, NEXT_VILLAGE, OTHER_REGENCY):
        village = make_village(code)
        body = make_wksbm(region=village)
        make_person(at=village, village=village, nik=a_nik())
        scan = {"scan": ContentFile(b"%PDF-1.7", "a.pdf"), "scan_type": "application/pdf"}
        decree = make_decree(bodies=[body], **scan)
        make_seat(wksbm=body, decree=decree)
        make_membership(wksbm=body)
        make_appointment(region=village)
        make_organisation(region=village)
        make_qualification(region=village)
        make_training(region=village)
        make_paper(make_meeting(body))
        make_assignment(duty=make_duty(region=village))
        for line in (make_activity, make_letter, make_visit):
            line(body)
        decree = make_recipients_decree(region=code[:5])
        for account in (True, False):  # one is on the list, one is left out
            make_recipient(region=village, decree=decree, account=account)
        make_run(
            scheme=make_scheme(region=code),
            source=make_source(region=code),
            officer=make_officer(code[:5]),
        )
        meeting, [person] = make_reminded(village=village)
        make_delivery(meeting, person)
        secretary = make_user(Role.VILLAGE_SECRETARY, village)
        note_look(decree, by=secretary, kind=SensitiveLook.Kind.SCAN)


def test_every_list_is_in_the_table():
    assert set(TABLE) == {one.key for one in all_lists()}


def expected(client, key, user, filters):
    """Return how many rows of each region the user's list has; None where it is not for them."""
    source = TABLE[key]
    if isinstance(source, str):
        if key in RIGHTS and RIGHTS[key] not in GRANTS[role_of(user)]:
            return None
        rows = client.get(reverse(source), {**filters, "limit": 500}).json()["results"]
        field = "village" if "person" in key else "region"
        return Counter(row[field] or "" for row in rows)
    model, can = source
    if can is not None and can not in GRANTS[role_of(user)]:
        return None
    own = user.grants.get().region_id
    under = filters.get("region", own)
    rows = model.objects.filter(region__code__startswith=own)
    return Counter(rows.filter(region__code__startswith=under).values_list("region", flat=True))


def role_of(user):
    return user.grants.get().role


@pytest.mark.thorough
def test_a_file_holds_the_rows_of_its_list(client, world):
    seen = Counter()
    for role in Role:
        user = make_user(role, place_of(role, OWN))
        client.force_login(user)
        for key in TABLE:
            for filters in [{}] if key in WITHOUT_REGION else [{}, NARROWED]:
                wanted = expected(client, key, user, filters)
                case = (role, key, filters)
                for name in ("spreadsheets:export", "v1:export"):
                    address = reverse(name, args=[key])
                    asked = {**filters, **SAID.get(key, {}), "form": "csv"}
                    answer = client.get(address, asked)
                    if wanted is None:
                        assert answer.status_code == 403, case
                        continue
                    headings, *rows = lines_of(content_of(answer))
                    got = Counter(row[headings.index("Kode wilayah")] for row in rows)
                    if key == "looks":  # its own note is the newest of its rows
                        wanted = expected(client, key, user, filters)
                    assert got == wanted, (*case, name)
                    assert OTHER_REGENCY not in got, case
                seen[key] += sum((wanted or Counter()).values())

    assert all(seen[key] for key in TABLE), seen


def test_every_list_can_be_opened_again(client, world):
    """As xlsx, by somebody else's program: no formula, as many rows, codes still text."""
    user = make_user(Role.DISTRICT_OFFICER, "52.07")
    client.force_login(user)
    for one in all_lists():
        asked = {"form": "xlsx", **SAID.get(one.key, {})}
        answer = client.get(reverse("spreadsheets:export", args=[one.key]), asked)

        headings, rows = table_of(content_of(answer))
        wanted = expected(client, one.key, user, {})
        assert headings == one_list_headings(one), one.key
        place = headings.index("Kode wilayah")
        assert Counter(row[place] or "" for row in rows) == wanted, one.key
        assert {type(row[place]) for row in rows if row[place]} == {str}, one.key


def one_list_headings(one):
    return [column.heading for column in one.columns]


def test_an_unknown_or_malformed_filter_is_refused_as_the_list_does(client, world):
    client.force_login(make_user(Role.DISTRICT_OFFICER, "52.07"))
    for filters in [{"colour": "red"}, {"region": "x"}, {"form": "pdf"}]:
        page = client.get(reverse("spreadsheets:export", args=["wksbm"]), filters)
        answer = client.get(reverse("v1:export", args=["wksbm"]), filters)

        assert page.status_code == answer.status_code == 400, filters
        assert answer.json()["code"] == "bad_parameter"
    assert client.get(reverse("spreadsheets:export", args=["secrets"])).status_code == 404
    assert client.get(reverse("v1:export", args=["secrets"])).status_code == 404


def test_nobody_downloads_without_signing_in(client, world):
    assert client.get(reverse("spreadsheets:export", args=["wksbm"])).status_code == 302
    assert client.get(reverse("v1:export", args=["wksbm"])).status_code == 401

"""A small village with one of everything, so that what is tried at random also finds something."""

from datetime import date

from meetings.services import open_feed
from people.services import merge_persons
from spreadsheets.exporting.files import Form, start_export
from spreadsheets.exporting.lists import list_named, open_export
from stipends.models import TaxRule
from tests import access_table
from tests.factories.follow_ups import make_follow_up
from tests.factories.imports import checked, make_import
from tests.factories.meetings import (
    make_held_meeting,
    make_holiday,
    make_kind,
    make_meeting,
    make_series,
)
from tests.factories.notifications import (
    make_delivery,
    make_opt_out,
    make_plan,
    make_quiet,
    make_reply,
    make_start,
)
from tests.factories.papers import make_paper
from tests.factories.people import (
    make_bank_account,
    make_consent,
    make_family_card,
    make_pair,
    make_person,
)
from tests.factories.presence import make_meeting_photo
from tests.factories.programme import make_activity, make_book, make_letter, make_visit
from tests.factories.regions import make_region, make_village
from tests.factories.subjects import make_request
from tests.factories.volunteers import (
    make_absence,
    make_appointment,
    make_assignment,
    make_dropped_scan,
    make_duty,
    make_office_holder,
    make_organisation,
    make_qualification,
    make_qualification_kind,
    make_report,
    make_tier_step,
    make_training,
    make_training_mark,
)
from tests.factories.wksbm import make_decree, make_membership, make_seat, make_wksbm
from tests.test_access import OWN


def make_world(user):
    """Return the keys of what there is, by the names under which addresses and bodies ask."""
    village = make_village(OWN)
    body = make_wksbm(region=village)
    decree = make_decree(bodies=[body])
    member = make_person("Nurhayati", at=village)
    seat = make_seat(wksbm=body, decree=decree)
    membership = make_membership(wksbm=body, person=member)
    series = make_series(body)
    make_held_meeting(body, logged_by=user)
    meeting = make_meeting(body)
    delivery = make_delivery(meeting, member)
    paper = make_paper(meeting)
    export = open_export(list_named("wksbm"), filters={}, user=user)
    for make in (make_family_card, make_bank_account, make_consent):
        make(member)
    batch = checked(make_import([("Siti Aminah",)], region=village, actor=user))
    organisation = make_organisation(region=village, wksbm=body)
    officer = make_office_holder(organisation=organisation, person=member)
    kind = make_qualification_kind(region=village, months=12)
    qualification = make_qualification(person=member, kind=kind, region=village)
    training = make_training(region=village, grants=kind)
    make_training_mark(training, person=member)
    scan = make_dropped_scan(region=village, dropped_by=user)
    appointment = make_appointment(person=member, region=village)
    stays, goes = make_person(at=village), make_person(at=village)
    duty = make_duty(region=village)
    appointment = make_appointment(region=village)
    return {
        **make_honoraria(village),
        "regions": OWN,
        "wksbm": body.pk,
        "offices": decree.issuer_id,
        "decrees": decree.pk,
        "seats": seat.pk,
        "members": membership.pk,
        "series": series.pk,
        "meetings": str(meeting.pk),
        "follow-ups": str(make_follow_up(meeting).pk),
        "meeting": str(meeting.pk),
        "photo": str(make_meeting_photo(meeting).pk),
        "owner": member.pk,
        "meeting-kinds": make_kind("arisan", region=make_region("52.07")).pk,
        "feeds": open_feed(user, kind="mine")[0].pk,
        "holidays": make_holiday(date(2026, 12, 24), region=make_region("52.07")).pk,
        "into": str(make_meeting(body).pk),
        "deliveries": delivery.pk,
        "replies": make_reply(region=village, person=member, meeting=meeting).pk,
        "opt-outs": make_opt_out(member).pk,
        "sending-starts": make_start(village).pk,
        "reminder-rules": make_plan("meeting_ahead", region=village).pk,
        "quiet-times": make_quiet("Malam", "21.00", "06.00", region=village).pk,
        "duties": duty.pk,
        "assignments": make_assignment(duty=duty, person=member).pk,
        "absences": make_absence(person=member, region=village).pk,
        "activities": str(make_activity(body).pk),
        "letters": str(make_letter(body).pk),
        "visits": str(make_visit(body).pk),
        "books": make_book(body).pk,
        "papers": paper.pk,
        "jobs": start_export(export, Form.CSV).pk,
        "exports": "wksbm",
        "imports": batch.pk,
        "duplicates": make_pair(at=village).pk,
        "merges": merge_persons(stays, goes, actor=user).pk,
        "persons": member.pk,
        "data-requests": make_request(member, kind="object").pk,
        "volunteers": appointment.pk,
        "pillars": appointment.pillar_id,
        "tier-steps": make_tier_step(appointment).pk,
        "activity-reports": make_report(appointment=appointment).pk,
        "appointments": [appointment.pk],
        "pillar": appointment.pillar_id,
        "area": OWN,
        "organisations": organisation.pk,
        "office-holders": officer.pk,
        "qualification-kinds": kind.pk,
        "qualifications": qualification.pk,
        "trainings": training.pk,
        "dropped-scans": scan.pk,
        # in addresses below these, and in bodies
        "organisation": organisation.pk,
        "grants": kind.pk,
        "present_ids": [member.pk],
        "participants": [member.pk],
        "number": 2,
        "region": OWN,
        "office_region": OWN,
        "issuer": decree.issuer_id,
        "decree": decree.pk,
        "bodies": [body.pk],
        "older": decree.pk,
        "newer": decree.pk,
        "person": member.pk,
        "holder": member.pk,
        "successor": member.pk,
        "present": [member.pk],
        "subject": str(meeting.pk),
        "village": OWN,
        "appointment": appointment.pk,
        "scan": scan.pk,
        "choices": [{"scan": scan.pk, "decree": decree.pk}],
        "version": 1,
    }


def make_honoraria(village):
    """Return the keys of a run and of all that is around it."""
    line = access_table.a_released_line(village)["pk"]
    source, scheme = access_table.a_source(village)["pk"], access_table.a_scheme(village)["pk"]
    return {
        "funding-sources": source,
        "source": source,
        "stipend-schemes": scheme,
        "scheme": scheme,
        "stipend-policies": access_table.a_policy(village)["pk"],
        "stipend-officials": access_table.an_official(village)["pk"],
        "stipend-runs": access_table.a_run(village)["pk"],
        "stipend-left-out": access_table.somebody_left_out(village)["pk"],
        "stipend-lines": line,
        "line": line,
        "own-stipends": line,
        "stipend-payees": access_table.a_person(village)["pk"],
        "stipend-signed-lists": access_table.a_signed_list(village)["pk"],
        "stipend-corrections": access_table.a_correction(village)["pk"],
        "recorded-payments": access_table.a_recorded_payment(village)["pk"],
        "stipend-disputes": access_table.a_dispute(village)["pk"],
        "tax-rules": TaxRule.objects.create(code="tarif", name="Tarif").pk,
    }


def aim(case, world):
    """Point a random case at what there is: its address and whatever its body names."""
    resource = case.operation.path.removeprefix("/api/v1/").split("/")[0]
    if case.path_parameters:
        case.path_parameters = {
            name: world[resource] if name in {"id", "key"} else world[name]
            for name in case.path_parameters
        }
    if isinstance(case.body, dict):
        case.body = {
            key: world[key] if key in world and value is not None else value
            for key, value in case.body.items()
        }

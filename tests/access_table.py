"""Every address with an id: how to make its record in a village, and what may be done there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.access import Can, Role
from accounts.services import NewUser, ask_second_step_reset, hand_over, issue_password_link
from common.dates import term, today
from people.services import merge_persons
from programme.hosts import slug_of
from regions.models import Region
from stipends.models import LeftOut, Official, Run, SignedList, StipendPolicy
from stipends.services import propose_correction, raise_dispute
from tests.factories.accounts import make_user, with_second_step
from tests.factories.follow_ups import make_follow_up
from tests.factories.imports import make_checked_import
from tests.factories.meetings import (
    make_body,
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
    make_reminded,
    make_reply,
    make_start,
)
from tests.factories.papers import make_paper
from tests.factories.people import make_bank_account, make_consent, make_pair, make_person
from tests.factories.presence import make_check_in, make_meeting_photo
from tests.factories.programme import make_activity, make_book, make_letter, make_visit
from tests.factories.stipends import make_officer, make_run, make_scheme, make_source
from tests.factories.subjects import make_proposed, make_request
from tests.factories.volunteers import (
    make_absence,
    make_appointment,
    make_assignment,
    make_duty,
    make_office_holder,
    make_organisation,
    make_pillar,
    make_qualification,
    make_qualification_kind,
    make_report,
    make_tier_step,
    make_training,
)
from tests.factories.wksbm import make_decree, make_membership, make_office, make_seat, make_wksbm
from tests.stipends.money import a_line, a_settled_line, make_recorded


@dataclass(frozen=True)
class Address:
    """`make` makes the record in a village and returns the address's arguments.

    `can` is the right that the methods need, or one of several (None: whoever sees the record).
    `seen` is the right without which the record does not exist (404).
    """

    make: Callable[[Region], dict[str, Any]]
    can: Can | tuple[Can, ...] | None = None
    seen: Can | None = None
    methods: tuple[str, ...] = ("get", "post")

    def allows(self, rights: set[Can]) -> bool:
        """Whether somebody with these rights may do it."""
        wanted = self.can if isinstance(self.can, tuple) else (self.can,)
        return self.can is None or not rights.isdisjoint(wanted)


# Addresses whose argument is no record of a region.
OPEN: dict[str, str] = {
    "v1:region-detail": "regions are nobody's secret",
    "v1:tax-rule-detail": "the law is nobody's secret",
    "spreadsheets:template": "an empty sheet: tests/spreadsheets/test_import_pages.py",
    "notifications:message": "its receiver's alone: tests/notifications/test_pages.py",
    "notifications:mark_read": "its receiver's alone: tests/notifications/test_pages.py",
    "v1:delivery-read": "its receiver's alone: tests/notifications/test_api.py",
    "notifications:answer_message": "its receiver's alone: tests/notifications/test_answers.py",
    "v1:delivery-answer-meeting": "its receiver's alone: tests/notifications/test_answers.py",
    "notifications:stop": "anybody who got the mail: tests/notifications/test_wishes.py",
    "jobs:job": "its user's alone: tests/jobs/test_pages.py",
    "jobs:cancel_job": "its user's alone: tests/jobs/test_pages.py",
    "jobs:result": "its user's alone: tests/jobs/test_pages.py",
    "v1:job-detail": "its user's alone: tests/jobs/test_pages.py",
    "v1:job-cancel": "its user's alone: tests/jobs/test_pages.py",
    "v1:job-result": "its user's alone: tests/jobs/test_pages.py",
    "spreadsheets:export": "a list: tests/spreadsheets/test_export_access.py",
    "v1:export": "a list: tests/spreadsheets/test_export_access.py",
    "people:withdraw_own": "its person's alone: tests/people/test_requests.py",
    "mfa_edit_webauthn": "its owner's alone: tests/accounts/test_second_step.py",
    "mfa_remove_webauthn": "its owner's alone: tests/accounts/test_second_step.py",
    "accounts:revoke_token": "its owner's alone: tests/accounts/test_tokens.py",
    "volunteers:confirm_scans": "its dropper's alone: tests/volunteers/test_dropped_scans.py",
    "v1:dropped-scan-detail": "its dropper's alone: tests/volunteers/test_dropped_scans.py",
    "meetings:check_in": "anybody before the code: tests/meetings/test_checking_in.py",
    "meetings:answer": "anybody who has the link: tests/meetings/test_answers.py",
    "meetings:answer_by_name": "anybody who has the link: tests/meetings/test_answers.py",
    "meetings:feed": "anybody who knows the address: tests/meetings/test_feeds.py",
    "v1:feed-detail": "its user's alone: tests/meetings/test_planning_api.py",
    "v1:feed-revoke": "its user's alone: tests/meetings/test_planning_api.py",
    "meetings:revoke_feed": "its user's alone: tests/meetings/test_feeds.py",
    "stipends:confirm_receipt": "its person's alone: tests/stipends/test_money_pages.py",
    "stipends:dispute_line": "its person's alone: tests/stipends/test_money_pages.py",
    "v1:own-stipend-detail": "its person's alone: tests/stipends/test_money_api.py",
    "v1:own-stipend-confirm": "its person's alone: tests/stipends/test_money_api.py",
    "verify_paper": "anybody who holds the paper: tests/papers/test_public.py",
    # Which role may do it to which role is a table of its own: tests/accounts/test_invitations.py,
    # test_links.py; that a foreign one does not exist: test_pages.py.
    "accounts:give_role": "by role",
    "accounts:end_grant": "by role",
    "accounts:issue_password_link": "by role",
    "accounts:issue_phone_link": "by role",
    "accounts:hand_over": "by role: tests/accounts/test_handover.py",
    "accounts:merge_accounts": "by role: tests/accounts/test_handover.py",
    "accounts:ask_second_step_reset": "by role",
}


# --- Accounts ------------------------------------------------------------------------------------


def a_user(village: Region) -> dict[str, Any]:
    return {"pk": make_user(Role.VILLAGE_SECRETARY, village).pk}


def a_grant(village: Region) -> dict[str, Any]:
    return {"pk": make_user(Role.VILLAGE_SECRETARY, village).grants.get().pk}


def a_link(village: Region) -> dict[str, Any]:
    user = make_user(Role.VILLAGE_SECRETARY, village)
    issue_password_link(user, actor=make_user(Role.VILLAGE_COORDINATOR, village))
    return {"pk": user.sign_in_links.get().pk}


def a_handover(village: Region) -> dict[str, Any]:
    leaver = make_user(Role.VILLAGE_SECRETARY, village)
    done = hand_over(
        leaver,
        successor=NewUser(f"Ani {leaver.pk}"),
        grants=leaver.grants.all(),
        on=today(),
        reason="Pindah",
        actor=make_user(Role.VILLAGE_COORDINATOR, village),
    )
    return {"pk": done.handover.pk}


def a_reset(village: Region) -> dict[str, Any]:
    user = with_second_step(make_user(Role.VILLAGE_SECRETARY, village))
    asker = make_user(Role.VILLAGE_COORDINATOR, village)
    return {"pk": ask_second_step_reset(user, reason="HP hilang", actor=asker).pk}


ACCOUNTS: dict[str, Address] = {
    "accounts:handover": Address(a_handover, seen=Can.INVITE_USERS, methods=("get",)),
    "accounts:show_user": Address(a_user, seen=Can.INVITE_USERS, methods=("get",)),
    "accounts:change_period": Address(a_grant, seen=Can.INVITE_USERS, methods=("get",)),
    "accounts:confirm_second_step_reset": Address(a_reset, seen=Can.VOUCH, methods=("post",)),
    "accounts:withdraw_second_step_reset": Address(a_reset, seen=Can.VOUCH, methods=("post",)),
    "audit:looks_of_user": Address(a_user, seen=Can.READ_HISTORY, methods=("get",)),
    "audit:user_history": Address(a_user, seen=Can.READ_HISTORY, methods=("get",)),
    "accounts:withdraw_link": Address(a_link, seen=Can.INVITE_USERS, methods=("post",)),
}

# --- Notifications -------------------------------------------------------------------------------


def a_delivery(village: Region) -> dict[str, Any]:
    meeting, [person] = make_reminded(village=village)
    return {"pk": make_delivery(meeting, person).pk}


def a_reminded_meeting(village: Region) -> dict[str, Any]:
    meeting, _people = make_reminded(village=village)
    return {"pk": meeting.pk}


def a_message_to_tell(village: Region) -> dict[str, Any]:
    meeting, [person] = make_reminded(village=village)
    soon = timezone.now() + timedelta(hours=1)
    return {"pk": make_delivery(meeting, person, state="by_hand", not_after=soon).pk}


def one_told(village: Region) -> dict[str, Any]:
    return {"pk": make_person(at=village).pk}


def a_rule(village: Region) -> dict[str, Any]:
    make_plan("meeting_ahead", region=village)
    return {"code": village.code, "name": "meeting_ahead"}


def a_rule_of_a_body(village: Region) -> dict[str, Any]:
    body = make_body(village)
    make_plan("meeting_ahead", region=village, wksbm=body)
    return {"pk": body.pk, "name": "meeting_ahead"}


def a_quiet_time(village: Region) -> dict[str, Any]:
    return {"pk": make_quiet(f"Malam {uuid4().hex[:6]}", "21.00", "06.00", region=village).pk}


def a_quiet_place(village: Region) -> dict[str, Any]:
    make_quiet(f"Malam {uuid4().hex[:6]}", "21.00", "06.00", region=village)
    return {"code": village.code}


def a_wish(village: Region) -> dict[str, Any]:
    return {"pk": make_opt_out(make_person(at=village)).pk}


def a_start(village: Region) -> dict[str, Any]:
    return {"pk": make_start(village).pk}


def a_reply(village: Region) -> dict[str, Any]:
    return {"pk": make_reply(region=village).pk}


def a_reply_of_somebody(village: Region) -> dict[str, Any]:
    return {**a_reply(village), "person": make_person(at=village).pk}


NOTIFICATIONS: dict[str, Address] = {
    "notifications:reply": Address(a_reply, seen=Can.KEEP_REMINDERS, methods=("get",)),
    "notifications:assign_reply": Address(
        a_reply_of_somebody, seen=Can.KEEP_REMINDERS, methods=("post",)
    ),
    "notifications:deal_with_reply": Address(a_reply, seen=Can.KEEP_REMINDERS, methods=("post",)),
    "v1:reply-detail": Address(a_reply, seen=Can.KEEP_REMINDERS, methods=("get",)),
    "v1:reply-assign": Address(a_reply, seen=Can.KEEP_REMINDERS, methods=("post",)),
    "v1:reply-deal-with": Address(a_reply, seen=Can.KEEP_REMINDERS, methods=("post",)),
    "notifications:rules_of": Address(lambda village: {"code": village.code}, methods=("get",)),
    "notifications:change_rule": Address(a_rule, Can.KEEP_REMINDERS),
    "notifications:clear_rule": Address(a_rule, Can.KEEP_REMINDERS, methods=("post",)),
    "notifications:rules_of_body": Address(
        lambda village: {"pk": make_body(village).pk}, methods=("get",)
    ),
    "notifications:change_rule_of_body": Address(a_rule_of_a_body, Can.KEEP_REMINDERS),
    "notifications:clear_rule_of_body": Address(
        a_rule_of_a_body, Can.KEEP_REMINDERS, methods=("post",)
    ),
    "v1:reminder-rule-detail": Address(
        lambda village: {"pk": make_plan("meeting_ahead", region=village).pk}, methods=("get",)
    ),
    "notifications:quiet_times_of": Address(a_quiet_place, methods=("get",)),
    "notifications:keep_own_quiet_times": Address(
        a_quiet_place, Can.KEEP_REMINDERS, methods=("post",)
    ),
    "notifications:follow_quiet_times_above": Address(
        a_quiet_place, Can.KEEP_REMINDERS, methods=("post",)
    ),
    "notifications:add_quiet_time": Address(a_quiet_place, Can.KEEP_REMINDERS),
    "notifications:change_quiet_time": Address(a_quiet_time, Can.KEEP_REMINDERS),
    "notifications:remove_quiet_time": Address(a_quiet_time, Can.KEEP_REMINDERS, methods=("post",)),
    "v1:quiet-time-detail": Address(a_quiet_time, methods=("get",)),
    "notifications:sending_start": Address(
        lambda village: {"code": village.code}, seen=Can.READ_DELIVERIES, methods=("get",)
    ),
    "v1:sending-start-detail": Address(a_start, methods=("get",)),
    "v1:opt-out-detail": Address(a_wish, methods=("get",)),
    "v1:opt-out-end": Address(a_wish, Can.KEEP_REMINDERS, methods=("post",)),
    "notifications:wishes_of": Address(one_told, Can.KEEP_REMINDERS, methods=("get",)),
    "notifications:change_wishes_of": Address(one_told, Can.KEEP_REMINDERS, methods=("post",)),
    "notifications:delivery": Address(a_delivery, seen=Can.READ_DELIVERIES, methods=("get",)),
    "notifications:of_meeting": Address(a_reminded_meeting),
    "notifications:send_again": Address(
        a_message_to_tell, Can.KEEP_REMINDERS, seen=Can.READ_DELIVERIES, methods=("post",)
    ),
    "notifications:mark_told": Address(
        a_message_to_tell, Can.KEEP_REMINDERS, seen=Can.READ_DELIVERIES, methods=("post",)
    ),
    "notifications:share": Address(a_reminded_meeting, Can.KEEP_REMINDERS, methods=("get",)),
    "notifications:mark_shared": Address(a_reminded_meeting, Can.KEEP_REMINDERS, methods=("post",)),
    "v1:delivery-detail": Address(a_delivery, seen=Can.READ_DELIVERIES, methods=("get",)),
    "v1:delivery-told": Address(
        a_message_to_tell, Can.KEEP_REMINDERS, seen=Can.READ_DELIVERIES, methods=("post",)
    ),
    "v1:delivery-again": Address(
        a_message_to_tell, Can.KEEP_REMINDERS, seen=Can.READ_DELIVERIES, methods=("post",)
    ),
}

# --- Meetings ------------------------------------------------------------------------------------


def a_body(village: Region) -> dict[str, Any]:
    return {"pk": make_body(village).pk}


def an_organisation_host(village: Region) -> dict[str, Any]:
    make_kind()
    return {"pk": make_organisation(region=village).pk}


def a_region_host(village: Region) -> dict[str, Any]:
    make_kind()
    return {"pk": village.code}


def a_meeting_kind(village: Region) -> dict[str, Any]:
    code = f"arisan-{village.code.replace('.', '')}"
    return {"pk": make_kind(code, region=village).pk}


def an_invited_group(village: Region) -> dict[str, Any]:
    meeting = make_meeting(make_body(village))
    return {"pk": meeting.pk, "group": meeting.invited_groups.create(group="boards").pk}


def one_invited(village: Region) -> dict[str, Any]:
    meeting = make_meeting(make_body(village))
    guest = meeting.invitations.create(name="Pak Camat")
    return {"pk": meeting.pk, "who": f"g{guest.pk}"}


def a_guest_to_be(village: Region) -> dict[str, Any]:
    meeting = make_meeting(make_body(village))
    return {"pk": meeting.pk, "person": make_person(at=village).pk}


def a_series(village: Region) -> dict[str, Any]:
    return {"pk": make_series(make_body(village)).pk}


def a_holiday(village: Region) -> dict[str, Any]:
    return {"pk": make_holiday(date(2026, 12, 24), region=village).pk}


def a_meeting(village: Region) -> dict[str, Any]:
    """Return a meeting that was planned for a week ago: it can be logged, moved and cancelled."""
    a_week_ago = today(village.tz) - timedelta(days=7)
    return {"pk": make_meeting(make_body(village), on=a_week_ago).pk}


def a_follow_up(village: Region) -> dict[str, Any]:
    """Return an open task, with a picture as if it had been done before."""
    a_week_ago = today(village.tz) - timedelta(days=7)
    meeting = make_meeting(make_body(village), on=a_week_ago)
    return {"pk": make_follow_up(meeting, picture=ContentFile(b"\xff\xd8\xff", "a")).pk}


def a_check_in(village: Region) -> dict[str, Any]:
    meeting = make_meeting(make_body(village), on=today(village.tz))
    make_check_in(meeting)
    return {"pk": meeting.pk}


def a_meeting_photo(village: Region) -> dict[str, Any]:
    photo = make_meeting_photo(make_meeting(make_body(village), on=today(village.tz)))
    return {"pk": photo.meeting_id, "photo": photo.pk}


_LOG = Can.LOG_MEETINGS

PRESENCE: dict[str, Address] = {
    "meetings:add_follow_up": Address(a_meeting, _LOG),
    "meetings:follow_up": Address(a_follow_up, methods=("get",)),
    "meetings:change_follow_up": Address(a_follow_up, _LOG),
    "meetings:finish_follow_up": Address(a_follow_up, _LOG),
    "meetings:verify_follow_up": Address(a_follow_up, _LOG, methods=("post",)),
    "meetings:reopen_follow_up": Address(a_follow_up, _LOG, methods=("post",)),
    "meetings:drop_follow_up": Address(a_follow_up, _LOG),
    "meetings:follow_up_picture": Address(a_follow_up, _LOG, methods=("get",)),
    "meetings:check_in_code": Address(a_check_in, _LOG, methods=("get",)),
    "meetings:open_check_in": Address(a_check_in, _LOG, methods=("post",)),
    "meetings:close_check_in": Address(a_check_in, _LOG, methods=("post",)),
    "meetings:match_guests": Address(a_check_in, _LOG),
    "meetings:photos": Address(a_meeting, _LOG),
    "meetings:photo": Address(a_meeting_photo, methods=("get",)),
    "meetings:thumbnail": Address(a_meeting_photo, methods=("get",)),
    "meetings:change_caption": Address(a_meeting_photo, _LOG, methods=("post",)),
    "meetings:remove_photo": Address(a_meeting_photo, _LOG, methods=("post",)),
    "meetings:tick_from_sheet": Address(a_meeting, _LOG),
    "v1:meeting-check-in": Address(a_check_in, _LOG, methods=("get", "post", "delete")),
    "v1:meeting-photos": Address(a_check_in, methods=("get",)),
    "v1:meeting-photo": Address(a_meeting_photo, methods=("get",)),
    "v1:meeting-tick-from-sheet": Address(a_meeting, _LOG, methods=("post",)),
    "v1:follow-up-detail": Address(a_follow_up, methods=("get",)),
    "v1:follow-up-finish": Address(a_follow_up, _LOG, methods=("post",)),
    "v1:follow-up-verify": Address(a_follow_up, _LOG, methods=("post",)),
    "v1:follow-up-reopen": Address(a_follow_up, _LOG, methods=("post",)),
    "v1:follow-up-drop": Address(a_follow_up, _LOG, methods=("post",)),
    "v1:follow-up-picture": Address(a_follow_up, _LOG, methods=("get",)),
}

MEETINGS: dict[str, Address] = {
    # the minutes: their versions, approval, quorum
    "meetings:revisions": Address(a_meeting, Can.LOG_MEETINGS, methods=("get",)),
    "meetings:approve_minutes": Address(a_meeting, Can.LOG_MEETINGS),
    "meetings:reopen_minutes": Address(a_meeting, Can.LOG_MEETINGS),
    "meetings:delay_meeting": Address(a_meeting, Can.LOG_MEETINGS),
    "meetings:hold_second_session": Address(a_meeting, Can.LOG_MEETINGS),
    "v1:meeting-revisions": Address(a_meeting, Can.LOG_MEETINGS, methods=("get",)),
    "v1:meeting-quorum": Address(a_meeting, methods=("get",)),
    "v1:meeting-approve": Address(a_meeting, Can.LOG_MEETINGS, methods=("post",)),
    "v1:meeting-reopen": Address(a_meeting, Can.LOG_MEETINGS, methods=("post",)),
    "v1:meeting-delay": Address(a_meeting, Can.LOG_MEETINGS, methods=("post",)),
    "v1:meeting-second-session": Address(a_meeting, Can.LOG_MEETINGS, methods=("post",)),
    "v1:meeting-grant": Address(a_meeting, Can.KEEP_ROSTER, methods=("post",)),
    "meetings:grant_from_meeting": Address(a_meeting, Can.KEEP_ROSTER, methods=("post",)),
    # hosts: each page of a body is there for organisations and regions too
    "meetings:meetings_of_organisation": Address(an_organisation_host, methods=("get",)),
    "meetings:plan_meeting_of_organisation": Address(an_organisation_host, Can.PLAN_MEETINGS),
    "meetings:start_series_of_organisation": Address(an_organisation_host, Can.PLAN_MEETINGS),
    "meetings:log_new_meeting_of_organisation": Address(an_organisation_host, Can.LOG_MEETINGS),
    # kinds, invitations
    "v1:meeting-kind-detail": Address(a_meeting_kind, methods=("get",)),
    "v1:meeting-kind-end": Address(a_meeting_kind, Can.KEEP_MEETING_KINDS, methods=("post",)),
    "v1:meeting-invited": Address(a_meeting, methods=("get",)),
    "v1:meeting-answer-links": Address(a_meeting, Can.PLAN_MEETINGS, methods=("get",)),
    **{
        f"v1:meeting-{name}": Address(a_meeting, Can.PLAN_MEETINGS, methods=("post",))
        for name in ("choose-circle", "invite-group", "invite-person", "invite-guest")
    },
    "v1:meeting-withdraw-group": Address(a_meeting, Can.PLAN_MEETINGS, methods=("post",)),
    "v1:meeting-leave-out": Address(a_meeting, Can.PLAN_MEETINGS, methods=("post",)),
    "v1:meeting-note-answer": Address(a_meeting, Can.PLAN_MEETINGS, methods=("post",)),
    "meetings:kind": Address(a_meeting_kind, methods=("get",)),
    "meetings:change_kind": Address(a_meeting_kind, Can.KEEP_MEETING_KINDS),
    "meetings:end_kind": Address(a_meeting_kind, Can.KEEP_MEETING_KINDS),
    "meetings:change_holiday": Address(a_holiday, Can.KEEP_HOLIDAYS),
    "meetings:change_meeting": Address(a_meeting, Can.PLAN_MEETINGS),
    "meetings:invitations": Address(a_meeting, Can.PLAN_MEETINGS, methods=("get",)),
    "meetings:choose_circle": Address(a_meeting, Can.PLAN_MEETINGS, methods=("post",)),
    "meetings:invite_group": Address(a_meeting, Can.PLAN_MEETINGS, methods=("post",)),
    "meetings:invite_guest": Address(a_meeting, Can.PLAN_MEETINGS, methods=("post",)),
    "meetings:invite_person": Address(a_guest_to_be, Can.PLAN_MEETINGS, methods=("post",)),
    "meetings:leave_out": Address(one_invited, Can.PLAN_MEETINGS, methods=("post",)),
    "meetings:note_answer": Address(one_invited, Can.PLAN_MEETINGS),
    "meetings:withdraw_group": Address(an_invited_group, Can.PLAN_MEETINGS, methods=("post",)),
    "meetings:meetings_of_region": Address(a_region_host, methods=("get",)),
    "meetings:plan_meeting_of_region": Address(a_region_host, Can.PLAN_MEETINGS),
    "meetings:start_series_of_region": Address(a_region_host, Can.PLAN_MEETINGS),
    "meetings:log_new_meeting_of_region": Address(a_region_host, Can.LOG_MEETINGS),
    "meetings:meetings_of": Address(a_body, methods=("get",)),
    "meetings:plan_meeting": Address(a_body, Can.PLAN_MEETINGS),
    "meetings:start_series": Address(a_body, Can.PLAN_MEETINGS),
    "meetings:log_new_meeting": Address(a_body, Can.LOG_MEETINGS),
    "meetings:series": Address(a_series, methods=("get",)),
    "meetings:change_series": Address(a_series, Can.PLAN_MEETINGS),
    "meetings:end_series": Address(a_series, Can.PLAN_MEETINGS),
    "meetings:history": Address(a_meeting, Can.READ_HISTORY, methods=("get",)),
    "meetings:add_occurrence": Address(a_series, Can.PLAN_MEETINGS),
    "meetings:merge_meetings": Address(a_meeting, Can.PLAN_MEETINGS),
    "meetings:meeting_file": Address(a_meeting, methods=("get",)),
    "meetings:remove_holiday": Address(a_holiday, Can.KEEP_HOLIDAYS, methods=("post",)),
    "v1:series-foresee": Address(a_series, Can.PLAN_MEETINGS, methods=("post",)),
    "v1:series-add-occurrence": Address(a_series, Can.PLAN_MEETINGS, methods=("post",)),
    "v1:meeting-merge": Address(a_meeting, Can.PLAN_MEETINGS, methods=("post",)),
    "v1:holiday-detail": Address(a_holiday, methods=("get",)),
    "meetings:series_history": Address(a_series, Can.READ_HISTORY, methods=("get",)),
    "meetings:meeting": Address(a_meeting, methods=("get",)),
    "meetings:log_meeting": Address(a_meeting, Can.LOG_MEETINGS),
    "meetings:move_meeting": Address(a_meeting, Can.PLAN_MEETINGS),
    "meetings:cancel_meeting": Address(a_meeting, Can.PLAN_MEETINGS),
    "v1:series-detail": Address(a_series, methods=("get",)),
    "v1:series-end": Address(a_series, Can.PLAN_MEETINGS, methods=("post",)),
    "v1:meeting-detail": Address(a_meeting, methods=("get",)),
    "v1:meeting-move": Address(a_meeting, Can.PLAN_MEETINGS, methods=("post",)),
    "v1:meeting-cancel": Address(a_meeting, Can.PLAN_MEETINGS, methods=("post",)),
    "v1:meeting-log": Address(a_meeting, Can.LOG_MEETINGS, methods=("post",)),
    "v1:meeting-attendances": Address(a_meeting, methods=("get",)),
}

# --- The books -----------------------------------------------------------------------------------


def a_shelf(village: Region) -> dict[str, Any]:
    return {"of": slug_of(make_body(village))}


def an_activity(village: Region) -> dict[str, Any]:
    return {"pk": make_activity(make_body(village)).pk}


def a_done_activity(village: Region) -> dict[str, Any]:
    done = {"status": "done", "done_on": date(2026, 4, 1), "result": "Ada"}
    return {"pk": make_activity(make_body(village), **done).pk}


def a_letter(village: Region) -> dict[str, Any]:
    return {"pk": make_letter(village).pk}


def a_scanned_letter(village: Region) -> dict[str, Any]:
    scan = {"scan": ContentFile(b"%PDF-1.7", "a.pdf"), "scan_type": "application/pdf"}
    return {"pk": make_letter(make_body(village), **scan, scan_name="surat.pdf").pk}


def a_visit(village: Region) -> dict[str, Any]:
    return {"pk": make_visit(make_organisation(region=village)).pk}


def a_visited_meeting(village: Region) -> dict[str, Any]:
    user = make_user(Role.VILLAGE_SECRETARY, village)
    return {"pk": make_held_meeting(make_body(village), logged_by=user, visitors="Bima").pk}


def a_book(village: Region) -> dict[str, Any]:
    return {"pk": make_book(make_body(village)).pk}


_BOOKS = Can.KEEP_BOOKS
PROGRAMME: dict[str, Address] = {
    "programme:books_of": Address(a_shelf, methods=("get",)),
    "programme:plan": Address(a_shelf, methods=("get",)),
    "programme:add_activity": Address(a_shelf, _BOOKS),
    "programme:copy_plan": Address(a_shelf, _BOOKS),
    "programme:letters": Address(a_shelf, methods=("get",)),
    "programme:enter_letter": Address(a_shelf, _BOOKS),
    "programme:visits": Address(a_shelf, methods=("get",)),
    "programme:enter_visit": Address(a_shelf, _BOOKS),
    "programme:print_book": Address(a_shelf, _BOOKS, methods=("post",)),
    "programme:activity": Address(an_activity, methods=("get",)),
    "programme:change_activity": Address(an_activity, _BOOKS),
    "programme:finish_activity": Address(an_activity, _BOOKS),
    "programme:drop_activity": Address(an_activity, _BOOKS),
    "programme:plan_again": Address(a_done_activity, _BOOKS, methods=("post",)),
    "programme:activity_history": Address(an_activity, Can.READ_HISTORY, methods=("get",)),
    "programme:letter": Address(a_letter, methods=("get",)),
    "programme:change_letter": Address(a_letter, _BOOKS),
    "programme:attach_letter_scan": Address(a_letter, _BOOKS),
    "programme:strike_letter": Address(a_letter, _BOOKS),
    "programme:letter_scan": Address(a_scanned_letter, Can.READ_SCANS, methods=("get",)),
    "programme:letter_history": Address(a_letter, Can.READ_HISTORY, methods=("get",)),
    "programme:visit": Address(a_visit, methods=("get",)),
    "programme:change_visit": Address(a_visit, _BOOKS),
    "programme:strike_visit": Address(a_visit, _BOOKS),
    "programme:visit_history": Address(a_visit, Can.READ_HISTORY, methods=("get",)),
    "programme:add_from_meeting": Address(a_visited_meeting, _BOOKS),
    "programme:enter_visitors": Address(a_visited_meeting, _BOOKS, methods=("post",)),
    "v1:activity-detail": Address(an_activity, methods=("get",)),
    "v1:activity-finish": Address(an_activity, _BOOKS, methods=("post",)),
    "v1:activity-drop": Address(an_activity, _BOOKS, methods=("post",)),
    "v1:activity-plan-again": Address(a_done_activity, _BOOKS, methods=("post",)),
    "v1:letter-detail": Address(a_letter, methods=("get",)),
    "v1:letter-strike": Address(a_letter, _BOOKS, methods=("post",)),
    "v1:letter-attach-scan": Address(a_letter, _BOOKS, methods=("post",)),
    "v1:letter-scan": Address(a_scanned_letter, Can.READ_SCANS, methods=("get",)),
    "v1:visit-detail": Address(a_visit, methods=("get",)),
    "v1:visit-strike": Address(a_visit, _BOOKS, methods=("post",)),
    "v1:book-detail": Address(a_book, methods=("get",)),
}

# --- Volunteers ----------------------------------------------------------------------------------


def a_serving_volunteer(village: Region) -> dict[str, Any]:
    return {"pk": make_appointment(region=village).pk}


def a_report(village: Region) -> dict[str, Any]:
    """Return a report of this month, begun and not yet filled in."""
    month = today(village.tz).replace(day=1)
    return {"pk": make_report(appointment=make_appointment(region=village), month=month).pk}


def a_signed_report(village: Region) -> dict[str, Any]:
    report = make_report(
        appointment=make_appointment(region=village),
        status="signed",
        signed_on=today(village.tz),
        signed_by="Abdul Karim",
        scan=ContentFile(b"%PDF-1.7", "a.pdf"),
        scan_name="laporan.pdf",
        scan_type="application/pdf",
    )
    return {"pk": report.pk}


VOLUNTEERS: dict[str, Address] = {
    # Monthly reports and dropped scans.
    "volunteers:report": Address(a_report, methods=("get",)),
    "volunteers:write_report": Address(a_serving_volunteer, Can.KEEP_ROSTER),
    "volunteers:print_blank_report": Address(
        a_serving_volunteer, Can.CONFIRM_WORK, methods=("post",)
    ),
    "volunteers:submit_report": Address(a_report, Can.KEEP_ROSTER, methods=("post",)),
    "volunteers:take_back_report": Address(a_report, Can.KEEP_ROSTER, methods=("post",)),
    "volunteers:fill_from_duties": Address(a_report, Can.KEEP_ROSTER, methods=("post",)),
    "volunteers:sign_report": Address(a_report, Can.CONFIRM_WORK),
    "volunteers:reopen_report": Address(a_signed_report, Can.CONFIRM_WORK),
    "volunteers:report_scan": Address(a_signed_report, Can.READ_SCANS, methods=("get",)),
    "volunteers:print_report": Address(a_report, Can.CONFIRM_WORK, methods=("post",)),
    "volunteers:report_history": Address(a_report, Can.READ_HISTORY, methods=("get",)),
    "v1:activity-report-detail": Address(a_report, methods=("get",)),
    "v1:activity-report-entries": Address(a_report, Can.KEEP_ROSTER, methods=("put",)),
    "v1:activity-report-fill": Address(a_report, Can.KEEP_ROSTER, methods=("post",)),
    "v1:activity-report-submit": Address(a_report, Can.KEEP_ROSTER, methods=("post",)),
    "v1:activity-report-take-back": Address(a_report, Can.KEEP_ROSTER, methods=("post",)),
    "v1:activity-report-sign": Address(a_report, Can.CONFIRM_WORK, methods=("post",)),
    "v1:activity-report-reopen": Address(a_signed_report, Can.CONFIRM_WORK, methods=("post",)),
    "v1:activity-report-scan": Address(a_signed_report, Can.READ_SCANS, methods=("get",)),
}

# --- WKSBM ---------------------------------------------------------------------------------------


def a_wksbm(village: Region) -> dict[str, Any]:
    return {"pk": make_wksbm(region=village).pk}


def a_decree(village: Region) -> dict[str, Any]:
    """Return a decree of the village's head, with its scan."""
    scan = ContentFile(b"%PDF-1.7", "sk.pdf")
    facts = {"scan": scan, "scan_name": "sk.pdf", "scan_type": "application/pdf"}
    return {"pk": make_decree(bodies=[make_wksbm(region=village)], **facts).pk}


def a_seat(village: Region) -> dict[str, Any]:
    return {"pk": make_seat(wksbm=make_wksbm(region=village)).pk}


def a_membership(village: Region) -> dict[str, Any]:
    return {"pk": make_membership(wksbm=make_wksbm(region=village)).pk}


def an_office(village: Region) -> dict[str, Any]:
    return {"pk": make_office(region=village).pk}


def a_person(village: Region) -> dict[str, Any]:
    return {"pk": make_person(at=village).pk}


def an_account(village: Region) -> dict[str, Any]:
    return {"pk": make_bank_account(make_person(at=village)).pk}


def a_consent(village: Region) -> dict[str, Any]:
    return {"pk": make_consent(make_person(at=village)).pk}


def an_ended_village(village: Region) -> dict[str, Any]:
    make_wksbm(region=village)
    village.active_until = today() - timedelta(days=1)
    village.save()
    return {"code": village.pk}


def a_request(village: Region) -> dict[str, Any]:
    return {"pk": make_request(make_person(at=village, village=village)).pk}


def an_erasure(village: Region) -> dict[str, Any]:
    return {"pk": make_proposed(make_person(at=village, village=village))[0].pk}


def an_objection(village: Region) -> dict[str, Any]:
    person = make_person(at=village, village=village)
    return {"pk": make_request(person, kind="object").pk}


PORTAL: dict[str, Address] = {"assign_region": Address(an_ended_village, Can.SET_UP_DISTRICT)}

SERVES = Can.SERVE_SUBJECTS
SUBJECTS: dict[str, Address] = {
    "people:note_request": Address(a_person, SERVES),
    "people:request": Address(a_request, seen=SERVES, methods=("get",)),
    "people:answer_request": Address(an_objection, seen=SERVES, methods=("post",)),
    "people:refuse_request": Address(an_objection, seen=SERVES, methods=("post",)),
    "people:propose_erasure": Address(an_erasure, seen=SERVES, methods=("post",)),
    "people:erase_person": Address(an_erasure, seen=SERVES, methods=("post",)),
    "people:copy_json": Address(a_request, seen=SERVES, methods=("get",)),
    "people:copy_page": Address(a_request, seen=SERVES, methods=("get",)),
    "v1:data-request-detail": Address(a_request, seen=SERVES, methods=("get",)),
    "v1:data-request-answer": Address(an_objection, seen=SERVES, methods=("post",)),
    "v1:data-request-copy": Address(a_request, seen=SERVES, methods=("get",)),
    "v1:data-request-propose-erasure": Address(an_erasure, seen=SERVES, methods=("post",)),
    "v1:data-request-erase": Address(an_erasure, seen=SERVES, methods=("post",)),
}

WKSBM: dict[str, Address] = {
    "people:person": Address(a_person, methods=("get",)),
    "people:history": Address(a_person, Can.READ_HISTORY, methods=("get",)),
    "wksbm:membership_history": Address(a_membership, Can.READ_HISTORY, methods=("get",)),
    "people:change_person": Address(a_person, Can.KEEP_BODY),
    "people:set_nik": Address(a_person, Can.KEEP_BODY),
    "people:add_family_card": Address(a_person, Can.KEEP_BODY),
    "people:add_bank_account": Address(a_person, Can.KEEP_BODY),
    "people:give_consent": Address(a_person, Can.KEEP_BODY),
    "people:reveal": Address(a_person, Can.SEE_NIK, methods=("post",)),
    "v1:person-detail": Address(a_person, methods=("get",)),
    "v1:person-nik": Address(a_person, Can.KEEP_BODY, methods=("put",)),
    "v1:person-reveal": Address(a_person, Can.SEE_NIK, methods=("post",)),
    "v1:person-family-cards": Address(a_person, methods=("get",)),
    "v1:person-accounts": Address(a_person, methods=("get",)),
    "v1:person-consents": Address(a_person, methods=("get",)),
    "v1:person-withdraw-consent": Address(a_person, Can.KEEP_BODY, methods=("post",)),
    "people:end_bank_account": Address(an_account, Can.KEEP_BODY),
    "people:withdraw_consent": Address(a_consent, Can.KEEP_BODY, methods=("post",)),
    "wksbm:wksbm": Address(a_wksbm, methods=("get",)),
    "wksbm:change_wksbm": Address(a_wksbm, Can.KEEP_BODY),
    "wksbm:dissolve_wksbm": Address(a_wksbm, Can.KEEP_BODY),
    "wksbm:new_head": Address(a_wksbm, Can.KEEP_BODY, methods=("get",)),
    "wksbm:history": Address(a_wksbm, Can.READ_HISTORY, methods=("get",)),
    "wksbm:add_decree": Address(a_wksbm, Can.KEEP_DECREES),
    "wksbm:seat_holder": Address(a_wksbm, Can.KEEP_BODY),
    "wksbm:add_members": Address(a_wksbm, Can.KEEP_BODY),
    "wksbm:decree": Address(a_decree, methods=("get",)),
    "wksbm:change_decree": Address(a_decree, Can.KEEP_DECREES),
    "wksbm:attach_scan": Address(a_decree, Can.KEEP_DECREES),
    "wksbm:scan": Address(a_decree, Can.READ_SCANS, methods=("get",)),
    "wksbm:record_change": Address(a_decree, Can.KEEP_DECREES),
    "wksbm:decree_history": Address(a_decree, Can.READ_HISTORY, methods=("get",)),
    "wksbm:replace_holder": Address(a_seat, Can.KEEP_BODY),
    "wksbm:grant_seat_decree": Address(a_seat, Can.KEEP_BODY),
    "wksbm:end_seat": Address(a_seat, Can.KEEP_BODY),
    "wksbm:seat_history": Address(a_seat, Can.READ_HISTORY, methods=("get",)),
    "wksbm:end_membership": Address(a_membership, Can.KEEP_BODY),
    "v1:wksbm-detail": Address(a_wksbm, methods=("get",)),
    "v1:wksbm-dissolve": Address(a_wksbm, Can.KEEP_BODY, methods=("post",)),
    "v1:office-detail": Address(an_office, methods=("get",)),
    "v1:decree-detail": Address(a_decree, methods=("get",)),
    "v1:decree-scan": Address(a_decree, Can.READ_SCANS, methods=("get",)),
    "v1:decree-changes": Address(a_decree, Can.KEEP_DECREES, methods=("post",)),
    "v1:seat-detail": Address(a_seat, methods=("get",)),
    "v1:seat-replace": Address(a_seat, Can.KEEP_BODY, methods=("post",)),
    "v1:seat-end": Address(a_seat, Can.KEEP_BODY, methods=("post",)),
    "v1:member-detail": Address(a_membership, methods=("get",)),
    "v1:member-end": Address(a_membership, Can.KEEP_BODY, methods=("post",)),
}

# --- Papers --------------------------------------------------------------------------------------


def a_paper(village: Region) -> dict[str, Any]:
    return {"pk": make_paper(make_meeting(make_body(village))).pk}


def a_mandate(village: Region) -> dict[str, Any]:
    return {"pk": make_decree(bodies=[make_wksbm(region=village)]).mandates.get().pk}


def a_region(village: Region) -> dict[str, Any]:
    return {"code": village.code}


PAPERS: dict[str, Address] = {
    "meetings:print_invitation": Address(a_meeting, Can.PLAN_MEETINGS, methods=("post",)),
    "meetings:print_attendance_sheet": Address(a_meeting, Can.LOG_MEETINGS, methods=("post",)),
    **{
        f"meetings:{name}": Address(a_meeting, Can.LOG_MEETINGS, methods=("post",))
        for name in ("print_attendance_list", "print_minutes", "print_record")
    },
    "meetings:recap": Address(a_wksbm, methods=("get",)),
    "meetings:recap_of_organisation": Address(an_organisation_host, methods=("get",)),
    "meetings:recap_of_region": Address(a_region_host, methods=("get",)),
    "meetings:print_recap": Address(a_wksbm, Can.LOG_MEETINGS, methods=("post",)),
    "meetings:print_recap_of_organisation": Address(
        an_organisation_host, Can.LOG_MEETINGS, methods=("post",)
    ),
    "meetings:print_recap_of_region": Address(a_region_host, Can.LOG_MEETINGS, methods=("post",)),
    "wksbm:print_extract": Address(a_mandate, Can.KEEP_DECREES, methods=("post",)),
    "papers:paper": Address(a_paper, methods=("get",)),
    "papers:file": Address(a_paper, methods=("get",)),
    "papers:withdraw_paper": Address(a_paper, Can.PLAN_MEETINGS),
    "papers:print_handover": Address(
        a_handover, Can.INVITE_USERS, seen=Can.INVITE_USERS, methods=("post",)
    ),
    "papers:letterhead": Address(a_region, Can.KEEP_BODY),
    "papers:letterhead_preview": Address(a_region, Can.KEEP_BODY, methods=("get",)),
    "v1:paper-detail": Address(a_paper, methods=("get",)),
    "v1:paper-file": Address(a_paper, methods=("get",)),
    "v1:paper-withdraw": Address(a_paper, Can.PLAN_MEETINGS, methods=("post",)),
}

# --- Spreadsheets --------------------------------------------------------------------------------


def an_import(village: Region) -> dict[str, Any]:
    return {"pk": make_checked_import(village).pk}


def an_import_row(village: Region) -> dict[str, Any]:
    return {"pk": make_checked_import(village).pk, "number": 2}


def an_import_address(
    make: Callable[[Region], dict[str, Any]] = an_import,
    *,
    can: Can | None = None,
    methods: tuple[str, ...] = ("get",),
) -> Address:
    return Address(make, can, seen=Can.IMPORT_SHEETS, methods=methods)


IMPORTS: dict[str, Address] = {
    "spreadsheets:import": an_import_address(),
    "spreadsheets:columns": an_import_address(methods=("get", "post")),
    "spreadsheets:look_again": an_import_address(methods=("post",)),
    "spreadsheets:check": an_import_address(),
    "spreadsheets:check_again": an_import_address(methods=("post",)),
    "spreadsheets:correct_cell": an_import_address(an_import_row, methods=("post",)),
    "spreadsheets:choose_match": an_import_address(an_import_row, methods=("post",)),
    "spreadsheets:take_all_as_new": an_import_address(methods=("post",)),
    "spreadsheets:confirm_import": an_import_address(methods=("post",)),
    "spreadsheets:annotated": an_import_address(can=Can.SEE_NIK),
    "spreadsheets:undo_import": an_import_address(methods=("get", "post")),
    "v1:import-detail": an_import_address(methods=("get", "patch")),
    "v1:import-rows": an_import_address(),
    "v1:import-row": an_import_address(an_import_row, methods=("patch",)),
    "v1:import-confirm": an_import_address(methods=("post",)),
    "v1:import-undo": an_import_address(methods=("post",)),
    "v1:import-uses": an_import_address(),
    "v1:import-annotated": an_import_address(can=Can.SEE_NIK),
}

# --- Duplicates ----------------------------------------------------------------------------------


def a_pair(village: Region) -> dict[str, Any]:
    return {"pk": make_pair(at=village).pk}


def two_persons(village: Region) -> dict[str, Any]:
    return {"pk": make_person(at=village).pk, "other": make_person(at=village).pk}


def a_merge(village: Region) -> dict[str, Any]:
    stays, goes = make_person(at=village), make_person(at=village)
    return {"pk": merge_persons(stays, goes, actor=make_user(Role.TKSK, village)).pk}


_DECIDE = Can.DECIDE_DUPLICATES

DUPLICATES: dict[str, Address] = {
    "people:duplicate": Address(a_pair, seen=_DECIDE),
    "people:tell_apart": Address(a_pair, seen=_DECIDE, methods=("post",)),
    "people:reopen_pair": Address(a_pair, seen=_DECIDE, methods=("post",)),
    "people:choose_twin": Address(a_person, _DECIDE, methods=("get",)),
    "people:merge_with": Address(two_persons, _DECIDE),
    "people:merge": Address(a_merge, seen=_DECIDE, methods=("get",)),
    "people:undo_merge": Address(a_merge, seen=_DECIDE, methods=("post",)),
    "v1:duplicate-detail": Address(a_pair, seen=_DECIDE, methods=("get",)),
    "v1:duplicate-preview": Address(a_pair, seen=_DECIDE, methods=("get",)),
    "v1:duplicate-merge": Address(a_pair, seen=_DECIDE, methods=("post",)),
    "v1:duplicate-different": Address(a_pair, seen=_DECIDE, methods=("post",)),
    "v1:duplicate-reopen": Address(a_pair, seen=_DECIDE, methods=("post",)),
    "v1:merge-detail": Address(a_merge, seen=_DECIDE, methods=("get",)),
    "v1:merge-undo": Address(a_merge, seen=_DECIDE, methods=("post",)),
}

# --- Duties --------------------------------------------------------------------------------------


def a_duty(village: Region) -> dict[str, Any]:
    return {"pk": make_duty(region=village).pk}


def an_offer(village: Region) -> dict[str, Any]:
    return {"pk": make_assignment(duty=make_duty(region=village)).pk}


def a_taken_duty(village: Region) -> dict[str, Any]:
    return {"pk": make_assignment(duty=make_duty(region=village), status="accepted").pk}


def served_hours(village: Region) -> dict[str, Any]:
    served = {"status": "accepted", "minutes": 60, "logged_at": timezone.now()}
    return {"pk": make_assignment(duty=make_duty(region=village), **served).pk}


def an_absence(village: Region) -> dict[str, Any]:
    return {"pk": make_absence(region=village, person=make_person(at=village)).pk}


def a_resident(village: Region) -> dict[str, Any]:
    return {"pk": make_person(at=village, village=village).pk}


_PLAN = Can.PLAN_DUTIES

DUTIES: dict[str, Address] = {
    "volunteers:duty": Address(a_duty, methods=("get",)),
    "volunteers:change_duty": Address(a_duty, _PLAN),
    "volunteers:move_duty": Address(a_duty, _PLAN),
    "volunteers:cancel_duty": Address(a_duty, _PLAN),
    "volunteers:repeat_duty": Address(a_duty, _PLAN),
    "volunteers:offer_duty": Address(a_duty, _PLAN, methods=("post",)),
    "volunteers:accept_duty": Address(an_offer, _PLAN, methods=("post",)),
    "volunteers:decline_duty": Address(an_offer, _PLAN),
    "volunteers:withdraw_offer": Address(an_offer, _PLAN, methods=("post",)),
    "volunteers:take_over": Address(a_taken_duty, _PLAN),
    "volunteers:log_hours": Address(a_taken_duty, _PLAN),
    "volunteers:confirm_hours": Address(served_hours, Can.CONFIRM_WORK, methods=("post",)),
    "volunteers:correct_hours": Address(served_hours, Can.CONFIRM_WORK),
    "volunteers:block_dates": Address(a_resident, Can.KEEP_ROSTER),
    "volunteers:free_dates": Address(an_absence, Can.KEEP_ROSTER, methods=("post",)),
    "v1:duty-detail": Address(a_duty, methods=("get",)),
    "v1:duty-move": Address(a_duty, _PLAN, methods=("post",)),
    "v1:duty-cancel": Address(a_duty, _PLAN, methods=("post",)),
    "v1:duty-repeat": Address(a_duty, _PLAN, methods=("post",)),
    "v1:duty-offer": Address(a_duty, _PLAN, methods=("post",)),
    "v1:assignment-detail": Address(an_offer, methods=("get",)),
    "v1:assignment-accept": Address(an_offer, _PLAN, methods=("post",)),
    "v1:assignment-decline": Address(an_offer, _PLAN, methods=("post",)),
    "v1:assignment-withdraw": Address(an_offer, _PLAN, methods=("post",)),
    "v1:assignment-take-over": Address(a_taken_duty, _PLAN, methods=("post",)),
    "v1:assignment-log-hours": Address(a_taken_duty, _PLAN, methods=("post",)),
    "v1:assignment-confirm-hours": Address(served_hours, Can.CONFIRM_WORK, methods=("post",)),
    "v1:assignment-correct-hours": Address(served_hours, Can.CONFIRM_WORK, methods=("post",)),
    "v1:absence-detail": Address(an_absence, methods=("get",)),
}

# --- The roster: appointments and pillars --------------------------------------------------------


def an_appointment(village: Region) -> dict[str, Any]:
    tiered = make_pillar("berjenjang", has_tiers=True)
    return {"pk": make_appointment(region=village, pillar=tiered).pk}


def a_tier_step(village: Region) -> dict[str, Any]:
    tiered = make_pillar("berjenjang", has_tiers=True)
    return {"pk": make_tier_step(make_appointment(region=village, pillar=tiered)).pk}


def a_pillar(village: Region) -> dict[str, Any]:
    """Return a pillar that the village's own region added: another's is not seen."""
    return {"pk": make_pillar(f"sendiri-{village.code.replace('.', '')}", region=village).pk}


_ROSTER = Can.KEEP_ROSTER

ROSTER: dict[str, Address] = {
    "volunteers:appointment": Address(an_appointment, methods=("get",)),
    "volunteers:change_appointment": Address(an_appointment, _ROSTER),
    "volunteers:renew_appointment": Address(an_appointment, _ROSTER),
    "volunteers:end_appointment": Address(an_appointment, _ROSTER),
    "volunteers:raise_tier": Address(an_appointment, _ROSTER),
    "volunteers:correct_tier": Address(a_tier_step, _ROSTER),
    "volunteers:appointment_history": Address(an_appointment, Can.READ_HISTORY, methods=("get",)),
    "volunteers:confirm_village": Address(a_region, _ROSTER),
    "volunteers:pillar": Address(a_pillar, methods=("get",)),
    "volunteers:change_pillar": Address(a_pillar, Can.KEEP_PILLARS),
    "volunteers:end_pillar": Address(a_pillar, Can.KEEP_PILLARS),
    "v1:volunteer-detail": Address(an_appointment, methods=("get",)),
    "v1:volunteer-renew": Address(an_appointment, _ROSTER, methods=("post",)),
    "v1:volunteer-end": Address(an_appointment, _ROSTER, methods=("post",)),
    "v1:volunteer-raise-tier": Address(an_appointment, _ROSTER, methods=("post",)),
    "v1:tier-step-detail": Address(a_tier_step, methods=("get",)),
    "v1:pillar-detail": Address(a_pillar, methods=("get",)),
    "v1:pillar-end": Address(a_pillar, Can.KEEP_PILLARS, methods=("post",)),
}

# --- Organisations, qualifications and trainings -------------------------------------------------


def an_organisation(village: Region) -> dict[str, Any]:
    return {"pk": make_organisation(region=village).pk}


def an_officer(village: Region) -> dict[str, Any]:
    return {"pk": make_office_holder(organisation=make_organisation(region=village)).pk}


def a_kind(village: Region) -> dict[str, Any]:
    return {"pk": make_qualification_kind(region=village).pk}


def a_qualification(village: Region) -> dict[str, Any]:
    return {"pk": make_qualification(region=village).pk}


def a_training(village: Region) -> dict[str, Any]:
    return {"pk": make_training(region=village).pk}


_ROSTER = Can.KEEP_ROSTER
_READS = Can.READ_HISTORY
_POST = ("post",)

DIRECTORY: dict[str, Address] = {
    "volunteers:organisation": Address(an_organisation, methods=("get",)),
    "volunteers:change_organisation": Address(an_organisation, _ROSTER),
    "volunteers:place_under": Address(an_organisation, _ROSTER),
    "volunteers:dissolve_organisation": Address(an_organisation, _ROSTER),
    "volunteers:organisation_history": Address(an_organisation, _READS, methods=("get",)),
    "volunteers:office_history": Address(an_officer, _READS, methods=("get",)),
    "volunteers:qualification_history": Address(a_qualification, _READS, methods=("get",)),
    "volunteers:training_history": Address(a_training, _READS, methods=("get",)),
    "volunteers:seat_officer": Address(an_organisation, _ROSTER),
    "volunteers:replace_officer": Address(an_officer, _ROSTER),
    "volunteers:end_office": Address(an_officer, _ROSTER),
    "volunteers:umbrella": Address(a_wksbm, methods=("get",)),
    "volunteers:print_directory": Address(a_wksbm, _ROSTER, methods=_POST),
    "volunteers:grant_qualification": Address(a_person, _ROSTER),
    "volunteers:renew_qualification": Address(a_qualification, _ROSTER),
    "volunteers:withdraw_qualification": Address(a_qualification, _ROSTER),
    "volunteers:change_qualification_kind": Address(a_kind, Can.KEEP_PILLARS),
    "volunteers:training": Address(a_training, methods=("get",)),
    "volunteers:change_training": Address(a_training, _ROSTER),
    "volunteers:invite_participants": Address(a_training, _ROSTER),
    "volunteers:mark_attendance": Address(a_training, _ROSTER),
    "volunteers:grant_from_training": Address(a_training, _ROSTER, methods=_POST),
    "volunteers:correct_attendance": Address(a_training, _ROSTER),
    "v1:organisation-detail": Address(an_organisation, methods=("get",)),
    "v1:organisation-place-under": Address(an_organisation, _ROSTER, methods=_POST),
    "v1:organisation-dissolve": Address(an_organisation, _ROSTER, methods=_POST),
    "v1:office-holder-detail": Address(an_officer, methods=("get",)),
    "v1:office-holder-replace": Address(an_officer, _ROSTER, methods=_POST),
    "v1:office-holder-end": Address(an_officer, _ROSTER, methods=_POST),
    "v1:qualification-kind-detail": Address(a_kind, methods=("get",)),
    "v1:qualification-detail": Address(a_qualification, methods=("get",)),
    "v1:qualification-renew": Address(a_qualification, _ROSTER, methods=_POST),
    "v1:qualification-withdraw": Address(a_qualification, _ROSTER, methods=_POST),
    "v1:training-detail": Address(a_training, methods=("get",)),
    "v1:training-marks": Address(a_training, methods=("get",)),
    "v1:training-invite": Address(a_training, _ROSTER, methods=_POST),
    "v1:training-grant": Address(a_training, _ROSTER, methods=_POST),
    "v1:training-correct": Address(a_training, _ROSTER, methods=_POST),
}

# --- Honoraria -----------------------------------------------------------------------------------


def a_source(village: Region) -> dict[str, Any]:
    return {"pk": make_source(region=village.code).pk}


def a_scheme(village: Region) -> dict[str, Any]:
    return {"pk": make_scheme(region=village.code).pk}


def a_policy(village: Region) -> dict[str, Any]:
    return {"pk": StipendPolicy.objects.get_or_create(region=village)[0].pk}


def an_official(village: Region) -> dict[str, Any]:
    facts = {"title": "Bendahara", "name": "Sri", "term": term(today(), None)}
    row, _ = Official.objects.get_or_create(region=village, post="treasurer", defaults=facts)
    return {"pk": row.pk}


def a_drafted_run(village: Region) -> Run:
    run: Run = make_run(
        scheme=make_scheme(region=village.code),
        source=make_source(region=village.code),
        officer=make_officer(village.code[:5]),
    )
    return run


def a_run(village: Region) -> dict[str, Any]:
    return {"pk": a_drafted_run(village).pk}


def a_counted_run(village: Region) -> dict[str, Any]:
    run = make_run(
        scheme=make_scheme(region=village.code, rhythm="per_unit", unit_name="KPM"),
        source=make_source(region=village.code),
        officer=make_officer(village.code[:5]),
    )
    return {"pk": run.pk}


def somebody_left_out(village: Region) -> dict[str, Any]:
    run, person = a_drafted_run(village), make_person(at=village)
    LeftOut.objects.create(run=run, person=person, because="dead", region=village)
    return {"pk": run.pk, "person": person.pk}


def somebody_held(village: Region) -> dict[str, Any]:
    return {"pk": somebody_left_out(village)["pk"], "held": "dead"}


_KEEPS, _APPROVES = Can.KEEP_STIPENDS, Can.APPROVE_MONEY
_EITHER = (_KEEPS, _APPROVES)
_PAYS = Can.READ_STIPENDS


def of_money(
    make: Callable[[Region], dict[str, Any]],
    can: Can | tuple[Can, ...] | None = None,
    methods: tuple[str, ...] = ("get", "post"),
) -> Address:
    return Address(make, can, _PAYS, methods)


def a_released_line(village: Region) -> dict[str, Any]:
    return {"pk": a_line(village, at=village).pk}


def a_settlement(village: Region) -> dict[str, Any]:
    line = a_settled_line(village, at=village)
    return {"pk": line.pk, "settlement": line.settlements.get().pk}


def a_signed_list(village: Region) -> dict[str, Any]:
    run = a_drafted_run(village)
    made = SignedList.objects.create(
        run=run,
        region=run.region,
        scan=ContentFile(b"%PDF-1.7", "a.pdf"),
        scan_name="daftar.pdf",
        scan_type="application/pdf",
        scan_sha256="0" * 64,
        scan_original=ContentFile(b"%PDF-1.7", "b.pdf"),
        scan_original_sha256="0" * 64,
        by=run.made_by,
        at=timezone.now(),
    )
    return {"pk": made.pk}


def a_correction(village: Region) -> dict[str, Any]:
    line = a_line(village, at=village)
    who = make_officer(village.code[:5])
    made = propose_correction(line, kind="reversal", because="Salah orang", actor=who)
    return {"pk": made.pk}


def a_recorded_payment(village: Region) -> dict[str, Any]:
    return {"pk": make_recorded(make_person(at=village)).pk}


def a_dispute(village: Region) -> dict[str, Any]:
    person = make_person(at=village, user=make_user())
    made = raise_dispute(person, line=None, text="Tidak masuk daftar", actor=person.user)
    return {"pk": made.pk}


MONEY: dict[str, Address] = {
    "stipends:line": of_money(a_released_line, methods=("get",)),
    "stipends:pay_line": of_money(a_released_line, _KEEPS),
    "stipends:return_line": of_money(a_released_line, _KEEPS),
    "stipends:pay_owed": of_money(a_released_line, _KEEPS),
    "stipends:print_settlement": of_money(a_settlement, _KEEPS, _POST),
    "stipends:to_treasury": of_money(a_released_line, _KEEPS),
    "stipends:unblock_line": of_money(a_released_line, _KEEPS),
    "stipends:propose_correction": of_money(a_released_line, _KEEPS),
    "stipends:correction": of_money(a_correction, methods=("get",)),
    "stipends:approve_correction": of_money(a_correction, _APPROVES, _POST),
    "stipends:refuse_correction": of_money(a_correction, _APPROVES, _POST),
    "stipends:record_payment": Address(a_person, _KEEPS),
    "stipends:withdraw_recorded": of_money(a_recorded_payment, _KEEPS),
    "stipends:dispute": of_money(a_dispute, methods=("get",)),
    "stipends:answer_dispute": of_money(a_dispute, _KEEPS, _POST),
    "stipends:note_dispute": Address(a_person, _KEEPS),
    "v1:stipend-line-detail": of_money(a_released_line, methods=("get",)),
    "v1:stipend-line-pay": of_money(a_released_line, _KEEPS, _POST),
    "v1:stipend-line-give-back": of_money(a_released_line, _KEEPS, _POST),
    "v1:stipend-line-settlements": of_money(a_released_line, methods=("get",)),
    "v1:stipend-line-pay-owed": of_money(a_released_line, _KEEPS, _POST),
    "v1:stipend-line-to-treasury": of_money(a_released_line, _KEEPS, _POST),
    "v1:stipend-line-unblock": of_money(a_released_line, _KEEPS, _POST),
    "v1:stipend-correction-detail": of_money(a_correction, methods=("get",)),
    "v1:stipend-correction-approve": of_money(a_correction, _APPROVES, _POST),
    "v1:stipend-correction-refuse": of_money(a_correction, _APPROVES, _POST),
    "v1:recorded-payment-detail": of_money(a_recorded_payment, methods=("get",)),
    "v1:recorded-payment-withdraw": of_money(a_recorded_payment, _KEEPS, _POST),
    "v1:stipend-dispute-detail": of_money(a_dispute, methods=("get",)),
    "v1:stipend-dispute-answer-it": of_money(a_dispute, _KEEPS, _POST),
}

STIPENDS: dict[str, Address] = {
    "stipends:source": of_money(a_source, methods=("get",)),
    "stipends:change_source": of_money(a_source, _KEEPS),
    "stipends:source_history": of_money(a_source, Can.READ_HISTORY, ("get",)),
    "stipends:scheme": of_money(a_scheme, methods=("get",)),
    "stipends:change_scheme": of_money(a_scheme, _KEEPS),
    "stipends:set_rate": of_money(a_scheme, _KEEPS),
    "stipends:scheme_history": of_money(a_scheme, Can.READ_HISTORY, ("get",)),
    "stipends:change_official": of_money(an_official, _KEEPS),
    "stipends:note_tax_status": Address(a_person, _KEEPS),
    "stipends:start_run": of_money(a_scheme, _KEEPS),
    "stipends:run": of_money(a_run, methods=("get",)),
    "stipends:run_lines": of_money(a_run, methods=("get",)),
    "stipends:run_left_out": of_money(a_run, methods=("get",)),
    "stipends:compare_run": of_money(a_run, methods=("get",)),
    "stipends:run_history": of_money(a_run, Can.READ_HISTORY, ("get",)),
    "stipends:draft_run": of_money(a_run, _KEEPS, _POST),
    "stipends:decide": of_money(somebody_left_out, _KEEPS),
    "stipends:decide_held": of_money(somebody_held, _KEEPS),
    "stipends:note_quantities": of_money(a_counted_run, _KEEPS),
    "stipends:submit_run": of_money(a_run, _KEEPS, _POST),
    "stipends:cancel_run": of_money(a_run, _KEEPS),
    "stipends:send_back": of_money(a_run, _EITHER),
    "stipends:approve_run": of_money(a_run, _APPROVES),
    "stipends:second_run": of_money(a_run, _APPROVES),
    "stipends:note_exception": of_money(a_run, _EITHER),
    "stipends:release_run": of_money(a_run, _EITHER),
    "stipends:pay_lines": of_money(a_run, _KEEPS),
    "stipends:note_ntpn": of_money(a_run, _KEEPS),
    "stipends:print_run": of_money(a_run, _KEEPS, _POST),
    "stipends:close_run": of_money(a_run, _KEEPS, _POST),
    "stipends:attach_signed_list": of_money(a_run, _KEEPS),
    "stipends:signed_list": of_money(a_signed_list, methods=("get",)),
    "v1:stipend-signed-list-detail": of_money(a_signed_list, methods=("get",)),
    "v1:stipend-signed-list-scan": of_money(a_signed_list, methods=("get",)),
    "v1:funding-source-detail": of_money(a_source, methods=("get",)),
    "v1:stipend-scheme-detail": of_money(a_scheme, methods=("get",)),
    "v1:stipend-scheme-rates": of_money(a_scheme, _KEEPS, _POST),
    "v1:stipend-policy-detail": of_money(a_policy, methods=("get",)),
    "v1:stipend-official-detail": of_money(an_official, methods=("get",)),
    "v1:stipend-run-detail": of_money(a_run, methods=("get",)),
    "v1:stipend-run-draft": of_money(a_run, _KEEPS, _POST),
    "v1:stipend-run-decisions": of_money(a_run, _KEEPS, _POST),
    "v1:stipend-run-held-decisions": of_money(a_run, _KEEPS, _POST),
    "v1:stipend-payee-tax-statuses": Address(a_person, _KEEPS),
    "v1:stipend-run-quantities": of_money(a_run, _KEEPS, _POST),
    "v1:stipend-run-submit": of_money(a_run, _KEEPS, _POST),
    "v1:stipend-run-send-back": of_money(a_run, _EITHER, _POST),
    "v1:stipend-run-cancel": of_money(a_run, _KEEPS, _POST),
    "v1:stipend-run-approve": of_money(a_run, _APPROVES, _POST),
    "v1:stipend-run-second": of_money(a_run, _APPROVES, _POST),
    "v1:stipend-run-exceptions": of_money(a_run, _EITHER, _POST),
    "v1:stipend-run-release": of_money(a_run, _EITHER, _POST),
    "v1:stipend-run-ntpn": of_money(a_run, _KEEPS, _POST),
    "v1:stipend-run-pay": of_money(a_run, _KEEPS, _POST),
    "v1:stipend-run-close": of_money(a_run, _KEEPS, _POST),
}

ADDRESSES: dict[str, Address] = {
    **DUTIES,
    **ACCOUNTS,
    **IMPORTS,
    **DIRECTORY,
    **DUPLICATES,
    **MEETINGS,
    **MONEY,
    **NOTIFICATIONS,
    **PRESENCE,
    **PAPERS,
    **PORTAL,
    **PROGRAMME,
    **ROSTER,
    **STIPENDS,
    **SUBJECTS,
    **VOLUNTEERS,
    **WKSBM,
}

"""What may be done to accounts: let people in, give and end roles, keys for programs."""

from accounts.services.demo import demo_codes, demo_sign_ins
from accounts.services.handover import HandedOver, NewUser, hand_over, merge_accounts
from accounts.services.invitations import (
    change_period,
    end_grant,
    give_role,
    invite_user,
    known_phone,
    move_grant,
)
from accounts.services.links import (
    change_phone_by_link,
    issue_invitations_anew,
    issue_password_link,
    issue_phone_link,
    links_to_print,
    open_link,
    set_password_by_link,
    withdraw_link,
)
from accounts.services.own import change_password, create_token, revoke_token
from accounts.services.second_step import (
    ask_second_step_reset,
    confirm_second_step_reset,
    withdraw_second_step_reset,
)

__all__ = [
    "HandedOver",
    "NewUser",
    "ask_second_step_reset",
    "change_password",
    "change_period",
    "change_phone_by_link",
    "confirm_second_step_reset",
    "create_token",
    "demo_codes",
    "demo_sign_ins",
    "end_grant",
    "give_role",
    "hand_over",
    "invite_user",
    "issue_invitations_anew",
    "issue_password_link",
    "issue_phone_link",
    "known_phone",
    "links_to_print",
    "merge_accounts",
    "move_grant",
    "open_link",
    "revoke_token",
    "set_password_by_link",
    "withdraw_link",
    "withdraw_second_step_reset",
]

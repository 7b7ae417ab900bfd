"""What nobody changes once the chair has approved the minutes: refused by the database itself."""

from typing import Final

import pgtrigger

# The minutes, with all that they say of the meeting.
MINUTES: Final = (
    *("kind_id", "purpose", "place", "on", "at", "until", "status", "agenda", "visitors"),
    *("discussed", "decided", "led_by", "minuted_by", "guests", "guest_women"),
    *("invited_count", "delayed_to", "second_session_of_id", "without_quorum"),
)


def _refuse(what: str) -> str:
    return f"RAISE EXCEPTION 'wksbm: {what} approved' USING ERRCODE = 'check_violation';"


def _list_stays(name: str, operation: pgtrigger.Operation, **marks: str) -> pgtrigger.Trigger:
    """Return a trigger on the marks: it asks once a statement, however many people it marks."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**marks),  # type: ignore[no-untyped-call]
        func=(
            "IF current_setting('wksbm.mending', TRUE) IS DISTINCT FROM 'yes' AND EXISTS ("
            "SELECT FROM marks JOIN meetings_meeting AS meeting"
            " ON meeting.id = marks.meeting_id AND meeting.approved_at IS NOT NULL) THEN"
            f" {_refuse('this attendance list is')} END IF; RETURN NULL;"
        ),
    )


# Minutes that are opened again, with a reason, can be changed: but not in the same breath.
APPROVED_STAYS: Final = [
    pgtrigger.Trigger(
        name="approved_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "OLD.approved_at IS NOT NULL AND ("
            + " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in MINUTES)
            + ")"
        ),
        func=_refuse("these minutes are"),
    ),
    pgtrigger.Trigger(
        name="approved_is_kept",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        condition=pgtrigger.Condition("OLD.approved_at IS NOT NULL"),
        func=_refuse("these minutes are"),
    ),
]
LIST_STAYS: Final = [
    _list_stays("closed_to_new", pgtrigger.Insert, new="marks"),
    _list_stays("closed_to_changed", pgtrigger.Update, new="marks"),
    _list_stays("closed_to_gone", pgtrigger.Delete, old="marks"),
]

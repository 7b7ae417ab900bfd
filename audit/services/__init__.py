"""What is kept of changes and looks, the seals over it, and whether they hold."""

from audit.services.history import Change, FieldChange, history_of, history_of_user, said_instant
from audit.services.looks import (
    Seen,
    looks_shown_to,
    note_export,
    note_look,
    seen_by,
    words_of,
)
from audit.services.sealing import seal, seal_and_tell, send_head
from audit.services.verifying import Finding, verify

__all__ = [
    "Change",
    "FieldChange",
    "Finding",
    "Seen",
    "history_of",
    "history_of_user",
    "looks_shown_to",
    "note_export",
    "note_look",
    "said_instant",
    "seal",
    "seal_and_tell",
    "seen_by",
    "send_head",
    "verify",
    "words_of",
]

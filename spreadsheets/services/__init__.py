"""Bringing a sheet in: upload, columns, check, save, undo."""

from spreadsheets.services.annotating import annotated_copy
from spreadsheets.services.checking import check_again
from spreadsheets.services.columns import choose_columns
from spreadsheets.services.correcting import choose_match, correct_cell, row_of, take_all_as_new
from spreadsheets.services.forgetting import forget_rows, forget_sheets
from spreadsheets.services.saving import confirm_import, is_broken_off
from spreadsheets.services.states import is_at_work
from spreadsheets.services.undoing import UsedSince, undo_import, uses_of
from spreadsheets.services.uploading import (
    content_of,
    look_again,
    region_named,
    same_file_before,
    upload_sheet,
)

__all__ = [
    "UsedSince",
    "annotated_copy",
    "check_again",
    "choose_columns",
    "choose_match",
    "confirm_import",
    "content_of",
    "correct_cell",
    "forget_rows",
    "forget_sheets",
    "is_at_work",
    "is_broken_off",
    "look_again",
    "region_named",
    "row_of",
    "same_file_before",
    "take_all_as_new",
    "undo_import",
    "upload_sheet",
    "uses_of",
]

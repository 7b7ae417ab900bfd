"""What changes in the roster. Import services from here."""

from volunteers.services.dropping import (
    Confirmed,
    confirm_scans,
    decrees_for,
    drop_scans,
    forget_dropped_scans,
)
from volunteers.services.reference import load_pillars
from volunteers.services.reporting import (
    Entry,
    duties_to_report,
    fill_from_duties,
    keep_entries,
    submit_report,
    take_back_report,
    write_report,
)
from volunteers.services.signing import open_report_scan, reopen_report, sign_report

__all__ = [
    "Confirmed",
    "Entry",
    "confirm_scans",
    "decrees_for",
    "drop_scans",
    "duties_to_report",
    "fill_from_duties",
    "forget_dropped_scans",
    "keep_entries",
    "load_pillars",
    "open_report_scan",
    "reopen_report",
    "sign_report",
    "submit_report",
    "take_back_report",
    "write_report",
]

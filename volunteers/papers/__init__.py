"""The papers of the roster: a village's directory, and the monthly report."""

from volunteers.papers import directory, report


def register_kinds() -> None:
    """Register them all; called once, when the apps are ready."""
    directory.register_kinds()
    report.register_kinds()

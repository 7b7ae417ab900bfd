"""How attendance goes along when two persons are made one."""

from meetings.models import Attendance
from people.references import Handling, Keep, handle


def handle_own() -> None:
    handle("meetings.attendance.person", Handling(_present_counts))


def _present_counts(theirs: Attendance, ours: Attendance) -> Keep:
    """Whoever came came, under whichever of the two names."""
    return Keep.GOES if theirs.present and not ours.present else Keep.STAYS

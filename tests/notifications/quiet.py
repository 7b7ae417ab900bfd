"""A plain model of quiet hours, minute by minute, to hold the database's answers against."""

from datetime import datetime, timedelta

from django.db import connection

MINUTE = timedelta(minutes=1)


def is_quiet(wall, rows, silent=()):
    """Whether a wall time lies in a window (days, since, until) or on a silent day."""
    if wall.date() in silent:
        return True
    today, yesterday = wall.isoweekday(), (wall - timedelta(days=1)).isoweekday()
    for days, since, until in rows:
        if since < until:
            if today in days and since <= wall.time() < until:
                return True
        elif (today in days and wall.time() >= since) or (
            yesterday in days and wall.time() < until
        ):
            return True
    return False


def is_decent(wall, rows, silent=()):
    """Whether nothing quiet lies in the five minutes from a whole minute."""
    return not any(is_quiet(wall + number * MINUTE, rows, silent) for number in range(5))


def walk(instant, step, rows, silent):
    """Return the first decent instant in steps of a minute, within three weeks."""
    for number in range(3 * 7 * 24 * 60):
        wall = instant + number * step
        if is_decent(wall.replace(tzinfo=None), rows, silent):
            return wall
    return None


def ask(function, *arguments):
    places = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({places})", arguments)
        return cursor.fetchone()[0]


def before(due, region):
    return ask("notifications_before_quiet", due, region.code, region.time_zone)


def after(at, region):
    return ask("notifications_after_quiet", at, region.code, region.time_zone)


def here(text, region):
    """Return the instant of "28 Nov 15.00" in 2026, on the region's clock."""
    return datetime.strptime(f"2026 {text}", "%Y %d %b %H.%M").replace(tzinfo=region.tz)

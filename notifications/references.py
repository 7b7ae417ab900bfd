"""How messages go along when two persons are made one."""

from people.references import Handling, handle, keep_both


def handle_own() -> None:
    # Two that were sent for one occasion were two: each stays with the name that it went to.
    handle("notifications.delivery.person", Handling(keep_both))

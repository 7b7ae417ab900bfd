"""How messages and wishes go along when two persons are made one."""

from people.references import Handling, handle, keep_both, keep_ours


def handle_own() -> None:
    # Two that were sent for one occasion were two: each stays with the name that it went to.
    handle("notifications.delivery.person", Handling(keep_both))
    # What came back is whose it was.
    handle("notifications.reply.person", Handling(keep_both))
    # Both said the same: no messages of this rule.
    handle("notifications.optout.person", Handling(keep_ours))

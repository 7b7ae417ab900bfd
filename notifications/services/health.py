"""How the channels do: one that fails again and again is paused, then tried again slowly.

One row per channel, changed by conditional updates alone: all senders see the same. Only faults of
the channel count, never what is said of one message or its receiver. Ways inside the service and
by hand have no health.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from notifications.channels import LABELS, Accepted, Answer, Channel, Refused
from notifications.models import ChannelHealth, ChannelHealthQuerySet

FAILURES = 5  # in a row, of all senders together
FIRST_PAUSE = timedelta(seconds=10)
# What waits leaves within a minute of the provider's recovery (docs: reliability, T3).
LONGEST_PAUSE = timedelta(seconds=40)
NOTED_EVERY = timedelta(seconds=30)  # success of a channel that is well

State = ChannelHealth.State

# A call that ends while the channel is paused began before: it lengthens nothing.
NOTE_FAULT = """
    INSERT INTO notifications_channelhealth AS known (
        channel, state, failures, allowance, last_bad_at, last_words
    )
    VALUES (%(channel)s, 'well', 1, 0, %(now)s, %(words)s)
    ON CONFLICT (channel) DO UPDATE
       SET last_bad_at = %(now)s,
           last_words = %(words)s,
           failures = known.failures + CASE WHEN known.state = 'paused' THEN 0 ELSE 1 END,
           allowance = 0,
           state = CASE WHEN known.state = 'trying' OR known.failures + 1 >= %(most)s
                        THEN 'paused' ELSE known.state END,
           paused_until = CASE
               WHEN known.state = 'paused' THEN known.paused_until
               WHEN known.state = 'trying' OR known.failures + 1 >= %(most)s
               THEN %(now)s + interval '1 second' * least(
                        %(longest)s,
                        %(first)s * power(2, least(greatest(known.failures + 1 - %(most)s, 0), 10))
                    )
           END
"""


def has_health(channel: Channel | None) -> bool:
    """Whether the channel is somebody else's, and may fail as a whole."""
    return channel is not None and not (channel.is_inside or channel.is_by_hand)


def unwell_among(ladder: Iterable[Channel]) -> frozenset[str]:
    """Return the names of the channels that are paused, or tried again slowly."""
    names = [channel.name for channel in ladder if has_health(channel)]
    if not names:
        return frozenset()
    found = ChannelHealth.objects.unwell().filter(channel__in=names)
    return frozenset(found.values_list("channel", flat=True))


def is_paused(channel: Channel, now: datetime) -> bool:
    """Whether another sender has found the channel failing: no call begins now."""
    found = ChannelHealth.objects.filter(pk=channel.name, state=State.PAUSED)
    # A pause that seems to be longer than any was begun before the clock was set back.
    return found.filter(paused_until__gt=now, paused_until__lte=now + LONGEST_PAUSE).exists()


def unwell_channels() -> ChannelHealthQuerySet:
    """Return the channels that are paused, or tried again slowly."""
    found: ChannelHealthQuerySet = ChannelHealth.objects.unwell().order_by("channel")
    return found


def say_health(known: ChannelHealth, now: datetime) -> str:
    """Say in one sentence how a channel does, and since when."""
    names = {
        "channel": LABELS.get(known.channel, known.channel),
        "ago": timesince(known.last_good_at, now, depth=1) if known.last_good_at else "",
    }
    if known.state == State.PAUSED:
        words = _("Pengiriman lewat %(channel)s dijeda, karena gagal berturut-turut.")
    elif known.state == State.TRYING:
        words = _("Pengiriman lewat %(channel)s dicoba lagi pelan-pelan.")
    elif known.failures:
        words = _("Pengiriman lewat %(channel)s berjalan, tetapi yang terakhir gagal.")
    else:
        words = _("Pengiriman lewat %(channel)s berjalan.")
    if known.last_good_at is None:
        return words % names
    return f"{words} {_('Terakhir berhasil %(ago)s yang lalu.')}" % names


def while_paused() -> str:
    """Return the reason of what people are to tell because a channel is not well."""
    return _("Salurannya sedang terganggu: mohon disampaikan langsung.")


# --- Letting through ------------------------------------------------------------------------------


def room_in(channel: Channel, now: datetime) -> int | None:
    """Return how many messages may be claimed for a channel now. None: as many as one likes.

    Call it in the transaction of the claim, and take_room after it: meanwhile no other sender gets
    room in a channel that is not well.
    """
    unwell = ChannelHealth.objects.unwell().select_for_update().filter(pk=channel.name).first()
    if unwell is None:
        return None
    if unwell.state == State.TRYING and unwell.allowance:
        return unwell.allowance
    # The pause is over, or what was let through never came back: one shows how it is now.
    until = unwell.paused_until
    set_back = now + LONGEST_PAUSE + channel.lease  # later than any pause: the clock went back
    return 1 if until is None or until <= now or until > set_back else 0


def take_room(channel: Channel, taken: int, now: datetime) -> None:
    """Note that so many are on their way: a channel that was paused is tried from here on."""
    back_by = now + channel.lease
    unwell = ChannelHealth.objects.unwell().filter(pk=channel.name)
    left = unwell.filter(state=State.TRYING, allowance__gte=taken)
    if not left.update(allowance=F("allowance") - taken, paused_until=back_by):
        unwell.update(state=State.TRYING, allowance=0, paused_until=back_by)


def give_back(channel: Channel, unused: int) -> None:
    """Let others try in place of messages that were claimed and made no call."""
    if unused:
        trying = ChannelHealth.objects.filter(pk=channel.name, state=State.TRYING)
        trying.update(allowance=F("allowance") + unused)


# --- What a call showed ---------------------------------------------------------------------------


def note(channel: Channel, answer: Answer, now: datetime) -> None:
    """Note what the answer to one call says of its channel. By the senders' clock."""
    if isinstance(answer, Accepted):
        _note_success(channel, now)
    elif answer.of_message or (isinstance(answer, Refused) and answer.for_good):
        give_back(channel, 1)  # it answers, and has said nothing of itself
    else:
        _note_fault(channel, answer.answer, now)


def _note_success(channel: Channel, now: datetime) -> None:
    """Two more may go for each that went, until a whole batch may: then it is well again."""
    here = ChannelHealth.objects.filter(pk=channel.name)
    known = here.first()
    if known is None:
        fresh = ChannelHealth(channel=channel.name, last_good_at=now)
        ChannelHealth.objects.bulk_create([fresh], ignore_conflicts=True)
        return
    # Rarely written while all is well: each success would wait for the one before.
    if known.is_well and known.last_good_at and now - known.last_good_at < NOTED_EVERY:
        return
    trying = here.filter(state=State.TRYING)
    if trying.filter(allowance__lt=channel.batch - 2).update(
        allowance=F("allowance") + 2, last_good_at=now
    ):
        return
    if trying.update(
        state=State.WELL, failures=0, allowance=0, paused_until=None, last_good_at=now
    ):
        return
    here.filter(state=State.WELL).update(failures=0, last_good_at=now)


def _note_fault(channel: Channel, words: str, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            NOTE_FAULT,
            {
                "channel": channel.name,
                "now": now,
                "words": words[:300],
                "most": FAILURES,
                "first": FIRST_PAUSE.total_seconds(),
                "longest": LONGEST_PAUSE.total_seconds(),
            },
        )

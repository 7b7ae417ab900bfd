"""One guard taken away each: a drill that stays green with one of these proves nothing."""

from datetime import timedelta
from importlib import import_module

from config.celery import app
from notifications.channels import Accepted, Unknown
from notifications.models import Attempt, Delivery
from notifications.services import outcomes, planning
from tests.drills import money_mutants
from tests.drills.channels import Gateway

begin_attempt, call, record, after = (
    outcomes.begin_attempt,
    outcomes.call,
    outcomes.record,
    outcomes._after,  # noqa: SLF001
)


def no_token():
    """Nobody asks whose the lease is."""
    swap(outcomes, "_held", lambda delivery: Delivery.objects.filter(pk=delivery.pk))


def call_first():
    """The attempt is written after the call."""

    def begin(delivery, channel, now):
        reference = outcomes.reference_of(delivery.pk, channel.name)
        return Attempt(delivery=delivery, channel=channel.name, reference=reference, started_at=now)

    def record_all(delivery, attempt, answer, channel, now):
        if attempt is not None:
            attempt.save()
        return record(delivery, attempt, answer, channel, now)

    swap(outcomes, "begin_attempt", begin)
    swap(outcomes, "record", record_all)


def mark_first():
    """It counts as sent before it is."""

    def call_later(delivery, attempt, channel):
        record(delivery, attempt, Accepted("surely"), channel, attempt.started_at)
        return call(delivery, attempt, channel)

    swap(outcomes, "call", call_later)


def no_look_up():
    """What is in doubt is sent again unasked."""
    swap(outcomes, "ask", lambda delivery, channel: None)


def no_quiet():
    """It is asked at once, before the provider can know."""
    Gateway.quiet = timedelta(0)


def not_unique():
    """The same message may be there twice."""
    head, _, rest = planning.ROUND.partition("ON CONFLICT")
    swap(planning, "ROUND", f"{head}RETURNING{rest.partition('RETURNING')[2]}")


def doubt_is_no():
    """No answer is taken for a no."""
    swap(
        outcomes,
        "_after_doubt",
        lambda delivery, channel, now: {"state": "planned", "next_try_at": now},
    )


def doubt_is_yes():
    """No answer is taken for a yes, and not shown."""

    def sure(delivery, answer, channel, now):
        return after(
            delivery, Accepted("surely") if isinstance(answer, Unknown) else answer, channel, now
        )

    swap(outcomes, "_after", sure)
    swap(
        outcomes,
        "_after_doubt",
        lambda delivery, channel, now: {"state": "sent", "sent_at": now, "ended_at": now},
    )


def no_circuit():
    """However often a channel fails, it is tried again."""
    health = import_module("notifications.services.health")
    swap(health, "_note_fault", lambda channel, words, now: None)


def no_reconnect():
    """A lost broker is not looked for again."""
    app.conf.broker_connection_retry = False
    app.conf.broker_connection_retry_on_startup = False


def swap(module, name, new):
    setattr(module, name, new)


def apply(name):
    if name in MUTANTS:
        MUTANTS[name]()


MUTANTS = {
    each.__name__: each
    for each in (
        no_token,
        call_first,
        mark_first,
        no_look_up,
        no_quiet,
        not_unique,
        doubt_is_no,
        doubt_is_yes,
        no_circuit,
        no_reconnect,
        *money_mutants.MUTANTS,
    )
}

"""What became of the messages, by the log of the providers; and whether the tables agree."""

import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import psycopg

OPEN = "SELECT count(*) FROM notifications_delivery WHERE state IN ('planned', 'sending')"
STATES = """
    SELECT p.name, d.state, extract(epoch FROM d.due_at)::float
      FROM notifications_delivery AS d
      JOIN people_person AS p ON p.id = d.person_id
"""
# Each yields rows only where the tables contradict themselves.
CONTRADICTIONS = {
    "twice the same message": """
        SELECT occasion, step, person_id FROM notifications_delivery
         GROUP BY 1, 2, 3 HAVING count(*) > 1
    """,
    "ended, and still leased": """
        SELECT id FROM notifications_delivery WHERE state <> 'sending' AND lease_token IS NOT NULL
    """,
    "sent, and no attempt was accepted": """
        SELECT id FROM notifications_delivery AS d
         WHERE state = 'sent' AND NOT EXISTS (
                   SELECT FROM notifications_attempt AS a
                    WHERE a.delivery_id = d.id AND a.state = 'accepted'
               )
    """,
    "an attempt without an end": """
        SELECT a.id FROM notifications_attempt AS a
          JOIN notifications_delivery AS d ON d.id = a.delivery_id
         WHERE a.state = 'sending' AND d.state <> 'sending'
    """,
}


@dataclass
class Verdict:
    """Persons by what happened to them. `wanted` is what was seeded, whatever the tables say."""

    wanted: set[str]
    taken: Counter[str]  # person -> how often a provider took a message to them
    first: dict[str, float]  # person -> when it was first taken
    calls: Counter[str]  # provider -> calls
    states: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    due: dict[str, float] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def lost(self):
        return {person for person in self.wanted if not self.taken[person]}

    @property
    def doubled(self):
        return {person for person, number in self.taken.items() if number > 1}

    @property
    def copies(self):
        return sum(number - 1 for number in self.taken.values())

    @property
    def maybe(self):
        return {person for person, states in self.states.items() if "maybe_sent" in states}

    @property
    def lateness(self):
        """Return the seconds between due and taken, the longest last."""
        return sorted(self.first[one] - self.due[one] for one in self.first if one in self.due)

    def __str__(self):
        states = Counter(state for states in self.states.values() for state in states)
        return (
            f"wanted {len(self.wanted)}, lost {len(self.lost)}, doubled {self.copies},"
            f" calls {self.calls.total()} {dict(self.faults)}, states {dict(states)}"
        )


def say(words):
    """Show a figure: it is what a drill is run for."""
    sys.stdout.write(f"\n{words}\n")


def events(fleet):
    with fleet.events.open() as log:
        for line in log:
            if line.endswith("\n"):
                yield json.loads(line)


def taken(fleet):
    """Return how many messages the providers have taken."""
    return sum(event["what"] == "taken" for event in events(fleet))


def is_over(fleet, number):
    """Whether all are planned and have ended; False while the database is down."""
    try:
        known = fleet.ask("SELECT count(*) FROM notifications_delivery")[0][0]
        return known >= number and fleet.ask(OPEN)[0][0] == 0
    except psycopg.OperationalError:
        return False


def judge(fleet, people):
    """Hold the providers' log against who was to be told (prefix -> number) and the tables."""
    wanted = {f"{prefix}-{number}" for prefix, many in people.items() for number in range(many)}
    verdict = Verdict(wanted, Counter(), {}, Counter())
    for event in events(fleet):
        if event["what"] == "taken":
            verdict.taken[event["to"]] += 1
            verdict.first.setdefault(event["to"], event["at"])
        elif event["what"] == "called":
            verdict.calls[event["name"]] += 1
            if event["fault"]:
                verdict.faults[event["fault"]] += 1
    for person, state, due in fleet.ask(STATES):
        verdict.states[person].append(state)
        verdict.due[person] = due
    for words, statement in CONTRADICTIONS.items():
        if found := fleet.ask(statement):
            verdict.contradictions.append(f"{words}: {len(found)}")
    return verdict

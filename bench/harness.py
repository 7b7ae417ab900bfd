"""Our address and its floor, turn by turn in one run, so that only their ratio is believed."""

from __future__ import annotations

import base64
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import User
from bench import client, servers
from bench.generate.accounts import token
from bench.probes import A_BODY, A_PILLAR, PROBES, WRITTEN, Probe
from bench.servers import Web

WARM_UP = 0.4  # seconds of each side before anything counts: statements are prepared, caches full


@dataclass(frozen=True)
class How:
    database_url: str
    rounds: int = 5
    seconds: float = 1.5  # of each side of each round


@dataclass(frozen=True)
class Side:
    """One side of a round, or the medians of its rounds."""

    per_second: float
    median_ms: float  # of one answer, with client.CONNECTIONS in flight
    cpu_ms: float  # of one answer: the web server's processes and PostgreSQL's
    size: int


@dataclass(frozen=True)
class Figure:
    """Medians of the rounds. `times` is how many of the floor's answers one of ours costs."""

    name: str
    floor: Side
    ours: Side
    times: float  # by answers a second
    times_cpu: float  # by CPU: steady where other work shares the machine

    def line(self) -> str:
        cells = (
            self.name,
            f"{self.floor.per_second:,.0f}",
            f"{self.ours.per_second:,.0f}",
            f"**{self.times:.1f}**",
            f"{self.floor.cpu_ms:.2f}",
            f"{self.ours.cpu_ms:.2f}",
            f"**{self.times_cpu:.1f}**",
            f"{self.floor.median_ms:.1f}",
            f"{self.ours.median_ms:.1f}",
            f"{self.floor.size / 1000:.1f}",
            f"{self.ours.size / 1000:.1f}",
        )
        return f"| {' | '.join(cells)} |"


HEAD = (
    "| probe | floor req/s | ours req/s | x floor | floor CPU ms | ours CPU ms | x floor by CPU "
    "| floor ms | ours ms | floor kB | ours kB |"
)


def measure(only: str, how: How, *, say: Callable[[str], None]) -> list[Figure]:
    """Take the figures of the probes whose names begin with `only`, and print them as a table.

    Several beginnings are parted by commas. What probes write is taken out again.
    """
    known = list(known_probes())
    missing = {probe.name for probe in PROBES} - {probe.name for probe, _path in known}
    if missing:
        say(f"no address yet: {', '.join(sorted(missing))}")
    chosen = [(probe, path) for probe, path in known if probe.name.startswith(_named(only))]
    if not chosen:
        return []
    environment = servers.environment(how.database_url)
    say(HEAD)
    say(f"|{' --- |' * (HEAD.count('|') - 1)}")
    figures = []
    facts = _facts()
    try:
        with (
            servers.web(environment) as ours,
            servers.web(environment, application="bench.floor_server:application") as bare,
        ):
            for probe, path in chosen:
                sent = probe.sends(facts) if probe.sends else b""
                asked = (
                    client.request(f"/{probe.name}", {}, sent),
                    client.request(path, _headers(probe), sent),
                )
                figure = _figure(probe.name, asked, bare=bare, ours=ours, how=how)
                say(figure.line())
                figures.append(figure)
    finally:  # also where an address refuses halfway
        if any(probe.sends for probe, _path in chosen):
            forget_written()
    return figures


def _named(only: str) -> tuple[str, ...]:
    return tuple(only.split(","))


def _figure(name: str, asked: tuple[bytes, bytes], *, bare: Web, ours: Web, how: How) -> Figure:
    floor_asks, ours_asks = asked
    _turn(bare, floor_asks, WARM_UP)
    _turn(ours, ours_asks, WARM_UP)
    pairs = [
        (_turn(bare, floor_asks, how.seconds), _turn(ours, ours_asks, how.seconds))
        for _round in range(how.rounds)
    ]
    return Figure(
        name=name,
        floor=_median([low for low, _high in pairs]),
        ours=_median([high for _low, high in pairs]),
        times=statistics.median(low.per_second / high.per_second for low, high in pairs),
        times_cpu=statistics.median(high.cpu_ms / (low.cpu_ms or 1) for low, high in pairs),
    )


def _turn(server: Web, asked: bytes, seconds: float) -> Side:
    before = server.cpu_seconds()
    load = client.drive(server.port, asked, seconds=seconds)
    cpu = server.cpu_seconds() - before
    return Side(load.per_second, load.median_ms, cpu * 1000 / len(load.seconds), load.size)


def _median(sides: list[Side]) -> Side:
    return Side(
        statistics.median(side.per_second for side in sides),
        statistics.median(side.median_ms for side in sides),
        statistics.median(side.cpu_ms for side in sides),
        sides[-1].size,
    )


def known_probes() -> Iterator[tuple[Probe, str]]:
    """Yield the probes whose address the service has, with that address."""
    facts = _facts()
    for probe in PROBES:
        for path in probe.paths:
            whole = path.format(**facts)
            try:
                resolve(whole.partition("?")[0])
            except Resolver404:
                continue
            yield probe, whole
            break


def _facts() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {A_BODY}, {A_PILLAR}, (SELECT max(id) / 10 FROM people_person),"  # noqa: S608
            " (SELECT max(id) / 10 FROM wksbm_wksbm),"
            " (SELECT max(id) / 9 FROM volunteers_appointment),"
            f" ARRAY(SELECT person_id FROM people_presence JOIN wksbm_wksbm w USING (region_id)"
            f" WHERE w.id = {A_BODY} ORDER BY person_id LIMIT 20)"
        )
        body, pillar, person, deep, roster, twenty = cursor.fetchone()
    return {
        "body": f"{body}",
        "pillar": f"{pillar}",
        "deep_person": _cursor(person),
        "deep_body": _cursor(deep),
        "deep_roster": _cursor(roster),
        "twenty": f"{twenty}",
    }


def forget_written() -> None:
    """Take out what was written while it was measured, and its history: the next run is equal."""
    meetings = "SELECT id FROM meetings_meeting WHERE purpose = %s"
    tables = {
        "meetings_meetingevent": f"pgh_obj_id IN ({meetings})",
        "meetings_attendance": f"meeting_id IN ({meetings})",
        "meetings_meeting": "purpose = %s",
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for table, where in tables.items():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table} WHERE {where}", [WRITTEN])  # noqa: S608 (our own)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _cursor(key: int) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([f"{key}"])).decode().rstrip("=")


def _headers(probe: Probe) -> dict[str, str]:
    if probe.by_page:
        kept = signed_in(probe.who).items()
        return {"Cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in kept)}
    return token_header(probe)


def token_header(probe: Probe) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(probe.who)}"}


def signed_in(who: str) -> SimpleCookie:
    browser = Client()
    user = User.objects.get(username=f"bench-{who}")
    browser.force_login(user, settings.AUTHENTICATION_BACKENDS[-1])
    return browser.cookies

"""Our address and its floor, turn by turn in one run, so that only their ratio is believed."""

from __future__ import annotations

import base64
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from http.cookies import SimpleCookie

import orjson
import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import User
from bench import client, floor, servers
from bench.generate.accounts import token
from bench.probes import A_BODY, PROBES, Probe

WARM_UP = 0.4  # seconds of each side before anything counts
HOST = "localhost"
IN_PROCESS = 20  # requests of each side


@dataclass(frozen=True)
class Figure:
    """Medians of the rounds. `times` is how many of the floor's answers one of ours costs."""

    name: str
    floor_per_second: float
    ours_per_second: float
    times: float
    floor_ms: float  # of one answer, with CONNECTIONS at once
    ours_ms: float
    floor_size: int
    ours_size: int
    floor_in_process_ms: float
    ours_in_process_ms: float

    @property
    def times_in_process(self) -> float:
        return self.ours_in_process_ms / self.floor_in_process_ms


HEAD = (
    "| probe | floor req/s | ours req/s | x floor | floor ms | ours ms | floor kB | ours kB "
    "| in process: floor ms | ours ms | x floor |"
)


def measure(
    only: str, *, rounds: int, seconds: float, say: Callable[[str], None]
) -> list[Figure]:
    """Take the figures of the probes whose name begins with `only`, and print them as a table."""
    chosen = [(probe, path) for probe, path in _known() if probe.name.startswith(only)]
    missing = {probe.name for probe in PROBES} - {probe.name for probe, _path in _known()}
    if missing:
        say(f"no address yet: {', '.join(sorted(missing))}")
    if not chosen:
        return []
    environment = servers.environment(settings.DATABASE_URL)
    say(HEAD)
    say(f"|{' --- |' * (HEAD.count('|') - 1)}")
    figures = []
    with (
        servers.web(environment) as ours,
        servers.web(environment, application="bench.floor:application") as bare,
    ):
        for probe, path in chosen:
            figure = _figure(probe, path, bare, ours, rounds=rounds, seconds=seconds)
            say(_line(figure))
            figures.append(figure)
    return figures


def keep(name: str, figures: list[Figure], **facts: object) -> None:
    rows = [{**asdict(figure), "times_in_process": figure.times_in_process} for figure in figures]
    file = servers.folder() / f"{name}.json"
    file.write_bytes(orjson.dumps({**facts, "figures": rows}, option=orjson.OPT_INDENT_2))


def _figure(
    probe: Probe, path: str, bare: int, ours: int, *, rounds: int, seconds: float
) -> Figure:
    floor_asks = client.request(f"/{probe.name}", {})
    ours_asks = client.request(path, _headers(probe))
    client.drive(bare, floor_asks, seconds=WARM_UP)
    client.drive(ours, ours_asks, seconds=WARM_UP)
    pairs = [
        (
            client.drive(bare, floor_asks, seconds=seconds),
            client.drive(ours, ours_asks, seconds=seconds),
        )
        for _round in range(rounds)
    ]
    floor_ms, ours_ms = _in_process(probe, path)
    return Figure(
        name=probe.name,
        floor_per_second=statistics.median(low.per_second for low, _ in pairs),
        ours_per_second=statistics.median(high.per_second for _, high in pairs),
        times=statistics.median(low.per_second / high.per_second for low, high in pairs),
        floor_ms=statistics.median(low.median_ms for low, _ in pairs),
        ours_ms=statistics.median(high.median_ms for _, high in pairs),
        floor_size=pairs[-1][0].size,
        ours_size=pairs[-1][1].size,
        floor_in_process_ms=floor_ms,
        ours_in_process_ms=ours_ms,
    )


def _in_process(probe: Probe, path: str) -> tuple[float, float]:
    """Time both without servers: all middleware through Django's test client; SQL and orjson."""
    browser = _browser(probe)
    low, high = [], []
    with psycopg.connect(settings.DATABASE_URL, autocommit=True, prepare_threshold=0) as line:
        for number in range(IN_PROCESS + 3):
            began = time.perf_counter()
            floor.answer(line, probe.sql)
            between = time.perf_counter()
            answer = browser.get(path)
            end = time.perf_counter()
            if answer.status_code != 200:
                raise client.Refused(f"{path}: {answer.status_code}")
            if number >= 3:  # the first prepare statements and fill caches
                low.append(between - began)
                high.append(end - between)
    return statistics.median(low) * 1000, statistics.median(high) * 1000


def _known() -> Iterator[tuple[Probe, str]]:
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
            f"SELECT {A_BODY}, (SELECT max(id) / 10 FROM people_person),"  # noqa: S608
            " (SELECT max(id) / 10 FROM wksbm_wksbm)"
        )
        body, person, deep = cursor.fetchone()
    return {"body": f"{body}", "deep_person": _cursor(person), "deep_body": _cursor(deep)}


def _cursor(key: int) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([f"{key}"])).decode().rstrip("=")


def _headers(probe: Probe) -> dict[str, str]:
    if probe.by_page:
        return {"Cookie": "; ".join(f"{k}={v.value}" for k, v in _signed_in(probe).items())}
    return {"Authorization": f"Bearer {token(probe.who)}"}


def _browser(probe: Probe) -> Client:
    if not probe.by_page:
        return Client(HTTP_HOST=HOST, HTTP_AUTHORIZATION=f"Bearer {token(probe.who)}")
    browser = Client(HTTP_HOST=HOST)
    browser.cookies = _signed_in(probe)
    return browser


def _signed_in(probe: Probe) -> SimpleCookie:
    browser = Client(HTTP_HOST=HOST)
    browser.force_login(
        User.objects.get(username=f"bench-{probe.who}"), settings.AUTHENTICATION_BACKENDS[1]
    )
    return browser.cookies


def _line(figure: Figure) -> str:
    cells = (
        figure.name,
        f"{figure.floor_per_second:,.0f}",
        f"{figure.ours_per_second:,.0f}",
        f"{figure.times:.1f}",
        f"{figure.floor_ms:.1f}",
        f"{figure.ours_ms:.1f}",
        f"{figure.floor_size / 1000:.1f}",
        f"{figure.ours_size / 1000:.1f}",
        f"{figure.floor_in_process_ms:.2f}",
        f"{figure.ours_in_process_ms:.2f}",
        f"{figure.times_in_process:.1f}",
    )
    return f"| {' | '.join(cells)} |"

"""`make drill-server`: a real server by hand, met through the shipped nginx, PostgreSQL and Redis.

Also the proof that PostgreSQL 15 and Redis 7 do. The tests run in their order.
"""

import re
import signal
import threading
import time
from pathlib import Path

import httpx
import pytest
import redis

from tests.deploy.machine import HOST, machine, unit_command

PASSWORD = "kata-sandi-yang-panjang"
WALLS = {
    "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
}
SCAN = """
from django.core.files.base import ContentFile
from accounts.models import User
from tests.factories.wksbm import make_decree, make_wksbm
from regions.models import Region
from accounts.access import Role
from tests.factories.accounts import make_user
village = Region.objects.get(code="52.07.01.2001")
keeper = make_user(role=Role.VILLAGE_COORDINATOR, region=village, username="koordinator")
keeper.set_password("kata-sandi-yang-panjang")
keeper.save()
decree = make_decree(bodies=[make_wksbm(region=village)])
decree.scan_name, decree.scan_type = "SK.pdf", "application/pdf"
decree.scan.save("SK.pdf", ContentFile(b"%PDF-1.7 " + b"x" * 100_000))
print("made", decree.pk, decree.scan.name)
"""


@pytest.fixture(scope="module")
def server():
    with machine() as made:
        made.version = made.start_postgres()
        made.start_redis()
        made.manage("prepare_data")
        made.manage("collectstatic", "--noinput", "--verbosity", "0")
        printed = made.manage(
            "first_operator", "operator", "--name", "Rina Wati", "--region", "52.07"
        )
        made.link = printed.splitlines()[0]
        for name in ("web-a", "web-b"):
            made.start_web(name)
        for name in ("worker", "beat", "dispatch"):
            made.start(name, unit_command(name, made.folder / "var"))
        made.start_nginx()
        yield made


def token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]


def sign_in(client, username):
    page = client.get("/accounts/login/")
    form = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": token(page)}
    return client.post("/accounts/login/", data=form)


def test_it_is_postgresql_15_and_redis_7(server):
    assert server.version // 10_000 == 15
    with redis.Redis(port=server.port("redis")) as line:
        assert line.info()["redis_version"].startswith("7.")


def test_the_first_operator_comes_in_by_the_link(server):
    address, _, secret = server.link.partition("#")
    with server.client() as client:
        page = client.get(address.removeprefix(f"https://{HOST}"))
        form = {"secret": secret, "password": PASSWORD, "csrfmiddlewaretoken": token(page)}
        answer = client.post("/accounts/link/use/", data=form)

        assert answer.status_code == 302, answer.text
        assert client.get("/accounts/users/").status_code == 200
    with server.client() as client:
        assert sign_in(client, "operator").status_code == 302
        assert {cookie.name for cookie in client.cookies.jar} == {"__Host-session", "__Host-csrf"}
        assert all(cookie.secure for cookie in client.cookies.jar)


def test_what_comes_without_tls_is_sent_to_tls(server):
    with httpx.Client(headers={"Host": HOST}) as client:
        answer = client.get(f"http://127.0.0.1:{server.port('http')}/accounts/login/?next=/")

    assert answer.status_code == 301
    assert answer.headers["location"] == f"https://{HOST}/accounts/login/?next=/"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/accounts/login/", 200),
        ("/", 302),
        ("/no-such-address", 404),
        ("/api/v1/wksbm/", 401),
        ("/livez", 200),
        ("/operator/", 302),
    ],
)
def test_every_answer_comes_behind_the_walls(server, address, status):
    with server.client() as client:
        answer = client.get(address)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in WALLS} == WALLS
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["server"] == "nginx"
    assert len(answer.headers.get_list("strict-transport-security")) == 1


def test_static_files_are_kept_for_ever_and_come_compressed(server):
    with server.client() as client:
        page = client.get("/accounts/login/").text
        styles = re.findall(r'href="(/static/[^"]+\.css)"', page)
        answers = [client.get(one, headers={"Accept-Encoding": "br, gzip"}) for one in styles]

    assert answers
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "max-age=315360000, public, immutable"
        assert answer.headers["content-encoding"] == "br"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_scan_is_sent_by_nginx_to_those_whom_the_view_lets(server):
    printed = server.manage("shell", "-c", SCAN)
    _made, pk, name = next(line for line in printed.splitlines() if "made" in line).split()[-3:]
    address = f"/wksbm/decrees/{pk}/scan/"

    with server.client() as client:
        signed_out = client.get(address)
        sign_in(client, "koordinator")
        whole = client.get(address)
        part = client.get(address, headers={"Range": "bytes=0-7"})
        directly = [client.get(f"/private-files/{name}"), client.get(f"/files/{name}")]

    assert signed_out.status_code == 302
    assert (whole.status_code, len(whole.content)) == (200, 100_009)
    assert whole.headers["content-type"] == "application/pdf"
    assert whole.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert whole.headers["cache-control"] == "private, no-store"
    assert 'filename="SK.pdf"' in whole.headers["content-disposition"]
    assert {name: whole.headers.get(name) for name in WALLS} == WALLS
    assert "x-accel-redirect" not in whole.headers
    assert (part.status_code, part.content) == (206, b"%PDF-1.7")  # only nginx can do parts
    assert [answer.status_code for answer in directly] == [404, 404]


def test_worker_beat_and_dispatch_are_at_work(server):
    deadline = time.monotonic() + 60
    with redis.Redis(port=server.port("redis")) as line:
        while "brpop" not in str(line.info("commandstats")) and time.monotonic() < deadline:
            time.sleep(0.2)
    while time.monotonic() < deadline:
        try:
            watched = server.manage("watch")
        except AssertionError:
            time.sleep(1)
            continue
        break

    assert "ok    heartbeat: dispatch" in watched
    assert "oldest due message: 0 s" in watched
    for name in ("worker", "beat", "dispatch"):
        assert server.running[name].poll() is None, server.log(name).read_text()
        assert "Traceback" not in server.log(name).read_text()


class Visitors:
    """Four people who read and one who posts, without a pause, until the block ends."""

    def __init__(self, server):
        self.server, self.ending, self.seen = server, threading.Event(), []

    def visit(self, *, posting):
        with self.server.client() as client:
            while not self.ending.is_set():
                try:
                    if posting:
                        answer = client.post("/api/v1/wksbm/", json={}).status_code
                    else:
                        answer = client.get("/accounts/login/").status_code
                except httpx.HTTPError as error:
                    answer = repr(error)
                self.seen.append(answer)

    def __enter__(self):
        self.threads = [
            threading.Thread(target=self.visit, kwargs={"posting": number == 0})
            for number in range(5)
        ]
        for thread in self.threads:
            thread.start()
        time.sleep(1)
        return self

    def __exit__(self, *_error):
        time.sleep(1)
        self.ending.set()
        for thread in self.threads:
            thread.join()


def children(pid):
    return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def test_an_update_loses_no_request(server):
    old = {name: children(server.running[name].pid) for name in ("web-a", "web-b")}

    with Visitors(server) as reloaded:  # systemctl reload: new workers, then the old ones end
        for name, workers in old.items():
            server.running[name].send_signal(signal.SIGHUP)
            deadline = time.monotonic() + 60
            while children(server.running[name].pid) & workers:
                assert time.monotonic() < deadline, server.log(name).read_text()
                time.sleep(0.1)
    with Visitors(server) as restarted:  # one after the other
        for name in old:
            server.stop(name)
            server.start_web(name)

    for visitors in (reloaded, restarted):
        assert len(visitors.seen) > 50
        assert set(visitors.seen) == {200, 401}


def test_without_its_broker_people_sign_in_all_the_same(server):
    server.stop("redis")

    with server.client() as client:
        began = time.monotonic()
        assert sign_in(client, "operator").status_code == 302
        assert client.get("/accounts/users/").status_code == 200
        assert time.monotonic() - began < 5

    server.start_redis()


def test_who_posts_too_fast_to_the_sign_in_is_told_to_wait_and_may_read(server):
    with server.client() as client:
        posts = [
            client.post("/accounts/login/", headers={"X-Forwarded-For": f"10.0.0.{number}"})
            for number in range(100)
        ]
        reads = [client.get("/accounts/login/") for _ in range(70)]

    statuses = [answer.status_code for answer in posts]
    assert statuses[:40] == [403] * 40  # without a token of the form
    assert 429 in statuses
    assert {answer.status_code for answer in reads} == {200}

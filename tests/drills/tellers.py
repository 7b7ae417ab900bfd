"""Who pays over HTTP: each a program with its own token, and the code that its user types."""

import json
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection

from tests.drills.office import APPROVER, OFFICER, token_of
from tests.stipends.second_step import code

LONGEST = 60  # seconds that an answer may take where fifty wait for one row
CODE = 30  # seconds that a code holds
SPARE = 8  # seconds of these that must be left when many begin to type


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, object]
    is_replayed: bool = False

    @property
    def is_done(self):
        return self.status < 300


@dataclass
class Teller:
    """Somebody's program. A code is typed once: for the next one it waits its half minute."""

    port: int
    name: str
    spent: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, path):
        return self.send("GET", path).body

    def post(self, path, body=None, *, version=None, key="", code=""):
        headers = {}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if key:
            headers["Idempotency-Key"] = key
        if code:
            headers["Second-Step"] = code
        return self.send("POST", path, body or {}, **headers)

    def patch(self, path, body, *, version):
        return self.send("PATCH", path, body, **{"If-Match": f'"{version}"'})

    def upload(self, path, fields, name, content):
        """Hand in a file, as a form does."""
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        parts.append(
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode()
        kind = f"multipart/form-data; boundary={edge}"
        return self.send("POST", path, body, **{"Content-Type": kind})

    def send(self, method, path, body=None, **headers):
        line = HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        usual = {"Authorization": f"Bearer {token_of(self.name)}"}
        if isinstance(body, dict):
            usual["Content-Type"] = "application/json"
            body = json.dumps(body)
        try:
            line.request(method, f"/api/v1/{path}", body, usual | headers)
            answer = line.getresponse()
            said = answer.read()
            is_replayed = answer.getheader("Idempotent-Replayed") == "true"
            is_json = "json" in answer.getheader("Content-Type", "")
            return Answer(answer.status, json.loads(said) if is_json else {}, is_replayed)
        finally:
            line.close()

    def code(self):
        with self.lock:
            while int(time.time() // CODE) == self.spent:
                time.sleep(0.1)
            self.spent = int(time.time() // CODE)
            return code()


@dataclass
class Staff:
    """The officers and the approvers of the office; many take turns, so that codes are fresh."""

    port: int
    many: int
    turns: int = 0

    def __post_init__(self):
        self.officers = [Teller(self.port, f"{OFFICER}{n}") for n in range(self.many)]
        self.approvers = [Teller(self.port, f"{APPROVER}{n}") for n in range(self.many)]
        self.lock = threading.Lock()

    @property
    def maker(self):
        return self.officers[0]

    def pair(self):
        """Return an officer and an approver whose turn it is."""
        with self.lock:
            self.turns += 1
            return self.officers[self.turns % self.many], self.approvers[self.turns % self.many]

    def crowd(self, tellers, size, turn):
        """Return so many of them, others than at the turn before."""
        first = size * turn % self.many
        return tellers[first : first + size]


def await_fresh_codes():
    """Wait where the codes of now are about to end: many are to type them."""
    left = CODE - time.time() % CODE
    if left < SPARE:
        time.sleep(left)


def together(works):
    """Do all at the same moment; return what each returns."""
    works = list(works)
    start = threading.Barrier(len(works))

    def run(work):
        start.wait(LONGEST)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))

"""Simulated providers of messages as one small server; what it logs is what really happened.

Each provider has a name, the first part of its address. One with keys takes each reference once;
one with look-up can be asked, after its lag. A share of the calls goes wrong, as `FAULTS` names.

    python -m tests.drills.provider PORT LOG SEED
"""

import asyncio
import json
import random
import socket
import struct
import sys
import time
from pathlib import Path

FAULTS = {
    "busy": "answers 503 and takes nothing",
    "limit": "answers 429 and takes nothing",
    "bad": "answers 422: it will never take it",
    "hang": "takes nothing and does not answer",
    "reset": "takes nothing and cuts the line",
    "slow": "takes it and answers after a while, in time",
    "late": "takes it and answers when nobody listens any more",
    "drop": "takes it and hangs up without an answer",
    "afterwards": "does not answer, and takes it when nobody listens any more",
}
STATUS = {"busy": 503, "limit": 429, "bad": 422}
USUAL = {
    "keys": False,  # each reference is taken once
    "lag": 0.0,  # seconds until a look-up finds what was taken
    "faults": {},  # name of a fault -> its share of the calls
    "slow": 0.3,  # seconds
    "late": 1.5,
    "hang": 4.0,
}
RESET = struct.pack("ii", 1, 0)  # SO_LINGER with no time: closing sends RST


class Providers:
    def __init__(self, log, seed):
        self.log = log.open("a", buffering=1)
        self.random = random.Random(seed)
        self.facts = {}
        self.taken = {}  # (provider, reference) -> when
        self.late = set()

    def note(self, what, name, message):
        line = {"at": time.time(), "what": what, "name": name, **message}
        self.log.write(json.dumps(line) + "\n")

    def take(self, name, message):
        facts = self.facts.get(name, USUAL)
        if facts["keys"] and (name, message["reference"]) in self.taken:
            return
        self.taken[name, message["reference"]] = time.monotonic()
        self.note("taken", name, message)

    def looked_up(self, name, reference):
        taken = self.taken.get((name, reference))
        self.note("asked", name, {"reference": reference})
        lag = self.facts.get(name, USUAL)["lag"]
        return 200 if taken is not None and time.monotonic() >= taken + lag else 404

    def draw(self, faults):
        drawn = self.random.random()
        for fault, share in faults.items():
            drawn -= share
            if drawn < 0:
                return fault
        return ""

    async def send(self, name, message, line):
        """Return the status to answer with; None: hang up."""
        facts = self.facts.get(name, USUAL)
        fault = self.draw(facts["faults"])
        self.note("called", name, {**message, "fault": fault})
        if fault in STATUS:
            return STATUS[fault]
        if fault == "reset":
            line.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            line.transport.abort()
            return None
        if fault == "hang":
            await asyncio.sleep(facts["hang"])
            return None
        if fault == "afterwards":
            await asyncio.sleep(facts["late"])
            self.take(name, message)
            return None
        self.take(name, message)
        if fault == "drop":
            return None
        if fault in {"slow", "late"}:
            await asyncio.sleep(facts[fault])
        return 200

    async def serve(self, reader, line):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = head.partition("content-length:")[2].partition("\r\n")[0].strip() or "0"
            body = json.loads(await reader.readexactly(int(length)) or "{}")
            _method, path, *_rest = head.split()
            _empty, name, what, *rest = path.split("/")
            if what == "facts":
                self.facts[name] = {**USUAL, **self.facts.get(name, {}), **body}
                status = 200
            elif what == "messages" and rest:
                status = self.looked_up(name, rest[0])
            else:
                status = await self.send(name, body, line)
            if status is not None:
                line.write(b"HTTP/1.0 %d It\r\ncontent-length: 0\r\n\r\n" % status)
                await line.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # whoever called was killed
        finally:
            line.close()


async def main(port, log, seed):
    providers = Providers(Path(log), int(seed))
    server = await asyncio.start_server(providers.serve, "127.0.0.1", int(port), backlog=512)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

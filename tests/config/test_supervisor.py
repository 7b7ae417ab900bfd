"""The supervisor with real processes: what dies starts again, and nothing outlives it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.embedded.place import ROOT
from config.processes import Ledger, Program, started_at

SCRIPT = """
import sys
from pathlib import Path
from config.console import Console
from config.processes import Ledger, Program
from config.supervisor import Supervisor
import os, signal

folder = Path(sys.argv[1])
console = Console(sys.stdout.buffer)
supervisor = Supervisor(Ledger(folder / "pids"), console)
for name, code in zip(sys.argv[2::2], sys.argv[3::2]):
    argv = (sys.executable, "-u", "-c", code)
    program = Program(name, argv, dict(os.environ), folder)
    supervisor.start(program, stage=int(name[-1]) if name[-1].isdigit() else 1)
supervisor.run()
supervisor.stop()
console.close()
"""
SLEEP = "import time; print('awake'); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(15, lambda *_: None)\nwhile True: time.sleep(1)"
PARENT = (
    "import subprocess, sys, time; print('born', subprocess.Popen(['sleep', '60']).pid); "
    "time.sleep(60)"
)


def until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    pytest.fail(f"not within {seconds} s")


class Running:
    def __init__(self, folder, *programs):
        self.ledger = folder / "pids"
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SCRIPT, str(folder), *programs],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def said(self, text):
        return text in self.log.read_text()

    def pid(self, name):
        try:
            rows = json.loads(self.ledger.read_text())
        except (OSError, ValueError):
            return None
        return next((row["pid"] for row in rows if row["name"] == name), None)

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(20)


@pytest.fixture
def start(tmp_path):
    started = []

    def run(*programs):
        running = Running(tmp_path, *programs)
        started.append(running)
        return running

    yield run
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()
    Ledger(tmp_path / "pids").end_leftovers(patience=1)


def test_a_killed_child_starts_again_with_a_longer_wait_each_time(start):
    running = start("web", SLEEP)
    first = until(lambda: running.pid("web"))

    os.kill(first, signal.SIGKILL)
    second = until(lambda: running.pid("web") not in {None, first} and running.pid("web"))
    os.kill(second, signal.SIGKILL)
    until(lambda: running.pid("web") not in {None, first, second})

    assert running.said("web      | ended (SIGKILL); again in 0.5 s\n")
    assert running.said("web      | ended (SIGKILL); again in 1 s\n")
    assert running.end() == 0


def test_every_line_carries_its_name_even_without_a_line_end(start):
    running = start("short", "print('one\\ntwo', end='')", "long", SLEEP)

    until(lambda: running.said("long     | awake\n"))
    until(lambda: running.said("short    | one\nshort    | two\n"))
    running.end()


def test_the_later_stage_ends_first(start):
    told = "import signal, sys, time\nprint('up')\ntry: signal.pause()\nfinally: print('end')"
    quit_on_term = "import signal; signal.signal(15, lambda *_: exit(0))\n" + told
    running = start("server0", quit_on_term, "broker1", quit_on_term, "web2", quit_on_term)
    until(lambda: running.log.read_text().count("| up") == 3)

    running.end()

    ends = [line.split()[0] for line in running.log.read_text().splitlines() if "| end" in line]
    assert ends == ["web2", "broker1", "server0"]


def test_a_second_ctrl_c_hastens_the_end_of_a_stubborn_child(start):
    running = start("worker", STUBBORN)
    pid = until(lambda: running.pid("worker"))
    time.sleep(0.5)
    began = time.monotonic()

    running.process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    running.process.send_signal(signal.SIGINT)

    assert running.process.wait(6) == 0
    assert time.monotonic() - began < 5
    assert not started_at(pid)


def test_a_dead_childs_own_children_end_with_it(start):
    running = start("web", PARENT)
    first = until(lambda: running.pid("web"))
    until(lambda: running.said("born"))
    orphan = int(running.log.read_text().split("born ")[1].split()[0])

    os.kill(first, signal.SIGKILL)

    until(lambda: not started_at(orphan))
    running.end()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a death")
def test_nothing_outlives_a_killed_supervisor(start):
    running = start("web", SLEEP, "beat", SLEEP)
    pids = [until(lambda name=name: running.pid(name)) for name in ("web", "beat")]

    running.end(signal.SIGKILL)

    until(lambda: not any(started_at(pid) for pid in pids))


def test_the_next_start_ends_what_a_killed_run_left(start, tmp_path):
    running = start("web", "import signal; signal.signal(15, signal.SIG_IGN)\n" + PARENT)
    until(lambda: running.said("born"))
    pid = running.pid("web")
    orphan = int(running.log.read_text().split("born ")[1].split()[0])
    running.end(signal.SIGKILL)
    assert started_at(pid)  # it ignored what Linux told it

    ended = Ledger(tmp_path / "pids").end_leftovers(patience=0.5)

    assert "web" in [record.name for record in ended]
    until(lambda: not started_at(pid))
    if sys.platform == "linux":
        until(lambda: not started_at(orphan))


def test_a_number_that_now_belongs_to_another_process_is_left_alone(tmp_path):
    ledger = Ledger(tmp_path / "pids")
    stranger = subprocess.Popen(["sleep", "60"])
    ledger.add(Program("web", ("sleep",), {}, Path("/")), stranger.pid)
    rows = json.loads(ledger.file.read_text())
    rows[0]["started"] = "an earlier life"
    ledger.file.write_text(json.dumps(rows))

    assert Ledger(tmp_path / "pids").end_leftovers() == []
    assert stranger.poll() is None

    stranger.kill()
    stranger.wait()


def test_a_log_that_nobody_reads_holds_nobody_up(tmp_path):
    read, write = os.pipe()
    chatter = "import time\nfor n in range(9000): print('x' * 90)\nopen('done', 'w').close()"
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(tmp_path), "web", chatter + "\ntime.sleep(60)"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        stdout=write,
        stderr=subprocess.STDOUT,
    )
    os.close(write)

    until((tmp_path / "done").exists)
    process.send_signal(signal.SIGTERM)

    assert process.wait(15) == 0
    os.close(read)

"""A server by hand, on free ports of this machine: Debian's PostgreSQL, Redis and nginx, our units.

The four processes start with the words of `deploy/systemd/*.service`, nginx with the shipped file.
"""

import os
import re
import shlex
import shutil
import signal
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg
import redis

from config.embedded.owner import server_owner
from config.embedded.place import ROOT
from config.health import is_ready
from tests.running import OURS, free_port

HOST = "wksbm.test"
PATHS = f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin"
BIN = Path(sys.executable).parent


def program(name, folder=""):
    found = shutil.which(name, path=folder or PATHS)
    assert found, f"{name} is not here: apt-get install nginx redis-server postgresql-15"
    return found


def debians_postgres():
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert folders, "no PostgreSQL here: apt-get install postgresql-15"
    return folders[0]


def until(answers, what, log="", seconds=60):
    deadline = time.monotonic() + seconds
    while not answers():
        assert time.monotonic() < deadline, f"{what} does not answer: {log and log.read_text()}"
        time.sleep(0.05)


def unit_command(name, folder, instance=""):
    """Return what systemd would start, in this tree and folder."""
    unit = Path(ROOT, "deploy/systemd", f"wksbm-{name}.service").read_text()
    words = re.search(r"^ExecStart=(.*)$", unit, re.M)[1]
    words = words.replace("/srv/wksbm/.venv/bin", str(BIN)).replace("%i", str(instance))
    return shlex.split(words.replace("/var/lib/wksbm", str(folder)))


@dataclass
class Machine:
    folder: Path
    ports: dict[str, int] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def port(self, name):
        return self.ports.setdefault(name, free_port())

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port('https')}"

    @property
    def environment(self):
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        return {
            **inherited,
            "SECRET_KEY": "only-for-this-drill-0123456789-abcdefghijklmnopqrstuvwxyz",
            "DATABASE_URL": f"postgresql://wksbm:secret@127.0.0.1:{self.port('postgres')}/wksbm",
            "REDIS_URL": f"redis://127.0.0.1:{self.port('redis')}/0",
            "ALLOWED_HOSTS": HOST,
            "SITE_URL": f"https://{HOST}",
            "PROXY_COUNT": "1",
            "HTTPS": "true",
            "DEMO": "false",
            "ACCEL_PREFIX": "/private-files/",
            "VAR_DIR": str(self.folder / "var"),
        }

    def start(self, name, words, *, owner=None, **environment):
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                words,
                cwd=ROOT,
                env={**self.environment, **environment},
                stdout=log,
                stderr=log,
                user=owner.uid if owner else None,
                group=owner.gid if owner else None,
                extra_groups=[] if owner else None,
            )
        return self.running[name]

    def stop(self, name, number=signal.SIGTERM):
        process = self.running.pop(name)
        process.send_signal(number)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def log(self, name):
        return self.folder / f"{name}.log"

    def manage(self, *words):
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def client(self, **options):
        headers = {"Host": HOST, "Referer": f"https://{HOST}/"}
        trusted = ssl.create_default_context(cafile=self.folder / "certificate.pem")
        return httpx.Client(
            base_url=self.url, headers=headers, verify=trusted, timeout=30, **options
        )

    # --- The parts -----------------------------------------------------------------------------

    def start_postgres(self):
        owner, programs, data = server_owner(), debians_postgres(), self.folder / "postgres"
        data.mkdir()
        password = self.folder / "password"
        password.write_text("superuser-secret\n")
        if owner:
            os.chown(data, owner.uid, owner.gid)
            os.chown(password, owner.uid, owner.gid)
        words = [programs / "initdb", "-D", data, "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        words += ["-A", "scram-sha-256", "-U", "postgres", f"--pwfile={password}"]
        subprocess.run(
            words,
            cwd=data,
            check=True,
            capture_output=True,
            user=owner.uid if owner else None,
            group=owner.gid if owner else None,
            extra_groups=[] if owner else None,
        )
        with (data / "postgresql.conf").open("a") as conf:
            conf.write(Path(ROOT, "deploy/postgresql.conf").read_text())
        port = self.port("postgres")
        words = [programs / "postgres", "-D", data, "-p", str(port), "-c", "fsync=off"]
        words += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
        self.start("postgres", words, owner=owner)
        address = f"postgresql://postgres:superuser-secret@127.0.0.1:{port}/postgres"

        def answers():
            try:
                psycopg.connect(address).close()
            except psycopg.OperationalError:
                return False
            return True

        until(answers, "postgres", self.log("postgres"))
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE ROLE wksbm LOGIN PASSWORD 'secret'")
            connection.execute("CREATE DATABASE wksbm OWNER wksbm")
            return connection.info.server_version

    def start_redis(self):
        words = [program("redis-server"), "--port", str(self.port("redis")), "--bind", "127.0.0.1"]
        words += ["--dir", str(self.folder), "--appendonly", "yes"]
        self.start("redis", [*words, "--maxmemory-policy", "noeviction"])

        def answers():
            try:
                return redis.Redis(port=self.port("redis")).ping()
            except redis.ConnectionError:
                return False

        until(answers, "redis", self.log("redis"))

    def start_web(self, name):
        port = self.port(name)
        self.start(name, unit_command("web@", self.folder / "var", port))
        until(lambda: is_ready(port, HOST), name, self.log(name))

    def start_nginx(self):
        """Start nginx with the shipped file, its words filled in as deploy/README.md says."""
        certificate, key = self.folder / "certificate.pem", self.folder / "key.pem"
        words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        words += ["-keyout", str(key), "-out", str(certificate), "-subj", f"/CN={HOST}"]
        words += ["-addext", f"subjectAltName=DNS:{HOST},IP:127.0.0.1"]
        subprocess.run(words, check=True, capture_output=True)
        webs = [f"server 127.0.0.1:{self.port(name)} max_fails=0;" for name in ("web-a", "web-b")]
        filled = {
            "SERVER_NAME": HOST,
            "HTTP_LISTEN": f"127.0.0.1:{self.port('http')}",
            "HTTPS_LISTEN": f"127.0.0.1:{self.port('https')}",
            "CERTIFICATE": str(certificate),
            "CERTIFICATE_KEY": str(key),
            "FILES": str(self.folder / "var" / "files"),
            "WEB_SERVERS": " ".join(webs),
        }
        text = Path(ROOT, "deploy/nginx.conf.template").read_text()
        text = re.sub(r"\$\{([A-Z_]+)\}", lambda match: filled[match[1]], text)
        (self.folder / "wksbm.conf").write_text(text)
        temporary = "".join(
            f"{kind}_temp_path {self.folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (self.folder / "nginx.conf").write_text(
            f"daemon off; pid {self.folder}/nginx.pid; worker_processes 1; error_log stderr;"
            f"events {{}} http {{ {temporary} access_log {self.folder}/access.log;"
            f"include /etc/nginx/mime.types; include {self.folder}/wksbm.conf; }}"
        )
        self.start("nginx", [program("nginx"), "-e", "stderr", "-c", self.folder / "nginx.conf"])

        def answers():
            try:
                with self.client() as client:
                    return client.get("/readyz").status_code == 200
            except httpx.TransportError:
                return False

        until(answers, "nginx", self.log("nginx"))


@contextmanager
def machine():
    """Give a machine in a folder that the servers' users may enter: pytest's own are closed."""
    with TemporaryDirectory(prefix="wksbm-drill-") as made_folder:
        folder = Path(made_folder)
        folder.chmod(0o755)
        made = Machine(folder)
        try:
            yield made
        finally:
            for name in list(made.running)[::-1]:
                made.stop(name, signal.SIGINT if name == "postgres" else signal.SIGTERM)

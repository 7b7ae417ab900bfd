"""Channels that speak to the simulated providers: all of their times are short, so that a drill is.

The ladder comes from the environment: the drill's processes are started with it.
"""

import json
import os
from datetime import timedelta
from http.client import HTTPConnection, HTTPException

from django.db.models import Q

from notifications.channels import Accepted, Channel, Grade, Refused, Unknown

LADDER = "DRILL_LADDER"  # [[name, grade, how its persons' names begin], ...]
PORT = "DRILL_PROVIDER"
TIMEOUT = 1.0  # of the connection, and again of the answer
OK, NOT_FOUND, NEVER = 200, 404, 422


class Gateway(Channel):
    lease = timedelta(seconds=4)
    longest_call = timedelta(seconds=2 * TIMEOUT)
    quiet = timedelta(seconds=4)  # > what may be taken late (1.5) + the look-up's lag (1.5)

    def __init__(self, name, grade, prefix, port):
        self.name = self.label = name
        self.grade = Grade(grade)
        self.prefix = prefix
        self.port = port

    def reaches(self):
        return Q(person__name__startswith=self.prefix)

    def address(self, person):
        return person.name

    def send(self, message):
        body = json.dumps({"reference": str(message.reference), "to": message.address})
        line = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            line.connect()
        except OSError as error:
            return Refused(str(error), for_good=False)
        try:
            line.request("POST", f"/{self.name}/messages", body)
            status = line.getresponse().status
        except (OSError, HTTPException) as error:
            return Unknown(f"{type(error).__name__}: {error}")
        finally:
            line.close()
        if status == OK:
            return Accepted(str(status))
        return Refused(str(status), for_good=status == NEVER)

    def look_up(self, reference):
        line = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            line.request("GET", f"/{self.name}/messages/{reference}")
            status = line.getresponse().status
        finally:
            line.close()
        return {OK: Accepted("found"), NOT_FOUND: None}.get(status, Unknown(str(status)))


def ladder():
    """Return the channels that the environment names."""
    return [Gateway(*words, int(os.environ[PORT])) for words in json.loads(os.environ[LADDER])]

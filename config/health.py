"""`python -m config.health`: asks the web server of this machine whether it can serve requests."""

import http.client
import os
import sys


def is_ready(port: int, host: str) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        line.request("GET", "/readyz", headers={"Host": host})
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


if __name__ == "__main__":
    names = os.environ.get("ALLOWED_HOSTS", "localhost").replace(",", " ").split()
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    sys.exit(0 if is_ready(port, names[0].removeprefix(".")) else 1)

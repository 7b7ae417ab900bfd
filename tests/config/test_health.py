import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from config.health import is_ready
from tests.running import free_port


@pytest.mark.parametrize(("status", "ready"), [(200, True), (503, False), (400, False)])
def test_it_is_ready_when_the_web_server_says_so_to_its_own_name(status, ready):
    asked = []

    class Web(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["Host"]))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_words):
            pass

    with HTTPServer(("127.0.0.1", 0), Web) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        found = is_ready(server.server_port, "wksbm.example.go.id")
        thread.join()

    assert found is ready
    assert asked == [("/readyz", "wksbm.example.go.id")]


def test_no_web_server_is_not_ready():
    assert is_ready(free_port(), "localhost") is False

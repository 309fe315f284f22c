"""The bench's own sums, and one real measurement of a trivial server."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.harness import Bench, Case, Load, Measured, Result, as_table, judge, write_latest


class Hello(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200 if self.path != "/broken" else 500)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"hi")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hello)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("measured", "goal", "ratio", "ok"),
    [
        (Measured(40, 100, "requests/s"), 0.3, 0.4, True),
        (Measured(20, 100, "requests/s"), 0.3, 0.2, False),
        (Measured(3, 2, "s", less=True), 1.5, 1.5, True),
        (Measured(4, 2, "s", less=True), 1.5, 2.0, False),
        (Measured(4, None, "s", less=True), 5, None, True),
        (Measured(6, None, "s", less=True), 5, None, False),
    ],
)
def test_judge_holds_a_figure_against_its_goal(measured, goal, ratio, ok):
    result = judge(Case("x", goal, lambda bench: measured), measured)

    assert (result.ratio, result.ok) == (ratio, ok)


def test_latest_has_the_agreed_fields(tmp_path):
    path = tmp_path / "bench" / "latest.json"

    write_latest([Result("list", 12.34567, "requests/s", 30.0, 0.41152, 0.3, True)], path)

    assert json.loads(path.read_text()) == [
        {
            "name": "list",
            "figure": 12.3457,
            "unit": "requests/s",
            "floor": 30.0,
            "ratio": 0.4115,
            "goal": 0.3,
            "ok": True,
        }
    ]


def test_table_shows_what_failed():
    assert "✗  list" in as_table([Result("list", 1, "s", None, None, 0.3, False)])


@pytest.mark.slow
def test_requests_measures_both_in_turns(port):
    measured = Bench(turns=1, seconds=0.2).requests(Load(port, "/a"), Load(port, "/b"))

    assert measured.figure > 10
    assert measured.floor > 10


@pytest.mark.slow
def test_a_page_with_a_fault_is_not_measured(port):
    with pytest.raises(RuntimeError, match="/broken was answered with 500"):
        Bench(turns=1, seconds=0.1).requests(Load(port, "/broken"), Load(port, "/b"))

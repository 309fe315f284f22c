"""The bench: a figure and its floor, measured on the same server in turns A B A B …, median of three.

`dev.py bench` has started throw-away PostgreSQL and Valkey that write to disk as in production, has
migrated and collected static files, and has put their addresses in the environment. What a case needs
beyond that it makes itself.

A case is a function in a module `bench/cases_*.py`:

    @case("payments-list", goal=0.3)
    def payments_list(bench: Bench) -> Measured:
        make_payments(100_000)                                              # Django is set up; the ORM works
        with bench.server(PORTAL_URLCONF="bench.urls") as port:             # its addresses and the floor's
            cookie = bench.login(port, "controller@example.test", "…")      # a Cookie header
            return bench.requests(Load(port, "/payments/", cookie), Load(port, "/bench/floor/"))

The two usual shapes are ready:

    bench.requests(figure, floor)   two `Load`s, each sends requests for three seconds over 8 connections;
                                    figure and floor are requests a second, more is better
    bench.seconds(figure, floor)    two callables; figure and floor are seconds, less is better; without
                                    a floor the goal is the most seconds allowed

`goal` is the least ratio figure / floor when more is better, the greatest when less is better. A case may
return a list of `Measured`, each with a suffix, for example for 10 000 and 100 000 rows. A case that raises
ends the bench.
"""

import contextlib
import http.client
import importlib
import json
import os
import pkgutil
import resource
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
LATEST = ROOT / "var" / "bench" / "latest.json"
CONNECTIONS = 8
TURNS = 3
SECONDS_A_TURN = 3.0


@dataclass(frozen=True)
class Load:
    """What to ask for, again and again: the port of a server, a path, and headers."""

    port: int
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """One figure beside its floor; `less` says that a smaller figure is a better one."""

    figure: float
    floor: float | None
    unit: str
    less: bool = False
    suffix: str = ""


@dataclass(frozen=True)
class Result:
    """One line of the table, and one object in latest.json."""

    name: str
    figure: float
    unit: str
    floor: float | None
    ratio: float | None
    goal: float
    ok: bool


@dataclass(frozen=True)
class Case:
    """A registered measurement."""

    name: str
    goal: float
    run: Callable[["Bench"], "Measured | Sequence[Measured]"]


CASES: dict[str, Case] = {}


def case(name: str, *, goal: float) -> Callable:
    """Register a function as a case of this name."""

    def register(function: Callable[["Bench"], "Measured | Sequence[Measured]"]) -> Callable:
        if name in CASES:
            raise ValueError(f"Two cases are called {name}.")
        CASES[name] = Case(name, goal, function)
        return function

    return register


def find_cases() -> dict[str, Case]:
    """Import every `bench/cases_*.py`; each registers its cases."""
    for module in pkgutil.iter_modules([str(ROOT / "bench")]):
        if module.name.startswith("cases_"):
            importlib.import_module(f"bench.{module.name}")
    return dict(sorted(CASES.items()))


class Bench:
    """Servers and sums for the cases."""

    def __init__(self, *, turns: int = TURNS, seconds: float = SECONDS_A_TURN) -> None:
        self.turns = turns
        self.seconds_a_turn = seconds

    @contextlib.contextmanager
    def server(self, application: str = "portal.wsgi:application", **environment: str) -> Iterator[int]:
        """The production server on loopback, two processes, with these variables added; gives its port."""
        port = free_port()
        argv = [
            sys.executable,
            "-m",
            "gunicorn",
            application,
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "2",
        ]
        argv += [
            "--worker-class",
            "gthread",
            "--threads",
            "4",
            "--no-control-socket",
            "--graceful-timeout",
            "2",
        ]
        argv += [
            "--worker-tmp-dir",
            "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp",
            "--log-level",
            "warning",
        ]
        env = {**os.environ, "DATABASE_POOL": "true", **environment}
        process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        try:
            _wait_until_it_answers(port, process)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def login(
        self, port: int, email: str, password: str, *, path: str = "/accounts/login/"
    ) -> dict[str, str]:
        """Log in as a browser does, and give the Cookie header of the session."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", path)
        cookies = _cookies(connection.getresponse())
        token = next((value for name, value in cookies.items() if "csrf" in name), "")
        body = urlencode({"login": email, "password": password, "csrfmiddlewaretoken": token})
        headers = {"Cookie": _cookie_header(cookies), "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        if answer.status != 302:
            raise RuntimeError(f"Login as {email} was answered with {answer.status}.")
        return {"Cookie": _cookie_header({**cookies, **_cookies(answer)})}

    def requests(self, figure: Load, floor: Load, *, suffix: str = "") -> Measured:
        """Requests a second of both, in turns."""
        for load in (figure, floor):
            _fetch_once(load)
            requests_a_second(load, seconds=0.5)
        ours, theirs = self._in_turns(
            lambda: requests_a_second(figure, seconds=self.seconds_a_turn),
            lambda: requests_a_second(floor, seconds=self.seconds_a_turn),
        )
        return Measured(ours, theirs, "requests/s", suffix=suffix)

    def seconds(
        self, figure: Callable[[], object], floor: Callable[[], object] | None = None, *, suffix: str = ""
    ) -> Measured:
        """Seconds that both take, in turns; without a floor only the figure."""
        ours, theirs = self._in_turns(
            lambda: seconds_for(figure), (lambda: seconds_for(floor)) if floor else None
        )
        return Measured(ours, theirs, "s", less=True, suffix=suffix)

    def _in_turns(self, a: Callable[[], float], b: Callable[[], float] | None) -> tuple[float, float | None]:
        figures, floors = [], []
        for _ in range(self.turns):
            figures.append(a())
            if b is not None:
                floors.append(b())
        return statistics.median(figures), statistics.median(floors) if floors else None


def requests_a_second(load: Load, *, seconds: float, connections: int = CONNECTIONS) -> float:
    """Whole answers a second over kept-alive connections; an answer that is not 200 or 304 ends the bench.

    The client is two processes of its own, so that the threads of the bench do not hold each other back.
    """
    processes = 2
    argv = [
        sys.executable,
        "-m",
        "bench.harness",
        json.dumps(asdict(load)),
        str(seconds),
        str(connections // processes),
    ]
    clients = [subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    answers = [client.communicate()[0] for client in clients]
    if any(client.returncode for client in clients):
        raise RuntimeError(f"{load.path}: the load could not be measured.")
    return sum(float(answer) for answer in answers)


def send_requests(load: Load, *, seconds: float, connections: int) -> float:
    """The client's own part of the load, in threads; gives requests a second."""
    counts, faults = [0] * connections, []
    begin = threading.Barrier(connections)

    def work(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", load.port, timeout=60)
        begin.wait()
        end = time.perf_counter() + seconds
        while time.perf_counter() < end and not faults:
            connection.request("GET", load.path, headers=dict(load.headers))
            answer = connection.getresponse()
            answer.read()
            if answer.status not in {200, 304}:
                faults.append(f"{load.path} was answered with {answer.status}.")
            counts[number] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(faults[0])
    return sum(counts) / (time.perf_counter() - started)


def seconds_for(work: Callable[[], object]) -> float:
    """How long one run takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def peak_memory_mb() -> float:
    """The most memory this process and its finished children have held; for cases with a limit on memory."""
    own, children = (
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return max(own, children) / 1024


def judge(one: Case, measured: Measured) -> Result:
    """Hold a figure against its goal: by the ratio to the floor, or alone when there is no floor."""
    ratio = measured.figure / measured.floor if measured.floor else None
    held = measured.figure if ratio is None else ratio
    ok = held <= one.goal if measured.less else held >= one.goal
    name = f"{one.name} {measured.suffix}".strip()
    return Result(name, measured.figure, measured.unit, measured.floor, ratio, one.goal, ok)


def run_cases(names: Sequence[str], bench: Bench) -> list[Result]:
    """Run the named cases, or all, and tell of each as it is done."""
    cases = find_cases()
    unknown = [name for name in names if name not in cases]
    if unknown:
        raise SystemExit(
            f"No case is called {', '.join(unknown)}. There are: {', '.join(cases) or 'none yet'}."
        )
    results: list[Result] = []
    for one in [cases[name] for name in names] if names else cases.values():
        print(f"  … {one.name}", flush=True)
        measured = one.run(bench)
        done = [judge(one, each) for each in ([measured] if isinstance(measured, Measured) else measured)]
        for each in done:
            print(
                f"    {each.name}: {_number(each.figure)} {each.unit}, floor {_number(each.floor)}, ratio {_number(each.ratio)}"
            )
        results += done
    return results


def as_table(results: Sequence[Result]) -> str:
    """Figure, floor, ratio and goal, one line a result."""
    head = ["", "Name", "Figure", "Floor", "Ratio", "Goal", "Unit"]
    rows = [
        [
            "✓" if r.ok else "✗",
            r.name,
            _number(r.figure),
            _number(r.floor),
            _number(r.ratio),
            f"{r.goal:g}",
            r.unit,
        ]
        for r in results
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [head, *rows]
    )


def write_latest(results: Sequence[Result], path: Path = LATEST) -> None:
    """The same for machines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rounded = [
        replace(r, figure=round(r.figure, 4), floor=_rounded(r.floor), ratio=_rounded(r.ratio))
        for r in results
    ]
    path.write_text(
        json.dumps([asdict(r) for r in rounded], ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _fetch_once(load: Load) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", load.port, timeout=60)
    connection.request("GET", load.path, headers=dict(load.headers))
    answer = connection.getresponse()
    answer.read()
    if answer.status not in {200, 304}:
        raise RuntimeError(f"{load.path} was answered with {answer.status}.")


def _wait_until_it_answers(port: int, process: "subprocess.Popen[bytes]", seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/")
            connection.getresponse()
            return
        time.sleep(0.05)
    raise RuntimeError("The server did not start.")


def _cookies(answer: http.client.HTTPResponse) -> dict[str, str]:
    answer.read()
    found: dict[str, str] = {}
    for line in answer.headers.get_all("Set-Cookie") or []:
        found |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
    return found


def _cookie_header(cookies: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


if __name__ == "__main__":
    asked, for_seconds, over = sys.argv[1:]
    print(send_requests(Load(**json.loads(asked)), seconds=float(for_seconds), connections=int(over)))

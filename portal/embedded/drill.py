"""`dev.py drill`: kill -9 of worker, beat, web, Valkey and PostgreSQL at random while reminders are sent.

Everything is thrown away afterwards. The portal must lose nothing, repeat at most one mail for each kill and
with the same Message-ID, and write to nobody who had already answered.
"""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .application import Application, settings_environment
from .console import Console
from .environment import ensure_python
from .frontend import ensure_frontend
from .instance import Instance
from .layout import Layout
from .processes import spawn
from .services import Services, services

VICTIMS = ("worker", "beat", "web", "valkey", "postgresql")
KILLS, PEOPLE, PATIENCE_SECONDS = 30, 2_000, 300
SECONDS_A_MAIL = "0.04"
URL = "http://127.0.0.1:8000"


def drill(layout: Layout, *, kills: int = KILLS, people: int = PEOPLE, seed: int | None = None) -> int:
    """Run the drill; 0 when the portal kept what it promises. The seed is said, so that a run can be made again."""
    console = Console()
    ensure_python(layout, console)
    ensure_frontend(layout, console)
    layout.make_folders()
    seed = random.randrange(10**6) if seed is None else seed
    console.say(f"  {people} reminders, {kills} kills, seed {seed}")
    with services(layout, console, Instance(layout), throwaway=True, durable=True) as found:
        found_valkey_keeps_its_queue(found)
        with _stage(layout, console, found) as stage:
            return stage.run(kills=kills, people=people, chance=random.Random(seed))


def found_valkey_keeps_its_queue(found: Services) -> None:
    """As in production: the queue is on disk. Throw-away servers keep theirs in memory."""
    if found.valkey is not None:
        found.valkey.stop()
        found.valkey.throwaway = False
        found.valkey.start()


@contextmanager
def _stage(layout: Layout, console: Console, found: Services) -> Iterator["Stage"]:
    port, sink = _free_port(), found.folder / "mail.jsonl"
    environment = settings_environment(layout, found.environment, url=URL) | {
        "FILES_ROOT": str(found.folder / "files"),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "MAIL_DRY_RUN": "false",
        "MAIL_LEASE_SECONDS": "15",
        "DEBUG": "false",
        "LOG_LEVEL": "ERROR",
        "PORTAL_TESTING": "true",
    }
    application = Application(layout, console, environment)
    with console.step("Database migrations"):
        application.manage("migrate", "--no-input")
    stage = Stage(layout, console, found, environment, sink)
    stage.start("sink", "-m", "bench.mail_sink", str(port), str(sink), SECONDS_A_MAIL)
    try:
        yield stage
    finally:
        for name in list(stage.processes):
            stage.kill(name)


class Stage:
    """The servers, the portal's processes, and how to kill and start each of them."""

    def __init__(
        self, layout: Layout, console: Console, found: Services, environment: dict[str, str], sink: Path
    ) -> None:
        self.layout, self.console, self.found = layout, console, found
        self.environment, self.sink = environment, sink
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def run(self, *, kills: int, people: int, chance: random.Random) -> int:
        with self.console.step(f"{people} people with a reminder each"):
            self.ask("make", str(people))
        for name in ("worker", "beat", "web"):
            self.begin(name)
        counts = dict.fromkeys(VICTIMS, 0)
        for number in range(kills):
            time.sleep(chance.uniform(0.5, 5))
            victim = chance.choice(VICTIMS)
            counts[victim] += 1
            self.kill(victim)
            self.begin(victim)
            if number % 3 == 0:
                self.ask("answer", "20", may_fail=True)
        self.console.say("  killed: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
        with self.console.step("Waiting for the outbox"):
            self.wait_until_sent()
        verdict = json.loads(self.ask("judge", str(self.sink), str(kills)))
        for name, figure in verdict.items():
            self.console.say(f"  {name}: {figure}")
        return 0 if verdict["ok"] else 1

    def wait_until_sent(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while self.ask("left", may_fail=True) != "0" and time.monotonic() < end:
            time.sleep(2)

    def ask(self, *arguments: str, may_fail: bool = False) -> str:
        argv = [str(self.layout.python), "-m", "bench.drill_world", *arguments]
        done = subprocess.run(
            argv, cwd=self.layout.root, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0 and not may_fail:
            raise RuntimeError(done.stderr[-2_000:])
        return done.stdout.strip().rpartition("\n")[2]

    def begin(self, name: str) -> None:
        if name == "postgresql" and self.found.postgres:
            self.found.postgres.start()
        elif name == "valkey" and self.found.valkey:
            self.found.valkey.start()
        elif name == "web":
            self.start(name, "-m", "gunicorn", "portal.wsgi:application", "--bind", f"127.0.0.1:{_free_port()}", "--no-control-socket")  # fmt: skip
        else:
            more = ["-c", "2"] if name == "worker" else ["-s", str(self.found.folder / "beat-schedule")]
            self.start(name, "-m", "celery", "-A", "portal", name, "-l", "error", *more, worker=True)

    def start(self, name: str, *arguments: str, worker: bool = False) -> None:
        environment = self.environment | ({"PORTAL_WORKER": "true"} if worker else {})
        self.processes[name] = spawn(
            [self.layout.python, *arguments], log=self.layout.logs / f"drill-{name}.log", env=environment,
            cwd=self.layout.root, death_signal=signal.SIGKILL,
        )  # fmt: skip

    def kill(self, name: str) -> None:
        """kill -9 of the process and its children; it has no time for anything."""
        servers = {"postgresql": self.found.postgres, "valkey": self.found.valkey}
        server = servers.get(name)
        process = server.process if server else self.processes.pop(name, None)
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL) if not server else process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]

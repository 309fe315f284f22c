"""Keep web, worker and beat alive: restart with back-off, stop in order, stop all when the database dies."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .console import Console, Trouble, tail
from .layout import Layout
from .processes import spawn, stop
from .services import Services

LONGEST_PAUSE = 30.0
CALM_AFTER = 60.0


@dataclass
class Program:
    """One of our own processes, and how it is ended."""

    name: str
    argv: list[str]
    environment: Mapping[str, str]
    stop_with: tuple[tuple[signal.Signals, float], ...]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0
    again_at: float = 0.0


def web_arguments(python: Path, port: int, *, reload: bool = False) -> list[str]:
    """gunicorn as in production: threads, two processes, no control socket."""
    argv = [str(python), "-m", "gunicorn", "portal.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    argv += ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
    argv += ["--graceful-timeout", "5", "--timeout", "120", "--worker-tmp-dir", _memory_folder()]
    return [*argv, "--reload"] if reload else argv


def programs(layout: Layout, environment: Mapping[str, str], port: int) -> list[Program]:
    """Web first, so that it answers while the others still start."""
    celery = [str(layout.python), "-m", "celery", "-A", "portal"]
    background = {**environment, "PORTAL_WORKER": "true"}
    reload = environment.get("DEBUG", "").lower() in {"1", "true", "yes", "on"}
    web = Program(
        "web",
        web_arguments(layout.python, port, reload=reload),
        {**environment, "DATABASE_POOL": "true"},
        ((signal.SIGTERM, 8.0),),
    )
    worker = Program(
        "worker",
        [
            *celery,
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "INFO",
            "--without-mingle",
            "--without-gossip",
        ],
        background,
        ((signal.SIGTERM, 10.0), (signal.SIGQUIT, 5.0)),
    )
    beat = Program(
        "beat",
        [
            *celery,
            "beat",
            "--loglevel",
            "INFO",
            "--schedule",
            str(layout.var / "beat-schedule"),
            "--pidfile=",
        ],
        background,
        ((signal.SIGTERM, 5.0),),
    )
    return [web, worker, beat]


@dataclass
class Supervisor:
    """Starts programs in order, watches them, and stops them in the opposite order."""

    layout: Layout
    console: Console
    services: Services
    changed: Callable[[], None]
    running: list[Program] = field(default_factory=list)
    asked_to_stop: threading.Event = field(default_factory=threading.Event)

    def start(self, program: Program) -> None:
        log = self.layout.logs / f"{program.name}.log"
        program.process = spawn(program.argv, log=log, env=program.environment, cwd=self.layout.root)
        program.started = time.monotonic()
        if program not in self.running:
            self.running.append(program)
        self.changed()

    def children(self) -> dict[str, int]:
        return {program.name: program.process.pid for program in self.running if program.process}

    def catch_signals(self) -> None:
        """The first request stops in order; a second one does not wait for anybody."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def watch(self) -> None:
        """Return when asked to stop; a dead database is a sentence."""
        while not self.asked_to_stop.wait(0.25):
            self._check_servers()
            for program in self.running:
                self._check(program)

    def wait_for(self, program: Program, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until a program does its work; its early end is a sentence with the end of its log."""
        deadline = time.monotonic() + seconds
        while not self.asked_to_stop.is_set() and not ready():
            ended = program.process is None or program.process.poll() is not None
            if ended or time.monotonic() > deadline:
                log = self.layout.logs / f"{program.name}.log"
                raise Trouble(
                    f"The {program.name} process did not start. Its log, {log}, ends with:\n{tail(log, 25)}"
                )
            self._check_servers()
            time.sleep(0.03)

    def stop_all(self) -> None:
        """Beat, worker, web: nothing new is planned, what is under way ends, then the doors close."""
        for name in ("beat", "worker", "web"):
            for program in [each for each in self.running if each.name == name and each.process]:
                with self.console.step(f"Stopping {name}"):
                    stop(program.process, *program.stop_with)  # type: ignore[arg-type]
                program.process = None
        self.running.clear()

    def _ask_to_stop(self, *_: object) -> None:
        if self.asked_to_stop.is_set():
            for program in self.running:
                if program.process:
                    program.process.kill()
        self.asked_to_stop.set()

    def _check(self, program: Program) -> None:
        now = time.monotonic()
        if program.process is not None and program.process.poll() is not None:
            program.failures = 0 if now - program.started > CALM_AFTER else program.failures + 1
            pause = min(LONGEST_PAUSE, 2.0 ** max(0, program.failures - 1))
            code = program.process.returncode
            stop(program.process)  # what it left behind in its session
            program.process, program.again_at = None, now + pause
            self.console.say(f"  ! {program.name} ended with code {code}; it starts again in {pause:.0f} s")
        elif program.process is None and now >= program.again_at:
            self.start(program)

    def _check_servers(self) -> None:
        postgres, valkey = self.services.postgres, self.services.valkey
        if postgres and postgres.process and postgres.process.poll() is not None:
            raise Trouble(
                f"PostgreSQL has ended, so everything stops. {postgres.log} ends with:\n{tail(postgres.log)}"
            )
        if valkey and valkey.process and valkey.process.poll() is not None:
            self.console.say("  ! valkey ended; it starts again")
            valkey.start()
            self.changed()


def _memory_folder() -> str:
    """gunicorn's workers say every second that they live; on a disk that can be slow."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp"

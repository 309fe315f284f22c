"""The embedded PostgreSQL: made beside its place and moved in whole, reached by a socket, stopped fast."""

import hashlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from .console import Trouble, tail
from .processes import RunAs, as_user, spawn, started_at, stop, wait_until_gone
from .programs import PostgresPrograms, can_reach

DATABASE = "portal"
SUPERUSER = "postgres"
FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
# A killed server's last children may hold its shared memory for a moment.
STARTS = 8


def place_for_data(wanted: Path, run_as: RunAs | None) -> Path:
    """`wanted`, or a folder below /var/lib when the database's user cannot pass to it (a closed home)."""
    wanted.mkdir(parents=True, exist_ok=True)
    if can_reach(wanted, run_as):
        return wanted
    name = hashlib.sha256(str(wanted.resolve()).encode()).hexdigest()[:12]
    return Path("/var/lib") / f"ki-portalen-{name}"


class Postgres:
    """One PostgreSQL server with one data folder."""

    name = "postgresql"

    def __init__(
        self,
        programs: PostgresPrograms,
        *,
        folder: Path,
        sockets: Path,
        log: Path,
        run_as: RunAs | None,
        throwaway: bool = False,
        durable: bool = True,
    ) -> None:
        self.programs = programs
        self.folder = folder
        self.sockets = sockets
        self.log = log
        self.run_as = run_as
        self.throwaway = throwaway
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgresql://{SUPERUSER}@{quote(str(self.sockets), safe='')}/{DATABASE}"

    def start(self) -> None:
        self._own_folder(self.folder)
        self._own_folder(self.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._make_database()
        self._refuse_other_version()
        self._clear_after_crash()
        for attempt in range(STARTS):
            if self._start_once(last=attempt == STARTS - 1):
                return
            time.sleep(0.5)

    def stop(self) -> None:
        """Fast: open transactions are rolled back, everything committed is on disk."""
        if self.process is not None:
            stop(self.process, (signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0))
            self.process = None
        if self.throwaway:
            shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, sql: str) -> str | None:
        """One value from the database by psql; None when there is no psql or it fails."""
        program = self.programs.folder / "psql"
        if not program.exists():
            return None
        argv = [program, "-X", "-A", "-t", "-h", self.sockets, "-U", SUPERUSER, "-d", DATABASE, "-c", sql]
        answer = subprocess.run(argv, capture_output=True, text=True, check=False, env=self._env(), cwd="/")
        return answer.stdout.strip() if answer.returncode == 0 else None

    def _own_folder(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if self.run_as is not None:
            os.chown(folder, self.run_as.uid, self.run_as.gid)

    def _env(self) -> dict[str, str]:
        """Nothing of the caller's: PGDATA, PGHOST and the like would lead the programs astray."""
        return {"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ.get("PATH", "/usr/bin:/bin")}

    def _run(self, *argv: str | Path, stdin: str = "") -> None:
        with self.log.open("ab") as log:
            done = subprocess.run(
                [str(part) for part in argv],
                input=stdin.encode(),
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._env(),
                cwd=self.folder,
                check=False,
                **as_user(self.run_as),
            )
        if done.returncode != 0:
            raise Trouble(f"PostgreSQL could not make its database. {self.log} ends with:\n{tail(self.log)}")

    def _make_database(self) -> None:
        """A half-made database never stands in the place of a whole one."""
        if self.data.exists() and any(self.data.iterdir()):
            raise Trouble(
                f"{self.data} is not a PostgreSQL database. Move it away, or run: python3 dev.py reset"
            )
        half = self.folder / "data.new"
        shutil.rmtree(half, ignore_errors=True)
        if self.programs.major >= 17:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        else:
            locale = ["--locale=C.UTF-8"]
        speed = ["--no-sync"] if self.throwaway else []
        options = [
            f"--username={SUPERUSER}",
            "--auth=trust",
            "-E",
            "UTF8",
            "--no-instructions",
            *locale,
            *speed,
        ]
        self._run(self.programs.path("initdb"), "-D", half, *options)
        single = [
            self.programs.path("postgres"),
            "--single",
            "-D",
            half,
            *self._settings("fsync=off"),
            "postgres",
        ]
        self._run(*single, stdin=f"CREATE DATABASE {DATABASE};\n")
        if self.data.exists():
            self.data.rmdir()
        half.rename(self.data)

    def _refuse_other_version(self) -> None:
        major = (self.data / "PG_VERSION").read_text().strip()
        if major != str(self.programs.major):
            raise Trouble(
                f"The database in {self.data} was made by PostgreSQL {major}, and this is PostgreSQL "
                f"{self.programs.major}. Take a copy with the old version (docs/operations.md, “Upgrade”), "
                "or start afresh with: python3 dev.py reset"
            )

    def _clear_after_crash(self) -> None:
        """Wait for, then end, a server that was left behind in this folder; remove a lock nobody holds."""
        lock = self.data / "postmaster.pid"
        pid = _first_number(lock)
        if pid is None:
            return
        if _works_in(pid, self.data):
            start = started_at(pid)
            if not wait_until_gone(pid, start, 10):
                os.kill(pid, signal.SIGQUIT)
                wait_until_gone(pid, start, 10)
        if not _works_in(pid, self.data):
            lock.unlink(missing_ok=True)

    @staticmethod
    def _settings(*settings: str) -> list[str]:
        return [part for setting in settings for part in ("-c", setting)]

    def _start_once(self, *, last: bool) -> bool:
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={_quoted(self.sockets)}",
            "unix_socket_permissions=0700",
        ]
        settings += [
            "max_connections=100",
            "shared_buffers=128MB",
            "jit=off",
            "log_timezone=UTC",
            "timezone=UTC",
        ]
        if not self.durable:
            settings += FAST_AND_FORGETFUL
        before = self.log.stat().st_size if self.log.exists() else 0
        argv = [self.programs.path("postgres"), "-D", self.data, *self._settings(*settings)]
        self.process = spawn(
            argv,
            log=self.log,
            env=self._env(),
            cwd=self.folder,
            death_signal=signal.SIGINT,
            run_as=self.run_as,
        )
        if self._becomes_ready():
            return True
        ended = self.process.poll() is not None
        stop(self.process, (signal.SIGINT, 5.0), (signal.SIGQUIT, 5.0))
        self.process = None
        said = self.log.read_bytes()[before:].decode(errors="replace")
        if ended and not last and ("shared memory block" in said or "postmaster.pid" in said):
            return False
        raise Trouble(f"PostgreSQL did not start. Its log, {self.log}, ends with:\n{tail(self.log)}")

    def _becomes_ready(self, seconds: float = 60) -> bool:
        """The eighth line of postmaster.pid says when it takes connections."""
        deadline = time.monotonic() + seconds
        while self.process and self.process.poll() is None and time.monotonic() < deadline:
            try:
                lines = (self.data / "postmaster.pid").read_text().splitlines()
            except OSError:
                lines = []
            if len(lines) >= 8 and lines[0].strip() == str(self.process.pid) and lines[7].strip() == "ready":
                return True
            time.sleep(0.02)
        return False


def _quoted(path: Path) -> str:
    """The setting is a list; quotes keep a comma or a space in a folder's name."""
    return '"' + str(path).replace('"', '""') + '"'


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _works_in(pid: int, folder: Path) -> bool:
    """Whether this living process has its working folder there, as a PostgreSQL server has in its data."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    except OSError:
        return False

"""One folder, one instance: the lock on `var/`, the file that says what runs, and folders for sockets."""

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from .console import Trouble
from .layout import Layout
from .processes import RunAs, started_at, wait_until_gone
from .programs import can_reach

SOCKET_PREFIX = "ki-portalen-"
# The kernel's limit is 107 bytes; this leaves room for the longest name below the folder.
LONGEST_FOLDER = 70


class Instance:
    """What this checkout runs, seen from any process of the same checkout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._lock: IO[str] | None = None

    def try_lock(self) -> bool:
        """Take the lock on `var/`; it is let go by the kernel when we end, however we end."""
        self.layout.make_folders()
        lock = (self.layout.var / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        self._lock = lock
        return True

    def lock_or_refuse(self) -> None:
        if not self.try_lock():
            raise Trouble(self.already_running())
        self.clear_after_crash()

    def unlock(self) -> None:
        if self._lock is not None:
            self.layout.run_file.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def already_running(self) -> str:
        running = self.read()
        where = f" at {running['url']}" if running.get("url") else ""
        who = f" (process {running['pid']})" if running.get("pid") else ""
        return (
            f"KI-portalen is already running from this folder{where}{who}. Stop it with: python3 dev.py stop"
        )

    def read(self) -> dict[str, Any]:
        """What the running instance has written; empty when there is nothing readable."""
        with suppress(OSError, ValueError):
            found = json.loads(self.layout.run_file.read_text(encoding="utf-8"))
            if isinstance(found, dict):
                return found
        return {}

    def write(self, *, children: dict[str, int], environment: dict[str, str], **more: Any) -> None:
        """Say what runs, so that `manage` and `shell` find the live servers. No secret is written."""
        content = {
            "pid": os.getpid(),
            "children": {name: {"pid": pid, "started": started_at(pid)} for name, pid in children.items()},
            "environment": {name: value for name, value in environment.items() if name != "SECRET_KEY"},
            **more,
        }
        temporary = self.layout.run_file.with_suffix(".new")
        temporary.touch(mode=0o600)
        temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        temporary.replace(self.layout.run_file)

    def clear_after_crash(self) -> None:
        """Holding the lock, end what a killed instance left behind, and sweep its socket folders."""
        for child in self.read().get("children", {}).values():
            pid, start = child.get("pid"), child.get("started")
            if start and started_at(pid) == start and not wait_until_gone(pid, start, 10):
                with suppress(ProcessLookupError):
                    os.kill(pid, 9)
                wait_until_gone(pid, start, 5)
        self.layout.run_file.unlink(missing_ok=True)
        self.sweep()

    @contextmanager
    def socket_folder(self, run_as: RunAs | None) -> Iterator[Path]:
        """A short private folder for sockets; noted in `var/`, so that a later start can sweep it."""
        self.sweep()
        folder = make_socket_folder(run_as)
        note = self._notes / folder.name
        note.write_text(f"{os.getpid()} {started_at(os.getpid())} {folder}", encoding="utf-8")
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            note.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove the socket folders of instances that are no more; those of the living are left alone."""
        self._notes.mkdir(parents=True, exist_ok=True)
        for note in self._notes.iterdir():
            pid, start, folder = note.read_text(encoding="utf-8").split(" ", 2)
            if started_at(int(pid)) == start:
                continue
            if Path(folder).name.startswith(SOCKET_PREFIX):
                shutil.rmtree(folder, ignore_errors=True)
            note.unlink(missing_ok=True)

    @property
    def _notes(self) -> Path:
        return self.layout.var / "sockets"


def make_socket_folder(run_as: RunAs | None) -> Path:
    """Below the usual temporary folder, or /tmp when that one is long, odd or closed to our user."""
    base = tempfile.gettempdir()
    long = len(os.fsencode(base)) > LONGEST_FOLDER - len(SOCKET_PREFIX) - 8
    if long or not re.fullmatch(r"[\w./-]+", base, re.ASCII) or not can_reach(Path(base), run_as):
        base = "/tmp"
    folder = Path(tempfile.mkdtemp(prefix=SOCKET_PREFIX, dir=base))
    if run_as is not None:
        folder.chmod(0o711)  # the database's user passes through to its own closed folder
    return folder

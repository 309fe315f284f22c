"""A checkout of its own: the real dev.py and portal/embedded, around a stub of the portal."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STUB = Path(__file__).parent / "stub_project"


class Checkout:
    """One folder with dev.py in it, and the processes that a test has started there."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(STUB, folder, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(
            ROOT / "portal" / "embedded",
            folder / "portal" / "embedded",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        shutil.copy(ROOT / "dev.py", folder)
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    def environment(self, **more: str) -> dict[str, str]:
        """Nothing of the surrounding test run's own servers."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
        return {**kept, "PORTAL_VENV": sys.prefix, "PYTHONDONTWRITEBYTECODE": "1", **more}

    def run(self, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        argv = [sys.executable, "dev.py", *arguments]
        return subprocess.run(
            argv,
            cwd=self.folder,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def sql(self, statement: str) -> list:
        return json.loads(self.run("manage", "sql", statement).stdout)

    def up(self, **more: str) -> None:
        if self.process is not None:
            self.process.wait(40)
        argv = [sys.executable, "dev.py", "up", "--no-browser", "--port", str(self.port)]
        with (self.folder / "up.log").open("a") as output:
            self.process = subprocess.Popen(
                argv, cwd=self.folder, env=self.environment(**more), stdout=output, stderr=output, text=True
            )
        wait_for(lambda: self.get() is not None and "beat" in self.children(), 30, self.said)

    def get(self) -> str | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/")
            answer = connection.getresponse()
            return answer.read().decode() if answer.status == 200 else None
        except OSError:
            return None
        finally:
            connection.close()

    def running(self) -> dict:
        try:
            return json.loads((self.folder / "var" / "run.json").read_text())
        except (OSError, ValueError):
            return {}

    def children(self) -> dict[str, int]:
        return {name: child["pid"] for name, child in self.running().get("children", {}).items()}

    def said(self) -> str:
        return (self.folder / "up.log").read_text()

    def stop(self) -> int | None:
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(40)

    def kill(self) -> None:
        """The quick end, for tests that are done: what the supervisor leaves must die by itself."""
        if self.process is not None and self.process.poll() is None:
            children = self.children()
            self.process.kill()
            self.process.wait()
            wait_for(lambda: not [pid for pid in children.values() if is_alive(pid)], 20)
        for note in (self.folder / "var" / "sockets").glob("*"):
            shutil.rmtree(note.read_text(encoding="utf-8").split(" ", 2)[2], ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition: Callable[[], object], seconds: float, explain: Callable[[], str] = str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, explain()
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

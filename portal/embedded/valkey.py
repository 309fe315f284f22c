"""The embedded Valkey: a socket, an append-only file, no port."""

import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from .console import Trouble, tail
from .processes import spawn, stop


class Valkey:
    """One Valkey server on a socket in a private folder."""

    name = "valkey"

    def __init__(self, program: Path, *, files: Path, sockets: Path, log: Path, throwaway: bool) -> None:
        self.program = program
        self.files = files
        self.socket = sockets / "valkey.sock"
        self.log = log
        self.throwaway = throwaway
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{self.socket}?virtual_host=0"

    @property
    def cache_url(self) -> str:
        return f"unix://{self.socket}?db=1"

    def start(self) -> None:
        self.files.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        argv: list[str | Path] = [
            self.program,
            "--port",
            "0",
            "--unixsocket",
            self.socket,
            "--unixsocketperm",
            "700",
            "--dir",
            self.files,
            "--appendonly",
            "no" if self.throwaway else "yes",
            "--save",
            "",
            "--maxmemory-policy",
            "noeviction",
        ]
        self.process = spawn(
            argv, log=self.log, env={"LC_ALL": "C"}, cwd=self.files, death_signal=signal.SIGTERM
        )
        self._wait_until_ready()

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, (signal.SIGTERM, 10.0))
            self.process = None
        if self.throwaway:
            shutil.rmtree(self.files, ignore_errors=True)

    def _wait_until_ready(self, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process and self.process.poll() is None:
            if self._answers():
                return
            time.sleep(0.02)
        self.stop()
        raise Trouble(f"Valkey did not start. Its log, {self.log}, ends with:\n{tail(self.log)}")

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

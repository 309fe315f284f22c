"""Child processes that never outlive us: own session, death signal, stopped with growing firmness."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class RunAs:
    """The user a server runs as, when that is not the one who started us."""

    uid: int
    gid: int
    name: str


def dies_with_us(number: signal.Signals) -> Callable[[], None] | None:
    """What a child does before it becomes its program: ask the kernel for a signal when its parent is gone.

    It must be called in the child after a change of user, which clears the request; `Popen` does so.
    """
    if LIBC is None:
        return None
    libc, parent = LIBC, os.getpid()

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before we could ask
            os._exit(1)

    return ask


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str],
    cwd: Path,
    death_signal: signal.Signals = signal.SIGKILL,
    run_as: RunAs | None = None,
) -> "subprocess.Popen[bytes]":
    """Start a background process in its own session, so that Ctrl-C in the terminal reaches only us."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=dies_with_us(death_signal),
            **as_user(run_as),
        )


def as_user(run_as: RunAs | None) -> dict:
    """The arguments of `Popen` and `run` that change the user."""
    return {} if run_as is None else {"user": run_as.uid, "group": run_as.gid, "extra_groups": []}


def stop(process: "subprocess.Popen[bytes]", *steps: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn until the process is gone, at last SIGKILL to its whole session."""
    for number, seconds in steps:
        if process.poll() is not None:
            break
        with suppress(ProcessLookupError):
            process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def started_at(pid: int) -> str | None:
    """When the kernel started this process; with the pid it names one process for ever. None when gone."""
    if sys.platform != "linux":
        return None
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


def wait_until_gone(pid: int, start: str | None, seconds: float) -> bool:
    """Wait for a process that is not our child; True when it has ended."""
    deadline = time.monotonic() + seconds
    while start is not None and started_at(pid) == start:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def run_in_front(argv: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path) -> int:
    """Run a program that owns the terminal; Ctrl-C is for it, and a request to end is passed on."""
    process = subprocess.Popen(
        [str(part) for part in argv], env=dict(env), cwd=cwd, preexec_fn=dies_with_us(signal.SIGTERM)
    )
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code

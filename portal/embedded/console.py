"""What people read while `dev.py` works: steps with times, tables, and sentences instead of tracebacks."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

WORTH_TELLING = 3.0


class Trouble(Exception):
    """Something that a person has to act on; the text is the whole message."""


class Console:
    """Prints progress; a quiet one tells only of what takes long, as beside a command's own output."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self.stream = stream or sys.stdout
        self.quiet = quiet
        self.is_terminal = self.stream.isatty()

    def say(self, text: str = "") -> None:
        print(text, file=self.stream, flush=True)

    @contextmanager
    def step(self, name: str) -> Iterator["Step"]:
        """Show one step: its name while it runs, a tick and the time when it is done."""
        step = Step(name)
        started = time.monotonic()
        if self.is_terminal and not self.quiet:
            print(f"  … {name}", end="\r", file=self.stream, flush=True)
        try:
            yield step
        except BaseException:
            self._line("✗", step, started)
            raise
        self._line("✓", step, started)

    def _line(self, mark: str, step: "Step", started: float) -> None:
        if self.quiet and mark == "✓" and time.monotonic() - started < WORTH_TELLING:
            return
        wipe = "\x1b[2K" if self.is_terminal else ""
        text = f"{step.name}: {step.note}" if step.note else step.name
        self.say(f"{wipe}  {mark} {text:<58} {time.monotonic() - started:6.1f} s")


class Step:
    """A step under way; `note` is added to its line when it ends."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.note = ""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A plain table with aligned columns and a line under the head."""
    lines = [list(map(str, head)), *[list(map(str, row)) for row in rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    text = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    text.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(f"  {line}" for line in text)


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, indented, for showing under a sentence."""
    try:
        with path.open(encoding="utf-8", errors="replace") as log:
            return "".join(f"    {line}" for line in log.readlines()[-lines:]).rstrip()
    except OSError:
        return ""

"""The command line of `dev.py`."""

import argparse
import signal
import sys
from pathlib import Path

from . import tools
from .console import Trouble
from .drill import KILLS, PEOPLE, drill
from .frontend import copy_built_files
from .layout import Layout
from .up import FIRST_PORT, up


def parser() -> argparse.ArgumentParser:
    """Every command with one line of help."""
    main_parser = argparse.ArgumentParser(
        prog="dev.py", description="KI-portalen on one machine, with one command."
    )
    commands = main_parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add = commands.add_parser
    start = add("up", help="start everything and stay until Ctrl-C")
    start.add_argument(
        "--port", type=int, default=FIRST_PORT, help=f"where the portal answers (default {FIRST_PORT})"
    )
    start.add_argument("--empty", action="store_true", help="without the demo data")
    start.add_argument("--no-browser", action="store_true", help="do not open the front page")
    add("stop", help="stop what runs from this folder")
    add("test", help="run the tests; everything after it goes to pytest", add_help=False)
    add("check", help="lint, types, contracts, migrations, translations")
    add("manage", help="run a Django command; everything after it goes to manage.py", add_help=False)
    add("shell", help="a Python shell with Django loaded", add_help=False)
    add("bench", help="measure, all or by NAME", add_help=False)
    kills = add("drill", help="kill everything at random while mail is sent, and count what was lost")
    kills.add_argument("--kills", type=int, default=KILLS, help=f"how many times (default {KILLS})")
    kills.add_argument("--people", type=int, default=PEOPLE, help=f"how many mails (default {PEOPLE})")
    kills.add_argument("--seed", type=int, help="the same run again")
    add("lock", help="lock the Python requirements again")
    copy = add(
        "vendor", help="copy the front-end's built files from a node_modules folder (for the Dockerfile)"
    )
    copy.add_argument("folder", type=Path)
    again = add("reset", help="remove database, queue and uploaded files")
    again.add_argument("--yes", action="store_true", help="do not ask")
    return main_parser


def main(root: Path, arguments: list[str]) -> int:
    """Run one command; a fault that a person can mend is a sentence, not a traceback."""
    signal.signal(signal.SIGTERM, _like_ctrl_c)
    try:
        return _run(Layout(root), arguments)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def _run(layout: Layout, arguments: list[str]) -> int:
    asked, rest = parser().parse_known_args(arguments[:1] if _passes_on(arguments) else arguments)
    rest = arguments[1:] if _passes_on(arguments) else rest
    if rest and not _passes_on(arguments):
        parser().error(f"unknown: {' '.join(rest)}")
    passing_on = {"test": tools.test, "manage": tools.manage, "bench": tools.bench}
    if asked.command in passing_on:
        return passing_on[asked.command](layout, rest)
    if asked.command == "shell":
        return tools.manage(layout, ["shell", *rest])
    if asked.command == "up":
        return up(layout, port=asked.port, demo=not asked.empty, browser=not asked.no_browser)
    if asked.command == "drill":
        return drill(layout, kills=asked.kills, people=asked.people, seed=asked.seed)
    if asked.command == "vendor":
        copy_built_files(asked.folder, layout.vendor)
        return 0
    if asked.command == "reset":
        return tools.reset(layout, sure=asked.yes)
    return {"check": tools.check, "lock": tools.lock, "stop": tools.stop}[asked.command](layout)


def _passes_on(arguments: list[str]) -> bool:
    """What follows these commands is for somebody else, options included."""
    return bool(arguments) and arguments[0] in {"test", "manage", "shell", "bench"}


def _like_ctrl_c(*_: object) -> None:
    raise KeyboardInterrupt

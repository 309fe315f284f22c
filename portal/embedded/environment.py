"""The Python environment in `var/venv`, made from the lock, and made again only when the lock has changed."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from .console import Console, Trouble, tail
from .layout import Layout
from .stamps import Stamp, digest

LOCK = "development.txt"


def ensure_python(layout: Layout, console: Console) -> None:
    """Make or refresh the environment; silent when there is nothing to do."""
    if layout.has_given_venv:
        return
    lock = layout.requirements / LOCK
    stamp = Stamp(layout.venv / ".installed-from")
    version = ".".join(map(str, sys.version_info[:3]))
    wanted = digest(lock, version)
    if stamp.says(wanted) and os.access(layout.python, os.X_OK):
        return
    with console.step("Python environment") as step:
        step.note = f"Python {version}, in var/venv"
        _make_venv(layout, version)
    with console.step("Python packages (once, a minute or two)"):
        install(layout, lock)
    stamp.write(wanted)


def install(layout: Layout, lock: Path) -> None:
    """Install exactly what the lock says, each file checked against its hash."""
    argv = [
        *_pip(layout),
        "install",
        "--require-hashes",
        "--no-input",
        "--disable-pip-version-check",
        "-r",
        str(lock),
    ]
    log = layout.logs / "pip.log"
    layout.make_folders()
    with log.open("wb") as output:
        done = subprocess.run(
            argv, stdout=output, stderr=subprocess.STDOUT, check=False, env=_clean_environment()
        )
    if done.returncode != 0:
        raise Trouble(f"pip could not install {lock.name}. Its log, {log}, ends with:\n{tail(log)}")


def _make_venv(layout: Layout, version: str) -> None:
    config = layout.venv / "pyvenv.cfg"
    if config.exists() and f"version = {version}" in config.read_text() and os.access(layout.python, os.X_OK):
        return
    shutil.rmtree(layout.venv, ignore_errors=True)
    layout.make_folders()
    pip = [] if find_spec("ensurepip") else ["--without-pip"]
    argv = [sys.executable, "-m", "venv", *pip, str(layout.venv)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, env=_clean_environment())
    if done.returncode != 0:
        raise Trouble(f"Python could not make an environment in {layout.venv}:\n{done.stdout}{done.stderr}")


def _pip(layout: Layout) -> list[str]:
    """The environment's own pip; where a system has split it out of Python, the system's pip from outside."""
    if list(layout.venv.glob("lib/python3*/site-packages/pip/__init__.py")):
        return [str(layout.python), "-m", "pip"]
    if find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(layout.python)]
    raise Trouble(
        "This Python has neither venv's pip nor its own. On Debian and Ubuntu: apt-get install python3-venv"
    )


def _clean_environment() -> dict[str, str]:
    """Another environment's variables must not lead packages astray."""
    astray = {
        "PYTHONHOME",
        "PYTHONPATH",
        "PIP_USER",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_REQUIRE_VIRTUALENV",
        "__PYVENV_LAUNCHER__",
    }
    return {name: value for name, value in os.environ.items() if name not in astray}

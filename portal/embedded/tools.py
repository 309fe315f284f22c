"""The other commands of `dev.py`: test, check, manage, shell, bench, lock, reset, stop."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from .application import Application, settings_environment
from .console import Console, Trouble, table
from .environment import ensure_python
from .frontend import ensure_frontend
from .instance import Instance
from .layout import Layout
from .postgres import place_for_data
from .processes import run_in_front, started_at, wait_until_gone
from .programs import database_user
from .services import services

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TEST_URL = "http://127.0.0.1:8000"


def test(layout: Layout, arguments: list[str]) -> int:
    """All tests against throw-away servers; the last line is pytest's own."""
    console = Console()
    ensure_python(layout, console)
    ensure_frontend(layout, console)
    browser = find_browser(console)
    with throwaway_servers(layout, console) as environment:
        environment |= {
            "PORTAL_TESTING": "true",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        }
        if browser:
            environment["CHROMIUM"] = browser
        Application(layout, console, environment).compile_messages()
        argv = [layout.python, "-m", "pytest", *pytest_arguments(layout, arguments)]
        console.say()
        return run_in_front(argv, env=environment, cwd=layout.root)


def pytest_arguments(layout: Layout, given: list[str]) -> list[str]:
    """Two processes for the whole suite; one when somebody asks for a part of it or has his own wishes."""
    own_wish = any(
        each.startswith(("-n", "--numprocesses", "--dist", "--pdb", "--collect-only", "--co"))
        for each in given
    )
    part = any(not each.startswith("-") and (layout.root / each.split("::")[0]).exists() for each in given)
    return (
        [*given]
        if own_wish or part
        else ["-n", str(max(2, min(4, os.cpu_count() or 2))), "--dist", "loadscope", *given]
    )


def find_browser(console: Console) -> str | None:
    """Chromium for the browser tests; on a machine that checks submissions it may not be missing."""
    given = os.environ.get("CHROMIUM")
    found = (
        given
        if given and os.access(given, os.X_OK)
        else next(filter(None, map(shutil.which, BROWSERS)), None)
    )
    if found is None and os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
        raise Trouble(
            "Chromium is missing, and CI=true says that no test may be skipped: apt-get install chromium"
        )
    if found is None:
        console.say(
            "  ! Chromium is missing: browser tests are skipped (apt-get install chromium, or set CHROMIUM)."
        )
    return found


@contextmanager
def throwaway_servers(layout: Layout, console: Console, *, durable: bool = False) -> Iterator[dict[str, str]]:
    """Servers and file folders that live as long as one run; nothing in `var/` is read or changed."""
    instance = Instance(layout)
    layout.make_folders()
    with services(layout, console, instance, throwaway=True, durable=durable) as found:
        environment = settings_environment(layout, found.environment, url=TEST_URL)
        files = found.folder / "files"
        files.mkdir(mode=0o700)
        yield environment | {"FILES_ROOT": str(files)}


def check(layout: Layout) -> int:
    """Everything that can be said about the code without running its tests."""
    console = Console()
    ensure_python(layout, console)
    ensure_frontend(layout, console)
    with throwaway_servers(layout, console) as environment:
        results = [
            (name, *_checked(layout, argv, environment, name)) for name, argv in checks(layout).items()
        ]
    console.say(
        "\n"
        + table(
            ["", "Check", "Seconds"],
            [["✓" if ok else "✗", name, f"{took:.1f}"] for name, ok, took in results],
        )
    )
    return 0 if all(ok for _, ok, _ in results) else 1


def checks(layout: Layout) -> dict[str, list[str]]:
    """Each check and the program that makes it."""
    python = str(layout.python)
    found = {
        "ruff check": [python, "-m", "ruff", "check", "."],
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "mypy": [python, "-m", "mypy"],
        "import contracts": [python, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        "migrations": [python, "manage.py", "makemigrations", "--check", "--dry-run"],
        "Django": [python, "manage.py", "check"],
        "translations": [python, "manage.py", "check_translations"],
    }
    return found


def _checked(
    layout: Layout, argv: list[str], environment: Mapping[str, str], name: str
) -> tuple[bool, float]:
    started = time.monotonic()
    done = subprocess.run(
        argv, cwd=layout.root, env=dict(environment), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        print(f"\n── {name} ──\n{done.stdout}{done.stderr}".rstrip(), flush=True)
    return done.returncode == 0, time.monotonic() - started


def manage(layout: Layout, arguments: list[str]) -> int:
    """`manage.py` with the running servers, or with servers that live as long as the command."""
    console, instance = Console(sys.stderr, quiet=True), Instance(layout)
    argv = [layout.python, "manage.py", *arguments]
    if not instance.try_lock():
        live = instance.read().get("environment", {})
        if not live:
            raise Trouble("Another dev.py is at work in this folder. Try again when it is done.")
        environment = settings_environment(layout, live, url=live.get("BASE_URL", TEST_URL))
        return run_in_front(argv, env=environment, cwd=layout.root)
    try:
        instance.clear_after_crash()
        ensure_python(layout, console)
        ensure_frontend(layout, console)
        with services(layout, console, instance) as found:
            environment = settings_environment(layout, found.environment, url=TEST_URL)
            public = {name: environment[name] for name in ("DATABASE_URL", "REDIS_URL", "CACHE_URL")}
            instance.write(children=found.children(), environment=public)
            return run_in_front(argv, env=environment, cwd=layout.root)
    finally:
        instance.unlock()


def bench(layout: Layout, names: list[str]) -> int:
    """Production-like servers with a database of their own, then the bench."""
    console = Console()
    ensure_python(layout, console)
    ensure_frontend(layout, console)
    with throwaway_servers(layout, console, durable=True) as environment:
        environment |= {"DEBUG": "false", "LOG_LEVEL": "WARNING"}
        application = Application(layout, console, environment)
        application.compile_messages()
        application.collect_static()
        with console.step("Database migrations"):
            application.manage("migrate", "--no-input")
        return run_in_front([layout.python, "-m", "bench", *names], env=environment, cwd=layout.root)


def reset(layout: Layout, *, sure: bool) -> int:
    """Remove the database, the queue and the uploaded files; the installed packages stay."""
    instance = Instance(layout)
    instance.lock_or_refuse()
    try:
        if (
            not sure
            and input("Remove the database, the queue and all uploaded files? Write yes: ").strip() != "yes"
        ):
            print("Nothing was removed.")
            return 1
        doomed = [
            layout.postgres,
            layout.valkey,
            layout.var / "files",
            layout.var / "static",
            layout.var / "stamps",
        ]
        if layout.postgres.exists():
            doomed.insert(0, place_for_data(layout.postgres, database_user()))
        for folder in doomed:
            shutil.rmtree(folder, ignore_errors=True)
        for name in ("logins.json", "beat-schedule"):
            (layout.var / name).unlink(missing_ok=True)
    finally:
        instance.unlock()
    print("Removed. Start afresh with: python3 dev.py up")
    return 0


def stop(layout: Layout) -> int:
    """Ask the instance of this folder to stop, and wait for it."""
    instance = Instance(layout)
    if instance.try_lock():
        instance.clear_after_crash()
        instance.unlock()
        print("Nothing runs from this folder.")
        return 0
    pid = instance.read().get("pid")
    if not pid:
        raise Trouble(
            "Something runs from this folder but has not said what it is yet. Try again in a moment."
        )
    start = started_at(pid)
    os.kill(pid, signal.SIGTERM)
    if not wait_until_gone(pid, start, 60):
        raise Trouble(f"Process {pid} has not stopped within a minute.")
    print("Stopped.")
    return 0


def lock(layout: Layout) -> int:
    """Write the requirement locks anew, with hashes and without any address."""
    console = Console()
    ensure_python(layout, console)
    for name, extras, source in (
        ("production.txt", [], "pyproject.toml"),
        (
            "development.txt",
            ["--extra", "embedded", "--extra", "dev", "-c", "requirements/production.txt"],
            "pyproject.toml",
        ),
        ("node.txt", [], "requirements/node.in"),
    ):
        with console.step(name):
            _compile(layout, name, [*extras, source])
    return 0


def _compile(layout: Layout, name: str, arguments: list[str]) -> None:
    uv = layout.venv / "bin" / "uv"
    program = str(uv) if uv.exists() else shutil.which("uv")
    if program is None:
        raise Trouble(
            "The program uv is needed to lock the requirements; it is in the dev group of pyproject.toml."
        )
    options = [
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-emit-find-links",
    ]
    options += ["--no-header", "--annotation-style", "line", "--quiet", "-o", f"requirements/{name}"]
    done = subprocess.run([program, "pip", "compile", *options, *arguments], cwd=layout.root, check=False)
    if done.returncode != 0:
        raise Trouble(f"{name} could not be locked.")

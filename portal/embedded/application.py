"""The portal itself: its settings from the outside, and what is prepared before it is started."""

import json
import os
import secrets
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .console import Console, Trouble, tail
from .layout import Layout
from .processes import dies_with_us
from .services import Services
from .stamps import Stamp, digest, digest_of_tree, files_under

APPS = ("portal", "guidelines", "workinggroup", "pilots", "courses", "reporting")
APPLIED = "select md5(string_agg(app || '.' || name, ',' order by app, name)) from django_migrations"
SYSTEM = """
    select system_identifier || '/' || oid from pg_control_system(), pg_database
    where datname = current_database()
"""


def secret_key(layout: Layout) -> str:
    """Made once, readable by its owner only."""
    path = layout.var / "secret_key"
    if not path.exists():
        layout.make_folders()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50) + "\n")
    return path.read_text().strip()


def settings_environment(layout: Layout, addresses: Mapping[str, str], *, url: str) -> dict[str, str]:
    """Every variable that settings needs; what the caller has set stands, apart from addresses."""
    ours = {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "BASE_URL": url,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "FILES_ROOT": str(layout.var / "files"),
        "STATIC_ROOT": str(layout.var / "static"),
        "PYTHONUNBUFFERED": "1",
    }
    ours = {name: os.environ.get(name, value) for name, value in ours.items()}
    key = os.environ.get("SECRET_KEY") or secret_key(layout)
    # Without kept bytecode every process would compile the portal again at its start.
    others = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**others, **ours, "SECRET_KEY": key, **addresses}


class Application:
    """`manage.py` of this checkout, run with these settings."""

    def __init__(self, layout: Layout, console: Console, environment: Mapping[str, str]) -> None:
        self.layout = layout
        self.console = console
        self.environment = dict(environment)
        self.log = layout.logs / "manage.log"

    def manage(self, *arguments: str) -> str:
        """Run one command and give back its output; a failure is a sentence with the end of the log."""
        argv = [str(self.layout.python), "manage.py", *arguments]
        done = subprocess.run(
            argv,
            capture_output=True,
            check=False,
            cwd=self.layout.root,
            env=self.environment,
            # Ctrl-C waits for the command to end; only our own death ends it.
            start_new_session=True,
            preexec_fn=dies_with_us(signal.SIGTERM),
        )
        with self.log.open("ab") as log:
            log.write(done.stdout + done.stderr)
        if done.returncode != 0:
            raise Trouble(
                f"manage.py {' '.join(arguments)} failed. {self.log} ends with:\n{tail(self.log, 25)}"
            )
        return done.stdout.decode()

    def prepare(self, services: Services, *, demo: bool) -> None:
        """Everything between running servers and a running portal, each skipped when nothing has changed."""
        Path(self.environment["FILES_ROOT"]).mkdir(parents=True, exist_ok=True)
        self.compile_messages()
        self.migrate(services)
        self.collect_static()
        if demo:
            self.load_demo(services)
        else:
            self.load_reference(services)

    def compile_messages(self) -> None:
        folders = [
            folder for folder in (self.layout.root / "locale", *self._app_folders()) if folder.is_dir()
        ]
        if not files_under(*folders, suffixes=(".po",)):
            return
        stamp = self._stamp("messages")
        if stamp.says(digest_of_tree(*folders, suffixes=(".po", ".mo"))):
            return
        with self.console.step("Translations"):
            self.manage("compile_messages")
        stamp.write(digest_of_tree(*folders, suffixes=(".po", ".mo")))

    def migrate(self, services: Services) -> None:
        """Skipped only when the database itself says that it is the same one with the same migrations."""
        stamp = self._stamp("migrations")
        files = digest(self._migration_files(), self._lock())
        before = self._database_state(services)
        if before and stamp.says(digest(files, before)):
            return
        with self.console.step("Database migrations"):
            self.manage("migrate", "--no-input")
        after = self._database_state(services)
        if after:
            stamp.write(digest(files, after))

    def collect_static(self) -> None:
        stamp = self._stamp("static")
        folders = [self.layout.root / "static", *[app / "static" for app in self._app_folders()]]
        made = Path(self.environment["STATIC_ROOT"])
        wanted = digest(
            digest_of_tree(*folders), self._lock(), made, self.layout.root / "portal" / "settings.py"
        )
        if stamp.says(wanted) and made.is_dir() and any(made.iterdir()):
            return
        with self.console.step("Static files"):
            self.manage("collectstatic", "--no-input", "--clear", "--verbosity", "0")
        stamp.write(wanted)

    def load_reference(self, services: Services) -> None:
        """What every installation needs, loaded again when the code or the database is another."""
        stamp = self._stamp("reference")
        database = self._database_state(services)
        wanted = digest(self._code(), self._lock(), database)
        if database and stamp.says(wanted):
            return
        with self.console.step("Reference data"):
            self.manage("load_reference")
        stamp.write(wanted)

    def load_demo(self, services: Services) -> None:
        """Loaded again when the code or the database is another; the command can be run at any time."""
        stamp = self._stamp("demo")
        database = self._database_state(services)
        wanted = digest(self._code(), self._lock(), database)
        if database and stamp.says(wanted) and self._logins_file.exists():
            return
        with self.console.step("Demo data"):
            self.manage("demo")
            logins = self.manage("demo", "--logins")
        self._logins_file.touch(mode=0o600)
        self._logins_file.write_text(logins, encoding="utf-8")
        stamp.write(wanted)

    def logins(self) -> list[dict[str, Any]]:
        """One login for each role, as `manage.py demo --logins` gave them."""
        try:
            found = json.loads(self._logins_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return found if isinstance(found, list) else []

    @property
    def _logins_file(self) -> Path:
        return self.layout.var / "logins.json"

    def _stamp(self, name: str) -> Stamp:
        return Stamp(self.layout.var / "stamps" / name)

    def _lock(self) -> str:
        return digest(*[self.layout.requirements / name for name in ("production.txt", "development.txt")])

    def _app_folders(self) -> list[Path]:
        return [self.layout.root / app for app in APPS if (self.layout.root / app).is_dir()]

    def _migration_files(self) -> str:
        found = [
            path
            for path in files_under(*self._app_folders(), suffixes=(".py",))
            if path.parent.name == "migrations"
        ]
        return digest(*[part for path in found for part in (str(path.relative_to(self.layout.root)), path)])

    def _code(self) -> str:
        return digest_of_tree(*self._app_folders(), suffixes=(".py", ".json", ".csv", ".xlsx", ".sql", ".md"))

    @staticmethod
    def _database_state(services: Services) -> str:
        if services.postgres is None:
            return ""
        applied = services.postgres.ask(APPLIED)
        system = services.postgres.ask(SYSTEM)
        return f"{system} {applied}" if applied and system else ""

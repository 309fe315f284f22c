"""Where everything lies. All that `dev.py` makes is in `var/`, apart from `static/vendor/`."""

import os
import sysconfig
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """The folders of one checkout."""

    root: Path

    @property
    def var(self) -> Path:
        return self.root / "var"

    @property
    def venv(self) -> Path:
        """`PORTAL_VENV` names an environment made by somebody else; nothing is installed in it."""
        given = os.environ.get("PORTAL_VENV")
        return Path(given).absolute() if given else self.var / "venv"

    @property
    def has_given_venv(self) -> bool:
        return bool(os.environ.get("PORTAL_VENV"))

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def requirements(self) -> Path:
        return self.root / "requirements"

    @property
    def vendor(self) -> Path:
        return self.root / "static" / "vendor"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def run_file(self) -> Path:
        return self.var / "run.json"

    @property
    def postgres(self) -> Path:
        return self.var / "postgresql"

    @property
    def valkey(self) -> Path:
        return self.var / "valkey"

    def site_packages(self) -> list[str]:
        """The folders where the environment's packages lie, found without starting its Python."""
        base = {"base": str(self.venv), "platbase": str(self.venv)}
        found = {sysconfig.get_path(kind, "posix_prefix", vars=base) for kind in ("purelib", "platlib")}
        found.update(str(path) for path in self.venv.glob("lib/python3*/site-packages"))
        return sorted(path for path in found if Path(path).is_dir())

    def make_folders(self) -> None:
        for folder in (self.var, self.logs, self.var / "stamps"):
            folder.mkdir(parents=True, exist_ok=True)

#!/usr/bin/env python3
"""Everything a developer does, with Python alone: `python3 dev.py up`, `… test`, `… --help`."""

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def load_embedded():
    """Load `portal/embedded` by itself: `portal/__init__.py` needs packages that are not installed yet."""
    folder = ROOT / "portal" / "embedded"
    name = "embedded"
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)
    return importlib.import_module(name + ".cli")


def main():
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        print(
            "KI-portalen needs Python 3.11, 3.12 or 3.13; this is " + sys.version.split()[0],
            file=sys.stderr,
        )
        return 1
    if sys.platform == "win32":
        print(
            "KI-portalen runs on Linux and macOS. On Windows, use the Linux subsystem (WSL).", file=sys.stderr
        )
        return 1
    return load_embedded().main(ROOT, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

"""Starts the embedded servers as whoever runs this, and prints the database's answer and the files' owner."""

import importlib
import runpy
import sys
from pathlib import Path

root, folder = map(Path, sys.argv[1:])
runpy.run_path(str(root / "dev.py"))["load_embedded"]()
console, instance, layout, services = (
    importlib.import_module(f"embedded.{name}") for name in ("console", "instance", "layout", "services")
)
place = layout.Layout(folder)
place.make_folders()
with services.services(place, console.Console(quiet=True), instance.Instance(place)) as found:
    print(found.postgres.ask("select current_user"), (place.postgres / "data").owner())

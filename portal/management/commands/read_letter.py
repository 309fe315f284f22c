"""Read a letter and print what it seems to ask: number, references, headings and proposals. No database is needed."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.errors import BadInput
from portal.letters.reader.files import text_of_path
from portal.letters.reader.output import as_json, as_table
from portal.letters.reader.reading import read_letter


class Command(BaseCommand):
    help = "Leser et tildelingsbrev (PDF, Word eller tekst) og viser forslag til punkter."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FIL")
        parser.add_argument("--json", action="store_true", help="for maskiner")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            reading = read_letter(text_of_path(file))
        except BadInput as error:
            self.stderr.write(error.message)
            sys.exit(1)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(reading), ensure_ascii=False, indent=1))
        else:
            self.stdout.write(as_table(reading))

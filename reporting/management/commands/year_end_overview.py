"""Write the year-end overview of payments to a file, whole or not at all."""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.database import one_moment
from reporting.actions.exports import note_export
from reporting.documents import FORMATS
from reporting.management.finding import authority_named
from reporting.models import Authority
from reporting.queries.overview import overview_of

MADE_BY = "KI-portalen"
STANDARD_OUTPUT = "-"


class Command(BaseCommand):
    help = "Skriver oversikten over foretatte utbetalinger for ett år og én fullmakt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", required=True, metavar="2024")
        parser.add_argument("--statskonto", required=True, metavar="150021")
        parser.add_argument("--receiver", default="", metavar="dss", help="når flere har fullmakt på posten")
        parser.add_argument("--format", required=True, choices=sorted(FORMATS))
        parser.add_argument("--output", required=True, metavar="FIL", help="«-» er standard ut")

    def handle(
        self, *args: Any, year: str, statskonto: str, receiver: str, output: str, **options: Any
    ) -> None:
        key = f"{statskonto.zfill(6)}/{year}"
        authority = authority_named(f"{receiver}/{key}" if receiver else key)
        try:
            self._write(authority, options["format"], output)
        except OSError as error:
            raise CommandError(
                f"Kunne ikke skrive «{output}»: {error.strerror or error}. Ingenting er skrevet."
            ) from error

    def _write(self, authority: Authority, extension: str, output: str) -> None:
        """Into a temporary file beside the target, which takes its name when everything is in it."""
        target = None if output == STANDARD_OUTPUT else Path(output)
        handle, name = tempfile.mkstemp(dir=target.parent if target else None, prefix=".oversikt-")
        temporary = Path(name)
        try:
            with one_moment():
                with os.fdopen(handle, "w+b") as file:
                    _write_overview(authority, extension, file)
                if target:
                    temporary.chmod(0o644)
                    temporary.replace(target)
                else:
                    with temporary.open("rb") as file:
                        shutil.copyfileobj(file, sys.stdout.buffer)
                    sys.stdout.flush()
        finally:
            temporary.unlink(missing_ok=True)


def _write_overview(authority: Authority, extension: str, file: Any) -> None:
    _content_type, write = FORMATS[extension]
    now = timezone.now()
    made = overview_of(authority, made_at=now, made_by=MADE_BY)
    write(made, file)
    note_export(authority=authority, extension=extension, rows=made.sums.count, by=None, at=now)

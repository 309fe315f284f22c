"""Load the published list of the state's chart of accounts (domain.md E-21)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.errors import DomainError
from portal.imports.tables import normalise, open_table
from reporting.models import Account

CODE, NAME = "groupingcode", "codedescriptionnob"
HEADERS = frozenset({"groupingcategory", "categorydescriptionnob", CODE, NAME})


class Command(BaseCommand):
    help = "Legger inn eller oppdaterer artskonti fra Skatteetatens STAT-liste (STAT_Grouping_Category_Code.csv)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            accounts = _accounts_in(file)
        except DomainError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"Filen «{file}» kan ikke åpnes: {error.strerror}.") from error
        with transaction.atomic():
            before = Account.objects.count()
            Account.objects.bulk_create(
                accounts, update_conflicts=True, unique_fields=["code"], update_fields=["name", "source"]
            )
            added = Account.objects.count() - before
        self.stdout.write(f"{len(accounts)} artskonti lest, {added} nye.")


def _accounts_in(path: Path) -> list[Account]:
    table = open_table(path, known_headers=HEADERS)
    places = {normalise(header): place for place, header in enumerate(table.headers)}
    if CODE not in places or NAME not in places:
        raise CommandError("Filen mangler kolonnene GroupingCode og CodeDescriptionNOB.")
    found: dict[str, Account] = {}
    for row in table.rows():
        if row.is_empty:
            continue
        code, name = row.cells[places[CODE]], " ".join(row.cells[places[NAME]].split())
        if not (code.isascii() and code.isdigit() and 3 <= len(code) <= 4) or not name or len(name) > 200:
            raise CommandError(
                f"Rad {row.number}: «{code}» med navnet «{name[:40]}» er ikke en artskonto. Ingenting er lagret."
            )
        found[code] = Account(code=code, name=name, source=f"Skatteetatens STAT-liste, {path.name}"[:200])
    if not found:
        raise CommandError("Filen har ingen artskonti.")
    return list(found.values())

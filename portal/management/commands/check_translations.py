"""Fail when a text lacks its nynorsk or English form (domain.md U-03)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import translation


class Command(BaseCommand):
    help = "Feiler når en tekst mangler på nynorsk eller engelsk."

    def handle(self, *args: Any, **options: Any) -> None:
        found = translation.problems()
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} tekster må oversettes. Kjør update_translations og fyll ut.")
        self.stdout.write("Alle tekster finnes på nynorsk og engelsk.")

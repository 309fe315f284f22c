"""Put new texts into the catalogues, with empty translations."""

from typing import Any

from django.core.management.base import BaseCommand

from portal import translation


class Command(BaseCommand):
    help = "Legger nye tekster i katalogene for nynorsk og engelsk."

    def handle(self, *args: Any, **options: Any) -> None:
        for language, count in translation.update_catalogues().items():
            self.stdout.write(f"{language}: {count} nye tekster")

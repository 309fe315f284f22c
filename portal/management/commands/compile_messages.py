"""Compile translations that are missing or older than their source."""

from typing import Any

from django.core.management.base import BaseCommand

from portal import translation


class Command(BaseCommand):
    help = "Lager .mo-filer av .po-filer som er nyere."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for path in translation.compile_catalogues():
            self.stdout.write(str(path))

"""Load reference data that every installation needs: the bodies, and what the apps add."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.content import reference_loaders


class Command(BaseCommand):
    help = "Puts in reference data that is missing (bodies, accounts, voucher types); changes nothing that is there."

    def handle(self, *args: Any, **options: Any) -> None:
        for load in reference_loaders():
            self.stdout.write(f"{load.__module__}.{load.__name__}: {load()} added")

"""Check that every sealed overview is as it was sent, and that the ledger still says what it says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.database import one_moment
from reporting.models import OverviewVersion
from reporting.queries.proof import faults_of


class Command(BaseCommand):
    help = "Kontrollerer hver oversendte årsoversikt: filene mot hashen, og linjene mot regnskapet."

    def handle(self, *args: Any, **options: Any) -> None:
        checked, faults = 0, 0
        with one_moment():
            for version in OverviewVersion.objects.sent().with_people().order_by("authority", "number"):
                checked += 1
                for fault in faults_of(version):
                    faults += 1
                    self.stdout.write(fault)
        if faults:
            raise CommandError(f"{faults} feil i {checked} oversendte versjoner.")
        self.stdout.write(f"{checked} oversendte versjoner er slik de ble sendt.")

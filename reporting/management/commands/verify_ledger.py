"""Check that every row is as it was written, and every sealed overview as it was sent."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.database import one_moment
from reporting.models import OverviewVersion
from reporting.queries.chain import chain_size, faults_of_chain
from reporting.queries.proof import faults_of
from reporting.queries.sums import faults_of_sums


class Command(BaseCommand):
    help = "Kontrollerer kjeden over bilagslinjene, og hver oversendte årsoversikt mot filene og regnskapet."

    def handle(self, *args: Any, **options: Any) -> None:
        checked, faults = 0, 0
        with one_moment():
            rows, links = chain_size()
            for fault in faults_of_chain():
                faults += 1
                self.stdout.write(fault)
            for fault in faults_of_sums():
                faults += 1
                self.stdout.write(fault)
            for version in OverviewVersion.objects.sent().with_people().order_by("authority", "number"):
                checked += 1
                for fault in faults_of(version):
                    faults += 1
                    self.stdout.write(fault)
        if faults:
            raise CommandError(f"{faults} feil i {rows} bilagslinjer og {checked} oversendte versjoner.")
        self.stdout.write(f"Kjeden over {rows} bilagslinjer i {links} partier er hel.")
        self.stdout.write(f"{checked} oversendte versjoner er slik de ble sendt.")

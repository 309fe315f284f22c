"""Load the demo: organisations, one login per role, the two letters, and what each app adds."""

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.content import demo_loaders, reference_loaders
from portal.people.reference import demo_logins


class Command(BaseCommand):
    help = "Loads demo content; again adds nothing. --logins prints one login per role as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--logins", action="store_true")

    def handle(self, *args: Any, logins: bool, **options: Any) -> None:
        if not settings.DEMO_CONTENT:
            raise CommandError("DEMO_CONTENT is off here: demo content never enters a real installation.")
        if logins:
            self.stdout.write(json.dumps(demo_logins(), ensure_ascii=False))
            return
        for load in (*reference_loaders(), *demo_loaders()):
            self._load(load)

    def _load(self, load: Callable[[], object]) -> None:
        load()
        self.stdout.write(f"loaded {load.__module__}.{load.__name__}")

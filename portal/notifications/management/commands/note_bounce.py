"""`note_bounce < message`: the mail server pipes what comes back to the sender's address here (docs/operations.md)."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.notifications.actions import note_bounce
from portal.notifications.bounces import read_bounce
from portal.notifications.models import OutgoingMail

MOST_BYTES = 10 * 1024 * 1024


class Command(BaseCommand):
    help = "Note that a sent mail did not come through, from a delivery status message."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="the message; standard input when left out")

    def handle(self, *args: Any, file: Path | None = None, **options: Any) -> None:
        try:
            content = file.read_bytes() if file else sys.stdin.buffer.read(MOST_BYTES)
        except OSError as error:
            raise CommandError(f"Cannot read {file}: {error.strerror}") from error
        bounce = read_bounce(content)
        if bounce is None:
            self.stdout.write("No failed delivery of a mail from the portal; nothing is noted.")
            return
        mail = OutgoingMail.objects.filter(public_id=bounce.mail_id).first()
        if mail is None:
            raise CommandError("The portal has no mail of that number.")
        note_bounce(mail=mail, said=bounce.said, at=timezone.now())
        self.stdout.write(f"Noted: {mail.address} {bounce.said}")

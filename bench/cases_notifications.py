"""Reminders, mail and the list of things to do."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.utils import timezone

from bench.data import beside_the_floor
from bench.harness import Bench, Measured, case, free_port
from bench.reminders_data import make_reminded
from portal.notifications import outbox
from portal.notifications.models import Notice, OutgoingMail
from portal.notifications.registry import REMINDERS
from portal.notifications.reminders import remind

REMINDERS_COUNT, MAILS, THINGS_TO_DO = 10_000, 2_000, 200
SEND = "import django; django.setup()\nfrom portal.notifications.outbox import send_ready\nsend_ready(seconds=600)"


@case("reminders-10000", goal=5)
def reminders(bench: Bench) -> Measured:
    """Seconds to find 10 000 reminders that have fallen due and queue them as mail."""
    make_reminded(REMINDERS_COUNT)

    def find_and_queue() -> None:
        Notice.objects.all().delete()
        OutgoingMail.objects.all().delete()
        began = time.perf_counter()
        remind(rule=REMINDERS["deadline.due"], now=timezone.now())
        queued = outbox.gather(now=timezone.now())
        taken.append(time.perf_counter() - began)
        if queued < REMINDERS_COUNT:
            raise RuntimeError(f"Queued {queued} of {REMINDERS_COUNT}.")

    taken: list[float] = []
    for _turn in range(bench.turns):
        find_and_queue()
    return Measured(sorted(taken)[len(taken) // 2], None, "s", less=True)


@case("mails-a-minute", goal=2_000)
def mails(bench: Bench) -> Measured:
    """Mails a minute that two senders bring to a mail server on loopback."""
    make_reminded(MAILS)
    remind(rule=REMINDERS["deadline.due"], now=timezone.now())
    outbox.gather(now=timezone.now())
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mail.jsonl"
        sink = subprocess.Popen([sys.executable, "-m", "bench.mail_sink", str(port), str(path)])
        try:
            seconds = _send_with_two(port, path)
            came = set(path.read_text(encoding="utf-8").splitlines())
        finally:
            sink.kill()
            sink.wait()
    if len(came) < MAILS:
        raise RuntimeError(f"{len(came)} of {MAILS} mails came.")
    return Measured(60 * MAILS / seconds, None, "mails/min")


def _send_with_two(port: int, path: Path) -> float:
    while not path.exists():
        time.sleep(0.05)
    environment = {
        **os.environ, "EMAIL_URL": f"smtp://127.0.0.1:{port}", "MAIL_DRY_RUN": "false", "MAIL_ALLOWED_DOMAINS": "",
    }  # fmt: skip
    began = time.perf_counter()
    senders = [subprocess.Popen([sys.executable, "-c", SEND], env=environment) for _n in range(2)]
    for sender in senders:
        sender.wait(300)
    return time.perf_counter() - began


@case("todo-200", goal=0.25)
def todo(bench: Bench) -> list[Measured]:
    """The list of things to do with 200 items, beside the bare view with one query."""
    from bench.data import CONTROLLER, make_rows
    from bench.reminders_data import give_todo

    make_rows(1_000)
    give_todo(CONTROLLER, THINGS_TO_DO)
    return beside_the_floor(bench, CONTROLLER, ("", "/gjoremal/"))

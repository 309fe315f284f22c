"""What the drill asks of the portal: `python -m bench.drill_world make|answer|left|judge …`."""

import collections
import json
import sys
from pathlib import Path

import django


def make(count: str) -> str:
    """People with a reminder each, waiting to be gathered."""
    from django.utils import timezone

    from bench.reminders_data import make_reminded
    from portal.notifications.registry import REMINDERS
    from portal.notifications.reminders import remind

    make_reminded(int(count))
    return str(remind(rule=REMINDERS["deadline.due"], now=timezone.now()))


def answer(count: str) -> str:
    """So many people answer."""
    from bench.reminders_data import answer as answer_some

    return str(answer_some(int(count)))


def left() -> str:
    """How many notices and mails still wait."""
    from portal.notifications.models import Notice, OutgoingMail
    from portal.notifications.states import NoticeState

    return str(
        Notice.objects.filter(state=NoticeState.WAITING).count()
        + OutgoingMail.objects.unsent().count()
        + OutgoingMail.objects.parked().count()
    )


def judge(sink: str, kills: str) -> str:
    """Lost, repeated and sent after the answer, from what the mail server wrote down."""
    from portal.notifications.models import Deadline

    lines = [json.loads(line) for line in Path(sink).read_text(encoding="utf-8").splitlines()]
    came = collections.defaultdict(list)
    for line in lines:
        came[line["to"]].append(line)
    deadlines = Deadline.objects.filter(key="prove").select_related("organisation")
    lost, late, answered = [], [], 0
    for deadline in deadlines:
        address = f"{deadline.organisation.key}@example.test"
        answered += deadline.met_at is not None
        if deadline.met_at is None and address not in came:
            lost.append(address)
        # A mail that was on its way when the answer came has been taken in within the second.
        if deadline.met_at and any(line["at"] > deadline.met_at.timestamp() + 1 for line in came[address]):
            late.append(address)
    repeats = len(lines) - len({line["id"] for line in lines})
    two_ids = [address for address, found in came.items() if len({line["id"] for line in found}) > 1]
    ok = not lost and not late and not two_ids and repeats <= int(kills)
    verdict = {
        "people": len(deadlines), "mails": len(lines), "answered": answered, "lost": len(lost), "repeats": repeats,
        "repeats with another Message-ID": len(two_ids), "sent after the answer": len(late), "kills": int(kills), "ok": ok,
    }  # fmt: skip
    return json.dumps(verdict)


if __name__ == "__main__":
    django.setup()
    print({"make": make, "answer": answer, "left": left, "judge": judge}[sys.argv[1]](*sys.argv[2:]))

"""A mail server on loopback that writes down what it gets: `python -m bench.mail_sink PORT FILE [SECONDS]`.

One line of JSON for each mail: when it was taken in, its Message-ID, its recipient. The line is on disk before
the answer is given, so that what the sender was told is what was written. SECONDS is how long each mail takes.
"""

import asyncio
import json
import os
import sys
import time
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """The memory of the server."""

    def __init__(self, path: str, seconds: float) -> None:
        self.file = open(path, "a", encoding="utf-8")  # noqa: SIM115, PTH123 - open as long as the server is
        self.seconds = seconds

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        await asyncio.sleep(self.seconds)
        mail = message_from_bytes(envelope.content, policy=default)
        line = {"at": time.time(), "id": mail["Message-ID"].strip(), "to": envelope.rcpt_tos[0]}
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()
        os.fdatasync(self.file.fileno())
        return "250 OK"


def main(port: int, path: str, seconds: float) -> None:
    Controller(Sink(path, seconds), hostname="127.0.0.1", port=port).start()
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]) if len(sys.argv) > 3 else 0.0)

"""What a mail server says later: a delivery status (RFC 3464) finds the mail it is about by its Message-ID."""

import email
import email.policy
import re
import uuid
from dataclasses import dataclass
from email.message import EmailMessage, Message

_OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@ki-portalen>", re.IGNORECASE)
LONGEST = 400


@dataclass(frozen=True)
class Bounce:
    """A mail of ours that did not come through, and the server's own words."""

    mail_id: uuid.UUID
    said: str


def read_bounce(content: bytes) -> Bounce | None:
    """The bounce in a message; None when it is no failed delivery, or of a mail that is not ours."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    said = _failure(message)
    known = _OURS.search(content.decode("utf-8", "replace"))
    return Bounce(uuid.UUID(known[1]), said[:LONGEST]) if said and known else None


def _failure(message: EmailMessage) -> str:
    """The server's words when the delivery has failed for good; empty for one that is only late."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
                words = (str(block.get(name, "")).strip() for name in ("Status", "Diagnostic-Code"))
                return " ".join(" ".join(word.split()) for word in words if word) or "failed"
    return ""

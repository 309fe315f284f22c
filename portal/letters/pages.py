"""The clauses of a letter as drawn: hundreds of rows that are the same until something has happened."""

import datetime
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Max
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal.events import Event, log_version
from portal.letters.models import Letter, StatusReport
from portal.letters.queries.changes import desk_of
from portal.letters.queries.letters import FILTERS, letter_view, moment_of
from portal.letters.rules import can_keep_letter

if TYPE_CHECKING:
    from portal.people.models import User

KEPT_SECONDS = 300


@dataclass(frozen=True)
class LetterPage:
    """The drawn clauses, and what the page around them says."""

    html: SafeString
    below: SafeString
    counts: dict[str, int]
    is_shown: bool
    shown_on: datetime.date
    chosen: str
    per: str

    @property
    def clause_count(self) -> int:
        return self.counts["alle"]

    @property
    def and_per(self) -> str:
        """The date as one more part of an address that has a question already."""
        return self.per.replace("?", "&")


def letter_page(
    letter: Letter, *, user: "User", shown_on: datetime.date, today: datetime.date, chosen: str, per: str
) -> LetterPage:
    """The letter's clauses as they are drawn for this person; drawn again as soon as anything has happened.

    `per` is the date as it stands in the address («?per=2024-12-15»), or empty. A draft is always drawn anew.
    """
    chosen = chosen if chosen in FILTERS else "alle"
    key = None if letter.is_draft else _key(letter, user, shown_on, today, chosen, per)
    known = cache.get(key) if key else None
    if known is None:
        known = _drawn(letter, user=user, shown_on=shown_on, today=today, chosen=chosen, per=per)
        if key:
            cache.set(key, known, KEPT_SECONDS)
    html, below, counts, is_shown = known
    # What the template engine has escaped, from our own cache.
    return LetterPage(mark_safe(html), mark_safe(below), counts, is_shown, shown_on, chosen, per)  # noqa: S308


def _drawn(
    letter: Letter, *, user: "User", shown_on: datetime.date, today: datetime.date, chosen: str, per: str
) -> tuple[str, str, dict[str, int], bool]:
    """The clauses, what stands under them, how many there are of each sort, and whether any fits the filter."""
    view = letter_view(letter, user=user, shown_on=shown_on, today=today, chosen=chosen)
    below = {
        "may_settle": letter.pk if can_keep_letter(user, letter) else None,
        "desk": desk_of(letter, user=user, moment=moment_of(shown_on, today)),
        "reports": StatusReport.objects.visible_to(user).of(letter),
    }
    return (
        render_to_string("letters/blocks.html", {"view": view, "per": per}),
        render_to_string("letters/below.html", below),
        view.counts,
        bool(view.blocks),
    )


def _key(
    letter: Letter, user: "User", shown_on: datetime.date, today: datetime.date, chosen: str, per: str
) -> str:
    """The last event is read at the same moment as the rows, so that a page never keeps what was so before it."""
    last = Event.objects.aggregate(last=Max("pk"))["last"]
    rights = "-".join(sorted(right.name for right in user.rights))
    organisation = user.organisation.pk if user.organisation else 0
    said = (shown_on, today, chosen, bool(per), organisation, rights, get_language(), last, log_version())
    return f"letter:{letter.pk}:{hashlib.blake2b(repr(said).encode(), digest_size=16).hexdigest()}"

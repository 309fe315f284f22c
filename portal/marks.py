"""The seven signs of state: a shape and a colour each, always beside a word (domain.md U-10)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A symbol in the sprite of `includes/symbols.html` and a colour of the design system."""

    symbol: str
    color: str


MARKS = {
    # The letter's clauses
    "fulfilled": Mark("ferdig", "success"),
    "on_track": Mark("rute", "info"),
    "not_started": Mark("venter", "neutral"),
    "overdue": Mark("forfalt", "danger"),
    "missing": Mark("mangler", "warning"),
    "information": Mark("orient", "neutral"),
    # A to-do that waits, and is not late
    "waiting": Mark("venter", "info"),
    # The grid of 17 bodies
    "answered": Mark("ferdig", "success"),
    "none_with_reason": Mark("ingen", "success"),
    "in_progress": Mark("rute", "info"),
    "silent": Mark("venter", "warning"),
}

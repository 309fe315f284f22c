"""Where words stand in a letter's text, and the words that stand between two places."""

import re

_EACH = re.compile(r"(?:de enkelte|dei einskilde|hvert|kvart|alle)\s+departement", re.IGNORECASE)


def is_every_ministry(name: str) -> bool:
    """Whether a name of who answers means each ministry for itself («Hvert departement og SMK»)."""
    return bool(_EACH.search(name))


def find_words(text: str, words: str, *, after: int = 0) -> list[re.Match[str]]:
    """Every place where the words stand, whatever the line breaks between them."""
    pattern = r"(?:-?\s+)".join(re.escape(word) for word in words.split())
    return list(re.compile(pattern, re.IGNORECASE).finditer(text, after)) if pattern else []


def quoted(text: str, start: int, end: int) -> str:
    """The words between two places, on one line."""
    return " ".join(text[start:end].split())

"""Where words stand in a letter's text, and the words that stand between two places."""

import re


def find_words(text: str, words: str, *, after: int = 0) -> list[re.Match[str]]:
    """Every place where the words stand, whatever the line breaks between them."""
    pattern = r"(?:-?\s+)".join(re.escape(word) for word in words.split())
    return list(re.compile(pattern, re.IGNORECASE).finditer(text, after)) if pattern else []


def quoted(text: str, start: int, end: int) -> str:
    """The words between two places, on one line."""
    return " ".join(text[start:end].split())

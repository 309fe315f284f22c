"""Rows of lists as HTML: as safe as Django's own, and several times as quick, since a page has a thousand cells."""

import html
import re
from collections.abc import Iterable

from django.utils.safestring import SafeString

_has_special = re.compile("[&<>\"']").search


def quick_escape(value: object) -> str:
    """The value as `conditional_escape` has it: what is marked as safe stands, everything else is escaped."""
    if isinstance(value, SafeString):
        return value
    text = str(value)
    if not _has_special(text):
        return text
    return text if hasattr(text, "__html__") else html.escape(text)


def quick_join(row: str, rows: Iterable[tuple[object, ...]]) -> SafeString:
    """The same as `format_html_join("", row, rows)`."""
    return SafeString("".join([row.format(*map(quick_escape, cells)) for cells in rows]))

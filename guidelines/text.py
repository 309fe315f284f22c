"""Markdown to safe HTML, and the visible difference between two texts: line by line, then word by word."""

import difflib
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"scope"}}
SCHEMES = {"https", "mailto"}
# Headings in a section's body stand below the section's own.
_HEADINGS = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
_WORDS = re.compile(r"\s+|[^\s]+")


@functools.lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    return parser.disable("image")


def tokens_of(markdown: str) -> list[Token]:
    """The Markdown taken apart; raw HTML in it is only text."""
    return _parser().parse(markdown)


def html_of(markdown: str) -> SafeString:
    """Markdown as HTML without scripts, raw HTML, images or foreign attributes; links only to https, mailto and own pages."""
    tokens = tokens_of(markdown)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
    made = _parser().renderer.render(tokens, _parser().options, {})
    clean = nh3.clean(
        made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer"
    )
    return SafeString(clean)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a compared text, and whether it stands in both, is new, or is taken out."""

    kind: Literal["same", "added", "deleted"]
    text: str


def difference(before: str, after: str) -> list[Part]:
    """What must be taken out of and put into `before` to get `after`.

    Lines are compared first and words only inside the lines that differ: comparing all words of a long text at
    once takes many times as long. The parts that are not «added» make up `before`, those not «deleted» `after`.
    """
    return list(_merged(_compare_lines(before.splitlines(keepends=True), after.splitlines(keepends=True))))


def _compare_lines(old: list[str], new: list[str]) -> Iterator[Part]:
    for tag, start, stop, new_start, new_stop in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        before, after = "".join(old[start:stop]), "".join(new[new_start:new_stop])
        if tag == "equal":
            yield Part("same", before)
        else:
            yield from _compare_words(_WORDS.findall(before), _WORDS.findall(after))


def _compare_words(old: list[str], new: list[str]) -> Iterator[Part]:
    for tag, start, stop, new_start, new_stop in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "equal":
            yield Part("same", "".join(old[start:stop]))
            continue
        if stop > start:
            yield Part("deleted", "".join(old[start:stop]))
        if new_stop > new_start:
            yield Part("added", "".join(new[new_start:new_stop]))


def _merged(parts: Iterator[Part]) -> Iterator[Part]:
    held: Part | None = None
    for part in parts:
        if held and held.kind == part.kind:
            held = Part(held.kind, held.text + part.text)
            continue
        if held:
            yield held
        held = part
    if held:
        yield held

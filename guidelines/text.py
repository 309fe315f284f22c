"""Markdown to safe HTML, and the visible difference between two texts: line by line, then word by word."""

import difflib
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "img", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "img": {"alt", "src"}, "ol": {"start"}, "th": {"scope"}}
SCHEMES = {"https", "mailto"}
# Headings in a section's body stand below the section's own.
_HEADINGS = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
_WORDS = re.compile(r"\s+|[^\s]+")


@functools.lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    return parser


@dataclass(frozen=True, slots=True)
class Picture:
    """Where an image of the text lies, and what it shows."""

    src: str
    alt: str


NO_PICTURES: Mapping[str, Picture] = {}


def tokens_of(markdown: str, pictures: Mapping[str, Picture] = NO_PICTURES) -> list[Token]:
    """The Markdown taken apart; raw HTML in it is only text, and so is an image that is not one of `pictures` (by name)."""
    tokens = _parser().parse(markdown)
    for token in tokens:
        token.children = [_known(child, pictures) for child in token.children or []] or token.children
    return tokens


def _known(token: Token, pictures: Mapping[str, Picture]) -> Token:
    """An image with the address and the alternative text that the portal has for it, or its words alone."""
    if token.type != "image":
        return token
    picture = pictures.get(str(token.attrGet("src") or ""))
    if picture is None:
        return Token("text", "", 0, content=token.content)
    token.attrSet("src", picture.src)
    token.content = picture.alt
    token.children = [Token("text", "", 0, content=picture.alt)]
    return token


def pictures_in(markdown: str) -> list[str]:
    """The names of the images that the text shows, in order."""
    return [
        str(child.attrGet("src") or "")
        for token in _parser().parse(markdown)
        for child in token.children or []
        if child.type == "image"
    ]


def html_of(markdown: str, pictures: Mapping[str, Picture] = NO_PICTURES) -> SafeString:
    """Markdown as HTML without scripts, raw HTML, foreign images or attributes; links only to https, mailto and own pages."""
    tokens = tokens_of(markdown, pictures)
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

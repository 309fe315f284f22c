"""How alike two needs are, in bokmål and nynorsk: the beginnings of words find them, rapidfuzz ranks them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

_WORD = re.compile(r"[a-zæøå0-9]{3,}")
_KEY = 5
# What says nothing of what a need is about.
_EMPTY = frozenset(
    [
        "eksempel",
        "den",
        "det",
        "dei",
        "dem",
        "som",
        "for",
        "med",
        "fra",
        "frå",
        "til",
        "ved",
        "over",
        "under",
        "når",
        "kan",
        "skal",
        "vil",
        "har",
        "være",
        "vere",
        "blir",
        "bli",
        "ikke",
        "ikkje",
        "eller",
        "også",
        "og",
        "mer",
        "meir",
        "mange",
        "alle",
        "hver",
        "kvar",
        "hvor",
        "kvar",
        "hva",
        "kva",
        "hvordan",
        "korleis",
        "hjelp",
        "støtte",
        "bruk",
        "bruke",
        "bruka",
    ]
)
# Nynorsk forms, brought to bokmål: first whole words, then parts of words.
_WORDS = {
    "innspel": "innspill", "omsetje": "oversette", "omsetjing": "oversettelse", "omsetjingar": "oversettelser",
    "samandrag": "sammendrag", "lage": "lage", "svare": "svare", "spørjing": "spørsmål", "førespurnad": "henvendelse",
    "førespurnader": "henvendelser", "førespurnadar": "henvendelser", "søkje": "søke", "finne": "finne", "vedtak": "vedtak",
    "tekst": "tekst", "tenester": "tjenester", "teneste": "tjeneste", "opplysningar": "opplysninger", "utval": "utvalg",
    "fråsegn": "uttalelse", "fråsegner": "uttalelser", "skrive": "skrive", "brev": "brev",
}  # fmt: skip
_PARTS = (("høyr", "hør"), ("øy", "ø"), ("kj", "k"), ("au", "ø"), ("eig", "eg"))


# The ends of compounds that are also words of their own: «møtereferat» is «møte» and «referat».
_HEADS = re.compile(
    r"^(.{4,}?)s?(referat|innspill|svar|notat|brev|tekst|utkast|forslag|sammendrag|møte)([a-zæøå]{0,4})$"
)
_ENDINGS = re.compile(r"(?<=.{3})(?:ene|ane|er|ar|et|en|a|e)$")


@lru_cache(maxsize=50_000)
def _plain(word: str) -> tuple[str, ...]:
    word = _WORDS.get(word, word)
    for nynorsk, bokmal in _PARTS:
        word = word.replace(nynorsk, bokmal)
    compound = _HEADS.match(word)
    parts = (compound[1], compound[2]) if compound else (word,)
    return tuple(_ENDINGS.sub("", part) for part in parts)


def _said(text: str) -> list[str]:
    """The words that say something, as they are written."""
    return [word for word in _WORD.findall(text.lower()) if word not in _EMPTY]


def words_of(text: str) -> list[str]:
    """The words that say something, in one form for both kinds of Norwegian, compounds taken apart."""
    return [part for word in _said(text) for part in _plain(word)]


def keys_of(text: str) -> list[str]:
    """The beginnings of the words, each once: «oppsummere» and «oppsummering» are the same."""
    return sorted({word[:_KEY] for word in words_of(text)})


def plain_text(text: str) -> str:
    return " ".join(words_of(text))


def searches(keys: Iterable[str]) -> list[list[str]]:
    """What to look for: two of the words together, or the only one there is."""
    known = sorted(set(keys))[:12]
    return [list(pair) for pair in combinations(known, 2)] or [[key] for key in known]


@dataclass(frozen=True)
class Likeness:
    """How alike in per cent, and the words they share."""

    percent: int
    shared: tuple[str, ...]


LEAST_ALIKE = 62


def likeness(one: str, other: str) -> Likeness:
    """How alike two titles are; words count, their order and form do not."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - slow import

    left, right = words_of(one), words_of(other)
    if not left or not right:
        return Likeness(0, ())
    keys = {word[:_KEY] for word in left} & {word[:_KEY] for word in right}
    shared = tuple(
        dict.fromkeys(word for word in _said(other) if any(part[:_KEY] in keys for part in _plain(word)))
    )
    most = max(len({word[:_KEY] for word in left}), len({word[:_KEY] for word in right}))
    letters = fuzz.token_sort_ratio(" ".join(left), " ".join(right))
    return Likeness(round(0.5 * letters + 50 * len(keys) / most), shared)

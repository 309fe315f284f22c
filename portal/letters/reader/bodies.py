"""Bodies in the text, by code and by name, and the short names that the letter itself explains."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from portal.people.reference import BODIES, FORMER_NAMES

_AS_WRITTEN = {"DIGDIR": ("Digdir",), "NKOM": ("Nkom",), "STATSBYGG": ("Statsbygg",)}
# «Eksempeldirektoratet (EKD)»: a name of a body and its short form in brackets.
_EXPLAINED = re.compile(
    r"(?P<name>[A-ZÆØÅ][\wé-]*(?:\s+[a-zæøåé-]+){0,6})\s+\((?P<code>[A-ZÆØÅ][A-Za-zÆØÅæøå]{1,9})\)"
)
IS_BODY = re.compile(
    r"(?:departement|direktorat|tilsyn|organisasjon|etat|verk|forvaltning|forvalting|senter|institutt|råd|kontor|vesen|"
    r"myndighet|myndigheit|styre|ombud|bibliotek|museum|arkiv|universitet|høgskole|nemnd)(?:et|en|a|ene|s)?(?![\wæøå])|fylke",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A body named in the text."""

    code: str
    start: int
    end: int


@dataclass(frozen=True)
class Gazetteer:
    """The bodies that a letter may name: those of the portal, and those the letter explains."""

    pattern: re.Pattern[str]
    codes: dict[str, str]

    def find(self, text: str) -> list[Mention]:
        """Every body named, in order."""
        return [
            Mention(self._code(match["name"]), match.start("name"), match.end("name"))
            for match in self.pattern.finditer(text)
        ]

    def _code(self, name: str) -> str:
        key = _key(name)
        return self.codes.get(key) or self.codes.get(key.lower(), "")

    def codes_in(self, text: str) -> tuple[str, ...]:
        """The codes of the bodies named, each once."""
        return unique(mention.code for mention in self.find(text))


def unique(codes: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(code for code in codes if code))


@cache
def known_bodies() -> dict[str, str]:
    """Name or code as written, in its key form, to the body's code."""
    names: dict[str, str] = {}
    current = {body.key: body.code for body in BODIES}
    for body in (*BODIES, *FORMER_NAMES):
        code = current[body.key]
        for name in (body.name_nb, body.name_nn, body.code, *_AS_WRITTEN.get(body.code, ())):
            names[_key(name)] = code
            if name.endswith("departementet"):
                names[_key(name[:-2])] = code
    return names


def gazetteer(text: str = "") -> Gazetteer:
    """The portal's bodies, and those that the text explains with a short form in brackets."""
    codes = dict(known_bodies())
    for match in _EXPLAINED.finditer(text[:200_000]):
        name, code = _body_name(match["name"]), match["code"]
        if name and not code.islower() and _key(code) not in codes:
            code = codes.get(_key(name), code)
            codes |= {_key(name): code, _key(match["code"]): code}
    return Gazetteer(_pattern(tuple(sorted(codes, key=len, reverse=True))), codes)


def _body_name(words: str) -> str:
    """The last words that together are a body's name, or nothing."""
    return " ".join(words.split()) if IS_BODY.search(words.split()[-1]) or IS_BODY.search(words) else ""


@cache
def _pattern(keys: tuple[str, ...]) -> re.Pattern[str]:
    """Codes only in capitals, names in any letters; with or without a genitive s."""
    codes = [_spaced(key) for key in keys if key.isupper()]
    names = [_spaced(key) for key in keys if not key.isupper()]
    either = "|".join([rf"(?i:{'|'.join(names)})" if names else "", "|".join(codes)]).strip("|")
    return re.compile(rf"(?<![\w@.])(?P<name>{either})(?=(?:'|’)?s?(?!\w))")


def _spaced(key: str) -> str:
    return re.escape(key).replace(r"\ ", r"\s+")


def _key(name: str) -> str:
    """Codes are kept in capitals, names in small letters, so that «ED» is not the end of a word."""
    bare = " ".join(name.split())
    return bare if bare.isupper() and " " not in bare and len(bare) <= 10 else bare.lower()

"""The translations: bokmål is written in the code, nynorsk and English lie in `locale/` (domain.md U-03).

Pure Python, so that neither GNU gettext nor a second list of texts is needed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template.base import Lexer, Parser, Token, TokenType
from django.templatetags.i18n import do_block_translate
from django.utils.translation.template import constant_re, inline_re

TRANSLATED = ("nn", "en")
KEYWORDS = {
    "_": None,
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
CODE = ("portal", "guidelines", "workinggroup", "pilots", "courses", "reporting")
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w+)\}|%[sd]")
NOISE = ('"Project-', '"Report-', '"POT-', '"PO-', '"Last-', '"Language-Team', '"Generated-')

# What a text is known by: (context, singular).
Key = tuple[str | None, str]


@dataclass
class Text:
    """A text in the code: where it stands, and its plural when it has one."""

    singular: str
    plural: str = ""
    context: str | None = None
    places: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.context, self.singular


# Collecting -----------------------------------------------------------------------------------


def collect(root: Path = settings.BASE_DIR) -> dict[Key, Text]:
    """Every text in code and templates that is marked for translation."""
    found: dict[Key, Text] = {}
    for text in [*_in_code(root), *_in_templates(root), *_foreign(root)]:
        known = found.setdefault(text.key, text)
        known.plural = known.plural or text.plural
        if known is not text:
            known.places += text.places
    return found


def _in_code(root: Path) -> Iterator[Text]:
    for app in CODE:
        for path in sorted((root / app).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            for line, message, _comments, context in extract("python", BytesIO(path.read_bytes()), KEYWORDS):
                yield _text(message, context, f"{path.relative_to(root)}:{line}")


def _text(message: str | tuple[str, ...], context: str | None, place: str) -> Text:
    singular, plural = message if isinstance(message, tuple) else (message, "")
    return Text(singular, plural, context, [place])


def _in_templates(root: Path) -> Iterator[Text]:
    for folder in [root / "templates", *(root / app for app in CODE)]:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".html", ".txt", ".svg", ".xml"} and "static" not in path.parts:
                yield from _in_template(path.read_text(encoding="utf-8"), str(path.relative_to(root)))


def _in_template(source: str, name: str) -> Iterator[Text]:
    """The texts of one template, found with Django's own lexer; cotton's attributes are lexed as well."""
    tokens = Lexer(source).tokenize()
    while tokens:
        token = tokens.pop(0)
        place = f"{name}:{token.lineno}"
        if token.token_type == TokenType.TEXT:
            continue
        if token.token_type == TokenType.BLOCK and token.contents.startswith(
            ("blocktranslate", "blocktrans")
        ):
            yield _block(token, tokens, place)
            continue
        if token.token_type == TokenType.BLOCK and (match := inline_re.match(token.contents)):
            yield Text(_unquoted(match[1]), "", _unquoted(match[3]) if match[3] else None, [place])
        for constant in constant_re.findall(token.contents):
            yield Text(_unquoted(constant), "", None, [place])


def _block(token: Token, tokens: list[Token], place: str) -> Text:
    """One `blocktranslate`, read by Django's own parser: the same text as at run time."""
    end = next(
        index
        for index, later in enumerate(tokens)
        if later.token_type == TokenType.BLOCK and later.contents.startswith("endblocktrans")
    )
    parser = Parser(tokens[: end + 1], builtins=_every_library())
    node = do_block_translate(parser, token)
    del tokens[: end + 1]
    singular = node.render_token_list(node.singular)[0]
    plural = node.render_token_list(node.plural)[0] if node.plural else ""
    context = node.message_context.var if node.message_context else None
    if node.trimmed:
        singular, plural = _trimmed(singular), _trimmed(plural)
    return Text(singular, plural, context, [place])


def _every_library() -> list:
    """All tag libraries at once: what a template has loaded is not known halfway through it."""
    from django.template import engines  # noqa: PLC0415 - app ready

    engine = engines["django"].engine  # type: ignore[attr-defined]
    return [*engine.template_builtins, *engine.template_libraries.values()]


def _trimmed(text: str) -> str:
    return " ".join(line.strip() for line in text.strip().splitlines())


def _unquoted(text: str) -> str:
    quote = text[0]
    return text[1:-1].replace(f"\\{quote}", quote)


def _foreign(root: Path) -> Iterator[Text]:
    """Texts of other packages that our pages show, one a line in `locale/foreign.txt`."""
    listed = root / "locale" / "foreign.txt"
    if listed.exists():
        lines = listed.read_text(encoding="utf-8").splitlines()
        yield from (Text(line, "", None, ["locale/foreign.txt"]) for line in lines if line and line[0] != "#")


# Catalogues -----------------------------------------------------------------------------------


def catalogue_path(language: str, root: Path = settings.BASE_DIR) -> Path:
    """Where a language's catalogue lies."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str, root: Path = settings.BASE_DIR) -> Catalog:
    """A language's catalogue; an empty one when there is none yet."""
    path = catalogue_path(language, root)
    if not path.exists():
        return _new_catalogue(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _new_catalogue(language: str) -> Catalog:
    """Without dates and names, so that two people who add a text do not meet in the heading."""
    catalogue = Catalog(locale=language, fuzzy=False)
    catalogue.header_comment = "# Nye linjer lages med: manage.py update_translations"
    return catalogue


def write_catalogue(language: str, catalogue: Catalog, root: Path = settings.BASE_DIR) -> None:
    """Write a language's .po, without babel's heading of dates and empty names."""
    path = catalogue_path(language, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = BytesIO()
    write_po(written, catalogue, width=110)
    lines = written.getvalue().decode().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(NOISE)), encoding="utf-8")


def compile_catalogues(root: Path = settings.BASE_DIR) -> list[Path]:
    """Make each .mo that is missing or older than its .po; returns those that were made."""
    made = []
    for source in sorted((root / "locale").glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _compile(source, target)
            made.append(target)
    return made


def _compile(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        catalogue = read_po(file)
    partial = target.with_suffix(".mo.part")
    with partial.open("wb") as file:
        write_mo(file, catalogue)
    partial.replace(target)


def update_catalogues(root: Path = settings.BASE_DIR) -> dict[str, int]:
    """Add the texts that a catalogue lacks, with an empty translation, and drop those no longer used."""
    texts = collect(root)
    return {language: _update(language, texts, root) for language in TRANSLATED}


def _update(language: str, texts: dict[Key, Text], root: Path) -> int:
    old, new, added = read_catalogue(language, root), _new_catalogue(language), 0
    for text in sorted(texts.values(), key=lambda text: (text.singular, text.context or "")):
        known = old.get(text.singular, text.context)
        added += known is None
        new.add(
            (text.singular, text.plural) if text.plural else text.singular,
            known.string if known else (("", "") if text.plural else ""),
            context=text.context,
        )
    write_catalogue(language, new, root)
    return added


# Checking -------------------------------------------------------------------------------------


def problems(root: Path = settings.BASE_DIR) -> list[str]:
    """What is wrong: texts without translation, and translations with other placeholders than the text."""
    texts = collect(root)
    return [line for language in TRANSLATED for line in _problems(language, texts, root)]


def _problems(language: str, texts: dict[Key, Text], root: Path) -> Iterator[str]:
    catalogue = read_catalogue(language, root)
    for text in texts.values():
        found = catalogue.get(text.singular, text.context)
        strings = _strings(found.string) if found and found.string and not found.fuzzy else []
        if not strings or not all(strings):
            yield f"{language}: mangler «{text.singular}» ({text.places[0]})"
        elif any(
            _placeholders(string) != _placeholders(text.plural or text.singular) for string in strings[-1:]
        ):
            yield f"{language}: andre plassholdere i «{text.singular}» ({text.places[0]})"


def _strings(string: str | tuple[str, ...] | list[str]) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


def _placeholders(text: str) -> list[str]:
    return sorted(match.group() for match in PLACEHOLDER.finditer(text))

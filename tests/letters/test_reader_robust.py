"""Nothing that is given to the reader makes it fall over, and every quotation stands in the text."""

import random
import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.errors import BadInput
from portal.letters.reader.files import text_of_upload
from portal.letters.reader.reading import read_letter
from tests.letters.oracle import example_letter
from tests.letters.test_reader_files import docx, drawn, pdf_of, saved, upload

NAMES = ("tildelingsbrev_bokmal", "tildelingsbrev_nynorsk", "pdf_tekst_bokmal", "supplerende_nynorsk")
UNSEEN = ("ukjent_tilsyn", "ukjent_institutt", "ukjent_forvalter", "ukjent_skatt")
WORDS = (
    "DSS", "DFD", "skal", "må", "og", "å", "utvikle", "lede", "i oppdrag", "gir", "kap. 1500", "post 21", "2,1 mill. kroner", ".", ",", ":",
    "\n", "\n\n", "\t", "• ", "1. ", "Føring 1 – ", "31. oktober 2023", "Vår ref", "24/1-2", "Frist", "som", "-\n", "Side 2", "Med hilsen", "¹ ",
)  # fmt: skip


def check(text: str) -> None:
    reading = read_letter(text)
    for one in reading.proposals:
        assert text[one.start : one.end] == one.quote
        assert 0 < len(one.quote) <= 500
        assert 0 < len(one.short_text) <= 300
        assert len(one.deadline.text) <= 100
    for heading in reading.headings:
        assert 0 <= heading.start < heading.end <= len(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    check(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=80), st.sampled_from(["", " "]))
def test_any_words_of_letters_are_read(words: list[str], between: str) -> None:
    check(between.join(words))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(NAMES), st.integers(0, 2**32))
def test_mutated_letters_are_read(name: str, seed: int) -> None:
    chance = random.Random(seed)
    letters = list(example_letter(name))
    for _ in range(chance.randrange(1, 60)):
        place = chance.randrange(len(letters))
        letters[place : place + chance.randrange(4)] = chance.choice(
            ["", "\n", " ", "\x00", "\u00ad", "å", "9", ". ", "\r", "\U0001f600"]
        )
    check("".join(letters))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(UNSEEN), st.integers(0, 2**32))
def test_letters_torn_apart_and_glued_together_are_read(name: str, seed: int) -> None:
    chance = random.Random(seed)
    lines = example_letter(name).split("\n")
    for _ in range(chance.randrange(1, 40)):
        place = chance.randrange(len(lines))
        what = chance.choice(("drop", "swap", "twice", "glue", "blank"))
        if what == "drop" and len(lines) > 1:
            del lines[place]
        elif what == "swap":
            lines[place : place + 6] = reversed(lines[place : place + 6])
        elif what == "glue":
            lines[place : place + 2] = ["".join(lines[place : place + 2])]
        else:
            lines.insert(place, lines[place] if what == "twice" else "")
    check("\n".join(lines))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["pdf", "docx"]), st.integers(0, 2**32))
def test_damaged_files_are_read_or_refused_with_a_sentence(kind: str, seed: int) -> None:
    chance = random.Random(seed)
    whole = saved(pdf_of(drawn(["DSS skal utarbeide en plan for arbeidet innen 1. mars."] * 9)))
    content = bytearray(
        whole if kind == "pdf" else docx("<w:p><w:r><w:t>DSS skal lage en plan.</w:t></w:r></w:p>")
    )
    for _ in range(chance.randrange(1, 30)):
        content[chance.randrange(8, len(content))] = chance.randrange(256)
    with suppress(BadInput):
        check(text_of_upload(upload(f"brev.{kind}", bytes(content))))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "skal " * 20_000,
        ". " * 50_000,
        "1 " * 50_000,
        "a-\n" * 20_000,
        "DSS skal utvikle, " * 5_000,
        "• skal\n" * 10_000,
        "kap. 1, post " * 5_000,
        " " * 200_000,
    ],
)
def test_hostile_text_takes_its_time_in_proportion(text: str) -> None:
    started = time.perf_counter()

    check(text)

    assert time.perf_counter() - started < 8


@pytest.mark.slow
def test_forty_pages_take_less_than_three_seconds() -> None:
    page = "\f".join(map(example_letter, ("tildelingsbrev_bokmal", "pdf_tekst_bokmal", *UNSEEN)))
    text = "\n\f".join([page] * (40 * 3_000 // len(page) + 1))
    started = time.perf_counter()

    reading = read_letter(text)

    assert time.perf_counter() - started < 3
    assert len(text) > 110_000
    assert len(reading.proposals) > 300

"""The parts of the reader: amounts, times, references, bodies, headings, sentences, splitting."""

import datetime
from decimal import Decimal

import pytest

from portal.letters.reader.amounts import find_amounts, find_budget_items
from portal.letters.reader.bodies import gazetteer
from portal.letters.reader.clauses import find_hits, pieces_of
from portal.letters.reader.deadlines import find_deadline
from portal.letters.reader.letterhead import References, read_letterhead
from portal.letters.reader.reading import read_letter
from portal.letters.reader.sentences import sentences_of
from portal.letters.reader.text import flow_of, lines_of


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("inntil 2,1 mill. kroner i 2024", "2100000"), ("inntil 2,1. mill. kroner", "2100000"), ("1 500 000 kroner", "1500000"),
        ("kr 300 000,- til reiser", "300000"), ("3 mrd.", "3000000000"), ("kr 98.500.000", "98500000"), ("750 000 kr", "750000"),
    ],
)  # fmt: skip
def test_amounts(text: str, amount: str) -> None:
    assert [found.value for found in find_amounts(text)] == [Decimal(amount)]


@pytest.mark.parametrize(
    "text", ["i 2024", "24/385-100", "føring 1 og 2", "22 24 90 90", "80 pst.", "12. mars 2025"]
)
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert find_amounts(text) == []


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("DFDs kap. 1500, post 21 med", ("1500", "21")), ("kap. 1510 post 01", ("1510", "01")), ("på 1500.21", ("1500", "21")),
        ("kapittel 554, post 1", ("554", "01")), ("kap. 3554", ("3554", "")),
    ],
)  # fmt: skip
def test_chapter_and_item(text: str, item: tuple[str, str]) -> None:
    [found] = find_budget_items(text)

    assert (found.chapter, found.post) == item


@pytest.mark.parametrize(
    ("text", "words", "date"),
    [
        ("Frist er 31. oktober 2023.", "31. oktober 2023", datetime.date(2023, 10, 31)),
        ("merknader fredag 11. oktober 2024.", "fredag 11. oktober 2024", datetime.date(2024, 10, 11)),
        ("innen 30.06.2025", "30.06.2025", datetime.date(2025, 6, 30)), ("leveres 15. mars", "15. mars", None),
        ("så snart dette er klart.", "så snart dette er klart", None), ("raskt etablere", "raskt", None),
        ("at det jevnlig kommer", "jevnlig", None), ("fra høsten 2024 til sommeren 2025", "fra høsten 2024 til sommeren 2025", None),
        ("fra januar–juli 2025", "fra januar–juli 2025", None), ("dialog i 2025", "i 2025", None),
        ("på første møte", "på første møte", None), ("etter 1. tertial", "1. tertial", None), ("møte uke 41", "uke 41", None),
        ("innan utgangen av året", "innan utgangen av året", None), ("brev datert 6. september 2024", "", None),
        ("innen 31. februar 2025", "31. februar 2025", None), ("arbeid innen forskning", "", None), ("svar innen tre uker", "innen tre uker", None),
    ],
)  # fmt: skip
def test_deadlines(text: str, words: str, date: datetime.date | None) -> None:
    found = find_deadline(text)

    assert (found.text, found.date) == (words, date)


@pytest.mark.parametrize(
    "head",
    [
        "Deres ref\n\nVår ref\n24/385-100\nDato\n27. september 2024", "Deres ref: 23/1   Vår ref: 24/385-100   Dato: 27.09.2024",
        "Dato\tVår ref\tDeres ref\n27. september 2024\t24/385-100\t23/1", "Vår ref\nDeres ref\nDato\n24/385-100\n23/1\n27. september 2024",
        "Dykkar ref      Vår ref        Dato\n23/1            24/385-100     27. september 2024",
        "Deres ref      Vår ref        Dato\n               24/385-100     27. september 2024",
        "Vår dato: x\nDato: 27. september 2024\nDeres referanse:\nVår referanse: 24/385-100",
    ],
)  # fmt: skip
def test_references_in_any_order(head: str) -> None:
    found = read_letterhead(
        lines_of(head + "\n\nTildelingsbrev 2024 – DSS\n\nDFD viser til brevet."), gazetteer()
    )

    assert found.references.ours == "24/385-100"
    assert found.references in {References("24/385-100", "23/1"), References("24/385-100", "")}
    assert found.date == datetime.date(2024, 9, 27)


def test_bodies_by_code_name_and_the_letters_own_short_form() -> None:
    bodies = gazetteer("Eksempeldirektoratet (EKD) og kunstig intelligens (KI)")

    assert bodies.codes_in("DFDs brev til Finansdepartementet og EKD om KI") == ("DFD", "FIN", "EKD")
    assert bodies.codes_in("Tryggings- og serviceorganisasjonen\ntil departementa") == ("DSS",)
    assert bodies.codes_in("ED er en kode, med er ikke") == ("ED",)
    assert bodies.codes_in("postmottak@dfd.dep.no") == ()


def test_divided_words_are_joined_and_found_again() -> None:
    text = "Arbeids-\ngruppen bruker KI-\nverktøy, miljø-\nog klimatiltak."
    flow = flow_of(lines_of(text))

    assert flow.text == "Arbeidsgruppen bruker KI-verktøy, miljø- og klimatiltak."
    start = flow.text.index("verktøy")
    assert text[slice(*flow.span(start, start + 7))] == "verktøy"


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Jf. kap. 1500 bl.a. for nr. 2 innen 15. mars 2025. Det gjelder 2,1. mill. kroner mv. Neste er 750 000 kr. Slutt i 2025. Ja."

    found = [one.text for one in sentences_of(flow_of(lines_of(text)))]

    assert [one.split()[0] for one in found] == ["Jf.", "Det", "Neste", "Slutt", "Ja."]


@pytest.mark.parametrize(
    ("sentence", "shorts"),
    [
        ("DSS skal etablere og lede en gruppe.", ["Etablere en gruppe", "Lede en gruppe"]),
        (
            "DFD gir DSS i oppdrag å utvikle en plan til, og tilby et kurs.",
            ["Utvikle en plan til et kurs", "Tilby et kurs"],
        ),
        (
            "DSS skal utarbeide en rapport om mål og midler.",
            ["DSS skal utarbeide en rapport om mål og midler"],
        ),
        ("DFD gir DSS i oppdrag å kartlegge behov, og å lage en plan.", ["Kartlegge behov", "Lage en plan"]),
        ("Etaten skal sikre at alle kan lese og skrive.", ["Etaten skal sikre at alle kan lese og skrive"]),
    ],
)
def test_two_actions_are_two_pieces(sentence: str, shorts: list[str]) -> None:
    [hit] = find_hits(sentence, gazetteer(), "DFD")

    assert [piece.short for piece in pieces_of(sentence, hit)] == shorts


@pytest.mark.parametrize(
    "sentence",
    [
        "Vi viser til hva DSS skal gjøre.", "Regjeringen vil styrke tilliten.", "Hvordan skal dere måle dette?",
        "Dette er arbeidet som skal gjøres.", "For nærmere omtale se kapittelet om økonomi.", "Departementet vil understreke dette.",
    ],
)  # fmt: skip
def test_what_is_only_told_is_not_proposed(sentence: str) -> None:
    assert find_hits(sentence, gazetteer(), "DFD") == []


def test_a_letter_without_anything_gives_an_empty_reading() -> None:
    reading = read_letter("")

    assert (reading.title, reading.number, reading.date, reading.proposals, reading.headings) == (
        "",
        0,
        None,
        (),
        (),
    )

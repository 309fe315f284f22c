"""The reader on letters in the manner of fourteen ministries, as they are and as other layouts leave them (EKSEMPEL)."""

import re
import textwrap
from collections.abc import Callable

import pytest

from portal.letters.reader.files import text_of_upload
from portal.letters.reader.reading import read_letter
from portal.letters.states import ClauseType
from tests.letters.test_reader_files import docx, drawn, pdf_of, saved, upload
from tests.letters.unseen import LETTERS, Letter, Measure, head, measure

every_letter = pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)


def without_blank_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip())


def double_spaced(text: str) -> str:
    return "\n\n".join(line for line in text.split("\n") if line.strip())


def indented(text: str) -> str:
    return "\n".join(f"      {line}   " for line in text.split("\n"))


def from_windows(text: str) -> str:
    return text.replace("\n", "\r\n")


def on_pages(text: str) -> str:
    """A page number and a form feed after every thirty lines, also in the middle of sentences."""
    lines = text.split("\n")
    pages = [lines[first : first + 30] for first in range(0, len(lines), 30)]
    return "\f".join(
        "\n".join([*page, f"Side {number} av {len(pages)}"]) for number, page in enumerate(pages, 1)
    )


def narrow(text: str) -> str:
    """Lines of dot-matrix length."""
    lines = [
        textwrap.wrap(line, 52) if len(line) > 70 and not re.search(r"\s{4}|\t|\|", line.strip()) else [line]
        for line in text.split("\n")
    ]
    return "\n".join(line for wrapped in lines for line in wrapped)


def together(measures: list[Measure]) -> tuple[float, float, float, float]:
    """Recall, the share of the right type, the share of facts that are right, and precision."""
    wanted, found = sum(one.wanted for one in measures), sum(one.found for one in measures)
    typed, extra = sum(one.typed for one in measures), sum(len(one.extra) for one in measures)
    facts = sum(one.facts_right for one in measures) / sum(one.facts for one in measures)
    return found / wanted, typed / found, facts, found / (found + extra)


@every_letter
def test_head_and_headings_are_read(letter: Letter) -> None:
    reading = read_letter(letter.text)

    assert head(reading) == letter.head
    assert tuple(heading.title for heading in reading.headings) == letter.headings


@every_letter
def test_what_a_person_would_mark_is_proposed(letter: Letter) -> None:
    measured = measure(letter, read_letter(letter.text))

    assert measured.found >= 0.95 * measured.wanted, measured.said
    assert measured.typed >= 0.9 * measured.found, measured.said
    assert measured.facts_right >= 0.95 * measured.facts, measured.said
    assert len(measured.extra) <= 1, measured.extra


@every_letter
def test_what_nobody_would_mark_is_not_proposed(letter: Letter) -> None:
    said = " ".join(one.quote.lower() for one in read_letter(letter.text).proposals)

    assert [words for words in letter.unwanted if words in said] == []


@pytest.mark.parametrize(
    "laid_out", [without_blank_lines, double_spaced, indented, from_windows, on_pages, narrow]
)
def test_layout_changes_little(laid_out: Callable[[str], str]) -> None:
    measures = [measure(letter, read_letter(laid_out(letter.text))) for letter in LETTERS]
    recall, typed, facts, precision = together(measures)

    said = [words for one in measures for words in one.said]
    assert recall >= 0.97, said
    assert typed >= 0.95, said
    assert facts >= 0.95, said
    assert precision >= 0.97, [words for one in measures for words in one.extra]


@every_letter
def test_headings_are_kept_without_blank_lines(letter: Letter) -> None:
    reading = read_letter(without_blank_lines(letter.text))

    assert tuple(heading.title for heading in reading.headings) == letter.headings
    assert head(reading) == letter.head


def as_docx(letter: Letter) -> bytes:
    lines = [line for line in letter.text.split("\n") if line.strip()]
    said = [
        line.strip().replace("&", "&amp;").replace(">", "&gt;").replace("\t", "</w:t><w:tab/><w:t>")
        for line in lines
    ]
    return docx("".join(f'<w:p><w:r><w:t xml:space="preserve">{line}</w:t></w:r></w:p>' for line in said))


def as_pdf(letter: Letter) -> bytes:
    lines = [
        line.replace("\t", "      ").replace("(", "\\(").replace(")", "\\)")
        for line in letter.text.split("\n")
    ]
    said = [line.replace("–", "-").replace("≥", ">").replace("▪", "•") for line in lines]
    return saved(pdf_of(*[drawn(said[first : first + 45], 40, 790) for first in range(0, len(said), 45)]))


@pytest.mark.parametrize(("name", "made"), [("brev.docx", as_docx), ("brev.pdf", as_pdf)])
def test_files_give_what_the_text_gives(name: str, made: Callable[[Letter], bytes]) -> None:
    measures = [
        measure(letter, read_letter(text_of_upload(upload(name, made(letter))))) for letter in LETTERS
    ]
    recall, typed, facts, _precision = together(measures)

    said = [words for one in measures for words in one.said]
    assert (recall >= 0.95, typed >= 0.95, facts >= 0.9) == (True, True, True), said


def test_a_report_that_is_asked_for_is_a_reporting_duty() -> None:
    text = "Departementet ber om at årsrapporten sendes innen 15. mars 2026."

    [one] = read_letter(f"Tildelingsbrev 2025\n\n{text}").proposals

    assert (one.type, str(one.deadline.date)) == (ClauseType.REPORT, "2026-03-15")


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("duty", "Direktoratet skal gi råd til kommunene om universell utforming."),
        ("duty", "Etaten må styrke arbeidet med informasjonssikkerhet."),
        ("report", "Vi ber om en redegjørelse for status innen 10. september."),
        ("report", "Departementet ber om å få oversendt risikovurderingen innen 1. juni 2025."),
        ("condition", "Ubrukte midler skal tilbakebetales til departementet."),
        ("condition", "Tilskuddet kan ikke benyttes til dekning av ordinære driftsutgifter."),
        ("authority", "Direktoratet gis fullmakt til å inngå avtaler om inntil 40 mill. kroner."),
        ("promise", "Departementet vil dekke merkostnadene i 2026."),
        ("purpose", "Formålet med ordningen er å øke deltakelsen i arbeidslivet."),
        (None, "Statsbudsjettet for 2025 ble vedtatt i desember."),
        (None, "Departementet viser til dialogen i styringsmøtet 12. mars 2025."),
        (None, "Kommunene har ansvar for tjenestene i dag."),
        (None, "Det er om lag 300 ansatte i virksomheten."),
        (None, "Utviklingen i 2024 var positiv, og brukerne er fornøyde."),
        ("duty", "Det skal utarbeides en handlingsplan mot vold innen utgangen av året."),
        ("duty", "Direktoratet har ansvaret for den nasjonale koordineringen."),
        ("report", "Avvik skal rapporteres til departementet uten ugrunnet opphold."),
        ("report", "I årsrapporten skal virksomheten omtale arbeidet med likestilling."),
        ("duty", "Verksemda skal leggje til rette for at tilsette kan nytte nynorsk."),
        ("duty", "Departementet ventar at direktoratet prioriterer tilsyn."),
        ("condition", "Arbeidet skal skje innanfor dei gjeldande rammene."),
        ("authority", "For 2025 blir det stilt 14,2 mill. kroner til disposisjon på kap. 530 post 01."),
        ("report", "Vi ber om å få tilsendt årsrapporten elektronisk."),
        ("duty", "Virksomheten bes delta i evalueringen."),
        (None, "Som det går frem av tabell 2, har saksbehandlingstiden gått ned."),
        ("duty", "Tilsynet skal særlig følge opp virksomheter som ikke har levert egenmelding."),
        ("report", "Tertialrapport for andre tertial skal foreligge senest 10. oktober."),
        (None, "Loven krever at virksomheten har internkontroll."),
        ("condition", "Det er en forutsetning for tildelingen at prosjektet fullføres i 2025."),
        (
            "duty",
            "Departementet ber direktoratet vurdere behovet for regelverksendringer, og komme med forslag innen 1. november 2025.",
        ),
        ("duty", "Oppdraget skal gjennomføres i tett dialog med Datatilsynet."),
    ],
)
def test_what_ministries_write_and_what_it_is(kind: str | None, sentence: str) -> None:
    text = (
        f"Justis- og beredskapsdepartementet\n\nTildelingsbrev 2025 – EKSEMPEL\n\n1 Oppdrag\n\n{sentence}\n"
    )

    kinds = {str(one.type) for one in read_letter(text).proposals}

    assert kinds == ({kind} if kind else set())

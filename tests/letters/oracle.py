"""The clauses of the two reference letters by a few key words each, to hold the reader's proposals against.

Each is our own number in clauses.md, the type, and words that the quotation must hold. Letters are found beside
PORTAL_REFERENCE_DATA; without them the tests are skipped.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.letters.reader.proposals import Proposal
from portal.letters.states import ClauseType

D, C, P, L, A, R, I = (  # noqa: E741 - the letters of the clause list
    ClauseType.DUTY, ClauseType.CONDITION, ClauseType.PURPOSE, ClauseType.PROMISE, ClauseType.AUTHORITY,
    ClauseType.REPORT, ClauseType.INFORMATION,
)  # fmt: skip


@dataclass(frozen=True)
class Expected:
    """A clause: its number, type, assignment, words of the quotation, and words of the short form when it is shared."""

    number: str
    type: ClauseType
    assignment: int
    words: tuple[str, ...]
    short: tuple[str, ...] = ()


S000 = (
    Expected("0.1", I, 0, ("konkretiserer", "overta")),
    Expected("0.2", C, 0, ("uttømmende",)),
    Expected("1.1", D, 1, ("koordinering",), ("koordinering",)),
    Expected("1.2", D, 1, ("erfaringsdeling",), ("erfaringsdeling",)),
    Expected("1.3", D, 1, ("utprøvinger",), ("utprøvinger",)),
    Expected("1.4", D, 1, ("høringsprosessen", "fin"), ("høringsprosessen",)),
    Expected("1.5", L, 1, ("finansiering", "våren 2025")),
    Expected("2.1", D, 2, ("raskt", "etablere"), ("etablere",)),
    Expected("2.2", D, 2, ("lede", "arbeidsgruppe"), ("lede",)),
    Expected("2.3", D, 2, ("kartlegge", "bruksområder")),
    Expected("2.4", P, 2, ("danne grunnlag", "prioritere")),
    Expected("2.5", P, 2, ("danne grunnlag", "satsingsforslag")),
    Expected("2.6", C, 2, ("varighet", "sommeren 2025")),
    Expected("2.7", D, 2, ("invitasjon", "smk")),
    Expected("2.8", D, 2, ("utkast til mandat", "så snart")),
    Expected("2.9", C, 2, ("diskuteres", "første møte")),
    Expected("2.10", L, 2, ("finansiering", "våren 2025")),
    Expected("3.1", D, 3, ("utvikle", "skisse"), ("utvikle", "skisse")),
    Expected("3.2", D, 3, ("tilby", "kurs"), ("tilby",)),
    Expected("3.3", P, 3, ("målet", "innsikt")),
    Expected("3.4", D, 3, ("bør", "trekke veksler")),
    Expected("3.5", C, 3, ("fagrådet", "presenteres")),
    Expected("3.6", D, 3, ("nærmere dialog", "skisse")),
    Expected("4.1", I, 4, ("foreleggelse", "11. oktober 2024")),
    Expected("4.2", D, 4, ("fastsette", "lys")),
    Expected("4.3", D, 4, ("publisere", "depweb"), ("publisere",)),
    Expected("4.4", D, 4, ("oppdatere", "endringer")),
    Expected("4.5", D, 4, ("informere departementene",)),
    Expected("4.6", D, 4, ("enkelte departementene", "intranett")),
    Expected("4.7", D, 4, ("felles informasjonsgrunnlag",)),
    Expected("4.8", C, 4, ("jevnlig",)),
    Expected("5.1", D, 5, ("nærmere dialog", "i 2025")),
    Expected("6.1", A, 6, ("fullmakt", "1500")),
    Expected("6.2", C, 6, ("merutgifter", "september")),
    Expected("6.3", L, 6, ("finansiering", "januar")),
    Expected("7.1", R, 7, ("utbetalinger", "hele året")),
)

S004 = (
    Expected("report", R, 2, ("rapporterer", "pilotprosjekter")),
    Expected("element 1", C, 2, ("problembeskrivelse",)),
    Expected("element 2", C, 2, ("omfang:",)),
    Expected("element 3", C, 2, ("tid:",)),
    Expected("element 4", C, 2, ("deltakere:",)),
    Expected("element 5", C, 2, ("økonomiske rammer",)),
    Expected("element 6", C, 2, ("dokumentasjon og evaluering",)),
    Expected("zero report", R, 2, ("dersom", "tillitsvalgte")),
    Expected("invitation", I, 3, ("inviteres",)),
)


@dataclass(frozen=True)
class Comparison:
    """Which clauses were found, with the right type, and which proposals are none of them."""

    found: tuple[str, ...]
    right_type: tuple[str, ...]
    missed: tuple[str, ...]
    extra: tuple[Proposal, ...]

    def __str__(self) -> str:
        extra = "".join(f"\n  extra: {one.short_text}" for one in self.extra)
        return (
            f"{len(self.found)} found, {len(self.right_type)} of the right type, missed: {self.missed}{extra}"
        )


def compare(proposals: Sequence[Proposal], expected: Sequence[Expected]) -> Comparison:
    """Give every clause the first proposal of its assignment that holds its words; each is used once."""
    free = list(proposals)
    found, right, missed = [], [], []
    for one in expected:
        hits = [proposal for proposal in free if _is(proposal, one)]
        if not hits:
            missed.append(one.number)
            continue
        chosen = next((proposal for proposal in hits if proposal.type == one.type), hits[0])
        free.remove(chosen)
        found.append(one.number)
        right += [one.number] if chosen.type == one.type else []
    return Comparison(tuple(found), tuple(right), tuple(missed), tuple(free))


def _is(proposal: Proposal, expected: Expected) -> bool:
    quote, short = " ".join(proposal.quote.lower().split()), proposal.short_text.lower()
    has_words = all(word in quote for word in expected.words) and all(
        word in short for word in expected.short
    )
    return proposal.assignment == expected.assignment and has_words


def reference_letter(start: str) -> str:
    """The text of a reference letter; the test is skipped where the letters are not kept."""
    root = Path(__file__).resolve().parents[2]
    given = os.environ.get("PORTAL_REFERENCE_DATA")
    folders = [Path(given).parent / "seeds"] if given else []
    folders.append(root.parent / "shared" / "reference" / "seeds")
    for folder in folders:
        for path in sorted(folder.glob(f"{start}*.txt")):
            return path.read_text(encoding="utf-8")
    pytest.skip(f"The reference letter {start} is not here: set PORTAL_REFERENCE_DATA.")


def example_letter(name: str) -> str:
    """One of the made-up letters, marked EKSEMPEL."""
    return (Path(__file__).with_name("examples") / f"{name}.txt").read_text(encoding="utf-8")

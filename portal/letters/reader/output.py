"""A reading for machines and for people: the command's JSON and its table."""

from typing import Any

from portal.letters.reader.headings import Heading
from portal.letters.reader.proposals import Proposal
from portal.letters.reader.reading import LetterReading


def as_json(reading: LetterReading) -> dict[str, Any]:
    """Stable English keys; dates as ISO, amounts as text with two decimals."""
    return {
        "number": reading.number,
        "budget_year": reading.budget_year,
        "kind": str(reading.kind),
        "title": reading.title,
        "references": {"ours": reading.references.ours, "theirs": reading.references.theirs},
        "date": reading.date.isoformat() if reading.date else None,
        "sender": reading.sender,
        "receiver": reading.receiver,
        "copies": list(reading.copies),
        "headings": [_heading(heading) for heading in reading.headings],
        "proposals": [_proposal(proposal) for proposal in reading.proposals],
    }


def _heading(heading: Heading) -> dict[str, Any]:
    return {
        "number": heading.number,
        "printed": heading.printed,
        "title": heading.title,
        "kind": str(heading.kind),
        "level": heading.level,
        "start": heading.start,
        "end": heading.end,
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    due = proposal.deadline
    return {
        "quote": proposal.quote,
        "start": proposal.start,
        "end": proposal.end,
        "type": str(proposal.type),
        "short_text": proposal.short_text,
        "bodies": list(proposal.bodies),
        "deadline": {"text": due.text, "date": due.date.isoformat() if due.date else None} if due else None,
        "amount": None if proposal.amount is None else f"{proposal.amount:.2f}",
        "chapter": proposal.chapter or None,
        "post": proposal.post or None,
        "assignment": proposal.assignment,
        "heading": proposal.heading or None,
        "reasons": list(proposal.reasons),
    }


def as_table(reading: LetterReading) -> str:
    """The head of the letter, and the proposals under their headings."""
    head = [
        ("Tittel", reading.title),
        ("Type", str(reading.kind.label)),
        ("Nummer", str(reading.number or "")),
        ("Budsjettår", str(reading.budget_year or "")),
        ("Vår ref", reading.references.ours),
        ("Deres ref", reading.references.theirs),
        ("Dato", f"{reading.date:%d.%m.%Y}" if reading.date else ""),
        ("Avsender", reading.sender),
        ("Mottaker", reading.receiver),
        ("Kopi", ", ".join(reading.copies)),
        ("Forslag", str(len(reading.proposals))),
    ]
    lines = [f"{label:<11} {value or '–'}" for label, value in head]
    shown: tuple[int | None, str] | None = None
    for number, proposal in enumerate(reading.proposals, 1):
        place = (proposal.assignment, proposal.heading)
        if place != shown:
            lines += ["", f"{'' if place[0] is None else place[0]} {place[1]}".strip()]
            shown = place
        lines += _rows(number, proposal)
    return "\n".join(lines)


def _rows(number: int, proposal: Proposal) -> list[str]:
    facts = [
        " ".join(proposal.bodies),
        proposal.deadline.text,
        f"{proposal.amount:,.2f} kr".replace(",", " ").replace(".", ",")
        if proposal.amount is not None
        else "",
        f"kap. {proposal.chapter}" + (f" post {proposal.post}" if proposal.post else "")
        if proposal.chapter
        else "",
        "; ".join(proposal.reasons),
    ]
    told = " · ".join(fact for fact in facts if fact)
    return [f"{number:>4}  {proposal.type.label:<12} {proposal.short_text}", f"{'':>4}  {'':<12} {told}"]

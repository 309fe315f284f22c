"""A letter is uploaded, read, gone through proposal by proposal, and registered in one step."""

import datetime
import hashlib
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.errors import BadInput, Problem, StateChanged, StepRefused, refuse_if
from portal.events import Audience, record
from portal.files import store_file
from portal.letters import rules
from portal.letters.actions.changes import register_change
from portal.letters.actions.letters import draft_letter, register_letter
from portal.letters.locks import under_review
from portal.letters.models import (
    Assignment,
    Clause,
    Letter,
    LetterDraft,
    ProposedAssignment,
    ProposedClause,
    Responsibility,
)
from portal.letters.reader.files import LETTERS, checked_text, text_of_upload
from portal.letters.reader.reading import LetterReading, read_letter
from portal.letters.states import DROP_READING, ChangeKind, LetterState, ReadingState
from portal.letters.words import is_every_ministry
from portal.people.models import Organisation, OrganisationName
from portal.permissions import Right

if TYPE_CHECKING:
    from portal.people.models import User

HEAD = ("kind", "number", "budget_year", "reference", "title", "sender", "receiver", "dated_on", "copies_to")


@transaction.atomic
def start_reading(
    *, upload: UploadedFile | None, text: str = "", by: "User", at: datetime.datetime
) -> LetterDraft:
    """Take in a letter as a file, or its text, to be read afterwards.

    Raises BadInput with a sentence for a scanned, encrypted, damaged or oversized file, and for a letter that is
    here already; then nothing is kept.
    """
    if by.organisation is None:
        raise BadInput(_("Du har ingen virksomhet å legge inn brevet for."))
    words = text_of_upload(upload) if upload else checked_text(text)
    marked = hashlib.sha256(" ".join(words.split()).encode()).hexdigest()
    refuse_if(_here_already(marked, by.organisation))
    file = (
        store_file(upload, allowed=LETTERS, right=Right.READ_FILES, organisation=by.organisation, by=by)
        if upload
        else None
    )
    draft = LetterDraft.objects.create(
        organisation=by.organisation, file=file, text=words, text_hash=marked, started_by=by, started_at=at
    )
    _note("reading.started", draft, f"{draft} ble lastet opp for lesing.", by=by, at=at)
    return draft


def _here_already(marked: str, organisation: Organisation) -> list[Problem]:
    known = LetterDraft.objects.filter(text_hash=marked).select_related("letter")
    registered = known.filter(state=ReadingState.REGISTERED).first()
    if registered and registered.letter:
        return [Problem(_("Dette brevet er alt registrert."), url=registered.letter.get_absolute_url())]
    open_one = known.open().filter(organisation=organisation).first()
    if open_one:
        return [
            Problem(
                _("Dette brevet er alt lest inn og venter på gjennomgang."), url=open_one.get_absolute_url()
            )
        ]
    return []


@transaction.atomic
def left_readings(*, before: datetime.datetime) -> list[int]:
    """Letters that have waited since before the moment, and that nobody reads now: a worker died, or the queue was away."""
    waiting = LetterDraft.objects.filter(state=ReadingState.QUEUED, started_at__lt=before)
    return list(waiting.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))


@transaction.atomic
def read_draft(*, draft: LetterDraft, at: datetime.datetime) -> LetterDraft:
    """Fill a draft with what the reader finds; a draft that is read already is left as it is."""
    current = LetterDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if current.state != ReadingState.QUEUED:
        return current
    reading = read_letter(current.text)
    _fill_head(current, reading)
    current.state = ReadingState.READ
    current.save(update_fields=["state", *HEAD])
    parts = _propose_assignments(current, reading)
    ProposedClause.objects.bulk_create(_proposed(current, found, parts) for found in reading.proposals)
    _note(
        "reading.read",
        current,
        f"{current} ble lest: {len(reading.proposals)} forslag.",
        by=current.started_by,
        at=at,
    )
    return current


def _fill_head(draft: LetterDraft, reading: LetterReading) -> None:
    bodies = _bodies_by_code()
    draft.kind, draft.number, draft.budget_year = reading.kind, reading.number, reading.budget_year
    draft.reference, draft.title = reading.references.ours[:40], reading.title[:200]
    draft.dated_on, draft.copies_to = reading.date, ", ".join(reading.copies)[:200]
    draft.sender, draft.receiver = bodies.get(reading.sender.upper()), bodies.get(reading.receiver.upper())


def _bodies_by_code() -> dict[str, Organisation]:
    names = OrganisationName.objects.select_related("organisation").order_by("valid_from")
    return {name.code.upper(): name.organisation for name in names}


def _propose_assignments(draft: LetterDraft, reading: LetterReading) -> dict[int, ProposedAssignment]:
    """The first heading of each number, and an introduction for what stands before them."""
    made: dict[int, ProposedAssignment] = {}
    for heading in reading.headings:
        if heading.number not in made:
            made[heading.number] = ProposedAssignment(
                draft=draft, kind=heading.kind, number=heading.number, title=heading.title[:200]
            )
    homeless = any(found.assignment is None or found.assignment not in made for found in reading.proposals)
    if homeless and 0 not in made:
        made[0] = ProposedAssignment(draft=draft, kind="chapter", number=0, title=_("Innledning"))
    ProposedAssignment.objects.bulk_create(made.values())
    return made


def _proposed(draft: LetterDraft, found: Any, parts: dict[int, ProposedAssignment]) -> ProposedClause:
    due = found.deadline
    return ProposedClause(
        draft=draft, start=found.start, end=found.end, quote=" ".join(found.quote.split())[:500], type=found.type,
        short_text=found.short_text[:300], bodies=[body[:60] for body in found.bodies],
        due_on=due.date if due else None, due_words=due.text[:100] if due else "",
        amount=None if found.type == "promise" else found.amount, chapter=found.chapter, post=found.post,
        assignment=parts.get(found.assignment if found.assignment is not None else 0) or parts.get(0),
        reasons=[reason[:200] for reason in found.reasons],
    )  # fmt: skip


@transaction.atomic
def change_head(
    *, draft: LetterDraft, head: dict[str, Any], by: "User", at: datetime.datetime
) -> LetterDraft:
    """Correct what the reader found in the letter's head."""
    current = under_review(draft)
    before = {name: str(getattr(current, name) or "") for name in HEAD}
    for name in HEAD:
        setattr(current, name, head[name])
    current.save(update_fields=list(HEAD))
    after = {name: str(getattr(current, name) or "") for name in HEAD}
    changes = {name: [before[name], after[name]] for name in HEAD if before[name] != after[name]}
    _note(
        "reading.head_changed", current, f"Brevhodet til {current} ble rettet.", by=by, at=at, changes=changes
    )
    return current


@transaction.atomic
def add_assignment(
    *, draft: LetterDraft, kind: str, number: int, title: str, by: "User", at: datetime.datetime
) -> ProposedAssignment:
    """Add a føring that the reader did not find; the same number twice is a sentence."""
    current = under_review(draft)
    if current.assignments.filter(number=number).exists():
        raise StepRefused(_("Brevet har alt en føring med nummer %(number)s.") % {"number": number})
    made = ProposedAssignment.objects.create(draft=current, kind=kind, number=number, title=title)
    _note("reading.assignment_added", current, f"Føring {made} ble lagt til.", by=by, at=at)
    return made


def drop_reading(*, draft: LetterDraft, by: "User", at: datetime.datetime) -> LetterDraft:
    """Leave a reading; nothing of it is registered."""
    return DROP_READING.apply(draft, by=by, at=at, audience=Audience.ORGANISATION)


@transaction.atomic
def register_reading(*, draft: LetterDraft, by: "User", at: datetime.datetime) -> Letter:
    """Make the letter, its assignments and its clauses of what was accepted, and register it in one step.

    Raises StepRefused with what is missing (domain.md T-01, T-02); then nothing is saved.
    """
    current = under_review(draft)
    refuse_if(rules.missing_for_reading(current))
    letter = _letter_of(current, by=by, at=at)
    made = _clauses_of(current, letter, by=by, at=at)
    registered = register_letter(letter=letter, by=by, at=at)
    for proposal, clause in made:
        if proposal.amends:
            kind = ChangeKind(proposal.amends_how)
            register_change(new=clause, old=proposal.amends, kind=kind, by=by, at=at)
    current.letter, current.state = registered, ReadingState.REGISTERED
    current.save(update_fields=["letter", "state"])
    return registered


def _letter_of(draft: LetterDraft, *, by: "User", at: datetime.datetime) -> Letter:
    letter = Letter(
        **{name: getattr(draft, name) for name in HEAD},
        text=draft.text,
        file=draft.file,
        state=LetterState.DRAFT,
    )
    try:
        with transaction.atomic():
            return draft_letter(letter=letter, by=by, at=at)
    except IntegrityError as error:
        if "letter_key_is_unique" not in str(error):
            refuse_if(_numbered_wrongly(error))
            raise
        raise StateChanged(_("Dette brevet er alt lagt inn.")) from error


def _numbered_wrongly(error: IntegrityError) -> list[Problem]:
    if "supplementary_letter_has_a_number" not in str(error):
        return []
    text = _("Et supplerende tildelingsbrev skal ha nummer, et tildelingsbrev skal ikke.")
    return [Problem(text, url="#hode", code="number")]


def _clauses_of(
    draft: LetterDraft, letter: Letter, *, by: "User", at: datetime.datetime
) -> list[tuple[ProposedClause, Clause]]:
    bodies = _bodies_by_code()
    homes: dict[int, Assignment] = {}
    made = []
    accepted = (
        draft.proposals.accepted().select_related("assignment", "amends__assignment__letter").in_order()
    )
    for proposal in accepted:
        part = proposal.assignment
        if part is None:
            continue
        home = homes.get(part.pk) or homes.setdefault(part.pk, _assignment(letter, part))
        clause = _clause(home, home.clauses.count() + 1, proposal)
        Responsibility.objects.bulk_create(_responsible(clause, proposal.bodies, bodies))
        made.append((proposal, clause))
    return made


def _assignment(letter: Letter, part: ProposedAssignment) -> Assignment:
    short = part.title if len(part.title) <= 60 else part.title[:58].rsplit(" ", 1)[0] + " …"
    return Assignment.objects.create(
        letter=letter, kind=part.kind, number=part.number, title=part.title, short_title=short
    )


def _clause(home: Assignment, position: int, said: ProposedClause) -> Clause:
    return Clause.objects.create(
        assignment=home, position=position, type=said.type, short_text=said.short_text, quote=said.quote,
        quote_start=said.start, quote_end=said.end, due_on=said.due_on, due_words=said.due_words, amount=said.amount,
        chapter=said.chapter, post=said.post,
    )  # fmt: skip


def _responsible(clause: Clause, named: list[str], bodies: dict[str, Organisation]) -> list[Responsibility]:
    """Bodies by their code; other names as the letter has them."""
    return [
        Responsibility(clause=clause, organisation=bodies[name.upper()])
        if name.upper() in bodies
        else Responsibility(clause=clause, label=name, is_every_ministry=is_every_ministry(name))
        for name in dict.fromkeys(named)
    ]


def _note(event_type: str, draft: LetterDraft, sentence: str, **more: Any) -> None:
    """The steps on the way are the body's own; that a letter is registered is for all."""
    record(event_type, draft, sentence=sentence[:500], audience=Audience.ORGANISATION, **more)

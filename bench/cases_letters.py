"""The figures of the letters: a letter of 500 clauses with 5 000 pieces of evidence, and a binder of 500 files."""

import datetime
import os

from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils import timezone

from bench.data import beside_the_floor, make_world
from bench.harness import Bench, Measured, case
from portal.dates import oslo_today
from portal.file_types import TEXT
from portal.files import StoredFile, store_file
from portal.jobs.actions import order_job, run_job
from portal.letters.filling import BINDER, binder_key
from portal.letters.models import (
    Assignment,
    Clause,
    Evidence,
    EvidenceRevision,
    EvidenceTie,
    Letter,
    Responsibility,
)
from portal.letters.queries.letters import letter_view
from portal.letters.states import ClauseStatus, ClauseType, EvidenceKind, LetterKind, LetterState
from portal.people.models import Organisation, User
from portal.permissions import Right

COORDINATOR = "koordinator@dss.example.test"
NUMBER, YEAR = 90, 2024
ASSIGNMENTS, CLAUSES_EACH, EVIDENCE_EACH = 10, 50, 10
FILES, FILE_BYTES = 500, 40_000
DAY = datetime.date(2024, 11, 12)


def _coordinator() -> User:
    return User.objects.get(email=COORDINATOR)


def large_letter() -> Letter:
    """A registered letter of 500 clauses with 5 000 pieces of evidence; again makes nothing."""
    make_world()
    main = Letter.objects.get(kind=LetterKind.SUPPLEMENTARY, budget_year=YEAR, number=10)
    letter, is_new = Letter.objects.get_or_create(
        kind=LetterKind.SUPPLEMENTARY, budget_year=YEAR, number=NUMBER, sender=main.sender, receiver=main.receiver,
        defaults={"reference": "24/900", "title": "Benk (EKSEMPEL)", "dated_on": DAY},
    )  # fmt: skip
    if is_new:
        clauses = [clause for number in range(ASSIGNMENTS) for clause in _clauses(letter, number)]
        _evidence(clauses)
        letter.state, letter.registered_at = LetterState.REGISTERED, timezone.now()
        letter.save(update_fields=["state", "registered_at"])
    return letter


def _clauses(letter: Letter, number: int) -> list[Clause]:
    home = Assignment.objects.create(
        letter=letter, number=number, title=f"Føring {number} (EKSEMPEL)", short_title=f"Føring {number}"
    )
    clauses = Clause.objects.bulk_create(
        Clause(
            assignment=home, position=position, type=ClauseType.DUTY, short_text=f"Gjøre sak {position} for benken",
            quote="DSS skal gjøre saken ferdig og rapportere hvordan det gikk", status=ClauseStatus.IN_PROGRESS,
            status_sentence="Arbeidet er i gang, og går etter planen. EKSEMPEL",
        )
        for position in range(1, CLAUSES_EACH + 1)
    )  # fmt: skip
    Responsibility.objects.bulk_create(
        Responsibility(clause=clause, organisation=letter.receiver) for clause in clauses
    )
    return clauses


def _evidence(clauses: list[Clause]) -> None:
    by, at = _coordinator(), timezone.now()
    wanted = [clause for clause in clauses for _n in range(EVIDENCE_EACH)]
    made = Evidence.objects.bulk_create(
        Evidence(title=f"Referat {number}", organisation=by.organisation, made_by=by, made_at=at)
        for number, _clause in enumerate(wanted)
    )
    EvidenceRevision.objects.bulk_create(
        EvidenceRevision(
            evidence=one, number=1, kind=EvidenceKind.NOTE, note="EKSEMPEL", valid_on=DAY, by=by, at=at
        )
        for one in made
    )
    EvidenceTie.objects.bulk_create(
        EvidenceTie(evidence=one, clause=clause, by=by, at=at)
        for one, clause in zip(made, wanted, strict=True)
    )


@case("letter-500-clauses", goal=0.2)
def letter_page(bench: Bench) -> list[Measured]:
    """Requests a second of the letter's page beside the bare view of one query."""
    return beside_the_floor(bench, COORDINATOR, ("", large_letter().get_absolute_url()))


@case("letter-500-drawn-anew", goal=1)
def letter_drawn_anew(bench: Bench) -> Measured:
    """Seconds to ask for and draw the 500 clauses, as the first who comes after something has happened waits."""
    letter, user, today = large_letter(), _coordinator(), oslo_today()

    def draw() -> None:
        view = letter_view(letter, user=user, shown_on=today, today=today)
        render_to_string("letters/blocks.html", {"view": view, "per": ""})

    return bench.seconds(draw)


def _with_files(letter: Letter) -> Assignment:
    """The letter's first assignment, with 500 stored files as evidence."""
    assignment = letter.assignments.select_related("letter__receiver").earliest("number")
    clause, by, at = assignment.clauses.earliest("position"), _coordinator(), timezone.now()
    organisation = assignment.letter.receiver
    have = EvidenceRevision.objects.filter(evidence__ties__clause=clause, kind=EvidenceKind.FILE).count()
    for number in range(have, FILES):
        one = Evidence.objects.create(
            title=f"Fil {number}", organisation=organisation, made_by=by, made_at=at
        )
        EvidenceRevision.objects.create(
            evidence=one,
            number=1,
            kind=EvidenceKind.FILE,
            file=_file(number, organisation, by),
            valid_on=DAY,
            by=by,
            at=at,
        )
        EvidenceTie.objects.create(evidence=one, clause=clause, by=by, at=at)
    return assignment


def _file(number: int, organisation: Organisation, by: User) -> StoredFile:
    text = f"EKSEMPEL {number}\n{os.urandom(FILE_BYTES // 2).hex()}"
    upload = SimpleUploadedFile(f"referat-{number}.txt", text.encode(), content_type="text/plain")
    return store_file(
        upload, allowed=frozenset({TEXT}), right=Right.READ_FILES, organisation=organisation, by=by
    )


@case("binder-500-files", goal=15)
def binder(bench: Bench) -> Measured:
    """Seconds to fill an auditor's binder with 500 files of 40 kB."""
    assignment, by = _with_files(large_letter()), _coordinator()

    def fill() -> None:
        key = binder_key(assignment, by)
        job = order_job(
            kind=BINDER, title="Benk", subject_key=key, by=by, at=timezone.now(), assignment=assignment.pk
        )
        made = run_job(pk=job.pk, clock=timezone.now)
        if made is None or made.result is None or made.result.size < FILES * FILE_BYTES // 2:
            raise RuntimeError("The binder was not filled.")

    return bench.seconds(fill)

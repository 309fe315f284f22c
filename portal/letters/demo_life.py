"""What has happened with the letters, as demo: evidence, questions, a zero report, and a letter on its way in.

Everything here is made up and marked «EKSEMPEL».
"""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from portal.letters.actions.changes import answer_question, ask_question
from portal.letters.actions.clauses import report_zero
from portal.letters.actions.drafts import read_draft, start_reading
from portal.letters.actions.evidence import Given, add_evidence, revise_evidence
from portal.letters.models import Clause, Evidence, Letter, LetterDraft
from portal.letters.states import EvidenceKind, LetterKind
from portal.people.models import User
from portal.people.roles import Role

THEN = datetime.datetime(2024, 10, 14, 9, 0, tzinfo=datetime.UTC)
LETTER_12 = """Digitaliserings- og forvaltningsdepartementet

Departementenes sikkerhets- og serviceorganisasjon
Postboks 8129 Dep
0032 OSLO

Deres ref
Vår ref
24/385-131
Dato
14. oktober 2024

Supplerende tildelingsbrev nr. 12 2024 – DSS – Presisering av kurs om KI (EKSEMPEL)

Vi viser til supplerende tildelingsbrev nr. 10 2024 av 27. september 2024. EKSEMPEL: brevet er laget for demonstrasjon.

Føring 1 – Kurs om KI

DFD ber om at DSS tilbyr kurset første gang innen 15. desember 2024. Kurset skal ha et grunnkurs og et kurs for ledere.

DSS skal sende skissen til DFD før kurset åpnes for påmelding, og informere departementene om datoene.

Føring 2 – Rapportering

DSS skal rapportere om kurset innen 31. januar 2025.

Med hilsen

Kopi: Riksrevisjonen
"""
MINUTES = (
    "Referat fra arbeidsgruppens forberedende møte (EKSEMPEL)\n\nUtkast til mandat ble sendt 9. oktober 2024."
)


@transaction.atomic
def load_life() -> None:
    """Evidence, questions, a zero report and a reading, by the coordinator of DSS; nothing when they are there."""
    letter = Letter.objects.get(kind=LetterKind.SUPPLEMENTARY, budget_year=2024, number=10)
    if Evidence.objects.exists() or LetterDraft.objects.exists():
        return
    coordinator = _person(Role.COORDINATOR, letter.receiver_id)
    steward = _person(Role.STEWARD, letter.sender_id)
    _evidence(letter, coordinator)
    _questions(letter, coordinator, steward)
    _zero_report(coordinator)
    upload = SimpleUploadedFile("EKSEMPEL-brev-nr-12.txt", LETTER_12.encode(), content_type="text/plain")
    read_draft(draft=start_reading(upload=upload, by=coordinator, at=THEN), at=THEN)


def _person(role: Role, organisation: int) -> User:
    return User.objects.filter(
        memberships__roles__contains=[role], memberships__organisation=organisation
    ).earliest("pk")


def _clause(letter: Letter, number: str) -> Clause:
    assignment, position = number.split(".")
    return Clause.objects.select_related("assignment__letter").get(
        assignment__letter=letter, assignment__number=assignment, position=position
    )


def _evidence(letter: Letter, by: User) -> None:
    def file(name: str, text: str) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, text.encode(), content_type="text/plain")

    minutes = add_evidence(
        title="Utsending av mandat og invitasjon (EKSEMPEL)",
        given=Given(EvidenceKind.FILE, datetime.date(2024, 10, 9), file("EKSEMPEL-utsending.txt", MINUTES)),
        clauses=[_clause(letter, "2.7"), _clause(letter, "2.8")], by=by, at=THEN,
    )  # fmt: skip
    later = f"{MINUTES}\n\nSMK fikk invitasjonen 11. oktober 2024."
    revise_evidence(
        evidence=minutes,
        given=Given(EvidenceKind.FILE, datetime.date(2024, 10, 11), file("EKSEMPEL-utsending-2.txt", later)),
        reason="Med utsendingen til SMK. EKSEMPEL", by=by, at=THEN + datetime.timedelta(hours=1),
    )  # fmt: skip
    add_evidence(
        title="Kursskisse 1.0 (EKSEMPEL)",
        given=Given(
            EvidenceKind.NOTE, datetime.date(2024, 10, 7), note="Skissen ble sendt DFD 7. oktober 2024. EKSEMPEL"
        ),
        clauses=[_clause(letter, "3.1")], by=by, at=THEN,
    )  # fmt: skip


def _questions(letter: Letter, coordinator: User, steward: User) -> None:
    asked = ask_question(
        letter=letter, clause=_clause(letter, "4.4"), by=coordinator, at=THEN,
        text="Hvem kan bestemme en liten endring i retningslinjene? EKSEMPEL",
    )  # fmt: skip
    answer_question(
        question=asked, by=steward, at=THEN + datetime.timedelta(hours=2),
        answer="DSS retter skrivefeil selv. Andre endringer fastsettes av DFD. EKSEMPEL",
    )  # fmt: skip
    ask_question(
        letter=letter, clause=_clause(letter, "7.1"), by=coordinator, at=THEN,
        text="Når på nyåret skal oversikten over utbetalinger sendes? EKSEMPEL",
    )  # fmt: skip


def _zero_report(coordinator: User) -> None:
    earlier = Letter.objects.get(kind=LetterKind.SUPPLEMENTARY, budget_year=2023, number=4)
    report_zero(
        clause=_clause(earlier, "2.8"), by=coordinator, at=datetime.datetime(2023, 10, 30, 9, tzinfo=datetime.UTC),
        assessments="DSS vurderte tre mulige piloter. Ingen av dem kunne starte i 2024. EKSEMPEL",
        union_involvement="De tillitsvalgte drøftet vurderingen i møte i oktober 2023. EKSEMPEL",
    )  # fmt: skip

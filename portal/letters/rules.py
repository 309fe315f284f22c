"""Who may do what with letters, and what a step still lacks."""

import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.dates import oslo_today
from portal.errors import Problem
from portal.letters.models import (
    Clause,
    ClauseChange,
    Evidence,
    EvidenceTie,
    Letter,
    LetterDraft,
    Question,
    StatusReport,
    ZeroReport,
)
from portal.letters.states import CLOSED, ChangeKind, ClauseType, LetterKind
from portal.people.models import Organisation, OrganisationKind
from portal.people.roles import Role
from portal.permissions import Right, has_right
from portal.records import missing_archive_reference

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.people.models import User


def can_write_letters(user: "User") -> bool:
    """Coordinators keep letters and clauses (permissions.py)."""
    return has_right(user, Right.WRITE_LETTERS)


def can_read_letters(user: "User") -> bool:
    """Everyone with a role in the programme reads letters (permissions.py)."""
    return has_right(user, Right.READ_LETTERS)


def withheld_report_files(user: "User") -> "list[QuerySet[StatusReport, Any]]":
    """The ids of the files of reports this user may not see (features.md X10, domain.md S-04)."""
    seen = StatusReport.objects.visible_to(user).values("pk")
    hidden = StatusReport.objects.exclude(pk__in=seen)
    return [hidden.exclude(pdf=None).values("pdf"), hidden.exclude(docx=None).values("docx")]


def can_edit_letter(user: "User", letter: Letter) -> bool:
    """A draft may be changed by those who keep letters; a registered letter by nobody (domain.md T-03)."""
    return can_write_letters(user) and letter.is_draft


def can_keep_letter(user: "User", letter: Letter) -> bool:
    """The receiver's own coordinator asks questions, registers changes and reports on the letter."""
    return can_write_letters(user) and not letter.is_draft and user.organisation == letter.receiver


def can_set_clause_status(user: "User", clause: Clause) -> bool:
    """The coordinator of the letter's receiver, or of a body that answers for the clause today."""
    if not can_write_letters(user) or clause.assignment.letter.is_draft:
        return False
    return user.organisation == clause.assignment.letter.receiver or answers_for(user, clause)


def can_confirm_clause(user: "User", clause: Clause) -> bool:
    """A coordinator or the steward of one of the bodies that share a duty (features.md A09).

    Where each ministry answers for itself, its contact does.
    """
    if not clause.assignment.letter.is_draft and rests_on_ministry(user, clause):
        return user.has_role(Role.MINISTRY_CONTACT, Role.STEWARD)
    return user.has_role(Role.COORDINATOR, Role.STEWARD) and answers_for(user, clause)


def can_report_zero(user: "User", clause: Clause) -> bool:
    """A coordinator or a ministry contact of a body that answers for a report, or for a duty of every ministry (A10)."""
    is_theirs = user.has_role(Role.COORDINATOR, Role.MINISTRY_CONTACT) and answers_for(user, clause)
    return is_theirs and (clause.type == ClauseType.REPORT or rests_on_ministry(user, clause))


def can_answer_question(user: "User", question: Question) -> bool:
    """The steward of the body that sent the letter."""
    return user.has_role(Role.STEWARD) and user.organisation == question.letter.sender


def can_see_evidence(user: "User") -> bool:
    """Evidence is for those who read the programme's files."""
    return has_right(user, Right.READ_FILES)


def can_keep_evidence(user: "User", evidence: Evidence) -> bool:
    """The coordinator of the body that put it in revises it."""
    return can_write_letters(user) and user.organisation == evidence.organisation


def can_make_binder(user: "User") -> bool:
    """Taking out files is a right of its own (features.md X07)."""
    return has_right(user, Right.EXPORT)


def answers_for(user: "User", clause: Clause) -> bool:
    """Whether the user's organisation is responsible for the clause today (domain.md T-04)."""
    if user.organisation is None:
        return False
    held = clause.responsibilities.held_on(oslo_today())
    return held.filter(organisation=user.organisation).exists() or rests_on_ministry(user, clause)


def rests_on_ministry(user: "User", clause: Clause) -> bool:
    """Whether the clause is a duty of every ministry for itself, and the user acts for one of them today (O-01)."""
    if user.organisation is None or user.organisation.kind != OrganisationKind.MINISTRY:
        return False
    today = oslo_today()
    is_theirs = clause.responsibilities.held_on(today).filter(is_every_ministry=True).exists()
    return is_theirs and Organisation.objects.ministries_on(today).filter(pk=user.organisation.pk).exists()


def bodies_that_share(clause: Clause, date: datetime.date) -> list[Organisation]:
    """The bodies that answer for the clause on the date; two or more make a joint duty (features.md A09).

    A duty of every ministry is shared by all that there are on the date (features.md A10; domain.md O-01).
    """
    held = list(clause.responsibilities.held_on(date).select_related("organisation"))
    found = {item.organisation.pk: item.organisation for item in held if item.organisation}
    if any(item.is_every_ministry for item in held):
        found |= {body.pk: body for body in Organisation.objects.ministries_on(date).with_names()}
    return list(found.values())


def missing_for_registration(letter: Letter) -> list[Problem]:
    """What a draft lacks before it is registered (domain.md T-01, T-02)."""
    problems = []
    if letter.kind == LetterKind.SUPPLEMENTARY and not Letter.objects.main_letter_of(letter).exists():
        problems.append(
            Problem(
                _("Tildelingsbrevet for %(receiver)s i %(year)s er ikke registrert. Registrer det først.")
                % {"receiver": letter.receiver, "year": letter.budget_year},
                code="main_letter",
            )
        )
    if letter.kind == LetterKind.SUPPLEMENTARY and not Clause.objects.of_letter(letter).exists():
        problems.append(Problem(_("Brevet har ingen punkter. Legg inn minst ett."), code="clauses"))
    return problems


def missing_for_reading(draft: LetterDraft) -> list[Problem]:
    """What a reading lacks before it can become a registered letter: every proposal is gone through."""
    problems = _missing_in_the_head(draft)
    undecided = draft.proposals.undecided().count()
    if undecided:
        text = ngettext(
            "%(count)s forslag er ikke gjennomgått.", "%(count)s forslag er ikke gjennomgått.", undecided
        ) % {"count": undecided}
        problems.append(Problem(text, url="?vis=igjen", code="undecided"))
    homeless = draft.proposals.accepted().filter(assignment=None).count()
    if homeless:
        text = ngettext(
            "%(count)s godtatt forslag hører ikke til noen føring.",
            "%(count)s godtatte forslag hører ikke til noen føring.",
            homeless,
        ) % {"count": homeless}
        problems.append(Problem(text, url="?vis=uten-foring", code="homeless"))
    return problems


def _missing_in_the_head(draft: LetterDraft) -> list[Problem]:
    needed = {
        "kind": _("Velg om det er et tildelingsbrev eller et supplerende."),
        "budget_year": _("Skriv budsjettåret."),
        "title": _("Skriv tittelen."),
        "sender": _("Velg avsender."),
        "receiver": _("Velg mottaker."),
        "dated_on": _("Skriv datoen brevet har."),
    }
    lacking = [
        Problem(text, url="#hode", code=name) for name, text in needed.items() if not getattr(draft, name)
    ]
    if not lacking and same_letter(draft):
        found = same_letter(draft)
        lacking = [Problem(_("Dette brevet er alt lagt inn."), url=found.get_absolute_url(), code="same")]  # type: ignore[union-attr]
    return lacking


def same_letter(draft: LetterDraft) -> Letter | None:
    """The letter with the same key, when it is there already (domain.md T-01)."""
    return Letter.objects.filter(
        sender=draft.sender,
        receiver=draft.receiver,
        budget_year=draft.budget_year or 0,
        kind=draft.kind,
        number=draft.number,
    ).first()


def problems_with_change(new: Clause, old: Clause, kind: ChangeKind) -> list[Problem]:
    """Why a clause cannot change another: only a later letter may, and only a promise is fulfilled (domain.md T-03)."""
    newer, older = new.assignment.letter, old.assignment.letter
    if newer.pk == older.pk or newer.dated_on < older.dated_on:
        return [Problem(_("Bare et senere brev kan endre et punkt."), code="order")]
    if kind == ChangeKind.FULFILS and old.type != ClauseType.PROMISE:
        return [Problem(_("Punkt %(number)s er ikke et løfte.") % {"number": old.number}, code="promise")]
    if ClauseChange.objects.filter(new=new, old=old).exists():
        return [Problem(_("Endringen er alt registrert."), code="twice")]
    return []


def problems_with_tie(clause: Clause, evidence_id: int | None, seen_status: str) -> list[Problem]:
    """Why evidence cannot be tied: the clause was closed meanwhile, or it is tied already."""
    if clause.status in CLOSED and seen_status != clause.status:
        text = _(
            "Punkt %(number)s ble satt til «%(status)s» mens du la inn beviset. Se over, og lagre på nytt."
        )
        return [
            Problem(text % {"number": clause.number, "status": clause.get_status_display()}, code="closed")
        ]
    tied = EvidenceTie.objects.counting().filter(clause=clause, evidence=evidence_id)
    if evidence_id and tied.exists():
        text = _("Beviset er alt knyttet til punkt %(number)s.")
        return [Problem(text % {"number": clause.number}, code="tied")]
    return []


def missing_for_report(report: StatusReport) -> list[Problem]:
    """What a status report lacks before it is sent: the summary, the archive's number, the answers of P-11."""
    fields = "#sammendrag"
    return [
        *_without_summary(report, url=fields),
        *missing_archive_reference(report, url=fields),
        *_unanswered_reports(report),
    ]


def _without_summary(report: StatusReport, *, url: str) -> list[Problem]:
    text = _("Skriv et sammendrag: hva er gjort, og hva gjenstår?")
    return [] if report.summary.strip() else [Problem(text, url=url, code="summary")]


def _unanswered_reports(report: StatusReport) -> list[Problem]:
    """Reports that the letter asked for by the date, and that are neither proven nor answered with zero (P-11)."""
    due = Clause.objects.of_letter(report.letter).filter(type=ClauseType.REPORT, due_on__lte=report.status_on)
    unanswered = due.exclude(pk__in=EvidenceTie.objects.counting().values("clause")).exclude(
        pk__in=ZeroReport.objects.standing().values("clause")
    )
    text = _("Punkt %(number)s ba om rapport, men har verken bevis eller nullrapport.")
    return [
        Problem(text % {"number": clause.number}, url=clause.get_absolute_url(), code="unanswered")
        for clause in unanswered.select_related("assignment")
    ]

"""What a ministry does with a foreleggelse: drafts, sends once, has nothing to remark; and letters that are put in for it."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from guidelines import rules
from guidelines.actions.consultations import locked_version
from guidelines.models import Answer, Consultation, DraftRemark, Recipient, Remark
from guidelines.states import AnswerKind, AnswerSource, RemarkKind
from portal.dates import oslo_date
from portal.errors import DomainError, Problem, StateChanged, refuse_if
from portal.events import Audience, record

if TYPE_CHECKING:
    from portal.files import StoredFile
    from portal.people.models import User


@dataclass(frozen=True)
class RemarkText:
    """What is said about one section, or about the whole text when `anchor` is empty; with wording instead, perhaps."""

    text: str
    anchor: str = ""
    kind: str = RemarkKind.CONTENT
    suggestion: str = ""


@dataclass(frozen=True)
class Signature:
    """Who answers for the ministry, as it is to be read later (features.md G05)."""

    name: str
    role: str
    comment: str = ""


class DraftChanged(DomainError):
    """A colleague saved the draft first; `current` is what it says now, and nothing is lost."""

    def __init__(self, current: DraftRemark) -> None:
        self.current = current
        super().__init__(
            _("%(person)s lagret denne merknaden mens du skrev. Se hva som er ulikt, og lagre på nytt.")
            % {"person": current.written_by}
        )


@transaction.atomic
def add_draft(*, recipient: Recipient, said: RemarkText, by: "User", at: datetime.datetime) -> DraftRemark:
    """Begin a remark that only the ministry sees (features.md G08). Raises StepRefused when it is too late."""
    held = _writable(recipient, at)
    _refuse_unknown(held.consultation, said)
    return DraftRemark.objects.create(recipient=held, written_by=by, changed_at=at, **vars(said))


@transaction.atomic
def save_draft(
    *, draft: DraftRemark, seen: int, said: RemarkText, by: "User", at: datetime.datetime
) -> DraftRemark:
    """Save a draft that the writer saw as revision `seen`; raises DraftChanged when a colleague has saved since."""
    recipient = _writable(draft.recipient, at)
    held = (
        recipient.drafts.select_for_update(of=("self",))
        .select_related("written_by")
        .filter(pk=draft.pk)
        .first()
    )
    if held is None:
        raise StateChanged(_("En kollega har slettet denne merknaden. Teksten din er ikke lagret."))
    if held.revision != seen:
        raise DraftChanged(held)
    _refuse_unknown(recipient.consultation, said)
    for name, value in vars(said).items():
        setattr(held, name, value)
    held.revision, held.written_by, held.changed_at = seen + 1, by, at
    held.save()
    return held


@transaction.atomic
def delete_draft(*, draft: DraftRemark, at: datetime.datetime) -> None:
    """Drop a draft; what is dropped was never sent to anybody."""
    _writable(draft.recipient, at).drafts.filter(pk=draft.pk).delete()


@transaction.atomic
def submit_answer(*, recipient: Recipient, signature: Signature, by: "User", at: datetime.datetime) -> Answer:
    """Send all the ministry's drafts as its answer; from now on the words are fixed (features.md G08, domain.md F-05).

    Raises StepRefused when there is nothing to send, when it is too late, and when a colleague has sent.
    """
    held = _writable(recipient, at)
    drafts = list(held.drafts.select_for_update())
    refuse_if(
        [] if drafts else [Problem(_("Skriv minst én merknad, eller velg «Ingen merknader»."), code="empty")]
    )
    answer = _answer(held, AnswerKind.REMARKS, signature, by, at)
    add_remarks(answer=answer, said=[_text_of(draft) for draft in drafts])
    held.drafts.all().delete()
    _note_answer(
        answer, by, at, f"{held.code} sendte {len(drafts)} {'merknad' if len(drafts) == 1 else 'merknader'}"
    )
    return answer


@transaction.atomic
def answer_without_remarks(
    *, recipient: Recipient, signature: Signature, by: "User", at: datetime.datetime
) -> Answer:
    """«Ingen merknader», with name and role; replaceable until the deadline (features.md G05, domain.md F-04)."""
    held = _writable(recipient, at)
    refuse_if(
        [Problem(_("Det ligger utkast til merknader. Send dem, eller slett dem først."), code="drafts")]
        if held.drafts.exists()
        else []
    )
    answer = _answer(held, AnswerKind.NO_REMARKS, signature, by, at)
    _note_answer(answer, by, at, f"{held.code} har ingen merknader")
    return answer


@transaction.atomic
def import_answer(
    *,
    recipient: Recipient,
    text: str,
    received_on: datetime.date,
    signature: Signature,
    by: "User",
    at: datetime.datetime,
    file: "StoredFile | None" = None,
) -> Answer:
    """Put in an answer that came as a letter or an e-mail, as one remark to the whole text, to be split by hand.

    `received_on` is the Oslo date it came; after the ministry's last day it is marked «etter frist» (domain.md F-05).
    """
    held = _locked(recipient)
    refuse_if(rules.missing_to_import(held))
    if received_on > oslo_date(at):
        refuse_if([Problem(_("Svaret kan ikke ha kommet i framtiden."), code="received_on")])
    answer = _answer(
        held, AnswerKind.REMARKS, signature, by, at, source=AnswerSource.LETTER, file=file,
        is_late=received_on > held.answer_by,
    )  # fmt: skip
    add_remarks(answer=answer, said=[RemarkText(text.strip())])
    _note_answer(answer, by, at, f"Svaret fra {held.code} ble lagt inn fra brev")
    return answer


def add_remarks(*, answer: Answer, said: list[RemarkText], parent: Remark | None = None) -> list[Remark]:
    """Number the remarks after those the foreleggelse has; the caller holds the lock on the version."""
    consultation = answer.recipient.consultation
    last = consultation.remarks.aggregate(last=Max("number"))["last"] or 0
    titles = dict(consultation.sections.values_list("anchor", "title"))
    return Remark.objects.bulk_create(
        Remark(
            consultation=consultation, answer=answer, parent=parent, number=number,
            section_title=titles.get(one.anchor, ""), **vars(one),
        )
        for number, one in enumerate(said, last + 1)
    )  # fmt: skip


def _answer(
    recipient: Recipient, kind: str, signature: Signature, by: "User", at: datetime.datetime, **facts: object
) -> Answer:
    """The answer that holds from now on; an earlier «ingen merknader» stays, marked as replaced."""
    recipient.answers.filter(replaced_at=None).update(replaced_at=at)
    if "source" not in facts and not recipient.is_open_at(at):
        link = recipient.late_link_at(at)
        facts = {
            "source": AnswerSource.LATE_LINK,
            "is_late": True,
            "late_allowed_by": link.by if link else None,
        }
    return Answer.objects.create(
        recipient=recipient, kind=kind, sender_name=signature.name.strip(), sender_role=signature.role.strip(),
        comment=signature.comment.strip(), submitted_by=by, submitted_at=at, **facts,
    )  # fmt: skip


def _writable(recipient: Recipient, at: datetime.datetime) -> Recipient:
    """The recipient, locked, when its ministry may write now."""
    held = _locked(recipient)
    refuse_if(rules.missing_to_answer(held, at))
    return held


def _locked(recipient: Recipient) -> Recipient:
    """The version first, so that an answer and the adoption wait for one another (domain.md F-06)."""
    version = locked_version(version=recipient.consultation.version)
    held = (
        Recipient.objects.select_for_update(of=("self",))
        .select_related("consultation__sender", "organisation")
        .get(pk=recipient.pk)
    )
    held.consultation.version = version
    return held


def _refuse_unknown(consultation: Consultation, said: RemarkText) -> None:
    """A remark is about a section of the text that was sent, or about the whole (features.md G06)."""
    known = not said.anchor or consultation.sections.filter(anchor=said.anchor).exists()
    refuse_if([] if known else [Problem(_("Delen finnes ikke i teksten som ble sendt."), code="anchor")])
    misplaced = bool(said.suggestion) and not said.anchor
    refuse_if(
        [Problem(_("Et forslag til ny tekst må gjelde én del."), code="suggestion")] if misplaced else []
    )


def _text_of(draft: DraftRemark) -> RemarkText:
    return RemarkText(draft.text, draft.anchor, draft.kind, draft.suggestion)


def _note_answer(answer: Answer, by: "User", at: datetime.datetime, sentence: str) -> None:
    consultation = answer.recipient.consultation
    clause = consultation.version.guideline.clause_id
    record(
        "consultation.answered", consultation, sentence=f"{sentence}{', etter frist' if answer.is_late else ''}.",
        by=by, at=at, organisation=answer.recipient.organisation, audience=Audience.PROGRAMME,
        clauses=[clause] if clause else None, changes={"answer": [None, answer.pk]},
    )  # fmt: skip

"""A foreleggelse from dispatch to the end: sent, taken back, more time, late answers let in, opened for all."""

import datetime
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from guidelines import rules
from guidelines.models import (
    Consultation,
    Extension,
    FrozenSection,
    GuidelineVersion,
    LateLink,
    Recipient,
    Removal,
)
from guidelines.models.consultations import FROZEN_FIELDS, hash_of_text
from guidelines.states import SEND_OUT, TAKE_BACK
from portal.dates import oslo_date
from portal.errors import Problem, StateChanged, refuse_if
from portal.events import record
from portal.formatting import dato, ukedag_dato
from portal.people.models import Organisation

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class Dispatch:
    """What the letter says. `left_out` are the ministries that are not asked, by primary key, and why (F-01)."""

    case_number: str
    letter_reference: str
    due_on: datetime.date
    shorter_because: str = ""
    message: str = ""
    left_out: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def send_out(
    *, version: GuidelineVersion, dispatch: Dispatch, by: "User", at: datetime.datetime
) -> Consultation:
    """Freeze the text and send it to all ministries and SMK but the sender (domain.md F-01, F-02, F-03).

    Raises StepRefused with all that is missing, StateChanged when the version is no longer a draft.
    """
    current = locked_version(version=version)
    sender, on = current.guideline.adopter, oslo_date(at)
    bodies = list(Organisation.objects.ministries_on(on).exclude(pk=sender.pk).with_names())
    asked = [body for body in bodies if body.pk not in dispatch.left_out]
    if current.state in SEND_OUT.sources:
        refuse_if(
            rules.missing_to_send(
                current, due_on=dispatch.due_on, on=on, shorter_because=dispatch.shorter_because, recipients=len(asked)
            )
        )  # fmt: skip
    SEND_OUT.apply(current, by=by, at=at, clauses=_clauses(current))
    frozen = [_copy(section) for section in current.sections.all()]
    consultation = Consultation.objects.create(
        version=current, sender=sender, case_number=dispatch.case_number.strip(),
        letter_reference=dispatch.letter_reference.strip(), message=dispatch.message.strip(), sent_by=by, sent_at=at,
        sent_on=on, due_on=dispatch.due_on, shorter_because=dispatch.shorter_because.strip(),
        text_sha256=hash_of_text(frozen),
    )  # fmt: skip
    for section in frozen:
        section.consultation = consultation
    FrozenSection.objects.bulk_create(frozen)
    Recipient.objects.bulk_create(_recipient(consultation, body, dispatch.due_on, at) for body in asked)
    Removal.objects.bulk_create(
        Removal(consultation=consultation, organisation=body, because=_reason(dispatch, body), by=by, at=at, **_named(body, on))
        for body in bodies if body.pk in dispatch.left_out
    )  # fmt: skip
    _note(
        "consultation.sent", consultation, by, at, f"{consultation} ble sendt til {len(asked)} virksomheter med frist "
        f"{ukedag_dato(dispatch.due_on)}.",
    )  # fmt: skip
    return consultation


def _copy(section: Any) -> FrozenSection:
    return FrozenSection(**{name: getattr(section, name) for name in FROZEN_FIELDS})


def _recipient(
    consultation: Consultation, body: Organisation, answer_by: datetime.date, at: datetime.datetime
) -> Recipient:
    return Recipient(
        consultation=consultation, organisation=body, answer_by=answer_by, added_at=at, **_named(body, oslo_date(at))
    )  # fmt: skip


def _named(body: Organisation, on: datetime.date) -> dict[str, str]:
    """What the body was called on the Oslo date; a later change of name does not rewrite it (domain.md O-06)."""
    name = body.name_on(on)
    return {"code": name.code, "name": name.name_nb}


def _reason(dispatch: Dispatch, body: Organisation) -> str:
    because = dispatch.left_out[body.pk].strip()
    said = {"body": body.name}
    refuse_if(
        [] if because else [Problem(_("Skriv hvorfor %(body)s ikke er mottaker.") % said, code="left_out")]
    )
    return because


@transaction.atomic
def take_back(*, consultation: Consultation, because: str, by: "User", at: datetime.datetime) -> Consultation:
    """End the foreleggelse: the version is a draft again, and what was sent and answered stays to be read."""
    refuse_if([] if because.strip() else [Problem(_("Skriv hvorfor den trekkes."), code="because")])
    current = lock_consultation(consultation=consultation)
    TAKE_BACK.apply(current.version, by=by, at=at, clauses=_clauses(current.version))
    current.ended_by, current.ended_at, current.ended_because = by, at, because.strip()
    current.save(update_fields=["ended_by", "ended_at", "ended_because"])
    _note("consultation.taken_back", current, by, at, f"{current} ble trukket: {because.strip()}"[:500])
    return current


@transaction.atomic
def add_recipient(
    *,
    consultation: Consultation,
    organisation: Organisation,
    answer_by: datetime.date,
    by: "User",
    at: datetime.datetime,
) -> Recipient:
    """Ask one more body, with its own last date (features.md G14)."""
    current = lock_consultation(consultation=consultation)
    problems = [] if answer_by > oslo_date(at) else [Problem(_("Velg en dato som kommer."), code="answer_by")]
    if current.recipients.filter(organisation=organisation).exists():
        problems.append(Problem(_("Virksomheten er alt mottaker."), code="organisation"))
    refuse_if(problems)
    made = _recipient(current, organisation, answer_by, at)
    made.save()
    _note(
        "consultation.recipient_added",
        current,
        by,
        at,
        f"{made.code} ble lagt til som mottaker, med frist {dato(answer_by)}.",
    )
    return made


@transaction.atomic
def extend_deadline(
    *, recipient: Recipient, until: datetime.date, because: str, by: "User", at: datetime.datetime
) -> Recipient:
    """Give one ministry a later last date; it is shown with who gave it (domain.md F-04)."""
    consultation = lock_consultation(consultation=recipient.consultation)
    held = Recipient.objects.select_for_update().get(pk=recipient.pk)
    problems = []
    if until <= held.answer_by or until < oslo_date(at):
        problems.append(Problem(_("Velg en dato etter fristen som gjelder nå."), code="until"))
    if not because.strip():
        problems.append(Problem(_("Skriv hvorfor fristen blir utsatt."), code="because"))
    refuse_if(problems)
    held.answer_by = until
    held.save(update_fields=["answer_by"])
    Extension.objects.create(recipient=held, until=until, because=because.strip(), by=by, at=at)
    _note("consultation.extended", consultation, by, at, f"{held.code} fikk utsatt frist til {dato(until)}.")
    return held


def hash_of_secret(*, secret: str) -> str:
    """What is kept of a secret address."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue_late_link(
    *, recipient: Recipient, valid_to: datetime.date, by: "User", at: datetime.datetime
) -> tuple[LateLink, str]:
    """A secret for an address that lets one ministry answer after the deadline; the secret is given only now (G09)."""
    consultation = lock_consultation(consultation=recipient.consultation)
    refuse_if(
        []
        if valid_to >= oslo_date(at)
        else [Problem(_("Velg en dato som ikke er passert."), code="valid_to")]
    )
    secret = secrets.token_urlsafe(32)
    link = LateLink.objects.create(
        recipient=recipient, token_hash=hash_of_secret(secret=secret), by=by, at=at, valid_to=valid_to
    )
    _note(
        "consultation.late_link_issued",
        consultation,
        by,
        at,
        f"{recipient.code} fikk en lenke til å svare etter frist.",
    )
    return link, secret


@transaction.atomic
def use_late_link(*, link: LateLink, by: "User", at: datetime.datetime) -> Recipient:
    """Take the link into use: the ministry can write to the end of the link's last day (features.md G09)."""
    consultation = lock_consultation(consultation=link.recipient.consultation)
    held = LateLink.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=link.pk)
    problem = ""
    if held.used_at is not None:
        problem = _("Lenken er alt tatt i bruk.")
    elif oslo_date(at) > held.valid_to:
        problem = _("Lenken virket til %(date)s.") % {"date": dato(held.valid_to)}
    refuse_if([Problem(problem, code="link")] if problem else [])
    held.used_by, held.used_at = by, at
    held.save(update_fields=["used_by", "used_at"])
    _note(
        "consultation.late_link_used",
        consultation,
        by,
        at,
        f"{held.recipient.code} tok i bruk lenken til å svare etter frist.",
    )
    return held.recipient


@transaction.atomic
def open_for_all(*, consultation: Consultation, by: "User", at: datetime.datetime) -> Consultation:
    """Let every recipient read all remarks; until then each sees its own (domain.md F-10)."""
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if held.opened_for_all_at:
        raise StateChanged(_("Merknadene er alt åpnet for alle mottakerne."))
    held.opened_for_all_by, held.opened_for_all_at = by, at
    held.save(update_fields=["opened_for_all_by", "opened_for_all_at"])
    _note(
        "consultation.opened_for_all",
        held,
        by,
        at,
        f"Merknadene til {held.version} ble åpnet for alle mottakerne.",
    )
    return held


@transaction.atomic
def mark_opened(*, recipient: Recipient, by: "User", at: datetime.datetime) -> Recipient:
    """Note the first time somebody in the ministry opened it (features.md G04); again changes nothing."""
    held = (
        Recipient.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=recipient.pk)
    )
    if held.opened_at is None:
        held.opened_at, held.opened_by = at, by
        held.save(update_fields=["opened_at", "opened_by"])
        _note("consultation.opened", held.consultation, by, at, f"{held.code} åpnet foreleggelsen.")
    return held


def locked_version(*, version: GuidelineVersion) -> GuidelineVersion:
    """The version, locked: answers, treatment and adoption of one text wait for one another."""
    locked = GuidelineVersion.objects.select_for_update(of=("self",)).select_related("guideline__adopter")
    return locked.get(pk=version.pk)


def lock_consultation(*, consultation: Consultation) -> Consultation:
    """The foreleggelse with its version locked. Raises StateChanged when it no longer takes answers."""
    version = locked_version(version=consultation.version)
    current = (
        Consultation.objects.select_for_update(of=("self",)).select_related("sender").get(pk=consultation.pk)
    )
    current.version = version
    if not current.is_running:
        raise StateChanged(_("Foreleggelsen er avsluttet, og tar ikke imot flere svar."))
    return current


def _clauses(version: GuidelineVersion) -> list[int] | None:
    return [version.guideline.clause_id] if version.guideline.clause_id else None


def _note(event: str, consultation: Consultation, by: "User", at: datetime.datetime, sentence: str) -> None:
    record(event, consultation, sentence=sentence, by=by, at=at, clauses=_clauses(consultation.version))

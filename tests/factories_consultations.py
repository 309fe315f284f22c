"""Foreleggelser and the people around them, made through the actions."""

import datetime
from dataclasses import dataclass

from guidelines.actions import answers, consultations
from guidelines.actions.answers import RemarkText, Signature
from guidelines.actions.consultations import Dispatch
from guidelines.models import Answer, Consultation, Recipient, Remark
from portal.people.models import Organisation, User
from portal.people.roles import Role
from tests import factories, factories_guidelines

SENT = datetime.datetime(2024, 9, 25, 8, 0, tzinfo=datetime.UTC)
DUE = datetime.date(2024, 10, 11)
IN_TIME = datetime.datetime(2024, 10, 1, 8, 0, tzinfo=datetime.UTC)
TOO_LATE = datetime.datetime(2024, 10, 12, 8, 0, tzinfo=datetime.UTC)
AGREED = "Avtalt i statssekretærutvalget."
SIGNED = Signature("Kari Eksempel", "fagdirektør")


@dataclass(frozen=True)
class Round:
    """A foreleggelse with its house, and one ministry with a contact and a member."""

    where: factories_guidelines.House
    consultation: Consultation
    ministry: Organisation
    contact: User
    member: User

    @property
    def recipient(self) -> Recipient:
        return self.consultation.recipients.get(organisation=self.ministry)


def dispatch(due_on: datetime.date = DUE, because: str = AGREED, **more: object) -> Dispatch:
    return Dispatch("24/385", "24/385-12", due_on, because, **more)


def sent(
    ministry: Organisation | None = None,
    where: factories_guidelines.House | None = None,
    at: datetime.datetime = SENT,
    due_on: datetime.date = DUE,
    **facts: object,
) -> Round:
    """A foreleggelse that has been sent to every ministry there is but the sender."""
    where = where or factories_guidelines.house()
    ministry = ministry or factories.OrganisationFactory()
    version = factories_guidelines.draft(where, sections=3, **facts)
    consultation = consultations.send_out(version=version, dispatch=dispatch(due_on), by=where.steward, at=at)
    return Round(
        where, consultation, ministry,
        factories.member(Role.MINISTRY_CONTACT, ministry), factories.member(Role.MEMBER, ministry),
    )  # fmt: skip


def answered(made: Round, *texts: str, at: datetime.datetime = IN_TIME, anchor: str = "") -> Answer:
    """The round's ministry has sent these remarks."""
    for text in texts or ("Vi har en merknad.",):
        answers.add_draft(recipient=made.recipient, said=RemarkText(text, anchor), by=made.member, at=at)
    return answers.submit_answer(recipient=made.recipient, signature=SIGNED, by=made.contact, at=at)


def remark(made: Round, text: str = "Vi har en merknad.") -> Remark:
    answered(made, text)
    return made.consultation.remarks.get()

"""Who may ask, answer and treat in a foreleggelse, and what each step lacks."""

import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.models import Consultation, GuidelineVersion, Recipient, Remark
from guidelines.models.consultations import LEAST_DAYS
from guidelines.rules.versions import acts_for, can_adopt_version, can_write_guideline, missing_in_text
from guidelines.states import (
    OUTCOMES_WITH_REASON,
    AnswerKind,
    ChangeKind,
    RemarkKind,
)
from portal.errors import Problem
from portal.formatting import ukedag_dato
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User


def can_see_consultations(user: "User") -> bool:
    """Those who follow the work see all; a ministry's own people what their ministry has received (domain.md F-10)."""
    return has_right(user, Right.FOLLOW_GUIDELINES) or has_right(user, Right.WRITE_REMARKS)


def can_send_out(user: "User", version: GuidelineVersion) -> bool:
    """The body that adopts asks the others (domain.md F-01)."""
    return can_adopt_version(user, version)


def can_lead_consultation(user: "User", consultation: Consultation) -> bool:
    """The sender takes back, gives more time, lets a late answer in, and opens for all (domain.md F-05, F-10)."""
    return has_right(user, Right.ADOPT_GUIDELINES) and acts_for(user, consultation.sender_id)


def can_treat_remarks(user: "User", consultation: Consultation) -> bool:
    """Those who write the text assess the remarks and put in answers that came as letters."""
    return can_write_guideline(user, consultation.version.guideline)


def can_draft_answer(user: "User", recipient: Recipient) -> bool:
    """Several in the ministry may write (features.md G08)."""
    return has_right(user, Right.WRITE_REMARKS) and acts_for(user, recipient.organisation_id)


def can_submit_answer(user: "User", recipient: Recipient) -> bool:
    """The ministry's contact alone sends (features.md G08)."""
    return has_right(user, Right.SUBMIT_ANSWERS) and acts_for(user, recipient.organisation_id)


def missing_to_send(
    version: GuidelineVersion,
    *,
    due_on: datetime.date,
    on: datetime.date,
    shorter_because: str,
    recipients: int,
) -> list[Problem]:
    """What a foreleggelse lacks before it is sent on the Oslo date `on` (domain.md F-01, F-02)."""
    problems = missing_in_text(version)
    if version.kind == ChangeKind.EDITORIAL:
        problems.append(Problem(_("En redaksjonell endring forelegges ikke."), code="kind"))
    if not recipients:
        problems.append(Problem(_("Foreleggelsen må ha minst én mottaker."), code="recipients"))
    return problems + missing_in_deadline(due_on=due_on, on=on, shorter_because=shorter_because)


def missing_in_deadline(*, due_on: datetime.date, on: datetime.date, shorter_because: str) -> list[Problem]:
    """At least three weeks, or a reason that is agreed (domain.md F-02); Oslo dates."""
    days = (due_on - on).days
    if days < 1:
        return [Problem(_("Fristen må komme etter datoen den sendes."), code="due_on")]
    if days < LEAST_DAYS and not shorter_because.strip():
        said = {"days": days, "least": LEAST_DAYS}
        text = _("Fristen er %(days)s dager, og kortere enn %(least)s. Skriv grunnen som er avtalt.") % said
        return [Problem(text, code="shorter_because")]
    return []


def missing_to_answer(recipient: Recipient, at: datetime.datetime) -> list[Problem]:
    """Why a ministry cannot write or send now (domain.md F-05; features.md G08, G09)."""
    consultation = recipient.consultation
    if not consultation.is_running:
        return [Problem(_("Foreleggelsen er avsluttet, og tar ikke imot flere svar."), code="ended")]
    answer = recipient.answer()
    if answer and answer.kind == AnswerKind.REMARKS:
        return [Problem(_("Virksomheten har sendt svaret sitt. Det kan ikke endres."), code="sent")]
    if not recipient.is_open_at(at) and recipient.late_link_at(at) is None:
        said = {"date": ukedag_dato(recipient.answer_by), "sender": consultation.sender}
        text = _(
            "Fristen gikk ut %(date)s kl. 23.59. Be %(sender)s om utsatt frist eller en lenke til å svare."
        )
        return [Problem(text % said, code="closed")]
    return []


def missing_to_import(recipient: Recipient) -> list[Problem]:
    """A letter is put in once, while the foreleggelse runs; late ones too (domain.md F-05)."""
    if not recipient.consultation.is_running:
        return [Problem(_("Foreleggelsen er avsluttet, og tar ikke imot flere svar."), code="ended")]
    answer = recipient.answer()
    if answer and answer.kind == AnswerKind.REMARKS:
        return [Problem(_("%(body)s har alt svart.") % {"body": recipient.code}, code="sent")]
    return []


def missing_for_assessment(remark: Remark, outcome: str, reason: str, by: "User") -> list[Problem]:
    """What a judgement lacks (domain.md F-06); matters of principle are the sender's (domain.md section 4)."""
    problems = missing_to_treat(remark)
    if outcome in OUTCOMES_WITH_REASON and not reason.strip():
        problems.append(Problem(_("Skriv hvorfor merknaden ikke er tatt helt til følge."), code="reason"))
    if remark.kind == RemarkKind.PRINCIPLE and not acts_for(by, remark.consultation.sender_id):
        said = {"body": remark.consultation.sender}
        problems.append(Problem(_("Prinsipielle merknader avgjøres av %(body)s.") % said, code="principle"))
    return problems


def missing_to_insert(remark: Remark) -> list[Problem]:
    """Why a suggestion cannot be put in as it came (features.md G07): by hand when the section is another now."""
    problems = missing_to_treat(remark)
    if not remark.suggestion:
        return [*problems, Problem(_("Merknaden har ikke noe forslag til ny tekst."), code="suggestion")]
    if hasattr(remark, "insertion"):
        return [*problems, Problem(_("Forslaget er alt satt inn."), code="inserted")]
    if remark.group:
        problems.append(
            Problem(_("Ta merknaden ut av gruppen først: ett svar gjelder for alle i den."), code="group")
        )
    section = remark.consultation.version.sections.filter(anchor=remark.anchor).first()
    if section is None:
        return [*problems, Problem(_("Delen er tatt ut av teksten."), code="section")]
    sent = remark.consultation.sections.get(anchor=remark.anchor)
    if section.body != sent.body:
        text = _("«%(section)s» er endret siden den ble sendt. Sett inn forslaget for hånd.")
        place = reverse("edit_section", args=[section.pk])
        problems.append(Problem(text % {"section": section.title}, url=place, code="changed"))
    return problems


def missing_to_treat(remark: Remark) -> list[Problem]:
    """Treatment ends with the adoption; what was split is treated in its parts."""
    if not remark.consultation.version.is_open:
        return [
            Problem(
                _("Teksten er fastsatt, og det som ble svart på merknadene, ligger fast."), code="decided"
            )
        ]
    if remark.is_split:
        return [Problem(_("Merknaden er delt. Vurder delene."), code="split")]
    return []

"""A ministry's suggestion becomes the text, with credit (features.md G07)."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from guidelines import rules
from guidelines.actions.consultations import locked_version
from guidelines.actions.text import SectionText, save_section
from guidelines.actions.treatment import RemarkChanged, assess_remark
from guidelines.models import InsertedSuggestion, Remark
from guidelines.states import RemarkOutcome
from portal.errors import refuse_if
from portal.events import record

if TYPE_CHECKING:
    from portal.people.models import User


@transaction.atomic
def insert_suggestion(*, remark: Remark, seen: int, by: "User", at: datetime.datetime) -> InsertedSuggestion:
    """Put the suggested words into the section as they came, and give the remark the outcome «tatt til følge».

    Raises StepRefused when there is nothing to put in, or when the section has been changed since it was sent;
    RemarkChanged when another has treated the remark since revision `seen`.
    """
    version = locked_version(version=remark.consultation.version)
    held = Remark.objects.with_home().select_for_update(of=("self",)).get(pk=remark.pk)
    held.consultation.version = version
    if held.revision != seen:
        raise RemarkChanged(held)
    refuse_if(rules.missing_to_insert(held))
    section = version.sections.get(anchor=held.anchor)
    text = SectionText(section.title, held.suggestion, section.title_nn, section.body_nn)
    save_section(section=section, seen=section.revision, text=text, by=by, at=at)
    done = InsertedSuggestion.objects.create(remark=held, version=version, anchor=held.anchor, by=by, at=at)
    if held.outcome != RemarkOutcome.FOLLOWED:
        reason = held.reason or _("Forslaget er satt inn i teksten slik det kom.")
        assess_remark(remark=held, outcome=RemarkOutcome.FOLLOWED, reason=reason, seen=seen, by=by, at=at)
    clause = version.guideline.clause_id
    record(
        "remark.suggestion_inserted", held, sentence=f"Forslaget i {held} ble satt inn i «{section.title}».",
        by=by, at=at, clauses=[clause] if clause else None,
        changes={"body": [section.body, held.suggestion]},
    )  # fmt: skip
    return done

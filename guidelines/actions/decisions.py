"""Decisions about a version: adopted by DFD, published and withdrawn by the keeper, looked at again in time."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from guidelines import rules
from guidelines.actions import publication
from guidelines.models import Guideline, GuidelineVersion
from guidelines.states import ADOPT, APPROVE_EDITORIAL, PUBLISH, SUPERSEDE, WITHDRAW
from portal.dates import oslo_date
from portal.errors import Problem, StateChanged, refuse_if
from portal.events import Audience, record
from portal.states import Transition

if TYPE_CHECKING:
    from portal.people.models import User


@transaction.atomic
def adopt_version(
    *,
    version: GuidelineVersion,
    reference: str,
    by: "User",
    at: datetime.datetime,
    without_consultation: str = "",
) -> GuidelineVersion:
    """DFD's decision: from now on the text of the version is fixed (domain.md F-06, F-07, F-08).

    `without_consultation` is why a text that no ministry was asked about is adopted all the same. Raises StepRefused with all that is missing, StateChanged when someone was quicker.
    """
    current = _locked(version)
    if current.state in ADOPT.sources:
        refuse_if(
            [
                *rules.missing_for_adoption(current, oslo_date(at)),
                *rules.missing_reason_without_consultation(current, without_consultation),
            ]
        )
    asked = not rules.needs_reason_without_consultation(current)
    return _move(
        ADOPT, current, by=by, at=at, adopted_by=by, adopted_on=oslo_date(at),
        adoption_reference=reference.strip(),
        without_consultation_because="" if asked else without_consultation.strip(),
        depweb_due_on=rules.depweb_due_on(at),
    )  # fmt: skip


@transaction.atomic
def note_refused_adoption(*, version: GuidelineVersion, by: "User", at: datetime.datetime) -> None:
    """Write in the log that somebody without the right tried to adopt (features.md G01)."""
    sentence = f"{by} prøvde å fastsette {version}, uten rett til det."
    record("guideline.adoption_refused", version, sentence=sentence, by=by, at=at, audience=Audience.LOG_ONLY)


@transaction.atomic
def approve_editorial(*, version: GuidelineVersion, by: "User", at: datetime.datetime) -> GuidelineVersion:
    """The keeper says that a change is editorial; the adoption of the version it builds on still holds (F-08)."""
    current = _locked(version)
    if current.state in APPROVE_EDITORIAL.sources:
        refuse_if(rules.missing_for_editorial(current))
    base = current.base
    return _move(
        APPROVE_EDITORIAL, current, by=by, at=at, adopted_by=base.adopted_by if base else None,
        adopted_on=base.adopted_on if base else None, adoption_reference=base.adoption_reference if base else "",
        depweb_due_on=rules.depweb_due_on(at),
    )  # fmt: skip


@transaction.atomic
def publish_version(
    *,
    version: GuidelineVersion,
    valid_from: datetime.date | None,
    by: "User",
    at: datetime.datetime,
    review_on: datetime.date | None = None,
    is_urgent: bool = False,
) -> GuidelineVersion:
    """Make the decided text the one that holds, and retire the one it replaces (domain.md F-08).

    All ministries are told at once (F-09), and the owners of what cites a changed section are asked. An urgent
    version waits for a second pair of eyes afterwards (features.md G19). `valid_from` and `review_on` are Oslo
    dates. Raises StepRefused or StateChanged.
    """
    guideline = Guideline.objects.select_for_update(of=("self",)).get(pk=version.guideline_id)
    current = _locked(version)
    before = GuidelineVersion.objects.in_force().of(guideline).first()
    if current.state in PUBLISH.sources:
        refuse_if(rules.missing_for_publication(current, valid_from))
        if before:
            _move(SUPERSEDE, before, by=by, at=at, audience=Audience.EVERYONE)
    if review_on:
        guideline.review_on = review_on
        guideline.save(update_fields=["review_on"])
    done = _move(
        PUBLISH, current, by=by, at=at, published_by=by, published_at=at, valid_from=valid_from, is_urgent=is_urgent,
        audience=Audience.EVERYONE,
    )  # fmt: skip
    publication.tell_ministries(version=done, at=at)
    publication.ask_about_citations(version=done, before=before)
    return done


@transaction.atomic
def withdraw_version(
    *,
    version: GuidelineVersion,
    kind: str,
    because: str,
    by: "User",
    at: datetime.datetime,
    replaced_by: Guideline | None = None,
) -> GuidelineVersion:
    """Take the text out of force; its address then says why, and leads to what replaced it (features.md G19).

    The owners of what cites it are asked. Raises StepRefused with what is missing, StateChanged when it is too late.
    """
    refuse_if(rules.missing_for_withdrawal(kind, because, replaced_by))
    done = _move(
        WITHDRAW, version, by=by, at=at, withdrawn_kind=kind, withdrawn_because=because.strip(), withdrawn_by=by,
        withdrawn_at=at, replaced_by=replaced_by, audience=Audience.EVERYONE,
    )  # fmt: skip
    publication.ask_about_withdrawn(version=done)
    return done


@transaction.atomic
def check_urgent_version(*, version: GuidelineVersion, by: "User", at: datetime.datetime) -> GuidelineVersion:
    """The second pair of eyes on what was published in haste; never one's own (features.md G19)."""
    current = _locked(version)
    if not current.needs_second_check:
        raise StateChanged(_("%(version)s venter ikke på kontroll.") % {"version": current})
    refuse_if(
        [Problem(_("Den som publiserte, kan ikke selv være kontrollen."), code="own_work")]
        if current.published_by == by
        else []
    )
    current.second_check_by, current.second_check_at = by, at
    current.save(update_fields=["second_check_by", "second_check_at"])
    record(
        "guideline.checked", current, sentence=f"{current} ble kontrollert av en annen.", by=by, at=at,
        clauses=_clauses(current),
    )  # fmt: skip
    return current


@transaction.atomic
def confirm_still_right(
    *, guideline: Guideline, review_on: datetime.date, by: "User", at: datetime.datetime
) -> Guideline:
    """«Kontrollert, fortsatt riktig»: a new review date, and no new version (features.md G18)."""
    refuse_if(
        []
        if review_on > oslo_date(at)
        else [Problem(_("Velg en ny dato som kommer etter i dag."), code="review_on")]
    )
    held = Guideline.objects.select_for_update(of=("self",)).get(pk=guideline.pk)
    before, held.review_on, held.reviewed_by, held.reviewed_at = held.review_on, review_on, by, at
    held.save(update_fields=["review_on", "reviewed_by", "reviewed_at"])
    record(
        "guideline.reviewed", held, sentence=f"{held} er kontrollert og fortsatt riktig.", by=by, at=at,
        clauses=[held.clause_id] if held.clause_id else None,
        changes={"review_on": [str(before or ""), str(review_on)]},
    )  # fmt: skip
    return held


@transaction.atomic
def set_owner(*, guideline: Guideline, owner: "User | None", by: "User", at: datetime.datetime) -> Guideline:
    """Who is asked when the text is to be looked at again (features.md G18); None: everybody who publishes for the keeper.

    Raises StepRefused for somebody who may not say that the text is still right.
    """
    held = Guideline.objects.select_for_update(of=("self",)).get(pk=guideline.pk)
    refuse_if(rules.missing_for_owner(held, owner))
    before, held.owner = held.owner, owner
    held.save(update_fields=["owner"])
    sentence = (
        f"{owner} har ansvaret for gjennomgangen av {held}." if owner else f"{held} har ingen egen ansvarlig."
    )
    record(
        "guideline.owner_set", held, sentence=sentence, by=by, at=at,
        clauses=[held.clause_id] if held.clause_id else None,
        changes={"owner": [str(before or ""), str(owner or "")]},
    )  # fmt: skip
    return held


def _locked(version: GuidelineVersion) -> GuidelineVersion:
    return (
        GuidelineVersion.objects.select_for_update(of=("self",))
        .select_related("guideline", "base")
        .get(pk=version.pk)
    )


def _move(transition: Transition, version: GuidelineVersion, **changes: Any) -> GuidelineVersion:
    return transition.apply(version, clauses=_clauses(version), **changes)


def _clauses(version: GuidelineVersion) -> list[int] | None:
    return [version.guideline.clause_id] if version.guideline.clause_id else None

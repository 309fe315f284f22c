"""A need from the first line to the answer: written, filed, released, signed, answered."""

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from portal.errors import Problem, StateChanged, refuse_if
from portal.events import Audience, record
from workinggroup import rules
from workinggroup.likeness import keys_of
from workinggroup.models import Barrier, Citation, CoSign, Need
from workinggroup.states import (
    ANSWER_NEED,
    FILE_NEED,
    OWN_NEEDS,
    SEND_BACK_NEED,
    WITHDRAW_NEED,
    NeedOutcome,
)

if TYPE_CHECKING:
    from guidelines.models import Section
    from portal.letters.models import Clause
    from portal.people.models import Organisation, User

WRITTEN = (
    "title", "task_today", "who", "how_often", "pain", "wished_result", "work_process", "information_class",
    "users_count", "hours_per_month",
)  # fmt: skip


@transaction.atomic
def start_need(
    *,
    by: "User",
    at: datetime.datetime,
    clause: "Clause | None" = None,
    barriers: Iterable[Barrier] = (),
    parent: Need | None = None,
    is_example: bool = False,
    **written: Any,
) -> Need:
    """Begin a draft that only the own ministry sees; a title is enough (features.md N01, N02)."""
    made = Need.objects.create(
        owner=acting_body(person=by), clause=clause, parent=parent, is_example=is_example, made_by=by, made_at=at,
        changed_at=at, word_keys=keys_of(written.get("title", "")), **written,
    )  # fmt: skip
    count_again(need=made)
    made.barriers.set(barriers)
    _note("need.started", made, by, at, f"{made} ble påbegynt.")
    return made


@transaction.atomic
def save_need(
    *,
    need: Need,
    written: Mapping[str, Any],
    barriers: Iterable[Barrier] | None,
    seen: int,
    by: "User",
    at: datetime.datetime,
) -> Need:
    """Save what is written so far; who saves on top of another's text is told instead (features.md N01).

    Raises StateChanged when the need is shared, or when somebody else has saved since `seen`.
    """
    held = locked_need(need=need)
    if held.state not in OWN_NEEDS:
        raise StateChanged(_("Behovet er delt, og kan ikke lenger endres."))
    if held.revision != seen:
        raise StateChanged(
            _("Noen andre har lagret i mellomtiden. Ta vare på det du skrev, og last siden på nytt.")
        )
    changes = {
        name: [str(getattr(held, name)), str(value)]
        for name, value in written.items()
        if name in WRITTEN and getattr(held, name) != value
    }
    for name in changes:
        setattr(held, name, written[name])
    if not held.is_draft:
        refuse_if(rules.missing_for_filing(held))
    held.word_keys, held.revision, held.changed_at = keys_of(held.title), held.revision + 1, at
    held.save(update_fields=[*changes, "word_keys", "revision", "changed_at"])
    if barriers is not None:
        held.barriers.set(barriers)
    count_again(need=held)
    _note("need.saved", held, by, at, f"{held} ble lagret.", audience=Audience.LOG_ONLY, changes=changes)
    return held


@transaction.atomic
def file_need(*, need: Need, by: "User", at: datetime.datetime) -> Need:
    """Give the draft to the ministry's contact; everything that is asked is there (features.md N01)."""
    held = locked_need(need=need)
    if held.is_draft:
        refuse_if(rules.missing_for_filing(held))
    return FILE_NEED.apply(
        held, by=by, at=at, audience=Audience.ORGANISATION, clauses=clauses_of(need=held), filed_by=by, filed_at=at
    )  # fmt: skip


@transaction.atomic
def send_back_need(*, need: Need, by: "User", at: datetime.datetime) -> Need:
    """Make a filed need a draft again."""
    return SEND_BACK_NEED.apply(need, by=by, at=at, audience=Audience.ORGANISATION)


@transaction.atomic
def withdraw_need(*, need: Need, because: str, by: "User", at: datetime.datetime) -> Need:
    """Take a need back; what was shared stays readable as withdrawn."""
    refuse_if([] if because.strip() else [Problem(_("Skriv hvorfor behovet trekkes."), code="because")])
    held = locked_need(need=need)
    return WITHDRAW_NEED.apply(
        held, by=by, at=at, audience=_audience(held), clauses=clauses_of(need=held), withdrawn_because=because.strip()
    )  # fmt: skip


@transaction.atomic
def answer_need(*, need: Need, outcome: str, because: str, by: "User", at: datetime.datetime) -> Need:
    """Answer with a reason: taken in, joined, later or no; the filer gets it (features.md N09)."""
    refuse_if(rules.missing_for_answer(outcome, because))
    answered = ANSWER_NEED.apply(
        need, by=by, at=at, audience=Audience.LOG_ONLY, clauses=clauses_of(need=need), outcome=outcome,
        outcome_because=because.strip(), answered_by=by, answered_at=at,
    )  # fmt: skip
    label = NeedOutcome(outcome).label
    _note(
        "need.answer_told",
        answered,
        by,
        at,
        f"{answered}: {label}. {because.strip()}",
        audience=Audience.GROUP,
    )
    return answered


@transaction.atomic
def sign_need(
    *,
    need: Need,
    users_count: int,
    hours_per_month: int,
    comment: str = "",
    by: "User",
    at: datetime.datetime,
) -> CoSign:
    """Sign with the own ministry's numbers; a second time changes them (features.md N06)."""
    held = locked_need(need=need)
    refuse_if(rules.missing_for_signature(by, held))
    signed, is_new = CoSign.objects.update_or_create(
        need=held, organisation=by.organisation,
        defaults={
            "users_count": users_count, "hours_per_month": hours_per_month, "comment": comment.strip(), "by": by, "at": at,
        },
    )  # fmt: skip
    count_again(need=held)
    what = "har dette også" if is_new else "endret tallene sine"
    said = f"{by.organisation} {what}: {users_count} brukere, {hours_per_month} timer i måneden. {held}"
    _note("need.signed", held, by, at, said, audience=Audience.GROUP)
    return signed


@transaction.atomic
def unsign_need(*, need: Need, by: "User", at: datetime.datetime) -> Need:
    """Take the own ministry's signature back."""
    held = locked_need(need=need)
    gone, _each = CoSign.objects.filter(need=held, organisation=by.organisation).delete()
    refuse_if([] if gone else [Problem(_("Virksomheten har ikke signert behovet."), code="unsigned")])
    count_again(need=held)
    _note(
        "need.unsigned",
        held,
        by,
        at,
        f"{by.organisation} trakk signaturen sin. {held}",
        audience=Audience.GROUP,
    )
    return held


@transaction.atomic
def cite_section(*, need: Need, section: "Section", by: "User", at: datetime.datetime) -> Citation:
    """Say which section of a guideline the need is about (features.md N10)."""
    held = locked_need(need=need)
    cited, _is_new = Citation.objects.get_or_create(
        need=held,
        guideline=section.version.guideline,
        anchor=section.anchor,
        defaults={"title": section.title},
    )
    _note(
        "need.section_cited", held, by, at, f"{held} viser til «{section.title}».", audience=_audience(held)
    )
    return cited


def acting_body(*, person: "User") -> "Organisation":
    """The body the person writes for; whoever has lost it meanwhile is told."""
    if person.organisation is None:
        raise StateChanged(_("Du handler ikke lenger for noen virksomhet."))
    return person.organisation


def locked_need(*, need: Need) -> Need:
    """The need, locked, as it is now."""
    return Need.objects.select_for_update(of=("self",)).select_related("owner").get(pk=need.pk)


def count_again(*, need: Need) -> None:
    """Add the owner's numbers and those of the signatures (features.md N06)."""
    signed = need.co_signs.aggregate(users=Sum("users_count"), hours=Sum("hours_per_month"))
    need.total_users = (need.users_count or 0) + (signed["users"] or 0)
    need.total_hours = (need.hours_per_month or 0) + (signed["hours"] or 0)
    need.body_count = 1 + need.co_signs.count()
    need.save(update_fields=["total_users", "total_hours", "body_count"])


def clauses_of(*, need: Need) -> list[int] | None:
    """The clause whose timeline shows the event."""
    return [need.clause_id] if need.clause_id else None


def _audience(need: Need) -> Audience:
    return Audience.ORGANISATION if need.is_own else Audience.GROUP


def _note(
    event: str,
    need: Need,
    by: "User",
    at: datetime.datetime,
    sentence: str,
    *,
    audience: Audience = Audience.ORGANISATION,
    changes: dict[str, Any] | None = None,
) -> None:
    record(
        event, need, sentence=sentence[:500], by=by, at=at, organisation=need.owner, audience=audience,
        clauses=clauses_of(need=need), changes=changes,
    )  # fmt: skip

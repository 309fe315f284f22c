"""What is done with the remarks: split, tagged, assigned, grouped, and judged one by one or together."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from guidelines import rules
from guidelines.actions.answers import RemarkText, add_remarks
from guidelines.actions.consultations import locked_version
from guidelines.models import Assessment, Consultation, Remark, RemarkGroup
from portal.dates import oslo_date
from portal.errors import DomainError, Problem, refuse_if
from portal.events import record

if TYPE_CHECKING:
    from portal.people.models import User

LEAST_PARTS = 2


class RemarkChanged(DomainError):
    """Another person has treated the remark since it was shown; `current` is how it stands now."""

    def __init__(self, current: Remark) -> None:
        self.current = current
        super().__init__(
            _("Noen andre har behandlet denne merknaden mens du skrev. Se over den, og lagre på nytt.")
        )


@transaction.atomic
def split_remark(
    *, remark: Remark, parts: list[RemarkText], seen: int, by: "User", at: datetime.datetime
) -> list[Remark]:
    """Make several remarks of one; the original stays as it came, and only the parts are judged (features.md G10)."""
    held = _held(remark, seen)
    problems = rules.missing_to_treat(held)
    if len(parts) < LEAST_PARTS:
        problems.append(Problem(_("Del merknaden i minst to deler."), code="parts"))
    if held.outcome:
        problems.append(Problem(_("Merknaden har alt fått et utfall, og deles ikke."), code="outcome"))
    refuse_if(problems)
    held.is_split, held.group = True, None
    _save(held, "is_split", "group")
    made = add_remarks(answer=held.answer, said=parts, parent=held)
    numbers = ", ".join(str(one.number) for one in made)
    _note("remark.split", held, by, at, f"{held} ble delt i merknad {numbers}.")
    return made


@transaction.atomic
def handle_remark(
    *,
    remark: Remark,
    kind: str,
    tags: Iterable[str],
    assigned_to: "User | None",
    due_on: datetime.date | None,
    seen: int,
    by: "User",
    at: datetime.datetime,
) -> Remark:
    """Say what sort of remark it is, tag it, and give it to somebody with a date (features.md G10)."""
    held = _held(remark, seen)
    problems = rules.missing_to_treat(held)
    if assigned_to and due_on is None:
        problems.append(Problem(_("Sett en frist for den som skal vurdere merknaden."), code="due_on"))
    if assigned_to and not rules.can_treat_remarks(assigned_to, held.consultation):
        problems.append(Problem(_("Personen kan ikke behandle merknader."), code="assigned_to"))
    refuse_if(problems)
    held.kind, held.tags = kind, sorted({tag.strip().lower() for tag in tags if tag.strip()})
    held.assigned_to, held.due_on = assigned_to, due_on
    _save(held, "kind", "tags", "assigned_to", "due_on")
    _note("remark.handled", held, by, at, f"{held} ble lagt til rette for vurdering.")
    return held


@transaction.atomic
def group_remarks(
    *, consultation: Consultation, title: str, numbers: Iterable[int], by: "User", at: datetime.datetime
) -> RemarkGroup:
    """Gather remarks that say the same, so that one answer is given to all of them (features.md G10)."""
    current = _current(consultation)
    wanted = set(numbers)
    remarks = list(
        current.remarks.standing().with_home().select_for_update(of=("self",)).filter(number__in=wanted)
    )
    problems = [
        problem for remark in remarks for problem in rules.missing_to_treat(_at_home(remark, current))
    ][:1]
    if unknown := sorted(wanted - {remark.number for remark in remarks}):
        said = {"numbers": ", ".join(map(str, unknown))}
        problems.append(Problem(_("Disse merknadene finnes ikke: %(numbers)s.") % said, code="numbers"))
    if len(remarks) < LEAST_PARTS and not current.groups.filter(title=title.strip()).exists():
        problems.append(Problem(_("Velg minst to merknader."), code="numbers"))
    refuse_if(problems)
    group, _is_new = RemarkGroup.objects.get_or_create(consultation=current, title=title.strip())
    for remark in remarks:
        remark.group = group
        _save(remark, "group")
    record(
        "remark.grouped", current, sentence=f"{len(remarks)} merknader ble samlet i «{group}».", by=by, at=at,
        changes={"remarks": [None, sorted(wanted)]},
    )  # fmt: skip
    return group


@transaction.atomic
def ungroup_remark(*, remark: Remark, by: "User", at: datetime.datetime) -> Remark:
    """Take a remark out of its group; it keeps the answer it has, and is judged alone from now on (features.md G10)."""
    held = _held(remark, None)
    problems = rules.missing_to_treat(held)
    if held.group is None:
        problems.append(Problem(_("Merknaden er ikke i en gruppe."), code="group"))
    refuse_if(problems)
    sentence = f"{held} ble tatt ut av «{held.group}»."
    held.group = None
    _save(held, "group")
    _note("remark.ungrouped", held, by, at, sentence)
    return held


@transaction.atomic
def assess_remark(
    *, remark: Remark, outcome: str, reason: str, seen: int, by: "User", at: datetime.datetime
) -> list[Remark]:
    """Give the remark, and all in its group, an outcome and a reason; earlier judgements stay (domain.md F-06, G12).

    Raises StepRefused with what is missing, RemarkChanged when another has treated it since revision `seen`.
    """
    held = _held(remark, seen)
    together = [held]
    if held.group:
        others = held.group.remarks.with_home().select_for_update(of=("self",)).exclude(pk=held.pk)
        together += [_at_home(other, held.consultation) for other in others]
    refuse_if(
        {
            problem.code: problem
            for one in together
            for problem in rules.missing_for_assessment(one, outcome, reason, by)
        }.values()
    )
    for one in together:
        _assess(one, outcome, reason.strip(), by, at)
    return together


def _assess(remark: Remark, outcome: str, reason: str, by: "User", at: datetime.datetime) -> None:
    last = remark.assessments.aggregate(last=Max("number"))["last"] or 0
    made = Assessment.objects.create(
        remark=remark, number=last + 1, outcome=outcome, reason=reason, by=by, at=at
    )
    before = remark.outcome
    remark.outcome, remark.reason, remark.decided_on = outcome, reason, oslo_date(at)
    _save(remark, "outcome", "reason", "decided_on")
    sentence = f"{remark}: {made.get_outcome_display().lower()}."
    _note("remark.assessed", remark, by, at, sentence, {"outcome": [before, outcome]})


def _current(consultation: Consultation) -> Consultation:
    """The foreleggelse with its version locked: treatment and adoption wait for one another (domain.md F-06)."""
    version = locked_version(version=consultation.version)
    current = Consultation.objects.select_related("sender").get(pk=consultation.pk)
    current.version = version
    return current


def _held(remark: Remark, seen: int | None) -> Remark:
    current = _current(remark.consultation)
    held = Remark.objects.with_home().select_for_update(of=("self",)).get(pk=remark.pk)
    if seen is not None and held.revision != seen:
        raise RemarkChanged(held)
    return _at_home(held, current)


def _at_home(remark: Remark, consultation: Consultation) -> Remark:
    remark.consultation = consultation
    return remark


def _save(remark: Remark, *fields: str) -> None:
    remark.revision += 1
    remark.save(update_fields=[*fields, "revision"])


def _note(
    event: str,
    remark: Remark,
    by: "User",
    at: datetime.datetime,
    sentence: str,
    changes: dict[str, list[str]] | None = None,
) -> None:
    clause = remark.consultation.version.guideline.clause_id
    record(
        event, remark, sentence=sentence, by=by, at=at, clauses=[clause] if clause else None, changes=changes
    )

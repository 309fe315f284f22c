"""Use cases, the tree of work, and the tags."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.text import slugify

from portal.errors import refuse_if
from portal.events import Audience, record
from workinggroup import rules
from workinggroup.actions.needs import acting_body
from workinggroup.models import Barrier, Need, UseCase, WorkProcess
from workinggroup.states import RELEASE_CASE, RETIRE_CASE

if TYPE_CHECKING:
    from portal.letters.models import Clause
    from portal.people.models import User


@transaction.atomic
def write_case(
    *,
    use_case: UseCase | None,
    needs: Iterable[Need],
    clause: "Clause | None" = None,
    is_example: bool = False,
    by: "User",
    at: datetime.datetime,
    **written: Any,
) -> UseCase:
    """Begin or change a use case of the own body; others see it when it is released (domain.md A-04, A-07)."""
    if use_case is None:
        held = UseCase.objects.create(
            owner=acting_body(person=by),
            clause=clause,
            is_example=is_example,
            made_by=by,
            made_at=at,
            **written,
        )
    else:
        held = UseCase.objects.select_for_update(of=("self",)).get(pk=use_case.pk)
        refuse_if(rules.missing_for_case_edit(held))
        for name, value in written.items():
            setattr(held, name, value)
        held.save(update_fields=list(written))
    held.needs.set(needs)
    record(
        "use_case.saved", held, sentence=f"Bruksområdet «{held}» ble lagret.", by=by, at=at, organisation=held.owner,
        audience=Audience.ORGANISATION, clauses=[held.clause_id] if held.clause_id else None,
    )  # fmt: skip
    return held


@transaction.atomic
def release_case(
    *, use_case: UseCase, is_open_data: bool = False, by: "User", at: datetime.datetime
) -> UseCase:
    """Make it common; in the open catalogue only when the owner says so (domain.md A-07)."""
    return RELEASE_CASE.apply(
        use_case, by=by, at=at, audience=Audience.GROUP, clauses=[use_case.clause_id] if use_case.clause_id else None,
        released_by=by, released_at=at, is_open_data=is_open_data,
    )  # fmt: skip


@transaction.atomic
def retire_case(*, use_case: UseCase, by: "User", at: datetime.datetime) -> UseCase:
    """Say that it is no longer current; it stays to be read by those who could."""
    return RETIRE_CASE.apply(use_case, by=by, at=at, audience=Audience.GROUP)


@transaction.atomic
def save_process(*, process: WorkProcess, by: "User", at: datetime.datetime) -> WorkProcess:
    """Add or change a kind of work (features.md N11)."""
    process.key = process.key or _free_key(WorkProcess, process.name)
    process.save()
    record(
        "category.saved",
        process,
        sentence=f"Arbeidsprosessen «{process}» ble lagret.",
        by=by,
        at=at,
        audience=Audience.GROUP,
    )
    return process


@transaction.atomic
def save_barrier(*, barrier: Barrier, by: "User", at: datetime.datetime) -> Barrier:
    """Add or change a tag (features.md N11)."""
    barrier.key = barrier.key or _free_key(Barrier, barrier.name)
    barrier.save()
    record(
        "category.saved",
        barrier,
        sentence=f"Barrieren «{barrier}» ble lagret.",
        by=by,
        at=at,
        audience=Audience.GROUP,
    )
    return barrier


def _free_key(model: type[WorkProcess] | type[Barrier], name: str) -> str:
    base = slugify(name.lower().translate(str.maketrans("æøå", "eoa")))[:50] or "navn"
    taken = set(model.objects.filter(key__startswith=base).values_list("key", flat=True))  # type: ignore[union-attr]
    return next(
        key for turn in range(len(taken) + 1) if (key := f"{base}-{turn}" if turn else base) not in taken
    )

"""Experience cards, and «we reuse this» (features.md P15, P16)."""

import datetime
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pilots.journal import refuse_broken, told
from pilots.models import ExperienceCard, Pilot, Reuse
from portal.errors import Problem, StateChanged, refuse_if
from portal.events import Audience, record

if TYPE_CHECKING:
    from portal.letters.models import Clause
    from portal.people.models import User


@dataclass(frozen=True)
class CardText:
    """What a card says."""

    title: str
    work_process: str
    profession: str
    tool: str = ""
    tried: str = ""
    worked: str = ""
    did_not: str = ""
    tip: str = ""
    pilot: Pilot | None = None


@transaction.atomic
def share_card(
    *,
    text: CardText,
    clause: "Clause | None" = None,
    by: "User",
    at: datetime.datetime,
    is_example: bool = False,
) -> ExperienceCard:
    """Share an experience with everyone in the 17 bodies, under the clause of the letter that asks for it (P15, T-05)."""
    assert by.organisation is not None
    card = ExperienceCard(
        organisation=by.organisation,
        clause=clause,
        made_by=by,
        made_at=at,
        is_example=is_example,
        **_said(text),
    )
    refuse_broken(card)
    card.save()
    _record("card.shared", card, f"Erfaringskortet «{card}» ble delt.", by, at)
    return card


@transaction.atomic
def change_card(*, card: ExperienceCard, text: CardText, by: "User", at: datetime.datetime) -> ExperienceCard:
    """Mend a card; what it said before stays in the log."""
    held = _standing(card)
    said = _said(text)
    changes = {
        name: [getattr(before, "pk", before), getattr(value, "pk", value)]
        for name, value in said.items()
        if (before := getattr(held, name)) != value
    }
    for name, value in said.items():
        setattr(held, name, value)
    refuse_broken(held)
    held.save(update_fields=[*said])
    _record("card.changed", held, f"Erfaringskortet «{held}» ble endret.", by, at, changes)
    return held


@transaction.atomic
def withdraw_card(*, card: ExperienceCard, by: "User", at: datetime.datetime) -> ExperienceCard:
    """Take a card back: others no longer find it."""
    held = _standing(card)
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    _record("card.withdrawn", held, f"Erfaringskortet «{held}» ble tatt tilbake.", by, at)
    return held


@transaction.atomic
def reuse_card(*, card: ExperienceCard, note: str, by: "User", at: datetime.datetime) -> Reuse:
    """Another body says that it reuses what the card tells; whoever wrote it is told (features.md P16)."""
    assert by.organisation is not None
    held = _standing(card)
    made = _reuse(
        Reuse(card=held, organisation=by.organisation, note=note.strip(), by=by, at=at), held.organisation_id
    )
    _record("card.reused", held, f"{by.organisation} gjenbruker «{held}».", by, at)
    return made


@transaction.atomic
def reuse_pilot(*, pilot: Pilot, note: str, by: "User", at: datetime.datetime) -> Reuse:
    """Another body says that it reuses the trial; its contact is told (features.md P16)."""
    assert by.organisation is not None
    made = _reuse(
        Reuse(pilot=pilot, organisation=by.organisation, note=note.strip(), by=by, at=at), pilot.owner_id
    )
    record(
        "pilot.reused", pilot, sentence=f"{by.organisation} gjenbruker {pilot}."[:500], by=by, at=at, **told(pilot)
    )  # fmt: skip
    return made


def _reuse(made: Reuse, owner_id: int) -> Reuse:
    if made.organisation_id == owner_id:
        refuse_if([Problem(_("Dere kan ikke melde gjenbruk av deres eget."))])
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise StateChanged(_("Virksomheten din har alt meldt at den gjenbruker dette.")) from error
    return made


def _said(text: CardText) -> dict[str, object]:
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in {**asdict(_without_pilot(text)), "pilot": text.pilot}.items()
    }


def _without_pilot(text: CardText) -> CardText:
    """asdict copies what it holds, and a row of the database is not to be copied."""
    return CardText(
        text.title,
        text.work_process,
        text.profession,
        text.tool,
        text.tried,
        text.worked,
        text.did_not,
        text.tip,
    )


def _standing(card: ExperienceCard) -> ExperienceCard:
    held = (
        ExperienceCard.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=card.pk)
    )
    if held.withdrawn_at:
        raise StateChanged(_("Kortet er tatt tilbake."))
    return held


def _record(
    event: str,
    card: ExperienceCard,
    sentence: str,
    by: "User",
    at: datetime.datetime,
    changes: dict | None = None,
) -> None:
    of_trial = card.pilot.clause_id if card.pilot_id and card.pilot and card.pilot.is_shared else None
    clauses = [pk for pk in dict.fromkeys([card.clause_id, of_trial]) if pk]
    record(
        event, card, sentence=sentence[:500], by=by, at=at, organisation=card.organisation, audience=Audience.EVERYONE,
        clauses=clauses or None, changes=changes,
    )  # fmt: skip

"""One object of each kind of `pilots/` for an organisation: what the permission matrix asks for."""

from collections.abc import Callable

from pilots.actions import cards, duty, rows, upkeep
from pilots.actions import pilots as actions
from pilots.actions.cards import CardText
from pilots.actions.duty import ToolLine
from pilots.actions.pilots import Idea
from pilots.models import Correction, DutyYear, ExperienceCard, Pilot, ToolUse
from pilots.parts import GOALS
from pilots.reference import load_rules
from portal.people.models import Organisation, User
from portal.people.roles import Role
from tests import factories
from tests.factories_pilots import NOON


def _person(organisation: Organisation) -> User:
    return factories.member(Role.EMPLOYEE, organisation)


def pilot(organisation: Organisation) -> Pilot:
    """An idea that is shared, with a goal; and the rules that it can be assessed by."""
    load_rules()
    by = _person(organisation)
    made = actions.create_pilot(
        owner=organisation, idea=Idea("Idé (EKSEMPEL)", "EKSEMPEL", "other"), by=by, at=NOON, is_shared=True
    )
    rows.add_row(pilot=made, kind=GOALS, values={"text": "EKSEMPEL"}, by=by, at=NOON)
    return made


def card(organisation: Organisation) -> ExperienceCard:
    """A card of somebody else in the body."""
    text = CardText("Kort (EKSEMPEL)", "other", "adviser", worked="EKSEMPEL")
    return cards.share_card(text=text, by=_person(organisation), at=NOON)


def correction(organisation: Organisation) -> Correction:
    """A message that an entry of the body is wrong."""
    by = factories.member(Role.EMPLOYEE)
    return upkeep.ask_correction(pilot=pilot(organisation), text="EKSEMPEL", by=by, at=NOON)


def tool(organisation: Organisation) -> ToolUse:
    """A tool that the body lists."""
    return duty.list_tool(
        organisation=organisation, line=ToolLine("EKSEMPEL", "open"), by=_person(organisation), at=NOON
    )


def year(organisation: Organisation) -> DutyYear:
    """A round; each body that asks for one gets a year of its own."""
    number = 2030 + DutyYear.objects.count()
    return duty.open_year(year=number, due_on=NOON.date(), by=_person(organisation), at=NOON)


# Each function gets the organisation that the object belongs to.
MAKERS: dict[str, Callable[[Organisation], object]] = {
    "pilot": pilot,
    "card": card,
    "correction": correction,
    "tool": tool,
    "yearly_duty": year,
}

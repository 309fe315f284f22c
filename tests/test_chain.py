"""The threads between the rooms, both ways, and the clause under everything (features.md N10, A11; domain.md T-05)."""

import datetime

import pytest
from django.db.models import Model
from django.utils import timezone

from courses.actions import outlines
from courses.actions import sessions as courses
from guidelines.models import Section
from pilots.actions import cards, duty
from pilots.actions import pilots as trials
from pilots.actions.pilots import Idea
from portal.events import Event
from portal.people.models import User
from tests import factories_courses, factories_group, factories_guidelines, factories_money, factories_pilots
from tests import factories_workinggroup as needs
from workinggroup.actions import catalogue, decisions, joining
from workinggroup.actions import needs as need_actions
from workinggroup.states import DecisionKind, UseCaseState

pytestmark = pytest.mark.django_db

# Each room, and the rooms that its page leads to.
PAGES = {
    "need": ["case", "pilot", "module", "section", "cluster"],
    "case": ["need", "pilot"],
    "cluster": ["need", "pilot", "module"],
    "pilot": ["need", "case", "section", "card"],
    "card": ["pilot"],
    "module": ["need", "section"],
    "section": ["need", "pilot", "module"],
}


@pytest.fixture
def reader() -> User:
    """A coordinator of the body that leads, and that writes the letter's objects."""
    return factories_group.leader()


@pytest.fixture
def chain(reader) -> dict[str, Model]:
    """Need → use case → trial → experience, and module, all of them about one section of a guideline."""
    section = factories_guidelines.in_force().sections.first()
    need, other = needs.released_need(), needs.released_need()
    case = needs.use_case(need.owner, UseCaseState.SHARED_CASE, needs=(need,))
    need_actions.cite_section(need=need, section=section, by=reader, at=factories_group.moment())
    where = factories_pilots.house()
    pilot = factories_pilots.planned(where)
    for answered in (f"need:{need.pk}", f"case:{case.pk}"):
        kind, _colon, pk = answered.partition(":")
        factories_pilots.row(
            pilot, "svarer", where.member, **{{"need": "need_id", "case": "use_case_id"}[kind]: int(pk)}
        )
    factories_pilots.row(
        pilot, "retningslinje", where.member, guideline_id=section.version.guideline_id, anchor=section.anchor
    )
    trials.share_pilot(pilot=pilot, is_shared=True, by=where.contact, at=factories_pilots.NOON)
    academy = factories_courses.academy()
    version = factories_courses.draft(academy)
    module = factories_courses.module(version, title="Trygg bruk", needs=[need], sections=[section])
    outlines.issue_version(version=version, by=academy.keeper, at=timezone.now())
    cluster = joining.make_cluster(
        title="Felles", because="Samme.", needs=[need, other], by=reader, at=factories_group.moment()
    )
    return {
        "need": need, "case": case, "pilot": pilot, "section": section, "module": module, "cluster": cluster,
        "card": factories_pilots.card(where.member, pilot=pilot),
    }  # fmt: skip


@pytest.mark.parametrize("room", PAGES)
def test_page_leads_to_both_sides(chain, reader, client_for, room: str) -> None:
    """features.md N10: open one, and see the others."""
    page = client_for(reader).get(chain[room].get_absolute_url().partition("#")[0]).content.decode()

    assert [other for other in PAGES[room] if not _leads_to(page, chain[other])] == []


def _leads_to(page: str, thing: Model) -> bool:
    """Whether the page has a link to the thing; to a section of a guideline in the version that holds, or in its own."""
    addresses = [thing.get_absolute_url()]
    if isinstance(thing, Section):
        addresses.append(f"{thing.version.guideline.get_absolute_url()}#{thing.anchor}")
    return any(f'href="{address}"' in page for address in addresses)


def _need(clause, by: User) -> Model:
    return need_actions.start_need(title="Behov", clause=clause, by=by, at=factories_group.moment())


def _case(clause, by: User) -> Model:
    said = {
        "title": "Bruk",
        "description": "KI.",
        "information_class": "shared",
        "work_process": needs.work_process(),
    }
    return catalogue.write_case(
        use_case=None, needs=[], clause=clause, by=by, at=factories_group.moment(), **said
    )


def _pilot(clause, by: User) -> Model:
    idea = Idea("Utkast", "Et språkverktøy.", "writing", "")
    return trials.create_pilot(
        owner=by.organisation, idea=idea, clause=clause, by=by, at=factories_pilots.NOON
    )


def _card(clause, by: User) -> Model:
    text = cards.CardText("Referat", "writing", "adviser", worked="Det gikk fort.")
    return cards.share_card(text=text, clause=clause, by=by, at=factories_pilots.NOON)


def _cluster(clause, by: User) -> Model:
    both = [needs.released_need(clause=clause) for _turn in range(2)]
    return joining.make_cluster(
        title="Felles", because="Samme.", needs=both, by=by, at=factories_group.moment()
    )


def _group(clause, by: User) -> Model:
    return factories_group.group(by, clause=clause)


def _meeting(clause, by: User) -> Model:
    return factories_group.meeting(factories_group.group(by, clause=clause), by)


def _decision(clause, by: User) -> Model:
    """A matter that is about a clause of another kind than the group's own."""
    meeting = factories_group.meeting(factories_group.group(by), by)
    item = factories_group.item(meeting, by, clause=clause)
    return decisions.decide_item(
        item=item, kind=DecisionKind.PRINCIPLE, text="Slik blir det.", by=by, at=meeting.starts_at
    )


def _outline(clause, by: User) -> Model:
    return outlines.create_outline(
        title="Kurs", organisation=by.organisation, clause=clause, by=by, at=timezone.now()
    )


def _course(clause, by: User) -> Model:
    version = factories_courses.issued()
    return courses.create_course(
        version=version, title="KI", level="intro", description="", clause=clause, by=by, at=timezone.now()
    )


def _year(clause, by: User) -> Model:
    """The clause about trials is found by its place in the letter: 1.3."""
    return duty.open_year(year=2024, due_on=datetime.date(2024, 12, 1), by=by, at=factories_pilots.NOON)


@pytest.mark.parametrize(
    "make", [_need, _case, _cluster, _group, _meeting, _decision, _pilot, _card, _year, _outline, _course]
)
def test_everything_is_on_the_timeline_of_its_clause(make, reader) -> None:
    """features.md A11; domain.md T-05."""
    clause = factories_money.ClauseFactory(assignment=factories_money.AssignmentFactory(number=1), position=3)

    made = make(clause, reader)

    told = Event.objects.touching_clause(clause.pk).about(made)
    assert told.exists()
    assert set(told.values_list("url", flat=True)) == {made.get_absolute_url()}

"""Need → trial → experience, and guideline → trial, both ways (features.md N10; moonshot 14; domain.md T-05)."""

import pytest
from django.urls import reverse

from guidelines.citations import citations_of
from pilots.actions import pilots as actions
from pilots.actions import rows, steps
from pilots.parts import ANSWERS, SECTIONS
from pilots.queries.pilot import sections_of
from pilots.queries.threads import answered_by, choosable_answers
from portal.events import Event
from portal.threads import Thread, threads_of
from tests import factories
from tests import factories_guidelines as guide
from tests import factories_pilots as made
from tests import factories_workinggroup as group
from tests.factories_pilots import NOON

pytestmark = pytest.mark.django_db


def test_need_leads_to_the_trial_and_back(client_for) -> None:
    """features.md N10: only to those who may see the other end."""
    where, other = made.house(), made.house()
    need = group.need(where.body)
    pilot = made.idea(where.member)
    client = client_for(where.member)
    choices = choosable_answers(where.member)
    assert f"need:{need.pk}" in [key for key, _title in choices]
    client.post(reverse("add_pilot_row", args=[pilot.number, ANSWERS.key]), {"answered": f"need:{need.pk}"})

    assert threads_of(where.member, need) == [
        Thread("Utprøving", str(pilot), pilot.get_absolute_url(), "Idé")
    ]
    assert [thread.title for thread in answered_by(pilot, where.member)] == [need.title]
    assert need.title in client.get(pilot.get_absolute_url()).content.decode()
    assert threads_of(other.member, need) == []
    again = client.post(
        reverse("add_pilot_row", args=[pilot.number, ANSWERS.key]), {"answered": f"need:{need.pk}"}
    )
    assert again.status_code in {409, 422}


def test_trial_shows_its_experiences(client_for) -> None:
    where = made.house()
    pilot = made.idea(where.member)
    card = made.card(where.member, pilot=pilot)

    assert card.title in client_for(where.member).get(pilot.get_absolute_url()).content.decode()


def test_guideline_asks_the_owner_of_an_open_trial_that_follows_it(client_for) -> None:
    """Moonshot 14."""
    version = guide.in_force()
    where = made.house()
    pilot = made.idea(where.member)
    value = {"anchor": f"{version.guideline_id}:del-1"}
    client_for(where.member).post(reverse("add_pilot_row", args=[pilot.number, SECTIONS.key]), value)
    (citation,) = citations_of(version.guideline, ["del-1", "del-2"])

    assert (citation.anchor, citation.organisation_id, citation.url) == (
        "del-1",
        where.body.pk,
        pilot.get_absolute_url(),
    )
    assert [thread.title for thread in sections_of(pilot, where.member)] == ["Del 1 (EKSEMPEL)"]
    steps.stop(pilot=pilot, because="Nei.", by=where.contact, at=NOON)
    assert citations_of(version.guideline, ["del-1"]) == []


def test_shared_trial_stands_on_the_timeline_of_its_clause() -> None:
    """domain.md T-05; features.md A11: what is not shared stays in its own house."""
    from tests.permission_objects import clause as make_clause

    where = made.house()
    clause = make_clause(factories.OrganisationFactory())
    pilot = made.idea(where.member, clause=clause)
    assert {event.audience for event in Event.objects.touching_clause(clause.pk)} == {"organisation"}
    actions.share_pilot(pilot=pilot, is_shared=True, by=where.contact, at=NOON)

    assert Event.objects.touching_clause(clause.pk).latest("pk").audience == "programme"


def test_row_that_is_gone_is_a_sentence() -> None:
    where = made.house()
    pilot = made.idea(where.member)
    goal = made.row(pilot, "mal", where.member, text="Mål")
    kind = made.ROW_KINDS["mal"]
    rows.remove_row(row=goal, kind=kind, by=where.member, at=NOON)
    from portal.errors import StateChanged

    with pytest.raises(StateChanged, match="alt tatt ut"):
        rows.remove_row(row=goal, kind=kind, by=where.member, at=NOON)

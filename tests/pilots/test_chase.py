"""The chase button of the yearly answer: only the silent (features.md A10; domain.md P-11)."""

import datetime

import pytest

from pilots.actions import duty
from portal.people.roles import Role
from tests import factories
from tests import factories_pilots as made
from tests.chasing import press
from tests.factories_pilots import NOON

pytestmark = pytest.mark.django_db


def test_yearly_answer_is_chased_from_the_grid_and_only_the_silent_are_told(client_for, time_machine) -> None:
    """features.md A10: a planned trial and a sent «ingen utprøving» are answers; a draft is told as silent is."""
    time_machine.move_to(NOON, tick=False)
    keeper = factories.member(Role.COORDINATOR, factories.OrganisationFactory(kind="virksomhet"))
    trial, none, silent = (made.house() for _turn in range(3))
    year = duty.open_year(year=2024, due_on=datetime.date(2024, 12, 1), by=keeper, at=NOON)
    made.planned(trial)
    answer = duty.save_answer(
        duty_year=year, organisation=none.body, assessments="A", involvement="B", by=none.contact, at=NOON
    )
    duty.send_answer(answer=answer, by=none.contact, at=NOON)

    listed, told = press(client_for(keeper), f"/utprovinger/arlig/{year.year}/")

    assert told == [silent.contact.email]
    assert silent.body.name in listed
    assert none.body.name not in listed
    assert trial.body.name not in listed

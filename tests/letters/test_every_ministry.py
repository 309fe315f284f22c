"""A duty of every ministry is answered by each, and silence is shown as silence (features.md A10, moonshot 17)."""

import datetime

import pytest

from portal.errors import StateChanged
from portal.grid import Value
from portal.letters.actions import clauses as actions
from portal.letters.models import Clause, Responsibility
from portal.letters.notifications import silent_ministries
from portal.letters.queries.ministries import ANSWER, ministry_grid
from portal.letters.states import ClauseStatus
from portal.letters.words import is_every_ministry
from portal.people.models import OrganisationKind
from portal.people.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2024, 11, 20, 9, tzinfo=datetime.UTC)
TODAY = NOW.date()


@pytest.fixture
def ministries():
    return [factories.OrganisationFactory(kind=OrganisationKind.MINISTRY) for _n in range(3)]


@pytest.fixture
def duty(clause, ministries) -> Clause:
    found = clause("4.6")
    found.responsibilities.all().delete()
    Responsibility.objects.create(clause=found, label="Hvert departement og SMK", is_every_ministry=True)
    return found


def contact(body):
    return factories.member(Role.MINISTRY_CONTACT, body)


def standing(duty: Clause, body) -> Value:
    grid = ministry_grid(duty, on=TODAY)
    return next(cell.value for cell in grid.column(ANSWER).cells if cell.body.code == body.code)


@pytest.mark.parametrize(
    ("name", "is_each"),
    [
        ("Hvert departement og SMK", True),
        ("De enkelte departementene", True),
        ("Kvart departement", True),
        ("DSS", False),
    ],
)
def test_names_that_mean_each_ministry(name: str, is_each: bool) -> None:
    assert is_every_ministry(name) is is_each


def test_each_ministry_answers_for_itself(duty, ministries) -> None:
    """One has done it, one has nothing to report with reasons, one is silent and never zero."""
    done, nothing, silent = ministries
    actions.confirm_clause(clause=duty, sentence="Sagt på intranettet.", by=contact(done), at=NOW)
    actions.report_zero(
        clause=duty, assessments="Vi har ingen ansatte i målgruppen.", union_involvement="Drøftet.",
        by=contact(nothing), at=NOW,
    )  # fmt: skip

    duty.refresh_from_db()
    assert [standing(duty, body) for body in ministries] == [
        Value.ANSWERED, Value.NONE_WITH_REASON, Value.SILENT,
    ]  # fmt: skip
    assert duty.status == ClauseStatus.WAITING
    assert silent.name in {one.name for one in silent_ministries(duty)}


def test_the_last_answer_makes_it_done(duty) -> None:
    from portal.people.models import Organisation

    everyone = list(Organisation.objects.ministries_on(TODAY))
    for body in everyone:
        actions.confirm_clause(clause=duty, sentence="Gjort.", by=contact(body), at=NOW)

    duty.refresh_from_db()
    assert (duty.status, silent_ministries(duty)) == (ClauseStatus.DONE, [])
    with pytest.raises(StateChanged):
        actions.confirm_clause(clause=duty, sentence="Igjen.", by=contact(everyone[0]), at=NOW)


def test_contact_answers_on_the_page_and_the_keeper_chases(duty, ministries, client_for, client_as) -> None:
    ministry = client_for(contact(ministries[0]))
    page = ministry.get(duty.get_absolute_url()).content.decode()
    assert "Bekreft at det er gjort" in page
    assert "Meld ingenting" in page

    answer = ministry.post(f"{duty.get_absolute_url()}bekreft/", {"bekreft-sentence": "Sagt i et allmøte."})

    assert answer.status_code == 302
    assert standing(duty, ministries[0]) == Value.ANSWERED
    keeper = client_as(Role.COORDINATOR, duty.assignment.letter.receiver)
    assert "Minn på de tause" in keeper.get(duty.get_absolute_url()).content.decode()


def test_clause_that_is_closed_is_not_chased(duty, client_as) -> None:
    """No button, and a sentence: nobody can answer it any longer."""
    keeper = client_as(Role.COORDINATOR, duty.assignment.letter.receiver)
    actions.set_clause_status(
        clause=duty, status=ClauseStatus.DROPPED, sentence="Falt bort.", by=keeper.user, at=NOW
    )

    refused = keeper.get(f"/minn-pa/letters.clause/{duty.pk}/")

    assert "/minn-pa/letters.clause" not in keeper.get(duty.get_absolute_url()).content.decode()
    assert refused.status_code == 409
    assert "Punktet er satt til «Falt bort», og venter ikke på svar." in refused.content.decode()


def test_an_agency_cannot_answer_for_the_ministries(duty, client_as) -> None:
    agency = client_as(Role.MINISTRY_CONTACT, factories.OrganisationFactory(kind=OrganisationKind.AGENCY))

    assert (
        agency.post(f"{duty.get_absolute_url()}bekreft/", {"bekreft-sentence": "Gjort."}).status_code == 403
    )


def test_other_clauses_have_no_grid(clause, django_assert_num_queries) -> None:
    other = clause("2.7")

    with django_assert_num_queries(1):
        assert ministry_grid(other, on=TODAY) is None

"""What a trial has cost: payments tied to it, shown beside its budget (domain.md P-09)."""

from decimal import Decimal

import pytest

from pilots.figures import spent_on
from pilots.models import Pilot
from portal.errors import StepRefused
from portal.events import Event
from portal.people.roles import Role
from reporting.actions.trials import tie_to_trial
from reporting.models import LedgerRow, TrialPayment
from reporting.queries.trials import choosable_trials
from reporting.states import Outcome
from tests import factories
from tests import factories_money as money
from tests import factories_pilots as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(authority) -> LedgerRow:
    return money.LedgerRowFactory(authority=authority, amount=Decimal("4000.00"))


@pytest.fixture
def pilot(authority) -> Pilot:
    """A plan of DSS with a budget of 10 000 kr."""
    return make.planned(make.house(authority.receiver))


def plain(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " ")


def test_controller_names_the_trial_and_its_page_shows_planned_against_paid(
    row, pilot, controller, client_for
) -> None:
    """domain.md P-09; features.md N10: the sum is the ledger's, and the vouchers are one click away."""
    client = client_for(controller)

    answer = client.post(f"/bilag/{row.pk}/utproving/", {"pilot": pilot.pk}, follow=True)

    assert pilot.get_absolute_url() in answer.content.decode()
    page = plain(client.get(pilot.get_absolute_url()))
    assert "10 000,00" in page
    assert "4 000,00" in page
    assert "6 000,00" in page
    assert row.get_absolute_url() in page


def test_payments_are_added_up_and_a_credit_note_is_taken_away(row, pilot, authority, controller) -> None:
    """domain.md P-09."""
    credit = money.LedgerRowFactory(authority=authority, amount=Decimal("-1500.50"), type="credit_note")
    for one in (row, credit):
        tie_to_trial(row=one, pilot=pilot, by=controller, at=money.NOON)

    assert spent_on(controller, pilot) == Decimal("2499.50")


def test_a_new_answer_replaces_the_former_and_none_takes_it_away(row, pilot, controller) -> None:
    """domain.md P-09, S-06: a payment is for one trial; each answer is in the log."""
    other = make.planned(make.house(pilot.owner))
    for answer in (pilot, other, other, None, None):
        tie_to_trial(row=row, pilot=answer, by=controller, at=money.NOON)

    told = Event.objects.about(row).in_order()
    assert TrialPayment.objects.count() == 0
    assert [one.changes["trial"] for one in told] == [
        [None, pilot.code], [pilot.code, other.code], [other.code, None]
    ]  # fmt: skip


def test_row_that_is_set_aside_and_an_idea_are_refused(authority, row, pilot, controller) -> None:
    """domain.md P-09."""
    aside = money.LedgerRowFactory(authority=authority, outcome=Outcome.OTHER_YEAR)
    idea = make.idea(make.house(authority.receiver).member)

    with pytest.raises(StepRefused, match="teller ikke"):
        tie_to_trial(row=aside, pilot=pilot, by=controller, at=money.NOON)
    with pytest.raises(StepRefused, match="er en idé"):
        tie_to_trial(row=row, pilot=idea, by=controller, at=money.NOON)


def test_paid_is_for_the_trials_own_body_and_for_those_who_read_the_money(
    row, controller, client_for, authority
) -> None:
    """domain.md S-05: another ministry that reads a shared trial sees neither the sum nor the vouchers."""
    where = make.house()
    pilot = make.planned(where)
    Pilot.objects.filter(pk=pilot.pk).update(is_shared=True)
    tie_to_trial(row=row, pilot=pilot, by=controller, at=money.NOON)
    outsider = factories.member(Role.MEMBER)

    pages = {
        name: plain(client_for(who).get(pilot.get_absolute_url()))
        for name, who in (("own", where.member), ("money", controller), ("other", outsider))
    }

    assert ["4 000,00" in pages[name] for name in ("own", "money", "other")] == [True, True, False]
    assert [row.get_absolute_url() in pages[name] for name in pages] == [False, True, False]


def test_trial_that_is_not_shared_is_named_by_its_code_alone(row, controller, client_for) -> None:
    """domain.md S-05: who reads the payment does not learn the title of a trial that is another body's."""
    where = make.house()
    pilot = make.planned(where, title="Hemmelig tittel (EKSEMPEL)")
    Pilot.objects.filter(pk=pilot.pk).update(is_shared=True)
    tie_to_trial(row=row, pilot=pilot, by=controller, at=money.NOON)
    Pilot.objects.filter(pk=pilot.pk).update(is_shared=False)

    page = client_for(controller).get(row.get_absolute_url()).content.decode()

    assert pilot.code in page
    assert "Hemmelig tittel" not in page


def test_trial_nobody_sees_is_not_chosen(row, controller, client_for) -> None:
    """domain.md S-05."""
    pilot = make.planned(make.house())

    answer = client_for(controller).post(f"/bilag/{row.pk}/utproving/", {"pilot": pilot.pk})

    assert answer.status_code == 422
    assert TrialPayment.objects.count() == 0


def test_trial_nobody_sees_is_refused_by_the_step_itself(row, controller) -> None:
    """domain.md S-05: what the form does not offer is refused with a sentence, which does not tell its title."""
    pilot = make.planned(make.house(), title="Hemmelig tittel (EKSEMPEL)")

    with pytest.raises(StepRefused, match="Utprøvingen finnes ikke, eller du har ikke tilgang") as refused:
        tie_to_trial(row=row, pilot=pilot, by=controller, at=money.NOON)

    assert "Hemmelig" not in refused.value.message
    assert TrialPayment.objects.count() == 0


def test_idea_of_another_body_is_not_told_of(row, controller) -> None:
    """domain.md S-05."""
    idea = make.idea(make.house().member, title="Hemmelig tittel (EKSEMPEL)")

    with pytest.raises(StepRefused) as refused:
        tie_to_trial(row=row, pilot=idea, by=controller, at=money.NOON)

    assert [problem.code for problem in refused.value.problems] == ["unseen"]


def test_trial_that_is_named_already_can_be_named_again(row, controller) -> None:
    """It is among those that the form offers, though it is shared no longer."""
    pilot = make.planned(make.house())
    Pilot.objects.filter(pk=pilot.pk).update(is_shared=True)
    named = tie_to_trial(row=row, pilot=pilot, by=controller, at=money.NOON)
    Pilot.objects.filter(pk=pilot.pk).update(is_shared=False)

    assert tie_to_trial(row=row, pilot=pilot, by=controller, at=money.NOON) == named


@pytest.mark.parametrize("kind", ["plan", "shared", "idea", "hidden"])
def test_form_and_step_agree(row, authority, controller, kind: str) -> None:
    """What the form offers is taken, and nothing else (domain.md P-09)."""
    made = {
        "plan": lambda: make.planned(make.house(authority.receiver)),
        "shared": lambda: make.planned(make.house()),
        "idea": lambda: make.idea(make.house(authority.receiver).member),
        "hidden": lambda: make.planned(make.house()),
    }[kind]()
    Pilot.objects.filter(pk=made.pk).update(is_shared=kind == "shared")

    is_offered = choosable_trials(controller, row).filter(pk=made.pk).exists()

    try:
        tie_to_trial(row=row, pilot=made, by=controller, at=money.NOON)
        is_taken = True
    except StepRefused:
        is_taken = False
    assert (is_offered, is_taken) == ((kind in {"plan", "shared"}),) * 2

"""From idea to result: nothing is skipped, and each gate says what is missing (domain.md P-01–P-13)."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from pilots import rules
from pilots.actions import pilots as actions
from pilots.actions import steps
from pilots.models import Pilot
from pilots.states import PARTITIONS, EndResult, PilotState
from portal.errors import StateChanged, StepRefused
from portal.events import Event
from portal.states import partition
from tests import factories
from tests import factories_pilots as made
from tests.factories_pilots import NOON

pytestmark = pytest.mark.django_db


def test_states_are_all_named() -> None:
    for choices, *groups in PARTITIONS:
        assert partition(choices, *groups)


def test_trial_goes_from_idea_to_result() -> None:
    """domain.md P-02, P-10: a goal that was not reached is a result too."""
    where = made.house()
    ended = steps.end(pilot=made.ready_to_end(where), result=EndResult.CLOSED, by=where.contact, at=NOON)

    assert (ended.state, ended.end_result) == (PilotState.ENDED, EndResult.CLOSED)
    types = list(Event.objects.about(ended).in_order().values_list("type", flat=True))
    steps_taken = [
        "pilot.begun",
        "pilot.planned",
        "pilot.decided",
        "pilot.started",
        "pilot.evaluation_begun",
        "pilot.ended",
    ]
    assert [kind for kind in types if kind in steps_taken] == steps_taken


@pytest.mark.parametrize("step", [steps.decide, steps.start, steps.evaluate])
def test_no_step_is_skipped(step) -> None:
    """domain.md P-02."""
    where = made.house()
    with pytest.raises(StateChanged, match="Idé"):
        step(pilot=made.idea(where.member), by=where.contact, at=NOON)


def test_idea_needs_three_things_only() -> None:
    """features.md P02."""
    pilot = made.idea(made.house().member)

    assert (pilot.state, pilot.problem) == (PilotState.IDEA, "")


def test_plan_without_its_elements_is_refused_and_they_are_named() -> None:
    """domain.md P-01, P-08: all that is missing, at once, each with its place."""
    where = made.house()
    pilot = made.write(made.idea(where.member), where.member, problem={"problem": "Noe."})
    plan = steps.plan(pilot=pilot, by=where.member, at=NOON)
    with pytest.raises(StepRefused) as told:
        steps.decide(pilot=plan, by=where.contact, at=NOON)

    codes = [problem.code for problem in told.value.problems]
    assert codes == [
        "problem", "omfang", "tid", "deltakere", "okonomi", "dokumentasjon", "unntak", "informasjon", "gevinster",
    ]  # fmt: skip
    assert all(f"/utprovinger/U-{plan.number}/" in problem.url for problem in told.value.problems)


def test_budget_lines_sum_to_the_budget() -> None:
    """domain.md P-09."""
    where = made.house()
    pilot = made.planned(where)
    made.row(pilot, "budsjett", where.member, text="Opplæring", amount=Decimal("500.00"))
    with pytest.raises(StepRefused, match="−500,00"):
        steps.decide(pilot=pilot, by=where.contact, at=NOON)


def test_tool_is_approved_for_the_information() -> None:
    """domain.md P-07."""
    where = made.house()
    pilot = made.write(
        made.planned(where), where.member, informasjon={"information_class": "own", "tool_class": "open"}
    )
    with pytest.raises(StepRefused, match="bare godkjent til og med «Åpen»"):
        steps.decide(pilot=pilot, by=where.contact, at=NOON)


def test_withheld_information_in_a_public_cloud_is_assessed_first() -> None:
    """features.md P10: a warning, and a required assessment."""
    where = made.house()
    cloud = {"public_access": "withheld", "legal_basis": "offl. § 14", "place": "public_cloud"}
    pilot = made.write(made.planned(where), where.member, informasjon=cloud)
    assert any("nettsky" in str(warning) for warning in rules.warnings_of(pilot, made.TODAY))
    with pytest.raises(StepRefused, match="må vurderes først"):
        steps.decide(pilot=pilot, by=where.contact, at=NOON)

    made.write(pilot, where.member, informasjon={"cloud_assessment": "Leverandøren er vurdert."})
    assert steps.decide(pilot=pilot, by=where.contact, at=NOON).state == PilotState.DECIDED


def test_start_says_everything_that_is_missing() -> None:
    """domain.md P-03, P-04, P-05, P-08, P-13; features.md P08."""
    where = made.house()
    pilot = steps.decide(pilot=made.planned(where), by=where.contact, at=NOON)
    with pytest.raises(StepRefused) as told:
        steps.start(pilot=pilot, by=where.contact, at=NOON)

    codes = [problem.code for problem in told.value.problems]
    assert codes == ["not_assessed", "medbestemmelse", "personvern", "personvern", "gevinster", "modenhet"]


def test_prohibited_use_is_never_decided() -> None:
    """domain.md P-05."""
    where = made.house()
    pilot = made.planned(where)
    made.assessed(pilot, where.member, "prohibited", made.answers(pilot, forbidden="yes"))
    with pytest.raises(StepRefused, match="forbudt"):
        steps.decide(pilot=pilot, by=where.contact, at=NOON)


def test_unanswered_exemption_from_law_stops_the_start() -> None:
    """features.md P11."""
    where = made.house()
    pilot = made.write(
        made.decided(where), where.member, unntak={"exemption": "yes", "exemption_law": "Loven (EKSEMPEL)"}
    )
    with pytest.raises(StepRefused, match="ikke besvart"):
        steps.start(pilot=pilot, by=where.contact, at=NOON)

    made.write(
        pilot, where.member, unntak={"exemption_answer": "granted", "exemption_answered_on": made.TODAY}
    )
    assert steps.start(pilot=pilot, by=where.contact, at=NOON).state == PilotState.RUNNING


def test_dpia_that_is_needed_has_a_reference() -> None:
    """domain.md P-04."""
    where = made.house()
    pilot = made.write(made.decided(where), where.member, personvern={"dpia_need": "yes"})
    with pytest.raises(StepRefused, match="personvernkonsekvensvurderingen"):
        steps.start(pilot=pilot, by=where.contact, at=NOON)


def test_old_ros_is_flagged_and_stops_nothing() -> None:
    """domain.md P-04: older than twelve months."""
    where = made.house()
    pilot = made.write(made.decided(where), where.member, personvern={"ros_on": datetime.date(2023, 11, 11)})

    assert rules.is_ros_old(pilot, made.TODAY)
    assert not rules.is_ros_old(
        made.write(pilot, where.member, personvern={"ros_on": datetime.date(2023, 11, 12)}), made.TODAY
    )
    assert steps.start(pilot=pilot, by=where.contact, at=NOON).state == PilotState.RUNNING


def test_high_risk_informs_the_employees_first() -> None:
    """The AI Act, art. 26(7): «not relevant» is no answer."""
    where = made.house()
    pilot = made.planned(where, work_process="recruitment")
    made.assessed(pilot, where.member, "high", made.answers(pilot, screens="yes"))
    made.row(pilot, "medbestemmelse", where.member, form="not_relevant", outcome="Få er berørt.")
    pilot.refresh_from_db()

    assert any("26 nr. 7" in str(problem) for problem in rules.missing_for_start(pilot))


def test_evaluation_is_registered_before_the_end() -> None:
    """features.md P14."""
    where = made.house()
    with pytest.raises(StepRefused, match="evalueringen"):
        steps.evaluate(pilot=made.running(where), by=where.member, at=NOON)


def test_end_needs_results_lessons_and_a_word_on_sharing() -> None:
    """domain.md P-10, P-13; features.md P14."""
    where = made.house()
    with pytest.raises(StepRefused) as told:
        steps.end(pilot=made.in_evaluation(where), result="scaled", by=where.contact, at=NOON)

    assert [problem.code for problem in told.value.problems] == [
        "problem",
        "sluttrapport",
        "sluttrapport",
        "sluttrapport",
        "modenhet",
    ]


def test_stopping_needs_a_reason_and_keeps_the_entry() -> None:
    """features.md P03."""
    where = made.house()
    pilot = made.running(where)
    with pytest.raises(StepRefused, match="hvorfor"):
        steps.stop(pilot=pilot, because="  ", by=where.contact, at=NOON)
    stopped = steps.stop(pilot=pilot, because="Verktøyet ble lagt ned.", by=where.contact, at=NOON)

    assert stopped.state == PilotState.STOPPED
    assert stopped in Pilot.objects.visible_to(where.member)
    with pytest.raises(StateChanged):
        steps.stop(pilot=pilot, because="Igjen.", by=where.contact, at=NOON)


def test_database_refuses_a_running_trial_without_a_class() -> None:
    pilot = made.planned()
    with pytest.raises(IntegrityError), transaction.atomic():
        Pilot.objects.filter(pk=pilot.pk).update(state="running")


@pytest.mark.django_db(transaction=True)
def test_second_of_two_who_decide_gets_a_sentence() -> None:
    """Two at the same gate at the same time."""
    where = made.house()
    pilot = made.planned(where)
    said, gate = [], threading.Barrier(2)

    def decide() -> None:
        gate.wait()
        try:
            said.append(steps.decide(pilot=pilot, by=where.contact, at=NOON).state)
        except StateChanged as refusal:
            said.append(refusal.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert "decided" in said
    assert any("Noen andre var raskere" in str(one) for one in said)


def test_number_is_never_used_again() -> None:
    """features.md P04: also after a draft that was deleted."""
    where = made.house()
    first = made.idea(where.member)
    actions.delete_idea(pilot=first, by=where.member, at=NOON)

    assert made.idea(where.member).number == first.number + 1


def test_only_an_idea_is_deleted() -> None:
    """features.md P03: whichever door it is tried through."""
    where = made.house()
    pilot = made.planned(where)
    with pytest.raises(StepRefused, match="Stans utprøvingen"):
        actions.delete_idea(pilot=pilot, by=where.member, at=NOON)
    with pytest.raises(DatabaseError, match="Stans utprøvingen"), transaction.atomic():
        Pilot.objects.filter(pk=pilot.pk).delete()


def test_number_is_not_changed() -> None:
    pilot = made.idea(made.house().member)
    with pytest.raises(DatabaseError, match="er fast"), transaction.atomic():
        Pilot.objects.filter(pk=pilot.pk).update(number=999)


def test_move_keeps_number_address_and_history() -> None:
    """features.md P04; domain.md T-04: DSS → DIO."""
    where, other = made.house(), factories.OrganisationFactory()
    pilot = made.running(where)
    moved = actions.move_pilot(
        pilot=pilot, to=other, from_on=made.TODAY + made.DAY, because="Oppgaven går over.", by=where.contact,
        at=NOON + made.DAY,
    )  # fmt: skip

    assert (moved.get_absolute_url(), moved.owner) == (pilot.get_absolute_url(), other)
    held = list(moved.ownerships.values_list("organisation", "from_on", "to_on"))
    assert held == [(where.body.pk, made.TODAY, made.TODAY), (other.pk, made.TODAY + made.DAY, None)]


def test_move_to_a_date_that_has_not_come_is_refused() -> None:
    where, other = made.house(), factories.OrganisationFactory()
    with pytest.raises(StepRefused, match="når dagen er kommet"):
        actions.move_pilot(
            pilot=made.idea(where.member), to=other, from_on=made.TODAY + made.DAY, because="", by=where.contact, at=NOON
        )  # fmt: skip

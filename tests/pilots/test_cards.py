"""Experience cards, reuse, corrections, reviews, tools and the yearly answer (features.md A10, P15–P18, P20)."""

import datetime
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pilots.actions import cards, duty, upkeep
from pilots.actions import pilots as actions
from pilots.models import Correction, DutyAnswer, DutyYear, ExperienceCard, ToolUse
from pilots.notifications import pilots as told
from pilots.panels import classes_to_confirm, steps_to_take, warnings_to_mend, years_to_answer
from pilots.queries import overview
from pilots.queries.cards import CardFilter, found_cards
from portal.errors import StateChanged, StepRefused
from portal.events import Event
from portal.notifications.models import Notice
from portal.people.roles import Role
from tests import factories
from tests import factories_pilots as made
from tests.factories_pilots import NOON, TODAY

pytestmark = pytest.mark.django_db
CARD = {
    "title": "Referat (EKSEMPEL)",
    "work_process": "writing",
    "profession": "adviser",
    "worked": "Det gikk fort.",
}


def titles(client, query: str) -> list[str]:
    return [row.title for row in client.get(f"{reverse('experience_cards')}?{query}").context["page"].rows]


def test_employee_shares_a_card_in_one_form(client_as) -> None:
    """features.md P15: four fields are enough."""
    client = client_as(Role.EMPLOYEE)
    answer = client.post(reverse("new_experience_card"), CARD)
    card = ExperienceCard.objects.get()

    assert (answer.status_code, answer["Location"]) == (302, card.get_absolute_url())
    assert "Det gikk fort." in client.get(card.get_absolute_url()).content.decode()
    assert client.post(reverse("new_experience_card"), {**CARD, "worked": ""}).status_code == 422


def test_horingssvar_finds_the_card_about_it_first(client_as) -> None:
    """features.md P15: the title weighs more than a word on the way, and forms of the word are found."""
    made.card(tried="Et av svarene var et høringssvar.")
    made.card(title="Sortere høringssvar etter tema (EKSEMPEL)")
    made.card(title="Noe helt annet (EKSEMPEL)")
    client = client_as(Role.EMPLOYEE)

    assert titles(client, "q=høringssvar") == [
        "Sortere høringssvar etter tema (EKSEMPEL)",
        "Skrive et referat (EKSEMPEL)",
    ]
    assert titles(client, "q=referatene")[0] == "Skrive et referat (EKSEMPEL)"
    assert titles(client, "q=hørings")[0] == "Sortere høringssvar etter tema (EKSEMPEL)"


def test_cards_are_found_by_task_tool_and_profession() -> None:
    """features.md P15."""
    by = factories.member(Role.EMPLOYEE)
    made.card(by, title="A", tool="Copilot Chat", profession="lawyer", work_process="search")
    made.card(by, title="B")

    for wanted in (CardFilter(process="search"), CardFilter(profession="lawyer"), CardFilter(tool="copilot")):
        assert [card.title for card in found_cards(by, wanted)] == ["A"]
    assert [card.title for card in found_cards(by, CardFilter(search="'; &|!"))] == ["B", "A"]


def test_card_shows_its_trial_only_to_those_who_may_see_it(client_for, client_as) -> None:
    """domain.md S-05."""
    where = made.house()
    card = made.card(where.member, pilot=made.idea(where.member, title="Ikke delt (EKSEMPEL)"))

    assert "Ikke delt (EKSEMPEL)" in client_for(where.member).get(card.get_absolute_url()).content.decode()
    assert "Ikke delt (EKSEMPEL)" not in client_as(Role.MEMBER).get(card.get_absolute_url()).content.decode()


def test_card_that_is_taken_back_is_unknown_to_others(client_for, client_as) -> None:
    by = factories.member(Role.EMPLOYEE)
    card = made.card(by)
    client_for(by).post(reverse("withdraw_experience_card", args=[card.pk]))

    assert client_as(Role.EMPLOYEE).get(card.get_absolute_url()).status_code == 404
    assert client_for(by).get(card.get_absolute_url()).status_code == 200
    with pytest.raises(StateChanged):
        cards.withdraw_card(card=card, by=by, at=NOON)


def test_reuse_is_counted_once_and_the_contact_is_told(
    client_for, django_capture_on_commit_callbacks
) -> None:
    """features.md P16: another ministry, one notice, both sides listed."""
    where, other = made.house(), made.house()
    pilot = made.idea(where.member)
    actions.share_pilot(pilot=pilot, is_shared=True, by=where.contact, at=NOON)
    client = client_for(other.member)
    client.post(reverse("reuse_pilot", args=[pilot.number]), {"note": "Egne referater"})
    again = client.post(reverse("reuse_pilot", args=[pilot.number]))

    assert again.status_code == 409
    html = client.get(pilot.get_absolute_url()).content.decode()
    assert ("1 virksomhet" in html, str(other.body) in html) == (True, True)
    event = Event.objects.get(type="pilot.reused")
    assert [to.person_id for to in told.contacts_of_events([event])[event.pk]] == [where.member.pk]


def test_own_body_does_not_reuse_its_own(client_for) -> None:
    where = made.house()
    card = made.card(where.member)

    assert client_for(where.contact).post(reverse("reuse_experience_card", args=[card.pk])).status_code == 403
    with pytest.raises(StepRefused):
        cards.reuse_card(card=card, note="", by=where.contact, at=NOON)


def test_writer_of_a_reused_card_is_told() -> None:
    by, other = factories.member(Role.EMPLOYEE), made.house()
    cards.reuse_card(card=made.card(by), note="", by=other.member, at=NOON)
    event = Event.objects.get(type="card.reused")

    assert [to.person_id for to in told.writers_of_events([event])[event.pk]] == [by.pk]


def test_correction_is_answered_within_ten_working_days(client_for) -> None:
    """features.md P17: 12.11.2024 + ten working days = 26.11.2024."""
    where, other = made.house(), made.house()
    pilot = made.idea(where.member)
    actions.share_pilot(pilot=pilot, is_shared=True, by=where.contact, at=NOON)
    asked = upkeep.ask_correction(pilot=pilot, text="Feil verktøy.", by=other.member, at=NOON)
    assert asked.due_on == datetime.date(2024, 11, 26)
    assert told.correction_owners([asked]) == {asked.pk: [told.To(told.OWNS, person_id=where.member.pk)]}
    client = client_for(where.member)
    client.post(reverse("answer_correction", args=[asked.pk]), {"outcome": "mended", "answer": "Rettet."})

    assert not Correction.objects.waiting().exists()
    with pytest.raises(StateChanged, match="alt besvart"):
        upkeep.answer_correction(correction=asked, outcome="kept", answer="Nei.", by=where.member, at=NOON)
    event = Event.objects.get(type="pilot.correction_answered")
    assert [to.person_id for to in told.askers_of_events([event])[event.pk]] == [other.member.pk]


def test_overdue_correction_goes_to_the_coordinators_of_the_body_that_answers_today() -> None:
    """features.md P17; domain.md A-03: the body comes from the clause's dated responsibility, DSS and then DIO."""
    from tests.permission_objects import clause as make_clause

    where = made.house()
    coordinator = factories.member(Role.COORDINATOR)
    factories.member(Role.COORDINATOR)
    clause = make_clause(coordinator.organisation)
    clause.responsibilities.all().delete()
    clause.responsibilities.create(organisation=coordinator.organisation)
    pilot = made.idea(where.member, clause=clause)
    asked = upkeep.ask_correction(pilot=pilot, text="Feil.", by=coordinator, at=NOON)

    assert [to.person_id for to in told.correction_keepers([asked])[asked.pk]] == [coordinator.pk]


def test_entry_past_its_review_date_has_a_banner_and_one_thing_to_do(client_for) -> None:
    """features.md P18."""
    from portal.notifications.registry import REMINDERS
    from portal.notifications.reminders import remind

    where = made.house()
    pilot = made.write(made.idea(where.member), where.member, om={"review_on": TODAY - made.DAY})
    assert (
        "Oppføringen må ses over" in client_for(where.member).get(pilot.get_absolute_url()).content.decode()
    )
    for _twice in range(2):
        remind(rule=REMINDERS["pilot.review_due"], now=NOON)
    assert Notice.objects.filter(person=where.member).count() == 1
    actions.review_pilot(pilot=pilot, next_on=TODAY + 90 * made.DAY, by=where.member, at=NOON)
    pilot.refresh_from_db()

    assert not pilot.is_due_for_review(TODAY)
    with pytest.raises(StepRefused):
        actions.review_pilot(pilot=pilot, next_on=TODAY, by=where.member, at=NOON)


def open_year(by=None) -> DutyYear:
    return duty.open_year(year=2024, due_on=TODAY, by=by or factories.member(Role.COORDINATOR), at=NOON)


def test_no_trials_needs_assessments_and_how_the_representatives_took_part(client_for) -> None:
    """features.md A10; domain.md P-11 [S4]."""
    where, year = made.house(), open_year()
    client, address = client_for(where.contact), reverse("duty_answer", args=[2024])
    refused = client.post(address, {"assessments": "Vurdert.", "involvement": "", "send": "1"})
    assert (refused.status_code, "tillitsvalgte var involvert" in refused.content.decode()) == (422, True)
    client.post(address, {"assessments": "Vurdert.", "involvement": "Drøftet.", "send": "1"})
    answer = DutyAnswer.objects.get()

    assert (answer.sent_by, answer.duty_year) == (where.contact, year)
    with pytest.raises(StateChanged):
        duty.save_answer(
            duty_year=year, organisation=where.body, assessments="", involvement="", by=where.contact, at=NOON
        )


def test_grid_shows_four_values_and_silence_is_never_none(client_as) -> None:
    """features.md A10."""
    trial, none, draft, idea, silent = (made.house() for _n in range(5))
    year = open_year()
    made.planned(trial)
    made.idea(idea.member)
    said = {"duty_year": year, "assessments": "A", "involvement": "B", "at": NOON}
    duty.send_answer(
        answer=duty.save_answer(organisation=none.body, by=none.contact, **said), by=none.contact, at=NOON
    )
    duty.save_answer(organisation=draft.body, by=draft.contact, **said)
    grid = overview.duty_grid(year, client_as(Role.COORDINATOR).user)
    values = {row.body.code: row.cells[0].value for row in grid.rows}

    wanted = [
        (trial, "answered"),
        (none, "none_with_reason"),
        (draft, "in_progress"),
        (idea, "in_progress"),
        (silent, "silent"),
    ]
    assert [values[str(where.body)] for where, _value in wanted] == [value for _where, value in wanted]
    assert silent.body in overview.silent_bodies(year)
    assert none.body not in overview.silent_bodies(year)


def test_body_with_a_trial_cannot_say_that_it_has_none() -> None:
    where, year = made.house(), open_year()
    made.planned(where)
    answer = duty.save_answer(
        duty_year=year, organisation=where.body, assessments="A", involvement="B", by=where.contact, at=NOON
    )
    with pytest.raises(StepRefused, match="utprøvinger i registeret"):
        duty.send_answer(answer=answer, by=where.contact, at=NOON)


def test_other_ministries_do_not_see_the_grid_or_the_answer(client_for) -> None:
    """domain.md S-05."""
    where = made.house()
    open_year()

    assert client_for(where.member).get(reverse("duty_year", args=[2024]))["Location"] == reverse(
        "duty_answer", args=[2024]
    )


def test_owed_answer_is_a_thing_to_do_until_it_is_given() -> None:
    where, year = made.house(), open_year()
    assert [item.is_late for item in years_to_answer(where.contact, TODAY)] == [False]
    answer = duty.save_answer(
        duty_year=year, organisation=where.body, assessments="A", involvement="B", by=where.contact, at=NOON
    )
    duty.send_answer(answer=answer, by=where.contact, at=NOON)

    assert list(years_to_answer(where.contact, TODAY)) == []


def test_gate_where_everything_is_in_place_is_a_thing_to_do() -> None:
    where = made.house()
    pilot = made.planned(where)

    assert [item.url for item in steps_to_take(where.contact, TODAY)] == [pilot.get_absolute_url()]
    assert list(steps_to_take(where.member, TODAY)) == []


def test_exemption_without_answer_is_a_thing_to_do() -> None:
    """features.md P11."""
    where = made.house()
    made.write(made.idea(where.member), where.member, unntak={"exemption": "yes"})

    assert [item.title.startswith("Få svar om unntak") for item in warnings_to_mend(where.member, TODAY)] == [
        True
    ]
    assert list(classes_to_confirm(where.member, TODAY)) == []


def test_year_is_opened_once(client_as) -> None:
    client = client_as(Role.COORDINATOR)
    client.post(reverse("open_duty_year"), {"year": "2027", "due_on": "15.12.2027"})
    again = client.post(reverse("open_duty_year"), {"year": "2027", "due_on": "15.12.2027"})

    assert (again.status_code, DutyYear.objects.count()) == (409, 1)


def test_tool_is_listed_in_one_line_and_no_trial_is_demanded(client_as) -> None:
    """features.md P20."""
    client = client_as(Role.MINISTRY_CONTACT)
    line = {"tool": "Copilot Chat (EKSEMPEL)", "information_class": "open"}
    client.post(reverse("tools"), line)
    assert ToolUse.objects.get().organisation == client.user.organisation
    assert client.post(reverse("tools"), line).status_code == 409
    client.post(reverse("retire_tool", args=[ToolUse.objects.get().pk]))

    assert ToolUse.objects.get().until_on is not None
    assert client_as(Role.EDITOR).post(reverse("tools"), line).status_code == 403


def test_maturity_is_counted_per_body_and_step_and_the_unassessed_apart() -> None:
    """features.md P05; domain.md P-13."""
    where = made.house()
    made.write(made.idea(where.member), where.member, modenhet={"maturity_start": 1, "maturity_end": 3})
    made.idea(where.member)
    (row,) = overview.maturity_rows(where.member, {where.body.pk: "DEP"})

    assert (row.code, row.counts, row.not_assessed) == ("DEP", [0, 0, 1, 0], 1)


def test_involvement_is_early_late_or_none() -> None:
    """features.md P19; moonshot 21."""
    where = made.house()
    made.decided(where)
    late = made.decided(where)
    late.involvements.all().delete()
    made.row(
        late,
        "medbestemmelse",
        where.member,
        form="information",
        held_on=TODAY + made.DAY,
        representatives=["ys"],
        reference="24/3",
        outcome="Informert.",
    )
    made.idea(where.member)
    found = overview.timing_of(where.member)

    assert (found.early, found.late, found.not_relevant, found.none) == (1, 1, 0, 1)


@pytest.mark.django_db(transaction=True)
def test_second_of_two_who_reuse_gets_a_sentence() -> None:
    where, other = made.house(), made.house()
    card, said, gate = made.card(where.member), [], threading.Barrier(2)

    def reuse() -> None:
        gate.wait()
        try:
            said.append(cards.reuse_card(card=card, note="", by=other.member, at=NOON))
        except StateChanged as refusal:
            said.append(refusal.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=reuse) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(type(one).__name__ for one in said) == ["Reuse", "str"]


@pytest.mark.parametrize("query", ["", "q=referat&oppgave=writing"])
def test_cards_ask_the_same_number_of_questions_for_one_and_for_three(
    client_as, django_assert_num_queries, query: str
) -> None:
    client, address = client_as(Role.EMPLOYEE), f"{reverse('experience_cards')}?{query}"
    made.card()
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    made.card()
    made.card()

    with django_assert_num_queries(len(one)):
        assert len(client.get(address).context["page"].rows) == 3


def test_years_link_to_answers_that_the_reader_may_open(client_for, client_as) -> None:
    """domain.md P-11: the list leads nobody to a refusal."""
    where, _year = made.house(), open_year()
    address = "/utprovinger/arlig/2024/"

    assert address in client_for(where.contact).get(reverse("duty_years")).content.decode()
    editor = client_as(Role.EDITOR)
    assert address not in editor.get(reverse("duty_years")).content.decode()
    coordinator = client_as(Role.COORDINATOR).get(reverse("duty_years")).content.decode()
    assert f'href="{address}"' in coordinator

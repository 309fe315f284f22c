"""The group: leader, invitation, seats, mandate, silence, handover."""

import datetime

import pytest
from django.db import DatabaseError, transaction

from portal.errors import StateChanged, StepRefused
from portal.grid import Value
from portal.people.models import Organisation
from portal.people.roles import Role
from tests import factories
from tests import factories_group as make
from tests import factories_workinggroup as needs
from workinggroup import notifications, rules
from workinggroup.actions import decisions, group, meetings
from workinggroup.models import Invitation, MandateVersion, Seat
from workinggroup.queries import group as queries
from workinggroup.states import ItemKind, MandateState, PeriodAnswer, SeatKind

pytestmark = pytest.mark.django_db
DUE = datetime.date(2024, 10, 11)


def invited(count: int = 3) -> tuple:
    made = make.ministries(count)
    by = make.leader()
    working = make.group(by)
    sent = group.send_invitations(group=working, message="Velkommen.", answer_by=DUE, by=by, at=make.moment())
    return working, sent, by, made


def test_leader_is_dated() -> None:
    """domain.md A-03: DSS, from 1 January 2025 DIO."""
    by = make.leader()
    working, dio = make.group(by), factories.OrganisationFactory(kind="virksomhet")
    group.change_leader(
        group=working, organisation=dio, from_on=datetime.date(2025, 1, 1), by=by, at=make.moment()
    )

    assert working.leader_on(datetime.date(2024, 12, 31)) == by.organisation
    assert working.leader_on(datetime.date(2025, 1, 1)) == dio


def test_invitation_goes_to_all_and_the_answers_are_counted(time_machine) -> None:
    """domain.md A-01; features.md M01."""
    time_machine.move_to(make.moment(), tick=False)
    _working, sent, by, bodies = invited(4)
    rows = {one.organisation_id: one for one in sent.invitations.all()}
    for body in bodies[:2]:
        group.accept_invitation(
            invitation=rows[body.pk], member="Kari Eksempel", has_no_deputy=True, by=by, at=make.moment(10, 4)
        )
    group.decline_invitation(invitation=rows[bodies[2].pk], because="Ikke tid.", by=by, at=make.moment(10, 4))

    grid = queries.invitation_grid(sent, "Invitasjon", {})

    assert grid.totals[0].counts == {
        Value.ANSWERED: 2, Value.NONE_WITH_REASON: 1, Value.IN_PROGRESS: 0, Value.SILENT: Organisation.objects.filter(kind="departement").count() - 3,
    }  # fmt: skip
    assert bodies[3].name in {silent.name for silent in notifications.silent_bodies(sent)}
    assert bodies[0].name not in {silent.name for silent in notifications.silent_bodies(sent)}


@pytest.mark.parametrize(
    ("deputy", "none", "is_refused"),
    [("", False, True), ("", True, False), ("Ola Eksempel", False, False), ("Ola Eksempel", True, True)],
)
def test_yes_names_a_deputy_or_says_that_there_is_none(deputy: str, none: bool, is_refused: bool) -> None:
    """domain.md A-03."""
    invitation = invited(1)[1].invitations.first()

    problems = rules.missing_for_acceptance(
        invitation, member="Kari Eksempel", deputy=deputy, has_no_deputy=none, on=DUE
    )

    assert bool(problems) is is_refused


def test_no_without_a_reason_is_refused() -> None:
    _working, sent, by, _bodies = invited(1)

    with pytest.raises(StepRefused, match="hvorfor"):
        group.decline_invitation(invitation=sent.invitations.first(), because="", by=by, at=make.moment())


def test_second_round_waits_for_the_first() -> None:
    working, _sent, by, _bodies = invited(1)

    with pytest.raises(StepRefused, match="alt sendt"):
        group.send_invitations(group=working, message="Igjen.", answer_by=DUE, by=by, at=make.moment())


def test_member_who_leaves_mid_round_is_replaced_and_the_answer_stands() -> None:
    """domain.md A-03; a member who leaves mid-round."""
    working, sent, by, bodies = invited(1)
    invitation = sent.invitations.get(organisation=bodies[0])
    group.accept_invitation(
        invitation=invitation, member="Kari Eksempel", deputy="Ola Eksempel", by=by, at=make.moment()
    )
    seat = Seat.objects.get(kind=SeatKind.SEAT_MEMBER)

    group.leave_seat(seat=seat, last_on=datetime.date(2024, 10, 20), by=by, at=make.moment(10, 20))

    line = queries.seats_on(working, datetime.date(2024, 10, 21))[0]
    assert (line.member, line.deputy.name) == (None, "Ola Eksempel")
    assert not Invitation.objects.get(pk=invitation.pk).is_silent
    group.seat_person(
        group=working,
        organisation=bodies[0],
        kind=SeatKind.SEAT_MEMBER,
        name="Ny Eksempel",
        from_on=datetime.date(2024, 10, 21),
        by=by,
        at=make.moment(10, 21),
    )
    with pytest.raises(StateChanged, match="alt en på denne plassen"):
        group.seat_person(
            group=working,
            organisation=bodies[0],
            kind=SeatKind.SEAT_MEMBER,
            name="To Eksempel",
            from_on=datetime.date(2024, 10, 22),
            by=by,
            at=make.moment(10, 21),
        )


def drafted() -> tuple:
    by = make.leader()
    factories.OrganisationFactory()
    working = make.group(by)
    return working, group.write_mandate(group=working, text="Utkast.", by=by, at=make.moment()), by


def test_mandate_is_not_adopted_before_the_first_meeting_and_the_letter_is_quoted() -> None:
    """domain.md A-02; features.md M02."""
    working, mandate, by = drafted()
    with pytest.raises(StepRefused, match="må diskuteres på første møte"):
        group.adopt_mandate(mandate=mandate, by=by, at=make.moment())

    first = make.meeting(working, by)
    item = make.item(first, by, kind=ItemKind.MANDATE, mandate=mandate)
    with pytest.raises(StepRefused, match="må diskuteres på første møte"):
        group.adopt_mandate(mandate=mandate, by=by, at=make.moment())

    decisions.note_item(item=item, by=by, at=first.starts_at)
    make.attend(first, by)
    meetings.close_meeting(meeting=first, by=by, at=first.ends_at)
    adopted = group.adopt_mandate(mandate=MandateVersion.objects.get(), by=by, at=make.moment(11, 4))

    assert (adopted.state, adopted.discussed_at_meeting) == (MandateState.MANDATE_ADOPTED, first)
    with pytest.raises(DatabaseError, match="drøftet"), transaction.atomic():
        MandateVersion.objects.update(text="Noe annet.")


def test_first_meeting_does_not_close_without_the_mandate_on_its_agenda() -> None:
    """domain.md A-02; clause 2.9."""
    working, _mandate, by = drafted()
    first = make.meeting(working, by)
    decisions.note_item(item=make.item(first, by), by=by, at=first.starts_at)
    make.attend(first, by)

    with pytest.raises(StepRefused, match="må diskuteres på første møte"):
        meetings.close_meeting(meeting=first, by=by, at=first.ends_at)


def test_silence_is_never_zero_and_none_with_a_reason_is_an_answer() -> None:
    """features.md N13."""
    by = make.leader()
    working = make.group(by)
    period = group.open_period(
        group=working,
        title="Høst",
        from_on=make.START,
        to_on=datetime.date(2024, 12, 31),
        by=by,
        at=make.moment(),
    )
    filed, none, silent = make.ministries(3)
    needs.released_need(filed, released_at=make.moment(11, 1))
    group.answer_period(
        period=period,
        answer=PeriodAnswer.NONE_TO_FILE,
        because="Alt er dekket.",
        by=factories.member(Role.MEMBER, none),
        at=make.moment(11, 2),
    )

    grid = queries.silence_map(working, [filed, none, silent])

    assert [row.cells[0].value for row in grid.rows] == [Value.ANSWERED, Value.NONE_WITH_REASON, Value.SILENT]
    assert [row.cells[0].text for row in grid.rows] == ["1", "Alt er dekket.", "ikke svart"]


@pytest.mark.parametrize(
    ("today", "is_due"), [("2025-05-31", False), ("2025-06-01", True), ("2025-09-01", True)]
)
def test_handover_begins_sixty_days_before_the_end(today: str, is_due: bool) -> None:
    """features.md M11."""
    assert rules.needs_handover(make.group(), datetime.date.fromisoformat(today)) is is_due


def test_each_open_need_gets_a_receiver() -> None:
    """features.md M11."""
    by = make.leader()
    working, need = make.group(by), needs.released_need()
    assert [line.handover for line in queries.handover_lines(by)] == [None]

    group.hand_over(
        group=working,
        thing=need,
        organisation=by.organisation,
        receiver="Produktleder",
        by=by,
        at=make.moment(),
    )

    assert [line.handover.receiver for line in queries.handover_lines(by)] == ["Produktleder"]

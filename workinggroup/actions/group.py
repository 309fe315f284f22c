"""The group: set up, led, invited, answered, left, and handed over when it ends."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.dates import oslo_date
from portal.errors import Problem, StateChanged, refuse_if
from portal.events import Audience, record
from portal.formatting import dato
from portal.people.models import Organisation
from workinggroup import rules
from workinggroup.models import (
    Decision,
    GroupLeader,
    Handover,
    Invitation,
    InvitationRound,
    MandateVersion,
    Need,
    Period,
    PeriodWord,
    Seat,
    WorkingGroup,
)
from workinggroup.states import (
    ADOPT_MANDATE,
    REPLACE_MANDATE,
    InvitationAnswer,
    MandateState,
    PeriodAnswer,
    SeatKind,
)

if TYPE_CHECKING:
    from portal.letters.models import Clause
    from portal.people.models import User

A_DAY = datetime.timedelta(days=1)


@transaction.atomic
def start_group(
    *,
    name: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    leader: Organisation,
    clause: "Clause | None" = None,
    is_example: bool = False,
    by: "User",
    at: datetime.datetime,
) -> WorkingGroup:
    """Set up the cross-ministry group with its first leader (clauses 2.1, 2.2, 2.6)."""
    refuse_if([] if ends_on > starts_on else [Problem(_("Sluttdatoen er før startdatoen."), code="ends_on")])
    made = WorkingGroup.objects.create(
        name=name.strip(), starts_on=starts_on, ends_on=ends_on, clause=clause, is_example=is_example
    )
    GroupLeader.objects.create(group=made, organisation=leader, valid_from=starts_on)
    _note(
        "group.started", made, by, at, f"{made} er opprettet, og ledes av {leader.name_on(starts_on).code}."
    )
    return made


@transaction.atomic
def change_leader(
    *,
    group: WorkingGroup,
    organisation: Organisation,
    from_on: datetime.date,
    by: "User",
    at: datetime.datetime,
) -> GroupLeader:
    """Let another body lead from a date: DSS until 31 December 2024, DIO from the day after (domain.md A-03)."""
    held = locked_group(group=group)
    last = held.leaders.order_by("-valid_from").first()
    if last and last.valid_from >= from_on:
        refuse_if(
            [Problem(_("Datoen må komme etter %(date)s.") % {"date": dato(last.valid_from)}, code="from_on")]
        )
    if last:
        last.valid_to = from_on - A_DAY
        last.save(update_fields=["valid_to"])
    made = GroupLeader.objects.create(group=held, organisation=organisation, valid_from=from_on)
    code = organisation.name_on(from_on).code
    _note("group.leader_changed", held, by, at, f"{code} leder {held} fra {dato(from_on)}.")
    return made


@transaction.atomic
def send_invitations(
    *, group: WorkingGroup, message: str, answer_by: datetime.date, by: "User", at: datetime.datetime
) -> InvitationRound:
    """Invite the 16 ministries and SMK as they are on the date (domain.md A-01; clause 2.7)."""
    held, on = locked_group(group=group), oslo_date(at)
    refuse_if(rules.missing_for_round(held, answer_by=answer_by, on=on))
    made = InvitationRound.objects.create(
        group=held, message=message.strip(), answer_by=answer_by, sent_by=by, sent_at=at
    )
    bodies = Organisation.objects.ministries_on(on).with_names()
    invited = Invitation.objects.bulk_create(
        Invitation(round=made, organisation=body, code=body.name_on(on).code, name=body.name_on(on).name_nb)
        for body in bodies
    )
    _note("group.invited", held, by, at, f"Invitasjon til {held} ble sendt til {len(invited)} virksomheter.")
    return made


@transaction.atomic
def open_invitation(*, invitation: Invitation, by: "User", at: datetime.datetime) -> Invitation:
    """Note that the ministry has read it; again changes nothing (features.md M01)."""
    held = _locked_invitation(invitation)
    if held.opened_at is None:
        held.opened_at = at
        held.save(update_fields=["opened_at"])
        _note("group.invitation_opened", held.round.group, by, at, f"{held.code} har åpnet invitasjonen.")
    return held


@transaction.atomic
def accept_invitation(
    *,
    invitation: Invitation,
    member: str,
    member_title: str = "",
    deputy: str = "",
    has_no_deputy: bool = False,
    by: "User",
    at: datetime.datetime,
) -> Invitation:
    """Say yes, with a member and a named deputy or none (domain.md A-01, A-03)."""
    held = _locked_invitation(invitation)
    on, group = oslo_date(at), held.round.group
    refuse_if(
        rules.missing_for_acceptance(held, member=member, deputy=deputy, has_no_deputy=has_no_deputy, on=on)
    )
    _answer(held, InvitationAnswer.ACCEPTED, "", by, at)
    seated = set(
        group.seats.held_on(on).filter(organisation=held.organisation).values_list("kind", flat=True)
    )
    for kind, name, title in (
        (SeatKind.SEAT_MEMBER, member, member_title),
        (SeatKind.SEAT_DEPUTY, deputy, ""),
    ):
        if name.strip() and kind not in seated:
            Seat.objects.create(
                group=group,
                organisation=held.organisation,
                kind=kind,
                name=name.strip(),
                title=title.strip(),
                valid_from=on,
            )
    _note("group.invitation_accepted", group, by, at, f"{held.code} har takket ja.")
    return held


@transaction.atomic
def decline_invitation(
    *, invitation: Invitation, because: str, by: "User", at: datetime.datetime
) -> Invitation:
    """Say no, with a reason (domain.md A-01)."""
    held = _locked_invitation(invitation)
    refuse_if(rules.missing_for_refusal(held, because, oslo_date(at)))
    _answer(held, InvitationAnswer.DECLINED, because.strip(), by, at)
    _note(
        "group.invitation_declined",
        held.round.group,
        by,
        at,
        f"{held.code} har takket nei: {because.strip()}",
    )
    return held


@transaction.atomic
def end_round(*, invitation_round: InvitationRound, by: "User", at: datetime.datetime) -> InvitationRound:
    """Stop waiting for answers; who has not answered stays «ikke svart» (domain.md A-01)."""
    held = (
        InvitationRound.objects.select_for_update(of=("self",))
        .select_related("group")
        .get(pk=invitation_round.pk)
    )
    if held.ended_at:
        raise StateChanged(_("Invitasjonsrunden er alt avsluttet."))
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    _note("group.round_ended", held.group, by, at, "Invitasjonsrunden er avsluttet.")
    return held


@transaction.atomic
def seat_person(
    *, group: WorkingGroup, organisation: Organisation, kind: str, name: str, title: str = "", from_on: datetime.date,
    by: "User", at: datetime.datetime,
) -> Seat:  # fmt: skip
    """Name a new member or deputy from a date (domain.md A-03)."""
    held = locked_group(group=group)
    try:
        with transaction.atomic():
            made = Seat.objects.create(
                group=held, organisation=organisation, kind=kind, name=name.strip(), title=title.strip(), valid_from=from_on
            )  # fmt: skip
    except IntegrityError as error:
        raise StateChanged(_("Virksomheten har alt en på denne plassen. Avslutt den først.")) from error
    label = SeatKind(kind).label
    _note(
        "group.seat_taken", held, by, at, f"{organisation} har ny {str(label).lower()} fra {dato(from_on)}."
    )
    return made


@transaction.atomic
def leave_seat(*, seat: Seat, last_on: datetime.date, by: "User", at: datetime.datetime) -> Seat:
    """End a seat on its last day; the body keeps its place, and names another (domain.md A-03)."""
    held = (
        Seat.objects.select_for_update(of=("self",)).select_related("group", "organisation").get(pk=seat.pk)
    )
    if held.valid_to:
        raise StateChanged(_("Plassen er alt avsluttet."))
    refuse_if(
        [] if last_on >= held.valid_from else [Problem(_("Sluttdatoen er før startdatoen."), code="last_on")]
    )
    held.valid_to = last_on
    held.save(update_fields=["valid_to"])
    label = str(held.get_kind_display()).lower()
    _note(
        "group.seat_left", held.group, by, at, f"{held.organisation} er uten {label} etter {dato(last_on)}."
    )
    return held


# The mandate --------------------------------------------------------------------------------------


@transaction.atomic
def write_mandate(
    *, group: WorkingGroup, text: str, change_note: str = "", by: "User", at: datetime.datetime
) -> MandateVersion:
    """Write the draft: the one under work, or a new version after one that is discussed (clause 2.8)."""
    held = locked_group(group=group)
    draft = held.mandates.filter(state=MandateState.MANDATE_DRAFT).first()
    if draft:
        draft.text, draft.change_note = text.strip(), change_note.strip()
        draft.save(update_fields=["text", "change_note"])
        record("mandate.saved", draft, sentence=f"{draft} ble lagret.", by=by, at=at, audience=Audience.GROUP)
        return draft
    last = held.mandates.order_by("-number").first()
    made = MandateVersion.objects.create(
        group=held, number=(last.number if last else 0) + 1, text=text.strip(), change_note=change_note.strip(), made_by=by, made_at=at
    )  # fmt: skip
    record(
        "mandate.drafted", made, sentence=f"{made} ble laget.", by=by, at=at, audience=Audience.GROUP,
        clauses=clauses_of_group(group=held),
    )  # fmt: skip
    return made


@transaction.atomic
def adopt_mandate(*, mandate: MandateVersion, by: "User", at: datetime.datetime) -> MandateVersion:
    """Adopt a version that is discussed; the one before is replaced (domain.md A-02).

    Raises StepRefused, with the letter's own words, before the first meeting.
    """
    group = locked_group(group=mandate.group)
    held = MandateVersion.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    refuse_if(rules.missing_for_adoption(held))
    for earlier in group.mandates.filter(state=MandateState.MANDATE_ADOPTED):
        REPLACE_MANDATE.apply(earlier, by=by, at=at, audience=Audience.GROUP)
    return ADOPT_MANDATE.apply(
        held, by=by, at=at, audience=Audience.GROUP, clauses=clauses_of_group(group=group), adopted_by=by, adopted_at=at
    )  # fmt: skip


# Periods and the end ------------------------------------------------------------------------------


@transaction.atomic
def open_period(
    *,
    group: WorkingGroup,
    title: str,
    from_on: datetime.date,
    to_on: datetime.date,
    by: "User",
    at: datetime.datetime,
) -> Period:
    """Ask the ministries for needs in a stretch of time (features.md N13); StepRefused when the group is over."""
    refuse_if(rules.over_for_group(group, oslo_date(at)))
    refuse_if([] if to_on > from_on else [Problem(_("Sluttdatoen er før startdatoen."), code="to_on")])
    made = Period.objects.create(group=group, title=title.strip(), from_on=from_on, to_on=to_on)
    _note("group.period_opened", group, by, at, f"Departementene er spurt om behov: {made}.")
    return made


@transaction.atomic
def answer_period(
    *, period: Period, answer: str, because: str, by: "User", at: datetime.datetime
) -> PeriodWord:
    """Say for the own ministry that there are no needs, and why, or that they are on their way (features.md N13).

    Raises StepRefused without a reason, and after the last day of the group.
    """
    refuse_if(rules.missing_for_word(period, because, oslo_date(at)))
    word, _is_new = PeriodWord.objects.update_or_create(
        period=period, organisation=by.organisation,
        defaults={"answer": answer, "because": because.strip(), "by": by, "at": at},
    )  # fmt: skip
    label = PeriodAnswer(answer).label
    _note(
        "group.period_answered",
        period.group,
        by,
        at,
        f"{by.organisation}, {period}: {label}. {because.strip()}",
    )
    return word


@transaction.atomic
def hand_over(
    *, group: WorkingGroup, thing: Need | Decision, organisation: Organisation, receiver: str, note: str = "", by: "User",
    at: datetime.datetime,
) -> Handover:  # fmt: skip
    """Say who takes over an open need or decision when the group ends (features.md M11)."""
    refuse_if([] if receiver.strip() else [Problem(_("Skriv hvem som tar over."), code="receiver")])
    which: dict[str, Any] = {"need" if isinstance(thing, Need) else "decision": thing}
    made, _is_new = Handover.objects.update_or_create(
        **which,
        defaults={
            "group": group, "organisation": organisation, "receiver": receiver.strip(), "note": note.strip(), "by": by, "at": at,
        },
    )  # fmt: skip
    _note("group.handed_over", group, by, at, f"{organisation} tar over {thing} når gruppen er ferdig.")
    return made


def locked_group(*, group: WorkingGroup) -> WorkingGroup:
    """The group, locked: what is numbered in it is numbered by one at a time."""
    return WorkingGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)


def clauses_of_group(*, group: WorkingGroup) -> list[int] | None:
    """The clause whose timeline shows the event."""
    return [group.clause_id] if group.clause_id else None


def _note(
    event: str, group: WorkingGroup, by: "User", at: datetime.datetime, sentence: str, **more: Any
) -> None:
    """Write an event of the group, for those who follow it."""
    record(
        event, group, sentence=sentence[:500], by=by, at=at, audience=Audience.GROUP, clauses=clauses_of_group(group=group),
        **more,
    )  # fmt: skip


def _locked_invitation(invitation: Invitation) -> Invitation:
    return (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("round__group", "organisation")
        .get(pk=invitation.pk)
    )


def _answer(held: Invitation, answer: str, because: str, by: "User", at: datetime.datetime) -> None:
    held.answer, held.because, held.answered_by, held.answered_at = answer, because, by, at
    held.opened_at = held.opened_at or at
    held.save(update_fields=["answer", "because", "answered_by", "answered_at", "opened_at"])

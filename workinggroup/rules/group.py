"""Who may do what in the working group, and what each step lacks."""

import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.dates import oslo_date
from portal.errors import Problem
from portal.formatting import dato
from portal.permissions import Right, has_right
from workinggroup.models import (
    AgendaItem,
    Attendance,
    Decision,
    Invitation,
    InvitationRound,
    MandateVersion,
    Meeting,
    Period,
    WorkingGroup,
)
from workinggroup.states import DecisionKind, ItemKind, ItemState, MandateState, Presence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.people.models import Organisation, User

# The letter's own words (clause 2.9).
QUOTE = "må diskuteres på første møte"


def can_answer_invitation(user: "User", organisation_id: int) -> bool:
    """The ministry's contact answers for it, and names its member and deputy (features.md M01)."""
    own = user.organisation is not None and user.organisation.pk == organisation_id
    return has_right(user, Right.ANSWER_INVITATION) and own


def can_keep_seat(user: "User", organisation_id: int) -> bool:
    """The body itself, or the leader, says who sits in the group (domain.md A-03)."""
    return has_right(user, Right.LEAD_GROUP) or can_answer_invitation(user, organisation_id)


def can_carry_out(user: "User", decision: Decision) -> bool:
    """The body that follows a decision up, or the leader, says that it is done (features.md M05)."""
    own = user.organisation is not None and user.organisation.pk == decision.owner_id
    return has_right(user, Right.LEAD_GROUP) or (own and has_right(user, Right.WRITE_NEEDS))


def can_score(user: "User") -> bool:
    """Assessors are named among those who may score (features.md N07)."""
    return has_right(user, Right.SCORE_NEEDS)


def missing_for_round(group: WorkingGroup, *, answer_by: datetime.date, on: datetime.date) -> list[Problem]:
    """One round at a time, while the group lasts, with a date to answer by (features.md M01)."""
    problems = over_for_group(group, on)
    if group.rounds.filter(ended_at=None).exists():
        problems.append(Problem(_("En invitasjonsrunde er alt sendt."), reverse("working_group"), "round"))
    if answer_by <= on:
        problems.append(Problem(_("Fristen må komme etter datoen den sendes."), code="answer_by"))
    return problems


def over_for_group(group: WorkingGroup, on: datetime.date) -> list[Problem]:
    """After its last day nothing is answered to the group, and nobody is reminded (clause 2.6); Oslo date."""
    if on <= group.ends_on:
        return []
    text = _("Arbeidsgruppen varte til %(date)s. Det kan ikke svares lenger.") % {"date": dato(group.ends_on)}
    return [Problem(text, code="over")]


def missing_for_word(period: Period, because: str, on: datetime.date) -> list[Problem]:
    """What a ministry's word about a period lacks on the Oslo date (features.md N13)."""
    lacking = [] if because.strip() else [Problem(_("Skriv hvorfor."), code="because")]
    return over_for_group(period.group, on) + lacking


def missing_for_acceptance(
    invitation: Invitation, *, member: str, deputy: str, has_no_deputy: bool, on: datetime.date
) -> list[Problem]:
    """A named member, and a named deputy or the word that there is none (domain.md A-03); Oslo date."""
    problems = over_for_round(invitation.round, on)
    if not member.strip():
        problems.append(Problem(_("Skriv hvem som er medlem."), code="member"))
    if not deputy.strip() and not has_no_deputy:
        problems.append(Problem(_("Skriv hvem som er vara, eller at dere ikke har noen."), code="deputy"))
    if deputy.strip() and has_no_deputy:
        problems.append(
            Problem(_("Dere har skrevet en vara. Ta bort krysset for ingen vara."), code="deputy")
        )
    return problems


def missing_for_refusal(invitation: Invitation, because: str, on: datetime.date) -> list[Problem]:
    """Who declines says why (features.md M01); Oslo date."""
    problems = over_for_round(invitation.round, on)
    return (
        problems
        if because.strip()
        else [*problems, Problem(_("Skriv hvorfor dere takker nei."), code="because")]
    )


def over_for_round(found: InvitationRound, on: datetime.date) -> list[Problem]:
    """A round that is ended, or whose group is over, takes no answers (domain.md A-01); Oslo date."""
    if found.ended_at is not None:
        return [Problem(_("Invitasjonsrunden er avsluttet."), code="ended")]
    return over_for_group(found.group, on)


def missing_for_discussion(mandate: MandateVersion) -> list[Problem]:
    """A mandate is discussed at a held meeting that had it on its agenda (domain.md A-02)."""
    if mandate.state != MandateState.MANDATE_DRAFT:
        return []
    on_agenda = mandate.agenda_items.select_related("meeting").order_by("meeting__starts_at").first()
    if on_agenda is None:
        text = _("Brevet sier at utkastet «%(quote)s». Sett mandatet på dagsordenen først.") % {
            "quote": QUOTE
        }
        return [Problem(text, reverse("meetings"), "agenda")]
    text = _(
        "Brevet sier at utkastet «%(quote)s». Det står på dagsordenen %(date)s, og det møtet er ikke avsluttet."
    )
    said = {"quote": QUOTE, "date": dato(on_agenda.meeting.starts_at)}
    return [Problem(text % said, on_agenda.meeting.get_absolute_url(), "meeting")]


def missing_for_adoption(mandate: MandateVersion) -> list[Problem]:
    """Fastsatt comes after drøftet at the first meeting: the refusal quotes the letter (domain.md A-02; features.md M02)."""
    return missing_for_discussion(mandate)


def missing_for_item(
    meeting: Meeting,
    *,
    earlier: Decision | None,
    whats_new: str,
    kind: str,
    need_id: int | None,
    clause_id: int | None,
) -> list[Problem]:
    """What a matter lacks before it stands on the agenda (features.md M03, M09)."""
    problems = missing_for_change(meeting)
    if kind == ItemKind.NEED and need_id is None:
        problems.append(Problem(_("Velg behovet saken gjelder."), code="need"))
    if kind == ItemKind.CLAUSE and clause_id is None:
        problems.append(Problem(_("Velg punktet i brevet som saken gjelder."), code="clause"))
    if earlier and not whats_new.strip():
        said = {"decision": earlier, "text": earlier.text[:120]}
        text = _("Saken ligner %(decision)s: «%(text)s». Skriv hva som er nytt siden da.") % said
        problems.append(Problem(text, earlier.get_absolute_url(), "whats_new"))
    return problems


def missing_for_change(meeting: Meeting) -> list[Problem]:
    """What is closed or cancelled stays as it is (features.md M06)."""
    if meeting.is_planned:
        return []
    return [
        Problem(
            _("%(meeting)s er avsluttet eller avlyst, og kan ikke endres.") % {"meeting": meeting},
            code="state",
        )
    ]


def missing_for_decision(
    item: AgendaItem, *, kind: str, owner: "Organisation | None", due_on: datetime.date | None
) -> list[Problem]:
    """What is to be followed up has an owner and a date (features.md M05)."""
    problems = missing_for_change(item.meeting)
    if item.state == ItemState.ITEM_MOVED:
        problems.append(Problem(_("Saken er flyttet til et annet møte."), code="moved"))
    if kind == DecisionKind.ACTION and (owner is None or due_on is None):
        problems.append(Problem(_("Velg hvem som følger vedtaket opp, og innen når."), code="owner"))
    return problems


def missing_for_attendance(rows: "Sequence[Attendance]") -> list[Problem]:
    """Who was present has a name, so that the minutes say who met for whom (features.md M07)."""
    return [
        Problem(
            _("Skriv hvem som møtte for %(body)s.") % {"body": row.code}, code=f"who-{row.organisation_id}"
        )
        for row in rows
        if row.presence != Presence.ABSENT and not row.who.strip()
    ]


def missing_for_closing(meeting: Meeting, *, bodies: int, at: datetime.datetime) -> list[Problem]:
    """Nothing undecided, everybody accounted for, and the meeting has begun (features.md M06, M07)."""
    if not meeting.is_planned:
        return missing_for_change(meeting)
    problems = []
    if meeting.starts_at > at:
        problems.append(Problem(_("Møtet har ikke begynt ennå."), code="time"))
    items = list(meeting.items.all())
    if not items:
        problems.append(Problem(_("Dagsordenen er tom."), code="agenda"))
    if _is_first(meeting) and all(item.kind != ItemKind.MANDATE for item in items):
        text = _("Brevet sier at utkastet til mandat «%(quote)s». Sett det på dagsordenen.") % {
            "quote": QUOTE
        }
        problems.append(Problem(text, reverse("mandate"), "mandate"))
    for item in items:
        if item.is_open:
            text = _("Sak %(number)s «%(title)s» er ikke behandlet.") % {
                "number": item.position,
                "title": item.title,
            }
            problems.append(Problem(text, f"#sak-{item.pk}", "item"))
    noted = meeting.attendances.count()
    if noted < bodies:
        said = {"noted": noted, "bodies": bodies}
        problems.append(
            Problem(
                _("Oppmøtet er ført for %(noted)s av %(bodies)s virksomheter.") % said,
                "#oppmote",
                "attendance",
            )
        )
    return problems


def _is_first(meeting: Meeting) -> bool:
    return not Meeting.objects.filter(group=meeting.group_id).closed().exists()


def needs_handover(group: WorkingGroup, today: datetime.date) -> bool:
    """From sixty days before the end every open need and decision gets a receiver (features.md M11)."""
    return today >= group.ends_on - datetime.timedelta(days=HANDOVER_DAYS)


HANDOVER_DAYS = 60


def has_begun(meeting: Meeting, today: datetime.date) -> bool:
    """Whether the day of the meeting has come."""
    return oslo_date(meeting.starts_at) <= today

"""What the working group reminds of, tells, and chases."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.dates import oslo_today
from portal.events import Event
from portal.formatting import ukedag_dato
from portal.norwegian import NorwegianOrder
from portal.notifications.recipients import holders
from portal.notifications.registry import (
    Chase,
    Message,
    Reminder,
    Silent,
    To,
    Words,
    before,
    overdue,
    register_chase,
    register_message,
    register_reminder,
)
from portal.people.models import Organisation
from portal.people.roles import Role
from portal.permissions import Right, roles_with
from workinggroup.models import Cluster, Decision, Invitation, InvitationRound, Need, WorkingGroup
from workinggroup.notifications import periods
from workinggroup.rules import can_lead_group, over_for_round
from workinggroup.states import NeedState

if TYPE_CHECKING:
    from portal.people.models import User

INVITED = gettext_lazy("fordi virksomheten din er invitert til arbeidsgruppen")
FILER = gettext_lazy("fordi virksomheten din har meldt behovet")
FOLLOWS = gettext_lazy("fordi virksomheten din følger opp vedtaket")
LEADS = gettext_lazy("fordi virksomheten din leder arbeidsgruppen")
CONTACT = gettext_lazy("fordi du frigir behovene i departementet ditt")

CONTACTS = (Role.MINISTRY_CONTACT,)
MEMBERS = (Role.MEMBER,)
FILERS = roles_with(Right.WRITE_NEEDS)
FOLLOWERS = (Role.MEMBER, Role.MINISTRY_CONTACT, Role.COORDINATOR, Role.COURSE_MANAGER)


def _people(bodies: set[int], roles: Sequence[Role], reason: object) -> dict[int, list[To]]:
    return holders(bodies, roles, reason=reason, on=oslo_today())


def silent_invitations() -> QuerySet[Invitation]:
    """Those that have not answered and still can; who has, falls out by itself (domain.md A-01)."""
    last_on = oslo_today()
    found = (
        Invitation.objects.silent().filter(round__group__ends_on__gte=last_on).select_related("round__group")
    )
    return found.annotate(answer_by=F("round__answer_by"))


def invited(invitations: Sequence[Invitation]) -> dict[int, list[To]]:
    """The contacts of each ministry, and its mailbox: the invitation is official."""
    people = _people({one.organisation_id for one in invitations}, [Role.MINISTRY_CONTACT], INVITED)
    return {
        one.pk: [*people.get(one.organisation_id, []), To(INVITED, mailbox_id=one.organisation_id)]
        for one in invitations
    }


def invitation_words(one: Invitation) -> Words:
    """What a ministry that has not answered reads."""
    due = one.round.answer_by
    return Words(
        title=_("Svar på invitasjonen til arbeidsgruppen"),
        sentence=_("Takk ja med medlem og vara, eller nei med grunn, innen %(date)s.")
        % {"date": ukedag_dato(due)},
        url=one.get_absolute_url(),
        due_on=due,
    )


def silent_bodies(found: InvitationRound) -> list[Silent]:
    """Those the chase button writes to: who has not answered at this moment (features.md M01)."""
    silent = list(silent_invitations().filter(round=found).order_by(NorwegianOrder("name"), "pk"))
    reached = invited(silent)
    return [Silent(one.name, tuple(reached[one.pk])) for one in silent]


def chase_words(found: InvitationRound) -> Words:
    """What the silent read."""
    return Words(
        title=_("Svar på invitasjonen til arbeidsgruppen"),
        sentence=_("Vi har ikke fått svar fra virksomheten din. Fristen er %(date)s.")
        % {"date": ukedag_dato(found.answer_by)},
        url=reverse("working_group"),
        due_on=found.answer_by,
    )


def may_chase(user: "User", found: InvitationRound) -> bool:
    """The leader."""
    return can_lead_group(user)


def over(found: InvitationRound) -> str:
    """A round that is ended, or whose group is over, waits for nobody."""
    return " ".join(map(str, over_for_round(found, oslo_today())))


def open_decisions() -> QuerySet[Decision]:
    """Decisions that somebody follows up; what is done falls out by itself (features.md M05)."""
    found = Decision.objects.open().filter(
        kind="action", due_on__isnull=False, meeting__closed_at__isnull=False
    )
    return found.select_related("owner")


def owners(decisions: Sequence[Decision]) -> dict[int, list[To]]:
    """Those who follow each decision up, else the mailbox of their body."""
    bodies = {one.owner_id for one in decisions if one.owner_id}
    people = _people(bodies, FOLLOWERS, FOLLOWS)
    return {
        one.pk: people.get(one.owner_id) or [To(FOLLOWS, mailbox_id=one.owner_id)]
        for one in decisions
        if one.owner_id
    }


def decision_title(one: Decision) -> str:
    """The same words in the mail and in the list of things to do."""
    return _("%(decision)s skal følges opp") % {"decision": one}


def decision_words(one: Decision) -> Words:
    """What the owner of a decision reads."""
    return Words(
        title=decision_title(one), sentence=one.text[:200],
        url=reverse("carry_out_decision", args=[one.pk]), due_on=one.due_on,
    )  # fmt: skip


def groups_to_hand_over() -> QuerySet[WorkingGroup]:
    """Groups with an open need or decision without a receiver (features.md M11)."""
    lacking = Need.objects.filter(state=NeedState.RELEASED, handover=None)
    decisions = Decision.objects.open().filter(kind="action", handover=None)
    is_lacking = Q(pk__isnull=False) if lacking.exists() or decisions.exists() else Q(pk__isnull=True)
    return WorkingGroup.objects.filter(is_lacking)


def leaders(groups: Sequence[WorkingGroup]) -> dict[int, list[To]]:
    """The coordinators of the body that leads each group on the day."""
    today = oslo_today()
    led = {group.pk: group.leader_on(min(today, group.ends_on)) for group in groups}
    people = _people({body.pk for body in led.values() if body}, [Role.COORDINATOR], LEADS)
    return {
        pk: people.get(body.pk) or [To(LEADS, mailbox_id=body.pk)] if body else [] for pk, body in led.items()
    }


def handover_words(group: WorkingGroup) -> Words:
    """What the leader reads sixty days before the end."""
    return Words(
        title=_("Åpne behov og vedtak må få en mottaker"),
        sentence=_("Gruppen varer til %(date)s.") % {"date": ukedag_dato(group.ends_on)},
        url=reverse("handover"),
        due_on=group.ends_on,
    )


# Messages -----------------------------------------------------------------------------------------


def filers_of_events(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """Whoever wrote the need, and the contacts of the ministry (features.md N09, M08)."""
    needs = {need.pk: need for need in Need.objects.filter(pk__in=[event.subject_id for event in events])}
    people = _people({need.owner_id for need in needs.values()}, [Role.MINISTRY_CONTACT], FILER)
    return {event.pk: _filers(needs.get(int(event.subject_id)), people) for event in events}


def _filers(need: Need | None, people: Mapping[int, list[To]]) -> list[To]:
    if need is None:
        return []
    return list(dict.fromkeys([To(FILER, person_id=need.made_by_id), *people.get(need.owner_id, [])]))


def contacts_of_events(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """Those who release the ministry's needs."""
    needs = {need.pk: need for need in Need.objects.filter(pk__in=[event.subject_id for event in events])}
    people = _people({need.owner_id for need in needs.values()}, [Role.MINISTRY_CONTACT], CONTACT)
    found = {event.pk: needs.get(int(event.subject_id)) for event in events}
    return {pk: people.get(need.owner_id, []) if need else [] for pk, need in found.items()}


def cluster_owners(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """The owners of all needs of the cluster: told when it is made and when it is taken apart (features.md N05)."""
    wanted = {pk for event in events for pk in _needs_of(event)}
    needs = {need.pk: need for need in Need.objects.filter(pk__in=wanted)}
    people = _people({need.owner_id for need in needs.values()}, [Role.MINISTRY_CONTACT], FILER)
    return {
        event.pk: list(dict.fromkeys(to for pk in _needs_of(event) for to in _filers(needs.get(pk), people)))
        for event in events
    }


def _needs_of(event: Event) -> list[int]:
    return list(event.changes.get("needs", [None, []])[1])


def all_invited(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """Everybody who is invited, at once (clause 2.7)."""
    invitations = list(silent_invitations())
    everyone = [to for tos in invited(invitations).values() for to in tos]
    return dict.fromkeys((event.pk for event in events), everyone)


def all_members(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """The members and contacts of the bodies that sit in the group."""
    today = oslo_today()
    bodies = set(Organisation.objects.ministries_on(today).values_list("pk", flat=True))
    people = _people(bodies, [Role.MEMBER], INVITED)
    everyone = [to for tos in people.values() for to in tos]
    return dict.fromkeys((event.pk for event in events), everyone)


def cluster_words(event: Event) -> Words:
    """What the owners read, with the way to the cluster."""
    found = Cluster.objects.filter(pk=event.subject_id).first()
    return Words(event.sentence[:200], url=found.get_absolute_url() if found else reverse("needs"))


def declare() -> None:
    """Add the rules of the app; called from AppConfig.ready()."""
    register_reminder(
        Reminder(
            key="group.invitation_due", title=gettext_lazy("Invitasjonen til arbeidsgruppen"), waiting=silent_invitations,
            when=(before("answer_by", 7, 1), overdue("answer_by", every=7)), to=invited, words=invitation_words, until=28,
            heard_by=CONTACTS,
        )
    )  # fmt: skip
    register_reminder(
        Reminder(
            key="group.decision_due", title=gettext_lazy("Vedtak som skal følges opp"), waiting=open_decisions,
            when=(before("due_on", 7, 1), overdue("due_on", every=14)), to=owners, words=decision_words, heard_by=FOLLOWERS,
        )
    )  # fmt: skip
    register_reminder(
        Reminder(
            key="group.handover", title=gettext_lazy("Arbeidsgruppen nærmer seg slutten"), waiting=groups_to_hand_over,
            when=(before("ends_on", 60, 30, 7),), to=leaders, words=handover_words, heard_by=[Role.COORDINATOR],
        )
    )  # fmt: skip
    for event, title, to, heard_by in (
        ("need.answer_told", gettext_lazy("Svar på et behov"), filers_of_events, FILERS),
        ("need.extract_sent", gettext_lazy("Vedtak om et behov"), filers_of_events, FILERS),
        ("need.filed", gettext_lazy("Et behov venter på frigivelse"), contacts_of_events, CONTACTS),
        ("group.invited", gettext_lazy("Invitasjon til arbeidsgruppen"), all_invited, CONTACTS),
        ("meeting.planned", gettext_lazy("Nytt møte i arbeidsgruppen"), all_members, MEMBERS),
        ("meeting.moved", gettext_lazy("Et møte er flyttet"), all_members, MEMBERS),
        ("meeting.cancelled", gettext_lazy("Et møte er avlyst"), all_members, MEMBERS),
    ):
        register_message(Message(event, title, to, heard_by=heard_by))
    for event in ("cluster.made", "cluster.dissolved", "cluster.grown", "cluster.shrunk"):
        register_message(
            Message(
                event,
                gettext_lazy("Behov samles eller skilles"),
                cluster_owners,
                cluster_words,
                heard_by=FILERS,
            )
        )
    periods.declare()
    register_chase(
        Chase(
            subject=InvitationRound, title=gettext_lazy("Påminnelser om invitasjonen"),
            objects=lambda user: InvitationRound.objects.filter(group__in=WorkingGroup.objects.visible_to(user)).select_related("group"), may=may_chase,
            over=over, silent=silent_bodies, words=chase_words, heard_by=CONTACTS,
        )
    )  # fmt: skip

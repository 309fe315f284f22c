"""What waits for a person in the working group."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.dates import end_of_day, oslo_date
from portal.permissions import Right, has_right
from portal.todo import TodoItem, a_piece_at_a_time
from workinggroup.models import Invitation, Meeting, Need
from workinggroup.notifications import decision_title, open_decisions
from workinggroup.notifications.periods import period_title
from workinggroup.queries.group import current_group, handover_lines, silent_in_period
from workinggroup.queries.needs import WAITING, waiting_for_release, waiting_pairs
from workinggroup.queries.priorities import is_assessor, unassessed_by
from workinggroup.rules import can_carry_out, can_lead_group, needs_handover

if TYPE_CHECKING:
    from portal.people.models import User


def needs_to_release(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """The own ministry's filed needs, for the contact (features.md N02)."""
    if not has_right(user, Right.RELEASE_NEEDS):
        return
    for need in a_piece_at_a_time(waiting_for_release(user)):
        yield TodoItem(
            title=_("Del behovet %(need)s") % {"need": need}, reason=_("Det er meldt inn, og venter på at du frigir det."),
            url=need.get_absolute_url(),
        )  # fmt: skip


def invitations_to_answer(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """The own body's invitation, until it is answered (features.md M01)."""
    if not has_right(user, Right.ANSWER_INVITATION):
        return
    silent = (
        Invitation.objects.visible_to(user)
        .silent()
        .filter(organisation=user.organisation, round__group__ends_on__gte=today)
    )
    for invitation in silent.select_related("round__group"):
        due = invitation.round.answer_by
        yield TodoItem(
            title=_("Svar på invitasjonen til arbeidsgruppen"), reason=_("Takk ja med medlem og vara, eller nei med grunn."),
            url=invitation.get_absolute_url(), due_on=due, is_late=due < today,
        )  # fmt: skip


def periods_to_answer(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """Periods that the person's ministry has said nothing of, until it has (features.md N13)."""
    group = current_group(user) if has_right(user, Right.RELEASE_NEEDS) and user.organisation else None
    if group is None or group.ends_on < today:
        return
    for period in group.periods.filter(from_on__lte=today).select_related("group"):
        if user.organisation in silent_in_period(period, today):
            yield TodoItem(
                title=period_title(period), reason=_("Del et behov, eller svar «ingen behov» med grunn."),
                url=period.get_absolute_url(), due_on=period.to_on, is_late=period.to_on < today,
            )  # fmt: skip


def needs_to_score(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """One line for all that is left to score (features.md N07)."""
    if not has_right(user, Right.SCORE_NEEDS) or not is_assessor(user):
        return
    left = unassessed_by(user).count()
    if left:
        title = ngettext("Vurder %(count)s behov", "Vurder %(count)s behov", left) % {"count": left}
        yield TodoItem(
            title=title, reason=_("Du er utpekt til å vurdere behovene."), url=reverse("priorities")
        )


def needs_to_answer(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """One line for the needs without an answer and one for the pairs nobody has judged, for the leader (N04, N09)."""
    if not can_lead_group(user):
        return
    unanswered, pairs = Need.objects.visible_to(user).open().count(), waiting_pairs(user).count()
    if unanswered:
        yield TodoItem(
            title=ngettext("Svar på %(count)s behov", "Svar på %(count)s behov", unanswered) % {"count": unanswered},
            reason=_("Hvert behov skal ha et svar med grunn."), url=f"{reverse('needs')}?status={WAITING}",
        )  # fmt: skip
    if pairs:
        yield TodoItem(
            title=ngettext("Se over %(count)s par behov som ligner", "Se over %(count)s par behov som ligner", pairs)
            % {"count": pairs},
            reason=_("De kan være det samme, i forskjellige departementer."), url=reverse("need_pairs"),
        )  # fmt: skip


def decisions_to_carry_out(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """Decisions that the own body follows up, from the day they are made (features.md M05)."""
    if user.organisation is None or not has_right(user, Right.READ_GROUP):
        return
    for one in open_decisions().filter(owner=user.organisation):
        if one.due_on is not None and can_carry_out(user, one):
            yield TodoItem(
                title=decision_title(one), reason=one.text[:200], url=reverse("carry_out_decision", args=[one.pk]),
                due_on=one.due_on, is_late=one.due_on < today,
            )  # fmt: skip


def meetings_to_close(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """Meetings that are over and not closed, so that the minutes come (features.md M06)."""
    if not can_lead_group(user):
        return
    over = Meeting.objects.visible_to(user).planned().filter(ends_at__lt=end_of_day(today))
    for meeting in over:
        if oslo_date(meeting.ends_at) < today:
            yield TodoItem(
                title=_("Avslutt %(meeting)s") % {"meeting": meeting}, reason=_("Møtet er holdt, og referatet mangler."),
                url=meeting.get_absolute_url(), due_on=oslo_date(meeting.ends_at), is_late=True,
            )  # fmt: skip


def handovers_to_settle(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """From sixty days before the end: how much has no receiver (features.md M11)."""
    if not can_lead_group(user):
        return
    group = current_group(user)
    if group is None or not needs_handover(group, today):
        return
    left = sum(line.handover is None for line in handover_lines(user))
    if left:
        yield TodoItem(
            title=_("Velg hvem som tar over etter arbeidsgruppen"),
            reason=ngettext("%(count)s mangler mottaker.", "%(count)s mangler mottaker.", left) % {"count": left},
            url=reverse("handover"), due_on=group.ends_on, is_late=group.ends_on < today,
        )  # fmt: skip

"""The money on the front page, and what waits for the controller."""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.charts import HALF_WIDTH
from portal.dates import oslo_today
from portal.formatting import kroner
from portal.imports.models import ImportRun
from portal.todo import TodoItem
from reporting.models import Authority, Commitment, LedgerRow, OverviewVersion
from reporting.pictures import drawdown_picture, headline_of
from reporting.queries.drawdown import drawdown_of
from reporting.queries.forecast import forecast_of
from reporting.queries.versions import Life, has_changed_since, life_of, rows_after
from reporting.rules import (
    can_answer_overview,
    can_approve_commitment,
    can_approve_overview,
    can_check_overview,
    can_read_money,
    can_send_overview,
    can_tie_payments,
)
from reporting.states import CommitmentState, VersionState

if TYPE_CHECKING:
    from portal.people.models import User

DAYS_BEFORE = 30


def drawdown_panel(user: "User") -> dict[str, Any] | None:
    """The newest authority's drawdown; None for those who do not read the money."""
    if not can_read_money(user):
        return None
    authority = Authority.objects.visible_to(user).with_parties().first()
    if authority is None:
        return None
    shown = drawdown_of(authority, today=oslo_today())
    return {
        "authority": authority,
        "drawdown": shown,
        "headline": headline_of(shown),
        "chart": drawdown_picture(shown, size=HALF_WIDTH),
    }


def payments_to_tie(user: "User", today: datetime.date) -> Iterator[TodoItem]:
    """Authorities with payments that no assignment carries, for the receiver's controller."""
    for authority in Authority.objects.visible_to(user).with_parties():
        if not can_tie_payments(user, authority):
            continue
        count = LedgerRow.objects.of(authority).untied().count()
        if count:
            yield TodoItem(
                title=ngettext(
                    "Knytt %(count)s bilagslinje til føring", "Knytt %(count)s bilagslinjer til føring", count
                )
                % {"count": count},
                reason=_("Oversikten til DFD viser beløp per føring. %(authority)s.")
                % {"authority": authority},
                url=f"{reverse('payments', args=[authority.key])}?foring=ingen",
            )


def commitments_to_approve(user: "User", today: datetime.date) -> Iterator[TodoItem]:
    """Orders that another has registered, for the receiver's approver (features.md R09)."""
    drafts = (
        Commitment.objects.visible_to(user).filter(state=CommitmentState.DRAFT).exclude(registered_by=user)
    )
    for item in drafts.select_related("authority__receiver")[:20]:
        if can_approve_commitment(user, item.authority):
            yield TodoItem(
                title=_("Godkjenn bestillingen %(order)s") % {"order": item},
                reason=_("%(amount)s kr eks. mva. %(authority)s.")
                % {"amount": kroner(item.amount), "authority": item.authority},
                url=item.get_absolute_url(),
            )


def plan_behind(user: "User", today: datetime.date) -> Iterator[TodoItem]:
    """Less used than planned, for the receiver's controller (features.md R17)."""
    for authority in Authority.objects.visible_to(user).with_parties().filter(budget_year=today.year):
        if can_tie_payments(user, authority) and forecast_of(authority, today=today).is_underused:
            yield TodoItem(
                title=_("Mindre brukt enn planlagt"),
                reason=_("Si fra til giveren, eller endre planen. %(authority)s.") % {"authority": authority},
                url=reverse("radar", args=[authority.key]),
            )


def imports_to_answer(user: "User", today: datetime.date) -> Iterator[TodoItem]:
    """Imports of the user's own body that wait for a person."""
    for run in ImportRun.objects.visible_to(user).waiting_for_a_person().select_related("file")[:20]:
        yield TodoItem(
            title=_("Gjør ferdig importen av %(file)s") % {"file": run.file.name},
            reason=str(run.get_state_display()),
            url=run.get_absolute_url(),
        )


def overviews_to_move(user: "User", today: datetime.date) -> Iterator[TodoItem]:
    """The next step of each year-end overview, and rows that came after one was sent (domain.md E-29)."""
    for authority in Authority.objects.visible_to(user).with_parties():
        life = life_of(authority, user)
        step = _step_that_waits(user, authority, life)
        if step:
            yield TodoItem(
                title=step, reason=_overview_of(authority), url=reverse("overview", args=[authority.key])
            )
        if life.last_sent and not life.open and can_check_overview(user, authority):
            yield from _after_sending(authority, life.last_sent)
        elif life.last_sent and can_answer_overview(user, authority) and has_changed_since(life.last_sent):
            yield _changed_item(authority)


def _overview_of(authority: Authority) -> str:
    return _("Oversikten over foretatte utbetalinger. %(authority)s.") % {"authority": authority}


def _step_that_waits(user: "User", authority: Authority, life: Life) -> str:
    version, sent = life.open, life.last_sent
    if version and version.state == VersionState.DRAFT and can_check_overview(user, authority):
        return _("Kontroller årsoversikten")
    if version and version.state == VersionState.CHECKED and can_approve_overview(user, authority):
        is_own = user.pk in (version.made_by_id, version.checked_by_id)
        return "" if is_own else _("Godkjenn årsoversikten")
    if version and version.state == VersionState.APPROVED and can_send_overview(user, authority):
        return _("Send årsoversikten")
    if sent and sent.state == VersionState.SENT and can_answer_overview(user, authority):
        return _("Bekreft at årsoversikten er mottatt")
    return ""


def _after_sending(authority: Authority, sent: OverviewVersion) -> Iterator[TodoItem]:
    url = f"{reverse('overview', args=[authority.key])}#etter"
    count = rows_after(sent).count()
    if count:
        title = ngettext(
            "%(count)s bilagslinje kom etter oversendelse",
            "%(count)s bilagslinjer kom etter oversendelse",
            count,
        )
        yield TodoItem(title=title % {"count": count}, reason=_overview_of(authority), url=url)
    elif sent.state == VersionState.RETURNED:
        yield TodoItem(title=_("Årsoversikten er returnert"), reason=sent.answer, url=url)
    elif has_changed_since(sent):
        yield _changed_item(authority)


def _changed_item(authority: Authority) -> TodoItem:
    """For the receiver and the giver both (features.md R19)."""
    return TodoItem(
        title=_("Årsoversikten er endret siden oversendelse"),
        reason=_overview_of(authority),
        url=f"{reverse('overview', args=[authority.key])}#etter",
    )

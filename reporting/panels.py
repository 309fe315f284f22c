"""The money on the front page, and what waits for the controller."""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.charts import HALF_WIDTH
from portal.dates import oslo_today
from portal.imports.models import ImportRun
from portal.todo import TodoItem
from reporting.models import Authority, LedgerRow
from reporting.pictures import drawdown_picture, headline_of
from reporting.queries.drawdown import drawdown_of
from reporting.rules import can_read_money, can_tie_payments

if TYPE_CHECKING:
    from portal.people.models import User


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
                reason=_("Oversikten til DFD viser beløp per føring. %(authority)s.") % {"authority": authority},
                url=f"{reverse('payments', args=[authority.key])}?foring=ingen",
            )


def imports_to_answer(user: "User", today: datetime.date) -> Iterator[TodoItem]:
    """Imports of the user's own body that wait for a person."""
    for run in ImportRun.objects.visible_to(user).waiting_for_a_person().select_related("file")[:20]:
        yield TodoItem(
            title=_("Gjør ferdig importen av %(file)s") % {"file": run.file.name},
            reason=str(run.get_state_display()),
            url=run.get_absolute_url(),
        )

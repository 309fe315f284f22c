"""What has been paid for trials: the ledger's own rows, added up where they are tied (domain.md P-09)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from pilots.models import Pilot
from pilots.states import PilotState
from portal.formatting import kroner
from portal.threads import Thread
from reporting.models import LedgerRow, TrialPayment

if TYPE_CHECKING:
    from portal.people.models import User


def spent_on_trials(user: "User", pilots: Sequence[Pilot]) -> dict[int, Decimal]:
    """Kroner eks. mva. paid per trial: for those who read the money, and for the body that owns the trial; one query.

    A trial that no payment is tied to is left out: nothing known is not the same as nothing paid.
    """
    seen = Q(row__in=LedgerRow.objects.visible_to(user))
    if user.organisation is not None:
        seen |= Q(pilot__owner=user.organisation)
    ties = TrialPayment.objects.filter(seen, pilot__in=[one.pk for one in pilots]).order_by()
    return dict(ties.values_list("pilot").annotate(total=Sum("row__amount")))


def payments_of_trial(user: "User", pilot: Pilot) -> Iterable[Thread]:
    """The payments behind the sum, for those who read the money: one query (features.md R19)."""
    ties = TrialPayment.objects.visible_to(user).filter(pilot=pilot)
    for tie in ties.select_related("row").order_by("row__cash_period", "row"):
        title = f"{tie.row} {tie.row.supplier_name}".strip()
        amount = _("%(amount)s kr") % {"amount": kroner(tie.row.amount)}
        yield Thread(_("Bilag"), title, tie.row.get_absolute_url(), amount)


def choosable_trials(user: "User", row: LedgerRow) -> QuerySet[Pilot]:
    """The trials that a payment can be for: those the person sees (`is_seen`), and the one that is named already."""
    seen = Q(pk__in=Pilot.objects.visible_to(user).exclude(state=PilotState.IDEA).values("pk"))
    named = Q(pk__in=TrialPayment.objects.filter(row=row).values("pilot"))
    return Pilot.objects.filter(seen | named).annotate(is_seen=Q(seen)).order_by("number")


def trial_of(row: LedgerRow, user: "User") -> Thread | None:
    """The trial the payment was for; its title and address only for those who may see it (domain.md S-05)."""
    tie = TrialPayment.objects.select_related("pilot").filter(row=row).first()
    if tie is None:
        return None
    pilot = cast("Pilot", tie.pilot)
    if not Pilot.objects.visible_to(user).contains(pilot):
        return Thread(_("Utprøving"), pilot.code, "")
    return Thread(_("Utprøving"), str(pilot), pilot.get_absolute_url(), str(pilot.get_state_display()))

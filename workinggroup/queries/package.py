"""What goes into the priority package beside the frozen numbers: what is under way, and what can go wrong (features.md N12)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.formatting import number
from portal.threads import Thread, threads_of
from workinggroup.models import ClusterTie, Need, PriorityList, PriorityRow, UseCase
from workinggroup.states import InformationClass

if TYPE_CHECKING:
    from portal.people.models import User

# People who give a need points as far apart as this do not agree on it.
WIDE_SPREAD = Decimal("1.00")
RISK = "risiko"


@dataclass(frozen=True)
class Risk:
    """A place on the list, where to read more, and what can go wrong with it."""

    title: str
    url: str
    reasons: Sequence[str]


def needs_of_rows(found: PriorityList) -> dict[int, list[Need]]:
    """The needs behind each place, by the place's primary key: a cluster's as it was when the list was frozen."""
    rows = list(found.rows.select_related("need", "cluster"))
    then = Q(left_at=None) | Q(left_at__gt=found.made_at)
    ties = ClusterTie.objects.filter(
        then, cluster__in=[row.cluster_id for row in rows if row.cluster_id], joined_at__lte=found.made_at
    ).select_related("need")
    by_cluster: dict[int, list[Need]] = {}
    for tie in ties:
        by_cluster.setdefault(tie.cluster_id, []).append(tie.need)
    return {row.pk: [row.need] if row.need else by_cluster.get(row.cluster_id or 0, []) for row in rows}


def under_way(found: PriorityList, user: "User") -> list[Thread]:
    """What the needs have led to, by themselves and by their use cases, as the person may see it (features.md N10)."""
    needs = [need for behind in needs_of_rows(found).values() for need in behind]
    cases = UseCase.objects.visible_to(user).filter(needs__in=needs).distinct()
    return list(dict.fromkeys([*threads_of(user, *needs), *threads_of(user, *cases)]))


def risks_of(found: PriorityList) -> list[Risk]:
    """What stands in the way of each place, by its needs, its points and how much people differ: three queries."""
    behind = needs_of_rows(found)
    barriers = _barriers([need for needs in behind.values() for need in needs])
    rows = found.rows.select_related("need", "cluster")
    risks = [_risk(row, found, behind[row.pk], barriers) for row in rows]
    return [risk for risk in risks if risk.reasons]


def _barriers(needs: Sequence[Need]) -> dict[int, list[str]]:
    tagged: Any = Need.barriers.through.objects.filter(need__in=needs).select_related("barrier")
    named: dict[int, list[str]] = {}
    for tie in tagged.order_by("barrier__position", "barrier__name"):
        named.setdefault(tie.need_id, []).append(str(tie.barrier))
    return named


def _risk(
    row: PriorityRow, found: PriorityList, needs: Sequence[Need], barriers: dict[int, list[str]]
) -> Risk:
    home = row.need or row.cluster
    counted = Counter(name for need in needs for name in barriers.get(need.pk, []))
    reasons = [
        name if len(needs) == 1 else _("%(barrier)s (%(count)s av %(all)s behov)") % {"barrier": name, "count": count, "all": len(needs)}
        for name, count in counted.items()
    ]  # fmt: skip
    if any(need.information_class == InformationClass.OWN for need in needs):
        reasons.append(_("informasjonen kan ikke deles utenfor virksomheten"))
    if RISK in row.scores:
        named = next((one["name"] for one in found.weights if one["key"] == RISK), RISK)
        points = number(Decimal(row.scores[RISK]), 2)
        reasons.append(
            _("%(name)s: %(points)s poeng av 5, der 1 er høy risiko")
            % {"name": named.lower(), "points": points}
        )
    if row.spread >= WIDE_SPREAD:
        spread = number(row.spread, 2)
        reasons.append(_("de som har vurdert, er uenige (spredning %(spread)s)") % {"spread": spread})
    return Risk(row.title, home.get_absolute_url() if home else found.get_absolute_url(), reasons)

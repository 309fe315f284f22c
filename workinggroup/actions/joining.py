"""Needs that are the same: suspected, joined in a cluster, taken apart, split."""

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.errors import Problem, StateChanged, refuse_if
from portal.events import Audience, record
from workinggroup.actions.needs import clauses_of, locked_need, start_need
from workinggroup.models import Cluster, ClusterTie, Need, SuspectedPair
from workinggroup.queries.likeness import pairs_of
from workinggroup.states import RELEASE_NEED, SHARED_NEEDS, PairState

if TYPE_CHECKING:
    from portal.people.models import User

LEAST_IN_CLUSTER = 2


@transaction.atomic
def release_need(*, need: Need, by: "User", at: datetime.datetime) -> Need:
    """Make the need common to all 17 bodies (features.md N02), and note what resembles it (features.md N04)."""
    released = RELEASE_NEED.apply(
        need, by=by, at=at, audience=Audience.GROUP, clauses=clauses_of(need=need), released_by=by, released_at=at
    )  # fmt: skip
    note_pairs(need=released, at=at)
    return released


@transaction.atomic
def note_pairs(*, need: Need, at: datetime.datetime) -> list[SuspectedPair]:
    """Put what resembles the need in other ministries in the queue; what was rejected stays rejected (features.md N04)."""
    found = pairs_of(need)
    return SuspectedPair.objects.bulk_create(
        (
            SuspectedPair(
                first_id=min(need.pk, one.pk), second_id=max(need.pk, one.pk), likeness=one.percent, reason=one.reason[:300],
                found_at=at,
            )
            for one in found
        ),
        ignore_conflicts=True,
    )  # fmt: skip


@transaction.atomic
def reject_pair(*, pair: SuspectedPair, by: "User", at: datetime.datetime) -> SuspectedPair:
    """Say that two needs are not the same; the pair is never shown again (features.md N04)."""
    held = (
        SuspectedPair.objects.select_for_update(of=("self",))
        .select_related("first", "second")
        .get(pk=pair.pk)
    )
    if held.state != PairState.PAIR_WAITING:
        raise StateChanged(_("Noen andre var raskere: paret er alt vurdert."))
    held.state, held.decided_by, held.decided_at = PairState.PAIR_REJECTED, by, at
    held.save(update_fields=["state", "decided_by", "decided_at"])
    record(
        "need.pair_rejected", held.first, by=by, at=at, audience=Audience.GROUP,
        sentence=f"{held.first.number} og {held.second.number} er ikke det samme.",
    )  # fmt: skip
    return held


@transaction.atomic
def make_cluster(
    *,
    title: str,
    because: str,
    needs: Sequence[Need],
    by: "User",
    at: datetime.datetime,
    is_example: bool = False,
) -> Cluster:
    """Join shared needs that are the same; the originals stay as they are (features.md N05).

    Raises StateChanged when somebody has put one of them in another cluster.
    """
    wanted = sorted({need.pk for need in needs})
    refuse_if([] if len(wanted) >= LEAST_IN_CLUSTER else [Problem(_("Velg minst to behov."), code="needs")])
    held = list(Need.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    _refuse_what_cannot_be_joined(held)
    made = Cluster.objects.create(
        title=title.strip(), because=because.strip(), made_by=by, made_at=at, is_example=is_example
    )
    try:
        with transaction.atomic():
            ClusterTie.objects.bulk_create(ClusterTie(cluster=made, need=need, joined_at=at) for need in held)
    except IntegrityError as error:
        raise StateChanged(_("Noen andre var raskere: ett av behovene er alt i en klynge.")) from error
    _settle_pairs(wanted, by, at)
    _note("cluster.made", made, held, by, at, f"{_numbers(held)} er samlet i «{made}»: {made.because}")
    return made


@transaction.atomic
def add_to_cluster(*, cluster: Cluster, need: Need, by: "User", at: datetime.datetime) -> Cluster:
    """Put one more need in a cluster."""
    held, more = _locked(cluster), locked_need(need=need)
    _refuse_what_cannot_be_joined([more])
    ClusterTie.objects.create(cluster=held, need=more, joined_at=at)
    _settle_pairs([tie.need_id for tie in held.ties.filter(left_at=None)], by, at)
    _note("cluster.grown", held, [more], by, at, f"{more.number} er lagt til i «{held}».")
    return held


@transaction.atomic
def take_from_cluster(*, cluster: Cluster, need: Need, by: "User", at: datetime.datetime) -> Cluster:
    """Take one need out; the others stay together."""
    held = _locked(cluster)
    gone = held.ties.filter(need=need, left_at=None).update(left_at=at)
    if not gone:
        raise StateChanged(_("Behovet er ikke lenger i klyngen."))
    _note("cluster.shrunk", held, [need], by, at, f"{need.number} er tatt ut av «{held}».")
    return held


@transaction.atomic
def dissolve_cluster(*, cluster: Cluster, because: str, by: "User", at: datetime.datetime) -> Cluster:
    """Take the cluster apart: the needs stand alone again, unchanged (features.md N05)."""
    refuse_if([] if because.strip() else [Problem(_("Skriv hvorfor klyngen oppløses."), code="because")])
    held = _locked(cluster)
    needs = [tie.need for tie in held.ties.filter(left_at=None).select_related("need").order_by("need_id")]
    held.ties.filter(left_at=None).update(left_at=at)
    held.dissolved_by, held.dissolved_at, held.dissolved_because = by, at, because.strip()
    held.save(update_fields=["dissolved_by", "dissolved_at", "dissolved_because"])
    _note("cluster.dissolved", held, needs, by, at, f"«{held}» er oppløst: {held.dissolved_because}")
    return held


@transaction.atomic
def split_need(*, need: Need, titles: Sequence[str], by: "User", at: datetime.datetime) -> list[Need]:
    """Make parts of a need that was too large, as drafts of the same ministry; the parent keeps its text (features.md N05)."""
    held = locked_need(need=need)
    wanted = [title.strip() for title in titles if title.strip()]
    refuse_if(
        [] if len(wanted) >= LEAST_IN_CLUSTER else [Problem(_("Skriv minst to titler."), code="titles")]
    )
    written = {
        "task_today": held.task_today, "who": held.who, "how_often": held.how_often, "pain": held.pain,
        "wished_result": held.wished_result, "work_process": held.work_process,
        "information_class": held.information_class,
    }  # fmt: skip
    parts = [
        start_need(
            by=by, at=at, clause=held.clause, barriers=held.barriers.all(), parent=held, is_example=held.is_example,
            title=title, **written,
        )
        for title in wanted
    ]  # fmt: skip
    record(
        "need.split", held, by=by, at=at, clauses=clauses_of(need=held),
        audience=Audience.ORGANISATION, organisation=held.owner, sentence=f"{held.number} ble delt i {_numbers(parts)}.",
    )  # fmt: skip
    return parts


def _refuse_what_cannot_be_joined(needs: Sequence[Need]) -> None:
    problems = [
        Problem(_("%(need)s er ikke delt.") % {"need": need.number}, code="state")
        for need in needs
        if need.state not in SHARED_NEEDS
    ]
    refuse_if(problems)
    tied = ClusterTie.objects.filter(need__in=needs, left_at=None).select_related("need", "cluster").first()
    if tied:
        said = {"need": tied.need.number, "cluster": tied.cluster}
        raise StateChanged(_("Noen andre var raskere: %(need)s er alt i klyngen «%(cluster)s».") % said)


def _settle_pairs(needs: Sequence[int], by: "User", at: datetime.datetime) -> None:
    SuspectedPair.objects.filter(first__in=needs, second__in=needs, state=PairState.PAIR_WAITING).update(
        state=PairState.PAIR_JOINED, decided_by=by, decided_at=at
    )


def _locked(cluster: Cluster) -> Cluster:
    held = Cluster.objects.select_for_update(of=("self",)).get(pk=cluster.pk)
    if not held.is_standing:
        raise StateChanged(_("Noen andre var raskere: klyngen er oppløst."))
    return held


def _numbers(needs: Sequence[Need]) -> str:
    return ", ".join(need.number for need in needs)


def _note(
    event: str, cluster: Cluster, needs: Sequence[Need], by: "User", at: datetime.datetime, sentence: str
) -> None:
    record(
        event, cluster, sentence=sentence[:500], by=by, at=at, audience=Audience.GROUP,
        clauses=[need.clause_id for need in needs if need.clause_id],
        changes={"needs": [None, [need.pk for need in needs]]},
    )  # fmt: skip

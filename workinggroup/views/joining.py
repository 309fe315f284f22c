"""The pages of needs that are the same: the queue, the clusters, and what is split."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.errors import permit
from portal.events import Event
from portal.http import HttpRequest
from portal.norwegian import NorwegianOrder
from portal.threads import threads_of
from workinggroup import rules
from workinggroup.actions import joining as actions
from workinggroup.forms.needs import AddNeedForm, ClusterForm, SplitForm, WhyForm
from workinggroup.models import Cluster, Need
from workinggroup.queries.needs import open_ties, volumes_of, waiting_pairs
from workinggroup.views.needs import need_or_404, need_page

MOST_PAIRS = 50


@require_POST
def release_need(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a need common (features.md N02)."""
    found = need_or_404(request, pk)
    permit(rules.can_release_need(request.user, found))
    actions.release_need(need=found, by=request.user, at=timezone.now())
    messages.success(request, _("Behovet er delt med alle departementene."))
    return redirect(found)


@require_POST
def split_need(request: HttpRequest, pk: int) -> HttpResponse:
    found = need_or_404(request, pk)
    permit(rules.can_write_need(request.user, found))
    form = SplitForm(request.POST)
    if not form.is_valid():
        return need_page(request, found, status=422, split_form=form)
    actions.split_need(need=found, titles=form.parts(), by=request.user, at=timezone.now())
    messages.success(request, _("Delene er laget som utkast."))
    return redirect(found)


@require_GET
def pairs(request: HttpRequest) -> HttpResponse:
    """Needs of different ministries that seem to be the same (features.md N04)."""
    permit(rules.can_join_needs(request.user))
    found = waiting_pairs(request.user)
    context = {"pairs": found[:MOST_PAIRS], "count": found.count(), "clusters": _clusters(request)}
    return render(request, "workinggroup/pairs.html", context)


def _clusters(request: HttpRequest) -> list[dict[str, Any]]:
    standing = list(Cluster.objects.visible_to(request.user).standing().prefetch_related("ties__need"))
    heaps = {str(one.pk): [tie.need_id for tie in one.ties.all() if tie.left_at is None] for one in standing}
    volumes = volumes_of(heaps)
    return [
        {"cluster": one, "count": len(heaps[str(one.pk)]), "volume": volumes[str(one.pk)]} for one in standing
    ]


@require_POST
def reject_pair(request: HttpRequest, pk: int) -> HttpResponse:
    permit(rules.can_join_needs(request.user))
    found = get_object_or_404(waiting_pairs(request.user), pk=pk)
    actions.reject_pair(pair=found, by=request.user, at=timezone.now())
    messages.success(request, _("Paret vises ikke igjen."))
    return redirect("need_pairs")


@require_http_methods(["GET", "HEAD", "POST"])
def new_cluster(request: HttpRequest) -> HttpResponse:
    """Join needs; `?behov=1&behov=2` chooses them beforehand (features.md N05)."""
    permit(rules.can_join_needs(request.user))
    choices = (
        Need.objects.visible_to(request.user)
        .shared()
        .exclude(cluster_ties__in=open_ties())
        .order_by(NorwegianOrder("title"), "pk")
    )
    chosen = [pk for pk in request.GET.getlist("behov") if pk.isdecimal()]
    form = ClusterForm(request.POST or None, needs=choices, initial={"needs": chosen})
    if form.is_bound and form.is_valid():
        made = actions.make_cluster(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Behovene er samlet. Eierne får beskjed."))
        return redirect(made)
    return render(
        request, "workinggroup/cluster_new.html", {"form": form}, status=422 if form.errors else 200
    )


def cluster_or_404(request: HttpRequest, pk: int) -> Cluster:
    """The cluster, as the user may see it."""
    return get_object_or_404(
        Cluster.objects.visible_to(request.user).select_related("made_by", "dissolved_by"), pk=pk
    )


@require_GET
def cluster(request: HttpRequest, pk: int) -> HttpResponse:
    return _cluster_page(request, cluster_or_404(request, pk))


def _cluster_page(request: HttpRequest, found: Cluster, *, status: int = 200, **forms: Any) -> HttpResponse:
    needs = Need.objects.visible_to(request.user).filter(cluster_ties__in=found.ties.filter(left_at=None))
    rows = list(needs.select_related("owner").prefetch_related("owner__names"))
    outside = Need.objects.visible_to(request.user).shared().exclude(cluster_ties__in=open_ties())
    context = {
        "cluster": found,
        "rows": rows,
        "volume": volumes_of({"all": [one.pk for one in rows]})["all"],
        "can_join": rules.can_join_needs(request.user) and found.is_standing,
        "add_form": AddNeedForm(needs=outside.order_by(NorwegianOrder("title"), "pk")),
        "why_form": WhyForm(),
        "threads": threads_of(request.user, *rows),
        "events": Event.objects.visible_to(request.user).about(found).in_order(),
        **forms,
    }
    return render(request, "workinggroup/cluster.html", context, status=status)


@require_POST
def add_to_cluster(request: HttpRequest, pk: int) -> HttpResponse:
    found = cluster_or_404(request, pk)
    permit(rules.can_join_needs(request.user))
    form = AddNeedForm(request.POST, needs=Need.objects.visible_to(request.user).shared())
    if not form.is_valid():
        return _cluster_page(request, found, status=422, add_form=form)
    actions.add_to_cluster(cluster=found, need=form.cleaned_data["need"], by=request.user, at=timezone.now())
    return redirect(found)


@require_POST
def take_from_cluster(request: HttpRequest, pk: int, need_pk: int) -> HttpResponse:
    found, need = cluster_or_404(request, pk), need_or_404(request, need_pk)
    permit(rules.can_join_needs(request.user))
    actions.take_from_cluster(cluster=found, need=need, by=request.user, at=timezone.now())
    return redirect(found)


@require_POST
def dissolve_cluster(request: HttpRequest, pk: int) -> HttpResponse:
    found = cluster_or_404(request, pk)
    permit(rules.can_join_needs(request.user))
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _cluster_page(request, found, status=422, why_form=form)
    actions.dissolve_cluster(cluster=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Klyngen er oppløst. Behovene står hver for seg igjen."))
    return redirect(found)

"""The pages of scoring and of the frozen lists."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.errors import permit
from portal.http import HttpRequest
from workinggroup import documents, rules
from workinggroup.actions import priorities as actions
from workinggroup.actions.exports import note_package
from workinggroup.forms.group import AssessorForm, FreezeForm, ScoreForm, WeightsForm
from workinggroup.models import PriorityList, WorkingGroup
from workinggroup.queries import priorities as queries
from workinggroup.queries.package import risks_of, under_way
from workinggroup.views.group import group_or_404
from workinggroup.views.needs import need_or_404

MOST_UNASSESSED = 50


@require_GET
def priorities(request: HttpRequest) -> HttpResponse:
    """My unassessed, the order now for those who lead, and the lists one may read."""
    return _priorities_page(request, group_or_404(request))


def _priorities_page(
    request: HttpRequest, group: WorkingGroup, *, status: int = 200, **forms: Any
) -> HttpResponse:
    permit(rules.can_read_needs(request.user))
    can_lead, is_assessor = rules.can_lead_group(request.user), queries.is_assessor(request.user)
    criteria = list(queries.criteria_in_use())
    people = queries.people_who_may_score()
    context = {
        "group": group,
        "criteria": criteria,
        "is_assessor": is_assessor,
        "unassessed": queries.unassessed_by(request.user)[:MOST_UNASSESSED] if is_assessor else [],
        "left": queries.unassessed_by(request.user).count() if is_assessor else 0,
        "places": queries.ranking() if can_lead else [],
        "lists": PriorityList.objects.visible_to(request.user).filter(group=group).select_related("made_by"),
        "can_lead": can_lead,
        "assessors": group.assessors.filter(ended_at=None).select_related("person") if can_lead else [],
        "weights_form": WeightsForm(criteria=criteria),
        "assessor_form": AssessorForm(people=people),
        "freeze_form": FreezeForm(people=people, auto_id="frys_%s"),
        **forms,
    }  # fmt: skip
    return render(request, "workinggroup/priorities.html", context, status=status)


@require_POST
def set_weights(request: HttpRequest) -> HttpResponse:
    group = group_or_404(request)
    permit(rules.can_lead_group(request.user))
    form = WeightsForm(request.POST, criteria=list(queries.criteria_in_use()))
    if not form.is_valid():
        return _priorities_page(request, group, status=422, weights_form=form)
    actions.set_weights(group=group, weights=form.weights(), by=request.user, at=timezone.now())
    messages.success(request, _("Vektene er lagret. Frosne lister er som før."))
    return redirect("priorities")


@require_POST
def name_assessor(request: HttpRequest) -> HttpResponse:
    group = group_or_404(request)
    permit(rules.can_lead_group(request.user))
    form = AssessorForm(request.POST, people=queries.people_who_may_score())
    if not form.is_valid():
        return _priorities_page(request, group, status=422, assessor_form=form)
    actions.name_assessor(group=group, **form.cleaned_data, by=request.user, at=timezone.now())
    return redirect("priorities")


@require_http_methods(["GET", "HEAD", "POST"])
def score_need(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own numbers for a need; then the next that is left (features.md N07)."""
    found = need_or_404(request, pk)
    permit(rules.can_score(request.user))
    criteria = list(queries.criteria_in_use())
    form = ScoreForm(
        request.POST or None, criteria=criteria, need=found, initial=queries.own_scores(found, request.user)
    )
    if form.is_bound and form.is_valid():
        actions.score_need(
            need=found,
            scores=form.scores(),
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        )
        following = queries.unassessed_by(request.user).first()
        messages.success(request, _("Vurderingen er lagret."))
        return redirect("score_need", pk=following.pk) if following else redirect("priorities")
    context = {"need": found, "form": form, "left": queries.unassessed_by(request.user).count()}
    return render(request, "workinggroup/score.html", context, status=422 if form.errors else 200)


@require_POST
def freeze_list(request: HttpRequest) -> HttpResponse:
    """A dated list that never changes (domain.md A-05)."""
    group = group_or_404(request)
    permit(rules.can_lead_group(request.user))
    form = FreezeForm(request.POST, people=queries.people_who_may_score(), auto_id="frys_%s")
    if not form.is_valid():
        return _priorities_page(request, group, status=422, freeze_form=form)
    made = actions.freeze_list(group=group, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Listen er fryst."))
    return redirect(made)


def list_or_404(request: HttpRequest, number: int) -> PriorityList:
    """A list the user may read; an internal one is not there for others (domain.md A-06)."""
    found = PriorityList.objects.visible_to(request.user).select_related("made_by", "group", "previous")
    return get_object_or_404(found, number=number, group=group_or_404(request))


@require_GET
def priority_list(request: HttpRequest, number: int) -> HttpResponse:
    found = list_or_404(request, number)
    context = {
        "list": found, "rows": found.rows.select_related("need", "cluster"), "readers": found.readers.all(),
        "can_open": found.is_internal and rules.can_lead_group(request.user),
    }  # fmt: skip
    return render(request, "workinggroup/priority_list.html", context)


@require_POST
def open_list(request: HttpRequest, number: int) -> HttpResponse:
    found = list_or_404(request, number)
    permit(rules.can_lead_group(request.user))
    actions.open_list(priority_list=found, by=request.user, at=timezone.now())
    return redirect(found)


PACKAGES = {
    "pdf": (documents.PDF_TYPE, documents.package_pdf),
    "docx": (documents.DOCX_TYPE, documents.package_docx),
}


@require_POST
def package_file(request: HttpRequest, number: int, extension: str) -> HttpResponse:
    """The priority package; who takes it out is written in the log (features.md N12)."""
    found = list_or_404(request, number)
    if extension not in PACKAGES:
        raise Http404
    content_type, write = PACKAGES[extension]
    content = write(found, under_way(found, request.user), risks_of(found))
    note_package(priority_list=found, extension=extension, by=request.user, at=timezone.now())
    response = HttpResponse(content, content_type=content_type)
    name = documents.file_name("prioriteringspakke", number, extension, found.made_at.date())
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

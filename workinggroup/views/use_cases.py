"""The pages of use cases, and of the tree of work."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.errors import permit
from portal.events import Event
from portal.http import HttpRequest
from portal.letters.models import Clause
from portal.norwegian import NorwegianOrder
from portal.threads import threads_of
from workinggroup import rules
from workinggroup.actions import catalogue as actions
from workinggroup.forms.needs import BarrierForm, CaseForm, ProcessForm, ReleaseCaseForm
from workinggroup.models import Barrier, Need, UseCase, WorkProcess
from workinggroup.queries.needs import category_tree, use_cases_for
from workinggroup.queries.sections import clause_for


@require_GET
def use_cases(request: HttpRequest) -> HttpResponse:
    """What AI is or can be used for (domain.md A-04)."""
    permit(rules.can_read_needs(request.user))
    context = {"use_cases": use_cases_for(request.user), "can_start": rules.can_start_need(request.user)}
    return render(request, "workinggroup/use_cases.html", context)


def case_or_404(request: HttpRequest, pk: int) -> UseCase:
    """The use case, as the user may see it."""
    return get_object_or_404(use_cases_for(request.user).select_related("made_by", "released_by"), pk=pk)


@require_GET
def use_case(request: HttpRequest, pk: int) -> HttpResponse:
    """One use case: what it is, the needs it answers, what it led to."""
    found = case_or_404(request, pk)
    needs = Need.objects.visible_to(request.user).filter(use_cases=found)
    context = {
        "use_case": found,
        "needs": needs,
        "can_write": rules.can_write_case(request.user, found) and not rules.missing_for_case_edit(found),
        "can_release": rules.can_release_case(request.user, found),
        "is_sketch": not rules.missing_for_case_edit(found),
        "release_form": ReleaseCaseForm(),
        "threads": threads_of(request.user, found),
        "events": Event.objects.visible_to(request.user).about(found).in_order(),
    }
    return render(request, "workinggroup/use_case.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write_case(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Begin a use case, or change one that is not released."""
    found = case_or_404(request, pk) if pk else None
    permit(rules.can_write_case(request.user, found) if found else rules.can_start_need(request.user))
    form = CaseForm(
        request.POST or None, instance=found, needs=Need.objects.visible_to(request.user).order_by(NorwegianOrder("title"), "pk"),
        initial={"needs": [one for one in request.GET.getlist("behov") if one.isdecimal()]} if not found else None,
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        written = dict(form.cleaned_data)
        clause = clause_for(Clause.objects.visible_to(request.user)) if not found else None
        saved = actions.write_case(
            use_case=found,
            needs=written.pop("needs"),
            clause=clause,
            by=request.user,
            at=timezone.now(),
            **written,
        )
        messages.success(request, _("Bruksområdet er lagret."))
        return redirect(saved)
    context = {"form": form, "use_case": found}
    return render(request, "workinggroup/use_case_write.html", context, status=422 if form.errors else 200)


@require_POST
def release_case(request: HttpRequest, pk: int) -> HttpResponse:
    found = case_or_404(request, pk)
    permit(rules.can_release_case(request.user, found))
    form = ReleaseCaseForm(request.POST)
    form.is_valid()
    actions.release_case(use_case=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Bruksområdet er delt med alle departementene."))
    return redirect(found)


@require_POST
def retire_case(request: HttpRequest, pk: int) -> HttpResponse:
    found = case_or_404(request, pk)
    permit(rules.can_release_case(request.user, found))
    actions.retire_case(use_case=found, by=request.user, at=timezone.now())
    return redirect(found)


@require_GET
def categories(request: HttpRequest) -> HttpResponse:
    """The tree of work and the tags (features.md N11)."""
    permit(rules.can_read_needs(request.user))
    context = {
        "tree": category_tree(),
        "barriers": Barrier.objects.visible_to(request.user),
        "can_keep": rules.can_lead_group(request.user),
    }
    return render(request, "workinggroup/categories.html", context)


KINDS = {"prosess": (WorkProcess, ProcessForm), "barriere": (Barrier, BarrierForm)}


@require_http_methods(["GET", "HEAD", "POST"])
def edit_category(request: HttpRequest, kind: str, key: str = "") -> HttpResponse:
    """Add or change a kind of work or a tag, without code."""
    if kind not in KINDS:
        raise Http404
    model, make_form = KINDS[kind]
    found = get_object_or_404(model.objects.visible_to(request.user), key=key) if key else None  # type: ignore[attr-defined]
    permit(rules.can_lead_group(request.user))
    form = make_form(request.POST or None, instance=found)
    if form.is_bound and form.is_valid():
        if kind == "prosess":
            actions.save_process(process=form.instance, by=request.user, at=timezone.now())
        else:
            actions.save_barrier(barrier=form.instance, by=request.user, at=timezone.now())
        messages.success(request, _("Lagret."))
        return redirect("need_categories")
    return render(
        request,
        "workinggroup/category.html",
        {"form": form, "kind": kind},
        status=422 if form.errors else 200,
    )

"""One remark: what came, what is alike, what is done with it; and for the ministry, where it went."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guidelines import rules
from guidelines.actions import suggestions
from guidelines.actions import treatment as actions
from guidelines.actions.answers import RemarkText
from guidelines.forms.consultations import AssessForm, GroupForm, HandleForm, PartsForm, SeenForm, parts_of
from guidelines.models import Remark
from guidelines.queries.consultations import changed_words, look_alikes, outcome_tag
from guidelines.queries.treatment import people_who_treat
from guidelines.text import difference
from guidelines.views.consultations import consultation_or_404, consultation_page
from portal.errors import permit
from portal.http import HttpRequest
from portal.permissions import Right, has_right


def remark_or_404(request: HttpRequest, pk: int) -> Remark:
    remarks = (
        Remark.objects.visible_to(request.user)
        .with_home()
        .select_related("consultation__sender", "parent__answer__recipient")
    )
    return get_object_or_404(remarks, pk=pk)


def treated_or_403(request: HttpRequest, pk: int) -> Remark:
    found = remark_or_404(request, pk)
    permit(rules.can_treat_remarks(request.user, found.consultation))
    return found


@require_GET
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    found = remark_or_404(request, pk)
    if has_right(request.user, Right.FOLLOW_GUIDELINES):
        return remark_page(request, found)
    context = _facts(found) | {"is_decided": not found.consultation.version.is_open}
    return render(request, "guidelines/remark_fate.html", context)


def _facts(found: Remark) -> dict[str, Any]:
    section = found.consultation.sections.filter(anchor=found.anchor).first() if found.anchor else None
    return {
        "remark": found,
        "consultation": found.consultation,
        "version": found.consultation.version,
        "tag": outcome_tag(found.outcome),
        "suggested": difference(section.body, found.suggestion) if section and found.suggestion else [],
        "changes": changed_words(found),
    }


def remark_page(request: HttpRequest, found: Remark, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The remark as it came, what is alike, and the steps; a form that was refused comes back as it was."""
    people = people_who_treat(found.consultation)
    can_treat = rules.can_treat_remarks(request.user, found.consultation)
    context = _facts(found) | {
        "problems": rules.missing_to_treat(found) if can_treat else [],
        "can_treat": can_treat and not rules.missing_to_treat(found),
        "needs_sender": bool(rules.missing_for_assessment(found, "", "", request.user)),
        "alike": look_alikes(found),
        "insert_form": SeenForm(initial={"seen": found.revision}) if _may_insert(request, found) else None,
        "insert_problems": rules.missing_to_insert(found) if _may_insert(request, found) else [],
        "grouped": found.group.remarks.with_home() if found.group else [],
        "parts": found.parts.with_home(),
        "assessments": found.assessments.select_related("by"),
        "handle_form": HandleForm(
            people=people,
            initial={
                "seen": found.revision, "kind": found.kind, "tags": ", ".join(found.tags),
                "assigned_to": found.assigned_to, "due_on": found.due_on,
            },
            auto_id="tilrett_%s",
        ),
        "assess_form": AssessForm(
            initial={"seen": found.revision, "outcome": found.outcome, "reason": found.reason}, auto_id="vurder_%s"
        ),
        **forms,
    }  # fmt: skip
    return render(request, "guidelines/remark.html", context, status=status)


def _may_insert(request: HttpRequest, found: Remark) -> bool:
    """Whoever treats the remark and writes the text, as long as there is a suggestion that is not in it."""
    guideline = found.consultation.version.guideline
    is_waiting = (
        bool(found.suggestion) and not hasattr(found, "insertion") and not rules.missing_to_treat(found)
    )
    return (
        is_waiting
        and rules.can_treat_remarks(request.user, found.consultation)
        and rules.can_write_guideline(request.user, guideline)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def split_remark(request: HttpRequest, pk: int) -> HttpResponse:
    found = treated_or_403(request, pk)
    form = PartsForm(request.POST or None, initial={"seen": found.revision, "parts": parts_of(found)})
    if form.is_bound and form.is_valid():
        parts = [RemarkText(text, found.anchor, found.kind) for text in form.texts()]
        made = actions.split_remark(
            remark=found, parts=parts, seen=form.cleaned_data["seen"], by=request.user, at=timezone.now()
        )
        messages.success(request, _("Merknaden er delt i %(count)s.") % {"count": len(made)})
        return redirect(found)
    context = {"remark": found, "consultation": found.consultation, "form": form}
    return render(request, "guidelines/split.html", context, status=422 if form.errors else 200)


@require_POST
def handle_remark(request: HttpRequest, pk: int) -> HttpResponse:
    found = treated_or_403(request, pk)
    form = HandleForm(request.POST, people=people_who_treat(found.consultation), auto_id="tilrett_%s")
    if not form.is_valid():
        return remark_page(request, found, status=422, handle_form=form)
    try:
        actions.handle_remark(remark=found, **form.cleaned_data, by=request.user, at=timezone.now())
    except actions.RemarkChanged as told:
        return _told_of_the_other(request, told, handle_form=form)
    messages.success(request, _("Merknaden er oppdatert."))
    return redirect(found)


@require_POST
def assess_remark(request: HttpRequest, pk: int) -> HttpResponse:
    found = treated_or_403(request, pk)
    form = AssessForm(request.POST, auto_id="vurder_%s")
    if not form.is_valid():
        return remark_page(request, found, status=422, assess_form=form)
    problems = rules.missing_for_assessment(
        found, form.cleaned_data["outcome"], form.cleaned_data["reason"], request.user
    )
    if any(problem.code == "reason" for problem in problems):
        form.add_error("reason", next(problem.text for problem in problems if problem.code == "reason"))
        return remark_page(request, found, status=422, assess_form=form)
    try:
        done = actions.assess_remark(remark=found, **form.cleaned_data, by=request.user, at=timezone.now())
    except actions.RemarkChanged as told:
        return _told_of_the_other(request, told, assess_form=form)
    messages.success(
        request,
        ngettext("%(count)s merknad er vurdert.", "%(count)s merknader er vurdert.", len(done))
        % {"count": len(done)},
    )
    return redirect(found)


def _told_of_the_other(request: HttpRequest, told: actions.RemarkChanged, **forms: Any) -> HttpResponse:
    """The remark as it stands now, with what was written still in the form, ready to be saved again."""
    for form in forms.values():
        form.data = {**request.POST.dict(), "seen": told.current.revision}
    current = remark_or_404(request, told.current.pk)
    return remark_page(request, current, status=409, told=told, **forms)


@require_POST
def insert_suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """The ministry's words become the text, with credit (features.md G07)."""
    found = treated_or_403(request, pk)
    permit(rules.can_write_guideline(request.user, found.consultation.version.guideline))
    form = SeenForm(request.POST)
    if not form.is_valid():
        return remark_page(request, found, status=422)
    try:
        suggestions.insert_suggestion(
            remark=found, seen=form.cleaned_data["seen"], by=request.user, at=timezone.now()
        )
    except actions.RemarkChanged as told:
        return _told_of_the_other(request, told)
    messages.success(request, _("Forslaget er satt inn, og merknaden er tatt til følge."))
    return redirect(found)


@require_POST
def group_remarks(request: HttpRequest, pk: int) -> HttpResponse:
    found = consultation_or_404(request, pk)
    permit(rules.can_treat_remarks(request.user, found))
    form = GroupForm(request.POST)
    if not form.is_valid():
        return consultation_page(request, found, status=422, group_form=form)
    group = actions.group_remarks(consultation=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Merknadene er samlet i «%(group)s».") % {"group": group})
    return redirect(found)


@require_POST
def ungroup_remark(request: HttpRequest, pk: int) -> HttpResponse:
    found = treated_or_403(request, pk)
    actions.ungroup_remark(remark=found, by=request.user, at=timezone.now())
    messages.success(request, _("Merknaden vurderes for seg selv. Svaret den har, er beholdt."))
    return redirect(found)

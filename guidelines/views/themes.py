"""Proposed themes of the remarks, and a person's word on each (features.md G11)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from guidelines import rules
from guidelines.actions import themes as actions
from guidelines.forms.consultations import ThemeForm
from guidelines.models import ThemeProposal
from guidelines.queries.themes import shares_of
from guidelines.views.consultations import consultation_or_404
from portal.errors import permit
from portal.http import HttpRequest

MOST_ON_PAGE = 50


@require_GET
def themes(request: HttpRequest, pk: int) -> HttpResponse:
    found = consultation_or_404(request, pk)
    permit(rules.can_treat_remarks(request.user, found))
    waiting = (
        ThemeProposal.objects.visible_to(request.user)
        .waiting()
        .filter(remark__consultation=found)
        .select_related("remark__answer__recipient")[:MOST_ON_PAGE]
    )
    context = {
        "consultation": found,
        "lines": [
            (one, ThemeForm(initial={"final": one.theme}, auto_id=f"tema_{one.pk}_%s")) for one in waiting
        ],
        "shares": shares_of(found),
    }
    return render(request, "guidelines/themes.html", context)


@require_POST
def propose_themes(request: HttpRequest, pk: int) -> HttpResponse:
    found = consultation_or_404(request, pk)
    permit(rules.can_treat_remarks(request.user, found))
    made = actions.propose_themes(consultation=found, by=request.user, at=timezone.now())
    messages.success(
        request,
        ngettext("%(count)s forslag er laget.", "%(count)s forslag er laget.", len(made))
        % {"count": len(made)},
    )
    return redirect("remark_themes", pk=pk)


@require_POST
def decide_theme(request: HttpRequest, pk: int) -> HttpResponse:
    proposals = ThemeProposal.objects.visible_to(request.user).select_related(
        "remark__consultation__version__guideline"
    )
    found = get_object_or_404(proposals, pk=pk)
    permit(rules.can_treat_remarks(request.user, found.remark.consultation))
    form = ThemeForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("remark_themes", pk=found.remark.consultation_id)
    final = "" if "reject" in request.POST else form.cleaned_data["final"]
    actions.decide_theme(proposal=found, final=final, by=request.user, at=timezone.now())
    messages.success(request, _("Temaet er bestemt.") if final else _("Forslaget er avvist."))
    return redirect("remark_themes", pk=found.remark.consultation_id)

"""Evidence: added on a clause, revised, tied, confirmed again, loosened; and the list of what is missing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.dates import oslo_today
from portal.errors import permit
from portal.http import HttpRequest
from portal.letters import rules
from portal.letters.actions import evidence as actions
from portal.letters.forms.clauses import BecauseForm
from portal.letters.forms.evidence import EvidenceForm, RevisionForm, TieForm
from portal.letters.models import Evidence, EvidenceTie
from portal.letters.queries.evidence import evidence_page
from portal.letters.queries.gaps import gap_count, gap_lines, lacking_clauses
from portal.letters.states import Gap
from portal.letters.views.clauses import clause_page, evidence_to_tie
from portal.letters.views.common import clause_or_404
from portal.paging import PAGE, slice_of

ON_A_PAGE = 50


@require_GET
def gaps(request: HttpRequest) -> HttpResponse:
    """What is missing in the letters, the worst first (features.md A03)."""
    permit(rules.can_read_letters(request.user))
    today = oslo_today()
    lacking = lacking_clauses(request.user, today=today)
    chosen = request.GET.get("mangler", "")
    if chosen in Gap.values:
        lacking = lacking.filter(**{f"lacks_{chosen}": 1})
    number = request.GET.get(PAGE, "1")
    cut = slice_of(lacking, page=int(number) if number.isdecimal() else 1, size=ON_A_PAGE)
    count = gap_count(request.user, today=today)
    context = {
        "lines": gap_lines(lacking[cut.start : cut.stop]),
        "cut": cut,
        "count": count,
        "kinds": [(gap, count.by_gap[gap]) for gap in Gap],
        "chosen": chosen,
    }
    return render(request, "letters/gaps.html", context)


@require_GET
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    return _evidence_page(request, _evidence_or_404(request, pk))


def _evidence_or_404(request: HttpRequest, pk: int) -> Evidence:
    return get_object_or_404(Evidence.objects.visible_to(request.user).select_related("organisation"), pk=pk)


def _evidence_page(request: HttpRequest, found: Evidence, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "page": evidence_page(found),
        "evidence": found,
        "can_keep": rules.can_keep_evidence(request.user, found),
        "revision_form": RevisionForm(),
        **forms,
    }
    return render(request, "letters/evidence.html", context, status=status)


@require_POST
def add_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    found = clause_or_404(request, pk)
    permit(rules.can_set_clause_status(request.user, found))
    form = EvidenceForm(request.POST, request.FILES, letter=found.assignment.letter)
    if not form.is_valid():
        return clause_page(request, found, evidence_form=form, status=422)
    said = form.cleaned_data
    for clause in said["clauses"]:
        permit(rules.can_set_clause_status(request.user, clause))
    made = actions.add_evidence(
        title=said["title"], given=form.given, clauses=said["clauses"], seen={found.pk: said["seen"]},
        by=request.user, at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("Beviset er lagt inn: %(title)s.") % {"title": made})
    return redirect(found)


@require_POST
def tie_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    found = clause_or_404(request, pk)
    permit(rules.can_set_clause_status(request.user, found))
    form = TieForm(request.POST, found=Evidence.objects.visible_to(request.user))
    if not form.is_valid():
        again = TieForm(request.POST, found=evidence_to_tie(request, found))
        return clause_page(request, found, tie_form=again, status=422)
    actions.tie_evidence(
        evidence=form.cleaned_data["evidence"], clauses=[found], seen={found.pk: form.cleaned_data["seen"]},
        by=request.user, at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("Beviset er knyttet til punktet."))
    return redirect(found)


@require_POST
def revise_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    found = _evidence_or_404(request, pk)
    permit(rules.can_keep_evidence(request.user, found))
    form = RevisionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _evidence_page(request, found, revision_form=form, status=422)
    actions.revise_evidence(
        evidence=found,
        given=form.given,
        reason=form.cleaned_data["reason"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("Den nye versjonen er lagt inn. De tidligere er beholdt."))
    return redirect(found)


def _tie_or_404(request: HttpRequest, pk: int) -> EvidenceTie:
    found = EvidenceTie.objects.visible_to(request.user).select_related(
        "evidence", "clause__assignment__letter__receiver"
    )
    return get_object_or_404(found, pk=pk)


@require_POST
def reconfirm_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    tie = _tie_or_404(request, pk)
    permit(rules.can_set_clause_status(request.user, tie.clause))
    actions.reconfirm_evidence(tie=tie, by=request.user, at=timezone.now())
    messages.success(request, _("Beviset er bekreftet på nytt."))
    return redirect(tie.evidence)


@require_POST
def loosen_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    tie = _tie_or_404(request, pk)
    permit(rules.can_set_clause_status(request.user, tie.clause))
    form = BecauseForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    actions.loosen_evidence(tie=tie, because=because, by=request.user, at=timezone.now())
    messages.success(request, _("Beviset er løsnet fra punktet."))
    return redirect(tie.clause)

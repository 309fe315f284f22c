"""The coded checks of an overview, the comments to its warnings, and what a correction corrects."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.errors import permit
from portal.http import HttpRequest
from reporting import rules
from reporting.actions.checks import comment_on_check
from reporting.actions.corrections import explain_correction
from reporting.forms.checks import CommentForm, CorrectionForm
from reporting.models import Authority, LedgerRow, OverviewVersion
from reporting.queries.checks import CODES, findings_of
from reporting.states import Severity, VersionState
from reporting.views.common import authority_or_404


@require_GET
def checks(request: HttpRequest, key: str) -> HttpResponse:
    return _page(request, authority_or_404(request, key))


@require_POST
def comment(request: HttpRequest, key: str, code: str) -> HttpResponse:
    authority = authority_or_404(request, key)
    permit(rules.can_check_overview(request.user, authority))
    version = _open_version(request, authority)
    if code not in CODES or version is None:
        raise Http404
    form = CommentForm(request.POST, prefix=code)
    if not form.is_valid():
        return _page(request, authority, status=422, wrong=(code, form))
    comment_on_check(version=version, code=code, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Kommentaren er lagret og skrives i oversikten."))
    return redirect("checks", key=authority.key)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """What a row in the ledger corrects (domain.md E-15, E-16)."""
    rows = LedgerRow.objects.visible_to(request.user).select_related(
        "authority__receiver", "authority__basis_letter", "correction__original"
    )
    row = get_object_or_404(rows, pk=pk)
    permit(rules.can_tie_payments(request.user, row.authority))
    form = CorrectionForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        explain_correction(correction=form.save(commit=False), by=request.user, at=timezone.now())
        messages.success(request, _("Rettingen er forklart."))
        return redirect(row)
    context = {"row": row, "authority": row.authority, "form": form}
    return render(request, "reporting/correction_form.html", context, status=422 if form.errors else 200)


def _open_version(request: HttpRequest, authority: Authority) -> OverviewVersion | None:
    return OverviewVersion.objects.visible_to(request.user).of(authority).open().first()


def _page(
    request: HttpRequest,
    authority: Authority,
    *,
    status: int = 200,
    wrong: tuple[str, CommentForm] | None = None,
) -> HttpResponse:
    version = _open_version(request, authority)
    can_comment = (
        version is not None
        and version.state == VersionState.DRAFT
        and rules.can_check_overview(request.user, authority)
    )
    findings = findings_of(authority, version, with_rows=True)
    forms = {
        item.code: CommentForm(prefix=item.code, initial={"text": item.comment})
        for item in findings
        if can_comment and item.count and item.severity == Severity.WARNING
    } | ({wrong[0]: wrong[1]} if wrong else {})
    context = {
        "authority": authority,
        "version": version,
        "hits": [(item, forms.get(item.code)) for item in findings if item.count],
        "clean": [item for item in findings if not item.count],
        "fatal_count": sum(1 for item in findings if item.count and item.severity == Severity.FATAL),
    }
    return render(request, "reporting/checks.html", context, status=status)

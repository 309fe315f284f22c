"""The reconciliation: three sums side by side, every difference by voucher, each with its cause (features.md R12)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.errors import permit
from portal.http import HttpRequest
from portal.imports.doors import send_to_check
from portal.imports.runs import start_run
from reporting import rules
from reporting.actions import reconciliation as actions
from reporting.forms.money import UploadForm
from reporting.forms.reconciliation import ExplanationForm, SaftFileForm, StateFileForm
from reporting.ledger.comparison import LedgerComparison
from reporting.ledger.saft import read_saft
from reporting.models import Authority, Difference, OverviewVersion
from reporting.queries.checks import state_account_of
from reporting.queries.commitments import paid_on
from reporting.states import VersionState
from reporting.views.common import authority_or_404


@require_GET
def reconciliation(request: HttpRequest, key: str) -> HttpResponse:
    return _page(request, authority_or_404(request, key))


@require_POST
def compare(request: HttpRequest, key: str) -> HttpResponse:
    authority = authority_or_404(request, key)
    permit(rules.can_import_ledger(request.user, authority))
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, authority, status=422, upload_form=form)
    run = start_run(
        kind=LedgerComparison(),
        upload=form.cleaned_data["file"],
        target={"authority": authority.pk},
        by=request.user,
        at=timezone.now(),
    )
    send_to_check(run)
    return redirect(run)


@require_POST
def load_state(request: HttpRequest, key: str) -> HttpResponse:
    authority = authority_or_404(request, key)
    permit(rules.can_import_ledger(request.user, authority))
    form = StateFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, authority, status=422, state_form=form)
    upload = form.cleaned_data["file"]
    actions.load_state_account(
        authority=authority, source=upload.file, name=upload.name, by=request.user, at=timezone.now()
    )
    messages.success(request, _("Summen i statsregnskapet er lest."))
    return redirect("reconciliation", key=authority.key)


@require_POST
def show_saft(request: HttpRequest, key: str) -> HttpResponse:
    """What a SAF-T file says is paid; a control that saves nothing (domain.md I-05)."""
    authority = authority_or_404(request, key)
    permit(rules.can_import_ledger(request.user, authority))
    form = SaftFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, authority, status=422, saft_form=form)
    found = read_saft(form.cleaned_data["file"].file)
    return render(request, "reporting/saft.html", {"authority": authority, "saft": found})


@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    shown = Difference.objects.visible_to(request.user).select_related("version__authority__receiver")
    difference = get_object_or_404(shown, pk=pk)
    authority = difference.version.authority
    permit(rules.can_check_overview(request.user, authority))
    form = ExplanationForm(request.POST, prefix=f"avvik{pk}")
    if not form.is_valid():
        return _page(request, authority, status=422, wrong=(pk, form))
    actions.explain_difference(difference=difference, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Avviket er forklart."))
    return redirect("reconciliation", key=authority.key)


def _page(
    request: HttpRequest,
    authority: Authority,
    *,
    status: int = 200,
    wrong: tuple[int, ExplanationForm] | None = None,
    **forms: object,
) -> HttpResponse:
    version = OverviewVersion.objects.visible_to(request.user).of(authority).order_by("-number").first()
    is_mine = (
        version is not None
        and version.state == VersionState.DRAFT
        and rules.can_check_overview(request.user, authority)
    )
    context = {
        "authority": authority,
        "version": version,
        "ours": paid_on(authority),
        "public": state_account_of(authority),
        "differences": [
            (item, _form_of(item, wrong) if is_mine else None)
            for item in (version.differences.select_related("explained_by") if version else [])
        ],
        "can_load": rules.can_import_ledger(request.user, authority),
        "upload_form": UploadForm(),
        "state_form": StateFileForm(),
        "saft_form": SaftFileForm(),
    } | forms
    return render(request, "reporting/reconciliation.html", context, status=status)


def _form_of(item: Difference, wrong: tuple[int, ExplanationForm] | None) -> ExplanationForm:
    if wrong and wrong[0] == item.pk:
        return wrong[1]
    initial = {"code": item.code, "explanation": item.explanation}
    return ExplanationForm(prefix=f"avvik{item.pk}", initial=initial)

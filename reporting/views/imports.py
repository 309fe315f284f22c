"""Uploading a ledger extract; the steps after that are the kernel's."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.errors import permit
from portal.http import HttpRequest
from portal.imports.doors import send_to_check
from portal.imports.models import ImportRun
from portal.imports.runs import start_run
from reporting import rules
from reporting.forms.money import UploadForm
from reporting.ledger.kind import LedgerImport
from reporting.views.common import authority_or_404


@require_http_methods(["GET", "POST"])
def import_ledger(request: HttpRequest, key: str) -> HttpResponse:
    authority = authority_or_404(request, key)
    permit(rules.can_import_ledger(request.user, authority))
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        run = start_run(
            kind=LedgerImport(),
            upload=form.cleaned_data["file"],
            target={"authority": authority.pk},
            by=request.user,
            at=timezone.now(),
        )
        send_to_check(run)
        return redirect(run)
    context = {
        "authority": authority,
        "form": form,
        "runs": ImportRun.objects.visible_to(request.user).select_related("file", "started_by")[:10],
    }
    return render(request, "reporting/import_form.html", context, status=422 if form.errors else 200)

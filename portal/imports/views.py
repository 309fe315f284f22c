"""The pages of an import after the upload: questions, preview, progress, result."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.http import HttpRequest
from portal.imports import runs
from portal.imports.doors import send_to_check, send_to_save
from portal.imports.kinds import kind_of
from portal.imports.models import ImportRun
from portal.imports.states import RunState


def _run_or_404(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(
        ImportRun.objects.visible_to(request.user).select_related("file", "started_by"), pk=pk
    )


@require_GET
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    run = _run_or_404(request, pk)
    kind = kind_of(run)
    context = {
        "run": run,
        "kind": kind,
        "columns": kind.columns,
        "states": RunState,
        "is_stale": run.is_stale_at(timezone.now()),
    }
    template = "imports/run.html"
    return render(request, f"{template}#status" if request.htmx else template, context)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    run = runs.answer_run(
        run=_run_or_404(request, pk), answers=_answers(request.POST), by=request.user, at=timezone.now()
    )
    send_to_check(run)
    return redirect(run)


def _answers(posted: QueryDict) -> dict[str, Any]:
    """The answers from the form: column headers, decimal mark and voucher types, by the names of their fields."""
    named = [(name.split(":", 1), value) for name, value in posted.items() if ":" in name]
    answers: dict[str, Any] = {
        "columns": {name: value for (group, name), value in named if group == "column" and value != "?"},
        "voucher_types": {name: value for (group, name), value in named if group == "voucher_type"},
    }
    if posted.get("decimal_mark") in (",", "."):
        answers["decimal_mark"] = posted["decimal_mark"]
    if posted.get("period_is_paid") in ("yes", "no"):
        answers["period_is_paid"] = posted["period_is_paid"]
    return {key: value for key, value in answers.items() if value}


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    run = runs.order_run(run=_run_or_404(request, pk), by=request.user, at=timezone.now())
    send_to_save(run)
    return redirect(run)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    run = runs.cancel_run(run=_run_or_404(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Importen er avbrutt. Ingenting er lagret."))
    return redirect(run)


@require_POST
def restart(request: HttpRequest, pk: int) -> HttpResponse:
    run = runs.restart_run(run=_run_or_404(request, pk), by=request.user, at=timezone.now())
    (send_to_save if run.state == RunState.ORDERED else send_to_check)(run)
    return redirect(run)

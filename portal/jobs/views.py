"""«Mine jobber»: long work that can be left and found again."""

import hashlib
import json
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.dates import oslo_today
from portal.errors import BadInput, permit
from portal.http import HttpRequest
from portal.jobs import actions, queries
from portal.jobs.lists import ListExport, take_out
from portal.jobs.log_export import LOG_EXPORT
from portal.jobs.models import Job
from portal.jobs.tasks import send
from portal.permissions import has_right


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """One's own jobs, and what one may order."""
    may_export_log = has_right(request.user, LOG_EXPORT.right)
    context = {
        "jobs": queries.own_jobs(request.user),
        "imports": queries.own_imports(request.user),
        "years": queries.years_of_log(today=oslo_today()) if may_export_log else [],
    }
    return render(request, "jobs/jobs.html", context)


@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: how far, what came of it."""
    found = get_object_or_404(
        Job.objects.visible_to(request.user).select_related("result", "owner", "pulse"), pk=pk
    )
    template = "jobs/job.html"
    return render(request, f"{template}#status" if request.htmx else template, {"job": found})


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a job."""
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    actions.cancel_job(job=found, by=request.user, at=timezone.now())
    messages.success(request, _("Jobben blir avbrutt."))
    return redirect(found)


@require_POST
def export_log(request: HttpRequest) -> HttpResponse:
    """Order the event log of a year as a spreadsheet."""
    permit(has_right(request.user, LOG_EXPORT.right))
    year = request.POST.get("year", "")
    if not (year.isdecimal() and int(year) in queries.years_of_log(today=oslo_today())):
        raise BadInput(_("Velg et av årene i listen."))
    made = actions.order_job(
        kind=LOG_EXPORT, title=_("Hendelsesloggen for %(year)s") % {"year": year}, by=request.user,
        at=timezone.now(), year=int(year),
    )  # fmt: skip
    send(made.pk)
    return redirect(made)


def give_list(request: HttpRequest, export: ListExport, **arguments: Any) -> HttpResponseBase:
    """A list as a file, at once when it is short, else as a job; the same for every list. Use it in a POST."""
    permit(has_right(request.user, export.right))
    made, file = take_out(export, request.user, arguments)
    if file is not None:
        return FileResponse(file, as_attachment=True, filename=made.name, content_type=made.content_type)
    asked = hashlib.sha256(json.dumps(arguments, sort_keys=True).encode()).hexdigest()[:16]
    job = actions.order_job(
        kind=export.kind, title=made.title, by=request.user, at=timezone.now(),
        subject_key=f"people.user:{request.user.pk}:{asked}", **arguments,
    )  # fmt: skip
    send(job.pk)
    messages.success(
        request, _("Listen er lang, og lages som en jobb. Du kan forlate siden og finne den igjen.")
    )
    return redirect(job)

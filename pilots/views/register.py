"""The register of trials: the list, its files, and a new idea."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilots import documents, rules
from pilots.actions import pilots as actions
from pilots.filling import PILOTS_LIST
from pilots.forms.pilots import IdeaForm
from pilots.forms.register import PilotFilterForm
from pilots.queries import register as queries
from pilots.queries.clauses import clause_of_trials
from portal.dates import oslo_today
from portal.errors import permit
from portal.http import HttpRequest
from portal.jobs.views import give_list


@require_GET
def pilots(request: HttpRequest) -> HttpResponse:
    permit(rules.can_read_pilots(request.user))
    today = oslo_today()
    codes = queries.codes_of(today)
    form = PilotFilterForm(request.GET, codes=codes)
    rows = queries.filtered(request.user, form.wanted(), today)
    context = {
        "form": form,
        "page": queries.pilots_page(rows, codes, form.page_number(), today),
        "can_write": rules.can_write_pilots(request.user),
        "can_export": rules.can_export_pilots(request.user),
        "list_formats": documents.LIST_FORMATS,
    }
    template = "pilots/pilots.html"
    return render(request, f"{template}#list" if request.htmx else template, context)


@require_POST
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Exactly the rows that the list shows, on all its pages, as a file; written in the log (features.md X07)."""
    permit(rules.can_export_pilots(request.user))
    if extension not in documents.LIST_FORMATS:
        raise Http404
    return give_list(request, PILOTS_LIST, extension=extension, query=request.POST.get("query", ""))


@require_http_methods(["GET", "HEAD", "POST"])
def new_pilot(request: HttpRequest) -> HttpResponse:
    permit(rules.can_write_pilots(request.user))
    form = IdeaForm(request.POST or None)
    if form.is_bound and form.is_valid():
        assert request.user.organisation is not None
        made = actions.create_pilot(
            owner=request.user.organisation, idea=form.idea(), clause=clause_of_trials(), by=request.user, at=timezone.now()
        )  # fmt: skip
        messages.success(request, _("Ideen er lagt inn som %(code)s.") % {"code": made.code})
        return redirect(made)
    return render(request, "pilots/new.html", {"form": form}, status=422 if form.errors else 200)

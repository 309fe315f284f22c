"""The list of payments, one payment, and tying them to the assignments."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from portal.errors import permit
from portal.events import Event
from portal.http import HttpRequest
from portal.jobs.views import give_list
from reporting import rules
from reporting.actions.allocations import assess_payment, split_payment, tie_payments
from reporting.actions.trials import tie_to_trial
from reporting.documents import LIST_FORMATS
from reporting.filling import PAYMENTS_LIST
from reporting.forms.money import AssessmentForm, PaymentFilterForm, SplitForm, TieForm, TrialForm
from reporting.models import Assessment, LedgerRow
from reporting.queries.payments import payments_page
from reporting.queries.trials import choosable_trials, trial_of
from reporting.states import Flag
from reporting.views.common import authority_or_404, slim_authority_or_404


@require_GET
def payments(request: HttpRequest, key: str) -> HttpResponse:
    authority = slim_authority_or_404(request, key)
    form = PaymentFilterForm(request.GET, authority=authority)
    page = payments_page(authority, form.wanted(), form.page_number())
    context = {
        "authority": authority,
        "form": form,
        "page": page,
        "show_tie": page.has_untied and rules.can_tie_payments(request.user, authority),
        "assignments": form.assignments,
        "can_export": rules.can_export(request.user),
        "list_formats": LIST_FORMATS,
    }
    template = "reporting/payments.html"
    return render(request, f"{template}#list" if request.htmx else template, context)


@require_POST
def export(request: HttpRequest, key: str, extension: str) -> HttpResponseBase:
    """Exactly the rows that the list shows, on all its pages, as a file; written in the log (features.md X07)."""
    authority = authority_or_404(request, key)
    if extension not in LIST_FORMATS:
        raise Http404
    query = request.POST.get("query", "")
    return give_list(request, PAYMENTS_LIST, authority=authority.pk, extension=extension, query=query)


@require_POST
def tie(request: HttpRequest, key: str) -> HttpResponse:
    authority = authority_or_404(request, key)
    permit(rules.can_tie_payments(request.user, authority))
    form = TieForm(request.POST, authority=authority)
    back = f"{reverse('payments', args=[authority.key])}?{request.POST.get('query', '')}"
    if not form.is_valid():
        messages.error(request, _("Velg bilag og føring før du knytter."))
        return redirect(back)
    count = tie_payments(
        authority=authority,
        row_ids=form.cleaned_data["rows"],
        assignment=form.cleaned_data["assignment"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(
        request,
        ngettext("%(count)s bilagslinje er knyttet.", "%(count)s bilagslinjer er knyttet.", count)
        % {"count": count},
    )
    return redirect(back)


@require_GET
def payment(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row_or_404(request, pk)
    return _payment_page(request, row)


@require_POST
def split(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row_or_404(request, pk)
    permit(rules.can_tie_payments(request.user, row.authority))
    form = SplitForm(request.POST, row=row)
    if not form.is_valid():
        return _payment_page(request, row, split_form=form, status=422)
    split_payment(row=row, parts=form.parts(), by=request.user, at=timezone.now())
    messages.success(request, _("Fordelingen er lagret."))
    return redirect(row)


@require_POST
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row_or_404(request, pk)
    permit(rules.can_tie_payments(request.user, row.authority))
    form = AssessmentForm(request.POST, instance=Assessment(row=row))
    if not form.is_valid():
        return _payment_page(request, row, assessment_form=form, status=422)
    assess_payment(row=row, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Vurderingen er lagret."))
    return redirect(row)


@require_POST
def name_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which trial the payment was for, or that it was for none (domain.md P-09)."""
    row = _row_or_404(request, pk)
    permit(rules.can_tie_payments(request.user, row.authority))
    form = TrialForm(request.POST, pilots=choosable_trials(request.user, row))
    if not form.is_valid():
        return _payment_page(request, row, trial_form=form, status=422)
    tie_to_trial(row=row, pilot=form.cleaned_data["pilot"], by=request.user, at=timezone.now())
    messages.success(request, _("Utprøvingen er lagret."))
    return redirect(row)


def _row_or_404(request: HttpRequest, pk: int) -> LedgerRow:
    rows = LedgerRow.objects.visible_to(request.user).select_related(
        "authority__basis_letter", "authority__receiver", "run__file", "assessment"
    )
    return get_object_or_404(rows, pk=pk)


def _payment_page(
    request: HttpRequest,
    row: LedgerRow,
    *,
    split_form: SplitForm | None = None,
    assessment_form: AssessmentForm | None = None,
    trial_form: TrialForm | None = None,
    status: int = 200,
) -> HttpResponse:
    can_tie, trial = rules.can_tie_payments(request.user, row.authority), trial_of(row, request.user)
    named = {"pilot": row.trial_payment.pilot_id} if trial else {}
    context = {
        "row": row,
        "authority": row.authority,
        "can_tie": can_tie,
        "trial": trial,
        "trial_form": trial_form or TrialForm(pilots=choosable_trials(request.user, row), initial=named),
        "flag_labels": [Flag(flag).label for flag in row.flags],
        "split_form": split_form or SplitForm(row=row),
        "assessment_form": assessment_form or AssessmentForm(instance=getattr(row, "assessment", None)),
        "allocations": row.allocations.select_related("assignment"),
        "events": Event.objects.visible_to(request.user).about(row).in_order(),
    }
    return render(request, "reporting/payment.html", context, status=status)

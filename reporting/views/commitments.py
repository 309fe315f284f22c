"""Orders, invoices and what settles them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.dates import oslo_today
from portal.errors import permit
from portal.events import Event
from portal.http import HttpRequest
from reporting import rules
from reporting.actions import commitments as actions
from reporting.forms.commitments import ApprovalForm, CommitmentForm, InvoiceForm, SettlementForm
from reporting.forms.money import ReasonForm
from reporting.models import Commitment, Invoice, Settlement
from reporting.queries.commitments import commitments_of, use_of
from reporting.views.common import authority_or_404


@require_GET
def commitments(request: HttpRequest, key: str) -> HttpResponse:
    authority = authority_or_404(request, key)
    use = use_of(authority, today=oslo_today())
    context = {
        "authority": authority,
        "use": use,
        "warnings": rules.warnings_for_ceiling(authority, ceiling=use.ceiling, used=use.used),
        "commitments": commitments_of(authority),
        "can_keep": rules.can_keep_commitments(request.user, authority),
    }
    return render(request, "reporting/commitments.html", context)


@require_http_methods(["GET", "POST"])
def new_commitment(request: HttpRequest, key: str) -> HttpResponse:
    authority = authority_or_404(request, key)
    permit(rules.can_keep_commitments(request.user, authority))
    form = CommitmentForm(request.POST or None, authority=authority)
    if request.method == "POST" and form.is_valid():
        made = actions.register_commitment(
            commitment=form.save(commit=False), by=request.user, at=timezone.now()
        )
        messages.success(request, _("Bestillingen er en kladd. En annen må godkjenne den før den binder."))
        return redirect(made)
    context = {"authority": authority, "form": form, "use": use_of(authority, today=oslo_today())}
    return render(request, "reporting/commitment_form.html", context, status=422 if form.errors else 200)


@require_GET
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _commitment_or_404(request, pk))


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    found = _commitment_or_404(request, pk)
    permit(rules.can_approve_commitment(request.user, found.authority))
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, approval_form=form)
    done = actions.approve_commitment(
        commitment=found, **form.cleaned_data, by=request.user, at=timezone.now()
    )
    messages.success(request, _("Bestillingen er godkjent og binder rammen."))
    return redirect(done)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """An approved order is closed; a draft is withdrawn."""
    found = _commitment_or_404(request, pk)
    permit(rules.can_keep_commitments(request.user, found.authority))
    form = ReasonForm(request.POST, prefix="lukk")
    if not form.is_valid():
        return _page(request, found, status=422, close_form=form)
    step = actions.withdraw_commitment if found.is_draft else actions.close_commitment
    done = step(commitment=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Det som ikke er brukt, er fritt igjen."))
    return redirect(done)


@require_POST
def add_invoice(request: HttpRequest, pk: int) -> HttpResponse:
    found = _commitment_or_404(request, pk)
    permit(rules.can_keep_commitments(request.user, found.authority))
    form = InvoiceForm(request.POST, commitment=found)
    if not form.is_valid():
        return _page(request, found, status=422, invoice_form=form)
    actions.register_invoice(invoice=form.save(commit=False), by=request.user, at=timezone.now())
    messages.success(request, _("Fakturaen er registrert."))
    return redirect(found)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    invoice = _invoice_or_404(request, pk)
    permit(rules.can_keep_commitments(request.user, invoice.commitment.authority))
    form = SettlementForm(request.POST, invoice=invoice)
    if not form.is_valid():
        messages.error(request, _("Velg et bilag."))
        return redirect(invoice)
    actions.settle_invoice(invoice=invoice, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Bilaget er knyttet til fakturaen."))
    return redirect(invoice)


@require_POST
def unsettle(request: HttpRequest, pk: int) -> HttpResponse:
    shown = Settlement.objects.visible_to(request.user).select_related(
        "invoice__commitment__authority__receiver", "row"
    )
    found = get_object_or_404(shown, pk=pk)
    permit(rules.can_keep_commitments(request.user, found.invoice.commitment.authority))
    actions.unsettle_invoice(settlement=found, by=request.user, at=timezone.now())
    messages.success(request, _("Bilaget er ikke lenger knyttet til fakturaen."))
    return redirect(found.invoice)


def _commitment_or_404(request: HttpRequest, pk: int) -> Commitment:
    found = Commitment.objects.visible_to(request.user).with_sums().select_related(
        "authority__receiver", "authority__giver", "authority__basis_letter", "assignment", "registered_by", "approved_by"
    )  # fmt: skip
    return get_object_or_404(found, pk=pk)


def _invoice_or_404(request: HttpRequest, pk: int) -> Invoice:
    found = Invoice.objects.visible_to(request.user)
    return get_object_or_404(found.select_related("commitment__authority__receiver"), pk=pk)


def _page(request: HttpRequest, found: Commitment, *, status: int = 200, **forms: object) -> HttpResponse:
    """The order; a step whose form is wrong shows it again with what is to be mended."""
    authority, user, today = found.authority, request.user, oslo_today()
    can_keep = rules.can_keep_commitments(user, authority)
    context: dict[str, Any] = {
        "commitment": found,
        "authority": authority,
        "use": use_of(authority, today=today),
        "over": rules.would_overdraw(authority, found.amount, today=today) if found.is_draft else 0,
        "can_keep": can_keep,
        "can_approve": found.is_draft and rules.can_approve_commitment(user, authority),
        "is_own": user.pk == found.registered_by_id,
        "approval_form": ApprovalForm(),
        "invoice_form": InvoiceForm(commitment=found),
        "close_form": ReasonForm(prefix="lukk"),
        "invoices": [
            (invoice, SettlementForm(invoice=invoice) if can_keep else None)
            for invoice in found.invoices.prefetch_related("settlements__row")
        ],
        "events": Event.objects.visible_to(user).about(found).in_order(),
    } | forms
    return render(request, "reporting/commitment.html", context, status=status)

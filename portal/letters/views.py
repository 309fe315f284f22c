"""The letter, the clause, and what is done with them."""

import datetime

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
from portal.letters import actions, queries, rules
from portal.letters.forms import AsOfForm, AssignmentForm, ClauseForm, HandOverForm, LetterForm, StatusForm
from portal.letters.models import Clause, Letter
from portal.letters.states import ClauseStatus


def _letter_or_404(request: HttpRequest, pk: int) -> Letter:
    return get_object_or_404(Letter.objects.visible_to(request.user).with_parties(), pk=pk)


def _clause_or_404(request: HttpRequest, pk: int) -> Clause:
    return get_object_or_404(
        Clause.objects.visible_to(request.user).select_related("assignment__letter"), pk=pk
    )


def _shown_on(form: AsOfForm) -> datetime.date:
    return (form.cleaned_data.get("per") if form.is_valid() else None) or oslo_today()


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    context = {
        "letters": Letter.objects.visible_to(request.user).with_parties(),
        "can_write": rules.can_write_letters(request.user),
    }
    return render(request, "letters/letters.html", context)


@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    found = _letter_or_404(request, pk)
    form = AsOfForm(request.GET)
    chosen = request.GET.get("vis", "alle")
    view = queries.letter_view(
        found, user=request.user, shown_on=_shown_on(form), today=oslo_today(), chosen=chosen
    )
    context = {
        "letter": found,
        "view": view,
        "as_of": form,
        "missing": rules.missing_for_registration(found) if found.is_draft else [],
        "can_edit": rules.can_edit_letter(request.user, found),
    }
    return render(request, "letters/letter.html", context)


@require_http_methods(["GET", "POST"])
def new_letter(request: HttpRequest) -> HttpResponse:
    permit(rules.can_write_letters(request.user))
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = actions.draft_letter(letter=form.save(commit=False), by=request.user, at=timezone.now())
        messages.success(request, _("Brevet er lagt inn som utkast."))
        return redirect(saved)
    context = {"form": form, "title": _("Nytt brev"), "submit": _("Lagre utkast")}
    return render(request, "letters/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def new_assignment(request: HttpRequest, pk: int) -> HttpResponse:
    found = _letter_or_404(request, pk)
    permit(rules.can_edit_letter(request.user, found))
    form = AssignmentForm(request.POST or None)
    form.instance.letter = found
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(found)
    context = {"form": form, "title": _("Ny føring"), "letter": found, "submit": _("Legg til føring")}
    return render(request, "letters/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def new_clause(request: HttpRequest, pk: int) -> HttpResponse:
    found = _letter_or_404(request, pk)
    permit(rules.can_edit_letter(request.user, found))
    form = ClauseForm(request.POST or None, letter=found)
    if request.method == "POST" and form.is_valid():
        actions.add_clause(
            clause=form.save(commit=False),
            responsible=form.cleaned_data["responsible"],
            by=request.user,
            at=timezone.now(),
        )
        return redirect(found)
    context = {"form": form, "title": _("Nytt punkt"), "letter": found, "submit": _("Legg til punkt")}
    return render(request, "letters/form.html", context, status=422 if form.errors else 200)


@require_POST
def register(request: HttpRequest, pk: int) -> HttpResponse:
    found = _letter_or_404(request, pk)
    permit(rules.can_write_letters(request.user))
    registered = actions.register_letter(letter=found, by=request.user, at=timezone.now())
    messages.success(request, _("Brevet er registrert. Ordlyden kan ikke lenger endres."))
    return redirect(registered)


@require_GET
def clause(request: HttpRequest, pk: int) -> HttpResponse:
    return _clause_page(request, _clause_or_404(request, pk))


def _clause_page(
    request: HttpRequest,
    found: Clause,
    *,
    status_form: StatusForm | None = None,
    hand_over_form: HandOverForm | None = None,
    status: int = 200,
) -> HttpResponse:
    as_of = AsOfForm(request.GET)
    initial = {"status": found.status, "next_on": found.next_on, "next_step": found.next_step}
    context = {
        "line": queries.clause_view(found, shown_on=_shown_on(as_of), today=oslo_today()),
        "clause": found,
        "as_of": as_of,
        "shown_on": _shown_on(as_of),
        "events": Event.objects.visible_to(request.user).touching_clause(found.pk).in_order(),
        "can_set_status": rules.can_set_clause_status(request.user, found),
        "status_form": status_form or StatusForm(initial=initial),
        "hand_over_form": hand_over_form or HandOverForm(),
    }
    return render(request, "letters/clause.html", context, status=status)


@require_POST
def set_status(request: HttpRequest, pk: int) -> HttpResponse:
    found = _clause_or_404(request, pk)
    permit(rules.can_set_clause_status(request.user, found))
    form = StatusForm(request.POST)
    if not form.is_valid():
        return _clause_page(request, found, status_form=form, status=422)
    given = form.cleaned_data
    actions.set_clause_status(
        clause=found,
        status=ClauseStatus(given["status"]),
        sentence=given["sentence"],
        next_on=given["next_on"],
        next_step=given["next_step"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("Status er lagret."))
    return redirect(found)


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    found = _clause_or_404(request, pk)
    permit(rules.can_set_clause_status(request.user, found))
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return _clause_page(request, found, hand_over_form=form, status=422)
    actions.hand_over_clause(clause=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Ansvaret er flyttet."))
    return redirect(found)

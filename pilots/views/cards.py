"""Experience cards: found by words, written on a phone, reused by others (features.md P15, P16)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilots import rules
from pilots.actions import cards as actions
from pilots.forms.pilots import ReuseForm
from pilots.forms.register import CardFilterForm, CardForm
from pilots.models import ExperienceCard, Pilot
from pilots.queries import cards as queries
from pilots.queries.clauses import clause_of_experiences
from pilots.queries.pilot import reuses_of
from pilots.queries.register import codes_of
from pilots.views.common import card_or_404
from portal.dates import oslo_today
from portal.errors import permit
from portal.http import HttpRequest
from portal.permissions import Right, has_right


@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    permit(rules.can_read_cards(request.user))
    form = CardFilterForm(request.GET)
    rows = queries.found_cards(request.user, form.wanted())
    context = {
        "form": form,
        "page": queries.cards_page(rows, codes_of(oslo_today()), form.page_number()),
        "can_write": rules.can_write_cards(request.user),
        "can_read_pilots": rules.can_read_pilots(request.user),
    }
    template = "pilots/cards.html"
    return render(request, f"{template}#list" if request.htmx else template, context)


@require_GET
def card(request: HttpRequest, pk: int) -> HttpResponse:
    return _card_page(request, card_or_404(request, pk))


def _card_page(
    request: HttpRequest, found: ExperienceCard, *, status: int = 200, **shown: Any
) -> HttpResponse:
    seen = Pilot.objects.visible_to(request.user)
    context = {
        "card": found,
        "pilot": found.pilot if found.pilot_id and seen.contains(found.pilot) else None,  # type: ignore[arg-type]
        "clause": found.clause if has_right(request.user, Right.READ_LETTERS) else None,
        "reuses": reuses_of(card_id=found.pk),
        "can_change": rules.can_change_card(request.user, found),
        "can_reuse": rules.can_reuse(request.user, found.organisation_id),
        "reuse_form": ReuseForm(),
        **shown,
    }
    return render(request, "pilots/card.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def new_card(request: HttpRequest) -> HttpResponse:
    permit(rules.can_write_cards(request.user))
    # Words that somebody brings along from another page begin the card; nothing is saved by that.
    begins = "begin" in request.POST
    form = CardForm(
        None if begins else request.POST or None,
        pilots=queries.choosable_pilots(request.user),
        initial={**_initial(request), "tried": request.POST.get("tried", "") if begins else ""},
    )
    if form.is_bound and form.is_valid():
        made = actions.share_card(
            text=form.text(), clause=clause_of_experiences(), by=request.user, at=timezone.now()
        )
        messages.success(request, _("Takk! Erfaringen er delt."))
        return redirect(made)
    return render(request, "pilots/card_form.html", {"form": form}, status=422 if form.errors else 200)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """The trial whose page the person comes from."""
    number = request.GET.get("utproving", "")
    if not number.isdecimal() or len(number) > 9:
        return {}
    return {"pilot": queries.choosable_pilots(request.user).filter(number=int(number)).first()}


@require_http_methods(["GET", "HEAD", "POST"])
def edit_card(request: HttpRequest, pk: int) -> HttpResponse:
    found = card_or_404(request, pk)
    permit(rules.can_change_card(request.user, found))
    form = CardForm(request.POST or None, pilots=queries.choosable_pilots(request.user), instance=found)
    if form.is_bound and form.is_valid():
        actions.change_card(card=found, text=form.text(), by=request.user, at=timezone.now())
        messages.success(request, _("Kortet er lagret."))
        return redirect("experience_card", pk=pk)
    context = {"form": form, "card": found}
    return render(request, "pilots/card_form.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw_card(request: HttpRequest, pk: int) -> HttpResponse:
    found = card_or_404(request, pk)
    permit(rules.can_change_card(request.user, found))
    actions.withdraw_card(card=found, by=request.user, at=timezone.now())
    messages.success(request, _("Kortet er tatt tilbake."))
    return redirect("experience_cards")


@require_POST
def reuse_card(request: HttpRequest, pk: int) -> HttpResponse:
    found = card_or_404(request, pk)
    permit(rules.can_reuse(request.user, found.organisation_id))
    form = ReuseForm(request.POST)
    if not form.is_valid():
        return _card_page(request, found, status=422, reuse_form=form)
    actions.reuse_card(card=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Notert. Den som skrev kortet, får beskjed."))
    return redirect(found)

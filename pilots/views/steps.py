"""The steps of a trial, and what is done with the entry as a whole: one POST each."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilots import rules
from pilots.actions import cards, steps, upkeep
from pilots.actions import pilots as actions
from pilots.forms import pilots as forms
from pilots.models import Correction
from pilots.views.common import pilot_or_404
from pilots.views.pilot import pilot_page
from portal.dates import oslo_today
from portal.errors import permit
from portal.file_types import DOCX, JPEG, PDF, PNG, TEXT, XLSX
from portal.files import store_file
from portal.http import HttpRequest
from portal.permissions import Right

ALLOWED = frozenset({PDF, DOCX, XLSX, TEXT, PNG, JPEG})
STEPS = {"plan": steps.plan, "beslutt": steps.decide, "start": steps.start, "evaluer": steps.evaluate}
DECISIONS = frozenset({"beslutt", "start"})


@require_POST
def take_step(request: HttpRequest, number: int, step: str) -> HttpResponse:
    """To plan, decided, running, or evaluation; deciding and starting is for those who decide for the body."""
    found = pilot_or_404(request, number)
    if step not in STEPS:
        raise Http404
    may = rules.can_decide_pilot if step in DECISIONS else rules.can_write_pilot
    permit(may(request.user, found))
    moved = STEPS[step](pilot=found, by=request.user, at=timezone.now())
    messages.success(
        request, _("%(code)s: %(state)s.") % {"code": moved.code, "state": moved.get_state_display()}
    )
    return redirect(moved)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    found = pilot_or_404(request, number)
    permit(rules.can_decide_pilot(request.user, found))
    form = forms.EndForm(request.POST, auto_id="avslutt_%s")
    if not form.is_valid():
        return pilot_page(request, found, status=422, end_form=form)
    steps.end(pilot=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Utprøvingen er avsluttet."))
    return redirect(found)


@require_POST
def stop(request: HttpRequest, number: int) -> HttpResponse:
    found = pilot_or_404(request, number)
    permit(rules.can_decide_pilot(request.user, found))
    form = forms.BecauseForm(request.POST, auto_id="stans_%s")
    if not form.is_valid():
        return pilot_page(request, found, status=422, stop_form=form)
    steps.stop(pilot=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Utprøvingen er stanset. Den blir stående i registeret."))
    return redirect(found)


@require_POST
def share(request: HttpRequest, number: int) -> HttpResponse:
    found = pilot_or_404(request, number)
    permit(rules.can_decide_pilot(request.user, found))
    is_shared = request.POST.get("del") == "ja"
    actions.share_pilot(pilot=found, is_shared=is_shared, by=request.user, at=timezone.now())
    messages.success(
        request, _("Utprøvingen er delt.") if is_shared else _("Utprøvingen er ikke lenger delt.")
    )
    return redirect(found)


@require_POST
def move(request: HttpRequest, number: int) -> HttpResponse:
    found = pilot_or_404(request, number)
    permit(rules.can_move_pilot(request.user, found))
    form = forms.MoveForm(request.POST, pilot=found, today=oslo_today(), auto_id="flytt_%s")
    if not form.is_valid():
        return pilot_page(request, found, status=422, move_form=form)
    said = form.cleaned_data
    moved = actions.move_pilot(
        pilot=found, to=said["organisation"], from_on=said["from_on"], because=said["because"], by=request.user, at=timezone.now()
    )  # fmt: skip
    messages.success(
        request, _("%(code)s hører nå til %(body)s.") % {"code": moved.code, "body": moved.owner}
    )
    still_seen = type(moved).objects.visible_to(request.user).contains(moved)
    return redirect(moved) if still_seen else redirect("pilots")


@require_POST
def review(request: HttpRequest, number: int) -> HttpResponse:
    found = pilot_or_404(request, number)
    permit(rules.can_write_pilot(request.user, found))
    form = forms.ReviewForm(request.POST, auto_id="se_over_%s")
    if not form.is_valid():
        return pilot_page(request, found, status=422, review_form=form)
    actions.review_pilot(pilot=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Takk. Oppføringen er sett over."))
    return redirect(found)


@require_POST
def delete(request: HttpRequest, number: int) -> HttpResponse:
    found = pilot_or_404(request, number)
    permit(rules.can_write_pilot(request.user, found))
    actions.delete_idea(pilot=found, by=request.user, at=timezone.now())
    messages.success(request, _("Ideen er slettet. Nummeret brukes ikke igjen."))
    return redirect("pilots")


@require_POST
def ask_correction(request: HttpRequest, number: int) -> HttpResponse:
    found = pilot_or_404(request, number)
    permit(rules.can_correct_pilot(request.user, found))
    form = forms.CorrectionForm(request.POST, auto_id="rett_%s")
    if not form.is_valid():
        return pilot_page(request, found, status=422, correction_form=form)
    upkeep.ask_correction(pilot=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Meldingen er sendt til eieren, som svarer innen ti arbeidsdager."))
    return redirect(found)


@require_POST
def answer_correction(request: HttpRequest, pk: int) -> HttpResponse:
    asked = Correction.objects.visible_to(request.user).select_related("pilot")
    correction = get_object_or_404(asked, pk=pk)
    permit(rules.can_write_pilot(request.user, correction.pilot))
    form = forms.AnswerForm(request.POST, auto_id="svar_%s")
    if not form.is_valid():
        found = pilot_or_404(request, correction.pilot.number)
        return pilot_page(request, found, status=422, answer_form=form)
    upkeep.answer_correction(correction=correction, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Svaret er lagret."))
    return redirect(correction.pilot)


@require_POST
def reuse(request: HttpRequest, number: int) -> HttpResponse:
    found = pilot_or_404(request, number)
    permit(rules.can_reuse(request.user, found.owner_id))
    form = forms.ReuseForm(request.POST, auto_id="gjenbruk_%s")
    if not form.is_valid():
        return pilot_page(request, found, status=422, reuse_form=form)
    cards.reuse_pilot(pilot=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Notert. Kontakten får beskjed."))
    return redirect(found)


@require_POST
def add_file(request: HttpRequest, number: int) -> HttpResponse:
    """A file of the trial; whoever may not see the trial may not have its files (`pilots.rules.withheld_pilot_files`)."""
    found = pilot_or_404(request, number)
    permit(rules.can_write_pilot(request.user, found))
    form = forms.FileForm(request.POST, request.FILES, auto_id="fil_%s")
    if not form.is_valid():
        return pilot_page(request, found, status=422, file_form=form)
    said = form.cleaned_data
    kept = store_file(
        said["file"], allowed=ALLOWED, right=Right.READ_PILOTS, organisation=found.owner, by=request.user
    )
    upkeep.add_file(
        pilot=found, file=kept, note=said["note"], has_prompts=said["has_prompts"], by=request.user, at=timezone.now()
    )  # fmt: skip
    messages.success(request, _("Filen er lagt til."))
    return redirect(found)

"""The steps of a trial, and what is done with the entry as a whole: one POST each."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

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
from pilots.models import Correction, Pilot
from pilots.views.common import pilot_or_404
from pilots.views.pilot import pilot_page
from portal.dates import oslo_today
from portal.errors import permit
from portal.file_types import DOCX, JPEG, PDF, PNG, TEXT, XLSX
from portal.files import store_file
from portal.http import HttpRequest
from portal.permissions import Right

if TYPE_CHECKING:
    from django.forms import BaseForm

    from portal.people.models import User

Rule = Callable[["User", Pilot], bool]

ALLOWED = frozenset({PDF, DOCX, XLSX, TEXT, PNG, JPEG})
STEPS = {"plan": steps.plan, "beslutt": steps.decide, "start": steps.start, "evaluer": steps.evaluate}
DECISIONS = frozenset({"beslutt", "start"})
# The forms on the page of a trial that are one step each, bound to what was sent; the ids are those of the page.
FORMS: dict[str, Callable[[Any], "BaseForm"]] = {
    "end_form": lambda data: forms.EndForm(data, auto_id="avslutt_%s"),
    "stop_form": lambda data: forms.BecauseForm(data, auto_id="stans_%s"),
    "review_form": lambda data: forms.ReviewForm(data, auto_id="se_over_%s"),
    "correction_form": lambda data: forms.CorrectionForm(data, auto_id="rett_%s"),
    "reuse_form": lambda data: forms.ReuseForm(data, auto_id="gjenbruk_%s"),
}


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


def _written(
    request: HttpRequest, number: int, *, may: Rule, form: str, do: Callable[..., Any], done: str
) -> HttpResponse:
    """One step with a form: who may, what was written, the action, and the sentence; a refused form comes back as it was.

    `form` is the name of the form on the page of the trial, in FORMS.
    """
    found = pilot_or_404(request, number)
    permit(may(request.user, found))
    written = FORMS[form](request.POST)
    if not written.is_valid():
        return pilot_page(request, found, status=422, **{form: written})
    do(pilot=found, **written.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, done)
    return redirect(found)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    done = _("Utprøvingen er avsluttet.")
    return _written(request, number, may=rules.can_decide_pilot, form="end_form", do=steps.end, done=done)


@require_POST
def stop(request: HttpRequest, number: int) -> HttpResponse:
    done = _("Utprøvingen er stanset. Den blir stående i registeret.")
    return _written(request, number, may=rules.can_decide_pilot, form="stop_form", do=steps.stop, done=done)


@require_POST
def review(request: HttpRequest, number: int) -> HttpResponse:
    done, do = _("Takk. Oppføringen er sett over."), actions.review_pilot
    return _written(request, number, may=rules.can_write_pilot, form="review_form", do=do, done=done)


@require_POST
def ask_correction(request: HttpRequest, number: int) -> HttpResponse:
    done, do = _("Meldingen er sendt til eieren, som svarer innen ti arbeidsdager."), upkeep.ask_correction
    return _written(request, number, may=rules.can_correct_pilot, form="correction_form", do=do, done=done)


@require_POST
def reuse(request: HttpRequest, number: int) -> HttpResponse:
    done, do = _("Notert. Kontakten får beskjed."), cards.reuse_pilot
    return _written(request, number, may=_may_reuse, form="reuse_form", do=do, done=done)


def _may_reuse(user: "User", pilot: Pilot) -> bool:
    return rules.can_reuse(user, pilot.owner_id)


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
def delete(request: HttpRequest, number: int) -> HttpResponse:
    found = pilot_or_404(request, number)
    permit(rules.can_write_pilot(request.user, found))
    actions.delete_idea(pilot=found, by=request.user, at=timezone.now())
    messages.success(request, _("Ideen er slettet. Nummeret brukes ikke igjen."))
    return redirect("pilots")


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

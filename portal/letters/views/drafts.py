"""A letter is uploaded, read, gone through and registered."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.errors import permit
from portal.http import HttpRequest
from portal.letters import rules
from portal.letters.actions import drafts as actions
from portal.letters.actions import proposals
from portal.letters.doors import send_to_read
from portal.letters.forms.drafts import (
    AddProposalForm,
    HeadForm,
    MergeForm,
    ProposalForm,
    ProposedAssignmentForm,
    ReadForm,
    SplitForm,
    VersionForm,
    initial_of,
)
from portal.letters.models import LetterDraft, ProposedClause
from portal.letters.queries.drafts import review_of
from portal.letters.states import ProposalState


def _draft_or_404(request: HttpRequest, pk: int) -> LetterDraft:
    drafts = LetterDraft.objects.visible_to(request.user).select_related(
        "file", "letter", "sender", "receiver"
    )
    return get_object_or_404(drafts, pk=pk)


def _proposal_or_404(request: HttpRequest, pk: int) -> ProposedClause:
    visible = ProposedClause.objects.visible_to(request.user).select_related(
        "draft", "assignment", "changed_by"
    )
    return get_object_or_404(visible, pk=pk)


@require_http_methods(["GET", "POST"])
def new_reading(request: HttpRequest) -> HttpResponse:
    permit(rules.can_write_letters(request.user))
    form = ReadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        draft = actions.start_reading(**form.cleaned_data, by=request.user, at=timezone.now())
        send_to_read(draft)
        return redirect(draft)
    return render(request, "letters/read.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def letter_draft(request: HttpRequest, pk: int) -> HttpResponse:
    return _draft_page(request, _draft_or_404(request, pk))


def _draft_page(request: HttpRequest, draft: LetterDraft, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "draft": draft,
        "review": review_of(draft, request.GET.get("vis", "alle")),
        "missing": rules.missing_for_reading(draft) if draft.is_under_review else [],
        "head_form": HeadForm(instance=draft),
        "assignment_form": ProposedAssignmentForm(prefix="foring"),
        "add_form": AddProposalForm(draft=draft, prefix="nytt"),
        **forms,
    }
    return render(request, "letters/draft.html", context, status=status)


@require_POST
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    draft = _draft_or_404(request, pk)
    send_to_read(draft)
    return redirect(draft)


@require_POST
def change_head(request: HttpRequest, pk: int) -> HttpResponse:
    draft = _draft_or_404(request, pk)
    form = HeadForm(request.POST, instance=_draft_or_404(request, pk))
    if not form.is_valid():
        return _draft_page(request, draft, head_form=form, status=422)
    actions.change_head(draft=draft, head=form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Brevhodet er lagret."))
    return redirect(draft)


@require_POST
def add_assignment(request: HttpRequest, pk: int) -> HttpResponse:
    draft = _draft_or_404(request, pk)
    form = ProposedAssignmentForm(request.POST, prefix="foring")
    if not form.is_valid():
        return _draft_page(request, draft, assignment_form=form, status=422)
    actions.add_assignment(draft=draft, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Føringen er lagt til."))
    return redirect(draft)


@require_POST
def add_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    draft = _draft_or_404(request, pk)
    form = AddProposalForm(request.POST, draft=draft, prefix="nytt")
    if not form.is_valid():
        return _draft_page(request, draft, add_form=form, status=422)
    fields = dict(form.cleaned_data)
    place = {name: fields.pop(name) for name in ("first_words", "last_words", "overlap_is_meant")}
    made = proposals.add_proposal(draft=draft, **place, fields=fields, by=request.user, at=timezone.now())
    messages.success(request, _("Punktet er lagt til."))
    return _back(made)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    actions.drop_reading(draft=_draft_or_404(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Lesingen er forkastet. Ingenting er registrert."))
    return redirect("letters")


@require_POST
def register(request: HttpRequest, pk: int) -> HttpResponse:
    letter = actions.register_reading(draft=_draft_or_404(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Brevet er registrert. Ordlyden kan ikke lenger endres."))
    return redirect(letter)


@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    found = _proposal_or_404(request, pk)
    form = ProposalForm(request.POST or None, draft=found.draft, initial=initial_of(found))
    if request.method != "POST" or not form.is_valid():
        return _proposal_page(request, found, form, status=422 if form.errors else 200)
    changes = dict(form.cleaned_data)
    version = changes.pop("version")
    outcome = proposals.change_proposal(
        proposal=found, version=version, changes=changes, by=request.user, at=timezone.now()
    )
    if isinstance(outcome, proposals.Clash):
        form.data = {**request.POST.dict(), "version": outcome.current.version}  # type: ignore[assignment]
        return _proposal_page(request, outcome.current, form, clash=outcome, status=409)
    messages.success(request, _("Forslaget er endret og godtatt."))
    return _back(outcome)


def _proposal_page(
    request: HttpRequest, found: ProposedClause, form: ProposalForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    versioned = {"version": found.version}
    context = {
        "proposal": found,
        "form": form,
        "split_form": SplitForm(initial=versioned, prefix="del"),
        "merge_form": MergeForm(proposal=found, initial=versioned, prefix="sammen"),
        **more,
    }
    return render(request, "letters/proposal.html", context, status=status)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, ProposalState.ACCEPTED)


@require_POST
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, ProposalState.REJECTED)


def _decide(request: HttpRequest, pk: int, state: ProposalState) -> HttpResponse:
    decided = proposals.decide_proposal(
        proposal=_proposal_or_404(request, pk), version=_version(request), state=state,
        by=request.user, at=timezone.now(),
    )  # fmt: skip
    return _back(decided, request.POST.get("vis", ""))


@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """With the next proposal from the list, or with the one that was chosen on the proposal's own page."""
    found = _proposal_or_404(request, pk)
    form = MergeForm(request.POST, proposal=found, prefix="sammen")
    is_chosen = "sammen-version" in request.POST
    if is_chosen and not form.is_valid():
        shown = ProposalForm(draft=found.draft, initial=initial_of(found))
        return _proposal_page(request, found, shown, merge_form=form, status=422)
    said = form.cleaned_data if is_chosen else {"version": _version(request)}
    merged = proposals.merge_proposal(proposal=found, **said, by=request.user, at=timezone.now())
    messages.success(request, _("Forslagene er slått sammen. Gå gjennom det nye."))
    return redirect(merged)


@require_POST
def split(request: HttpRequest, pk: int) -> HttpResponse:
    found = _proposal_or_404(request, pk)
    form = SplitForm(request.POST, prefix="del")
    if not form.is_valid():
        shown = ProposalForm(draft=found.draft, initial=initial_of(found))
        return _proposal_page(request, found, shown, split_form=form, status=422)
    second = proposals.split_proposal(proposal=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Forslaget er delt i to. Gå gjennom begge."))
    return _back(second)


def _version(request: HttpRequest) -> int:
    """The version that was shown; one that nobody has when the form says none, so that nothing is decided unseen."""
    form = VersionForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else 0


def _back(found: ProposedClause, chosen: str = "") -> HttpResponse:
    """To the proposal's place in the list."""
    query = f"?vis={chosen}" if chosen == "igjen" else ""
    return redirect(f"{found.draft.get_absolute_url()}{query}#forslag-{found.pk}")

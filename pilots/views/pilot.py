"""One trial: its page, its parts and rows, its plan on paper."""

from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilots import documents, parts, rules
from pilots.actions import pilots as actions
from pilots.actions import rows as row_actions
from pilots.figures import spent_on, vouchers_of
from pilots.forms import pilots as forms
from pilots.models import Pilot
from pilots.parts import PART_OF_ROW, PARTS, ROW_KINDS, Part, RowKind
from pilots.queries import pilot as queries
from pilots.queries.cards import cards_of
from pilots.queries.citations import choosable_sections
from pilots.queries.threads import answered_by, choosable_answers
from pilots.views.common import download, pilot_or_404
from portal.dates import oslo_today
from portal.errors import permit
from portal.events import Event
from portal.http import HttpRequest
from portal.threads import threads_of

CHOICES = {parts.SECTIONS.key: choosable_sections, parts.ANSWERS.key: choosable_answers}
STEPS = {
    "idea": gettext_lazy("Gjør til plan"),
    "plan": gettext_lazy("Beslutt"),
    "decided": gettext_lazy("Start utprøvingen"),
    "running": gettext_lazy("Start evalueringen"),
}
EDITS = frozenset({"pilot.written", "pilot.row_added", "pilot.row_changed", "pilot.row_removed"})
STEP_KEYS = {"idea": "plan", "plan": "beslutt", "decided": "start", "running": "evaluer"}


@require_GET
def pilot(request: HttpRequest, number: int) -> HttpResponse:
    return pilot_page(request, pilot_or_404(request, number))


def pilot_page(request: HttpRequest, found: Pilot, *, status: int = 200, **shown: Any) -> HttpResponse:
    """The next step and what it lacks, the plan, the assessments, the gains, who builds on it, and the timeline."""
    user, today = request.user, oslo_today()
    can_write, can_decide = rules.can_write_pilot(user, found), rules.can_decide_pilot(user, found)
    written, events = queries.plan_of(found), list(Event.objects.about(found).in_order())
    context = {
        "pilot": found,
        "today": today,
        "is_stale": found.is_due_for_review(today),
        "missing": rules.missing_for_next(found) if can_write else [],
        "warnings": rules.warnings_of(found, today),
        "step": STEPS.get(found.state, ""),
        "step_key": STEP_KEYS.get(found.state, ""),
        "takes_decision": found.state in {"plan", "decided"},
        "can_write": can_write,
        "can_decide": can_decide,
        "can_move": rules.can_move_pilot(user, found),
        "can_delete": rules.can_delete_pilot(user, found),
        "can_correct": rules.can_correct_pilot(user, found),
        "can_reuse": rules.can_reuse(user, found.owner_id),
        "plan": written,
        "has_plan": any(not part.is_empty for part in written),
        "gains": queries.gain_lines(found),
        "budget": queries.budget_of(found, spent_on(user, found)),
        "vouchers": vouchers_of(user, found),
        "milestones": found.milestones.all(),
        "involvements": found.involvements.all(),
        "assessment": found.assessments.filter(replaced_at=None)
        .select_related("assessed_by", "rule_set")
        .first(),
        "goals": found.goals.all(),
        "ownerships": found.ownerships.select_related("organisation").prefetch_related("organisation__names"),
        "corrections": found.corrections.select_related("organisation", "answered_by").prefetch_related(
            "organisation__names"
        ),
        "files": found.files.select_related("file", "by"),
        "reuses": queries.reuses_of(pilot=found),
        "answers": answered_by(found, user),
        "follows": queries.sections_of(found, user),
        "leads_to": [*cards_of(found, user), *threads_of(user, found)],
        "other_parts": (parts.ABOUT, *parts.GATE_PARTS),
        "steps_taken": [event for event in events if event.type not in EDITS],
        "edits": [event for event in events if event.type in EDITS],
        "end_form": forms.EndForm(auto_id="avslutt_%s"),
        "stop_form": forms.BecauseForm(auto_id="stans_%s"),
        "review_form": forms.ReviewForm(auto_id="se_over_%s"),
        "correction_form": forms.CorrectionForm(auto_id="rett_%s"),
        "answer_form": forms.AnswerForm(auto_id="svar_%s"),
        "reuse_form": forms.ReuseForm(auto_id="gjenbruk_%s"),
        "file_form": forms.FileForm(auto_id="fil_%s"),
        "move_form": forms.MoveForm(pilot=found, today=today, auto_id="flytt_%s"),
        **shown,
    }
    return render(request, "pilots/pilot.html", context, status=status)


@require_GET
def plan(request: HttpRequest, number: int) -> HttpResponse:
    """The plan alone, to read and to print."""
    found = pilot_or_404(request, number)
    return render(request, "pilots/plan.html", {"pilot": found, "plan": queries.plan_of(found)})


@require_GET
def plan_file(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """The plan as Word or PDF (domain.md P-01)."""
    found = pilot_or_404(request, number)
    if kind not in documents.PLAN_FORMATS:
        raise Http404
    content_type, make = documents.PLAN_FORMATS[kind]
    return download(make(found), content_type, f"utproving-{found.code}.{kind}")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_part(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """One part on a page of its own: its fields, and its rows with a form for one more."""
    found, part = _writable(request, number), _part_or_404(key)
    if request.method != "POST":
        return part_page(request, found, part)
    form = forms.bound_part(part, found, request.POST)
    if not form.is_valid():
        return part_page(request, pilot_or_404(request, number), part, status=422, form=form)
    try:
        saved = actions.write_part(
            pilot=found, part=part, values=form.written(), seen=form.cleaned_data["seen"], by=request.user, at=timezone.now()
        )  # fmt: skip
    except actions.PartChanged as told:
        data = request.POST.copy()
        data["seen"] = part.mark_of(told.current)
        again = forms.bound_part(part, pilot_or_404(request, number), data)
        return part_page(request, told.current, part, status=409, form=again, told=told)
    messages.success(request, _("«%(part)s» er lagret.") % {"part": part.title})
    return redirect(part.url_of(saved) if part.rows else saved)


def part_page(
    request: HttpRequest, found: Pilot, part: Part, *, status: int = 200, **shown: Any
) -> HttpResponse:
    """The page of a part; a form that was refused comes back as it was."""
    row_shown = shown.pop("row_form", None)
    context = {
        "pilot": found,
        "part": part,
        "form": forms.bound_part(part, found) if part.fields else None,
        "can_change": found.is_open or part.is_always_open,
        "lists": [_row_list(request, found, kind, row_shown) for kind in part.rows],
        "budget": queries.budget_of(found, None) if part is parts.ECONOMY else None,
        **shown,
    }
    return render(request, "pilots/part.html", context, status=status)


def _row_list(
    request: HttpRequest, found: Pilot, kind: RowKind, shown: forms.RowForm | None
) -> dict[str, Any]:
    """The rows of a kind, and the form for one more."""
    form = shown if shown is not None and shown._meta.model is kind.model else _row_form(request, found, kind)
    return {"kind": kind, "rows": rows_of(found, kind), "form": form}


def rows_of(found: Pilot, kind: RowKind) -> list[models.Model]:
    """The rows of one kind of a trial; measurements lie under its gains."""
    if kind is parts.MEASUREMENTS:
        return [
            row for gain in found.gains.prefetch_related("measurements") for row in gain.measurements.all()
        ]
    return list(getattr(found, kind.related).all())


def _row_form(
    request: HttpRequest, found: Pilot, kind: RowKind, row: models.Model | None = None, data: Any = None
) -> forms.RowForm:
    choices = CHOICES[kind.key](request.user) if kind.key in CHOICES else ()
    return forms.row_form(kind, found, row, data, choices)


@require_POST
def add_row(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    found, named = _writable(request, number), _kind_or_404(kind)
    form = _row_form(request, found, named, None, request.POST)
    if not form.is_valid():
        return part_page(request, found, PART_OF_ROW[kind], status=422, row_form=form)
    row_actions.add_row(pilot=found, kind=named, values=form.written(), by=request.user, at=timezone.now())
    messages.success(request, _("Lagt til."))
    return redirect(f"{PART_OF_ROW[kind].url_of(found)}#{kind}")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_row(request: HttpRequest, number: int, kind: str, pk: int) -> HttpResponse:
    found, named = _writable(request, number), _kind_or_404(kind)
    row = _row_or_404(found, named, pk)
    form = _row_form(request, found, named, row, request.POST or None)
    if form.is_bound and form.is_valid():
        row_actions.change_row(row=row, kind=named, values=form.written(), by=request.user, at=timezone.now())
        messages.success(request, _("Lagret."))
        return redirect(f"{PART_OF_ROW[kind].url_of(found)}#{kind}")
    context = {"pilot": found, "part": PART_OF_ROW[kind], "kind": named, "row": row, "form": form}
    return render(request, "pilots/row.html", context, status=422 if form.errors else 200)


@require_POST
def remove_row(request: HttpRequest, number: int, kind: str, pk: int) -> HttpResponse:
    found, named = _writable(request, number), _kind_or_404(kind)
    row = _row_or_404(found, named, pk)
    row_actions.remove_row(row=row, kind=named, by=request.user, at=timezone.now())
    messages.success(request, _("Tatt ut."))
    return redirect(f"{PART_OF_ROW[kind].url_of(found)}#{kind}")


def _writable(request: HttpRequest, number: int) -> Pilot:
    found = pilot_or_404(request, number)
    permit(rules.can_write_pilot(request.user, found))
    return found


def _part_or_404(key: str) -> Part:
    if key not in PARTS:
        raise Http404
    return PARTS[key]


def _kind_or_404(key: str) -> RowKind:
    if key not in ROW_KINDS:
        raise Http404
    return ROW_KINDS[key]


def _row_or_404(found: Pilot, kind: RowKind, pk: int) -> models.Model:
    row = next((row for row in rows_of(found, kind) if row.pk == pk), None)
    if row is None:
        raise Http404
    return row

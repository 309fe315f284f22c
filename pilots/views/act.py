"""The AI Act: the questions of one trial, the rule file, and what newer rules see otherwise."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilots import rules
from pilots.actions import risk
from pilots.forms.register import AssessForm, LawStatusForm, RuleSetForm, answers_in
from pilots.models import LawStatus, Pilot, RiskAssessment, RuleSet
from pilots.queries.overview import law_statuses, moved_assessments, rule_sets
from pilots.views.common import pilot_or_404
from portal.dates import oslo_today
from portal.errors import Problem, StepRefused, permit
from portal.http import HttpRequest


@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest, number: int) -> HttpResponse:
    """Answer, see what follows, and decide: «check» asks the questions that the answers open (features.md P06, P07)."""
    found, today = pilot_or_404(request, number), oslo_today()
    permit(rules.can_write_pilot(request.user, found))
    rule_set, law = RuleSet.objects.in_force_on(today), LawStatus.objects.on(today)
    if rule_set is None or law is None:
        raise StepRefused(
            problems=[Problem(_("Regelfilen eller rettslig status mangler. Koordinatoren legger dem inn."))]
        )
    held = found.assessments.filter(replaced_at=None).first()
    answers = answers_in(request.POST) if request.method == "POST" else dict(held.answers if held else {})
    form = _form(request, found, rule_set, answers, held)
    problems: tuple[Problem, ...] = ()
    if form.is_bound and form.is_valid():
        try:
            risk.assess(
                pilot=found, rule_set=rule_set, law_status=law.text, answers=form.answered(), judgement=form.judgement(),
                by=request.user, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("Vurderingen er lagret."))
            return redirect(found)
        except StepRefused as refusal:
            problems = refusal.problems
    context = {
        "pilot": found, "form": form, "held": held, "rule_set": rule_set, "law": law, "verdict": form.verdict,
        "problems": problems, "former": found.assessments.exclude(replaced_at=None).select_related("assessed_by", "rule_set"),
    }  # fmt: skip
    return render(request, "pilots/assess.html", context, status=422 if problems or form.errors else 200)


def _form(
    request: HttpRequest,
    found: Pilot,
    rule_set: RuleSet,
    answers: dict[str, str],
    held: RiskAssessment | None,
) -> AssessForm:
    """The form with what was chosen; while questions are open, nothing is judged, and the proposal stands until then."""
    facts = rules.facts_of(found)
    verdict = rules.evaluate(rule_set.content, answers, facts)
    is_ready = request.method == "POST" and "check" not in request.POST and not verdict.unanswered
    moved = held is None or held.proposed_class != verdict.risk_class
    initial = (
        {
            "risk_class": verdict.risk_class,
            "basis": verdict.basis,
            "narrow_task": "",
            "narrow_because": "",
            "override_because": "",
        }
        if moved
        else {}
    )
    return AssessForm(
        request.POST if is_ready else None,
        pilot=found,
        rule_set=rule_set,
        answers=answers,
        instance=held,
        initial=initial,
    )


@require_GET
def act_rules(request: HttpRequest) -> HttpResponse:
    permit(rules.can_read_pilots(request.user))
    return rules_page(request)


def rules_page(request: HttpRequest, *, status: int = 200, **shown: Any) -> HttpResponse:
    """The rules in force, how the law stands, and what has changed since each trial was assessed (moonshot 15)."""
    today = oslo_today()
    held = RuleSet.objects.in_force_on(today)
    context = {
        "held": held,
        "law": LawStatus.objects.on(today),
        "versions": rule_sets(),
        "statuses": law_statuses(),
        "moved": moved_assessments(request.user, today),
        "can_keep": rules.can_keep_register(request.user),
        "rule_form": RuleSetForm(initial={"content": _pretty(held)}, auto_id="regel_%s"),
        "law_form": LawStatusForm(auto_id="lov_%s"),
        **shown,
    }
    return render(request, "pilots/rules.html", context, status=status)


def _pretty(held: RuleSet | None) -> str:
    return json.dumps(held.content, ensure_ascii=False, indent=1) if held else ""


@require_POST
def add_rule_set(request: HttpRequest) -> HttpResponse:
    permit(rules.can_keep_register(request.user))
    form = RuleSetForm(request.POST, auto_id="regel_%s")
    if not form.is_valid():
        return rules_page(request, status=422, rule_form=form)
    made = risk.add_rule_set(**form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Regelfil %(version)s er lagt inn.") % {"version": made})
    return redirect("act_rules")


@require_POST
def add_law_status(request: HttpRequest) -> HttpResponse:
    permit(rules.can_keep_register(request.user))
    form = LawStatusForm(request.POST, auto_id="lov_%s")
    if not form.is_valid():
        return rules_page(request, status=422, law_form=form)
    risk.add_law_status(**form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Rettslig status er oppdatert."))
    return redirect("act_rules")

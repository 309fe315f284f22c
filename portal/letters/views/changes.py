"""What later letters do to earlier clauses, and the questions that a letter leaves open."""

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
from portal.letters.actions import changes as actions
from portal.letters.forms.clauses import AnswerForm, ChangeForm, QuestionForm, SettleForm
from portal.letters.models import Question
from portal.letters.queries.changes import changes_of
from portal.letters.states import UNSETTLED, ChangeKind
from portal.letters.views.common import clause_or_404, letter_or_404
from portal.letters.views.letters import letter_page


@require_http_methods(["GET", "POST"])
def change_clause(request: HttpRequest, pk: int) -> HttpResponse:
    """A clause of a later letter specifies, changes, repeals or fulfils an earlier one."""
    found = clause_or_404(request, pk)
    permit(rules.can_keep_letter(request.user, found.assignment.letter))
    form = ChangeForm(
        request.POST or None, letter=found.assignment.letter, initial={"old": request.GET.get("old")}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.register_change(
            new=found, old=said["old"], kind=ChangeKind(said["kind"]), by=request.user, at=timezone.now()
        )
        messages.success(request, _("Endringen er registrert. Begge punktene beholder ordene sine."))
        return redirect(found)
    context = {"clause": found, "form": form, "changes": changes_of(found)}
    return render(request, "letters/change.html", context, status=422 if form.errors else 200)


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    found = letter_or_404(request, pk)
    permit(rules.can_keep_letter(request.user, found))
    form = QuestionForm(request.POST, letter=found)
    if not form.is_valid():
        return letter_page(request, found, question_form=form, status=422)
    question = actions.ask_question(letter=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Spørsmålet er lagt inn."))
    return redirect(question)


def _question_or_404(request: HttpRequest, pk: int) -> Question:
    questions = Question.objects.visible_to(request.user).select_related(
        "letter__sender", "letter__receiver", "clause__assignment", "asked_by", "answered_by", "settled_by"
    )
    return get_object_or_404(questions, pk=pk)


@require_GET
def question(request: HttpRequest, pk: int) -> HttpResponse:
    return _question_page(request, _question_or_404(request, pk))


def _question_page(request: HttpRequest, found: Question, *, status: int = 200, **forms: Any) -> HttpResponse:
    is_open = found.state in UNSETTLED
    context = {
        "question": found,
        "can_answer": is_open and rules.can_answer_question(request.user, found),
        "can_settle": is_open and rules.can_keep_letter(request.user, found.letter),
        "answer_form": AnswerForm(initial={"answer": found.answer}),
        "settle_form": SettleForm(letter=found.letter),
        **forms,
    }
    return render(request, "letters/question.html", context, status=status)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = _question_or_404(request, pk)
    permit(rules.can_answer_question(request.user, found))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _question_page(request, found, answer_form=form, status=422)
    actions.answer_question(question=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Svaret er lagret."))
    return redirect(found)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    found = _question_or_404(request, pk)
    permit(rules.can_keep_letter(request.user, found.letter))
    form = SettleForm(request.POST, letter=found.letter)
    if not form.is_valid():
        return _question_page(request, found, settle_form=form, status=422)
    settled = actions.settle_question(question=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Spørsmålet er avklart."))
    return redirect(settled)

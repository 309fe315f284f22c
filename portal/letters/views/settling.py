"""What a new letter settles of what came before: proposed with the words they share, and decided by a person (moonshot 23)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.errors import BadInput, permit
from portal.http import HttpRequest
from portal.letters import rules
from portal.letters.actions import changes as actions
from portal.letters.forms.clauses import SettlingForm
from portal.letters.models import Letter
from portal.letters.queries.settling import settled_by
from portal.letters.views.common import letter_or_404


def _kept_letter(request: HttpRequest, pk: int) -> Letter:
    found = letter_or_404(request, pk)
    permit(rules.can_keep_letter(request.user, found))
    return found


@require_GET
def settles(request: HttpRequest, pk: int) -> HttpResponse:
    found = _kept_letter(request, pk)
    context = {"letter": found, "proposals": settled_by(found)}
    return render(request, "letters/settles.html", context)


@require_POST
def settle_question(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter has answered the question."""
    found = _kept_letter(request, pk)
    question = _read(request, found)["question"]
    if question is None:
        raise BadInput(_("Velg et spørsmål."))
    actions.settle_question(question=question, letter=found, by=request.user, at=timezone.now())
    messages.success(request, _("Spørsmålet er avklart."))
    return redirect("letter_settles", pk=pk)


@require_POST
def turn_down(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not, and is not proposed again."""
    found = _kept_letter(request, pk)
    actions.turn_down_settling(letter=found, **_read(request, found), by=request.user, at=timezone.now())
    messages.success(request, _("Notert: dette avklares ikke av brevet."))
    return redirect("letter_settles", pk=pk)


def _read(request: HttpRequest, letter: Letter) -> dict:
    form = SettlingForm(request.POST, letter=letter)
    if not form.is_valid():
        raise BadInput(_("Velg ett punkt eller ett spørsmål fra et tidligere brev."))
    return form.cleaned_data

"""The letters, and one put in by hand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.dates import oslo_today
from portal.errors import permit
from portal.http import HttpRequest
from portal.letters import actions, rules
from portal.letters.forms.clauses import QuestionForm
from portal.letters.forms.letters import AsOfForm, AssignmentForm, ClauseForm, LetterForm
from portal.letters.models import Letter, LetterDraft
from portal.letters.pages import letter_page as draw
from portal.letters.queries import letters as queries
from portal.letters.queries.evidence import is_changed_on_disk
from portal.letters.views.common import letter_or_404, per_of, shown_on


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    context = {
        "letters": Letter.objects.visible_to(request.user).with_parties(),
        "can_write": rules.can_write_letters(request.user),
        "can_read": rules.can_read_letters(request.user),
        "drafts": LetterDraft.objects.visible_to(request.user).open().select_related("file"),
    }
    return render(request, "letters/letters.html", context)


@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    return letter_page(request, letter_or_404(request, pk))


def letter_page(
    request: HttpRequest, found: Letter, *, status: int = 200, question_form: QuestionForm | None = None
) -> HttpResponse:
    """The letter, also when a form on it is refused."""
    as_of = AsOfForm(request.GET)
    date, today = shown_on(as_of), oslo_today()
    moment = queries.moment_of(date, today)
    page = draw(
        found,
        user=request.user,
        shown_on=date,
        today=today,
        chosen=request.GET.get("vis", "alle"),
        per=per_of(as_of),
    )
    can_keep = rules.can_keep_letter(request.user, found)
    context = {
        "letter": found,
        "page": page,
        "as_of": as_of,
        "then": date if moment else None,
        "not_yet": bool(moment and found.registered_at and found.registered_at > moment),
        "file_is_changed": is_changed_on_disk(found.file),
        "missing": rules.missing_for_registration(found) if found.is_draft else [],
        "can_edit": rules.can_edit_letter(request.user, found),
        "can_keep": can_keep,
        "can_read_file": rules.can_see_evidence(request.user),
        "question_form": (question_form or QuestionForm(letter=found)) if can_keep else None,
    }
    return render(request, "letters/letter.html", context, status=status)


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
    found = letter_or_404(request, pk)
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
    found = letter_or_404(request, pk)
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
    found = letter_or_404(request, pk)
    permit(rules.can_write_letters(request.user))
    registered = actions.register_letter(letter=found, by=request.user, at=timezone.now())
    messages.success(request, _("Brevet er registrert. Ordlyden kan ikke lenger endres."))
    return redirect(registered)

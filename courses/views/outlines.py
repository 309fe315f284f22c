"""The outline: read by those who read the letter, written by its keeper, talked about with DFD, shown to fagrådet."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import documents, rules
from courses.actions import outlines as actions
from courses.forms.outlines import (
    ChangeNoteForm,
    DialogueForm,
    ModuleForm,
    OutlineForm,
    PresentedForm,
    SentForm,
    SummaryForm,
)
from courses.models import Outline, OutlineVersion, Presentation
from courses.queries.outlines import (
    gates_of,
    modules_of,
    outline_page,
    outlines_of,
    sections_of_module,
    shown_version,
)
from courses.views.common import download, module_or_404, outline_or_404
from portal.dates import oslo_today
from portal.errors import permit
from portal.events import Event
from portal.http import HttpRequest
from portal.threads import Thread, threads_of

FORM_PAGE = "courses/form.html"


@require_GET
def outlines(request: HttpRequest) -> HttpResponse:
    """All outlines, with how the two conditions stand."""
    permit(rules.can_read_outlines(request.user))
    today = oslo_today()
    lines = [
        (one, gates_of(one, today))
        for one in outlines_of(request.user).prefetch_related("versions__presentations").distinct()
    ]
    return render(
        request, "courses/outlines.html", {"lines": lines, "can_keep": rules.can_keep_courses(request.user)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_outline(request: HttpRequest) -> HttpResponse:
    permit(rules.can_keep_courses(request.user))
    form = OutlineForm(request.POST or None, user=request.user)
    if form.is_bound and form.is_valid():
        body = request.user.organisation
        assert body is not None  # who keeps courses acts for somebody
        made = actions.create_outline(
            **form.cleaned_data, organisation=body, by=request.user, at=timezone.now()
        )
        return redirect(made)
    return form_page(request, form, title=_("Ny kursskisse"), submit=_("Lag skissen"))


def form_page(request: HttpRequest, form: Any, **more: Any) -> HttpResponse:
    """One form on a page of its own."""
    return render(request, FORM_PAGE, {"form": form, **more}, status=422 if form.errors else 200)


@require_GET
def outline(request: HttpRequest, pk: int) -> HttpResponse:
    return _outline_page(request, outline_or_404(request, pk))


def _outline_page(request: HttpRequest, found: Outline, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The modules under the two aims, and the two conditions with what is missing."""
    version = shown_version(found, request.user, request.GET.get("versjon", ""))
    if version is None:
        raise Http404
    today = oslo_today()
    can_keep = rules.can_keep_outline(request.user, found)
    presentations = Presentation.objects.visible_to(request.user).filter(version__outline=found).select_related("version__outline")  # fmt: skip
    context = {
        "outline": found,
        "version": version,
        "page": outline_page(version, request.user),
        "versions": OutlineVersion.objects.visible_to(request.user).filter(outline=found),
        "gates": gates_of(found, today),
        "days": found.days_waited(today),
        "dialogues": found.dialogues.select_related("version__outline", "by"),
        "presentations": presentations,
        "is_newest": not found.versions.filter(number__gt=version.number).exists(),
        "missing": rules.missing_to_issue(version) if version.is_open else [],
        "can_keep": can_keep,
        "can_log": rules.can_log_dialogue(request.user, found),
        "is_sent": any(one.version_id == version.pk for one in presentations),
        "courses": found.courses.select_related("version"),
        "events": Event.objects.visible_to(request.user).about(found).in_order(),
        "summary_form": SummaryForm(initial={"summary": version.summary}),
        "version_form": ChangeNoteForm(auto_id="ny_%s"),
        "dialogue_form": DialogueForm(auto_id="dialog_%s"),
        "sent_form": SentForm(auto_id="sendt_%s"),
        "presented_forms": [(one, PresentedForm(auto_id=f"lagt{one.pk}_%s")) for one in presentations if not one.presented_on],
        **forms,
    }  # fmt: skip
    return render(request, "courses/outline.html", context, status=status)


def _kept_outline(request: HttpRequest, pk: int) -> tuple[Outline, OutlineVersion]:
    """The keeper's outline and its newest version."""
    found = outline_or_404(request, pk)
    permit(rules.can_keep_outline(request.user, found))
    version = shown_version(found, request.user, "")
    if version is None:
        raise Http404
    return found, version


@require_POST
def write_summary(request: HttpRequest, pk: int) -> HttpResponse:
    found, version = _kept_outline(request, pk)
    form = SummaryForm(request.POST)
    if not form.is_valid():
        return _outline_page(request, found, status=422, summary_form=form)
    actions.write_summary(version=version, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Teksten er lagret."))
    return redirect(found)


@require_POST
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    found, _version = _kept_outline(request, pk)
    form = ChangeNoteForm(request.POST, auto_id="ny_%s")
    if not form.is_valid():
        return _outline_page(request, found, status=422, version_form=form)
    made = actions.begin_version(outline=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Du skriver nå på versjon %(number)s.") % {"number": made.number})
    return redirect(found)


@require_POST
def issue_version(request: HttpRequest, pk: int) -> HttpResponse:
    found, version = _kept_outline(request, pk)
    actions.issue_version(version=version, by=request.user, at=timezone.now())
    messages.success(
        request, _("Skissen foreligger. DFD har fått beskjed om at dere skal ha dialog om innholdet.")
    )
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def new_module(request: HttpRequest, pk: int) -> HttpResponse:
    found, version = _kept_outline(request, pk)
    form = ModuleForm(request.POST or None, user=request.user)
    if form.is_bound and form.is_valid():
        actions.add_module(
            version=version, text=form.text(), sections=form.cleaned_data["sections"], needs=form.cleaned_data["needs"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        return redirect(found)
    return form_page(
        request, form, title=_("Ny modul"), over=version, submit=_("Legg til modulen"), back=found
    )


@require_GET
def module(request: HttpRequest, pk: int) -> HttpResponse:
    """A module with both ends of its threads: the needs above, the sections of guidelines below (features.md N10)."""
    found = module_or_404(request, pk)
    shown = next(one for one in modules_of(found.version, request.user) if one.pk == found.pk)
    needs = [
        Thread(_("Behov"), need.title, need.get_absolute_url(), str(need.owner)) for need in shown.shown_needs
    ]
    context = {
        "module": shown,
        "outline": found.version.outline,
        "threads": [*needs, *sections_of_module(found)],
        "led_to": threads_of(request.user, found),
        "can_change": found.version.is_open and rules.can_keep_outline(request.user, found.version.outline),
    }
    return render(request, "courses/module.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_module(request: HttpRequest, pk: int) -> HttpResponse:
    found = module_or_404(request, pk)
    permit(rules.can_keep_outline(request.user, found.version.outline))
    form = ModuleForm(request.POST or None, instance=found, user=request.user)
    if form.is_bound and form.is_valid():
        actions.change_module(
            module=found, text=form.text(), sections=form.cleaned_data["sections"], needs=form.cleaned_data["needs"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        return redirect(found.version.outline)
    return form_page(request, form, title=_("Endre modul"), over=found.version, submit=_("Lagre"), back=found)


@require_POST
def delete_module(request: HttpRequest, pk: int) -> HttpResponse:
    found = module_or_404(request, pk)
    permit(rules.can_keep_outline(request.user, found.version.outline))
    actions.delete_module(module=found, by=request.user, at=timezone.now())
    messages.success(request, _("Modulen er tatt ut."))
    return redirect(found.version.outline)


@require_POST
def log_dialogue(request: HttpRequest, pk: int) -> HttpResponse:
    found = outline_or_404(request, pk)
    permit(rules.can_log_dialogue(request.user, found))
    form = DialogueForm(request.POST, auto_id="dialog_%s")
    if not form.is_valid():
        return _outline_page(request, found, status=422, dialogue_form=form)
    actions.log_dialogue(outline=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Dialogen er ført."))
    return redirect(found)


@require_POST
def send_to_council(request: HttpRequest, pk: int) -> HttpResponse:
    found, version = _kept_outline(request, pk)
    form = SentForm(request.POST, auto_id="sendt_%s")
    if not form.is_valid():
        return _outline_page(request, found, status=422, sent_form=form)
    actions.send_to_council(version=version, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Det er ført at skissen er sendt fagrådet."))
    return redirect(found)


@require_POST
def note_presentation(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Presentation.objects.visible_to(request.user).select_related("version__outline")
    presentation = get_object_or_404(rows, pk=pk)
    found = presentation.version.outline
    permit(rules.can_keep_outline(request.user, found))
    form = PresentedForm(request.POST, auto_id=f"lagt{pk}_%s")
    if not form.is_valid():
        return _outline_page(request, found, status=422, presented_forms=[(presentation, form)])
    actions.note_presentation(
        presentation=presentation, **form.cleaned_data, by=request.user, at=timezone.now()
    )
    messages.success(request, _("Framlegget er ført."))
    return redirect(found)


@require_GET
def council_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper for fagrådet as a Word document (features.md C02)."""
    found = outline_or_404(request, pk)
    version = shown_version(found, request.user, request.GET.get("versjon", ""))
    if version is None:
        raise Http404
    content = documents.council_paper(outline_page(version, request.user), oslo_today())
    return download(content, documents.DOCX_TYPE, f"fagradet-skisse-{found.pk}-v{version.number}.docx")

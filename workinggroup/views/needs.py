"""The pages of needs: the list, one need, and writing one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.dates import oslo_today
from portal.errors import permit
from portal.events import Event
from portal.http import HttpRequest
from portal.jobs.views import give_list
from portal.letters.models import Clause
from portal.threads import threads_of
from workinggroup import rules
from workinggroup.actions import needs as actions
from workinggroup.documents import LIST_FORMATS
from workinggroup.filling import NEEDS_LIST
from workinggroup.forms.group import NeedOnAgendaForm
from workinggroup.forms.needs import (
    AnswerForm,
    CiteForm,
    NeedFilterForm,
    NeedForm,
    NeedStartForm,
    SignForm,
    SplitForm,
    WhyForm,
)
from workinggroup.models import Cluster, Meeting, Need
from workinggroup.queries import needs as queries
from workinggroup.queries.likeness import look_alikes
from workinggroup.queries.priorities import is_assessor
from workinggroup.queries.sections import citable_sections, clause_for, own_signature


def need_or_404(request: HttpRequest, pk: int) -> Need:
    """The need, as the user may see it."""
    found = Need.objects.visible_to(request.user).select_related(
        "owner",
        "work_process__parent",
        "made_by",
        "filed_by",
        "released_by",
        "answered_by",
        "parent",
        "clause",
    )
    return get_object_or_404(found, pk=pk)


@require_GET
def needs(request: HttpRequest) -> HttpResponse:
    """The list (features.md N11)."""
    permit(rules.can_read_needs(request.user))
    choices = queries.choices_on(oslo_today())
    form = NeedFilterForm(request.GET, choices=choices)
    page = queries.needs_page(request.user, form.wanted(), form.page_number(), codes=choices.codes)
    context = {
        "form": form,
        "page": page,
        "list_formats": LIST_FORMATS,
        "can_start": rules.can_start_need(request.user),
        "can_lead": rules.can_lead_group(request.user),
    }
    template = "workinggroup/needs.html"
    return render(request, f"{template}#list" if request.htmx else template, context)


@require_POST
def export_needs(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Exactly the rows that the list shows, on all its pages; written in the log (features.md X07)."""
    permit(rules.can_read_needs(request.user))
    if extension not in LIST_FORMATS:
        raise Http404
    return give_list(request, NEEDS_LIST, extension=extension, query=request.POST.get("query", ""))


@require_GET
def alike(request: HttpRequest) -> HttpResponse:
    """What resembles the title that is being written (features.md N03)."""
    permit(rules.can_start_need(request.user))
    title = request.GET.get("title", "")[:160]
    but = request.GET.get("but", "")
    found = look_alikes(request.user, title, but=int(but) if but.isdecimal() else None)
    return render(request, "workinggroup/alike.html", {"alike": found, "title": title})


@require_http_methods(["GET", "HEAD", "POST"])
def new_need(request: HttpRequest) -> HttpResponse:
    """Begin with a title; the rest comes on the next page (features.md N01)."""
    permit(rules.can_start_need(request.user))
    form = NeedStartForm(request.POST or None)
    if form.is_bound and form.is_valid() and "check" not in request.POST:
        made = actions.start_need(
            by=request.user, at=timezone.now(), clause=clause_for(Clause.objects.visible_to(request.user)),
            title=form.cleaned_data["title"], task_today=form.cleaned_data["task_today"],
        )  # fmt: skip
        return redirect("write_need", pk=made.pk)
    title = form.data.get("title", "") if form.is_bound else ""
    context = {"form": form, "alike": look_alikes(request.user, title) if title else []}
    return render(request, "workinggroup/need_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def write_need(request: HttpRequest, pk: int) -> HttpResponse:
    """The five-minute form; saved by itself while it is written, and by its button."""
    found = need_or_404(request, pk)
    permit(rules.can_write_need(request.user, found))
    if not found.is_own:
        return redirect(found)
    form = NeedForm(request.POST or None, instance=found, initial={"seen": found.revision})
    if form.is_bound and form.is_valid():
        saved = _saved(request, found, form)
        if request.htmx:
            return render(request, "workinggroup/need_saved.html", {"need": saved, "at": timezone.now()})
        if "file" in request.POST:
            actions.file_need(need=saved, by=request.user, at=timezone.now())
            messages.success(request, _("Behovet er meldt inn. Departementets kontakt frigir det."))
        else:
            messages.success(request, _("Utkastet er lagret."))
        return redirect(saved)
    context = {"need": found, "form": form, "missing": rules.missing_for_filing(found)}
    template = "workinggroup/need_errors.html" if request.htmx else "workinggroup/need_write.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, found: Need, form: NeedForm) -> Need:
    return actions.save_need(
        need=found, written=form.written(), barriers=form.cleaned_data["barriers"], seen=form.cleaned_data["seen"],
        by=request.user, at=timezone.now(),
    )  # fmt: skip


@require_GET
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """One need: its next step, what it says, who has it too, what became of it."""
    return need_page(request, need_or_404(request, pk))


def need_page(request: HttpRequest, found: Need, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page; a form that was refused comes back as it was."""
    user, signature = request.user, own_signature(found, request.user)
    can_lead = rules.can_lead_group(user)
    tie = found.cluster_ties.filter(left_at=None).select_related("cluster").first()
    context = {
        "need": found,
        "tag": queries.state_tag(found.state, found.outcome),
        "barriers": found.barriers.all(),
        "missing": rules.missing_for_filing(found) if found.is_draft else [],
        "can_write": rules.can_write_need(user, found) and found.is_own,
        "can_release": rules.can_release_need(user, found),
        "can_withdraw": rules.can_withdraw_need(user, found) and (found.is_own or found.is_shared),
        "can_sign": rules.can_sign_need(user, found) and found.is_shared,
        "can_answer": can_lead and found.is_shared,
        "can_split": rules.can_write_need(user, found) and found.is_shared,
        "can_score": found.is_shared and is_assessor(user),
        "signature": signature,
        "co_signs": found.co_signs.select_related("organisation").prefetch_related("organisation__names"),
        "cluster": tie.cluster if tie else None,
        "parts": Need.objects.visible_to(user).filter(parent=found),
        "use_cases": queries.use_cases_for(user).filter(needs=found),
        "citations": found.citations.select_related("guideline"),
        "agenda": queries.agenda_of(found, user),
        "threads": threads_of(user, found),
        "events": Event.objects.visible_to(user).about(found).in_order(),
        "sign_form": SignForm(instance=signature),
        "answer_form": AnswerForm(initial={"outcome": found.outcome, "because": found.outcome_because}, auto_id="svar_%s"),
        "why_form": WhyForm(auto_id="trekk_%s"),
        "split_form": SplitForm(),
        "cite_form": CiteForm(sections=citable_sections(user)),
        "agenda_form": NeedOnAgendaForm(meetings=Meeting.objects.visible_to(user).planned()),
        "can_plan": can_lead and found.is_shared,
        "clusters": Cluster.objects.visible_to(user).standing() if tie is None and found.is_shared else [],
        **forms,
    }  # fmt: skip
    return render(request, "workinggroup/need.html", context, status=status)


@require_POST
def file_need(request: HttpRequest, pk: int) -> HttpResponse:
    found = need_or_404(request, pk)
    permit(rules.can_write_need(request.user, found))
    actions.file_need(need=found, by=request.user, at=timezone.now())
    messages.success(request, _("Behovet er meldt inn. Departementets kontakt frigir det."))
    return redirect(found)


@require_POST
def send_back_need(request: HttpRequest, pk: int) -> HttpResponse:
    found = need_or_404(request, pk)
    permit(rules.can_write_need(request.user, found))
    actions.send_back_need(need=found, by=request.user, at=timezone.now())
    messages.success(request, _("Behovet er et utkast igjen."))
    return redirect(found)


@require_POST
def withdraw_need(request: HttpRequest, pk: int) -> HttpResponse:
    found = need_or_404(request, pk)
    permit(rules.can_withdraw_need(request.user, found))
    form = WhyForm(request.POST, auto_id="trekk_%s")
    if not form.is_valid():
        return need_page(request, found, status=422, why_form=form)
    actions.withdraw_need(need=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Behovet er trukket."))
    return redirect("needs")


@require_POST
def answer_need(request: HttpRequest, pk: int) -> HttpResponse:
    """The group's answer (features.md N09)."""
    found = need_or_404(request, pk)
    permit(rules.can_lead_group(request.user))
    form = AnswerForm(request.POST, auto_id="svar_%s")
    if not form.is_valid():
        return need_page(request, found, status=422, answer_form=form)
    actions.answer_need(need=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Svaret er sendt til den som meldte behovet."))
    return redirect(found)


@require_POST
def sign_need(request: HttpRequest, pk: int) -> HttpResponse:
    """«Vi har dette også» (features.md N06)."""
    found = need_or_404(request, pk)
    permit(rules.can_sign_need(request.user, found))
    form = SignForm(request.POST)
    if not form.is_valid():
        return need_page(request, found, status=422, sign_form=form)
    actions.sign_need(need=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Tallene deres er lagt til."))
    return redirect(found)


@require_POST
def unsign_need(request: HttpRequest, pk: int) -> HttpResponse:
    found = need_or_404(request, pk)
    permit(rules.can_sign_need(request.user, found))
    actions.unsign_need(need=found, by=request.user, at=timezone.now())
    messages.success(request, _("Signaturen er trukket."))
    return redirect(found)


@require_POST
def cite_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Which guideline the need is about (features.md N10)."""
    found = need_or_404(request, pk)
    permit(rules.can_write_need(request.user, found) or rules.can_lead_group(request.user))
    form = CiteForm(request.POST, sections=citable_sections(request.user))
    if not form.is_valid():
        return need_page(request, found, status=422, cite_form=form)
    actions.cite_section(need=found, section=form.cleaned_data["section"], by=request.user, at=timezone.now())
    return redirect(found)

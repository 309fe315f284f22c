"""The pages of one matter, and the register of decisions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.dates import oslo_today
from portal.errors import permit
from portal.files import store_file
from portal.http import HttpRequest
from portal.letters.reader.files import LETTERS
from portal.people.models import Organisation
from portal.permissions import Right
from workinggroup import rules
from workinggroup.actions import decisions as actions
from workinggroup.actions.meetings import add_paper as put_paper
from workinggroup.forms.group import DecisionForm, DoneForm, NoteForm, PaperForm
from workinggroup.models import AgendaItem, Decision
from workinggroup.queries import group as queries


def item_or_404(request: HttpRequest, pk: int) -> AgendaItem:
    """A matter on an agenda."""
    rows = AgendaItem.objects.visible_to(request.user).select_related("meeting__group", "need")
    return get_object_or_404(rows, pk=pk)


def led_item(request: HttpRequest, pk: int) -> AgendaItem:
    """The matter, for those who lead the group."""
    found = item_or_404(request, pk)
    permit(rules.can_lead_group(request.user))
    return found


@require_GET
def treat_item(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be done with a matter in the meeting."""
    return _item_page(request, led_item(request, pk))


def _item_page(request: HttpRequest, found: AgendaItem, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "item": found,
        "meeting": found.meeting,
        "papers": found.papers.select_related("file"),
        "made": found.decisions.select_related("owner"),
        "missing": rules.missing_for_change(found.meeting),
        "decision_form": DecisionForm(bodies=_deciding_bodies(request)),
        "note_form": NoteForm(auto_id="orientering_%s", initial={"discussion": found.discussion}),
        "paper_form": PaperForm(auto_id="papir_%s"),
        **forms,
    }
    return render(request, "workinggroup/item.html", context, status=status)


def _deciding_bodies(request: HttpRequest) -> Any:
    return Organisation.objects.visible_to(request.user).existing_on(oslo_today()).by_name()


@require_POST
def decide_item(request: HttpRequest, pk: int) -> HttpResponse:
    found = led_item(request, pk)
    form = DecisionForm(request.POST, bodies=_deciding_bodies(request))
    if not form.is_valid():
        return _item_page(request, found, status=422, decision_form=form)
    said = form.cleaned_data
    made = actions.decide_item(
        item=found, kind=said["kind"], text=said["text"], owner=said["owner"], due_on=said["due_on"],
        discussion=said["discussion"], dissents=form.dissents(), by=request.user, at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("%(decision)s er ført.") % {"decision": made})
    return redirect(found.meeting)


@require_POST
def note_item(request: HttpRequest, pk: int) -> HttpResponse:
    found = led_item(request, pk)
    form = NoteForm(request.POST, auto_id="orientering_%s")
    if not form.is_valid():
        return _item_page(request, found, status=422, note_form=form)
    actions.note_item(item=found, **form.cleaned_data, by=request.user, at=timezone.now())
    return redirect(found.meeting)


@require_POST
def defer_item(request: HttpRequest, pk: int) -> HttpResponse:
    found = led_item(request, pk)
    moved = actions.defer_item(item=found, by=request.user, at=timezone.now())
    messages.success(request, _("Saken er flyttet til %(meeting)s.") % {"meeting": moved.meeting})
    return redirect(found.meeting)


@require_POST
def add_paper(request: HttpRequest, pk: int) -> HttpResponse:
    found = led_item(request, pk)
    form = PaperForm(request.POST, request.FILES, auto_id="papir_%s")
    if not form.is_valid() or request.user.organisation is None:
        return _item_page(request, found, status=422, paper_form=form)
    stored = store_file(
        form.cleaned_data["file"], allowed=LETTERS, right=Right.READ_GROUP, organisation=request.user.organisation,
        by=request.user,
    )  # fmt: skip
    put_paper(item=found, file=stored, title=form.cleaned_data["title"], by=request.user, at=timezone.now())
    return redirect("treat_item", pk=pk)


# The register of decisions ------------------------------------------------------------------------


@require_GET
def decision_register(request: HttpRequest) -> HttpResponse:
    permit(rules.can_read_needs(request.user))
    rows = queries.decision_register(request.user, state=request.GET.get("status", ""))
    lines = [
        {"decision": one, "can_carry_out": one.is_open and rules.can_carry_out(request.user, one)}
        for one in rows
    ]
    context = {"lines": lines, "state": request.GET.get("status", "")}
    return render(request, "workinggroup/decisions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Decision.objects.visible_to(request.user).select_related("meeting__group", "owner"), pk=pk
    )
    permit(rules.can_carry_out(request.user, found))
    form = DoneForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.carry_out(decision=found, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Vedtaket er gjennomført."))
        return redirect("decisions")
    return render(
        request,
        "workinggroup/carry_out.html",
        {"form": form, "decision": found},
        status=422 if form.errors else 200,
    )

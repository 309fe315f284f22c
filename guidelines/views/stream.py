"""The stream: what readers meet, and the steps of an item: one POST each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guidelines import rules
from guidelines.actions import stream as actions
from guidelines.forms_stream import (
    ItemForm,
    ScheduleForm,
    StreamFilter,
    TakeDownForm,
    cited_sections,
)
from guidelines.models import StreamItem
from guidelines.queries import stream as queries
from guidelines.states import GONE_ITEMS, Language
from guidelines.text import html_of
from portal.dates import oslo_today
from portal.errors import permit
from portal.events import Event
from portal.file_types import JPEG, PNG
from portal.files import StoredFile, store_file
from portal.http import HttpRequest
from portal.kept import kept_page
from portal.permissions import Right

ON_PAGE = 20
IMAGES = frozenset({PNG, JPEG})
VOTED = "nyttig"


@require_GET
@kept_page
def items(request: HttpRequest) -> HttpResponse:
    """News, tips, experiences, videos and answers, newest first."""
    permit(rules.can_read_stream(request.user))
    form = StreamFilter(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    found = queries.live_items(
        request.user, kind=wanted.get("type", ""), audience=wanted.get("gruppe", ""), tag=wanted.get("stikkord", "").lower()
    )  # fmt: skip
    page = Paginator(found, ON_PAGE).get_page(request.GET.get("page"))
    may_run = rules.can_run_stream(request.user)
    context = {
        "page": page, "filter": form, "may_run": may_run, "at_work": queries.items_at_work(request.user) if may_run else [],
        "may_keep_addresses": rules.can_keep_addresses(request.user),
        "picked": queries.pick_ups(list(page)) if may_run else {},
    }  # fmt: skip
    return render(request, "guidelines/stream.html", context)


@require_GET
@kept_page
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item; one that is taken down answers 410 and says why (domain.md N-06)."""
    permit(rules.can_read_stream(request.user))
    return _item_page(request, _item_or_404(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def new_item(request: HttpRequest) -> HttpResponse:
    permit(rules.can_run_stream(request.user))
    day = request.GET.get("dag")
    initial = {"editor": request.user.pk, "language": Language.NB, "planned_on": day}
    form = _form(request, None, initial)
    if request.method == "POST" and form.is_valid():
        made = actions.create_item(
            text=form.text(_image(request, form, None)), is_idea="idea" in request.POST, by=request.user, at=timezone.now()
        )  # fmt: skip
        messages.success(request, _("Innslaget er lagret."))
        return redirect(made)
    return render(request, "guidelines/item_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_item(request: HttpRequest, pk: int) -> HttpResponse:
    held = _writable(request, pk)
    form = _form(
        request, held, {"seen": held.revision, "tags": ", ".join(held.tags), "cites": cited_sections(held), "planned_on": held.planned_on},
    )  # fmt: skip
    context: dict[str, Any] = {"form": form, "item": held}
    if request.method != "POST":
        return render(request, "guidelines/item_form.html", context)
    if not form.is_valid():
        return render(request, "guidelines/item_form.html", context, status=422)
    written = form.text(_image(request, form, held))
    try:
        actions.save_item(
            item=held, seen=form.cleaned_data["seen"] or 0, text=written, by=request.user, at=timezone.now()
        )
    except actions.ItemChanged as told:
        written_now = request.POST.copy()
        written_now["seen"] = str(told.current.revision)
        form.data = written_now
        return render(request, "guidelines/item_form.html", {**context, "told": told}, status=409)
    messages.success(request, _("Innslaget er lagret."))
    return redirect("stream_item", pk=pk)


@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.take_up, _("Ideen er nå et utkast."))


@require_POST
def ask_for_check(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.ask_for_check, _("Innslaget venter på at en annen leser det."))


@require_POST
def back_to_draft(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.back_to_draft, _("Innslaget er et utkast igjen."))


@require_POST
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    held = _writable(request, pk)
    form = ScheduleForm(request.POST)
    publish_at = form.moment("publish_on", "publish_clock") if form.is_valid() else None
    if publish_at is None:
        return _item_page(request, held, status=422, schedule_form=form)
    actions.schedule_item(
        item=held, publish_at=publish_at, withdraw_at=form.moment("withdraw_on", "withdraw_clock"), by=request.user,
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("Innslaget har fått et tidspunkt."))
    return redirect("stream_item", pk=pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    held = _writable(request, pk)
    form = TakeDownForm(request.POST)
    if not form.is_valid():
        return _item_page(request, held, status=422, withdraw_form=form)
    actions.withdraw_item(item=held, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Innslaget er trukket tilbake."))
    return redirect("stream_item", pk=pk)


@require_POST
def useful(request: HttpRequest, pk: int) -> HttpResponse:
    """«Nyttig?»: counted once per browser; who it was is kept nowhere but in the browser's own cookie."""
    held = _item_or_404(request, pk)
    permit(rules.can_read_stream(request.user))
    answer = redirect("stream_item", pk=pk)
    told = request.COOKIES.get(VOTED, "").split(".")
    if held.is_live and str(pk) not in told:
        actions.count_useful(item=held, is_useful=request.POST.get("svar") == "ja")
        answer.set_cookie(
            VOTED,
            ".".join([*told[-50:], str(pk)]).strip("."),
            path="/nytt/",
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    messages.success(request, _("Takk for svaret."))
    return answer


@require_POST
def used(request: HttpRequest, pk: int) -> HttpResponse:
    """A ministry ticks that it has used the item (features.md G21)."""
    held = _item_or_404(request, pk)
    permit(rules.can_inform_staff(request.user))
    actions.mark_used(
        item=held, is_used=request.POST.get("brukt") == "ja", by=request.user, at=timezone.now()
    )
    messages.success(request, _("Notert."))
    return redirect("stream_item", pk=pk)


def _item_or_404(request: HttpRequest, pk: int) -> StreamItem:
    found = StreamItem.objects.visible_to(request.user)
    return get_object_or_404(
        found.select_related("editor", "made_by", "changed_by", "checked_by", "image", "organisation"), pk=pk
    )


def _writable(request: HttpRequest, pk: int) -> StreamItem:
    held = _item_or_404(request, pk)
    permit(rules.can_write_item(request.user, held))
    return held


def _step(request: HttpRequest, pk: int, action: Callable[..., StreamItem], sentence: str) -> HttpResponse:
    action(item=_writable(request, pk), by=request.user, at=timezone.now())
    messages.success(request, sentence)
    return redirect("stream_item", pk=pk)


def _form(request: HttpRequest, held: StreamItem | None, initial: dict[str, Any]) -> ItemForm:
    return ItemForm(
        request.POST or None, request.FILES or None, instance=held, initial=initial, by=request.user,
        editors=queries.editors_of(request.user.organisation, oslo_today()),
    )  # fmt: skip


def _image(request: HttpRequest, form: ItemForm, held: StreamItem | None) -> StoredFile | None:
    upload = form.cleaned_data.get("upload")
    if upload:
        assert request.user.organisation is not None
        return store_file(
            upload,
            allowed=IMAGES,
            right=Right.READ_GUIDELINES,
            organisation=request.user.organisation,
            by=request.user,
        )
    return None if held is None or form.cleaned_data.get("remove_image") else held.image


def _item_page(request: HttpRequest, held: StreamItem, status: int = 200, **forms: Any) -> HttpResponse:
    may_write = rules.can_write_item(request.user, held)
    context = {
        "item": held, "html": html_of(held.body), "may_write": may_write,
        "missing": rules.missing_for_check(held) if may_write and held.can_be_written else [],
        "may_check": request.user.pk not in {held.made_by_id, held.changed_by_id},
        "schedule_form": ScheduleForm(initial={"publish_on": held.planned_on or oslo_today()}),
        "withdraw_form": TakeDownForm(), "cites": queries.citations_in(held, request.user),
        "delivery": queries.delivery_to(held, request.user) if rules.can_inform_staff(request.user) else None,
        "picked": queries.pick_ups([held]).get(held.pk, 0) if may_write else None,
        "events": Event.objects.about(held).in_order() if may_write else [],
        **forms,
    }  # fmt: skip
    if held.state in GONE_ITEMS:
        status = 410
    return render(request, "guidelines/item.html", context, status=status)

"""The front page: panels that each app registers, shown to those who may see them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.dates import oslo_today
from portal.errors import BadInput
from portal.events import Event
from portal.files import StoredFile
from portal.http import HttpRequest
from portal.notifications.absences import absences_for
from portal.shell import may_enter
from portal.todo import kept_todo_of, todo_of

if TYPE_CHECKING:
    from portal.people.models import User

EVENTS_SHOWN = 8
WAITING_ON_PAGE = 40


@dataclass(frozen=True)
class Panel:
    """A part of the front page: a template, and a function that fills it or says None when there is nothing."""

    template: str
    order: int
    fill: "Callable[[User], dict[str, Any] | None]"


_panels: list[Panel] = []


def register_panel(template: str, *, order: int, fill: "Callable[[User], dict[str, Any] | None]") -> None:
    """Add a panel; called from AppConfig.ready(). `fill` answers for the person who is logged in."""
    _panels.append(Panel(template, order, fill))


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, what changed, and the pictures of the programme."""
    if request.user.membership is None:
        return redirect("people_waiting")
    filled = [
        (panel.template, panel.fill(request.user)) for panel in sorted(_panels, key=lambda panel: panel.order)
    ]
    todo = todo_of(request.user, today=oslo_today())
    context = {
        "panels": [(template, content) for template, content in filled if content is not None],
        "todo": todo,
        "late": [item for item in todo if item.is_late],
        "waiting": [item for item in todo if not item.is_late],
        "events": _latest(request.user),
        "now": timezone.now(),
    }
    return render(request, "home.html", context)


def _latest(user: "User") -> list[tuple[Event, str]]:
    """What has happened, with its address where the person may go there."""
    latest = Event.objects.visible_to(user).order_by("-at", "-pk")[:EVENTS_SHOWN]
    return [(event, event.url if may_enter(user, event.url) else "") for event in latest]


@require_GET
def todo(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the person who is logged in."""
    today = oslo_today()
    page = Paginator(kept_todo_of(request.user, today=today), WAITING_ON_PAGE).get_page(
        request.GET.get("side")
    )
    items = list(page)
    context = {
        "page": page,
        "late": [item for item in items if item.is_late],
        "waiting": [item for item in items if not item.is_late],
        "absences": absences_for(request.user, today=today),
    }
    return render(request, "todo.html", context)


@require_GET
def file(request: HttpRequest, public_id: str) -> FileResponse:
    """A stored file, always as an attachment; a changed byte on disk is refused and said."""
    found = get_object_or_404(
        StoredFile.objects.visible_to(request.user).filter(erased_at=None), public_id=public_id
    )
    if not found.is_intact():
        raise BadInput(_("Filen på disken er ikke lenger den som ble lagret. Den er derfor ikke levert ut."))
    response = FileResponse(found.path.open("rb"), as_attachment=True, filename=found.name)
    response["Content-Type"] = found.content_type
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

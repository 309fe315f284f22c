"""The chase button: first exactly who gets what, then the sending."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from portal.errors import permit
from portal.http import HttpRequest
from portal.notifications.chase import chase_of, plan_of, refuse_when_over, send_chase
from portal.notifications.registry import Chase


@require_GET
def chase(request: HttpRequest, subject: str, pk: int) -> HttpResponse:
    """Who has not answered, and what they would get."""
    kind, obj = _subject_or_404(request, subject, pk)
    context = {
        "chase": kind,
        "subject": obj,
        "label": subject,
        "plan": plan_of(kind, obj, now=timezone.now()),
    }
    return render(request, "notifications/chase.html", context)


@require_POST
def send(request: HttpRequest, subject: str, pk: int) -> HttpResponse:
    """Write to those who were listed."""
    kind, obj = _subject_or_404(request, subject, pk)
    count = send_chase(
        chase=kind,
        obj=obj,
        fingerprint=request.POST.get("fingerprint", ""),
        by=request.user,
        at=timezone.now(),
    )
    text = ngettext("%(count)s mottaker får en påminnelse.", "%(count)s mottakere får en påminnelse.", count)
    messages.success(request, text % {"count": count})
    return redirect("sent_mail")


def _subject_or_404(request: HttpRequest, subject: str, pk: int) -> tuple[Chase, Any]:
    kind = chase_of(subject)
    if kind is None:
        raise Http404
    obj = get_object_or_404(kind.objects(request.user), pk=pk)
    permit(kind.may(request.user, obj))
    refuse_when_over(kind, obj)
    return kind, obj

"""The operator's pages: the machinery at a glance, and the outbox."""

import platform

import django
from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.errors import permit
from portal.http import HttpRequest
from portal.jobs.queries import failed_jobs
from portal.notifications import actions, queries, rules
from portal.notifications.forms import ReturnForm
from portal.notifications.models import Alarm, OutgoingMail
from portal.notifications.states import MailState
from portal.operations import part_lines, schedule_lines, state_of_machinery


@require_GET
def operations(request: HttpRequest) -> HttpResponse:
    """Queues, last runs, failed jobs, the outbox, disk, versions and alarms."""
    permit(rules.can_read_operations(request.user))
    context = {
        "alarms": Alarm.objects.visible_to(request.user).ringing(),
        "schedule": schedule_lines(),
        "failed": failed_jobs(request.user),
        "versions": {
            "KI-portalen": settings.VERSION,
            "Python": platform.python_version(),
            "Django": django.get_version(),
            "PostgreSQL": ".".join(str(part) for part in divmod(connection.cursor().connection.info.server_version, 10000)),
        },
        "parts": part_lines(),
        **state_of_machinery(now=timezone.now()),
    }  # fmt: skip
    return render(request, "operations/page.html", context)


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """The outbox, perhaps only one state."""
    permit(rules.can_read_operations(request.user))
    chosen = request.GET.get("status", "")
    state = chosen if chosen in MailState.values else ""
    context = {
        "mails": queries.outbox_for(request.user, state=state),
        "chips": [
            {"url": f"?status={value}", "label": label, "current": value == state}
            for value, label in [("", _("Alle")), *MailState.choices]
        ],
    }
    return render(request, "operations/outbox.html", context)


@require_GET
def outgoing_mail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One mail: how it went, and what stands in it."""
    return _mail_page(request, _mail_or_404(request, public_id), ReturnForm())


def _mail_or_404(request: HttpRequest, public_id: str) -> OutgoingMail:
    return get_object_or_404(OutgoingMail.objects.visible_to(request.user), public_id=public_id)


def _mail_page(request: HttpRequest, mail: OutgoingMail, form: ReturnForm, status: int = 200) -> HttpResponse:
    is_operator = rules.can_read_operations(request.user)
    is_aside = mail.state in {MailState.PARKED, MailState.WITHHELD}
    context = {
        "mail": mail,
        "notices": mail.notices.order_by("pk"),
        "is_operator": is_operator,
        "may_resend": is_operator and is_aside and mail.has_content,
        "is_emptied": is_aside and not mail.has_content,
        "return_form": form if is_operator and mail.state == MailState.SENT else None,
    }
    return render(request, "operations/mail.html", context, status=status)


@require_POST
def resend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a parked mail back in the queue."""
    permit(rules.can_read_operations(request.user))
    mail = _mail_or_404(request, public_id)
    actions.resend_mail(mail=mail, by=request.user, at=timezone.now())
    messages.success(request, _("E-posten er lagt i køen igjen."))
    return redirect("outbox")


@require_POST
def note_return(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write that a sent mail came back; its sender sees it."""
    permit(rules.can_read_operations(request.user))
    mail = _mail_or_404(request, public_id)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _mail_page(request, mail, form, 422)
    actions.note_return(mail=mail, said=form.cleaned_data["said"], by=request.user, at=timezone.now())
    messages.success(request, _("Returen er registrert. Den som sendte e-posten, ser den på siden sin."))
    return redirect(mail)

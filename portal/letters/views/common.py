"""What the letters' pages load, always through what the user may see."""

import datetime

from django.shortcuts import get_object_or_404

from portal.dates import oslo_today
from portal.http import HttpRequest
from portal.letters.forms.letters import AsOfForm
from portal.letters.models import Assignment, Clause, Letter


def letter_or_404(request: HttpRequest, pk: int) -> Letter:
    return get_object_or_404(
        Letter.objects.visible_to(request.user).with_parties().select_related("file"), pk=pk
    )


def assignment_or_404(request: HttpRequest, pk: int) -> Assignment:
    return get_object_or_404(
        Assignment.objects.visible_to(request.user).select_related("letter__sender", "letter__receiver"),
        pk=pk,
    )


def clause_or_404(request: HttpRequest, pk: int) -> Clause:
    return get_object_or_404(
        Clause.objects.visible_to(request.user).select_related(
            "assignment__letter__sender", "assignment__letter__receiver"
        ),
        pk=pk,
    )


def shown_on(form: AsOfForm) -> datetime.date:
    """The date in the address, or today when there is none or it cannot be read."""
    return (form.cleaned_data.get("per") if form.is_valid() else None) or oslo_today()


def per_of(form: AsOfForm) -> str:
    """The date as links on the page carry it on: «?per=2024-12-15», or nothing."""
    date = form.cleaned_data.get("per") if form.is_valid() else None
    return f"?per={date.isoformat()}" if date else ""

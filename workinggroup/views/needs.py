"""The pages of needs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from workinggroup.models import Need


@require_safe
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """One need."""
    found = get_object_or_404(Need.objects.visible_to(request.user).select_related("owner"), pk=pk)
    return render(request, "workinggroup/need.html", {"need": found})

"""The pages of use cases."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from workinggroup.models import UseCase


@require_safe
def use_case(request: HttpRequest, pk: int) -> HttpResponse:
    """One use case."""
    found = get_object_or_404(UseCase.objects.visible_to(request.user).select_related("owner"), pk=pk)
    return render(request, "workinggroup/use_case.html", {"use_case": found})

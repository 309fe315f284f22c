"""How every page finds its trial."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from pilots.models import ExperienceCard, Pilot
from pilots.queries.register import pilot_with_number
from portal.http import HttpRequest


def pilot_or_404(request: HttpRequest, number: int) -> Pilot:
    found = pilot_with_number(request.user, number)
    if found is None:
        raise Http404
    return found


def card_or_404(request: HttpRequest, pk: int) -> ExperienceCard:
    cards = ExperienceCard.objects.visible_to(request.user).select_related(
        "organisation", "pilot", "made_by", "clause__assignment"
    )
    return get_object_or_404(cards, pk=pk)


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)

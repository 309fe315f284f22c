"""How every page finds its guideline and its version."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from guidelines.models import Guideline, GuidelineVersion, Section
from guidelines.queries.versions import version_named
from portal.http import HttpRequest


def guideline_or_404(request: HttpRequest, key: str) -> Guideline:
    return get_object_or_404(Guideline.objects.visible_to(request.user).with_parties(), key=key)


def version_or_404(request: HttpRequest, key: str, number: str) -> GuidelineVersion:
    version = version_named(guideline_or_404(request, key), number, request.user)
    if version is None:
        raise Http404
    return version


def section_or_404(request: HttpRequest, pk: int) -> Section:
    sections = Section.objects.visible_to(request.user).select_related("version__guideline", "changed_by")
    return get_object_or_404(sections, pk=pk)

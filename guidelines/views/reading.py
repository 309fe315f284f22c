"""The reader's side: the text in force, former versions at their own addresses, and what is different."""

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from guidelines import rules
from guidelines.models import Guideline, GuidelineVersion
from guidelines.queries.search import search as find
from guidelines.queries.versions import compare, guideline_lines, read_sections
from guidelines.states import VersionState
from guidelines.views.common import guideline_or_404, version_or_404
from portal.dates import oslo_today
from portal.errors import permit
from portal.http import HttpRequest
from portal.kept import kept_page
from portal.permissions import Right, has_right
from portal.threads import threads_of

MOST_SEARCHED = 200


@require_GET
def guidelines(request: HttpRequest) -> HttpResponse:
    permit(rules.can_read_guidelines(request.user))
    context = {
        "lines": guideline_lines(request.user),
        "can_follow": has_right(request.user, Right.FOLLOW_GUIDELINES),
        "can_keep": rules.can_keep_guidelines(request.user),
        "can_see_consultations": rules.can_see_consultations(request.user),
        "today": oslo_today(),
    }
    return render(request, "guidelines/guidelines.html", context)


@require_GET
@kept_page
def guideline(request: HttpRequest, key: str) -> HttpResponse:
    """What holds now; a text that is withdrawn says why and where to go instead (features.md G19)."""
    found = guideline_or_404(request, key)
    versions = GuidelineVersion.objects.visible_to(request.user).of(found).with_people()
    held = versions.in_force().first()
    if held is not None:
        return text_page(request, held)
    withdrawn = versions.filter(state=VersionState.WITHDRAWN).order_by("-withdrawn_at").first()
    if withdrawn is not None:
        return render(request, "guidelines/withdrawn.html", {"version": withdrawn}, status=410)
    latest = versions.first()
    if latest is None:
        raise Http404
    return text_page(request, latest)


@require_GET
@kept_page
def version(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """One version at its permanent address, whatever has come after it (features.md G15)."""
    return text_page(request, version_or_404(request, key, number))


@require_GET
def difference(request: HttpRequest, key: str, number: str, other: str) -> HttpResponse:
    """What is different between two versions, as marked and as accessible text."""
    new, old = version_or_404(request, key, number), version_or_404(request, key, other)
    context = {"guideline": new.guideline, "new": new, "old": old, "differences": compare(old, new)}
    return render(request, "guidelines/difference.html", context)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Where the words stand, in what holds and what is out."""
    permit(rules.can_read_guidelines(request.user))
    words = request.GET.get("q", "")[:MOST_SEARCHED].replace("\x00", "")
    context = {"words": words, "hits": find(request.user, words)}
    return render(request, "guidelines/search.html", context)


def text_page(request: HttpRequest, shown: GuidelineVersion) -> HttpResponse:
    language = get_language() or "nb"
    # Read once: for the text, and for what leads from it.
    prefetch_related_objects([shown], "sections")
    sections = read_sections(shown, language)
    context = {
        "guideline": shown.guideline,
        "version": shown,
        "title": shown.guideline.title_in(language),
        "sections": sections,
        "has_fallback": any(section.is_fallback for section in sections),
        "is_due_for_review": shown.is_in_force and shown.guideline.is_due_for_review(oslo_today()),
        "can_follow": has_right(request.user, Right.FOLLOW_GUIDELINES),
        "newer": _newer(shown.guideline, shown),
        "threads": threads_of(request.user, *shown.sections.all()),
    }
    return render(request, "guidelines/text.html", context)


def _newer(guideline: Guideline, shown: GuidelineVersion) -> GuidelineVersion | None:
    """What holds instead of a former version."""
    return None if shown.is_in_force or shown.is_open or shown.is_decided else guideline.in_force()

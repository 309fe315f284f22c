"""How every page of the courses finds what it is about."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from courses import rules
from courses.models import Course, Module, Outline, Registration, Session
from portal.http import HttpRequest


def outline_or_404(request: HttpRequest, pk: int) -> Outline:
    found = Outline.objects.visible_to(request.user).select_related(
        "organisation", "clause__assignment", "dialogue_clause__assignment", "council_clause__assignment"
    )
    return get_object_or_404(found.distinct(), pk=pk)


def module_or_404(request: HttpRequest, pk: int) -> Module:
    return get_object_or_404(
        Module.objects.visible_to(request.user).select_related("version__outline"), pk=pk
    )


def course_or_404(request: HttpRequest, pk: int) -> Course:
    found = Course.objects.visible_to(request.user).select_related(
        "outline__organisation", "version", "clause__assignment"
    )
    return get_object_or_404(found, pk=pk)


def session_or_404(request: HttpRequest, pk: int) -> Session:
    found = (
        Session.objects.visible_to(request.user).with_course().select_related("course__clause__assignment")
    )
    return get_object_or_404(found, pk=pk)


def kept_session_or_404(request: HttpRequest, pk: int) -> Session:
    """The session with no more than its course, for its keeper: one query. Others are told as on any page of it."""
    found = Session.objects.select_related("course__outline").filter(pk=pk).first()
    if found is not None and rules.can_keep_session(request.user, found):
        return found
    session_or_404(request, pk)
    raise PermissionDenied


def registration_or_404(request: HttpRequest, pk: int) -> Registration:
    found = (
        Registration.objects.visible_to(request.user)
        .with_session()
        .select_related("person", "leader", "session__course__outline__organisation")
    )
    return get_object_or_404(found, pk=pk)


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)

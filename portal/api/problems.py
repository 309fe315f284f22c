"""Errors of the API as problem documents (RFC 9457), with a sentence and the request's reference."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from portal.errors import DomainError
from portal.request_id import current_request_id

PROBLEM_TYPE = "application/problem+json"


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: expected refusals and HTTP errors become application/problem+json."""
    if isinstance(error, DomainError):
        problems = [str(problem) for problem in error.problems]
        return _problem(error.status, error.message, problems=problems)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None:
        return None
    detail = getattr(error, "detail", "")
    sentence = str(detail) if isinstance(detail, exceptions.ErrorDetail) else ""
    answer = _problem(response.status_code, sentence, errors=None if sentence else detail)
    for name, value in response.items():
        if name.lower() != "content-type":
            answer[name] = value
    return answer


def problem_answer(status: int, detail: str) -> JsonResponse:
    """A problem document where no view of the API has the request, as for an address that does not exist."""
    return JsonResponse(_body(status, detail), status=status, content_type=PROBLEM_TYPE)


def _problem(status: int, detail: str, **more: object) -> Response:
    told = {name: value for name, value in more.items() if value}
    return Response({**_body(status, detail), **told}, status=status, content_type=PROBLEM_TYPE)


def _body(status: int, detail: str) -> dict[str, object]:
    return {"type": "about:blank", "status": status, "detail": detail, "reference": current_request_id()}

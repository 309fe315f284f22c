"""The money over the API: read only, with the same rights, rows and sums as the pages."""

import base64

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.api.pagination import Pages
from portal.database import writes_to_the_log
from portal.permissions import Right
from reporting.actions.exports import note_export
from reporting.actions.overviews import take_sealed_file
from reporting.documents import overview_as_data
from reporting.forms.money import PaymentFilterForm
from reporting.models import Authority, LedgerRow, OverviewVersion
from reporting.queries.overview import overview_of
from reporting.queries.payments import SORTS, filtered
from reporting.serializers import (
    AuthoritySerializer,
    OverviewSerializer,
    OverviewVersionSerializer,
    PaymentSerializer,
    ProblemSerializer,
)
from reporting.states import Outcome, RowType
from reporting.views.common import authority_or_404

PROBLEM = {"application/problem+json": ProblemSerializer}
REFUSALS = {(status, kind): ProblemSerializer for status in (401, 403) for kind in PROBLEM}
NOT_FOUND = {(404, kind): ProblemSerializer for kind in PROBLEM}
BAD_REQUEST = {(400, kind): ProblemSerializer for kind in PROBLEM}
KEY = OpenApiParameter(
    "key",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    description="`dss-150021-2024`, or `150021-2024` when it is one only.",
)
PAYMENT_FILTERS = [
    OpenApiParameter(
        "authority",
        OpenApiTypes.STR,
        required=True,
        description="As in the list of authorities: `dss-150021-2024`.",
    ),
    OpenApiParameter("q", OpenApiTypes.STR, description="Words in supplier, text or voucher number."),
    OpenApiParameter(
        "foring", OpenApiTypes.STR, description="Number of an assignment, or `ingen` for rows tied to none."
    ),
    OpenApiParameter("periode", OpenApiTypes.STR, description="Cash period, `202409`."),
    OpenApiParameter("type", OpenApiTypes.STR, enum=RowType.values),
    OpenApiParameter(
        "utfall", OpenApiTypes.STR, enum=[*Outcome.values, "alle"], description="`counted` when not given."
    ),
    OpenApiParameter("merket", OpenApiTypes.STR, description="Any value: only rows with a flag."),
    OpenApiParameter("sort", OpenApiTypes.STR, enum=[mark + name for name in SORTS for mark in ("", "-")]),
]


class MoneyView(APIView):
    """For those who read the money and may use the API."""

    right = Right.READ_MONEY


class PagedView(MoneyView):
    pagination_class = Pages

    def paged(self, rows: QuerySet, serializer: type) -> Response:
        pages = self.pagination_class()
        page = pages.paginate_queryset(rows, self.request, view=self)
        return pages.get_paginated_response(serializer(page, many=True).data)


class Authorities(PagedView):
    @extend_schema(
        operation_id="authorities_list", responses={200: AuthoritySerializer(many=True), **REFUSALS, **NOT_FOUND},
        summary="Authorities to charge another body's post",
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        return self.paged(_authorities(request), AuthoritySerializer)


class Overviews(PagedView):
    @extend_schema(
        operation_id="overviews_list", responses={200: AuthoritySerializer(many=True), **REFUSALS, **NOT_FOUND},
        summary="The authorities that have a year-end overview: all of them",
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        return self.paged(_authorities(request), AuthoritySerializer)


class Overview(MoneyView):
    @extend_schema(
        operation_id="overviews_retrieve", parameters=[KEY], responses={200: OverviewSerializer, **REFUSALS, **NOT_FOUND},
        summary="The overview as the ledger stands now, a draft; what was sent is among the versions",
    )  # fmt: skip
    def get(self, request: Request, key: str) -> Response:
        authority = authority_or_404(request, key)
        now = timezone.now()
        made = overview_of(authority, made_at=now, made_by=str(request.user))
        answer = Response(overview_as_data(made))
        note_export(authority=authority, extension="api", rows=made.sums.count, by=request.user, at=now)
        return answer


class Versions(PagedView):
    @extend_schema(
        operation_id="overview_versions_list", parameters=[KEY],
        responses={200: OverviewVersionSerializer(many=True), **REFUSALS, **NOT_FOUND},
        summary="The versions of the overview that were sealed and sent, with their SHA-256",
    )  # fmt: skip
    def get(self, request: Request, key: str) -> Response:
        return self.paged(_sealed(request, key), OverviewVersionSerializer)


class Version(MoneyView):
    @extend_schema(
        operation_id="overview_versions_retrieve", parameters=[KEY],
        responses={200: OverviewSerializer, **REFUSALS, **NOT_FOUND},
        summary="A sealed version, byte for byte as it was sent; its SHA-256 is in Repr-Digest (RFC 9530) and in the list",
    )  # fmt: skip
    def get(self, request: Request, key: str, number: int) -> HttpResponse:
        found = get_object_or_404(_sealed(request, key), number=number)
        _name, content = take_sealed_file(version=found, extension="json", by=request.user, at=timezone.now())
        digest = base64.b64encode(bytes.fromhex(found.sha256)).decode()
        return HttpResponse(
            content,
            content_type="application/json",
            headers={"Repr-Digest": f"sha-256=:{digest}:", "ETag": f'"{found.sha256}"'},
        )


class Payments(PagedView):
    @extend_schema(
        operation_id="payments_list", parameters=PAYMENT_FILTERS,
        responses={200: PaymentSerializer(many=True), **BAD_REQUEST, **REFUSALS, **NOT_FOUND},
        summary="Rows of the ledger, filtered and sorted as on the page",
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        key = request.query_params.get("authority")
        if not key:
            raise ValidationError({"authority": [_("Si hvilken fullmakt: ?authority=dss-150021-2024.")]})
        authority = authority_or_404(request, key)
        form = PaymentFilterForm(request.query_params, authority=authority)
        return self.paged(_with_parts(filtered(authority, form.wanted())), PaymentSerializer)


class Payment(MoneyView):
    @extend_schema(
        operation_id="payments_retrieve", responses={200: PaymentSerializer, **REFUSALS, **NOT_FOUND},
        summary="One row of the ledger",
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> Response:
        row = get_object_or_404(_with_parts(LedgerRow.objects.visible_to(request.user)), pk=pk)
        return Response(PaymentSerializer(row).data)


def _sealed(request: Request, key: str) -> QuerySet[OverviewVersion]:
    authority = authority_or_404(request, key)
    return (
        OverviewVersion.objects.visible_to(request.user)
        .of(authority)
        .sent()
        .with_people()
        .order_by("-number")
    )


def _authorities(request: Request) -> QuerySet[Authority]:
    return Authority.objects.visible_to(request.user).with_parties()


def _with_parts(rows: QuerySet[LedgerRow]) -> QuerySet[LedgerRow]:
    return rows.select_related("authority__receiver").prefetch_related("allocations__assignment")


authorities = Authorities.as_view()
overviews = Overviews.as_view()
overview = writes_to_the_log(Overview.as_view())
versions = Versions.as_view()
version = writes_to_the_log(Version.as_view())
payments = Payments.as_view()
payment = Payment.as_view()

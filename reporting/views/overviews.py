"""The year-end overview as a page and as files."""

import tempfile

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from portal.database import one_moment
from portal.errors import permit
from portal.http import HttpRequest
from portal.paging import slice_of
from reporting import rules
from reporting.actions.exports import note_export
from reporting.documents import FORMATS, head_of, overview_filename, sum_tables
from reporting.models import Authority, LedgerRow
from reporting.queries.overview import overview_of
from reporting.views.common import authority_or_404

ROWS_ON_PAGE = 100


@require_GET
def overviews(request: HttpRequest) -> HttpResponse:
    permit(rules.can_read_money(request.user))
    return render(
        request,
        "reporting/overviews.html",
        {"authorities": Authority.objects.visible_to(request.user).with_parties()},
    )


@require_GET
def overview(request: HttpRequest, key: str) -> HttpResponse:
    authority = authority_or_404(request, key)
    shown = overview_of(authority, made_at=timezone.now(), made_by=str(request.user))
    page = request.GET.get("side", "1")
    cut = slice_of(LedgerRow.objects.of(authority).counted(), page=int(page) if page.isdecimal() and len(page) < 6 else 1, size=ROWS_ON_PAGE)
    context = {
        "authority": authority,
        "overview": shown,
        "head": head_of(shown),
        "sum_tables": sum_tables(shown),
        "rows": list(shown.rows(cut.start, cut.stop)),
        "slice": cut,
        "can_export": rules.can_export(request.user),
        "formats": FORMATS,
    }
    return render(request, "reporting/overview.html", context)


@require_POST
def download_overview(request: HttpRequest, key: str, extension: str) -> FileResponse:
    """The whole overview as a file. It is a POST because fetching it is written in the log (features.md X07)."""
    authority = authority_or_404(request, key)
    permit(rules.can_export(request.user))
    if extension not in FORMATS:
        raise Http404
    content_type, write = FORMATS[extension]
    target = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    with one_moment():
        made = overview_of(authority, made_at=timezone.now(), made_by=str(request.user))
        write(made, target)
        note_export(authority=authority, extension=extension, rows=made.sums.count, by=request.user, at=timezone.now())
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=overview_filename(made, extension), content_type=content_type)

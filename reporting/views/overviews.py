"""The year-end overview as a page and as files."""

import tempfile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.database import one_moment
from portal.errors import permit
from portal.http import HttpRequest
from portal.jobs.actions import order_job
from portal.jobs.tasks import send
from portal.money import ZERO
from portal.paging import slice_of
from reporting import rules
from reporting.actions.exports import note_export
from reporting.documents import FORMATS, head_of, overview_filename, sum_tables
from reporting.filling import OVERVIEW_FILE, is_long
from reporting.models import Authority, LedgerRow
from reporting.queries.overview import overview_of
from reporting.views.common import authority_or_404
from reporting.views.life import life_context

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
    return overview_page(request, authority_or_404(request, key))


def overview_page(
    request: HttpRequest, authority: Authority, *, status: int = 200, **forms: object
) -> HttpResponse:
    """The page; a step whose form is wrong shows it again with what is to be mended."""
    context: dict[str, Any] = (
        {"authority": authority, "can_export": rules.can_export(request.user)}
        | life_context(request, authority)
        | forms
    )
    if _reads_what_was_sent(request, authority, context["life"].last_sent is not None):
        return render(request, "reporting/overview_sent.html", context, status=status)
    shown = overview_of(authority, made_at=timezone.now(), made_by=str(request.user))
    page = request.GET.get("side", "1")
    cut = slice_of(
        LedgerRow.objects.of(authority).counted(),
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
        size=ROWS_ON_PAGE,
    )
    context |= {
        "overview": shown,
        "head": head_of(shown),
        "sum_tables": sum_tables(shown),
        "rows": list(shown.rows(cut.start, cut.stop)),
        "slice": cut,
        "formats": FORMATS,
        "apart": (apart := shown.apart()),
        "apart_sum": sum((row.net for row in apart), ZERO),
    }
    return render(request, "reporting/overview.html", context, status=status)


def _reads_what_was_sent(request: HttpRequest, authority: Authority, is_sent: bool) -> bool:
    """The giver meets the version that was sent; until there is one, and with ?na=1, the draft as it stands now."""
    return is_sent and request.user.organisation == authority.giver and request.GET.get("na") != "1"


@require_POST
def download_overview(request: HttpRequest, key: str, extension: str) -> HttpResponseBase:
    """The whole overview as a file, or as a long job when it is large.

    It is a POST because fetching it is written in the log (features.md X07).
    """
    authority = authority_or_404(request, key)
    permit(rules.can_export(request.user))
    if extension not in FORMATS:
        raise Http404
    if is_long(extension, LedgerRow.objects.of(authority).counted().count()):
        return _order_file(request, authority, extension)
    content_type, write = FORMATS[extension]
    target = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    with one_moment():
        made = overview_of(authority, made_at=timezone.now(), made_by=str(request.user))
        write(made, target)
        note_export(
            authority=authority, extension=extension, rows=made.sums.count, by=request.user, at=timezone.now()
        )
    target.seek(0)
    return FileResponse(
        target, as_attachment=True, filename=overview_filename(made, extension), content_type=content_type
    )


def _order_file(request: HttpRequest, authority: Authority, extension: str) -> HttpResponse:
    job = order_job(
        kind=OVERVIEW_FILE, title=_("Oversikt for %(authority)s, %(format)s") % {"authority": authority, "format": extension.upper()},
        by=request.user, at=timezone.now(), subject_key=f"reporting.authority:{authority.pk}:{extension}:{request.user.pk}",
        authority=authority.pk, extension=extension,
    )  # fmt: skip
    send(job.pk)
    messages.success(
        request, _("Filen er stor, og lages som en jobb. Du kan forlate siden og finne den igjen.")
    )
    return redirect(job)

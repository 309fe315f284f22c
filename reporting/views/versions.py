"""The steps of the year-end overview, one POST each, and the sealed files just as they were sent."""

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.errors import permit, refuse_if
from portal.http import HttpRequest
from portal.jobs.actions import order_job
from portal.jobs.tasks import send as queue_job
from reporting import rules
from reporting.actions import overviews as actions
from reporting.cover_letter import CONTENT_TYPE as COVER_LETTER_TYPE
from reporting.cover_letter import write_cover_letter
from reporting.documents import FORMATS
from reporting.filling import SEALING, is_long
from reporting.forms.money import NewVersionForm, ReasonForm, ReconciliationForm, ReopenForm, ReturnForm
from reporting.models import Authority, OverviewVersion
from reporting.states import VersionState
from reporting.views.common import authority_or_404
from reporting.views.overviews import overview_page

if TYPE_CHECKING:
    from portal.people.models import User

May = Callable[["User", Authority], bool]


@require_POST
def new_version(request: HttpRequest, key: str) -> HttpResponse:
    authority = authority_or_404(request, key)
    permit(rules.can_check_overview(request.user, authority))
    form = NewVersionForm(request.POST, needs_reason=authority.versions.exists())
    if not form.is_valid():
        return overview_page(request, authority, status=422, new_form=form)
    version = actions.open_version(
        authority=authority, reason=form.cleaned_data.get("reason", ""), by=request.user, at=timezone.now()
    )
    return _done(request, version, _("Versjonen er et utkast. Avstem den mot regnskapet."))


@require_POST
def reconcile(request: HttpRequest, key: str, number: int) -> HttpResponse:
    version = _mine_or_404(request, key, number, rules.can_check_overview)
    # The form writes into its instance: a refused one must not show on the page.
    form = ReconciliationForm(request.POST, instance=_version_or_404(request, key, number))
    if not form.is_valid():
        return overview_page(request, version.authority, status=422, reconcile_form=form)
    said = actions.Reconciliation(**form.cleaned_data)
    done = actions.reconcile_overview(version=version, said=said, by=request.user, at=timezone.now())
    return _done(request, done, _("Avstemmingen er lagret."))


@require_POST
def check(request: HttpRequest, key: str, number: int) -> HttpResponse:
    version = _mine_or_404(request, key, number, rules.can_check_overview)
    done = actions.check_overview(version=version, by=request.user, at=timezone.now())
    return _done(request, done, _("Oversikten er kontrollert. En annen må godkjenne den."))


@require_POST
def approve(request: HttpRequest, key: str, number: int) -> HttpResponse:
    version = _mine_or_404(request, key, number, rules.can_approve_overview)
    done = actions.approve_overview(version=version, by=request.user, at=timezone.now())
    return _done(request, done, _("Oversikten er godkjent og kan sendes."))


@require_POST
def reopen(request: HttpRequest, key: str, number: int) -> HttpResponse:
    version = _mine_or_404(request, key, number, rules.can_send_overview)
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return overview_page(request, version.authority, status=422, reopen_form=form)
    done = actions.return_to_draft(version=version, **form.cleaned_data, by=request.user, at=timezone.now())
    return _done(request, done, _("Versjonen er et utkast igjen."))


@require_POST
def send(request: HttpRequest, key: str, number: int) -> HttpResponse:
    version = _mine_or_404(request, key, number, rules.can_send_overview)
    if version.state == VersionState.APPROVED and is_long("pdf", version.row_count or 0):
        return _order_sealing(request, version)
    done = actions.send_overview(version=version, by=request.user, at=timezone.now())
    return _done(request, done, _("Oversikten er forseglet og sendt."))


def _order_sealing(request: HttpRequest, version: OverviewVersion) -> HttpResponse:
    """Four files of many rows take their time: a job seals them, and what is missing is said at once."""
    refuse_if(rules.missing_for_sending(version))
    job = order_job(
        kind=SEALING, title=_("Forsegling av %(version)s") % {"version": version}, by=request.user, at=timezone.now(),
        subject_key=f"reporting.overviewversion:{version.pk}", version=version.pk,
    )  # fmt: skip
    queue_job(job.pk)
    text = _("Oversikten er lang, og forsegles som en jobb. Den er sendt når jobben er ferdig.")
    messages.success(request, text)
    return redirect(job)


@require_POST
def receive(request: HttpRequest, key: str, number: int) -> HttpResponse:
    version = _mine_or_404(request, key, number, rules.can_answer_overview)
    done = actions.receive_overview(version=version, by=request.user, at=timezone.now())
    return _done(request, done, _("Oversikten er mottatt."))


@require_POST
def give_back(request: HttpRequest, key: str, number: int) -> HttpResponse:
    version = _mine_or_404(request, key, number, rules.can_answer_overview)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return overview_page(request, version.authority, status=422, return_form=form)
    done = actions.return_overview(version=version, **form.cleaned_data, by=request.user, at=timezone.now())
    return _done(request, done, _("Oversikten er returnert."))


@require_POST
def revert(request: HttpRequest, key: str, number: int) -> HttpResponse:
    version = _mine_or_404(request, key, number, rules.can_check_overview)
    form = ReasonForm(request.POST, prefix="forkast")
    if not form.is_valid():
        return overview_page(request, version.authority, status=422, revert_form=form)
    done = actions.revert_overview(version=version, **form.cleaned_data, by=request.user, at=timezone.now())
    return _done(request, done, _("Kladden er forkastet. Den oversendte versjonen gjelder."))


@require_POST
def cover_letter(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The letter that goes with the sent version; a POST because fetching is written in the log (features.md X07)."""
    version = _version_or_404(request, key, number)
    permit(rules.can_export(request.user))
    if not version.is_sent:
        raise Http404
    target = io.BytesIO()
    with translation.override("nb"):
        write_cover_letter(version, target)
    actions.note_cover_letter(version=version, by=request.user, at=timezone.now())
    name = f"folgebrev-{version.authority.key}-v{version.number}.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(target.getvalue(), content_type=COVER_LETTER_TYPE, headers=headers)


@require_POST
def download(request: HttpRequest, key: str, number: int, extension: str) -> HttpResponse:
    """The stored bytes, never made again; a POST because fetching is written in the log (features.md X07)."""
    version = _version_or_404(request, key, number)
    permit(rules.can_export(request.user))
    if extension not in FORMATS or not version.is_sent:
        raise Http404
    name, content = actions.take_sealed_file(
        version=version, extension=extension, by=request.user, at=timezone.now()
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=FORMATS[extension][0], headers=headers)


def _version_or_404(request: HttpRequest, key: str, number: int) -> OverviewVersion:
    authority = authority_or_404(request, key)
    return get_object_or_404(
        OverviewVersion.objects.visible_to(request.user).of(authority).with_people(), number=number
    )


def _mine_or_404(request: HttpRequest, key: str, number: int, may: May) -> OverviewVersion:
    """The version whose next step this is, when it is the user's to take; else 404 or 403."""
    version = _version_or_404(request, key, number)
    permit(may(request.user, version.authority))
    return version


def _done(request: HttpRequest, version: OverviewVersion, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("overview", key=version.authority.key)

"""From published to known: Depweb, the 17 ministries, and what cites a changed section."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guidelines import rules
from guidelines.actions import publication as actions
from guidelines.forms_stream import ChannelForm, ConfirmForm, ReceiptForm
from guidelines.models import CitationCheck, GuidelineVersion, MinistryNotice
from guidelines.queries import publication as queries
from guidelines.states import BESIDE_DEPWEB, Channel, CitationAnswer
from guidelines.views.common import version_or_404
from portal.dates import oslo_today
from portal.errors import permit
from portal.http import HttpRequest
from portal.people.models import Organisation
from portal.permissions import Right, has_right


@require_GET
def last_mile(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """Depweb, and the 17 ministries: told, seen, own employees informed (features.md G16, G17)."""
    version = version_or_404(request, key, number)
    permit(has_right(request.user, Right.FOLLOW_GUIDELINES))
    return _mile_page(request, version, ReceiptForm())


@require_POST
def make_package(request: HttpRequest, key: str, number: str) -> HttpResponse:
    version = version_or_404(request, key, number)
    permit(rules.can_publish_version(request.user, version))
    actions.make_package(version=version, by=request.user, at=timezone.now())
    messages.success(request, _("Pakken er laget."))
    return redirect("last_mile", key=key, number=number)


@require_POST
def note_receipt(request: HttpRequest, key: str, number: str) -> HttpResponse:
    version = version_or_404(request, key, number)
    permit(rules.can_publish_version(request.user, version))
    form = ReceiptForm(request.POST)
    stood_at = form.moment("stood_on", "stood_clock") if form.is_valid() else None
    if stood_at is None:
        return _mile_page(request, version, form, status=422)
    actions.note_receipt(
        version=version, url=form.cleaned_data["url"], stood_at=stood_at, by=request.user, at=timezone.now()
    )
    messages.success(request, _("Kvitteringen er ført."))
    return redirect("last_mile", key=key, number=number)


@require_GET
def ministry_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One ministry's own page about one version."""
    return _notice_page(
        request, _notice_or_404(request, pk), ConfirmForm(initial={"informed_on": oslo_today()})
    )


@require_POST
def see_notice(request: HttpRequest, pk: int) -> HttpResponse:
    notice = _own_notice_or_404(request, pk)
    permit(rules.can_confirm_informed(request.user, notice.organisation_id))
    actions.note_seen(notice=notice, by=request.user, at=timezone.now())
    return redirect(notice)


@require_POST
def confirm_notice(request: HttpRequest, pk: int) -> HttpResponse:
    notice = _own_notice_or_404(request, pk)
    permit(rules.can_confirm_informed(request.user, notice.organisation_id))
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _notice_page(request, notice, form, status=422)
    actions.confirm_informed(notice=notice, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Takk. Det er notert at egne ansatte er informert."))
    return redirect(notice)


@require_GET
def publishing_channels(request: HttpRequest) -> HttpResponse:
    """Where each ministry's employees read common news (domain.md O-03)."""
    permit(has_right(request.user, Right.FOLLOW_GUIDELINES))
    lines = [
        {
            "organisation": organisation,
            "channel": Channel(channel).label,
            "is_parallel": channel in BESIDE_DEPWEB,
            "form": ChannelForm(initial={"channel": channel}, auto_id=f"id_{organisation.key}_%s"),
        }
        for organisation, channel in queries.channel_lines(oslo_today())
    ]
    context = {"lines": lines, "may_keep": rules.can_keep_channels(request.user)}
    return render(request, "guidelines/channels.html", context)


@require_POST
def set_channel(request: HttpRequest, key: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), key=key)
    permit(rules.can_keep_channels(request.user))
    form = ChannelForm(request.POST)
    if form.is_valid():
        actions.set_channel(
            organisation=organisation,
            channel=form.cleaned_data["channel"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Kanalen for %(body)s er lagret.") % {"body": organisation})
    return redirect("publishing_channels")


@require_GET
def citation_checks(request: HttpRequest) -> HttpResponse:
    """What shows to a section that was changed, and whether it is still right (features.md, moonshot 14)."""
    permit(rules.can_read_guidelines(request.user))
    lines = [
        {"check": check, "may_answer": rules.can_answer_citation(request.user, check.organisation_id)}
        for check in queries.citation_checks_for(request.user)
    ]
    return render(request, "guidelines/citations.html", {"lines": lines, "answers": CitationAnswer.choices})


@require_POST
def answer_citation(request: HttpRequest, pk: int) -> HttpResponse:
    own = CitationCheck.objects.visible_to(request.user).of_body(request.user.organisation)
    found = get_object_or_404(own, pk=pk)
    permit(rules.can_answer_citation(request.user, found.organisation_id))
    answer = request.POST.get("answer", "")
    if answer in CitationAnswer.values:
        actions.answer_citation(check=found, answer=answer, by=request.user, at=timezone.now())
        messages.success(request, _("Svaret er lagret."))
    return redirect("citation_checks")


def _notice_or_404(request: HttpRequest, pk: int) -> MinistryNotice:
    notices = MinistryNotice.objects.visible_to(request.user)
    return get_object_or_404(
        notices.select_related("version__guideline", "organisation", "confirmed_by"), pk=pk
    )


def _own_notice_or_404(request: HttpRequest, pk: int) -> MinistryNotice:
    own = MinistryNotice.objects.visible_to(request.user).of_body(request.user.organisation)
    return get_object_or_404(own.select_related("version__guideline", "organisation", "confirmed_by"), pk=pk)


def _notice_page(
    request: HttpRequest, notice: MinistryNotice, form: ConfirmForm, status: int = 200
) -> HttpResponse:
    context = {
        "notice": notice, "version": notice.version, "guideline": notice.version.guideline, "form": form,
        "may_confirm": rules.can_confirm_informed(request.user, notice.organisation_id),
    }  # fmt: skip
    return render(request, "guidelines/ministry_notice.html", context, status=status)


def _mile_page(
    request: HttpRequest, version: GuidelineVersion, form: ReceiptForm, status: int = 200
) -> HttpResponse:
    grid = queries.last_mile_grid(version)
    receipt = getattr(version, "receipt", None)
    context: dict[str, Any] = {
        "version": version, "guideline": version.guideline, "grid": grid, "receipt": receipt, "receipt_form": form,
        "packages": version.packages.select_related("file", "made_by"),
        "can_publish": rules.can_publish_version(request.user, version),
        "informed": grid.totals[-1].heard if grid.bodies else 0,
        "total": len(grid.bodies),
        "is_late": receipt is None and version.depweb_due_on is not None and version.depweb_due_on < oslo_today(),
        "parallel": [
            one.organisation
            for one in version.ministry_notices.filter(needs_parallel_delivery=True).select_related("organisation").prefetch_related("organisation__names")
        ],
    }  # fmt: skip
    return render(request, "guidelines/last_mile.html", context, status=status)

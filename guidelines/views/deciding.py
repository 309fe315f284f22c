"""The versions of a guideline and the steps that are taken with them: one POST each."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guidelines import rules
from guidelines.actions import decisions as actions
from guidelines.forms import AdoptForm, NewVersionForm, OwnerForm, PublishForm, ReviewForm, WithdrawForm
from guidelines.models import Guideline, GuidelineVersion
from guidelines.queries.versions import events_of
from guidelines.states import ChangeKind, VersionState
from guidelines.views.common import guideline_or_404, version_or_404
from portal.dates import oslo_today
from portal.errors import permit
from portal.http import HttpRequest
from portal.permissions import Right, has_right


@require_GET
def work(request: HttpRequest, key: str) -> HttpResponse:
    guideline = guideline_or_404(request, key)
    permit(has_right(request.user, Right.FOLLOW_GUIDELINES))
    return work_page(request, guideline)


@require_POST
def adopt(request: HttpRequest, key: str, number: str) -> HttpResponse:
    version = version_or_404(request, key, number)
    if not rules.can_adopt_version(request.user, version):
        actions.note_refused_adoption(version=version, by=request.user, at=timezone.now())
        raise PermissionDenied
    form = AdoptForm(request.POST, version=version)
    if not form.is_valid():
        return work_page(request, version.guideline, status=422, adopt_form=form)
    done = actions.adopt_version(version=version, **form.cleaned_data, by=request.user, at=timezone.now())
    return _done(request, done, _("Versjonen er fastsatt. Forvalteren publiserer den."))


@require_POST
def approve_editorial(request: HttpRequest, key: str, number: str) -> HttpResponse:
    version = version_or_404(request, key, number)
    permit(rules.can_publish_version(request.user, version))
    done = actions.approve_editorial(version=version, by=request.user, at=timezone.now())
    return _done(request, done, _("Den redaksjonelle endringen er klar til å publiseres."))


@require_POST
def publish(request: HttpRequest, key: str, number: str) -> HttpResponse:
    version = version_or_404(request, key, number)
    permit(rules.can_publish_version(request.user, version))
    form = PublishForm(request.POST)
    if not form.is_valid():
        return work_page(request, version.guideline, status=422, publish_form=form)
    done = actions.publish_version(version=version, **form.cleaned_data, by=request.user, at=timezone.now())
    return _done(request, done, _("Versjonen er publisert."))


@require_POST
def check_urgent(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """The second pair of eyes on what was published in haste (features.md G19)."""
    version = version_or_404(request, key, number)
    permit(rules.can_publish_version(request.user, version))
    done = actions.check_urgent_version(version=version, by=request.user, at=timezone.now())
    return _done(request, done, _("Versjonen er kontrollert."))


@require_POST
def withdraw(request: HttpRequest, key: str, number: str) -> HttpResponse:
    version = version_or_404(request, key, number)
    permit(rules.can_publish_version(request.user, version))
    form = WithdrawForm(request.POST, guideline=version.guideline)
    if not form.is_valid():
        return work_page(request, version.guideline, status=422, withdraw_form=form)
    done = actions.withdraw_version(version=version, **form.cleaned_data, by=request.user, at=timezone.now())
    return _done(request, done, _("Versjonen er trukket tilbake."))


@require_POST
def still_right(request: HttpRequest, key: str) -> HttpResponse:
    guideline = guideline_or_404(request, key)
    permit(rules.can_review_guideline(request.user, guideline))
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return work_page(request, guideline, status=422, review_form=form)
    actions.confirm_still_right(guideline=guideline, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Notert: kontrollert og fortsatt riktig."))
    return redirect("guideline_work", key=key)


@require_POST
def set_owner(request: HttpRequest, key: str) -> HttpResponse:
    guideline = guideline_or_404(request, key)
    permit(rules.can_review_guideline(request.user, guideline))
    form = OwnerForm(request.POST, guideline=guideline)
    if not form.is_valid():
        return work_page(request, guideline, status=422, owner_form=form)
    actions.set_owner(guideline=guideline, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Ansvaret for gjennomgangen er satt."))
    return redirect("guideline_work", key=key)


def work_page(request: HttpRequest, guideline: Guideline, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The versions, the step that comes next, and what it lacks; a form that was refused comes back as it was."""
    versions = list(GuidelineVersion.objects.visible_to(request.user).of(guideline).with_people())
    for version in versions:
        version.guideline = guideline
    at_work = next((version for version in versions if version.is_open or version.is_decided), None)
    held = next((version for version in versions if version.is_in_force), None)
    context = {
        "guideline": guideline,
        "versions": versions,
        "at_work": at_work,
        "held": held,
        "events": events_of(guideline),
        "can_write": rules.can_write_guideline(request.user, guideline),
        "can_review": rules.can_review_guideline(request.user, guideline),
        "is_due_for_review": held is not None and guideline.is_due_for_review(oslo_today()),
        **_steps(request, guideline, at_work, held),
        "new_form": NewVersionForm(initial={"kind": ChangeKind.EDITORIAL if held else ChangeKind.SUBSTANTIAL}),
        **forms,
    }  # fmt: skip
    return render(request, "guidelines/work.html", context, status=status)


def _steps(
    request: HttpRequest,
    guideline: Guideline,
    at_work: GuidelineVersion | None,
    held: GuidelineVersion | None,
) -> dict[str, Any]:
    steps: dict[str, Any] = {
        "publish_form": PublishForm(initial={"valid_from": oslo_today()}),
        "review_form": ReviewForm(),
        "owner_form": OwnerForm(guideline=guideline, auto_id="ansvarlig_%s"),
    }
    if at_work:
        is_editorial = at_work.kind == ChangeKind.EDITORIAL
        steps |= {
            "is_editorial": is_editorial,
            "missing": _missing(at_work) if at_work.is_open else [],
            "adopt_form": AdoptForm(version=at_work),
            "consultation": at_work.consultations.filter(ended_at=None).first(),
            "can_send_out": at_work.state == VersionState.DRAFT
            and not is_editorial
            and rules.can_send_out(request.user, at_work),
            "can_adopt": rules.can_adopt_version(request.user, at_work),
            "can_publish": rules.can_publish_version(request.user, at_work),
        }
    if held:
        steps |= {
            "can_withdraw": rules.can_publish_version(request.user, held),
            "may_check": held.published_by_id != request.user.pk,
            "withdraw_form": WithdrawForm(guideline=guideline),
        }
    return steps


def _missing(version: GuidelineVersion) -> list[Any]:
    if version.kind == ChangeKind.EDITORIAL:
        return rules.missing_for_editorial(version)
    return rules.missing_for_adoption(version, oslo_today())


def _done(request: HttpRequest, version: GuidelineVersion, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("guideline_work", key=version.guideline.key)

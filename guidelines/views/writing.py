"""Working on the text: new guidelines and versions, sections, preview."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guidelines import rules
from guidelines.actions import text as actions
from guidelines.forms import GuidelineForm, IllustrationForm, NewVersionForm, SectionForm
from guidelines.models import Guideline, GuidelineVersion, Section
from guidelines.queries.versions import pictures_of, sections_with_credits
from guidelines.text import difference, html_of
from guidelines.views.common import guideline_or_404, section_or_404, version_or_404
from guidelines.views.deciding import work_page
from portal.errors import permit
from portal.file_types import JPEG, PNG
from portal.files import store_file
from portal.http import HttpRequest
from portal.permissions import Right

MOST_TO_PREVIEW = 200_000
IMAGES = frozenset({PNG, JPEG})


@require_http_methods(["GET", "HEAD", "POST"])
def new_guideline(request: HttpRequest) -> HttpResponse:
    permit(rules.can_keep_guidelines(request.user))
    form = GuidelineForm(request.POST or None, initial={"manager": request.user.organisation})
    if request.method == "POST" and form.is_valid():
        made = actions.create_guideline(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Retningslinjen er opprettet. Skriv den første delen."))
        return redirect("write_guideline", key=made.key, number="1.0")
    status = 422 if form.is_bound else 200
    return render(request, "guidelines/new.html", {"form": form}, status=status)


@require_POST
def new_version(request: HttpRequest, key: str) -> HttpResponse:
    guideline = guideline_or_404(request, key)
    permit(rules.can_write_guideline(request.user, guideline))
    form = NewVersionForm(request.POST)
    if not form.is_valid():
        return work_page(request, guideline, status=422, new_form=form)
    version = actions.begin_version(
        guideline=guideline, **form.cleaned_data, by=request.user, at=timezone.now()
    )
    messages.success(request, _("Versjon %(number)s er påbegynt.") % {"number": version.number})
    return redirect("write_guideline", key=key, number=version.number)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """The parts of a draft in order, and a new one last."""
    version = version_or_404(request, key, number)
    permit(rules.can_write_guideline(request.user, version.guideline))
    form = SectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        section = actions.add_section(
            version=version,
            text=form.text(),
            level=form.cleaned_data["level"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("«%(title)s» er lagt til.") % {"title": section.title})
        return redirect("write_guideline", key=key, number=number)
    return _draft_page(request, version, form)


def _draft_page(
    request: HttpRequest, version: GuidelineVersion, form: SectionForm, *, status: int = 0, **more: Any
) -> HttpResponse:
    context = {
        "version": version,
        "guideline": version.guideline,
        "sections": sections_with_credits(version),
        "form": form,
        "illustrations": version.guideline.illustrations.select_related("file"),
        "illustration_form": IllustrationForm(auto_id="bilde_%s"),
        **more,
    }
    return render(request, "guidelines/write.html", context, status=status or (422 if form.is_bound else 200))


@require_POST
def add_illustration(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """An image with what it shows; the text then names it (features.md G16; domain.md N-03)."""
    version = version_or_404(request, key, number)
    permit(rules.can_write_guideline(request.user, version.guideline))
    form = IllustrationForm(request.POST, request.FILES, auto_id="bilde_%s")
    if not form.is_valid():
        return _draft_page(request, version, SectionForm(), status=422, illustration_form=form)
    said = form.cleaned_data
    assert request.user.organisation is not None
    file = store_file(
        said.pop("upload"), allowed=IMAGES, right=Right.READ_GUIDELINES, organisation=request.user.organisation,
        by=request.user,
    )  # fmt: skip
    made = actions.add_illustration(version=version, file=file, **said, by=request.user, at=timezone.now())
    messages.success(
        request, _("Bildet er lagt inn. Skriv ![](%(name)s) der det skal stå.") % {"name": made.name}
    )
    return redirect("write_guideline", key=key, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request: HttpRequest, pk: int) -> HttpResponse:
    section = _writable(request, pk)
    form = SectionForm(request.POST or None, instance=section, initial={"seen": section.revision})
    if request.method != "POST":
        return _section_page(request, section, form)
    if not form.is_valid():
        return _section_page(request, section, form, status=422)
    try:
        actions.save_section(
            section=section,
            seen=form.cleaned_data["seen"] or 0,
            text=form.text(),
            by=request.user,
            at=timezone.now(),
        )
    except actions.SectionChanged as told:
        return _told_of_the_other(request, told, form)
    messages.success(request, _("«%(title)s» er lagret.") % {"title": form.text().title})
    return redirect("write_guideline", key=section.version.guideline.key, number=section.version.number)


def _told_of_the_other(request: HttpRequest, told: actions.SectionChanged, form: SectionForm) -> HttpResponse:
    """Both texts and what is different; saving once more is then a choice made with open eyes."""
    mine = form.text()
    again = SectionForm({**vars(mine), "level": form.cleaned_data["level"], "seen": told.current.revision})
    parts = difference(told.current.body, mine.body)
    return _section_page(request, told.current, again, status=409, told=told.message, parts=parts)


@require_POST
def remove_section(request: HttpRequest, pk: int) -> HttpResponse:
    section = _writable(request, pk)
    actions.remove_section(section=section, by=request.user, at=timezone.now())
    messages.success(request, _("«%(title)s» er tatt ut.") % {"title": section.title})
    return _to_the_draft(section.version)


@require_POST
def move_section(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    section = _writable(request, pk)
    actions.move_section(section=section, up=way == "opp", by=request.user, at=timezone.now())
    return _to_the_draft(section.version)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The Markdown as readers will see it; nothing is saved."""
    permit(rules.can_read_guidelines(request.user))
    markdown = request.POST.get("body", "")[:MOST_TO_PREVIEW]
    guideline = (
        Guideline.objects.visible_to(request.user).filter(key=request.POST.get("guideline", "")).first()
    )
    pictures = pictures_of(guideline, request.LANGUAGE_CODE) if guideline else {}
    return render(request, "guidelines/preview.html", {"html": html_of(markdown, pictures)})


def _writable(request: HttpRequest, pk: int) -> Section:
    section = section_or_404(request, pk)
    permit(rules.can_write_guideline(request.user, section.version.guideline))
    return section


def _section_page(
    request: HttpRequest, section: Section, form: SectionForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    version = section.version
    context = {"section": section, "version": version, "guideline": version.guideline, "form": form, **more}
    return render(request, "guidelines/section.html", context, status=status)


def _to_the_draft(version: GuidelineVersion) -> HttpResponse:
    return redirect("write_guideline", key=version.guideline.key, number=version.number)

"""The ministry's side of a foreleggelse: read, draft together, send once, and see where the remarks went."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guidelines import rules
from guidelines.actions import answers as actions
from guidelines.actions.consultations import hash_of_secret, mark_opened, use_late_link
from guidelines.forms.consultations import RemarkForm, SignatureForm
from guidelines.models import DraftRemark, LateLink, Recipient
from guidelines.queries.consultations import outcome_tag, own_remarks
from guidelines.queries.versions import pictures_of
from guidelines.text import difference, html_of
from guidelines.views.consultations import consultation_or_404
from portal.errors import permit
from portal.http import HttpRequest


def own_recipient_or_404(request: HttpRequest, pk: int) -> Recipient:
    """One's own ministry among the recipients; those who only follow the work have no answer to give."""
    consultation = consultation_or_404(request, pk)
    found = (
        consultation.recipients.filter(organisation=request.user.organisation)
        .select_related("organisation")
        .first()
    )
    if found is None or not rules.can_draft_answer(request.user, found):
        raise Http404
    found.consultation = consultation
    return found


def draft_or_404(request: HttpRequest, pk: int) -> DraftRemark:
    drafts = DraftRemark.objects.visible_to(request.user).select_related(
        "recipient__consultation__version__guideline", "recipient__consultation__sender", "written_by"
    )
    return get_object_or_404(drafts, pk=pk)


@require_GET
def consultation_answer(request: HttpRequest, pk: int) -> HttpResponse:
    return answer_page(request, own_recipient_or_404(request, pk))


def answer_page(request: HttpRequest, found: Recipient, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The text with the ministry's remarks under each part, and what can be done with them now."""
    language, answer = get_language() or "nb", found.answer()
    drafts = list(
        DraftRemark.objects.visible_to(request.user).filter(recipient=found).select_related("written_by")
    )
    sections = list(found.consultation.sections.all())
    bodies = {section.anchor: section.body for section in sections}
    for draft in drafts:
        draft.parts = difference(bodies.get(draft.anchor, ""), draft.suggestion) if draft.suggestion else []  # type: ignore[attr-defined]
    signature = {"name": request.user.name}
    pictures = pictures_of(found.consultation.version.guideline, language)
    context = {
        "consultation": found.consultation,
        "guideline": found.consultation.version.guideline,
        "recipient": found,
        "answer": answer,
        "problems": rules.missing_to_answer(found, timezone.now()),
        "late_link": None if found.is_open_at(timezone.now()) else found.late_link_at(timezone.now()),
        "can_submit": rules.can_submit_answer(request.user, found),
        "sections": [
            {"section": section, "html": html_of(section.body_nn if language == "nn" and section.body_nn else section.body, pictures),
             "drafts": [draft for draft in drafts if draft.anchor == section.anchor]}
            for section in sections
        ],
        "whole": [draft for draft in drafts if not draft.anchor],
        "drafts": drafts,
        "remarks": [{"remark": remark, "tag": outcome_tag(remark.outcome)} for remark in own_remarks(found, request.user)],
        "is_decided": not found.consultation.version.is_open,
        "submit_form": SignatureForm(initial=signature, auto_id="send_%s"),
        "nothing_form": SignatureForm(initial=signature, auto_id="ingen_%s"),
        **forms,
    }  # fmt: skip
    return render(request, "guidelines/answer.html", context, status=status)


@require_POST
def open_consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Said by the page itself when somebody in the ministry reads it, or by the button when there is no script."""
    found = own_recipient_or_404(request, pk)
    mark_opened(recipient=found, by=request.user, at=timezone.now())
    return redirect("consultation_answer", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def new_draft(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_recipient_or_404(request, pk)
    initial = {"anchor": request.GET.get("del", "")}
    section = found.consultation.sections.filter(anchor=initial["anchor"]).first()
    if section:
        initial["suggestion"] = section.body
    form = RemarkForm(request.POST or None, initial=initial, consultation=found.consultation)
    if form.is_bound and form.is_valid():
        said = _without_copy(found, form)
        actions.add_draft(recipient=found, said=said, by=request.user, at=timezone.now())
        messages.success(request, _("Utkastet er lagret. Bare virksomheten din ser det."))
        return redirect("consultation_answer", pk=pk)
    return _draft_page(request, found, form, status=422 if form.errors else 200)


def _without_copy(found: Recipient, form: RemarkForm) -> actions.RemarkText:
    """A suggestion that is the text as it stands is no suggestion."""
    said = form.said()
    section = found.consultation.sections.filter(anchor=said.anchor).first()
    if section and section.body.strip() == said.suggestion:
        return actions.RemarkText(said.text, said.anchor, said.kind)
    return said


def _draft_page(
    request: HttpRequest, found: Recipient, form: RemarkForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"recipient": found, "consultation": found.consultation, "form": form, **more}
    return render(request, "guidelines/draft_remark.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_draft(request: HttpRequest, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    found = draft.recipient
    form = RemarkForm(
        request.POST or None,
        instance=draft,
        initial={"seen": draft.revision},
        consultation=found.consultation,
    )
    if not form.is_bound or not form.is_valid():
        return _draft_page(request, found, form, status=422 if form.errors else 200, draft=draft)
    try:
        actions.save_draft(
            draft=draft, seen=form.cleaned_data["seen"] or 0, said=_without_copy(found, form), by=request.user, at=timezone.now()
        )  # fmt: skip
    except actions.DraftChanged as told:
        parts = difference(told.current.text, form.cleaned_data["text"])
        form.data = {**request.POST.dict(), "seen": told.current.revision}
        return _draft_page(request, found, form, status=409, draft=draft, told=told, parts=parts)
    messages.success(request, _("Utkastet er lagret. Bare virksomheten din ser det."))
    return redirect("consultation_answer", pk=found.consultation_id)


@require_POST
def delete_draft(request: HttpRequest, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    actions.delete_draft(draft=draft, at=timezone.now())
    messages.success(request, _("Utkastet er slettet."))
    return redirect("consultation_answer", pk=draft.recipient.consultation_id)


@require_POST
def submit_answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_recipient_or_404(request, pk)
    permit(rules.can_submit_answer(request.user, found))
    form = SignatureForm(request.POST, auto_id="send_%s")
    if not form.is_valid():
        return answer_page(request, found, status=422, submit_form=form)
    actions.submit_answer(recipient=found, signature=form.signature(), by=request.user, at=timezone.now())
    messages.success(request, _("Svaret er sendt. Det kan ikke endres."))
    return redirect("consultation_answer", pk=pk)


@require_POST
def nothing_to_remark(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_recipient_or_404(request, pk)
    permit(rules.can_submit_answer(request.user, found))
    form = SignatureForm(request.POST, auto_id="ingen_%s")
    if not form.is_valid():
        return answer_page(request, found, status=422, nothing_form=form)
    actions.answer_without_remarks(
        recipient=found, signature=form.signature(), by=request.user, at=timezone.now()
    )
    messages.success(request, _("Notert: ingen merknader. Svaret kan byttes ut til fristen går ut."))
    return redirect("consultation_answer", pk=pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("secret")
def late_answer(request: HttpRequest, secret: str) -> HttpResponse:
    """The secret address that lets one ministry answer after the deadline: its own contact takes it into use."""
    link = get_object_or_404(
        LateLink.objects.select_related("recipient__consultation__version__guideline", "recipient__consultation__sender", "recipient__organisation", "by"),
        token_hash=hash_of_secret(secret=secret),
    )  # fmt: skip
    if not rules.can_submit_answer(request.user, link.recipient):
        raise Http404
    if request.method == "POST":
        used = use_late_link(link=link, by=request.user, at=timezone.now())
        messages.success(request, _("Dere kan svare nå. Svaret blir merket «etter frist»."))
        return redirect("consultation_answer", pk=used.consultation_id)
    context = {"link": link, "recipient": link.recipient, "consultation": link.recipient.consultation}
    return render(request, "guidelines/late_answer.html", context)

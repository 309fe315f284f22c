"""The sender's side of a foreleggelse: dispatch, the grid of answers, and what is done for one recipient."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guidelines import documents, rules
from guidelines.actions import answers
from guidelines.actions import consultations as actions
from guidelines.filling import MAKERS, REMARKS_LIST
from guidelines.forms.consultations import (
    BecauseForm,
    DispatchForm,
    ExtensionForm,
    GroupForm,
    ImportAnswerForm,
    LateLinkForm,
    RecipientForm,
    RemarkFilter,
)
from guidelines.models import Consultation, Recipient, Remark
from guidelines.queries.consultations import answer_grid, outcome_tag, received_consultations, remark_rows
from guidelines.states import RemarkKind
from guidelines.views.common import version_or_404
from portal.dates import oslo_today
from portal.errors import permit
from portal.events import Event
from portal.files import StoredFile, store_file
from portal.formatting import dato, ukedag_dato
from portal.http import HttpRequest
from portal.jobs.views import give_list
from portal.kept import kept_page
from portal.letters.reader.files import LETTERS, checked_text, text_of_upload
from portal.paging import PAGE, slice_of
from portal.people.models import User
from portal.permissions import Right, has_right
from portal.workdays import red_days_between

ON_A_PAGE = 50


def consultation_or_404(request: HttpRequest, pk: int) -> Consultation:
    return get_object_or_404(received_consultations(request.user), pk=pk)


def recipient_or_404(request: HttpRequest, pk: int) -> Recipient:
    found = Recipient.objects.visible_to(request.user).select_related(
        "consultation__version__guideline", "consultation__sender", "organisation"
    )
    return get_object_or_404(found, pk=pk)


@require_GET
def consultations(request: HttpRequest) -> HttpResponse:
    """All that the user may see: those sent, and those their ministry has received."""
    permit(rules.can_see_consultations(request.user))
    context = {"consultations": received_consultations(request.user)}
    return render(request, "guidelines/consultations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def send_consultation(request: HttpRequest, key: str, number: str) -> HttpResponse:
    version = version_or_404(request, key, number)
    permit(rules.can_send_out(request.user, version))
    today, sender = oslo_today(), version.guideline.adopter
    form = DispatchForm(request.POST or None, sender=sender, today=today)
    if form.is_bound and form.is_valid() and "check" not in request.POST:
        made = actions.send_out(version=version, dispatch=form.dispatch(), by=request.user, at=timezone.now())
        messages.success(request, _("Foreleggelsen er sendt."))
        return redirect(made)
    context = {
        "version": version,
        "guideline": version.guideline,
        "form": form,
        "due": _due_in_words(form),
        "missing": rules.missing_to_send(version, due_on=today.replace(year=today.year + 1, day=1), on=today, shorter_because="", recipients=1),
    }  # fmt: skip
    return render(request, "guidelines/send.html", context, status=422 if form.errors else 200)


def _due_in_words(form: DispatchForm) -> str:
    """The deadline with its weekday, the days until it, and the red days among them (moonshot 19)."""
    due_on = form.cleaned_data.get("due_on") if form.is_bound else None
    if due_on is None:
        return ""
    red = ", ".join(dato(day) for day in red_days_between(form.today, due_on)) or _("ingen")
    said = {"date": ukedag_dato(due_on), "days": (due_on - form.today).days, "red": red}
    return _("%(date)s kl. 23.59, %(days)s dager etter utsending. Røde dager: %(red)s.") % said


@require_GET
@kept_page
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    found = consultation_or_404(request, pk)
    if not has_right(request.user, Right.FOLLOW_GUIDELINES):
        return redirect("consultation_answer", pk=pk)
    return consultation_page(request, found)


def consultation_page(
    request: HttpRequest, found: Consultation, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The grid, the remarks and the steps; a form that was refused comes back as it was."""
    today = oslo_today()
    remarks = Remark.objects.visible_to(request.user).filter(consultation=found).standing()
    grid = answer_grid(found, today)
    filters = RemarkFilter(
        request.GET,
        bodies=[(str(row.recipient.pk), row.recipient.code) for row in grid.rows],
        places=list(found.sections.values_list("anchor", "title")),
    )
    shown = filters.applied(remarks)
    page = request.GET.get(PAGE, "1")
    cut = slice_of(shown, page=int(page) if page.isdecimal() else 1, size=ON_A_PAGE)
    lines = [_line(row) for row in remark_rows(shown)[cut.start : cut.stop]]
    can_lead = rules.can_lead_consultation(request.user, found)
    context = {
        "consultation": found,
        "version": found.version,
        "guideline": found.version.guideline,
        "grid": grid,
        "red_days": red_days_between(found.sent_on, found.due_on),
        "today": today,
        "filters": filters,
        "cut": cut,
        "lines": lines,
        "shown": len(lines),
        "without_outcome": remarks.without_outcome().count(),
        "removals": found.removals.all(),
        "can_lead": can_lead and found.is_running,
        "can_open": can_lead and found.opened_for_all_at is None,
        "can_treat": rules.can_treat_remarks(request.user, found) and found.version.is_open,
        "events": Event.objects.visible_to(request.user).about(found).in_order(),
        "group_form": GroupForm(),
        "take_back_form": BecauseForm(auto_id="trekk_%s"),
        "recipient_form": RecipientForm(consultation=found, today=today, auto_id="mottaker_%s") if can_lead else None,
        **forms,
    }  # fmt: skip
    return render(request, "guidelines/consultation.html", context, status=status)


def _line(row: dict[str, Any]) -> dict[str, Any]:
    color, word = outcome_tag(row["outcome"])
    return {
        **row,
        "color": color,
        "word": word,
        "type": RemarkKind(row["kind"]).label,
        "code": row["answer__recipient__code"],
    }


@require_POST
def take_back_consultation(request: HttpRequest, pk: int) -> HttpResponse:
    found = consultation_or_404(request, pk)
    permit(rules.can_lead_consultation(request.user, found))
    form = BecauseForm(request.POST, auto_id="trekk_%s")
    if not form.is_valid():
        return consultation_page(request, found, status=422, take_back_form=form)
    actions.take_back(consultation=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Foreleggelsen er trukket, og teksten er et utkast igjen."))
    return redirect(found)


@require_POST
def add_recipient(request: HttpRequest, pk: int) -> HttpResponse:
    found = consultation_or_404(request, pk)
    permit(rules.can_lead_consultation(request.user, found))
    form = RecipientForm(request.POST, consultation=found, today=oslo_today(), auto_id="mottaker_%s")
    if not form.is_valid():
        return consultation_page(request, found, status=422, recipient_form=form)
    made = actions.add_recipient(consultation=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("%(body)s er lagt til.") % {"body": made.name})
    return redirect(found)


@require_POST
def open_for_all(request: HttpRequest, pk: int) -> HttpResponse:
    found = consultation_or_404(request, pk)
    permit(rules.can_lead_consultation(request.user, found))
    actions.open_for_all(consultation=found, by=request.user, at=timezone.now())
    messages.success(request, _("Alle mottakerne kan nå lese alle merknadene."))
    return redirect(found)


@require_GET
def recipient(request: HttpRequest, pk: int) -> HttpResponse:
    found = recipient_or_404(request, pk)
    permit(has_right(request.user, Right.FOLLOW_GUIDELINES))
    return recipient_page(request, found)


def recipient_page(request: HttpRequest, found: Recipient, *, status: int = 200, **more: Any) -> HttpResponse:
    """One recipient: its answer as it was sent, more time, a late link, and a letter that came outside the portal."""
    answer = found.answer()
    context = {
        "recipient": found,
        "consultation": found.consultation,
        "answer": answer,
        "remarks": answer.remarks.with_home() if answer else [],
        "former": found.answers.exclude(replaced_at=None),
        "extensions": found.extensions.select_related("by"),
        "can_lead": rules.can_lead_consultation(request.user, found.consultation) and found.consultation.is_running,
        "can_import": rules.can_treat_remarks(request.user, found.consultation) and not rules.missing_to_import(found),
        "extension_form": ExtensionForm(auto_id="utsett_%s"),
        "link_form": LateLinkForm(auto_id="lenke_%s"),
        "import_form": ImportAnswerForm(auto_id="brev_%s"),
        **more,
    }  # fmt: skip
    return render(request, "guidelines/recipient.html", context, status=status)


@require_POST
def extend_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    found = recipient_or_404(request, pk)
    permit(rules.can_lead_consultation(request.user, found.consultation))
    form = ExtensionForm(request.POST, auto_id="utsett_%s")
    if not form.is_valid():
        return recipient_page(request, found, status=422, extension_form=form)
    actions.extend_deadline(recipient=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Fristen er utsatt."))
    return redirect("consultation_recipient", pk=pk)


@never_cache
@require_POST
@sensitive_variables("secret", "address")
def issue_late_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the address and show it, this once."""
    found = recipient_or_404(request, pk)
    permit(rules.can_lead_consultation(request.user, found.consultation))
    form = LateLinkForm(request.POST, auto_id="lenke_%s")
    if not form.is_valid():
        return recipient_page(request, found, status=422, link_form=form)
    _link, secret = actions.issue_late_link(
        recipient=found, **form.cleaned_data, by=request.user, at=timezone.now()
    )
    address = request.build_absolute_uri(reverse("late_answer", args=[secret]))
    return recipient_page(request, found, address=address)


@require_POST
def import_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """An answer that came as a letter or an e-mail; what it says is read from the file, or pasted."""
    found = recipient_or_404(request, pk)
    permit(rules.can_treat_remarks(request.user, found.consultation))
    form = ImportAnswerForm(request.POST, request.FILES, auto_id="brev_%s")
    if not form.is_valid():
        return recipient_page(request, found, status=422, import_form=form)
    said, now = form.cleaned_data, timezone.now()
    text = text_of_upload(said["file"]) if said["file"] else checked_text(said["text"])
    file = _kept(said["file"], request.user) if said["file"] else None
    answers.import_answer(
        recipient=found, text=text, received_on=said["received_on"], signature=form.signature(), file=file,
        by=request.user, at=now,
    )  # fmt: skip
    messages.success(request, _("Svaret er lagt inn. Del det i én merknad for hvert punkt."))
    return redirect("consultation_recipient", pk=pk)


def _kept(upload: UploadedFile, by: User) -> StoredFile:
    """The letter itself, beside its text; for those who follow the work."""
    assert by.organisation is not None
    return store_file(
        upload, allowed=LETTERS, right=Right.FOLLOW_GUIDELINES, organisation=by.organisation, by=by
    )


@require_GET
def letter(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The letter with the text that was sent, for all who may see the foreleggelse."""
    found = consultation_or_404(request, pk)
    makers = {
        "docx": (documents.letter_docx, documents.DOCX_TYPE),
        "pdf": (documents.letter_pdf, documents.PDF_TYPE),
    }
    if kind not in makers:
        raise Http404
    make, content_type = makers[kind]
    return _download(make(found), content_type, documents.file_name(found, kind, "foreleggelse"))


@require_POST
def remark_table(request: HttpRequest, pk: int, order: str, kind: str) -> HttpResponseBase:
    """The table of remarks per ministry or per section; written in the log (features.md G13, X07)."""
    found = consultation_or_404(request, pk)
    if kind not in MAKERS or order not in documents.ORDERS:
        raise Http404
    return give_list(request, REMARKS_LIST, consultation=found.pk, order=order, extension=kind)


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)

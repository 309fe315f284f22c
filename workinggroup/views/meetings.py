"""The pages of meetings: the list, one meeting, its agenda and attendance, closing, minutes, decisions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.errors import permit
from portal.events import Event
from portal.http import HttpRequest
from portal.letters.models import Clause
from portal.norwegian import NorwegianOrder
from workinggroup import documents, rules
from workinggroup.actions import meetings as actions
from workinggroup.forms.group import (
    AttendanceForm,
    CorrectionForm,
    ItemForm,
    MeetingForm,
    NeedOnAgendaForm,
    PlanForm,
)
from workinggroup.forms.needs import WhyForm
from workinggroup.models import MandateVersion, Meeting, Need
from workinggroup.queries import group as queries
from workinggroup.states import ItemKind, MandateState
from workinggroup.views.group import group_or_404
from workinggroup.views.needs import need_or_404, need_page


@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    found = group_or_404(request)
    return _meetings_page(request, found)


def _meetings_page(request: HttpRequest, found: Any, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "group": found, "meetings": queries.meetings_of(found), "can_lead": rules.can_lead_group(request.user),
        "form": PlanForm(), **forms,
    }  # fmt: skip
    return render(request, "workinggroup/meetings.html", context, status=status)


@require_POST
def plan_meeting(request: HttpRequest) -> HttpResponse:
    found = group_or_404(request)
    permit(rules.can_lead_group(request.user))
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _meetings_page(request, found, status=422, form=form)
    made = actions.plan_meetings(
        group=found, **form.times(), count=form.cleaned_data["count"], by=request.user, at=timezone.now()
    )
    messages.success(request, _("Møtet er planlagt."))
    return redirect(made[0])


def meeting_or_404(request: HttpRequest, number: int) -> Meeting:
    """The meeting of the current group with this number."""
    rows = Meeting.objects.visible_to(request.user).filter(group=group_or_404(request))
    return get_object_or_404(rows.select_related("group", "closed_by", "approved_at_meeting"), number=number)


def led_meeting(request: HttpRequest, number: int) -> Meeting:
    """The meeting, for those who lead the group."""
    found = meeting_or_404(request, number)
    permit(rules.can_lead_group(request.user))
    return found


@require_GET
def meeting(request: HttpRequest, number: int) -> HttpResponse:
    """One meeting: what is missing before it closes, the agenda, who met, the minutes."""
    return meeting_page(request, meeting_or_404(request, number))


def meeting_page(request: HttpRequest, found: Meeting, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page; a form that was refused comes back as it was."""
    can_lead = rules.can_lead_group(request.user)
    rows = queries.attendance_rows(found)
    context = {
        "meeting": found,
        "group": found.group,
        "items": queries.agenda(found),
        "rows": rows,
        "noted": sum(bool(row.presence) for row in rows),
        "minutes": found.minutes.select_related("made_by"),
        "can_lead": can_lead,
        "can_change": can_lead and found.is_planned,
        "missing": rules.missing_for_closing(found, bodies=len(rows), at=timezone.now()) if can_lead and found.is_planned else [],
        "item_form": _item_form(request, None),
        "time_form": MeetingForm(initial=_times(found), auto_id="tid_%s"),
        "cancel_form": WhyForm(auto_id="avlys_%s"),
        "correction_form": CorrectionForm(),
        "attendance_forms": [AttendanceForm(row=row) for row in rows] if can_lead and found.is_planned else [],
        "mandate": MandateVersion.objects.visible_to(request.user).filter(group=found.group, state=MandateState.MANDATE_DRAFT).first(),
        "events": Event.objects.visible_to(request.user).about(found).in_order(),
        **forms,
    }  # fmt: skip
    return render(request, "workinggroup/meeting.html", context, status=status)


def _times(found: Meeting) -> dict[str, Any]:
    starts, ends = timezone.localtime(found.starts_at), timezone.localtime(found.ends_at)
    return {
        "day": starts.date(),
        "starts": starts.strftime("%H.%M"),
        "ends": ends.strftime("%H.%M"),
        "place": found.place,
    }


def _item_form(request: HttpRequest, data: Any) -> ItemForm:
    needs = Need.objects.visible_to(request.user).shared().order_by(NorwegianOrder("title"), "pk")
    clauses = Clause.objects.visible_to(request.user).registered().select_related("assignment__letter")
    return ItemForm(data, needs=needs, clauses=clauses.order_by("assignment__number", "position"))


@require_POST
def move_meeting(request: HttpRequest, number: int) -> HttpResponse:
    found = led_meeting(request, number)
    form = MeetingForm(request.POST, auto_id="tid_%s")
    if not form.is_valid():
        return meeting_page(request, found, status=422, time_form=form)
    actions.move_meeting(meeting=found, **form.times(), by=request.user, at=timezone.now())
    messages.success(request, _("Møtet er flyttet."))
    return redirect(found)


@require_POST
def cancel_meeting(request: HttpRequest, number: int) -> HttpResponse:
    found = led_meeting(request, number)
    form = WhyForm(request.POST, auto_id="avlys_%s")
    if not form.is_valid():
        return meeting_page(request, found, status=422, cancel_form=form)
    actions.cancel_meeting(meeting=found, **form.cleaned_data, by=request.user, at=timezone.now())
    return redirect(found)


@require_POST
def add_item(request: HttpRequest, number: int) -> HttpResponse:
    """A matter; one that resembles a decision says what is new (features.md M03, M09)."""
    found = led_meeting(request, number)
    form = _item_form(request, request.POST)
    if not form.is_valid():
        return meeting_page(request, found, status=422, item_form=form)
    said = form.cleaned_data
    earlier = queries.earlier_decision_on(
        title=said["title"], need_id=said["need"].pk if said["need"] else None
    )
    problems = rules.missing_for_item(
        found, earlier=earlier, whats_new=said["whats_new"], kind=said["kind"], need_id=said["need"].pk if said["need"] else None,
        clause_id=said["clause"].pk if said["clause"] else None,
    )  # fmt: skip
    for problem in problems:
        form.add_error(problem.code if problem.code in form.fields else None, problem.text)
    if problems:
        return meeting_page(request, found, status=422, item_form=form, earlier=earlier)
    actions.put_on_agenda(meeting=found, **said, earlier=earlier, by=request.user, at=timezone.now())
    return redirect(found)


@require_POST
def put_mandate_on_agenda(request: HttpRequest, number: int) -> HttpResponse:
    """The draft of the mandate as a matter of its own (clause 2.9)."""
    found = led_meeting(request, number)
    draft = get_object_or_404(
        MandateVersion.objects.visible_to(request.user), group=found.group, state=MandateState.MANDATE_DRAFT
    )
    actions.put_on_agenda(
        meeting=found, kind=ItemKind.MANDATE, title=_("Drøfting av mandatet, versjon %(number)s") % {"number": draft.number},
        mandate=draft, by=request.user, at=timezone.now(),
    )  # fmt: skip
    return redirect(found)


@require_POST
def put_need_on_agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """From the need's own page (features.md M03)."""
    found = need_or_404(request, pk)
    permit(rules.can_lead_group(request.user))
    form = NeedOnAgendaForm(request.POST, meetings=Meeting.objects.visible_to(request.user).planned())
    if not form.is_valid():
        return need_page(request, found, status=422, agenda_form=form)
    said = form.cleaned_data
    actions.put_on_agenda(
        meeting=said["meeting"], kind=ItemKind.NEED, title=found.title, need=found, whats_new=said["whats_new"],
        earlier=queries.earlier_decision_on(title=found.title, need_id=found.pk), by=request.user, at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("Behovet står på dagsordenen."))
    return redirect(found)


@require_POST
def note_attendance(request: HttpRequest, number: int) -> HttpResponse:
    """Who met for each of the 17 bodies (features.md M07)."""
    found = led_meeting(request, number)
    forms = [AttendanceForm(request.POST, row=row) for row in queries.attendance_rows(found)]
    if [form for form in forms if not form.is_valid()]:
        return meeting_page(request, found, status=422, attendance_forms=forms)
    rows = [row for form in forms if (row := form.read()) is not None]
    problems = rules.missing_for_attendance(rows)
    if problems:
        return meeting_page(request, found, status=422, attendance_forms=forms, attendance_problems=problems)
    actions.note_attendance(meeting=found, rows=rows, by=request.user, at=timezone.now())
    messages.success(request, _("Oppmøtet er ført."))
    return redirect(found)


@require_POST
def close_meeting(request: HttpRequest, number: int) -> HttpResponse:
    """Locks the meeting and makes the minutes (features.md M06, M10)."""
    found = led_meeting(request, number)
    actions.close_meeting(meeting=found, by=request.user, at=timezone.now())
    messages.success(request, _("Møtet er avsluttet, og referatet er laget."))
    return redirect(found)


@require_POST
def correct_minutes(request: HttpRequest, number: int) -> HttpResponse:
    found = led_meeting(request, number)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return meeting_page(request, found, status=422, correction_form=form)
    actions.correct_minutes(meeting=found, **form.cleaned_data, by=request.user, at=timezone.now())
    return redirect(found)


MINUTES = {
    "pdf": (documents.PDF_TYPE, documents.minutes_pdf),
    "docx": (documents.DOCX_TYPE, documents.minutes_docx),
}


@require_GET
def minutes_file(request: HttpRequest, number: int, edition: int, extension: str) -> HttpResponse:
    """One edition of the minutes as a file; the earlier ones stay (features.md M10)."""
    found = meeting_or_404(request, number)
    if extension not in MINUTES:
        raise Http404
    content_type, write = MINUTES[extension]
    edited = get_object_or_404(found.minutes, number=edition)
    name = documents.file_name("referat", f"{number}-utgave-{edition}", extension, found.on())
    return _attachment(write(edited), content_type, name)


@require_GET
def meeting_calendar(request: HttpRequest, number: int) -> HttpResponse:
    found = meeting_or_404(request, number)
    return _attachment(documents.calendar_of([found]), "text/calendar; charset=utf-8", f"mote-{number}.ics")


@require_GET
def meetings_calendar(request: HttpRequest) -> HttpResponse:
    """All the meetings in one file (features.md M04)."""
    found = group_or_404(request)
    rows = list(Meeting.objects.visible_to(request.user).filter(group=found).select_related("group"))
    return _attachment(documents.calendar_of(rows), "text/calendar; charset=utf-8", "arbeidsgruppen.ics")


def _attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

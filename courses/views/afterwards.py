"""After the session: attendance, certificates, evaluation, reach, and the report on KI-kompetanse."""

import tempfile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import documents, rules
from courses.actions import afterwards as actions
from courses.actions import attendance, exports
from courses.forms.afterwards import AttendanceForm, EchoForm, EvaluationForm, HeadcountForm
from courses.models import Session
from courses.queries.afterwards import competence_rows, evaluation_summary, reach
from courses.queries.echo import echo_of
from courses.queries.mine import certificate_by_code, certificate_of, has_come, initials
from courses.queries.sessions import seated_with_presence
from courses.views.common import download, registration_or_404, session_or_404
from courses.views.outlines import form_page
from portal.dates import oslo_today
from portal.errors import StateChanged, permit, refuse_if
from portal.exports.tables import write_xlsx
from portal.http import HttpRequest
from portal.people.codes import body_codes
from portal.people.models import Organisation
from portal.permissions import Right, has_right


def _kept_session(request: HttpRequest, pk: int) -> Session:
    found = session_or_404(request, pk)
    permit(rules.can_keep_session(request.user, found))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def set_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Everyone with a seat in one form (features.md C11)."""
    found = _kept_session(request, pk)
    now = timezone.now()
    rows = _seated(found)
    form = AttendanceForm(request.POST or None, rows=rows)
    if form.is_bound and form.is_valid():
        attendance.set_attendance(session=found, values=form.values(), by=request.user, at=now)
        messages.success(request, _("Oppmøtet er lagret."))
        return redirect("attendance", pk=pk)
    context = {
        "session": found,
        "form": form,
        "has_rows": bool(rows),
        "missing": rules.missing_for_attendance(found, now),
        "is_code_due": found.is_running and not found.is_over_at(now),
    }
    return render(request, "courses/attendance.html", context, status=422 if form.errors else 200)


def _seated(found: Session) -> list[tuple[int, str, str]]:
    codes = {body.pk: body.code for body in body_codes(oslo_today())}
    return [
        (pk, f"{name or _('Navnet er slettet')} ({codes.get(body, '')})", value)
        for pk, name, body, value in seated_with_presence(found)
    ]


@require_POST
def make_code(request: HttpRequest, pk: int) -> HttpResponse:
    attendance.make_code(session=_kept_session(request, pk), by=request.user, at=timezone.now())
    messages.success(
        request, _("Ny kode er laget. Den virker fra 15 minutter før til 30 minutter etter start.")
    )
    return redirect("attendance", pk=pk)


@never_cache
@require_POST
def read_needs(request: HttpRequest, pk: int) -> HttpResponse:
    """What participants need; a POST, because the reading is written in the log (domain.md K-05, S-06)."""
    found = _kept_session(request, pk)
    needs = actions.read_needs(session=found, by=request.user, at=timezone.now())
    return render(request, "courses/needs.html", {"session": found, "needs": needs})


@require_GET
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own certificate as a PDF (features.md C12)."""
    found = registration_or_404(request, pk)
    permit(rules.is_own(request.user, found))
    refuse_if(rules.missing_for_certificate(found, timezone.now()))
    content = documents.certificate_pdf(certificate_of(found))
    return download(content, documents.PDF_TYPE, f"kursbevis-{found.session_id}.pdf")


@login_not_required
@never_cache
@require_GET
def certificate_check(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a certificate holds: course, date and initials, for whoever has its address (domain.md K-05)."""
    found = certificate_by_code(code)
    if found is None:
        raise Http404
    person = found.registration.person
    context = {
        "certificate": found,
        "session": found.registration.session,
        "initials": initials(person.name) if person else "",
    }
    response = render(request, "courses/certificate_check.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    """One's anonymous answer (domain.md K-09)."""
    found = registration_or_404(request, pk)
    permit(rules.is_own(request.user, found))
    now = timezone.now()
    refuse_if(rules.missing_to_evaluate(found, now, has_come(found)))
    form = EvaluationForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.give_evaluation(registration=found, answer=form.answer(), at=now)
        messages.success(request, _("Takk. Svaret er lagret uten noen kobling til deg."))
        return redirect(found)
    lede = _(
        "Svaret lagres uten navn, virksomhet og tidspunkt. Det kan derfor ikke endres eller hentes fram etterpå."
    )
    return form_page(
        request,
        form,
        title=_("Evaluer kurset"),
        over=found.session,
        lede=lede,
        submit=_("Send svaret"),
        back=found,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def echo(request: HttpRequest, pk: int) -> HttpResponse:
    """A month after: two questions, and a way on to an experience card (moonshot 20; domain.md K-09)."""
    found = registration_or_404(request, pk)
    permit(rules.is_own(request.user, found))
    now = timezone.now()
    refuse_if(rules.missing_to_echo(found, now, has_come(found)))
    form = EchoForm(request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        actions.give_echo(registration=found, use=said["use"], purpose=said["purpose"], at=now)
        # The words go back to the browser and nowhere else: kept with the session they would say who wrote them.
        context = {"registration": found, "session": found.session, "purpose": said["purpose"].strip()}
        return render(request, "courses/echo_thanks.html", context)
    context = {"form": form, "registration": found, "session": found.session}
    return render(request, "courses/echo.html", context, status=422 if form.errors else 200)


@require_GET
def evaluation_results(request: HttpRequest, pk: int) -> HttpResponse:
    """What the participants thought, when they are enough and the answers are in."""
    found = session_or_404(request, pk)
    permit(rules.can_keep_session(request.user, found) or has_right(request.user, Right.READ_REACH))
    now = timezone.now()
    context = {"session": found, "summary": evaluation_summary(found, now), "echo": echo_of(found, now)}
    return render(request, "courses/evaluation_results.html", context)


@require_GET
def reach_page(request: HttpRequest) -> HttpResponse:
    """How many each ministry has trained (features.md C15; domain.md K-06)."""
    permit(rules.can_read_reach(request.user))
    context: dict[str, Any] = {
        "reach": reach(request.user, oslo_today()),
        "can_keep": rules.can_keep_courses(request.user),
        "is_all": rules.reads_all_reach(request.user),
    }
    return render(request, "courses/reach.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def headcount(request: HttpRequest, key: str) -> HttpResponse:
    """How many work in a body, with date and source."""
    permit(rules.can_keep_courses(request.user))
    body = get_object_or_404(Organisation.objects.visible_to(request.user), key=key)
    form = HeadcountForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.count_employees(organisation=body, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Antall ansatte er ført."))
        return redirect("reach")
    return form_page(request, form, title=_("Antall ansatte"), over=body.name, submit=_("Lagre"))


@require_POST
def competence_report(request: HttpRequest) -> FileResponse:
    """The report on KI-kompetanse as a spreadsheet without names (domain.md K-08)."""
    permit(rules.can_read_reach(request.user))
    today = oslo_today()
    rows = list(competence_rows(request.user, today))
    if not rows:
        raise StateChanged(_("Ingen har gjennomført et kurs ennå, så rapporten er tom."))
    target = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    write_xlsx(target, [documents.competence_sheet(iter(rows), today)])
    exports.note_competence_report(rows=len(rows), by=request.user, at=timezone.now())
    target.seek(0)
    name = f"ki-kompetanse-{today:%Y-%m-%d}.xlsx"
    return FileResponse(target, as_attachment=True, filename=name, content_type=documents.XLSX_TYPE)

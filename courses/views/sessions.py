"""What is offered and when: for employees to choose from, and for the keeper to run."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import rules
from courses.actions import seats
from courses.actions import sessions as actions
from courses.documents import LIST_FORMATS
from courses.filling import PEOPLE_LIST
from courses.forms.sessions import (
    BecauseForm,
    CapacityForm,
    CourseForm,
    InvitedForm,
    NeedsForm,
    PersonFilterForm,
    ReservationForm,
    SessionFilterForm,
    SessionForm,
    SignUpForm,
)
from courses.models import Session
from courses.queries.bodies import has_open_session, participants_grid
from courses.queries.bookings import booking_of, bookings_in
from courses.queries.mine import own_coming
from courses.queries.outlines import modules_of
from courses.queries.sessions import (
    line_counts,
    own_active,
    people_page,
    place_in_line,
    session_status,
    sessions_page,
)
from courses.queries.target import invited_bodies
from courses.views.common import course_or_404, kept_session_or_404, session_or_404
from courses.views.outlines import form_page
from portal.dates import oslo_today
from portal.errors import permit
from portal.events import Event
from portal.http import HttpRequest
from portal.jobs.views import give_list
from portal.people.codes import body_codes
from portal.permissions import Right, has_right


@require_GET
def courses(request: HttpRequest) -> HttpResponse:
    """The sessions one can sign up for, and one's own."""
    permit(rules.can_read_courses(request.user))
    now = timezone.now()
    form = SessionFilterForm(request.GET)
    page = sessions_page(request.user, form.wanted(), form.page_number(), now)
    context = {
        "form": form,
        "page": page,
        "mine": own_coming(request.user, now),
        "can_sign_up": rules.can_sign_up(request.user),
        "can_keep": rules.can_keep_courses(request.user),
        "can_read_outlines": rules.can_read_outlines(request.user),
        "can_read_reach": rules.can_read_reach(request.user),
    }
    template = "courses/courses.html"
    return render(request, f"{template}#list" if request.htmx else template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_course(request: HttpRequest) -> HttpResponse:
    permit(rules.can_keep_courses(request.user))
    form = CourseForm(request.POST or None, user=request.user)
    if form.is_bound and form.is_valid():
        return redirect(actions.create_course(**form.cleaned_data, by=request.user, at=timezone.now()))
    return form_page(request, form, title=_("Nytt kurs"), submit=_("Lag kurset"))


@require_GET
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """A course: what it holds, and its sessions."""
    found = course_or_404(request, pk)
    now = timezone.now()
    rows = Session.objects.visible_to(request.user).filter(course=found).order_by("-starts_at")
    fields = (
        "pk",
        "starts_at",
        "ends_at",
        "place",
        "online_url",
        "language",
        "capacity",
        "taken",
        "state",
        "closes_at",
    )
    context = {
        "course": found,
        "modules": modules_of(found.version, request.user),
        "sessions": [(one, *session_status(one_row, now)) for one, one_row in zip(rows, rows.values(*fields), strict=True)],
        "missing": rules.missing_before_registration(found),
        "can_keep": (can_keep := rules.can_keep_course(request.user, found)),
        "bodies": participants_grid(found, oslo_today()) if can_keep and has_open_session(found, now) else None,
        "can_read_outlines": rules.can_read_outlines(request.user),
        "events": Event.objects.visible_to(request.user).about(found).in_order(),
    }  # fmt: skip
    return render(request, "courses/course.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_course(request: HttpRequest, pk: int) -> HttpResponse:
    found = course_or_404(request, pk)
    permit(rules.can_keep_course(request.user, found))
    form = CourseForm(request.POST or None, instance=found, user=request.user)
    if form.is_bound and form.is_valid():
        return redirect(
            actions.change_course(course=found, **form.cleaned_data, by=request.user, at=timezone.now())
        )
    return form_page(request, form, title=_("Endre kurs"), over=found, submit=_("Lagre"), back=found)


@require_http_methods(["GET", "HEAD", "POST"])
def new_session(request: HttpRequest, pk: int) -> HttpResponse:
    found = course_or_404(request, pk)
    permit(rules.can_keep_course(request.user, found))
    form = SessionForm(request.POST or None)
    if form.is_bound and form.is_valid():
        made = actions.create_session(
            course=found, facts=form.facts(), capacity=form.cleaned_data["capacity"], by=request.user, at=timezone.now()
        )  # fmt: skip
        return redirect(made)
    return form_page(
        request, form, title=_("Ny samling"), over=found, submit=_("Planlegg samlingen"), back=found
    )


@require_GET
def session(request: HttpRequest, pk: int) -> HttpResponse:
    return session_page(request, session_or_404(request, pk))


def session_page(request: HttpRequest, found: Session, *, status: int = 200, **forms: Any) -> HttpResponse:
    """One session: the step I can take, time and place; and for the keeper its line and what is missing."""
    now = timezone.now()
    can_keep = rules.can_keep_session(request.user, found)
    own = own_active(found, request.user)
    word, mark = session_status(found.__dict__, now)
    context = {
        "session": found,
        "course": found.course,
        "status_word": word,
        "mark": mark,
        "own": own,
        "place_in_line": place_in_line(own) if own else 0,
        "is_over": found.is_over_at(now),
        "can_sign_up": rules.can_sign_up(request.user),
        "refusals": rules.missing_to_sign_up(found, request.user, now),
        "needs_form": sign_up_form(request, None, found.course.asks_for_leader),
        "can_keep": can_keep,
        "can_book": (can_book := rules.can_book_seats(request.user)),
        "booking": booking_of(found, request.user.organisation) if can_book else None,
        "can_read_results": can_keep or has_right(request.user, Right.READ_REACH),
        **(_keeper_part(request, found, now) if can_keep else {}),
        "events": Event.objects.visible_to(request.user).about(found).in_order(),
        **forms,
    }
    return render(request, "courses/session.html", context, status=status)


def sign_up_form(request: HttpRequest, said: Any, asks_for_leader: bool) -> NeedsForm:
    """The form of a sign-up, with the choice of a leader where the course asks for one."""
    return SignUpForm(said, user=request.user, on=oslo_today()) if asks_for_leader else NeedsForm(said)


def _keeper_part(request: HttpRequest, found: Session, now: Any) -> dict[str, Any]:
    counts = line_counts(found)
    return {
        "missing": rules.missing_to_open(found, now),
        "seated": counts.get("seated", 0),
        "offered": counts.get("offered", 0),
        "waiting": counts.get("waiting", 0),
        "asking": counts.get("asking", 0),
        "reservations": found.reservations.select_related("organisation").prefetch_related(
            "organisation__names"
        ),
        "bookings": (bookings := bookings_in(found)),
        "unnamed": sum(one.unnamed for one in bookings),
        "has_begun": now >= found.starts_at,
        "capacity_form": CapacityForm(initial={"capacity": found.capacity}, auto_id="plasser_%s"),
        "reservation_form": ReservationForm(today=oslo_today(), auto_id="reserver_%s"),
        "cancel_form": BecauseForm(auto_id="avlys_%s"),
    }


def _kept_session(request: HttpRequest, pk: int) -> Session:
    found = session_or_404(request, pk)
    permit(rules.can_keep_session(request.user, found))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def edit_session(request: HttpRequest, pk: int) -> HttpResponse:
    found = _kept_session(request, pk)
    form = SessionForm(request.POST or None, instance=found)
    if form.is_bound and form.is_valid():
        actions.change_session(session=found, facts=form.facts(), by=request.user, at=timezone.now())
        messages.success(
            request, _("Samlingen er endret. De påmeldte får beskjed når tid eller sted er nytt.")
        )
        return redirect(found)
    return form_page(request, form, title=_("Endre samling"), over=found, submit=_("Lagre"), back=found)


@require_POST
def open_session(request: HttpRequest, pk: int) -> HttpResponse:
    found = actions.open_session(session=_kept_session(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Påmeldingen er åpnet."))
    return redirect(found)


@require_POST
def close_session(request: HttpRequest, pk: int) -> HttpResponse:
    found = actions.close_session(session=_kept_session(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Påmeldingen er stengt. Ventelisten gjelder fortsatt."))
    return redirect(found)


@require_POST
def cancel_session(request: HttpRequest, pk: int) -> HttpResponse:
    found = _kept_session(request, pk)
    form = BecauseForm(request.POST, auto_id="avlys_%s")
    if not form.is_valid():
        return session_page(request, found, status=422, cancel_form=form)
    actions.cancel_session(session=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Samlingen er avlyst, og de påmeldte får beskjed."))
    return redirect(found)


@require_POST
def change_capacity(request: HttpRequest, pk: int) -> HttpResponse:
    found = _kept_session(request, pk)
    form = CapacityForm(request.POST, auto_id="plasser_%s")
    if not form.is_valid():
        return session_page(request, found, status=422, capacity_form=form)
    seats.change_capacity(session=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Antall plasser er endret."))
    return redirect(found)


@require_POST
def reserve_seats(request: HttpRequest, pk: int) -> HttpResponse:
    found = _kept_session(request, pk)
    form = ReservationForm(request.POST, today=oslo_today(), auto_id="reserver_%s")
    if not form.is_valid():
        return session_page(request, found, status=422, reservation_form=form)
    actions.reserve_seats(session=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Plassene er reservert."))
    return redirect(found)


@require_GET
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Those who have signed up: search, filter, sort, export (domain.md K-05)."""
    found = kept_session_or_404(request, pk)
    bodies = body_codes(oslo_today())
    codes = {body.pk: body.code for body in bodies}
    form = PersonFilterForm(request.GET, bodies=[(body.key, body.code) for body in bodies])
    context = {
        "session": found,
        "form": form,
        "page": people_page(found, form.wanted(), form.page_number(), codes),
        "list_formats": LIST_FORMATS,
    }
    template = "courses/people.html"
    return render(request, f"{template}#list" if request.htmx else template, context)


@require_POST
def export_people(request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
    """Exactly the rows that the list shows, as a file; written in the log (features.md X07)."""
    found = _kept_session(request, pk)
    if extension not in LIST_FORMATS:
        raise Http404
    query = request.POST.get("query", "")
    return give_list(request, PEOPLE_LIST, session=found.pk, extension=extension, query=query)


@require_http_methods(["GET", "HEAD", "POST"])
def target_group(request: HttpRequest) -> HttpResponse:
    """The bodies beside the 17 (domain.md K-03)."""
    permit(rules.can_keep_courses(request.user))
    form = InvitedForm(request.POST or None, today=oslo_today())
    if form.is_bound and form.is_valid():
        actions.invite_body(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Virksomheten er lagt til i målgruppen."))
        return redirect("target_group")
    context = {"form": form, "invited": invited_bodies()}
    return render(request, "courses/target_group.html", context, status=422 if form.errors else 200)


@require_POST
def leave_out_body(request: HttpRequest, pk: int) -> HttpResponse:
    permit(rules.can_keep_courses(request.user))
    actions.leave_out_body(
        invited=get_object_or_404(invited_bodies(), pk=pk), by=request.user, at=timezone.now()
    )
    messages.success(request, _("Virksomheten er tatt ut av målgruppen."))
    return redirect("target_group")

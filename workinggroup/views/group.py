"""The pages of the group: who leads, who is invited, who sits, the mandate, and the end."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.dates import oslo_today
from portal.errors import permit
from portal.events import Event
from portal.grid import Value
from portal.http import HttpRequest
from portal.letters.models import Clause
from portal.people.models import Organisation
from workinggroup import rules
from workinggroup.actions import group as actions
from workinggroup.forms.group import (
    AcceptForm,
    DeclineForm,
    GroupForm,
    HandoverForm,
    LeaderForm,
    LeaveForm,
    MandateForm,
    RoundForm,
    SeatForm,
)
from workinggroup.models import Decision, Invitation, MandateVersion, Meeting, Need, Seat, WorkingGroup
from workinggroup.queries import group as queries
from workinggroup.queries.sections import clause_for

EVENTS_SHOWN = 12


def group_or_404(request: HttpRequest) -> WorkingGroup:
    """The group, for those who follow it."""
    found = queries.current_group(request.user)
    if found is None:
        raise Http404
    return found


def all_bodies(request: HttpRequest) -> Any:
    """Every body that exists, with its names."""
    return Organisation.objects.visible_to(request.user).existing_on(oslo_today()).by_name()


@require_GET
def working_group(request: HttpRequest) -> HttpResponse:
    """The group: next step, leader, invitation, seats, meetings."""
    permit(rules.can_read_needs(request.user))
    found = queries.current_group(request.user)
    if found is None:
        context = {
            "can_lead": rules.can_lead_group(request.user),
            "form": GroupForm(bodies=all_bodies(request)),
        }
        return render(request, "workinggroup/group_none.html", context)
    return group_page(request, found)


def group_page(request: HttpRequest, found: WorkingGroup, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page; a form that was refused comes back as it was."""
    today, can_lead = oslo_today(), rules.can_lead_group(request.user)
    shown_on = min(max(today, found.starts_on), found.ends_on)
    invited = queries.latest_round(found)
    words = {
        Value.ANSWERED: _("takket ja"),
        Value.NONE_WITH_REASON: _("takket nei"),
        Value.IN_PROGRESS: _("åpnet"),
    }
    own = (
        Invitation.objects.visible_to(request.user)
        .filter(round=invited, organisation=request.user.organisation)
        .first()
    )
    context = {
        "group": found,
        "leader": found.leader_on(shown_on),
        "leaders": found.leaders.select_related("organisation").prefetch_related("organisation__names"),
        "round": invited,
        "grid": queries.invitation_grid(invited, _("Invitasjonen"), words) if invited else None,
        "own_invitation": own if invited else None,
        "can_invite": can_lead
        and not (invited and invited.ended_at is None)
        and not rules.over_for_group(found, today),
        "round_is_over": bool(invited and rules.over_for_round(invited, today)),
        "seats": queries.seats_on(found, shown_on),
        "shown_on": shown_on,
        "meetings": queries.meetings_of(found)[:5],
        "mandate": found.mandates.first(),
        "can_lead": can_lead,
        "can_seat": rules.can_keep_seat(request.user, request.user.organisation.pk if request.user.organisation else 0),
        "needs_handover": rules.needs_handover(found, today),
        "round_form": RoundForm(),
        "leader_form": LeaderForm(bodies=all_bodies(request), auto_id="leder_%s"),
        "seat_form": SeatForm(bodies=_seat_bodies(request), auto_id="plass_%s"),
        "leave_form": LeaveForm(initial={"last_on": today}, auto_id=False),
        "events": Event.objects.visible_to(request.user).about(found).order_by("-at", "-pk")[:EVENTS_SHOWN],
        **forms,
    }  # fmt: skip
    return render(request, "workinggroup/group.html", context, status=status)


def _seat_bodies(request: HttpRequest) -> Any:
    bodies = Organisation.objects.visible_to(request.user).ministries_on(oslo_today()).by_name()
    return (
        bodies
        if rules.can_lead_group(request.user)
        else bodies.filter(pk=request.user.organisation.pk if request.user.organisation else 0)
    )


@require_POST
def start_group(request: HttpRequest) -> HttpResponse:
    permit(rules.can_lead_group(request.user))
    form = GroupForm(request.POST, bodies=all_bodies(request))
    if not form.is_valid():
        return render(request, "workinggroup/group_none.html", {"can_lead": True, "form": form}, status=422)
    clause = clause_for(Clause.objects.visible_to(request.user), "etablere")
    made = actions.start_group(**form.cleaned_data, clause=clause, by=request.user, at=timezone.now())
    messages.success(request, _("Gruppen er opprettet."))
    return redirect(made)


@require_POST
def change_leader(request: HttpRequest) -> HttpResponse:
    found = group_or_404(request)
    permit(rules.can_lead_group(request.user))
    form = LeaderForm(request.POST, bodies=all_bodies(request), auto_id="leder_%s")
    if not form.is_valid():
        return group_page(request, found, status=422, leader_form=form)
    actions.change_leader(group=found, **form.cleaned_data, by=request.user, at=timezone.now())
    return redirect(found)


@require_POST
def send_invitations(request: HttpRequest) -> HttpResponse:
    """To the 16 ministries and SMK (features.md M01)."""
    found = group_or_404(request)
    permit(rules.can_lead_group(request.user))
    form = RoundForm(request.POST)
    if not form.is_valid():
        return group_page(request, found, status=422, round_form=form)
    actions.send_invitations(group=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Invitasjonen er sendt."))
    return redirect(found)


@require_POST
def end_round(request: HttpRequest) -> HttpResponse:
    found = group_or_404(request)
    permit(rules.can_lead_group(request.user))
    invited = queries.latest_round(found)
    if invited:
        actions.end_round(invitation_round=invited, by=request.user, at=timezone.now())
    return redirect(found)


def invitation_or_404(request: HttpRequest, pk: int) -> Invitation:
    """The invitation of one body."""
    found = Invitation.objects.visible_to(request.user).select_related(
        "round__group", "organisation", "answered_by"
    )
    return get_object_or_404(found, pk=pk)


@require_GET
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    return _invitation_page(request, invitation_or_404(request, pk))


def _invitation_page(
    request: HttpRequest, found: Invitation, *, status: int = 200, **forms: Any
) -> HttpResponse:
    mine = rules.can_answer_invitation(request.user, found.organisation_id)
    over = rules.over_for_round(found.round, oslo_today())
    seats = found.round.group.seats.held_on(oslo_today()).filter(organisation=found.organisation)
    context = {
        "invitation": found, "group": found.round.group, "can_answer": mine and not over, "closed_because": over if mine else [], "seats": seats,
        "mandate": found.round.group.mandates.first(), "accept_form": AcceptForm(auto_id="ja_%s"),
        "decline_form": DeclineForm(auto_id="nei_%s"), **forms,
    }  # fmt: skip
    return render(request, "workinggroup/invitation.html", context, status=status)


@require_POST
def open_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    found = invitation_or_404(request, pk)
    permit(rules.can_answer_invitation(request.user, found.organisation_id))
    actions.open_invitation(invitation=found, by=request.user, at=timezone.now())
    return redirect(found)


@require_POST
def accept_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    found = invitation_or_404(request, pk)
    permit(rules.can_answer_invitation(request.user, found.organisation_id))
    form = AcceptForm(request.POST, auto_id="ja_%s")
    if form.is_valid():
        for problem in rules.missing_for_acceptance(
            found,
            member=form.cleaned_data["member"],
            deputy=form.cleaned_data["deputy"],
            has_no_deputy=form.cleaned_data["has_no_deputy"],
            on=oslo_today(),
        ):
            form.add_error(problem.code if problem.code in form.fields else None, problem.text)  # fmt: skip
    if not form.is_valid():
        return _invitation_page(request, found, status=422, accept_form=form)
    actions.accept_invitation(invitation=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Takk. Dere er med i gruppen."))
    return redirect(found)


@require_POST
def decline_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    found = invitation_or_404(request, pk)
    permit(rules.can_answer_invitation(request.user, found.organisation_id))
    form = DeclineForm(request.POST, auto_id="nei_%s")
    if not form.is_valid():
        return _invitation_page(request, found, status=422, decline_form=form)
    actions.decline_invitation(invitation=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Svaret er notert."))
    return redirect(found)


@require_POST
def seat_person(request: HttpRequest) -> HttpResponse:
    """A new member or deputy (domain.md A-03)."""
    found = group_or_404(request)
    permit(
        rules.can_keep_seat(request.user, request.user.organisation.pk if request.user.organisation else 0)
    )
    form = SeatForm(request.POST, bodies=_seat_bodies(request), auto_id="plass_%s")
    if not form.is_valid():
        return group_page(request, found, status=422, seat_form=form)
    actions.seat_person(group=found, **form.cleaned_data, by=request.user, at=timezone.now())
    return redirect(found)


@require_POST
def leave_seat(request: HttpRequest, pk: int) -> HttpResponse:
    seat = get_object_or_404(Seat.objects.visible_to(request.user).select_related("group"), pk=pk)
    permit(rules.can_keep_seat(request.user, seat.organisation_id))
    form = LeaveForm(request.POST, auto_id=False)
    if not form.is_valid():
        messages.error(request, _("Skriv den siste dagen, slik: 27.09.2024."))
        return redirect(seat.group)
    actions.leave_seat(seat=seat, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Plassen er avsluttet. Virksomheten må navngi en ny."))
    return redirect(seat.group)


# The mandate --------------------------------------------------------------------------------------


@require_GET
def mandate(request: HttpRequest) -> HttpResponse:
    return _mandate_page(request, group_or_404(request))


def _mandate_page(
    request: HttpRequest, found: WorkingGroup, *, status: int = 200, **forms: Any
) -> HttpResponse:
    versions = list(
        MandateVersion.objects.visible_to(request.user)
        .filter(group=found)
        .select_related("discussed_at_meeting")
    )
    draft = next((one for one in versions if one.is_draft), None)
    waiting = next((one for one in versions if one.state in {"mandate_draft", "mandate_discussed"}), None)
    context = {
        "group": found,
        "versions": versions,
        "waiting": waiting,
        "missing": rules.missing_for_adoption(waiting) if waiting else [],
        "can_lead": rules.can_lead_group(request.user),
        "form": MandateForm(instance=draft or (versions[0] if versions else None)),
        "meetings": Meeting.objects.visible_to(request.user).planned(),
        **forms,
    }  # fmt: skip
    return render(request, "workinggroup/mandate.html", context, status=status)


@require_POST
def write_mandate(request: HttpRequest) -> HttpResponse:
    found = group_or_404(request)
    permit(rules.can_lead_group(request.user))
    form = MandateForm(request.POST)
    if not form.is_valid():
        return _mandate_page(request, found, status=422, form=form)
    actions.write_mandate(group=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Utkastet er lagret."))
    return redirect("mandate")


@require_POST
def adopt_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """Refused, with the letter's words, before the first meeting (domain.md A-02)."""
    found = get_object_or_404(MandateVersion.objects.visible_to(request.user).select_related("group"), pk=pk)
    permit(rules.can_lead_group(request.user))
    actions.adopt_mandate(mandate=found, by=request.user, at=timezone.now())
    messages.success(request, _("Mandatet er fastsatt."))
    return redirect("mandate")


# The end -----------------------------------------------------------------------------


@require_GET
def handover(request: HttpRequest) -> HttpResponse:
    """Each open need and decision gets a receiver (features.md M11)."""
    found = group_or_404(request)
    lines = queries.handover_lines(request.user)
    context = {
        "group": found,
        "lines": lines,
        "without": sum(line.handover is None for line in lines),
        "can_lead": rules.can_lead_group(request.user),
        "is_due": rules.needs_handover(found, oslo_today()),
    }
    return render(request, "workinggroup/handover.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    found = group_or_404(request)
    rows: Any = {"behov": Need.objects, "vedtak": Decision.objects}.get(kind)
    if rows is None:
        raise Http404
    thing = get_object_or_404(rows.visible_to(request.user), pk=pk)
    permit(rules.can_lead_group(request.user))
    initial = {"organisation": found.leader_on(found.ends_on)}
    form = HandoverForm(request.POST or None, bodies=all_bodies(request), initial=initial)
    if form.is_bound and form.is_valid():
        actions.hand_over(group=found, thing=thing, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Mottakeren er notert."))
        return redirect("handover")
    return render(
        request,
        "workinggroup/hand_over.html",
        {"form": form, "thing": thing},
        status=422 if form.errors else 200,
    )

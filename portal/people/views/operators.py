"""Users, memberships and organisations, for those who keep them."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from portal.dates import oslo_today
from portal.errors import permit
from portal.http import HttpRequest
from portal.people import actions, queries, rules
from portal.people.forms import (
    EndMembershipForm,
    LinkLoginForm,
    MailboxForm,
    MembershipForm,
    RenameForm,
    SuccessionForm,
    UserForm,
)
from portal.people.models import Membership, Organisation, User

PAGE_SIZE = 100


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everyone with a user, and those who wait for access."""
    permit(rules.can_keep_people(request.user))
    page = Paginator(queries.people(request.user), PAGE_SIZE).get_page(request.GET.get("side"))
    context = {"page": page, "newcomers": queries.newcomers(request.user), "today": oslo_today()}
    return render(request, "people/people.html", context)


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One user with memberships."""
    permit(rules.can_keep_people(request.user))
    found = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    return _person_page(request, found, MembershipForm(initial={"organisation": _suggestion(found)}))


@never_cache
@sensitive_variables("password")
def create_user(request: HttpRequest) -> HttpResponse:
    """A new user; a temporary password is shown once when that is how they log in."""
    permit(rules.can_keep_people(request.user))
    form = UserForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/user_form.html", {"form": form}, status=422 if form.errors else 200)
    entered, at = form.cleaned_data, timezone.now()
    wants_password = entered.pop("sign_in") == "password" and settings.LOCAL_LOGIN
    with transaction.atomic():
        user = actions.create_user(**entered, by=request.user, at=at)
        password = actions.give_password(user=user, by=request.user, at=at) if wants_password else ""
    if password:
        return render(request, "people/password_given.html", {"person": user, "password": password})
    return redirect("people_person", pk=user.pk)


@never_cache
@require_POST
@sensitive_variables("password")
def give_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new temporary password, shown once."""
    permit(rules.can_keep_people(request.user) and settings.LOCAL_LOGIN)
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    password = actions.give_password(user=user, by=request.user, at=timezone.now())
    return render(request, "people/password_given.html", {"person": user, "password": password})


@require_POST
def close_user(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut a user out."""
    permit(rules.can_keep_people(request.user))
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    actions.close_user(user=user, by=request.user, at=timezone.now())
    return redirect("people_person", pk=pk)


@require_POST
def reopen_user(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a user in again."""
    permit(rules.can_keep_people(request.user))
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    actions.reopen_user(user=user, by=request.user, at=timezone.now())
    return redirect("people_person", pk=pk)


@require_POST
def link_login(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a newcomer's login to a known user."""
    permit(rules.can_keep_people(request.user))
    newcomer = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = LinkLoginForm(request.POST)
    if not form.is_valid() or form.user is None:
        return _person_page(request, newcomer, MembershipForm(), link_form=form, status=422)
    user = actions.link_login(newcomer=newcomer, user=form.user, by=request.user, at=timezone.now())
    messages.success(request, _("Innloggingen er knyttet til brukeren."))
    return redirect("people_person", pk=user.pk)


@require_POST
def begin_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person act for an organisation."""
    permit(rules.can_keep_people(request.user))
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = MembershipForm(request.POST)
    if not form.is_valid():
        return _person_page(request, user, form, status=422)
    actions.begin_membership(user=user, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Tilgangen er gitt."))
    return redirect("people_person", pk=pk)


def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Take access away from a date; asks for the date first."""
    permit(rules.can_keep_people(request.user))
    membership = get_object_or_404(Membership.objects.visible_to(request.user).select_related("user"), pk=pk)
    form = EndMembershipForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "membership": membership}
        return render(request, "people/end_membership.html", context, status=422 if form.errors else 200)
    user = actions.end_membership(
        membership=membership, by=request.user, at=timezone.now(), **form.cleaned_data
    )
    messages.success(request, _("Tilgangen er avsluttet."))
    return redirect("people_person", pk=user.pk)


@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """Every body with what it is called today."""
    permit(rules.can_keep_people(request.user))
    context = {"organisations": queries.organisations(), "today": oslo_today()}
    return render(request, "people/organisations.html", context)


@require_GET
def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """One body: names by date, where its tasks came from and went."""
    permit(rules.can_keep_people(request.user))
    body = get_object_or_404(Organisation.objects.visible_to(request.user).with_names(), key=key)
    return _organisation_page(request, body, RenameForm(), SuccessionForm(predecessor=body))


@require_POST
def rename_organisation(request: HttpRequest, key: str) -> HttpResponse:
    """A new name from a date."""
    permit(rules.can_keep_people(request.user))
    body = get_object_or_404(Organisation.objects.visible_to(request.user).with_names(), key=key)
    form = RenameForm(request.POST)
    if not form.is_valid():
        return _organisation_page(request, body, form, SuccessionForm(predecessor=body), status=422)
    actions.rename_organisation(
        organisation=body,
        code=form.cleaned_data["code"],
        names=form.names,
        valid_from=form.cleaned_data["valid_from"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("Navnet er registrert."))
    return redirect("people_organisation", key=key)


@require_POST
def set_mailbox(request: HttpRequest, key: str) -> HttpResponse:
    """Where the body's mail goes."""
    permit(rules.can_keep_people(request.user))
    body = get_object_or_404(Organisation.objects.visible_to(request.user).with_names(), key=key)
    form = MailboxForm(request.POST, instance=body)
    if not form.is_valid():
        forms = RenameForm(), SuccessionForm(predecessor=body)
        return _organisation_page(request, body, *forms, mailbox_form=form, status=422)
    address = form.cleaned_data["mailbox"]
    actions.set_mailbox(organisation=body, address=address, by=request.user, at=timezone.now())
    messages.success(request, _("Postmottaket er lagret."))
    return redirect("people_organisation", key=key)


@require_POST
def register_succession(request: HttpRequest, key: str) -> HttpResponse:
    """Another body takes over from a date."""
    permit(rules.can_keep_people(request.user))
    body = get_object_or_404(Organisation.objects.visible_to(request.user).with_names(), key=key)
    form = SuccessionForm(request.POST, predecessor=body)
    if not form.is_valid():
        return _organisation_page(request, body, RenameForm(), form, status=422)
    actions.register_succession(predecessor=body, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Etterfølgeren er registrert."))
    return redirect("people_organisation", key=key)


def _suggestion(user: User) -> Organisation | None:
    return None if user.memberships.exists() else queries.suggested_organisation(user.email)


def _person_page(
    request: HttpRequest,
    user: User,
    membership_form: MembershipForm,
    *,
    link_form: LinkLoginForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "person": user,
        "memberships": queries.memberships_of(user),
        "membership_form": membership_form,
        "link_form": link_form or LinkLoginForm(),
        "is_newcomer": user.socialaccount_set.exists() and not user.memberships.exists(),
        "suggested": _suggestion(user),
        "local_login": settings.LOCAL_LOGIN,
        "today": oslo_today(),
    }
    return render(request, "people/person.html", context, status=status)


def _organisation_page(
    request: HttpRequest,
    body: Organisation,
    rename_form: RenameForm,
    succession_form: SuccessionForm,
    *,
    mailbox_form: MailboxForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "mailbox_form": mailbox_form or MailboxForm(instance=body),
        "organisation": body,
        "successions": queries.successions_of(body),
        "rename_form": rename_form,
        "succession_form": succession_form,
    }
    return render(request, "people/organisation.html", context, status=status)

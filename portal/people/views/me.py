"""«Min side»: what a person sees and decides about themselves."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from portal.errors import permit
from portal.http import HttpRequest
from portal.people import actions, queries, rules
from portal.people.forms import TokenForm
from portal.people.models import ApiToken


@never_cache
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Name, memberships, language, two-step login and sessions."""
    context = {"page": queries.own_page(request.user), "may_use_api": rules.can_use_api(request.user)}
    return render(request, "people/me.html", context)


@never_cache
@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's API keys, and a form for a new one."""
    return _tokens_page(request, TokenForm())


@never_cache
@require_POST
@sensitive_variables("secret")
def create_token(request: HttpRequest) -> HttpResponse:
    """Make an API key and show it, this once."""
    permit(rules.can_use_api(request.user))
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _tokens_page(request, form, status=422)
    token, secret = actions.create_token(user=request.user, at=timezone.now(), **form.cleaned_data)
    return render(request, "people/token_created.html", {"token": token, "secret": secret})


@require_POST
def delete_token(request: HttpRequest, pk: str) -> HttpResponse:
    """Make a key useless at once."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    actions.delete_token(token=token, by=request.user, at=timezone.now())
    messages.success(request, _("Nøkkelen er slettet."))
    return redirect("api_tokens")


@never_cache
@require_GET
def own_data(request: HttpRequest) -> HttpResponse:
    """A copy of what the portal holds about the person, as a JSON file (domain.md S-15)."""
    response = JsonResponse(
        queries.own_data(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="mine-opplysninger.json"'
    return response


def _tokens_page(request: HttpRequest, form: TokenForm, status: int = 200) -> HttpResponse:
    context = {
        "tokens": ApiToken.objects.visible_to(request.user),
        "form": form,
        "may_use_api": rules.can_use_api(request.user),
    }
    return render(request, "people/tokens.html", context, status=status)

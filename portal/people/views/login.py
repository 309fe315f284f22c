"""The way in. The rest of logging in is allauth's."""

from typing import Any

from allauth.account import views as account
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView as BaseLoginView
from allauth.account.views import LogoutView as BaseLogoutView
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from portal.http import HttpRequest
from portal.people.refusals import require_local_login, require_password


class LoginView(BaseLoginView):
    """E-mail and password when that is on, and a button for each OpenID provider."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        there = get_next_redirect_url(self.request)
        after = {REDIRECT_FIELD_NAME: there} if there else {}
        providers = get_adapter().list_providers(self.request)
        buttons = [
            {"name": str(provider), "url": provider.get_login_url(self.request, **after)}
            for provider in providers
        ]
        return context | {"local_login": settings.LOCAL_LOGIN, "providers": buttons}


class LogoutView(BaseLogoutView):
    """Out, by POST only; a GET asks first."""


login = LoginView.as_view()
logout = LogoutView.as_view()


def waiting(request: HttpRequest) -> HttpResponse:
    """Logged in, and nobody has said yet what for."""
    if request.user.membership:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "people/waiting.html")


def change_password(request: HttpRequest) -> HttpResponse:
    """allauth's page, for those who have a password."""
    require_password(request.user)
    return account.password_change(request)


@login_not_required
def reset_password(request: HttpRequest) -> HttpResponse:
    """allauth's page, where passwords are used at all."""
    require_local_login()
    return account.password_reset(request)

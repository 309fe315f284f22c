"""What allauth asks the portal: who may log in, and what is recorded."""

from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import refusals
from portal.errors import DomainError
from portal.notifications.actions import post_secret
from portal.people import actions, queries
from portal.people.models import User
from portal.people.oidc import refusals as oidc_refusals
from portal.people.oidc.provider import PortalOidcProvider
from portal.people.refusals import TooManyAttempts, UserClosed, require_local_login


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an operator; every login, failed login and logout is in the log."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("Brukeren er stengt."),
        "email_password_mismatch": gettext_lazy("E-postadressen eller passordet er feil."),
        "enter_current_password": gettext_lazy("Skriv passordet du har nå."),
        "incorrect_code": gettext_lazy("Koden er feil."),
        "incorrect_password": gettext_lazy("Passordet er feil."),
        "invalid_login": gettext_lazy("E-postadressen eller passordet er feil."),
        "invalid_password_reset": gettext_lazy("Lenken er brukt før eller utløpt. Be om en ny."),
        "too_many_login_attempts": gettext_lazy("For mange mislykkede forsøk. Vent fem minutter."),
        "rate_limited": gettext_lazy("For mange forsøk på kort tid. Vent fem minutter."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse before the password is looked at: local login is off, or there were too many attempts."""
        require_local_login()
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            raise TooManyAttempts(str(self.error_messages["too_many_login_attempts"])) from error

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        user = queries.user_with_email(credentials.get("email", ""))
        actions.record_failed_login(user=user, at=timezone.now())

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if user.is_service:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        actions.record_login(user=user, at=timezone.now())
        return super().post_login(request, user, **kwargs)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            actions.record_logout(user=request.user, at=timezone.now())
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        sentence = _("Brukeren er stengt. Spør driftsansvarlig i virksomheten din.")
        return refusals.refused(request, UserClosed(sentence))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Someone without a membership comes to the page that says what they wait for."""
        if not isinstance(request.user, User) or request.user.membership is None:
            return reverse("people_waiting")
        return super().get_login_redirect_url(request)

    def set_password(self, user: User, password: str) -> None:
        """A password that the person has chosen is no longer temporary."""
        user.must_change_password = False
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people_me")

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the user's own e-mail; the portal keeps no list of further addresses."""
        return self.authenticate(self.request, email=user.email, password=password) == user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through the outbox, as all mail: dry run, allowed domains, further tries and the operator's view."""
        person: User = context["user"]
        with translation.override(person.language):
            written = self.render_mail(template_prefix, person.email, {"request": self.request} | context)
        post_secret(person=person, subject=written.subject, text=str(written.body), at=timezone.now())

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Only to those who have a password: nobody gets one by asking for a new one."""
        if settings.LOCAL_LOGIN and user.has_usable_password() and not user.is_service:
            super().send_password_reset_mail(user, email, context)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No greeting after each login; pages say themselves what has happened."""


class MfaAdapter(DefaultMFAAdapter):
    """Two-step login, with our sentences."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("Koden er feil."),
        "cannot_delete_authenticator": gettext_lazy("Totrinnsinnloggingen kan ikke slås av."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Slå på totrinnsinnlogging før du lager reservekoder."
        ),
    }


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A person is known by issuer and subject, never by e-mail address (domain.md S-10, O-05)."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The issuers in settings.OIDC_PROVIDERS, and no others."""
        apps = [_as_app(entry) for entry in settings.OIDC_PROVIDERS]
        return [
            app
            for app in apps
            if provider in (None, app.provider, app.provider_id) and client_id in (None, app.client_id)
        ]

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> PortalOidcProvider:
        return PortalOidcProvider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, str]) -> User:
        sociallogin.user.email = data.get("email") or ""
        sociallogin.user.name = data.get("name") or ""
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Someone new gets a user without any access; an operator decides the rest."""
        if not sociallogin.is_existing:
            stranger = sociallogin.user
            sociallogin.user = actions.receive_newcomer(
                account=sociallogin.account, email=stranger.email, name=stranger.name, at=timezone.now()
            )

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: PortalOidcProvider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Every refusal is one page with a sentence, and a row in the log."""
        refusal = _refusal(error, exception, "state" in (extra_context or {}))
        actions.record_refused_login(provider=provider.name, reason=refusal.message, at=timezone.now())
        raise ImmediateHttpResponse(refusals.refused(request, refusal))


def _refusal(error: str | None, exception: Exception | None, has_state: bool) -> DomainError:
    if isinstance(exception, DomainError):
        return exception
    if isinstance(exception, requests.RequestException):
        return oidc_refusals.provider_away()
    if exception is not None:
        return oidc_refusals.code_not_accepted()
    if error == AuthError.CANCELLED:
        return oidc_refusals.cancelled()
    return oidc_refusals.provider_said_no() if has_state else oidc_refusals.unknown_state()


def _as_app(entry: dict[str, Any]) -> SocialApp:
    return SocialApp(
        provider=PortalOidcProvider.id,
        provider_id=entry["id"],
        name=entry["name"],
        client_id=entry["client_id"],
        secret=entry.get("client_secret", ""),
        settings={
            "server_url": entry["issuer"],
            "acr_values": entry.get("acr_values", []),
            "tenants": entry.get("tenants", []),
            "scopes": entry.get("scopes", ["openid", "profile", "email"]),
        },
    )

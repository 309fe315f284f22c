"""allauth's OpenID Connect provider, with a nonce, PKCE and a fixed set of request parameters."""

import secrets
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
    OpenIDConnectProviderAccount,
)
from django.http import HttpRequest, HttpResponse

from portal.people.oidc.adapter import OidcAdapter
from portal.people.oidc.tokens import Claims, identity_of

# What is kept about a login; the rest of the answer is thrown away.
KEPT_CLAIMS = ("iss", "sub", "tid", "oid", "acr", "email", "name")


class PortalOidcProvider(OpenIDConnectProvider):
    """One of the issuers in settings.OIDC_PROVIDERS."""

    id = "oidc"
    name = "OpenID Connect"
    account_class = OpenIDConnectProviderAccount
    oauth2_adapter_class = OidcAdapter
    pkce_enabled_default = True
    supports_token_authentication = False

    def get_pkce_params(self) -> dict[str, str]:
        """Always PKCE, whatever is configured."""
        self.app.settings["oauth_pkce_enabled"] = True
        return super().get_pkce_params()

    def get_scope(self) -> list[str]:
        return ["openid", *[scope for scope in self.app.settings["scopes"] if scope != "openid"]]

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Of what the browser sends, only where to go afterwards counts."""
        return {"process": AuthProcess.LOGIN, "next_url": get_next_redirect_url(request)}

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(32)
        params = {"nonce": nonce}
        if self.app.settings["acr_values"]:
            params["acr_values"] = " ".join(self.app.settings["acr_values"])
        return super().redirect(
            request, process, next_url, data, scope=self.get_scope(), auth_params=params, nonce=nonce
        )

    def extract_uid(self, data: Claims) -> str:
        return identity_of(data)

    def extract_extra_data(self, data: Claims) -> Claims:
        return {name: data[name] for name in KEPT_CLAIMS if name in data}

    def extract_common_fields(self, data: Claims) -> dict[str, str]:
        return {"email": data.get("email", ""), "name": data.get("name", "")}

    def extract_email_addresses(self, data: Claims) -> list[Any]:
        return []


provider_classes = [PortalOidcProvider]

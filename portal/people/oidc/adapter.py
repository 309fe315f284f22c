"""Talks with one OpenID provider: finds its addresses, exchanges the code, checks the answer."""

from functools import cached_property
from typing import Any

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.people.oidc import tokens
from portal.people.oidc.refusals import LoginRefused, code_not_accepted, provider_away

ADDRESSES = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


class OidcAdapter(OpenIDConnectOAuth2Adapter):
    """allauth's adapter with every check of domain.md S-10."""

    nonce = ""

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        """The provider's own description of itself; it must name the issuer that we trust."""
        provider = self.get_provider()
        config = self._get_json(provider.server_url)
        if not all(isinstance(config.get(name), str) for name in ADDRESSES):
            raise provider_away()
        if config["issuer"].rstrip("/") != provider.app.settings["server_url"].rstrip("/"):
            raise LoginRefused(_("Svaret kommer fra en utsteder som portalen ikke godtar."))
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Our own callback: allauth's would skip the checks."""
        url = reverse("oidc_callback", kwargs={"provider_id": self.provider_id})
        return build_absolute_uri(request, url, self.redirect_uri_protocol)

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            return super().get_access_token_data(*args, **kwargs)
        except KeyError as error:  # an answer without a content type
            raise code_not_accepted() from error

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        if not isinstance(data.get("access_token"), str) or not isinstance(data.get("id_token"), str):
            raise code_not_accepted()
        return super().parse_token({"access_token": data["access_token"]})

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        demands = tokens.Demands(
            issuer=self.openid_config["issuer"],
            client_id=app.client_id,
            acr_values=app.settings["acr_values"],
            tenants=app.settings["tenants"],
        )
        keys = self._get_json(self.openid_config["jwks_uri"])
        claims = tokens.accept(kwargs["response"]["id_token"], keys=keys, demands=demands, nonce=self.nonce)
        claims = {**self._user_info(claims, token.token), **claims}
        return self.get_provider().sociallogin_from_response(request, claims)

    def _user_info(self, claims: tokens.Claims, access_token: str) -> tokens.Claims:
        """Name and e-mail where the ID token leaves them out; believed only about the same subject."""
        address = self.openid_config.get("userinfo_endpoint")
        if not address or ("email" in claims and "name" in claims):
            return {}
        found = self._get_json(address, {"Authorization": f"Bearer {access_token}"})
        if found.get("sub") != claims["sub"]:
            raise LoginRefused(_("Innloggingstjenesten svarte om en annen person enn den som logget inn."))
        return {name: found[name] for name in ("email", "name") if isinstance(found.get(name), str)}

    def _get_json(self, address: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            with get_adapter().get_requests_session() as session:
                response = session.get(address, headers=headers)
                response.raise_for_status()
                found = response.json()
        except requests.RequestException as error:
            raise provider_away() from error
        if not isinstance(found, dict):
            raise provider_away()
        return found

"""To the provider, and back."""

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.oidc.adapter import OidcAdapter


class CallbackView(OAuth2CallbackView):
    """allauth's callback, which also remembers the nonce that belongs to the state."""

    def _get_state(self, request: HttpRequest, provider: object) -> tuple[dict | None, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


def _known(request: HttpRequest, provider_id: str) -> OidcAdapter:
    adapter = OidcAdapter(request, provider_id)
    try:
        adapter.get_provider()
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return adapter


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the person to the provider with state, nonce and PKCE challenge; a GET asks first."""
    return OAuth2LoginView.adapter_view(_known(request, provider_id))(request)


@login_not_required
@never_cache
@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The provider's answer."""
    return CallbackView.adapter_view(_known(request, provider_id))(request)

"""Keys to the API: knox's, which are looked up and never deleted by a request that only reads."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

if TYPE_CHECKING:
    from portal.people.models import ApiToken


class KeyAuthentication(TokenAuthentication):
    """`Authorization: Bearer …`. A key that has run out opens nothing; its owner deletes it."""

    def authenticate_credentials(self, token: bytes) -> tuple[Any, "ApiToken"]:
        if not token.isascii():
            raise AuthenticationFailed
        return super().authenticate_credentials(token)

    def _cleanup_token(self, auth_token: "ApiToken") -> bool:
        """Whether the key has run out. knox deletes it here, which a GET may not."""
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()


class KeyScheme(KnoxTokenScheme):
    """How the schema describes the keys."""

    target_class = "portal.api.authentication.KeyAuthentication"
    name = "key"

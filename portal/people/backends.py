"""Who may become logged in at all."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class ActiveMemberBackend(AuthenticationBackend):
    """E-mail and password; machine users never, and nobody when local login is off.

    An inactive user is refused (Django's own rule), also in a session that is already open.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> AbstractBaseUser | None:
        if not settings.LOCAL_LOGIN:
            return None
        return super().authenticate(request, **credentials)

    def user_can_authenticate(self, user: AbstractBaseUser) -> bool:
        return super().user_can_authenticate(user) and not getattr(user, "is_service", False)

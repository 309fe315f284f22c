"""Who may become logged in at all."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from portal.dates import oslo_today
from portal.people.acting import acting_person
from portal.people.models import User


class ActiveMemberBackend(AuthenticationBackend):
    """E-mail and password; machine users never, and nobody when local login is off.

    An inactive user is refused (Django's own rule), also in a session that is already open.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> AbstractBaseUser | None:
        if not settings.LOCAL_LOGIN:
            return None
        return super().authenticate(request, **credentials)

    def get_user(self, user_id: int) -> User | None:
        """The person of a session together with what they are today, in one query: every page asks for both."""
        user = acting_person(user_id, today=oslo_today())
        if user is None:
            return super().get_user(user_id)
        return user if self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: AbstractBaseUser) -> bool:
        return super().user_can_authenticate(user) and not getattr(user, "is_service", False)

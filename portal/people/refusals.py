"""What is refused on the way in, beside what an OpenID provider's answer is refused for."""

from django.conf import settings
from django.utils.translation import gettext as _

from portal.errors import DomainError
from portal.people.models import User


class LocalLoginOff(DomainError):
    """E-mail and password are not a way in on this installation."""

    status = 403


class TooManyAttempts(DomainError):
    """So many failed logins that the door is shut for some minutes."""

    status = 429


class NoPassword(DomainError):
    """The person has no password here, and gets none by themselves."""

    status = 403


class UserClosed(DomainError):
    """The user exists, and does not get in."""

    status = 403


def require_local_login() -> None:
    """Raise LocalLoginOff when passwords are not used here."""
    if not settings.LOCAL_LOGIN:
        raise LocalLoginOff(_("Innlogging med passord er slått av. Logg inn med virksomhetens innlogging."))


def require_password(user: User) -> None:
    """Raise NoPassword for those who come in through their organisation's login."""
    if not user.has_usable_password():
        raise NoPassword(_("Du logger inn med virksomhetens innlogging og har ikke noe passord her."))

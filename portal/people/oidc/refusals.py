"""Why a login through an OpenID provider is refused, in words."""

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.utils.translation import gettext as _

from portal.errors import DomainError


class LoginRefused(DomainError, OAuth2Error):
    """The provider's answer is not good enough; a page says why, it is never a 500."""

    status = 403


class ProviderAway(LoginRefused):
    """The provider cannot be reached, or answers with something that is not OpenID Connect."""

    status = 503


def provider_away() -> ProviderAway:
    """The sentence for a provider that does not answer."""
    return ProviderAway(_("Innloggingstjenesten svarer ikke. Prøv igjen om litt."))


def cancelled() -> LoginRefused:
    """The sentence for a person who changed their mind at the provider."""
    return LoginRefused(_("Du avbrøt innloggingen."))


def provider_said_no() -> LoginRefused:
    """The sentence for an answer with `error` in it."""
    return LoginRefused(_("Innloggingstjenesten avviste innloggingen."))


def unknown_state() -> LoginRefused:
    """The sentence for an answer to a question that was never asked, or was answered before."""
    return LoginRefused(
        _("Svaret hører ikke til en innlogging som er startet her, eller det er brukt før. Logg inn på nytt.")
    )


def code_not_accepted() -> LoginRefused:
    """The sentence for a code that the provider does not exchange for a token."""
    return LoginRefused(_("Innloggingstjenesten godtok ikke engangskoden. Logg inn på nytt."))

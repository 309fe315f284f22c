"""Forms about people and organisations: they read and check, and never save."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base.forms import AuthenticateForm as BaseAuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as BaseActivateTOTPForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.dates import DateField, oslo_today
from portal.people import queries
from portal.people.identifiers import refuse_birth_number
from portal.people.models import Organisation
from portal.people.roles import Role
from portal.people.rules import LONGEST_TOKEN_DAYS

REQUIRED_EMAIL = {"required": _("Fyll inn e-postadressen."), "invalid": _("Skriv en hel e-postadresse.")}
REQUIRED_PASSWORD = {"required": _("Fyll inn passordet.")}
REQUIRED_CODE = {"required": _("Fyll inn koden.")}


def _relabel(field: forms.Field, label: Any, errors: dict[str, Any]) -> None:
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.error_messages = {**field.error_messages, **errors}


class LoginForm(account_forms.LoginForm):
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _relabel(self.fields["login"], _("E-post"), REQUIRED_EMAIL)
        _relabel(self.fields["password"], _("Passord"), REQUIRED_PASSWORD)
        self.fields["password"].help_text = ""


class ReauthenticateForm(account_forms.ReauthenticateForm):
    """The password once more, before something that protects the account is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _relabel(self.fields["password"], _("Passord"), REQUIRED_PASSWORD)


class ChangePasswordForm(account_forms.ChangePasswordForm):
    """Old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _relabel(self.fields["oldpassword"], _("Passordet du har nå"), REQUIRED_PASSWORD)
        _relabel(self.fields["password1"], _("Nytt passord"), REQUIRED_PASSWORD)
        _relabel(self.fields["password2"], _("Nytt passord en gang til"), REQUIRED_PASSWORD)


class ResetPasswordForm(account_forms.ResetPasswordForm):
    """The address that the link is sent to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _relabel(self.fields["email"], _("E-post"), REQUIRED_EMAIL)


class ResetPasswordKeyForm(account_forms.ResetPasswordKeyForm):
    """The new password, twice, from the link in the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _relabel(self.fields["password1"], _("Nytt passord"), REQUIRED_PASSWORD)
        _relabel(self.fields["password2"], _("Nytt passord en gang til"), REQUIRED_PASSWORD)


class AuthenticateForm(BaseAuthenticateForm):
    """The second step: a code from the authenticator, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _relabel(self.fields["code"], _("Engangskode"), REQUIRED_CODE)


class ActivateTOTPForm(BaseActivateTOTPForm):
    """The first code from a new authenticator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _relabel(self.fields["code"], _("Engangskode"), REQUIRED_CODE)


class TokenForm(forms.Form):
    """A name and a lifetime for a new API key."""

    name = forms.CharField(
        label=_("Hva skal nøkkelen brukes til?"),
        max_length=80,
        validators=[refuse_birth_number],
        error_messages={"required": _("Gi nøkkelen et navn.")},
    )
    days = forms.TypedChoiceField(
        label=_("Hvor lenge skal den vare?"),
        coerce=int,
        initial=90,
        choices=[(30, _("30 dager")), (90, _("90 dager")), (LONGEST_TOKEN_DAYS, _("ett år"))],
    )


class UserForm(forms.Form):
    """A new user."""

    name = forms.CharField(
        label=_("Navn"),
        max_length=150,
        validators=[refuse_birth_number],
        error_messages={"required": _("Fyll inn navnet.")},
    )
    email = forms.EmailField(label=_("E-post"), error_messages=REQUIRED_EMAIL)
    language = forms.ChoiceField(label=_("Språk"), choices=settings.LANGUAGES, initial="nb")
    sign_in = forms.ChoiceField(
        label=_("Hvordan logger personen inn?"),
        choices=[("provider", _("Med virksomhetens innlogging")), ("password", _("Med e-post og passord"))],
        widget=forms.RadioSelect,
        initial="provider",
    )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if queries.user_with_email(email):
            raise forms.ValidationError(_("E-postadressen er alt i bruk."))
        return email


class MembershipForm(forms.Form):
    """The organisation a person acts for, with which roles, from–to."""

    organisation = forms.ModelChoiceField(
        label=_("Virksomhet"),
        queryset=Organisation.objects.none(),
        empty_label=_("Velg virksomhet"),
        error_messages={"required": _("Velg virksomheten.")},
    )
    roles = forms.MultipleChoiceField(
        label=_("Roller"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Velg minst én rolle.")},
    )
    valid_from = DateField(label=_("Fra og med"), initial=oslo_today)
    valid_to = DateField(label=_("Til og med"), required=False, help_text=_("Tomt betyr uten sluttdato."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = queries.choosable_organisations()
        self.fields["organisation"].label_from_instance = lambda body: f"{body.code} – {body.name}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("Sluttdatoen er før startdatoen."))
        return cleaned


class EndMembershipForm(forms.Form):
    """The first day without access."""

    left_on = DateField(
        label=_("Uten tilgang fra"),
        initial=oslo_today,
        help_text=_("Denne dagen og senere slipper personen ikke inn."),
    )


class LinkLoginForm(forms.Form):
    """The known user that a newcomer turns out to be."""

    email = forms.EmailField(label=_("E-postadressen til brukeren som finnes"), error_messages=REQUIRED_EMAIL)

    def clean_email(self) -> str:
        self.user = queries.user_with_email(self.cleaned_data["email"])
        if self.user is None:
            raise forms.ValidationError(_("Ingen bruker har denne e-postadressen."))
        return self.cleaned_data["email"]


class RenameForm(forms.Form):
    """A new name of a body, from a date."""

    code = forms.CharField(label=_("Kode"), max_length=20, error_messages={"required": _("Fyll inn koden.")})
    name_nb = forms.CharField(
        label=_("Navn på bokmål"), max_length=200, error_messages={"required": _("Fyll inn navnet.")}
    )
    name_nn = forms.CharField(
        label=_("Navn på nynorsk"), max_length=200, error_messages={"required": _("Fyll inn navnet.")}
    )
    name_en = forms.CharField(label=_("Navn på engelsk"), max_length=200, required=False)
    valid_from = DateField(label=_("Fra og med"))

    @property
    def names(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"name_{language}"] for language in ("nb", "nn", "en")}


class MailboxForm(forms.ModelForm):
    """Where a body's mail goes."""

    class Meta:
        model = Organisation
        fields = ("mailbox",)
        help_texts = {
            "mailbox": _("Hit går påminnelser når ingen i virksomheten har rollen som skulle hatt dem.")
        }


class SuccessionForm(forms.Form):
    """Which body takes over, when, and what."""

    successor = forms.ModelChoiceField(
        label=_("Virksomheten som tar over"),
        queryset=Organisation.objects.none(),
        empty_label=_("Velg virksomhet"),
        error_messages={"required": _("Velg virksomheten.")},
    )
    takes_effect_on = DateField(label=_("Fra og med"))
    scope = forms.CharField(
        label=_("Hva går over?"), max_length=300, error_messages={"required": _("Skriv hva som går over.")}
    )
    source = forms.CharField(
        label=_("Kilde"), max_length=300, error_messages={"required": _("Skriv hvor det står.")}
    )

    def __init__(self, *args: Any, predecessor: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = queries.organisations().exclude(pk=predecessor.pk)
        self.fields["successor"].label_from_instance = lambda body: f"{body.code} – {body.name}"

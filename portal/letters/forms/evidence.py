"""Forms about evidence: a file, a link or a note, and the date that is its own."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.dates import DateField
from portal.letters.actions.evidence import Given
from portal.letters.forms.clauses import ClauseNumbersField
from portal.letters.models import Evidence, Letter
from portal.letters.states import EvidenceKind
from portal.people.identifiers import refuse_birth_number

_is_web_address = URLValidator(schemes=["https", "http"])


class RevisionForm(forms.Form):
    """What the evidence is now, and the date that it is from."""

    valid_on = DateField(
        label=_("Bevisets dato"),
        help_text=_("Datoen dokumentet har. Den avgjør hvilket år beviset teller for."),
    )
    upload = forms.FileField(
        label=_("Fil"),
        required=False,
        help_text=_("Aldri gradert innhold, eller innhold etter beskyttelsesinstruksen."),
    )
    url = forms.CharField(
        label=_("Lenke"),
        max_length=500,
        required=False,
        help_text=_("https://… eller en side i portalen, slik: /bilag/12/"),
    )
    note = forms.CharField(
        label=_("Notat"),
        max_length=4000,
        required=False,
        validators=[refuse_birth_number],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = forms.CharField(
        label=_("Hvorfor en ny versjon"), max_length=300, validators=[refuse_birth_number]
    )

    def clean_url(self) -> str:
        url = self.cleaned_data["url"].strip()
        is_own = url.startswith("/") and not url.startswith(("//", "/\\"))
        if url and not is_own:
            try:
                _is_web_address(url)
            except ValidationError as error:
                raise ValidationError(_now("Skriv en adresse som begynner med https:// eller /.")) from error
        return url

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not (given.get("upload") or given.get("url") or given.get("note")):
            raise ValidationError(_now("Legg ved en fil, en lenke eller et notat."))
        return given

    @property
    def given(self) -> Given:
        """What was given, as the action takes it."""
        said = self.cleaned_data
        kind = (
            EvidenceKind.FILE if said["upload"] else EvidenceKind.LINK if said["url"] else EvidenceKind.NOTE
        )
        return Given(kind, said["valid_on"], said["upload"], said["url"], said["note"])


class EvidenceForm(RevisionForm):
    """A new piece of evidence, and the clauses of one letter that it proves."""

    title = forms.CharField(label=_("Tittel"), max_length=200, validators=[refuse_birth_number])
    clauses = ClauseNumbersField(
        label=_("Beviser punkt"), help_text=_("Flere punkter skilles med komma, slik: 2.7, 2.8")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = None  # type: ignore[assignment]
    field_order = ("title", "valid_on", "upload", "url", "note", "clauses", "seen")

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clauses"].letter = letter


class TieForm(forms.Form):
    """Evidence that is here already, to prove one clause more."""

    evidence = forms.ModelChoiceField(label=_("Bevis"), queryset=Evidence.objects.none())
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, found: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = found

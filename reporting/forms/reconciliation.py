"""Forms of the reconciliation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.identifiers import refuse_birth_number
from reporting.states import DifferenceCause


class ExplanationForm(forms.Form):
    """A cause and a sentence, both."""

    code = forms.ChoiceField(label=_("Årsak"), choices=DifferenceCause.choices)
    explanation = forms.CharField(
        label=_("Forklaring"),
        max_length=300,
        validators=[refuse_birth_number],
        error_messages={"required": _("Skriv hvorfor.")},
    )


class StateFileForm(forms.Form):
    prefix = "statsregnskapet"
    file = forms.FileField(
        label=_("Statsregnskapet, CSV eller ZIP"),
        help_text=_("Filen for hele året fra statsregnskapet.no. Bare summen og filens hash lagres."),
        widget=forms.FileInput(attrs={"accept": ".csv,.zip"}),
        error_messages={"required": _("Velg en fil.")},
    )


class SaftFileForm(forms.Form):
    prefix = "saft"
    file = forms.FileField(
        label=_("SAF-T Financial, XML"),
        help_text=_("Versjon 1.10 eller 1.30. Filen vises og lagres ikke."),
        widget=forms.FileInput(attrs={"accept": ".xml"}),
        error_messages={"required": _("Velg en fil.")},
    )

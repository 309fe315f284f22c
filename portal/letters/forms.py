"""Forms about letters and clauses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.dates import DateField
from portal.letters.models import Assignment, Clause, Letter
from portal.letters.states import ClauseStatus
from portal.people.identifiers import refuse_birth_number
from portal.people.models import Organisation


class LetterForm(forms.ModelForm):
    dated_on = DateField(label=_("Datert"), help_text=_("Slik: 27.09.2024"))

    class Meta:
        model = Letter
        fields = (
            "kind",
            "number",
            "budget_year",
            "reference",
            "title",
            "sender",
            "receiver",
            "dated_on",
            "copies_to",
        )
        help_texts = {"number": _("0 for et tildelingsbrev, 1 og oppover for et supplerende.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sender"].queryset = self.fields["receiver"].queryset = Organisation.objects.with_names()


class AssignmentForm(forms.ModelForm):
    class Meta:
        model = Assignment
        fields = ("kind", "number", "title", "short_title")


class ClauseForm(forms.ModelForm):
    due_on = DateField(
        label=_("Frist"), required=False, help_text=_("La stå tomt når brevet ikke gir noen dato.")
    )
    responsible = forms.ModelChoiceField(
        label=_("Ansvarlig"), queryset=Organisation.objects.none(), required=False
    )

    class Meta:
        model = Clause
        fields = ("assignment", "position", "type", "short_text", "quote", "due_on", "due_words")

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignment"].queryset = letter.assignments.all()
        self.fields["responsible"].queryset = Organisation.objects.with_names()


class StatusForm(forms.Form):
    """How a clause stands: a fixed word and a sentence."""

    status = forms.ChoiceField(label=_("Status"), choices=ClauseStatus.choices)
    sentence = forms.CharField(
        label=_("Setning om status"),
        max_length=400,
        validators=[refuse_birth_number],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv en setning om status.")},
    )
    next_on = DateField(label=_("Neste dato"), required=False, help_text=_("Slik: 31.12.2024"))
    next_step = forms.CharField(
        label=_("Neste steg"), max_length=200, required=False, validators=[refuse_birth_number]
    )


class HandOverForm(forms.Form):
    """From a date another body answers for the clause."""

    organisation = forms.ModelChoiceField(label=_("Ny ansvarlig"), queryset=Organisation.objects.none())
    label = forms.CharField(label=_("Enhet"), max_length=60, required=False)
    from_on = DateField(label=_("Fra"), help_text=_("Slik: 01.01.2025"))
    source = forms.CharField(
        label=_("Grunnlag"), max_length=300, help_text=_("Brevet eller avtalen som sier det.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.with_names()


class AsOfForm(forms.Form):
    """The date a page is shown for; it lives in the address."""

    per = DateField(label=_("Vis eier per dato"), required=False)

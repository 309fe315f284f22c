"""Forms about letters that are put in by hand, and the date a page is shown for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.dates import DateField
from portal.letters.models import Assignment, Clause, Letter, StatusReport
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


class AsOfForm(forms.Form):
    """The date a page is shown for; it lives in the address."""

    per = DateField(label=_("Vis per dato"), required=False)


class ReportForm(forms.ModelForm):
    """The date and the summary of a status report."""

    status_on = DateField(label=_("Status per"), help_text=_("Slik: 31.12.2024"))

    class Meta:
        model = StatusReport
        fields = ("status_on", "summary", "case_number", "access", "legal_basis")
        widgets = {"summary": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"summary": _("Hva er gjort, og hva gjenstår? Sammendraget står først i rapporten.")}

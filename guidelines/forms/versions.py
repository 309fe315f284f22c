"""Forms about guidelines: they read and check, and never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guidelines.actions.text import SectionText
from guidelines.models import Guideline, GuidelineVersion, Section
from guidelines.queries.versions import publishers_for
from guidelines.rules import needs_reason_without_consultation
from guidelines.states import ChangeKind, WithdrawalKind
from portal.dates import DateField, oslo_today
from portal.letters.models import Clause
from portal.people.identifiers import refuse_birth_number
from portal.people.models import Organisation, User


class GuidelineForm(forms.ModelForm):
    """A new guideline; its first draft is empty."""

    class Meta:
        model = Guideline
        fields = ("title", "title_nn", "key", "adopter", "manager", "clause", "is_example")
        labels = {"is_example": _("Dette er et eksempel")}
        help_texts = {"key": _("Små bokstaver og bindestrek. Adressen endres aldri.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.with_names()
        self.fields["adopter"].queryset = self.fields["manager"].queryset = bodies
        self.fields["clause"].queryset = Clause.objects.filter(
            assignment__letter__state="registered"
        ).select_related("assignment__letter")


class SectionForm(forms.ModelForm):
    """The words of one section, and the revision the writer began from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    level = forms.TypedChoiceField(
        label=_("Nivå"), choices=[(1, _("Kapittel")), (2, _("Avsnitt"))], coerce=int, initial=1
    )

    class Meta:
        model = Section
        fields = ("level", "title", "body", "title_nn", "body_nn", "seen")
        labels = {
            "title": _("Overskrift"),
            "body": _("Tekst"),
            "title_nn": _("Overskrift på nynorsk"),
            "body_nn": _("Tekst på nynorsk"),
        }
        widgets = {"body": forms.Textarea(attrs={"rows": 14}), "body_nn": forms.Textarea(attrs={"rows": 8})}

    def text(self) -> SectionText:
        """What was written, ready for the action."""
        clean = self.cleaned_data
        return SectionText(
            clean["title"].strip(), _lines(clean["body"]), clean["title_nn"].strip(), _lines(clean["body_nn"])
        )


def _lines(text: str) -> str:
    """Line ends as they are kept: browsers send carriage returns."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


class NewVersionForm(forms.Form):
    """What kind of change, and what is changed."""

    kind = forms.ChoiceField(label=_("Type endring"), choices=ChangeKind.choices, widget=forms.RadioSelect)
    change_note = forms.CharField(
        label=_("Hva skal endres?"),
        max_length=500,
        error_messages={"required": _("Skriv kort hva som skal endres.")},
    )


class AdoptForm(forms.Form):
    """The decision's case number, and why nobody was asked when nobody was."""

    reference = forms.CharField(label=_("Saksnummer"), max_length=40, required=False)
    without_consultation = forms.CharField(
        label=_("Hvorfor er teksten ikke forelagt departementene?"),
        max_length=500,
        error_messages={"required": _("Teksten er ikke forelagt departementene. Skriv hvorfor.")},
    )

    def __init__(self, *args: Any, version: GuidelineVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason_without_consultation(version):
            del self.fields["without_consultation"]


class PublishForm(forms.Form):
    """From when the text holds, and when it is to be looked at again."""

    valid_from = DateField(label=_("Gjelder fra"))
    review_on = DateField(label=_("Gjennomgås innen"), required=False)
    is_urgent = forms.BooleanField(
        label=_("Det haster: publiser nå, en annen kontrollerer etterpå"), required=False
    )


class WithdrawForm(forms.Form):
    """Why the text no longer holds."""

    kind = forms.ChoiceField(
        label=_("Hva er grunnen?"), choices=WithdrawalKind.choices, widget=forms.RadioSelect
    )
    because = forms.CharField(
        label=_("Forklaring til leserne"), max_length=500, error_messages={"required": _("Skriv hvorfor.")}
    )
    replaced_by = forms.ModelChoiceField(
        label=_("Erstattet av"), queryset=Guideline.objects.none(), required=False, empty_label=_("Velg")
    )

    def __init__(self, *args: Any, guideline: Guideline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaced_by"].queryset = Guideline.objects.exclude(pk=guideline.pk)


class IllustrationForm(forms.Form):
    """An image for the text."""

    upload = forms.FileField(
        label=_("Bilde"), help_text=_("PNG eller JPEG. Last aldri opp gradert materiale.")
    )
    alt = forms.CharField(
        label=_("Hva viser bildet?"), max_length=300, validators=[refuse_birth_number],
        help_text=_("For dem som ikke ser det. Skriv det bildet forteller, ikke hvordan det ser ut."),
    )  # fmt: skip
    alt_nn = forms.CharField(
        label=_("Hva viser bildet, på nynorsk"),
        max_length=300,
        required=False,
        validators=[refuse_birth_number],
    )


class OwnerForm(forms.Form):
    """Who is asked when the text is to be looked at."""

    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Ansvarlig"), required=False, empty_label=_("Alle som publiserer")
    )

    def __init__(self, *args: Any, guideline: Guideline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = publishers_for(guideline, on=oslo_today())  # type: ignore[attr-defined]
        self.initial.setdefault("owner", guideline.owner_id)


class ReviewForm(forms.Form):
    """When the text is to be looked at next."""

    review_on = DateField(label=_("Neste gjennomgang"))

"""Forms about a foreleggelse: dispatch, deadlines, answers and their treatment."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guidelines import rules
from guidelines.actions.answers import RemarkText, Signature
from guidelines.actions.consultations import Dispatch
from guidelines.models import Consultation, DraftRemark, Remark
from guidelines.models.answers import LONGEST_REMARK
from guidelines.states import RemarkKind, RemarkOutcome
from portal.dates import DateField
from portal.fields_form import FieldsForm
from portal.filter_forms import FilterSelect
from portal.people.identifiers import refuse_birth_number
from portal.people.models import Organisation, User

WHOLE = _("Hele teksten")


def clean_lines(text: str) -> str:
    """Line ends as they are kept: browsers send carriage returns."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class BodyChoice(forms.ModelMultipleChoiceField):
    """Bodies by their full names."""

    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name


class DispatchForm(FieldsForm):
    """What the letter says, by when, and who is not asked."""

    due_on = DateField(label=_("Svarfrist"))
    left_out = BodyChoice(
        label=_("Departementer som ikke spørres"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Alle departementene og SMK får foreleggelsen når du ikke krysser av."),
    )
    left_out_because = forms.CharField(
        label=_("Hvorfor spørres de ikke?"), max_length=300, required=False, validators=[refuse_birth_number]
    )

    class Meta:
        model = Consultation
        fields = (
            "case_number",
            "letter_reference",
            "due_on",
            "shorter_because",
            "message",
            "left_out",
            "left_out_because",
        )
        help_texts = {
            "due_on": _("Fristen varer til kl. 23.59 den dagen."),
            "shorter_because": _("Må fylles ut når fristen er kortere enn tre uker. Grunnen står i brevet."),
        }
        widgets = {"message": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, sender: Organisation, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        bodies = Organisation.objects.ministries_on(today).exclude(pk=sender.pk).by_name()
        self.fields["left_out"].queryset = bodies

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("left_out") and not said.get("left_out_because", "").strip():
            self.add_error("left_out_because", _("Skriv hvorfor de ikke spørres."))
        due_on = said.get("due_on")
        if due_on:
            because = said.get("shorter_because", "")
            for problem in rules.missing_in_deadline(due_on=due_on, on=self.today, shorter_because=because):
                self.add_error(problem.code, problem.text)
        return said

    def dispatch(self) -> Dispatch:
        """What was written, ready for the action."""
        said = self.cleaned_data
        left_out = {body.pk: said["left_out_because"] for body in said["left_out"]}
        return Dispatch(
            said["case_number"], said["letter_reference"], said["due_on"], said["shorter_because"],
            clean_lines(said["message"]), left_out,
        )  # fmt: skip


class BecauseForm(forms.Form):
    """Why."""

    because = forms.CharField(
        label=_("Hvorfor?"),
        max_length=300,
        validators=[refuse_birth_number],
        error_messages={"required": _("Skriv hvorfor.")},
    )


class ExtensionForm(BecauseForm):
    """A later last day for one ministry."""

    until = DateField(label=_("Utsatt til"))
    field_order = ("until", "because")


class LateLinkForm(forms.Form):
    """How long the address works."""

    valid_to = DateField(label=_("Virker til og med"))


class RecipientForm(forms.Form):
    """One more body to ask."""

    organisation = forms.ModelChoiceField(
        label=_("Virksomhet"), queryset=Organisation.objects.none(), empty_label=_("Velg")
    )
    answer_by = DateField(label=_("Siste dag å svare"))

    def __init__(self, *args: Any, consultation: Consultation, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = consultation.recipients.values("organisation")
        bodies = (
            Organisation.objects.existing_on(today).exclude(pk__in=asked).exclude(pk=consultation.sender_id)
        )
        self.fields["organisation"].queryset = bodies.with_names()


class RemarkForm(forms.ModelForm):
    """One remark, to a section or to the whole text, with wording instead when it is to a section."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    anchor = forms.ChoiceField(label=_("Hva gjelder merknaden?"), required=False)

    class Meta:
        model = DraftRemark
        fields = ("anchor", "kind", "text", "suggestion", "seen")
        help_texts = {
            "suggestion": _("Skriv delen slik dere mener den bør lyde. Endringen vises før dere sender."),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "suggestion": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = consultation.sections.values_list("anchor", "title")
        self.fields["anchor"].choices = [("", WHOLE), *sections]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("suggestion") and not said.get("anchor"):
            self.add_error("suggestion", _("Et forslag til ny tekst må gjelde én del."))
        return said

    def said(self) -> RemarkText:
        """What was written, ready for the action."""
        clean = self.cleaned_data
        return RemarkText(
            clean_lines(clean["text"]), clean["anchor"], clean["kind"], clean_lines(clean["suggestion"])
        )


class SignatureForm(forms.Form):
    """Who answers for the ministry."""

    name = forms.CharField(label=_("Navn"), max_length=150, validators=[refuse_birth_number])
    role = forms.CharField(
        label=_("Rolle eller stilling"),
        max_length=100,
        validators=[refuse_birth_number],
        error_messages={"required": _("Skriv hvilken rolle du svarer i.")},
    )
    comment = forms.CharField(
        label=_("Kommentar"), max_length=500, required=False, validators=[refuse_birth_number]
    )

    def signature(self) -> Signature:
        """What was written, ready for the action."""
        return Signature(**self.cleaned_data)


class ImportAnswerForm(SignatureForm):
    """An answer that came outside the portal: a file, or its text."""

    received_on = DateField(label=_("Mottatt"))
    file = forms.FileField(
        label=_("Fil"),
        required=False,
        help_text=_("PDF, Word eller ren tekst. Graderte dokumenter skal aldri lastes opp."),
    )
    text = forms.CharField(
        label=_("Eller lim inn teksten"),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 8}),
        validators=[refuse_birth_number],
    )
    field_order = ("received_on", "name", "role", "file", "text", "comment")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors and not said.get("file") and not said.get("text", "").strip():
            self.add_error("file", _("Velg en fil, eller lim inn teksten."))
        return said

    def signature(self) -> Signature:
        """Who signed the letter."""
        clean = self.cleaned_data
        return Signature(clean["name"], clean["role"], clean["comment"])


class SeenForm(forms.Form):
    """A step with a remark as it was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ThemeForm(forms.Form):
    """What a remark is about."""

    final = forms.CharField(
        label=_("Tema"), max_length=40, required=False, validators=[refuse_birth_number],
        widget=forms.TextInput(attrs={"class": "ds-input"}),
    )  # fmt: skip


class PartsForm(forms.Form):
    """A remark split by hand: parts are divided by a line of three hyphens."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    parts = forms.CharField(
        label=_("Delene"),
        widget=forms.Textarea(attrs={"rows": 16}),
        max_length=LONGEST_REMARK,
        help_text=_(
            "Sett en linje med --- der merknaden skal deles. Ordene i den opprinnelige merknaden blir stående."
        ),
    )

    def texts(self) -> list[str]:
        """The parts that say something."""
        pieces = f"\n{clean_lines(self.cleaned_data['parts'])}\n".split("\n---\n")
        return [piece.strip() for piece in pieces if piece.strip()]


class HandleForm(forms.Form):
    """What sort of remark, what it is about, and who looks at it by when."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    kind = forms.ChoiceField(label=_("Type"), choices=RemarkKind.choices)
    tags = forms.CharField(
        label=_("Stikkord"), required=False, max_length=200, help_text=_("Skill med komma.")
    )
    assigned_to = forms.ModelChoiceField(
        label=_("Hvem vurderer den?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Ingen ennå"),
    )
    due_on = DateField(label=_("Frist for vurdering"), required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].queryset = people

    def clean_tags(self) -> list[str]:
        """The words between the commas; each at most forty letters."""
        tags = [tag.strip() for tag in self.cleaned_data["tags"].split(",")]
        if any(len(tag) > 40 for tag in tags):
            raise forms.ValidationError(_("Et stikkord kan ha høyst 40 tegn."))
        return tags


class AssessForm(forms.Form):
    """What becomes of the remark, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    outcome = forms.ChoiceField(label=_("Utfall"), choices=RemarkOutcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Begrunnelse"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[refuse_birth_number],
        help_text=_("Departementet som skrev merknaden, får lese den når teksten er fastsatt."),
    )


class GroupForm(forms.Form):
    """Remarks that say the same, by their numbers."""

    title = forms.CharField(label=_("Hva handler de om?"), max_length=150, validators=[refuse_birth_number])
    numbers = forms.CharField(
        label=_("Numrene på merknadene"), max_length=500, help_text=_("For eksempel 3, 7, 12.")
    )

    def clean_numbers(self) -> list[int]:
        """The numbers between commas or spaces."""
        words = self.cleaned_data["numbers"].replace(",", " ").split()
        if not all(word.isdecimal() and len(word) < 7 for word in words):
            raise forms.ValidationError(_("Skriv numrene med komma mellom."))
        return [int(word) for word in words]


MISSING = "mangler"


class RemarkFilter(forms.Form):
    """Which remarks the table shows; lives in the address."""

    utfall = forms.ChoiceField(
        label=_("Utfall"),
        choices=[("", _("Alle")), (MISSING, _("Mangler utfall")), *RemarkOutcome.choices],
        required=False,
        widget=FilterSelect,
    )
    fra = forms.ChoiceField(label=_("Fra"), required=False, widget=FilterSelect)
    sted = forms.ChoiceField(label=_("Sted i teksten"), required=False, widget=FilterSelect)
    stikkord = forms.CharField(label=_("Stikkord"), required=False, max_length=40)

    def __init__(
        self, *args: Any, bodies: list[tuple[str, str]], places: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fra"].choices = [("", _("Alle")), *bodies]
        self.fields["sted"].choices = [("", _("Alle")), ("hele", WHOLE), *places]

    def applied(self, remarks: Any) -> Any:
        """The remarks that the filter lets through; a value that is not a choice is as if it were not there."""
        self.is_valid()
        said = self.cleaned_data
        if outcome := said.get("utfall"):
            remarks = remarks.filter(outcome="" if outcome == MISSING else outcome)
        if body := said.get("fra"):
            remarks = remarks.filter(answer__recipient=body)
        if place := said.get("sted"):
            remarks = remarks.filter(anchor="" if place == "hele" else place)
        if tag := said.get("stikkord"):
            remarks = remarks.filter(tags__contains=[tag.strip().lower()])
        return remarks


def parts_of(remark: Remark) -> str:
    """The remark as the form for splitting begins: one part for each paragraph."""
    return "\n---\n".join(part.strip() for part in remark.text.split("\n\n") if part.strip())

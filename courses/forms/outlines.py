"""Forms about outlines: they read and check, and never save."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.actions.outlines import ModuleText
from courses.models import Dialogue, Module, Outline, Presentation
from courses.queries.outlines import sections_to_cite
from guidelines.models import Section
from portal.dates import DateField
from portal.fields_form import FieldsForm
from portal.letters.models import Clause
from portal.people.identifiers import refuse_birth_number
from portal.people.models import User
from workinggroup.models import Need


class ClauseChoice(forms.ModelChoiceField):
    """Clauses with their own words."""

    def label_from_instance(self, obj: Clause) -> str:
        return f"{obj.number} {obj.short_text}"


def registered_clauses(user: User) -> QuerySet[Clause]:
    """The clauses that course work can answer."""
    return (
        Clause.objects.visible_to(user)
        .registered()
        .select_related("assignment__letter")
        .order_by("-assignment__letter__dated_on", "assignment__number", "position")
    )


class OutlineForm(forms.ModelForm):
    """A new outline."""

    summary = forms.CharField(
        label=_("Kort om kurset"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}),
        validators=[refuse_birth_number],
    )  # fmt: skip
    clause = ClauseChoice(
        label=_("Punktet i brevet"), queryset=Clause.objects.none(), required=False,
        help_text=_("Vilkårene om dialog og fagråd hentes fra samme føring."),
    )  # fmt: skip

    class Meta:
        model = Outline
        fields = ("title", "clause")

    field_order = ("title", "summary", "clause")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].queryset = registered_clauses(user)


class SummaryForm(forms.Form):
    """What the course is, in short."""

    summary = forms.CharField(
        label=_("Kort om kurset"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}),
        validators=[refuse_birth_number],
    )  # fmt: skip


class ChangeNoteForm(forms.Form):
    """What is new in the next version."""

    change_note = forms.CharField(
        label=_("Hva er nytt?"), max_length=300, validators=[refuse_birth_number],
        error_messages={"required": _("Skriv hva som er nytt.")},
    )  # fmt: skip


class NeedChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Need) -> str:
        return f"{obj.title} ({obj.owner})"


class SectionChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Section) -> str:
        return f"{obj.version.guideline}: {obj.title}"


class ModuleForm(FieldsForm):
    """A module: one of the two aims, and the needs it answers."""

    needs = NeedChoice(
        label=_("Behov modulen svarer på"), queryset=Need.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Uten behov blir modulen merket «ikke fra innsiktsarbeidet»."),
    )  # fmt: skip
    sections = SectionChoice(
        label=_("Deler av retningslinjer modulen bygger på"), queryset=Section.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = Module
        fields = ("title", "aim", "goal", "content", "minutes", "position")
        widgets = {"content": forms.Textarea(attrs={"rows": 5}), "aim": forms.RadioSelect}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aim"].choices = [one for one in self.fields["aim"].choices if one[0]]
        self.fields["position"].required = False
        self.fields["needs"].queryset = Need.objects.visible_to(user).open().select_related("owner")
        self.fields["sections"].queryset = sections_to_cite()
        if self.instance.pk:
            self.fields["needs"].queryset |= Need.objects.visible_to(user).filter(
                course_modules=self.instance
            )
            self.initial["needs"] = list(self.instance.needs.values_list("pk", flat=True))
            cited = set(self.instance.citations.values_list("guideline", "anchor"))
            self.initial["sections"] = [
                one.pk for one in sections_to_cite() if (one.version.guideline_id, one.anchor) in cited
            ]

    def text(self) -> ModuleText:
        said = self.cleaned_data
        return ModuleText(
            said["title"], said["aim"], said["content"], said["goal"], said["minutes"], said["position"]
        )

    def clean_minutes(self) -> int:
        minutes = self.cleaned_data["minutes"]
        if not 5 <= minutes <= 960:
            raise forms.ValidationError(_("En modul varer fra 5 til 960 minutter."))
        return minutes


class DialogueForm(FieldsForm):
    """When DFD and the keeper met, who, and what they agreed."""

    held_on = DateField(label=_("Dato"))

    class Meta:
        model = Dialogue
        fields = ("held_on", "participants", "summary")
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}


class SentForm(forms.Form):
    """When the paper went to fagrådet."""

    sent_on = DateField(label=_("Sendt fagrådet"))


class PresentedForm(FieldsForm):
    """When fagrådet had it, and what it said."""

    presented_on = DateField(label=_("Lagt fram"))

    class Meta:
        model = Presentation
        fields = ("presented_on", "remarks", "follow_up")
        widgets = {
            "remarks": forms.Textarea(attrs={"rows": 3}),
            "follow_up": forms.Textarea(attrs={"rows": 3}),
        }

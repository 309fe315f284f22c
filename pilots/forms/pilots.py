"""Forms about one trial: each part, each kind of row, and the steps."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from pilots.actions.pilots import Idea
from pilots.models import (
    BudgetLine,
    Gain,
    Goal,
    Involvement,
    Measurement,
    Milestone,
    Participant,
    Pilot,
    PilotAnswer,
    PilotSection,
)
from pilots.parts import Part, RowKind
from pilots.states import CorrectionOutcome, EndResult, Representative
from portal.dates import DateField, oslo_today
from portal.fields_form import FieldsForm
from portal.people.identifiers import refuse_birth_number
from portal.people.models import Membership, Organisation, User

if TYPE_CHECKING:
    from collections.abc import Mapping


NOT_CHOSEN = _("Ikke valgt")


def _field(field: models.Field, **kwargs: Any) -> forms.Field | None:
    """Dates as Norwegians write them; long texts in a field that shows what is in them; an empty choice in words."""
    if isinstance(field, models.DateField):
        return DateField(
            label=capfirst(field.verbose_name), required=not field.blank, help_text=field.help_text
        )
    made = field.formfield(**kwargs)
    if isinstance(made, forms.CharField) and isinstance(made.widget, forms.Textarea):
        made.widget.attrs["rows"] = 4 if (field.max_length or 0) <= 4_000 else 7
    if isinstance(made, forms.ModelChoiceField):
        made.empty_label = NOT_CHOSEN
    elif isinstance(made, forms.TypedChoiceField):
        offered: Any = made.choices
        made.choices = [(key, label if key != "" else NOT_CHOSEN) for key, label in offered]
    return made


class FieldMeta:
    """How every form of this app makes its fields."""

    formfield_callback = staticmethod(_field)


class PlainForm(forms.ModelForm):
    """A form of a model whose values go to an action."""

    def written(self) -> "Mapping[str, Any]":
        """What was written, with line ends as they are kept."""
        return {
            name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
            if name in (self._meta.fields or ())
        }


class IdeaForm(FieldsForm, PlainForm):
    """The three fields of an idea, and the tool (features.md P02)."""

    class Meta(FieldMeta):
        model = Pilot
        fields = ("title", "summary", "work_process", "tool")
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}
        labels = {"title": _("Hva heter utprøvingen?"), "summary": _("Hva prøver dere ut?")}

    def idea(self) -> Idea:
        """What was written, ready for the action."""
        return Idea(**self.written())


class PartForm(PlainForm):
    """One part of the entry, with a mark of what was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


def part_form(part: Part) -> type[PartForm]:
    """The form class of a part."""
    return forms.modelform_factory(
        Pilot, form=PartForm, fields=part.fields, formfield_callback=_field
    )  # fmt: skip


def bound_part(part: Part, pilot: Pilot, data: Any = None) -> PartForm:
    """The part's form for one trial; a contact is somebody who acts for the owner today."""
    form = part_form(part)(data, instance=pilot, initial={"seen": part.mark_of(pilot)})
    if "contact" in form.fields:
        form.fields["contact"].queryset = people_of(pilot.owner)
    if "report_is_shared" in form.fields:
        form.fields["report_is_shared"] = forms.TypedChoiceField(
            label=_("Er rapporten delt?"), required=False, empty_value=None, coerce=lambda value: value == "True",
            choices=[("", _("Ikke bestemt")), ("True", _("Ja")), ("False", _("Nei"))],
        )  # fmt: skip
    return form


def people_of(body: Organisation) -> models.QuerySet[User]:
    """Those who act for the body now."""
    held = Membership.objects.held_on(oslo_today()).filter(organisation=body)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name")


class RowForm(PlainForm):
    """One row of a plan."""


class GoalForm(RowForm):
    class Meta(FieldMeta):
        model = Goal
        fields = ("text", "result", "result_text")


class MilestoneForm(RowForm):
    class Meta(FieldMeta):
        model = Milestone
        fields = ("kind", "title", "intended_on", "actual_on")


class BudgetLineForm(RowForm):
    class Meta(FieldMeta):
        model = BudgetLine
        fields = ("text", "amount")


class ParticipantForm(RowForm):
    class Meta(FieldMeta):
        model = Participant
        fields = ("role", "body", "count", "name", "name_until")


class InvolvementForm(RowForm):
    representatives = forms.MultipleChoiceField(
        label=_("Hvem var med?"), choices=Representative, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta(FieldMeta):
        model = Involvement
        fields = ("form", "held_on", "representatives", "reference", "outcome")
        widgets = {"outcome": forms.Textarea(attrs={"rows": 3})}


class GainForm(RowForm):
    class Meta(FieldMeta):
        model = Gain
        fields = (
            "title", "kind", "indicator", "unit", "target", "responsible", "beneficiary", "is_saved_time", "alternative_use",
        )  # fmt: skip


class MeasurementForm(RowForm):
    class Meta(FieldMeta):
        model = Measurement
        fields = ("gain", "kind", "value", "label", "measured_on", "people", "group", "method")


class SectionForm(RowForm):
    """A section, chosen as «guideline:anchor»."""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        key, _colon, anchor = (said.get("anchor") or "").partition(":")
        if key.isdecimal():
            said["guideline"] = self.fields["guideline"].queryset.filter(pk=int(key)).first()
            said["anchor"] = anchor
        return said

    class Meta(FieldMeta):
        model = PilotSection
        fields = ("guideline", "anchor")


class AnswersForm(RowForm):
    """A need or a use case, chosen as «need:4» or «case:2»."""

    answered = forms.ChoiceField(label=_("Behov eller bruksområde"))

    class Meta(FieldMeta):
        model = PilotAnswer
        fields = ("need", "use_case")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        kind, _colon, key = (said.get("answered") or "").partition(":")
        if key.isdecimal():
            name = "need" if kind == "need" else "use_case"
            said[name] = self.fields[name].queryset.filter(pk=int(key)).first()
        return said


ROW_FORMS: dict[type[models.Model], type[RowForm]] = {
    Goal: GoalForm, Milestone: MilestoneForm, BudgetLine: BudgetLineForm, Participant: ParticipantForm,
    Involvement: InvolvementForm, Gain: GainForm, Measurement: MeasurementForm, PilotSection: SectionForm,
    PilotAnswer: AnswersForm,
}  # fmt: skip


def row_form(
    kind: RowKind, pilot: Pilot, row: models.Model | None = None, data: Any = None, choices: Any = ()
) -> RowForm:
    """The form of a row, to add or to change; results of goals are asked for when there is something to say."""
    base = ROW_FORMS[kind.model]
    form = base(data, instance=row or _new(kind, pilot), auto_id=f"{kind.key}_%s")
    if row is None and kind.model is Goal:
        del form.fields["result"], form.fields["result_text"]
    if row is None and kind.model is Milestone:
        del form.fields["actual_on"]
    if "gain" in form.fields:
        form.fields["gain"].queryset = pilot.gains.all()
    if kind.model is PilotSection:
        _offer_sections(form, choices)
    if kind.model is PilotAnswer:
        form.fields["need"].widget = form.fields["use_case"].widget = forms.HiddenInput()
        form.fields["answered"].choices = [("", NOT_CHOSEN), *choices]
    return form


def _offer_sections(form: RowForm, sections: Any) -> None:
    """One choice of a section instead of a guideline and an anchor."""
    form.fields["guideline"].required = False
    form.fields["guideline"].widget = forms.HiddenInput()
    form.fields["anchor"] = forms.ChoiceField(
        label=_("Del av en retningslinje"), choices=[("", NOT_CHOSEN), *sections]
    )


def _new(kind: RowKind, pilot: Pilot) -> models.Model:
    return kind.model() if kind.model is Measurement else kind.model(pilot=pilot)


class BecauseForm(forms.Form):
    """Why."""

    because = forms.CharField(
        label=_("Hvorfor?"), max_length=500, validators=[refuse_birth_number],
        error_messages={"required": _("Skriv hvorfor.")},
    )  # fmt: skip


class EndForm(forms.Form):
    """What becomes of a trial that is over."""

    result = forms.ChoiceField(
        label=_("Hva skjer videre?"), choices=[("", NOT_CHOSEN), *EndResult.choices],
        error_messages={"required": _("Velg hva som skjer videre.")},
    )  # fmt: skip


class MoveForm(BecauseForm):
    """Another body takes over."""

    organisation = forms.ModelChoiceField(
        label=_("Ny eier"), queryset=Organisation.objects.none(), empty_label=NOT_CHOSEN
    )
    from_on = DateField(label=_("Fra og med"))
    field_order = ("organisation", "from_on", "because")

    def __init__(self, *args: Any, pilot: Pilot, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.existing_on(today).exclude(pk=pilot.owner_id)
        self.fields["organisation"].queryset = bodies.with_names()


class ReviewForm(forms.Form):
    """When the entry is to be looked over again."""

    next_on = DateField(label=_("Ses over igjen innen"))


class CorrectionForm(forms.Form):
    """What is wrong with an entry."""

    text = forms.CharField(
        label=_("Hva er feil?"), max_length=2_000, validators=[refuse_birth_number], widget=forms.Textarea(attrs={"rows": 4})
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The owner's answer."""

    outcome = forms.ChoiceField(label=_("Utfall"), choices=[("", NOT_CHOSEN), *CorrectionOutcome.choices])
    answer = forms.CharField(label=_("Svar"), max_length=500, validators=[refuse_birth_number])


class ReuseForm(forms.Form):
    """What another body uses it for."""

    note = forms.CharField(
        label=_("Hva bruker dere det til?"), max_length=300, required=False, validators=[refuse_birth_number]
    )


class FileForm(forms.Form):
    """A file of the trial."""

    file = forms.FileField(label=_("Fil"), help_text=_("Gradert materiale skal aldri lastes opp."))
    note = forms.CharField(label=_("Hva er det?"), max_length=200, validators=[refuse_birth_number])
    has_prompts = forms.BooleanField(
        label=_("Filen inneholder spørsmål til eller svar fra KI"), required=False
    )

"""Forms for attendance, evaluation and headcount: they read and check, and never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.actions.afterwards import Evaluation
from courses.models import EchoAnswer, EvaluationAnswer, Headcount
from courses.models.echo import Use
from courses.states import Presence
from portal.dates import DateField
from portal.fields_form import FieldsForm

GRADES = [(1, _("1 – svært lite")), (2, "2"), (3, "3"), (4, "4"), (5, _("5 – svært mye"))]
UNSET = ("", _("ikke ført"))


class AttendanceForm(forms.Form):
    """One choice for each who had a seat; `rows` is (primary key, name, presence now)."""

    def __init__(self, *args: Any, rows: list[tuple[int, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for pk, name, now in rows:
            self.fields[f"p{pk}"] = forms.ChoiceField(
                label=name, required=False, initial=now, choices=[UNSET, *Presence.choices],
                widget=forms.Select(attrs={"class": "ds-input"}),
            )  # fmt: skip

    def values(self) -> dict[int, str]:
        """Those that were set."""
        return {int(name[1:]): value for name, value in self.cleaned_data.items() if value}


class CodeForm(forms.Form):
    """The code on the board."""

    code = forms.CharField(
        label=_("Kode"), max_length=8, widget=forms.TextInput(attrs={"autocomplete": "off", "size": "8"}),
        error_messages={"required": _("Skriv koden som står på tavlen.")},
    )  # fmt: skip


class EvaluationForm(FieldsForm):
    """Three grades and a comment."""

    overall = forms.TypedChoiceField(
        label=_("Hvor nyttig var kurset?"), choices=GRADES, coerce=int, widget=forms.RadioSelect
    )
    what_ai_is = forms.TypedChoiceField(
        label=_("Hvor mye bedre vet du hva KI er?"), choices=GRADES, coerce=int, widget=forms.RadioSelect
    )
    use_at_work = forms.TypedChoiceField(
        label=_("Hvor klar er du til å bruke KI i jobben?"),
        choices=GRADES,
        coerce=int,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = EvaluationAnswer
        fields = ("overall", "what_ai_is", "use_at_work", "comment")
        widgets = {"comment": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"comment": _("Ikke skriv navn eller annet som sier hvem du er.")}

    def answer(self) -> Evaluation:
        said = self.cleaned_data
        return Evaluation(said["overall"], said["what_ai_is"], said["use_at_work"], said["comment"].strip())


class EchoForm(FieldsForm):
    """Two questions, a month after."""

    use = forms.ChoiceField(
        label=_("Hvor ofte bruker du det du lærte?"), choices=Use.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = EchoAnswer
        fields = ("use", "purpose")
        labels = {"purpose": _("Hva bruker du det til?")}
        widgets = {"purpose": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "purpose": _(
                "La det stå tomt hvis du ikke bruker det ennå. Ikke skriv navn eller annet som sier hvem du er."
            )
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if (
            said.get("use") not in (None, Use.NEVER)
            and not said.get("purpose")
            and "purpose" not in self.errors
        ):
            self.add_error("purpose", _("Skriv hva du bruker det til."))
        return said


class HeadcountForm(FieldsForm):
    """How many work in a body, and who says so."""

    counted_on = DateField(label=_("Telt"))

    class Meta:
        model = Headcount
        fields = ("employees", "counted_on", "source")

"""Forms about needs and use cases: they read and check, and never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from guidelines.models import Section
from portal.fields_form import FieldsForm
from portal.filter_forms import FilterSelect, FilterText
from portal.people.identifiers import refuse_birth_number
from workinggroup.models import Barrier, CoSign, Need, UseCase, WorkProcess
from workinggroup.queries.needs import WAITING, Choices, NeedFilter, category_tree
from workinggroup.states import NeedOutcome, NeedState

HELP = {
    "title": _("Kort, slik at andre kjenner det igjen. Skriv hva dere trenger, ikke hvilket verktøy."),
    "task_today": _("Hva gjør dere, og hvordan? Skriv ikke om enkeltpersoner eller enkeltsaker."),
    "who": _("Roller, ikke navn. For eksempel «saksbehandlere i tre avdelinger»."),
    "pain": _("Hva tar tid, blir feil eller blir liggende?"),
    "wished_result": _("Hva vil dere ha når oppgaven er løst?"),
    "information_class": _(
        "Hvem kan informasjonen i oppgaven deles med? Gradert materiale skal aldri inn i portalen."
    ),
    "users_count": _("Et anslag er godt nok."),
    "hours_per_month": _("Et anslag er godt nok."),
}


def clean_text(text: str) -> str:
    """Line ends as they are kept: browsers send carriage returns."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class ProcessField(forms.ChoiceField):
    """A place in the tree of work, with the tops as headings."""

    def fill(self) -> None:
        """The tree as it is now."""
        self.choices = [("", _now("Velg")), *((str(top), [(one.pk, str(one)) for one in below] or [(top.pk, str(top))]) for top, below in category_tree())]  # fmt: skip

    def clean(self, value: Any) -> WorkProcess | None:
        chosen = super().clean(value)
        return WorkProcess.objects.filter(pk=chosen).first() if chosen else None


class NeedStartForm(FieldsForm):
    """A title is enough to begin (features.md N01)."""

    class Meta:
        model = Need
        fields = ("title", "task_today")
        help_texts = HELP
        widgets = {"task_today": forms.Textarea(attrs={"rows": 3})}


class NeedForm(FieldsForm):
    """Everything that is asked; a draft may leave all but the title empty."""

    work_process = ProcessField(label=_("Arbeidsprosess"), required=False)
    barriers = forms.ModelMultipleChoiceField(
        label=_("Hva står i veien?"),
        queryset=Barrier.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Need
        fields = (
            "title", "task_today", "who", "how_often", "pain", "wished_result", "work_process", "information_class",
            "users_count", "hours_per_month",
        )  # fmt: skip
        help_texts = HELP
        widgets = {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("task_today", "pain", "wished_result")
        }

    field_order = (*Meta.fields, "barriers", "seen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work_process"].fill()  # type: ignore[attr-defined]
        self.fields["barriers"].queryset = Barrier.objects.in_use()  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["barriers"] = [barrier.pk for barrier in self.instance.barriers.all()]

    def _post_clean(self) -> None:
        super()._post_clean()
        for name in ("title", "task_today", "who", "pain", "wished_result"):
            if isinstance(self.cleaned_data.get(name), str):
                self.cleaned_data[name] = clean_text(self.cleaned_data[name])

    def written(self) -> dict[str, Any]:
        """What was written, ready for the action."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class WhyForm(forms.Form):
    """Why."""

    because = forms.CharField(
        label=_("Hvorfor?"), max_length=500, validators=[refuse_birth_number],
        error_messages={"required": _("Skriv hvorfor.")},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What the working group answers, and why (features.md N09)."""

    outcome = forms.ChoiceField(label=_("Svar"), choices=[("", _("Velg")), *NeedOutcome.choices])
    because = forms.CharField(
        label=_("Begrunnelse"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_birth_number], help_text=_("Den som meldte behovet, får den."),
        error_messages={"required": _("Skriv hvorfor. Den som meldte behovet, får begrunnelsen.")},
    )  # fmt: skip


class SignForm(FieldsForm):
    """The own ministry's numbers (features.md N06)."""

    class Meta:
        model = CoSign
        fields = ("users_count", "hours_per_month", "comment")


class SplitForm(forms.Form):
    """The titles of the parts, one on each line (features.md N05)."""

    titles = forms.CharField(
        label=_("Titler, én på hver linje"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_birth_number],
    )  # fmt: skip

    def parts(self) -> list[str]:
        """The lines that say something."""
        return [line.strip()[:160] for line in self.cleaned_data["titles"].splitlines() if line.strip()]


class CiteForm(forms.Form):
    """Which section of a guideline the need is about (features.md N10)."""

    section = forms.ModelChoiceField(
        label=_("Del av en retningslinje"), queryset=Section.objects.none(), empty_label=_("Velg")
    )

    def __init__(self, *args: Any, sections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]


class NeedFilterForm(forms.Form):
    """The filters of the list; they live in the address."""

    q = forms.CharField(
        label=_("Søk i tittel og nummer"),
        required=False,
        max_length=100,
        widget=FilterText(attrs={"type": "search"}),
    )
    prosess = forms.ChoiceField(label=_("Arbeidsprosess"), required=False, widget=FilterSelect)
    barriere = forms.ChoiceField(label=_("Barriere"), required=False, widget=FilterSelect)
    virksomhet = forms.ChoiceField(label=_("Virksomhet"), required=False, widget=FilterSelect)
    status = forms.ChoiceField(
        label=_("Status"), required=False, widget=FilterSelect,
        choices=[
            ("", _("Alle")), (WAITING, _("Ikke besvart")), *NeedOutcome.choices,
            (NeedState.DRAFT, _("Egne utkast")), (NeedState.FILED, _("Egne som venter")),
            (NeedState.NEED_WITHDRAWN, NeedState.NEED_WITHDRAWN.label),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, said in (
            ("prosess", choices.processes), ("barriere", choices.barriers), ("virksomhet", choices.bodies),
        ):  # fmt: skip
            self.fields[name].choices = [("", _("Alle")), *said]  # type: ignore[attr-defined]

    def wanted(self) -> NeedFilter:
        """What the address asks for; a value that does not exist asks for nothing."""
        self.is_valid()
        value = self.cleaned_data.get
        return NeedFilter(
            search=value("q") or "", process=value("prosess") or "", barrier=value("barriere") or "",
            state=value("status") or "", body=value("virksomhet") or "", sort=self.data.get("sort", ""),
        )  # fmt: skip

    def page_number(self) -> int:
        """The page in the address, or the first."""
        text = self.data.get("side", "1")
        return int(text) if text.isdecimal() and len(text) < 6 else 1


class CaseForm(FieldsForm):
    """A use case: what AI is used for, in which work, with which information (domain.md A-04)."""

    work_process = ProcessField(label=_("Arbeidsprosess"))
    needs = forms.ModelMultipleChoiceField(
        label=_("Behov det svarer på"),
        queryset=Need.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = UseCase
        fields = ("title", "description", "work_process", "information_class", "needs")
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, needs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work_process"].fill()  # type: ignore[attr-defined]
        self.fields["needs"].queryset = needs  # type: ignore[attr-defined]


class ReleaseCaseForm(forms.Form):
    """Whether it may also stand in the open catalogue (domain.md A-07)."""

    is_open_data = forms.BooleanField(
        label=_("Kan også stå i den åpne katalogen"), required=False,
        help_text=_("Da kan alle lese det, også utenfor departementene."),
    )  # fmt: skip


class ClusterForm(forms.Form):
    """Needs that are the same, a common name, and why (features.md N05)."""

    title = forms.CharField(label=_("Felles navn"), max_length=160, validators=[refuse_birth_number])
    because = forms.CharField(
        label=_("Hvorfor er de det samme?"), max_length=500, validators=[refuse_birth_number]
    )
    needs = forms.ModelMultipleChoiceField(
        label=_("Behov"), queryset=Need.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Velg minst to behov.")},
    )  # fmt: skip

    def __init__(self, *args: Any, needs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].queryset = needs  # type: ignore[attr-defined]


class AddNeedForm(forms.Form):
    """One more need for a cluster."""

    need = forms.ModelChoiceField(label=_("Behov"), queryset=Need.objects.none(), empty_label=_("Velg"))

    def __init__(self, *args: Any, needs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].queryset = needs  # type: ignore[attr-defined]


class ProcessForm(forms.ModelForm):
    """A kind of work in the tree (features.md N11)."""

    class Meta:
        model = WorkProcess
        fields = ("name", "name_nn", "parent", "position", "is_in_use")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tops = WorkProcess.objects.filter(parent=None)
        self.fields["parent"].queryset = tops.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        self.fields["parent"].empty_label = _now("Øverst")  # type: ignore[attr-defined]


class BarrierForm(forms.ModelForm):
    """A tag for what stands in the way (features.md N11)."""

    class Meta:
        model = Barrier
        fields = ("name", "name_nn", "position", "is_in_use")

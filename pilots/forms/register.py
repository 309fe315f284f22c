"""Filters of the lists, and forms about cards, the AI Act, the yearly answer and the ready-made tools."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilots import rules
from pilots.actions.cards import CardText
from pilots.actions.duty import ToolLine
from pilots.actions.risk import Judgement
from pilots.forms.pilots import FieldMeta
from pilots.models import DutyAnswer, ExperienceCard, Pilot, RiskAssessment, RuleSet, ToolUse
from pilots.queries.cards import CardFilter
from pilots.queries.register import NOT_SET, PilotFilter
from pilots.states import Maturity, PilotState, Profession, RiskClass, WorkProcess
from portal.dates import DateField
from portal.fields_form import FieldsForm
from portal.filter_forms import FilterCheck, FilterSelect, FilterText
from portal.people.identifiers import refuse_birth_number


def _page_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1


def _select(label: Any, everything: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[("", everything), *choices], widget=FilterSelect
    )


class PilotFilterForm(forms.Form):
    """The filters of the register; they live in the address."""

    q = forms.CharField(
        label=_("Søk i utprøvinger"),
        required=False,
        max_length=100,
        widget=FilterText(attrs={"type": "search"}),
    )
    status = _select(_("Status"), _("Alle"), PilotState.choices)
    eier = forms.ChoiceField(label=_("Virksomhet"), required=False, widget=FilterSelect)
    klasse = _select(_("KI-forordningen"), _("Alle klasser"), RiskClass.choices)
    trinn = _select(
        _("Modenhet"),
        _("Alle trinn"),
        [*((str(key), label) for key, label in Maturity.choices), (NOT_SET, _("Ikke vurdert"))],
    )
    prosess = _select(_("Arbeidsprosess"), _("Alle"), WorkProcess.choices)
    uten = forms.BooleanField(label=_("Uten medbestemmelse"), required=False, widget=FilterCheck)
    gammel = forms.BooleanField(label=_("Må ses over"), required=False, widget=FilterCheck)

    def __init__(self, *args: Any, codes: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = sorted((code, str(pk)) for pk, code in codes.items())
        self.fields["eier"].choices = [("", _("Alle")), *((pk, code) for code, pk in bodies)]

    def wanted(self) -> PilotFilter:
        """What the address asks for; a value that does not exist asks for nothing."""
        self.is_valid()
        value = self.cleaned_data.get
        return PilotFilter(
            search=value("q") or "", state=value("status") or "", owner=value("eier") or "", risk=value("klasse") or "",
            step=value("trinn") or "", process=value("prosess") or "", lacks_involvement=bool(value("uten")),
            is_stale=bool(value("gammel")), sort=self.data.get("sort", ""),
        )  # fmt: skip

    def page_number(self) -> int:
        return _page_number(self.data.get("side", "1"))


class CardFilterForm(forms.Form):
    """The filters of the cards; they live in the address."""

    q = forms.CharField(
        label=_("Søk i erfaringer"),
        required=False,
        max_length=100,
        widget=FilterText(attrs={"type": "search"}),
    )
    oppgave = _select(_("Oppgave"), _("Alle oppgaver"), WorkProcess.choices)
    fag = _select(_("Fag"), _("Alle fag"), Profession.choices)
    verktoy = forms.CharField(label=_("Verktøy"), required=False, max_length=80, widget=FilterText)

    def wanted(self) -> CardFilter:
        """What the address asks for."""
        self.is_valid()
        value = self.cleaned_data.get
        return CardFilter(
            value("q") or "", value("oppgave") or "", value("fag") or "", value("verktoy") or ""
        )

    def page_number(self) -> int:
        return _page_number(self.data.get("side", "1"))


class CardForm(FieldsForm):
    """An experience in three minutes: five short fields and three choices (features.md P15)."""

    class Meta(FieldMeta):
        model = ExperienceCard
        fields = ("title", "work_process", "profession", "tool", "tried", "worked", "did_not", "tip", "pilot")
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("tried", "worked", "did_not", "tip")}

    def __init__(self, *args: Any, pilots: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pilot"].queryset = pilots
        self.fields["pilot"].empty_label = _("Ingen")
        if not pilots.exists():
            del self.fields["pilot"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not (said.get("worked") or said.get("did_not")) and not self.errors:
            self.add_error("worked", _("Skriv hva som virket, eller hva som ikke virket."))
        return said

    def text(self) -> CardText:
        """What was written, ready for the action."""
        clean: dict[str, Any] = {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
        }
        return CardText(**clean)


class AssessForm(FieldsForm):
    """The questions of the rule file that are asked now, and what a person decides."""

    prefix_of_questions = "q_"

    class Meta(FieldMeta):
        model = RiskAssessment
        fields = (
            "risk_class", "basis", "role", "responsible", "is_transparent", "narrow_task", "narrow_because", "override_because",
        )  # fmt: skip
        widgets = {
            "narrow_because": forms.Textarea(attrs={"rows": 3}),
            "override_because": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(
        self, *args: Any, pilot: Pilot, rule_set: RuleSet, answers: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rule_set, self.facts = rule_set, rules.facts_of(pilot)
        self.questions = rules.visible_questions(rule_set.content, answers, self.facts)
        self.verdict = rules.evaluate(rule_set.content, answers, self.facts)
        for question in self.questions:
            self.fields[f"q_{question.key}"] = forms.ChoiceField(
                label=question.text, help_text=question.basis, required=False, initial=answers.get(question.key, ""),
                choices=[("yes", _("Ja")), ("no", _("Nei")), ("unknown", _("Vet ikke"))], widget=forms.RadioSelect,
            )  # fmt: skip

    @property
    def question_fields(self) -> list[forms.BoundField]:
        return [self[f"q_{question.key}"] for question in self.questions]

    @property
    def judgement_fields(self) -> list[forms.BoundField]:
        hidden = set() if self.verdict.has_annex_area else {"narrow_task", "narrow_because"}
        return [self[name] for name in self._meta.fields if name not in hidden]

    def answered(self) -> dict[str, str]:
        """The answers to the questions that are asked."""
        return {one.key: self.cleaned_data.get(f"q_{one.key}", "") for one in self.questions}

    def judgement(self) -> Judgement:
        """What a person decided, ready for the action."""
        said = self.cleaned_data
        return Judgement(
            risk_class=said["risk_class"], basis=said["basis"], role=said["role"], responsible=said["responsible"],
            is_transparent=said["is_transparent"], narrow_task=said.get("narrow_task", ""),
            narrow_because=said.get("narrow_because", ""), override_because=said["override_because"],
        )  # fmt: skip


def answers_in(data: Any) -> dict[str, str]:
    """The answers that a form holds, whether or not their questions are asked."""
    return {key.removeprefix("q_"): data[key] for key in data if key.startswith("q_")}


class RuleSetForm(forms.Form):
    """A new rule file."""

    version = forms.CharField(label=_("Versjon"), max_length=20)
    valid_from = DateField(label=_("Gjelder fra"))
    source = forms.CharField(label=_("Kilde"), max_length=300, validators=[refuse_birth_number])
    content = forms.CharField(
        label=_("Regelfil (JSON)"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )

    def clean_content(self) -> Any:
        try:
            content = json.loads(self.cleaned_data["content"])
        except ValueError as error:
            raise forms.ValidationError(_("Dette er ikke gyldig JSON.")) from error
        problems = rules.problems_in_rules(content)
        if problems:
            raise forms.ValidationError([str(problem) for problem in problems])
        return content

    def clean_version(self) -> str:
        version = self.cleaned_data["version"].strip()
        if RuleSet.objects.filter(version=version).exists():
            raise forms.ValidationError(_("Versjonen finnes alt. Gi den nye et annet navn."))
        return version


class LawStatusForm(forms.Form):
    """How the law stands."""

    text = forms.CharField(
        label=_("Rettslig status"),
        max_length=500,
        validators=[refuse_birth_number],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    valid_from = DateField(label=_("Gjelder fra"))
    source = forms.CharField(label=_("Kilde"), max_length=300, validators=[refuse_birth_number])


class YearForm(forms.Form):
    """A new round."""

    year = forms.IntegerField(label=_("År"), min_value=2023, max_value=2100)
    due_on = DateField(label=_("Svar innen"))


class DutyAnswerForm(FieldsForm):
    """«No trials»."""

    class Meta(FieldMeta):
        model = DutyAnswer
        fields = ("assessments", "involvement")
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in fields}


class ToolForm(FieldsForm):
    """A ready-made tool in one line."""

    since_on = DateField(label=_("I bruk fra"), required=False)

    class Meta(FieldMeta):
        model = ToolUse
        fields = ("tool", "information_class", "since_on", "note")

    def line(self) -> ToolLine:
        """What was written, ready for the action."""
        return ToolLine(**self.cleaned_data)

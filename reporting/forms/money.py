"""Forms about money: they read and check, and never save."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pilots.models import Pilot
from portal.dates import MONTHS, DateField
from portal.filter_forms import FilterCheck, FilterSelect, FilterText
from portal.letters.models import Assignment, Clause, Letter
from portal.letters.states import ClauseType
from portal.money import ZERO, MoneyFormField
from portal.people.identifiers import refuse_birth_number
from portal.people.models import Organisation
from reporting.models import Assessment, Authority, LedgerRow, OverviewVersion
from reporting.queries.payments import PaymentFilter
from reporting.rules import missing_for_authority, problems_with_split
from reporting.states import Outcome, RowType


class AuthorityForm(forms.ModelForm):
    """The facts of a fullmakt; statskonto follows from chapter and post."""

    cost_from = DateField(label=_("Kostnader fra"), help_text=_("Slik: 01.09.2024"))
    cost_to = DateField(label=_("Kostnader til"), help_text=_("Slik: 31.12.2024"))
    ceiling = MoneyFormField(
        label=_("Ramme, eks. mva. (kr)"), min_value=ZERO, help_text=_("Slik: 2 100 000,00")
    )

    class Meta:
        model = Authority
        fields = (
            "basis_letter", "basis_clause", "giver", "receiver", "chapter", "post", "budget_year", "ceiling",
            "cost_from", "cost_to", "purpose",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis_letter"].queryset = Letter.objects.registered()
        self.fields["basis_clause"].queryset = Clause.objects.filter(
            type__in=[ClauseType.AUTHORITY, ClauseType.PROMISE]
        ).select_related("assignment__letter")
        self.fields["giver"].queryset = self.fields["receiver"].queryset = Organisation.objects.with_names()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("chapter") and cleaned.get("post"):
            cleaned["chapter"] = cleaned["chapter"].strip().zfill(4)
            cleaned["post"] = cleaned["post"].strip().zfill(2)
            self.instance.statskonto = cleaned["chapter"] + cleaned["post"]
        if not self.errors:
            self._add_what_the_action_would_refuse(cleaned)
        return cleaned

    def _add_what_the_action_would_refuse(self, cleaned: dict[str, Any]) -> None:
        """The same reasons as the action gives, beside the fields, so that nothing entered is lost."""
        candidate = Authority(**cleaned, statskonto=self.instance.statskonto)
        for problem in missing_for_authority(candidate):
            self.add_error(None, problem.text)
        try:
            candidate.validate_constraints()
        except forms.ValidationError as error:
            self.add_error(
                None, [message for messages in error.message_dict.values() for message in messages]
            )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Hovedboksutdrag"),
        help_text=_(
            "CSV eller XLSX fra Unit4, oppsettet «Kontant». Høyst 50 MB. Gradert materiale skal aldri inn i portalen."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        error_messages={"required": _("Velg en fil.")},
    )


class PaymentFilterForm(forms.Form):
    """The filters of the list; they live in the address."""

    q = forms.CharField(
        label=_("Søk i leverandør, tekst og bilag"), required=False, max_length=100, widget=FilterText
    )
    foring = forms.ChoiceField(label=_("Føring"), required=False, widget=FilterSelect)
    periode = forms.ChoiceField(label=_("Måned"), required=False, widget=FilterSelect)
    type = forms.ChoiceField(
        label=_("Type"),
        required=False,
        choices=[("", _("Alle typer")), *RowType.choices],
        widget=FilterSelect,
    )
    utfall = forms.ChoiceField(
        label=_("Utfall"),
        required=False,
        choices=[*Outcome.choices, ("alle", _("Alle linjer"))],
        widget=FilterSelect,
    )
    merket = forms.BooleanField(label=_("Bare linjer med merke"), required=False, widget=FilterCheck)

    def __init__(self, *args: Any, authority: Authority, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignments = list(Assignment.objects.filter(letter=authority.basis_letter_id).directives())
        self.fields["foring"].choices = [
            ("", _("Alle føringer")),
            *((str(item.number), str(item)) for item in self.assignments),
            ("ingen", _("Ikke knyttet")),
        ]
        year = authority.budget_year
        self.fields["periode"].choices = [
            ("", _("Hele året")),
            *((f"{year}{number:02d}", name.capitalize()) for number, name in enumerate(MONTHS, 1)),
        ]

    def wanted(self) -> PaymentFilter:
        """What the address asks for; a value that does not exist asks for nothing."""
        self.is_valid()
        value = self.cleaned_data.get
        outcome = value("utfall") or Outcome.COUNTED
        return PaymentFilter(
            search=value("q") or "",
            assignment=value("foring") or "",
            period=value("periode") or "",
            type=value("type") or "",
            outcome="" if outcome == "alle" else outcome,
            flagged=bool(value("merket")),
            sort=self.data.get("sort", ""),
        )

    def page_number(self) -> int:
        text = self.data.get("side", "1")
        return int(text) if text.isdecimal() and len(text) < 6 else 1


class TieForm(forms.Form):
    """Which payments, and which assignment carries them."""

    assignment = forms.ModelChoiceField(queryset=Assignment.objects.none())
    rows = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data: Any, *, authority: Authority) -> None:
        super().__init__(data)
        self.fields["assignment"].queryset = authority.basis_letter.assignments.directives()
        self.fields["rows"].choices = [(pk, pk) for pk in data.getlist("rows") if pk.isdigit()]


class SplitForm(forms.Form):
    """One amount per assignment; they must sum to the payment."""

    def __init__(self, data: Any = None, *, row: LedgerRow) -> None:
        super().__init__(data)
        self.row = row
        self.assignments = list(row.authority.basis_letter.assignments.directives())
        carried = {part.assignment_id: part.amount for part in row.allocations.all()}
        for assignment in self.assignments:
            self.fields[f"f{assignment.pk}"] = MoneyFormField(
                label=_now("Føring %(number)s, %(title)s (kr eks. mva.)")
                % {"number": assignment.number, "title": assignment.short_title},
                required=False,
                initial=carried.get(assignment.pk),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            for problem in problems_with_split(
                self.row, {key: amount for key, amount in self.parts().items() if amount}
            ):
                self.add_error(None, problem.text)
        return cleaned

    def parts(self) -> dict[int, Decimal]:
        """{assignment id: kroner eks. mva.}; empty fields are zero."""
        return {item.pk: self.cleaned_data[f"f{item.pk}"] or ZERO for item in self.assignments}


class AssessmentForm(forms.ModelForm):
    is_additional_cost = forms.TypedChoiceField(
        label=_("Er dette en merutgift til KI-arbeidet?"),
        choices=[("ja", _("Ja")), ("nei", _("Nei"))],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg ja eller nei.")},
    )

    class Meta:
        model = Assessment
        fields = ("is_additional_cost", "reason", "remark")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["is_additional_cost"] = "ja" if self.instance.is_additional_cost else "nei"


class TrialField(forms.ModelChoiceField):
    """Trials by their code and title; by the code alone when the person does not see the trial (domain.md S-05)."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj) if obj.is_seen else obj.code


class TrialForm(forms.Form):
    """The trial a payment was for; empty when it was for none (domain.md P-09)."""

    pilot = TrialField(
        label=_("Utprøving"), queryset=Pilot.objects.none(), required=False, empty_label=_("Ingen utprøving"),
        help_text=_("Hele bilaget føres på utprøvingen. Summen vises ved siden av budsjettet i planen."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, pilots: QuerySet[Pilot], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["pilot"].queryset = pilots


class ReasonForm(forms.Form):
    """One sentence that says why."""

    reason = forms.CharField(
        label=_("Hvorfor"),
        max_length=300,
        validators=[refuse_birth_number],
        error_messages={"required": _("Skriv hvorfor.")},
    )


class ReopenForm(ReasonForm):
    prefix = "tilbake"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _now("Hvorfor tas versjonen tilbake til utkast?")


class ReturnForm(ReasonForm):
    prefix = "retur"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _now("Hvorfor returneres oversikten?")


class NewVersionForm(ReasonForm):
    """The first version needs no reason."""

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_reason:
            self.fields["reason"].label = _now("Hvorfor trengs en ny versjon?")
        else:
            del self.fields["reason"]


class ReconciliationForm(forms.ModelForm):
    """The ledger's sum beside the portal's, and what explains a difference (domain.md E-26)."""

    ledger_sum = MoneyFormField(
        label=_("Sum i regnskapet på statskontoen, eks. mva. (kr)"),
        help_text=_("Slik: 1 930 000,00. Skriv 0,00 når ingenting er ført."),
    )

    class Meta:
        model = OverviewVersion
        fields = (
            "ledger_sum", "explanation", "ceiling_explanation", "period_decision", "case_number", "access", "legal_basis",
        )  # fmt: skip

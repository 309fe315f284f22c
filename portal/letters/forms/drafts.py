"""Forms about a letter that is being read."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.dates import DateField
from portal.letters.forms.clauses import clause_label, earlier_clauses
from portal.letters.models import AssignmentKind, Clause, LetterDraft, ProposedAssignment, ProposedClause
from portal.letters.states import ChangeKind, ClauseType, ProposalState
from portal.money import MoneyFormField
from portal.people.identifiers import refuse_birth_number
from portal.people.models import Organisation


class ReadForm(forms.Form):
    """A letter as a file, or its text."""

    upload = forms.FileField(
        label=_("Fil"),
        required=False,
        help_text=_(
            "PDF, Word eller ren tekst. Aldri gradert innhold, eller innhold etter beskyttelsesinstruksen."
        ),
    )
    text = forms.CharField(
        label=_("Eller lim inn teksten"),
        required=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Bruk dette når brevet er skannet, eller PDF-en er beskyttet."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and bool(given.get("upload")) == bool(given.get("text", "").strip()):
            raise ValidationError(_now("Velg en fil, eller lim inn teksten. Ikke begge."))
        return given


class HeadForm(forms.ModelForm):
    """What the letter's head says."""

    dated_on = DateField(label=_("Datert"), help_text=_("Slik: 27.09.2024"))

    class Meta:
        model = LetterDraft
        fields = (
            "kind", "number", "budget_year", "reference", "title", "sender", "receiver", "dated_on", "copies_to"
        )  # fmt: skip
        help_texts = {"number": _("0 for et tildelingsbrev, 1 og oppover for et supplerende.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "budget_year", "title", "sender", "receiver"):
            self.fields[name].required = True
        self.fields["sender"].queryset = self.fields["receiver"].queryset = Organisation.objects.with_names()


class ProposedAssignmentForm(forms.Form):
    """A føring or a chapter that the reader did not find."""

    kind = forms.ChoiceField(label=_("Type"), choices=AssignmentKind.choices)
    number = forms.IntegerField(label=_("Nummer"), min_value=0, max_value=99)
    title = forms.CharField(label=_("Tittel"), max_length=200)


class _ClauseFields(forms.Form):
    type = forms.ChoiceField(label=_("Type"), choices=ClauseType.choices)
    short_text = forms.CharField(label=_("Kortform"), max_length=300, validators=[refuse_birth_number])
    bodies = forms.CharField(
        label=_("Ansvarlig"),
        required=False,
        max_length=300,
        help_text=_("Koder med komma mellom, slik: DSS, DFD"),
    )
    due_on = DateField(
        label=_("Frist"), required=False, help_text=_("La stå tomt når brevet ikke gir noen dato.")
    )
    due_words = forms.CharField(label=_("Brevets ord om tid"), required=False, max_length=100)
    amount = MoneyFormField(label=_("Beløp (kr)"), required=False)
    chapter = forms.RegexField(r"^\d{1,4}$", label=_("Kapittel"), required=False)
    post = forms.RegexField(r"^\d{2}$", label=_("Post"), required=False)
    assignment = forms.ModelChoiceField(label=_("Føring"), queryset=ProposedAssignment.objects.none())

    def __init__(self, *args: Any, draft: LetterDraft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignment"].queryset = draft.assignments.all()

    def clean_bodies(self) -> list[str]:
        named = [name.strip() for name in self.cleaned_data["bodies"].split(",")]
        if any(len(name) > 60 for name in named):
            raise ValidationError(_now("Hvert navn kan ha høyst 60 tegn."))
        return [name for name in named if name]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("type") == ClauseType.PROMISE and given.get("amount") is not None:
            self.add_error("amount", _now("Et løfte om finansiering kan ikke registreres med beløp."))
        return given


class ProposalForm(_ClauseFields):
    """A proposal as a person wants it; `version` is the one that was shown."""

    amends_how = forms.ChoiceField(
        label=_("Punktet gjør noe med et tidligere punkt"),
        choices=[("", _("Nei")), *ChangeKind.choices],
        required=False,
    )
    amends = forms.ModelChoiceField(
        label=_("Tidligere punkt"), queryset=Clause.objects.none(), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: LetterDraft, **kwargs: Any) -> None:
        super().__init__(*args, draft=draft, **kwargs)
        self.fields["amends"].queryset = earlier_clauses(draft.receiver)
        self.fields["amends"].label_from_instance = clause_label

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if bool(given.get("amends")) != bool(given.get("amends_how")):
            self.add_error(
                "amends", _now("Velg både hva punktet gjør, og hvilket tidligere punkt det gjelder.")
            )
        return given


def initial_of(proposal: ProposedClause) -> dict[str, Any]:
    """The proposal's own values for the form."""
    same = (
        "type",
        "short_text",
        "due_on",
        "due_words",
        "amount",
        "chapter",
        "post",
        "assignment",
        "amends",
        "amends_how",
    )
    return {
        **{name: getattr(proposal, name) for name in same},
        "bodies": ", ".join(proposal.bodies),
        "version": proposal.version,
    }


class AddProposalForm(_ClauseFields):
    """A clause by the letter's own words for it."""

    first_words = forms.CharField(
        label=_("Ordene i brevet"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-portal-selection": ""}),
        help_text=_("Merk teksten i brevet, så fylles feltet ut. Du kan også skrive av ordene."),
    )
    last_words = forms.CharField(
        label=_("Til og med ordene"),
        required=False,
        max_length=300,
        help_text=_("Når sitatet er langt: skriv bare begynnelsen over, og slutten her."),
    )
    overlap_is_meant = forms.BooleanField(
        label=_("Det er meningen at utvalget ligger over et annet forslag"), required=False
    )
    field_order = ("first_words", "last_words", "overlap_is_meant")


class SplitForm(forms.Form):
    """Where the second half begins."""

    words = forms.CharField(
        label=_("Del der ordene begynner"),
        max_length=300,
        help_text=_("Skriv de første ordene i den andre delen, slik de står i sitatet."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class MergeForm(forms.Form):
    """Another proposal of the same letter."""

    other = forms.ModelChoiceField(label=_("Slå sammen med"), queryset=ProposedClause.objects.none())
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, proposal: ProposedClause, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = proposal.draft.proposals.exclude(pk=proposal.pk).exclude(state=ProposalState.REJECTED)
        self.fields["other"].queryset = others.in_order()  # type: ignore[attr-defined]
        self.fields["other"].label_from_instance = lambda one: one.short_text[:100]  # type: ignore[attr-defined]


class VersionForm(forms.Form):
    """The version of the proposal that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

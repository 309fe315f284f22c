"""Forms about how a clause stands, who answers for it, and what changes it."""

import re
from textwrap import shorten
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.dates import DateField
from portal.letters.models import Clause, Letter, Question
from portal.letters.states import ChangeKind, ClauseStatus
from portal.people.identifiers import refuse_birth_number
from portal.people.models import Organisation


class StatusForm(forms.Form):
    """How a clause stands: a fixed word and a sentence."""

    status = forms.ChoiceField(label=_("Status"), choices=ClauseStatus.choices)
    sentence = forms.CharField(
        label=_("Setning om status"),
        max_length=400,
        validators=[refuse_birth_number],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv en setning om status.")},
    )
    next_on = DateField(label=_("Neste dato"), required=False, help_text=_("Slik: 31.12.2024"))
    next_step = forms.CharField(
        label=_("Neste steg"), max_length=200, required=False, validators=[refuse_birth_number]
    )
    deliverable = forms.CharField(
        label=_("Leveranse"),
        max_length=200,
        required=False,
        validators=[refuse_birth_number],
        help_text=_("Det som skal foreligge når punktet er oppfylt, slik som «mandat» eller «kursskisse»."),
    )


class HandOverForm(forms.Form):
    """From a date another body answers for the clause."""

    organisation = forms.ModelChoiceField(label=_("Ny ansvarlig"), queryset=Organisation.objects.none())
    label = forms.CharField(label=_("Enhet"), max_length=60, required=False)
    from_on = DateField(label=_("Fra"), help_text=_("Slik: 01.01.2025"))
    source = forms.CharField(
        label=_("Grunnlag"), max_length=300, help_text=_("Brevet eller avtalen som sier det.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.with_names()


class LeaveForm(forms.Form):
    """From a date nobody answers for the clause."""

    from_on = DateField(label=_("Fra"), help_text=_("Slik: 01.01.2025"))
    source = forms.CharField(
        label=_("Grunnlag"),
        max_length=300,
        validators=[refuse_birth_number],
        help_text=_("Hvorfor ansvaret faller bort."),
    )


class ConfirmForm(forms.Form):
    """One body's word that a joint duty is done."""

    sentence = forms.CharField(
        label=_("Setning"),
        max_length=300,
        validators=[refuse_birth_number],
        help_text=_("Hva virksomheten bekrefter."),
    )


class ZeroReportForm(forms.Form):
    """Nothing to report, with the reasons that the letter asks for (domain.md P-11)."""

    assessments = forms.CharField(
        label=_("Hvilke vurderinger er gjort?"),
        max_length=4000,
        validators=[refuse_birth_number],
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Skriv hvilke vurderinger som er gjort.")},
    )
    union_involvement = forms.CharField(
        label=_("Hvordan har de tillitsvalgte vært involvert?"),
        max_length=4000,
        validators=[refuse_birth_number],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv hvordan de tillitsvalgte har vært involvert.")},
    )


class BecauseForm(forms.Form):
    """A step that asks for its reason."""

    because = forms.CharField(label=_("Hvorfor"), max_length=300, validators=[refuse_birth_number])


class ChangeForm(forms.Form):
    """What a clause of this letter does to a clause of an earlier one."""

    kind = forms.ChoiceField(label=_("Punktet"), choices=ChangeKind.choices)
    old = forms.ModelChoiceField(label=_("Tidligere punkt"), queryset=Clause.objects.none())

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old"].queryset = earlier_clauses(letter.receiver, letter)
        self.fields["old"].label_from_instance = clause_label


def earlier_clauses(receiver: Organisation | None, letter: Letter | None = None) -> Any:
    """Clauses of the receiver's registered letters, not of this one and not of later ones."""
    found = Clause.objects.registered().filter(assignment__letter__receiver=receiver)
    if letter:
        found = found.filter(assignment__letter__dated_on__lte=letter.dated_on).exclude(
            assignment__letter=letter
        )
    return found.select_related("assignment__letter").order_by(
        "-assignment__letter__dated_on", "assignment__number", "position"
    )


def clause_label(clause: Clause) -> str:
    """«Nr. 10 2024, punkt 2.7: Sende …» in a list to choose from."""
    label = _now("%(letter)s, punkt %(number)s: %(text)s")
    return label % {
        "letter": clause.assignment.letter,
        "number": clause.number,
        "text": shorten(clause.short_text, 90, placeholder=" …"),
    }


class ClauseNumbersField(forms.CharField):
    """«2.7, 2.8»: clauses of one letter by their numbers; gives the clauses."""

    letter: Letter

    def clean(self, value: Any) -> list[Clause]:
        numbers = re.findall(r"\d+\.\d+", super().clean(value) or "")
        known = {
            clause.number: clause
            for clause in Clause.objects.of_letter(self.letter).select_related("assignment__letter")
        }
        unknown = [number for number in numbers if number not in known]
        if unknown or (not numbers and (self.required or value)):
            text = (
                _now("Brevet har ikke punkt %(numbers)s.")
                if unknown
                else _now("Skriv nummeret på minst ett punkt.")
            )
            raise ValidationError(text % {"numbers": ", ".join(unknown)} if unknown else text)
        return [known[number] for number in dict.fromkeys(numbers)]


class QuestionForm(forms.Form):
    """What the letter does not say."""

    text = forms.CharField(
        label=_("Spørsmål"),
        max_length=400,
        validators=[refuse_birth_number],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    clause = ClauseNumbersField(label=_("Gjelder punkt"), required=False, help_text=_("Slik: 2.7"))

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].letter = letter

    def clean_clause(self) -> Clause | None:
        clauses = self.cleaned_data["clause"]
        if len(clauses) > 1:
            raise ValidationError(_now("Velg ett punkt, eller la feltet stå tomt."))
        return clauses[0] if clauses else None


class AnswerForm(forms.Form):
    """The sender's answer to a question."""

    answer = forms.CharField(
        label=_("Svar"),
        max_length=4000,
        validators=[refuse_birth_number],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SettleForm(forms.Form):
    """The later letter that settled a question."""

    letter = forms.ModelChoiceField(label=_("Avklart i"), queryset=Letter.objects.none())

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].queryset = later_letters(letter)


def later_letters(letter: Letter) -> Any:
    """Registered letters to the same receiver that came after this one."""
    return (
        Letter.objects.registered()
        .filter(receiver=letter.receiver, dated_on__gte=letter.dated_on)
        .exclude(pk=letter.pk)
    )


class SettlingForm(forms.Form):
    """Something earlier that a letter may settle: a question or a clause, and one of them."""

    old = forms.ModelChoiceField(Clause.objects.none(), required=False)
    question = forms.ModelChoiceField(Question.objects.none(), required=False)

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earlier = {"receiver": letter.receiver, "dated_on__lte": letter.dated_on}
        letters = Letter.objects.registered().filter(**earlier).exclude(pk=letter.pk)
        self.fields["old"].queryset = Clause.objects.filter(assignment__letter__in=letters)  # type: ignore[attr-defined]
        self.fields["question"].queryset = Question.objects.filter(letter__in=letters)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("old")) == bool(said.get("question")):
            raise forms.ValidationError(_("Velg ett punkt eller ett spørsmål."))
        return said

"""Forms about the group, its mandate, meetings, decisions and priorities: they read and check, and never save."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.dates import OSLO, DateField
from portal.fields_form import FieldsForm
from portal.people.identifiers import refuse_birth_number
from portal.people.models import Organisation, User
from workinggroup.models import AgendaItem, Attendance, Criterion, MandateVersion, Meeting, Need
from workinggroup.models.priorities import HIGHEST, LOWEST
from workinggroup.states import DecisionKind, ItemKind, PeriodAnswer, Presence, SeatKind

_CLOCK = {"placeholder": "", "inputmode": "numeric", "size": "6", "autocomplete": "off"}
_ROWS = {"rows": 3}


class Bodies(forms.ModelChoiceField):
    """A body by its full name."""

    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name


def _text(label: Any, most: int, *, required: bool = True, rows: int = 0, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        widget=widget,
        validators=[refuse_birth_number],
        **more,
    )


def _bodies(label: Any, *, required: bool = True) -> Bodies:
    return Bodies(label=label, queryset=Organisation.objects.none(), required=required, empty_label=_("Velg"))


class GroupForm(forms.Form):
    """The group, its leader, and how long it is to last."""

    name = _text(_("Navn"), 160, initial=_("Tverrdepartemental arbeidsgruppe for KI"))
    starts_on = DateField(label=_("Fra"))
    ends_on = DateField(label=_("Til"), help_text=_("Brevet sier høsten 2024 til sommeren 2025."))
    leader = _bodies(_("Ledes av"))

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = bodies  # type: ignore[attr-defined]


class LeaderForm(forms.Form):
    """Another body leads from a date (domain.md A-03)."""

    organisation = _bodies(_("Ny leder"))
    from_on = DateField(label=_("Fra og med"))

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    """The invitation to the 16 ministries and SMK."""

    message = _text(_("Hva som står i invitasjonen"), 4000, rows=6)
    answer_by = DateField(label=_("Svarfrist"))


class AcceptForm(forms.Form):
    """A member, and a deputy or none (domain.md A-03)."""

    member = _text(_("Medlem"), 150, help_text=_("Navnet vises for dem som følger gruppen."))
    member_title = _text(_("Stilling"), 100, required=False)
    deputy = _text(_("Vara"), 150, required=False)
    has_no_deputy = forms.BooleanField(label=_("Vi har ingen vara"), required=False)


class DeclineForm(forms.Form):
    because = _text(
        _("Hvorfor takker dere nei?"), 500, error_messages={"required": _("Skriv hvorfor dere takker nei.")}
    )


class SeatForm(forms.Form):
    """A new member or deputy from a date."""

    organisation = _bodies(_("Virksomhet"))
    kind = forms.ChoiceField(label=_("Rolle"), choices=SeatKind)
    name = _text(_("Navn"), 150)
    title = _text(_("Stilling"), 100, required=False)
    from_on = DateField(label=_("Fra og med"))

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    last_on = DateField(label=_("Siste dag"))


class MandateForm(FieldsForm):
    class Meta:
        model = MandateVersion
        fields = ("text", "change_note")
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}


class MeetingForm(forms.Form):
    """When and where; an hour that the clock skips is refused (domain.md K-07)."""

    day = DateField(label=_("Dato"))
    starts = forms.TimeField(
        label=_("Begynner"), help_text=_("Slik: 09.00"), input_formats=["%H.%M", "%H:%M"]
    )
    ends = forms.TimeField(label=_("Slutter"), input_formats=["%H.%M", "%H:%M"])
    place = _text(_("Sted"), 200, help_text=_("Rom eller lenke til videomøte."))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for name in ("starts", "ends"):
            if said.get("day") and said.get(name) is not None:
                said[f"{name}_at"] = moment = datetime.datetime.combine(said["day"], said[name], OSLO)
                if not _exists(moment):
                    clock = said[name].strftime("%H.%M")
                    text = _now(
                        "Klokken %(clock)s finnes ikke denne natten: klokken stilles fram til sommertid."
                    )
                    self.add_error(name, text % {"clock": clock})
        if said.get("starts_at") and said.get("ends_at") and said["ends_at"] <= said["starts_at"]:
            self.add_error("ends", _now("Møtet må slutte etter at det begynner."))
        return said

    def times(self) -> dict[str, Any]:
        """When and where, ready for the action."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "place")}


def _exists(moment: datetime.datetime) -> bool:
    """Whether the time is on the clock in Oslo: 02.30 is not, the night summer time begins."""
    there_and_back = moment.astimezone(datetime.UTC).astimezone(OSLO)
    return there_and_back.replace(tzinfo=None) == moment.replace(tzinfo=None)


class PlanForm(MeetingForm):
    """One meeting, or a series (features.md M04)."""

    count = forms.IntegerField(
        label=_("Antall møter"),
        min_value=1,
        max_value=12,
        initial=1,
        help_text=_("Flere enn ett: hver fjerde uke, samme klokkeslett."),
    )


class ItemForm(FieldsForm):
    """A matter for the agenda (features.md M03, M09)."""

    class Meta:
        model = AgendaItem
        fields = ("kind", "title", "text", "need", "clause", "whats_new")
        widgets = {"text": forms.Textarea(attrs=_ROWS)}
        help_texts = {"whats_new": _("Må fylles ut når saken ligner noe som alt er vedtatt.")}

    def __init__(self, *args: Any, needs: Any, clauses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.value, kind.label) for kind in (ItemKind.NEED, ItemKind.CLAUSE, ItemKind.OTHER)
        ]
        self.fields["need"].queryset, self.fields["clause"].queryset = needs, clauses  # type: ignore[attr-defined]
        for name in ("need", "clause"):
            self.fields[name].empty_label = _now("Ingen")  # type: ignore[attr-defined]


class NeedOnAgendaForm(forms.Form):
    """Which meeting a need is put on (features.md M03)."""

    meeting = forms.ModelChoiceField(label=_("Møte"), queryset=Meeting.objects.none(), empty_label=_("Velg"))
    whats_new = _text(
        _("Hva er nytt?"),
        500,
        required=False,
        help_text=_("Må fylles ut når saken ligner noe som alt er vedtatt."),
    )

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What is decided, who follows it up, and who dissents (features.md M05)."""

    kind = forms.ChoiceField(label=_("Type vedtak"), choices=DecisionKind)
    text = _text(_("Vedtaket"), 2000, rows=3)
    owner = _bodies(_("Følges opp av"), required=False)
    due_on = DateField(label=_("Frist"), required=False)
    discussion = _text(_("Hva ble sagt?"), 4000, required=False, rows=3)
    dissent_by = _bodies(_("Dissens fra"), required=False)
    dissent = _text(_("Hva dissensen går ut på"), 500, required=False)

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("owner", "dissent_by"):
            self.fields[name].queryset = bodies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("kind") == DecisionKind.ACTION and not (said.get("owner") and said.get("due_on")):
            self.add_error("owner", _now("Velg hvem som følger vedtaket opp, og innen når."))
        if bool(said.get("dissent_by")) != bool(said.get("dissent")):
            self.add_error("dissent", _now("Skriv både hvem som dissenterer, og hva det går ut på."))
        return said

    def dissents(self) -> dict[Organisation, str]:
        """Who dissents, and with what."""
        said = self.cleaned_data
        return {said["dissent_by"]: said["dissent"]} if said["dissent_by"] else {}


class NoteForm(forms.Form):
    discussion = _text(_("Hva ble sagt?"), 4000, required=False, rows=3)


class DoneForm(forms.Form):
    note = _text(_("Hva er gjort?"), 500, error_messages={"required": _("Skriv hva som er gjort.")})


class PaperForm(forms.Form):
    """A file for a matter."""

    title = _text(_("Tittel"), 160)
    file = forms.FileField(
        label=_("Fil"), help_text=_("PDF eller Word. Gradert materiale skal aldri inn i portalen."),
        error_messages={"required": _("Velg en fil.")},
    )  # fmt: skip


class CorrectionForm(forms.Form):
    correction = _text(_("Hva skal stå i stedet?"), 1000, rows=3)


class AttendanceForm(forms.Form):
    """Who met for one body; the 17 stand under one another (features.md M07)."""

    presence = forms.ChoiceField(
        label=_("Oppmøte"), choices=[("", _("Ikke ført")), *Presence.choices], required=False
    )
    who = _text(_("Hvem"), 150, required=False)
    part = _text(_("Del av møtet"), 100, required=False)

    def __init__(self, data: Any = None, *, row: Attendance) -> None:
        initial = {"presence": row.presence, "who": row.who, "part": row.part}
        super().__init__(data, prefix=f"o{row.organisation_id}", initial=initial)
        self.row = row

    def read(self) -> Attendance | None:
        """The row as it was filled in; None when nothing is noted."""
        said = self.cleaned_data
        if not said["presence"]:
            return None
        self.row.presence, self.row.who, self.row.part = said["presence"], said["who"], said["part"]
        return self.row


class AssessorForm(forms.Form):
    person = forms.ModelChoiceField(
        label=_("Ny vurderer"), queryset=User.objects.none(), empty_label=_("Velg")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class WeightsForm(forms.Form):
    """What each criterion counts."""

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for one in criteria:
            self.fields[f"weight_{one.key}"] = forms.IntegerField(
                label=one.name, min_value=0, max_value=100, initial=one.weight, help_text=one.guide
            )

    def weights(self) -> dict[Criterion, int]:
        """The weight of each criterion."""
        return {one: self.cleaned_data[f"weight_{one.key}"] for one in self.criteria}


class ScoreForm(forms.Form):
    """One's own numbers for a need (features.md N07)."""

    def __init__(self, *args: Any, criteria: list[Criterion], need: Need, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        choices = [(str(value), str(value)) for value in range(LOWEST, HIGHEST + 1)]
        for one in criteria:
            self.fields[f"score_{one.key}"] = forms.ChoiceField(
                label=one.name, choices=choices, widget=forms.RadioSelect, help_text=one.guide
            )
        self.fields["note"] = _text(
            _("Eget notat"), 1000, required=False, rows=2, help_text=_("Bare du ser det.")
        )

    def scores(self) -> dict[Criterion, int]:
        """The number for each criterion."""
        return {one: int(self.cleaned_data[f"score_{one.key}"]) for one in self.criteria}


class FreezeForm(forms.Form):
    """Title, comment, and who may read the list (domain.md A-05, A-06)."""

    title = _text(_("Tittel"), 160)
    comment = _text(_("Kommentar"), 2000, rows=3)
    readers = forms.ModelMultipleChoiceField(
        label=_("Hvem kan lese listen?"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Listen er intern til den åpnes. Bare de du krysser av, og du selv, ser den."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].queryset = people  # type: ignore[attr-defined]


class PeriodForm(forms.Form):
    title = _text(_("Navn"), 60, help_text=_("For eksempel «Høsten 2024»."))
    from_on = DateField(label=_("Fra"))
    to_on = DateField(label=_("Til"))


class PeriodWordForm(forms.Form):
    """What the own ministry says of a period without shared needs (features.md N13)."""

    answer = forms.ChoiceField(label=_("Svar"), choices=PeriodAnswer)
    because = _text(_("Begrunnelse"), 500, error_messages={"required": _("Skriv hvorfor.")})


class HandoverForm(forms.Form):
    """Who takes over (features.md M11)."""

    organisation = _bodies(_("Virksomhet"))
    receiver = _text(_("Hvem tar over?"), 150, help_text=_("Rolle eller navn."))
    note = _text(_("Merknad"), 500, required=False)

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]

"""Forms about notices, absences and deadlines: they read and check, and never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.dates import DateField
from portal.notifications import queries
from portal.notifications.models import Deadline
from portal.notifications.states import Delivery
from portal.people.models import Organisation, User


class SettingsForm(forms.Form):
    """How to hear of everything, and of each kind that the person can be told of by itself."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["general"] = forms.ChoiceField(
            label=_("Alle varsler"),
            choices=Delivery.choices,
            initial=queries.general_choice(user),
            help_text=_("Gjelder alt du ikke har valgt noe annet for under."),
        )
        self.kinds: dict[str, tuple[str, ...]] = {}
        for choice in queries.choices_of(user):
            name = f"kind_{choice.kind}"
            self.kinds[name] = choice.kinds
            self.fields[name] = forms.ChoiceField(
                label=choice.title,
                choices=[("", _("Som alle varsler")), *Delivery.choices],
                initial=choice.delivery,
                required=False,
            )

    def chosen(self) -> dict[str, str]:
        """{kind: delivery}; «» is the general choice."""
        chosen = {kind: self.cleaned_data[name] for name, same in self.kinds.items() for kind in same}
        return {"": self.cleaned_data["general"], **chosen}


class AbsenceForm(forms.Form):
    """Who stands in, from–to."""

    delegate = forms.ModelChoiceField(
        label=_("Stedfortreder"),
        queryset=User.objects.none(),
        empty_label=_("Velg en kollega"),
        error_messages={"required": _("Velg en kollega.")},
    )
    from_on = DateField(label=_("Fra og med"))
    to_on = DateField(label=_("Til og med"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegate"].queryset = queries.colleagues_of(user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("from_on") and cleaned.get("to_on") and cleaned["to_on"] < cleaned["from_on"]:
            self.add_error("to_on", _("Sluttdatoen er før startdatoen."))
        return cleaned


class DeadlineForm(forms.ModelForm):
    """A deadline with its year and its source."""

    due_on = DateField(label=_("Frist"))

    class Meta:
        model = Deadline
        fields = ("title", "year", "key", "due_on", "organisation", "source", "is_confirmed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.prefetch_related("names")
        self.fields["key"].help_text = _("Små bokstaver, tall og bindestrek, for eksempel arsoversikt.")


class SubscriptionForm(forms.Form):
    """What the address is to be used for, so that its owner knows which one to close."""

    name = forms.CharField(
        label=_("Hva skal adressen brukes til?"),
        max_length=80,
        error_messages={"required": _("Skriv hva adressen skal brukes til.")},
    )


class ReturnForm(forms.Form):
    """What a mail that came back says."""

    said = forms.CharField(
        label=_("Hva står i returen?"),
        max_length=400,
        help_text=_("Ta med e-postserverens egne ord, for eksempel «550 User unknown»."),
        error_messages={"required": _("Skriv hva som står i returen.")},
    )

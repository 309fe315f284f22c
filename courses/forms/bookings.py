"""Forms of a body's booked seats: they read and check, and never save."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courses.models.sessions import MOST_SEATS
from courses.queries.colleagues import who_can_sign_up
from portal.people.models import Organisation, User

MOST_NAMES = 200


class SeatsForm(forms.Form):
    """How many seats."""

    seats = forms.IntegerField(label=_("Antall plasser"), min_value=1, max_value=MOST_SEATS)


class NamesForm(forms.Form):
    """Colleagues by their e-mail address, one on each line."""

    people = forms.CharField(
        label=_("E-postadresser"), widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        max_length=20_000, help_text=_("Én på hver linje. De må ha bruker i portalen, og jobbe i virksomheten din."),
        error_messages={"required": _("Skriv minst én adresse.")},
    )  # fmt: skip

    def __init__(self, *args: Any, organisation: Organisation, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation, self.on = organisation, on

    def clean_people(self) -> list[User]:
        said = self.cleaned_data["people"].replace(",", " ").replace(";", " ").lower().split()
        addresses = list(dict.fromkeys(said))
        if len(addresses) > MOST_NAMES:
            text = _now("Skriv høyst %(most)s adresser om gangen.")
            raise forms.ValidationError(text % {"most": MOST_NAMES})
        people = who_can_sign_up(self.organisation, self.on).filter(email__in=addresses)
        found = {person.email: person for person in people}
        unknown = [address for address in addresses if address not in found]
        if unknown:
            text = ngettext(
                "Denne adressen er ikke en ansatt i virksomheten som kan melde seg på: %(addresses)s.",
                "Disse adressene er ikke ansatte i virksomheten som kan melde seg på: %(addresses)s.",
                len(unknown),
            )
            raise forms.ValidationError(text % {"addresses": ", ".join(unknown)})
        return [found[address] for address in addresses]

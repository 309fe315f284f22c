"""Forms about courses, sessions and registrations: they read and check, and never save."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from courses import rules
from courses.actions.sessions import SessionFacts
from courses.forms.outlines import ClauseChoice, registered_clauses
from courses.models import Course, InvitedBody, OutlineVersion, SeatReservation, Session
from courses.models.outlines import bodies_kept_by
from courses.models.sessions import MOST_SEATS
from courses.queries.colleagues import possible_leaders
from courses.queries.sessions import ALL, COMING, HELD, PersonFilter, SessionFilter
from courses.states import Level, RegistrationState, SessionLanguage
from portal.dates import OSLO, DateField
from portal.fields_form import FieldsForm
from portal.filter_forms import FilterCheck, FilterSelect, FilterText
from portal.letters.models import Clause
from portal.paging import PAGE, SORT
from portal.people.identifiers import refuse_birth_number
from portal.people.models import Organisation, User


class CourseForm(FieldsForm):
    """What is offered, at which level, on which version of the outline."""

    clause = ClauseChoice(label=_("Punktet i brevet"), queryset=Clause.objects.none(), required=False)

    class Meta:
        model = Course
        fields = ("title", "level", "version", "description", "leader_part", "clause")
        widgets = {
            "description": forms.Textarea(attrs={"rows": 5}),
            "level": forms.RadioSelect,
            "leader_part": forms.RadioSelect,
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [one for one in self.fields["level"].choices if one[0]]
        own = OutlineVersion.objects.issued().filter(outline__organisation__in=bodies_kept_by(user))
        self.fields["version"].queryset = own.select_related("outline")
        self.fields["version"].empty_label = None
        self.fields["clause"].queryset = registered_clauses(user)


class ClockField(forms.TimeField):
    """A clock as Norwegians write it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(
            attrs={"size": "6", "autocomplete": "off", "inputmode": "numeric"}, format="%H.%M"
        )
        super().__init__(input_formats=["%H.%M", "%H:%M"], widget=widget, **kwargs)
        self.error_messages["invalid"] = _("Skriv klokkeslettet slik: 09.30.")


class SessionForm(FieldsForm):
    """Time and place in Oslo; the hour that does not exist is refused (domain.md K-07)."""

    day = DateField(label=_("Dato"))
    begins = ClockField(label=_("Begynner kl."))
    ends = ClockField(label=_("Slutter kl."))
    online_url = forms.URLField(
        label=_("Adresse på Teams"), required=False, max_length=500, assume_scheme="https"
    )
    closes_on = DateField(
        label=_("Siste dag for påmelding"), required=False, help_text=_("Ellers til samlingen begynner.")
    )
    deregister_on = DateField(
        label=_("Siste dag for avmelding"), required=False, help_text=_("Ellers to dager før samlingen.")
    )
    names_on = DateField(
        label=_("Siste dag for navn på bookede plasser"), required=False,
        help_text=_("Plasser uten navn går da til ventelisten. Ellers siste dag for avmelding."),
    )  # fmt: skip

    class Meta:
        model = Session
        fields = ("place", "language", "capacity", "offer_hours")

    field_order = (
        "day", "begins", "ends", "place", "online_url", "language", "capacity", "closes_on", "deregister_on", "names_on",
        "offer_hours",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["capacity"]
            start, end = (
                moment.astimezone(OSLO) for moment in (self.instance.starts_at, self.instance.ends_at)
            )
            closes, leaves = (
                moment.astimezone(OSLO) for moment in (self.instance.closes_at, self.instance.deregister_by)
            )
            self.initial = {
                **self.initial,
                "day": start.date(), "begins": start.time(), "ends": end.time(), "closes_on": closes.date(),
                "deregister_on": leaves.date(), "online_url": self.instance.online_url,
                "names_on": self.instance.names_by and self.instance.names_by.astimezone(OSLO).date(),
            }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not {"day", "begins", "ends"} <= said.keys():
            return said
        day, begins, ends = said["day"], said["begins"], said["ends"]
        for name, clock in (("begins", begins), ("ends", ends)):
            for problem in rules.missing_in_moment(rules.oslo_moment(day, clock)):
                self.add_error(name, problem.text)
        if ends <= begins:
            self.add_error("ends", _now("Samlingen må slutte etter at den begynner."))
        for name in ("closes_on", "deregister_on", "names_on"):
            if said.get(name) and said[name] > day:
                self.add_error(name, _now("Velg en dag før samlingen, eller samme dag."))
        if not said.get("place") and not said.get("online_url"):
            self.add_error("place", _now("Skriv hvor samlingen er, eller adressen på Teams."))
        return said

    def facts(self) -> SessionFacts:
        """What was written, ready for the action; a deadline never comes after the start."""
        said = self.cleaned_data
        starts = rules.oslo_moment(said["day"], said["begins"])
        leave = said.get("deregister_on") or said["day"] - datetime.timedelta(days=2)
        return SessionFacts(
            starts_at=starts, ends_at=rules.oslo_moment(said["day"], said["ends"]),
            closes_at=_last_moment(said["closes_on"], starts) if said.get("closes_on") else starts,
            deregister_by=_last_moment(leave, starts), place=said["place"], online_url=said["online_url"],
            language=said["language"], offer_hours=said["offer_hours"],
            names_by=_last_moment(said["names_on"], starts) if said.get("names_on") else None,
        )  # fmt: skip


def _last_moment(day: datetime.date, starts: datetime.datetime) -> datetime.datetime:
    """The last minute of the day, or the start."""
    return min(datetime.datetime.combine(day, datetime.time(23, 59), OSLO), starts)


class CapacityForm(forms.Form):
    """How many seats."""

    capacity = forms.IntegerField(label=_("Plasser"), min_value=1, max_value=MOST_SEATS)


class BecauseForm(forms.Form):
    """Why."""

    because = forms.CharField(
        label=_("Hvorfor?"), max_length=250, validators=[refuse_birth_number],
        error_messages={"required": _("Skriv hvorfor.")},
    )  # fmt: skip


class BodyChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name


class ReservationForm(FieldsForm):
    """Seats for one body until a date."""

    organisation = BodyChoice(label=_("Virksomhet"), queryset=Organisation.objects.none())
    release_on = DateField(label=_("Frigis"), help_text=_("Fra denne dagen kan alle få plassene."))

    class Meta:
        model = SeatReservation
        fields = ("organisation", "seats", "release_on")

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.existing_on(today).by_name()


class InvitedForm(FieldsForm):
    """A body beside the 17."""

    organisation = BodyChoice(label=_("Virksomhet"), queryset=Organisation.objects.none())

    class Meta:
        model = InvitedBody
        fields = ("organisation", "because")

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.existing_on(today).exclude(
            pk__in=Organisation.objects.ministries_on(today)
        )
        invited = InvitedBody.objects.values("organisation")
        self.fields["organisation"].queryset = bodies.exclude(pk__in=invited).by_name()


class NeedsForm(forms.Form):
    """What one needs in order to take part."""

    needs = forms.CharField(
        label=_("Behov for tilrettelegging"), required=False, max_length=500, validators=[refuse_birth_number],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Leses bare av kursansvarlig, og slettes senest 30 dager etter samlingen. Ikke skriv diagnoser."),
    )  # fmt: skip


class LeaderChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return obj.name


class SignUpForm(NeedsForm):
    """What one needs; and one's leader, where the course asks for it (features.md C10)."""

    leader = LeaderChoice(
        label=_("Lederen din"), queryset=User.objects.none(), empty_label=_("Velg"),
        help_text=_("En kollega i virksomheten din. Navnet slettes sammen med påmeldingen."),
        error_messages={"required": _("Velg lederen din.")},
    )  # fmt: skip
    field_order = ("leader", "needs")

    def __init__(self, *args: Any, user: User, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.organisation is not None:
            self.fields["leader"].queryset = possible_leaders(user, user.organisation, on)


class SessionFilterForm(forms.Form):
    """The filter of the list of sessions, in the address."""

    q = forms.CharField(label=_("Søk"), required=False, max_length=100, widget=FilterText)
    nar = forms.ChoiceField(label=_("Når"), required=False, widget=FilterSelect)
    niva = forms.ChoiceField(label=_("Nivå"), required=False, widget=FilterSelect)
    sprak = forms.ChoiceField(label=_("Språk"), required=False, widget=FilterSelect)
    ledig = forms.BooleanField(label=_("Bare med ledig plass"), required=False, widget=FilterCheck)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nar"].choices = [(COMING, _("Kommende")), (HELD, _("Holdt")), (ALL, _("Alle"))]
        self.fields["niva"].choices = [("", _("Alle")), *Level.choices]
        self.fields["sprak"].choices = [("", _("Alle")), *SessionLanguage.choices]

    def wanted(self) -> SessionFilter:
        said = self.cleaned_data if self.is_valid() else {}
        return SessionFilter(
            said.get("q", ""), said.get("niva", ""), said.get("sprak", ""), said.get("nar", COMING),
            said.get("ledig", False), self.data.get(SORT, ""),
        )  # fmt: skip

    def page_number(self) -> int:
        return _page(self.data)


class PersonFilterForm(forms.Form):
    """The filter of the list of those who have signed up."""

    q = forms.CharField(label=_("Søk"), required=False, max_length=100, widget=FilterText)
    status = forms.ChoiceField(label=_("Status"), required=False, widget=FilterSelect)
    virksomhet = forms.ChoiceField(label=_("Virksomhet"), required=False, widget=FilterSelect)

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [
            ("", _("På listen nå")),
            (ALL, _("Alle")),
            *RegistrationState.choices,
        ]
        self.fields["virksomhet"].choices = [("", _("Alle")), *bodies]

    def wanted(self) -> PersonFilter:
        said = self.cleaned_data if self.is_valid() else {}
        return PersonFilter(
            said.get("q", ""), said.get("status", ""), said.get("virksomhet", ""), self.data.get(SORT, "")
        )

    def page_number(self) -> int:
        return _page(self.data)


def _page(query: Any) -> int:
    page = query.get(PAGE, "1")
    return int(page) if page.isdecimal() else 1

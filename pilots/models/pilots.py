"""The trial itself: its permanent number, its plan, and who owns it from when."""

import datetime
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilots.states import (
    OPEN,
    OVER,
    EndResult,
    ExemptionAnswer,
    Maturity,
    Need,
    NotShared,
    PilotState,
    Place,
    PublicAccess,
    RiskClass,
    WorkProcess,
)
from portal.files import InformationClass
from portal.guards import append_only
from portal.money import ZERO, MoneyField
from portal.norwegian import NorwegianOrder
from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from portal.people.models import User

LONGEST_PART = 10_000
NORWEGIAN = "norwegian"
_IN = PilotState
_DECIDED_AT_LEAST = ["running", "evaluation", "ended"]


def words(
    label: "StrOrPromise", longest: int = LONGEST_PART, help_text: "StrOrPromise" = ""
) -> models.TextField:
    """Free text without birth numbers (domain.md S-01); empty until it is written."""
    return models.TextField(
        label, blank=True, max_length=longest, validators=[refuse_birth_number], help_text=help_text
    )


def line(
    label: "StrOrPromise", longest: int = 200, *, blank: bool = False, help_text: "StrOrPromise" = ""
) -> models.CharField:
    """One line of free text without birth numbers."""
    return models.CharField(
        label, max_length=longest, blank=blank, validators=[refuse_birth_number], help_text=help_text
    )


class PilotNumber(models.Model):
    """A number that has been given; it stays when the draft is taken out, so that it is never given again (P04)."""

    given_at = models.DateTimeField(_("gitt"), auto_now_add=True)

    class Meta:
        verbose_name = _("utprøvingsnummer")
        verbose_name_plural = _("utprøvingsnumre")
        triggers = append_only("Numre på utprøvinger")

    def __str__(self) -> str:
        return f"U-{self.pk}"


class PilotQuerySet(models.QuerySet["Pilot"]):
    def visible_to(self, user: "User") -> Self:
        """The own body's, and those that others have shared; the keepers of the register see all (domain.md S-05)."""
        if has_right(user, Right.KEEP_PILOTS):
            return self
        if not has_right(user, Right.READ_PILOTS) or user.organisation is None:
            return self.none()
        return self.filter(Q(owner=user.organisation) | Q(is_shared=True))

    def with_parties(self) -> Self:
        return self.select_related("owner", "clause__assignment", "contact", "made_by").prefetch_related(
            "owner__names"
        )

    def open(self) -> Self:
        """Not ended, not stopped."""
        return self.filter(state__in=OPEN)

    def under_way_in(self, year: int) -> Self:
        """Planned or further, and not over before the year began (features.md A10)."""
        after = Q(made_at__year__lte=year) & (Q(ended_on=None) | Q(ended_on__year__gte=year))
        return self.exclude(state=PilotState.IDEA).filter(after)

    def due_for_review(self, today: datetime.date) -> Self:
        """Those whose review date has passed (features.md P18)."""
        return self.filter(review_on__lt=today)


class Pilot(models.Model):
    """One trial (utprøving) of a ministry: from idea to result (domain.md P-01–P-13)."""

    number = models.PositiveIntegerField(_("nummer"), unique=True, editable=False)
    title = line(_("tittel"), 160)
    summary = line(_("hva som prøves ut"), 500, help_text=_("Én eller to setninger som andre forstår."))
    work_process = models.CharField(_("arbeidsprosess"), max_length=20, choices=WorkProcess)
    tool = line(_("verktøy"), 120, blank=True)
    owner = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet")
    )
    contact = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kontakt"),
        help_text=_("Den som holder oppføringen ved like."),
    )  # fmt: skip
    clause = models.ForeignKey(
        "letters.Clause", models.PROTECT, null=True, blank=True, related_name="pilots",
        verbose_name=_("punktet i brevet"),
    )  # fmt: skip
    state = models.CharField(_("status"), max_length=12, choices=PilotState, default=PilotState.IDEA)
    source = line(
        _("kilde"),
        300,
        blank=True,
        help_text=_("Når oppføringen bygger på noe som er sagt eller skrevet andre steder."),
    )
    is_shared = models.BooleanField(_("delt med de andre departementene"), default=False)
    is_example = models.BooleanField(_("eksempel"), default=False)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("laget av"))
    made_at = models.DateTimeField(_("laget"))
    changed_at = models.DateTimeField(_("endret"))

    # The plan, under the headings of the letter of 2023 (domain.md 3.1).
    problem = words(
        _("problembeskrivelse"),
        help_text=_("Hvilke problemer skal utprøvingen løse? Hvilke temaer og forhold omfattes?"),
    )
    learning = words(_("hva dere skal lære og teste"), 4_000)
    scope = words(
        _("omfang"),
        help_text=_(
            "Hvor stor del av tjenesten? Hvilke arbeidsprosesser og rutiner? Skal omfanget økes? Samarbeid med andre virksomheter?"
        ),
    )
    starts_on = models.DateField(_("oppstart"), null=True, blank=True)
    ends_on = models.DateField(_("slutt"), null=True, blank=True)
    phases = words(_("faser"), 4_000)
    participants = words(
        _("deltakere"),
        help_text=_(
            "Hvilke brukere, ansatte og tredjeparter skal delta? Skriv roller og virksomheter, ikke navn."
        ),
    )
    economy = words(
        _("økonomiske rammer og administrative konsekvenser"),
        help_text=_("Med hvilke ressurser? Dekker rammene oppfølgingen etterpå?"),
    )
    budget = MoneyField(
        _("budsjett (kr)"),
        null=True,
        blank=True,
        help_text=_("Skriv 0 når utprøvingen ikke har eget budsjett."),
    )
    documentation = words(
        _("dokumentasjon og evaluering"),
        help_text=_(
            "Hvordan skal funn observeres og dokumenteres? Hvordan kan gevinster og resultater måles?"
        ),
    )
    drawbacks = words(_("ulemper, kostnader og miljø"), 4_000)
    exemption = models.CharField(
        _("trengs unntak fra lov?"), max_length=12, choices=Need, default=Need.NOT_ASSESSED
    )
    exemption_law = line(_("hvilken lov og bestemmelse"), blank=True)
    exemption_authority = line(_("hvem som kan gi unntaket"), blank=True)
    exemption_reference = line(_("saksnummer for søknaden"), 60, blank=True)
    exemption_answer = models.CharField(_("svar"), max_length=10, choices=ExemptionAnswer, blank=True)
    exemption_answered_on = models.DateField(_("dato for svaret"), null=True, blank=True)

    # Information: axes that are never merged (domain.md 3.5, P-07).
    information_class = models.CharField(
        _("høyeste klasse i utprøvingen"), max_length=10, choices=InformationClass, blank=True
    )
    tool_class = models.CharField(
        _("verktøyet er godkjent til og med"), max_length=10, choices=InformationClass, blank=True
    )
    public_access = models.CharField(
        _("innsyn"), max_length=12, choices=PublicAccess, default=PublicAccess.UNCLEAR
    )
    legal_basis = line(
        _("hjemmel"),
        100,
        blank=True,
        help_text=_("Paragrafen i offentleglova. Innsyn vurderes hver gang noen ber om det."),
    )
    place = models.CharField(
        _("hvor informasjonen behandles"), max_length=15, choices=Place, default=Place.UNCLEAR
    )
    cloud_assessment = words(
        _("vurdering av nettsky"),
        2_000,
        help_text=_("Må skrives når informasjon unntatt offentlighet behandles i offentlig nettsky."),
    )

    # Personal data and risk (domain.md 3.4, P-04).
    dpia_need = models.CharField(
        _("trengs personvernkonsekvensvurdering?"), max_length=12, choices=Need, default=Need.NOT_ASSESSED
    )
    dpia_screened_on = models.DateField(_("dato for terskelvurderingen"), null=True, blank=True)
    dpia_reference = line(
        _("godkjent personvernkonsekvensvurdering"),
        60,
        blank=True,
        help_text=_("Saksnummer. Må fylles ut når svaret er ja."),
    )
    ros_reference = line(_("ROS-analyse"), 60, blank=True, help_text=_("Saksnummer."))
    ros_on = models.DateField(_("dato for ROS-analysen"), null=True, blank=True)

    # The class that holds now; the assessment behind it is a row of its own.
    risk_class = models.CharField(
        _("klasse etter KI-forordningen"), max_length=15, choices=RiskClass, default=RiskClass.NOT_ASSESSED
    )
    maturity_start = models.PositiveSmallIntegerField(
        _("modenhetstrinn ved start"), choices=Maturity, null=True, blank=True
    )
    maturity_end = models.PositiveSmallIntegerField(
        _("modenhetstrinn ved slutt"), choices=Maturity, null=True, blank=True
    )

    # The end (domain.md P-10, features.md P14).
    decided_on = models.DateField(_("besluttet"), null=True, blank=True)
    started_on = models.DateField(_("startet"), null=True, blank=True)
    ended_on = models.DateField(_("avsluttet eller stanset"), null=True, blank=True)
    end_result = models.CharField(_("resultat"), max_length=10, choices=EndResult, blank=True)
    stopped_because = line(_("hvorfor den ble stanset"), 500, blank=True)
    final_report = words(_("sluttrapport"))
    lessons = words(_("dette lærte vi"), 4_000, help_text=_("Skriv det slik at det kan deles."))
    report_is_shared = models.BooleanField(_("er rapporten delt?"), null=True, blank=True)
    not_shared_because = models.CharField(
        _("hvorfor rapporten ikke er delt"), max_length=15, choices=NotShared, blank=True
    )

    # Upkeep (features.md P18).
    review_on = models.DateField(_("ses over innen"), null=True, blank=True)

    search = models.GeneratedField(
        expression=SearchVector("title", config=NORWEGIAN, weight="A")
        + SearchVector("summary", "tool", "problem", "lessons", config=NORWEGIAN, weight="B"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = PilotQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        verbose_name = _("utprøving")
        verbose_name_plural = _("utprøvinger")
        indexes = [
            models.Index(fields=["owner", "state"], name="pilot_owner_state"),
            models.Index(fields=["-changed_at", "-number"], name="pilot_latest"),
            models.Index(NorwegianOrder("title"), "number", name="pilot_by_title"),
            GinIndex(fields=["search"], name="pilot_search"),
        ]
        constraints = [
            models.CheckConstraint(
                name="trial_ends_after_it_begins",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Sluttdatoen er før oppstarten."),
            ),
            models.CheckConstraint(
                name="trial_budget_is_not_negative",
                condition=Q(budget=None) | Q(budget__gte=ZERO),
                violation_error_message=_("Budsjettet kan ikke være under null."),
            ),
            models.CheckConstraint(
                name="ended_trial_has_a_result", condition=~Q(state=_IN.ENDED) | ~Q(end_result="")
            ),
            models.CheckConstraint(
                name="stopped_trial_says_why", condition=~Q(state=_IN.STOPPED) | ~Q(stopped_because="")
            ),
            models.CheckConstraint(
                name="running_trial_has_an_assessed_class",
                condition=~Q(state__in=_DECIDED_AT_LEAST) | ~Q(risk_class=RiskClass.NOT_ASSESSED),
            ),
            models.CheckConstraint(
                name="answered_exemption_has_a_date",
                condition=Q(exemption_answer__in=["", ExemptionAnswer.PENDING]) | Q(exemption_answered_on__isnull=False),
                violation_error_message=_("Skriv datoen for svaret."),
            ),
            models.CheckConstraint(
                name="withheld_information_has_a_legal_basis",
                condition=~Q(public_access=PublicAccess.WITHHELD) | ~Q(legal_basis=""),
                violation_error_message=_("Skriv hjemmelen når informasjonen er unntatt offentlighet."),
            ),
            models.CheckConstraint(
                name="report_that_is_not_shared_says_why",
                condition=~Q(report_is_shared=False) | ~Q(not_shared_because=""),
                violation_error_message=_("Velg hvorfor rapporten ikke er delt."),
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="trial_keeps_its_number",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'DELETE' THEN
                        IF OLD.state <> 'idea' THEN
                            RAISE EXCEPTION 'Bare en idé kan slettes. Stans utprøvingen i stedet.' USING ERRCODE = 'restrict_violation';
                        END IF;
                        RETURN OLD;
                    END IF;
                    IF NEW.number <> OLD.number THEN
                        RAISE EXCEPTION 'Nummeret på en utprøving er fast.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("pilot", args=[self.number])

    @property
    def code(self) -> str:
        """«U-4»: as it stands in addresses and letters, for ever (features.md P04)."""
        return f"U-{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def waits_for_exemption(self) -> bool:
        """An exemption from law is needed, and nobody has answered (features.md P11)."""
        return self.exemption == Need.YES and self.exemption_answer in {"", ExemptionAnswer.PENDING}

    def is_due_for_review(self, today: datetime.date) -> bool:
        """Whether the review date has passed (features.md P18)."""
        return self.review_on is not None and self.review_on < today

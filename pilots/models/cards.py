"""Experience cards, and who builds on what (features.md P15, P16)."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilots.models.pilots import NORWEGIAN, Pilot, line, words
from pilots.states import Profession, WorkProcess
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User


class ExperienceCardQuerySet(models.QuerySet["ExperienceCard"]):
    def visible_to(self, user: "User") -> Self:
        """What is shared is for every employee; one's own body also sees what it has taken back."""
        if not has_right(user, Right.READ_EXPERIENCES):
            return self.none()
        mine = Q(organisation=user.organisation) if user.organisation else Q(pk=None)
        return self.filter(Q(withdrawn_at=None) | mine)

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


class ExperienceCard(models.Model):
    """Tried, worked, did not, a tip: written by any employee in three minutes (features.md P15)."""

    title = line(_("hva prøvde du?"), 160, help_text=_("Én linje, slik: Sortere høringssvar etter tema"))
    work_process = models.CharField(_("oppgave"), max_length=20, choices=WorkProcess)
    tool = line(_("verktøy"), 80, blank=True)
    profession = models.CharField(_("fag"), max_length=20, choices=Profession)
    tried = words(_("slik gjorde jeg det"), 1_500)
    worked = words(_("dette virket"), 1_500)
    did_not = words(_("dette virket ikke"), 1_500)
    tip = words(_("tips til andre"), 1_000)
    pilot = models.ForeignKey(
        Pilot, models.PROTECT, null=True, blank=True, related_name="cards", verbose_name=_("utprøving")
    )
    clause = models.ForeignKey(
        "letters.Clause", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("punktet i brevet"),
    )  # fmt: skip
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet")
    )
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("skrevet av"))
    made_at = models.DateTimeField(_("skrevet"))
    withdrawn_at = models.DateTimeField(_("tatt tilbake"), null=True, blank=True, editable=False)
    is_example = models.BooleanField(_("eksempel"), default=False)

    search = models.GeneratedField(
        expression=SearchVector("title", config=NORWEGIAN, weight="A")
        + SearchVector("tool", "tip", config=NORWEGIAN, weight="B")
        + SearchVector("tried", "worked", "did_not", config=NORWEGIAN, weight="C"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ExperienceCardQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name = _("erfaringskort")
        verbose_name_plural = _("erfaringskort")
        indexes = [
            GinIndex(fields=["search"], name="card_search"),
            models.Index(fields=["-made_at", "-id"], name="card_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                name="card_says_what_worked_or_did_not",
                condition=~Q(worked="") | ~Q(did_not=""),
                violation_error_message=_("Skriv hva som virket, eller hva som ikke virket."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("experience_card", args=[self.pk])


class Reuse(models.Model):
    """Another body says «we reuse this» (features.md P16)."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, null=True, related_name="reuses")
    card = models.ForeignKey(ExperienceCard, models.CASCADE, null=True, related_name="reuses")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    note = line(_("hva dere bruker det til"), 300, blank=True)
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("meldt"))

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("gjenbruk")
        verbose_name_plural = _("gjenbruk")
        constraints = [
            models.CheckConstraint(
                name="reuse_is_of_a_trial_or_of_a_card",
                condition=Q(pilot__isnull=False, card=None) | Q(pilot=None, card__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["pilot", "organisation"], condition=Q(card=None), name="body_reuses_a_trial_once"
            ),
            models.UniqueConstraint(
                fields=["card", "organisation"], condition=Q(pilot=None), name="body_reuses_a_card_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.pilot or self.card}"

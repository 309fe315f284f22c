"""Scores of needs, the frozen lists they end in, and who takes over when the group ends."""

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.guards import append_only
from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right
from workinggroup.models.groups import WorkingGroup
from workinggroup.models.joining import Cluster
from workinggroup.models.meetings import Decision
from workinggroup.models.needs import Need

if TYPE_CHECKING:
    from portal.people.models import User

LOWEST, HIGHEST = 1, 5


class Criterion(models.Model):
    """What needs are scored on, with its weight and what the numbers mean (features.md N07)."""

    key = models.SlugField(_("kort navn"), max_length=40, unique=True)
    name = models.CharField(_("kriterium"), max_length=80, validators=[refuse_birth_number])
    guide = models.CharField(_("hva tallene betyr"), max_length=300, validators=[refuse_birth_number])
    weight = models.PositiveSmallIntegerField(_("vekt"), validators=[MaxValueValidator(100)])
    position = models.PositiveSmallIntegerField(_("rekkefølge"), default=0)
    is_in_use = models.BooleanField(_("i bruk"), default=True)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("kriterium")
        verbose_name_plural = _("kriterier")

    def __str__(self) -> str:
        return self.name


class Assessor(models.Model):
    """A person who is named to score needs, from–to (features.md N07)."""

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="assessors")
    person = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("person__name",)
        verbose_name = _("vurderer")
        verbose_name_plural = _("vurderere")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(ended_at=None),
                name="person_is_named_assessor_once",
                violation_error_message=_("Personen er alt vurderer."),
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class Assessment(models.Model):
    """One person's view of one need; the note is for that person alone (features.md N07)."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="assessments")
    person = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    note = models.TextField(_("eget notat"), max_length=1000, blank=True, validators=[refuse_birth_number])
    at = models.DateTimeField()

    class Meta:
        ordering = ("need", "person")
        verbose_name = _("vurdering av et behov")
        verbose_name_plural = _("vurderinger av behov")
        constraints = [models.UniqueConstraint(fields=["need", "person"], name="person_assesses_a_need_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.need}"


class Score(models.Model):
    """The number a person gives a need on one criterion."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField(
        _("poeng"), validators=[MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]
    )

    class Meta:
        ordering = ("criterion__position",)
        verbose_name = _("poeng")
        verbose_name_plural = _("poeng")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], name="need_is_scored_once_on_each_criterion"
            ),
            models.CheckConstraint(
                name="score_is_from_one_to_five", condition=Q(value__gte=LOWEST, value__lte=HIGHEST)
            ),
        ]

    def __str__(self) -> str:
        return str(self.value)


class PriorityListQuerySet(models.QuerySet["PriorityList"]):
    def visible_to(self, user: "User") -> Self:
        """Internal lists for the persons who are named; opened lists for all who read needs (domain.md A-06)."""
        if not has_right(user, Right.READ_GROUP):
            return self.none()
        return self.filter(Q(is_internal=False) | Q(readers=user.pk) | Q(made_by=user.pk)).distinct()


class PriorityList(models.Model):
    """A dated list that never changes, with its weights and scores (domain.md A-05)."""

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="lists")
    number = models.PositiveSmallIntegerField(_("nummer"))
    title = models.CharField(_("tittel"), max_length=160, validators=[refuse_birth_number])
    comment = models.TextField(_("kommentar"), max_length=2000, validators=[refuse_birth_number])
    weights = models.JSONField(_("vekter"))
    sha256 = models.CharField(max_length=64)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("laget av"))
    made_at = models.DateTimeField(_("fryst"))
    # Input to a budget is for named persons until it is opened (domain.md A-06).
    is_internal = models.BooleanField(_("internt"), default=True)
    readers = models.ManyToManyField("people.User", related_name="+", verbose_name=_("kan lese den"))
    is_example = models.BooleanField(_("eksempel"), default=False)

    objects = PriorityListQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        verbose_name = _("prioriteringsliste")
        verbose_name_plural = _("prioriteringslister")
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="priority_list_number_is_used_once")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="frozen_list_is_never_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - 'is_internal' IS DISTINCT FROM to_jsonb(NEW) - 'is_internal' THEN
                        RAISE EXCEPTION 'En fryst liste kan ikke endres. Lag en ny.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]

    def __str__(self) -> str:
        return f"Liste {self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("priority_list", args=[self.number])


class PriorityRow(models.Model):
    """A place on a frozen list: the numbers as they were that day."""

    list = models.ForeignKey(PriorityList, models.PROTECT, related_name="rows")
    rank = models.PositiveSmallIntegerField(_("plass"))
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="+")
    cluster = models.ForeignKey(Cluster, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("tittel"), max_length=200)
    total = models.DecimalField(_("poeng"), max_digits=5, decimal_places=2)
    spread = models.DecimalField(_("spredning"), max_digits=5, decimal_places=2)
    scores = models.JSONField(_("snitt per kriterium"))
    assessor_count = models.PositiveSmallIntegerField(_("vurderere"))
    body_count = models.PositiveSmallIntegerField(_("departementer"))
    users_count = models.PositiveIntegerField(_("brukere"))
    hours_per_month = models.PositiveIntegerField(_("timer i måneden"))
    previous_rank = models.PositiveSmallIntegerField(_("forrige plass"), null=True, blank=True)
    cause = models.CharField(_("hvorfor plassen er en annen"), max_length=300, blank=True)

    class Meta:
        ordering = ("list", "rank")
        verbose_name = _("plass på listen")
        verbose_name_plural = _("plasser på listen")
        constraints = [
            models.UniqueConstraint(fields=["list", "rank"], name="place_on_the_list_is_used_once"),
            models.CheckConstraint(
                name="place_is_held_by_a_need_or_a_cluster",
                condition=Q(need__isnull=False, cluster=None) | Q(need=None, cluster__isnull=False),
            ),
        ]
        triggers = append_only("Prioriteringslister")

    def __str__(self) -> str:
        return f"{self.rank}. {self.title}"

    @property
    def moved(self) -> int | None:
        """How many places up since the last list; None when it was not on it."""
        return self.previous_rank - self.rank if self.previous_rank else None


class Handover(models.Model):
    """Who takes over an open need or decision when the group ends (features.md M11)."""

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="handovers")
    need = models.OneToOneField(Need, models.PROTECT, null=True, blank=True, related_name="handover")
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, blank=True, related_name="handover")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet")
    )
    receiver = models.CharField(_("mottaker"), max_length=150, validators=[refuse_birth_number])
    note = models.CharField(_("merknad"), max_length=500, blank=True, validators=[refuse_birth_number])
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("overlevering")
        verbose_name_plural = _("overleveringer")
        constraints = [
            models.CheckConstraint(
                name="handover_is_of_a_need_or_a_decision",
                condition=Q(need__isnull=False, decision=None) | Q(need=None, decision__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.need or self.decision)

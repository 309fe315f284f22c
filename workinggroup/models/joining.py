"""What ministries do with one another's needs: sign them, join them, point out that they are alike."""

from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right
from workinggroup.models.groups import WorkingGroup
from workinggroup.models.needs import MOST_HOURS, MOST_USERS, Need
from workinggroup.states import PairState, PeriodAnswer

if TYPE_CHECKING:
    from portal.people.models import User


class CoSign(models.Model):
    """«Vi har dette også»: one per ministry, with its own numbers (features.md N06)."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="co_signs")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    users_count = models.PositiveIntegerField(
        _("hvor mange som har oppgaven hos dere"), validators=[MaxValueValidator(MOST_USERS)]
    )
    hours_per_month = models.PositiveIntegerField(
        _("timer i måneden hos dere"), validators=[MaxValueValidator(MOST_HOURS)]
    )
    comment = models.CharField(
        _("hva som er annerledes hos dere"), max_length=500, blank=True, validators=[refuse_birth_number]
    )
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)
        verbose_name = _("medsignering")
        verbose_name_plural = _("medsigneringer")
        constraints = [
            models.UniqueConstraint(
                fields=["need", "organisation"],
                name="body_signs_a_need_once",
                violation_error_message=_("Virksomheten har alt signert. Endre tallene i stedet."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.need}"


class ClusterQuerySet(models.QuerySet["Cluster"]):
    def visible_to(self, user: "User") -> Self:
        """Clusters hold shared needs only, so all who read needs see them."""
        return self if has_right(user, Right.READ_GROUP) else self.none()

    def standing(self) -> Self:
        """Those that are not taken apart again."""
        return self.filter(dissolved_at=None)


class Cluster(models.Model):
    """Needs that are the same; the originals, their owners and their text stay (features.md N05)."""

    title = models.CharField(_("felles navn"), max_length=160, validators=[refuse_birth_number])
    because = models.CharField(_("hvorfor"), max_length=500, validators=[refuse_birth_number])
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("laget"))
    dissolved_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    dissolved_at = models.DateTimeField(_("oppløst"), null=True, blank=True)
    dissolved_because = models.CharField(
        _("hvorfor den er oppløst"), max_length=500, blank=True, validators=[refuse_birth_number]
    )
    is_example = models.BooleanField(_("eksempel"), default=False)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at",)
        verbose_name = _("klynge")
        verbose_name_plural = _("klynger")
        constraints = [
            models.CheckConstraint(
                name="dissolved_cluster_says_who_and_why",
                condition=Q(dissolved_at=None, dissolved_by=None)
                | (Q(dissolved_at__isnull=False, dissolved_by__isnull=False) & ~Q(dissolved_because="")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cluster", args=[self.pk])

    @property
    def is_standing(self) -> bool:
        return self.dissolved_at is None


class ClusterTie(models.Model):
    """A need in a cluster, from–to: in one at a time."""

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="ties")
    need = models.ForeignKey(Need, models.PROTECT, related_name="cluster_ties")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("need",)
        verbose_name = _("behov i en klynge")
        verbose_name_plural = _("behov i en klynge")
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(left_at=None), name="need_is_in_one_cluster_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.need} i {self.cluster}"


class SuspectedPair(models.Model):
    """Two needs of different ministries that seem to be the same; what is rejected never comes again (features.md N04)."""

    first = models.ForeignKey(Need, models.PROTECT, related_name="+")
    second = models.ForeignKey(Need, models.PROTECT, related_name="+")
    likeness = models.PositiveSmallIntegerField(_("likhet i prosent"))
    reason = models.CharField(_("hvorfor"), max_length=300)
    state = models.CharField(_("status"), max_length=15, choices=PairState, default=PairState.PAIR_WAITING)
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-likeness", "pk")
        verbose_name = _("mulig samme behov")
        verbose_name_plural = _("mulige samme behov")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_of_needs_is_looked_at_once"),
            models.CheckConstraint(
                name="pair_of_needs_is_in_order", condition=Q(first__lt=models.F("second"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second}?"


class Citation(models.Model):
    """A section of a guideline that a need is about (features.md N10, moonshot 14)."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="citations")
    guideline = models.ForeignKey("guidelines.Guideline", models.PROTECT, related_name="+")
    anchor = models.CharField(_("anker"), max_length=12)
    title = models.CharField(_("overskrift"), max_length=200)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("henvisning til en retningslinje")
        verbose_name_plural = _("henvisninger til retningslinjer")
        constraints = [
            models.UniqueConstraint(fields=["need", "guideline", "anchor"], name="need_cites_a_section_once")
        ]

    def __str__(self) -> str:
        return self.title


class PeriodQuerySet(models.QuerySet["Period"]):
    def visible_to(self, user: "User") -> Self:
        """All who read needs."""
        return self if has_right(user, Right.READ_GROUP) else self.none()


class Period(models.Model):
    """A stretch of time in which the ministries are asked for needs (features.md N13)."""

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="periods")
    title = models.CharField(_("navn"), max_length=60, validators=[refuse_birth_number])
    from_on = models.DateField(_("fra"))
    to_on = models.DateField(_("til"))

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ("from_on",)
        verbose_name = _("periode")
        verbose_name_plural = _("perioder")
        constraints = [
            models.CheckConstraint(
                name="period_ends_after_it_begins",
                condition=Q(to_on__gt=models.F("from_on")),
                violation_error_message=_("Sluttdatoen er før startdatoen."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("silence")


class PeriodWord(models.Model):
    """What a body says of a period where it has shared nothing: none, with a reason, is an answer."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="words")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    answer = models.CharField(_("svar"), max_length=15, choices=PeriodAnswer)
    because = models.CharField(_("begrunnelse"), max_length=500, validators=[refuse_birth_number])
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("period", "organisation")
        verbose_name = _("svar for en periode")
        verbose_name_plural = _("svar for perioder")
        constraints = [
            models.UniqueConstraint(fields=["period", "organisation"], name="body_answers_a_period_once"),
            models.CheckConstraint(name="answer_for_a_period_says_why", condition=~Q(because="")),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_answer_display()}"

"""A guideline: who adopts it, who keeps it, and when it is to be looked at again."""

import datetime
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guidelines.states import IN_FORCE, RETIRED_VERSIONS
from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from guidelines.models.versions import GuidelineVersion
    from portal.people.models import User


class GuidelineQuerySet(models.QuerySet["Guideline"]):
    def visible_to(self, user: "User") -> Self:
        """All of them for those who work with them; for other readers those that have been published."""
        if has_right(user, Right.FOLLOW_GUIDELINES):
            return self
        return self.published() if has_right(user, Right.READ_GUIDELINES) else self.none()

    def published(self) -> Self:
        """Those that hold now or have held."""
        return self.filter(versions__state__in=IN_FORCE | RETIRED_VERSIONS).distinct()

    def with_parties(self) -> Self:
        return self.select_related("adopter", "manager", "clause", "owner").prefetch_related(
            "adopter__names", "manager__names"
        )


@pghistory.track()
class Guideline(models.Model):
    """Common rules with one text in force at a time; DFD adopts, DSS (from 2025 DIO) keeps (domain.md F-07)."""

    key = models.SlugField(_("kort navn i adressen"), max_length=60, unique=True)
    title = models.CharField(_("tittel"), max_length=200, validators=[refuse_birth_number])
    title_nn = models.CharField(
        _("tittel på nynorsk"), max_length=200, blank=True, validators=[refuse_birth_number]
    )
    adopter = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("fastsettes av")
    )
    manager = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("forvaltes av")
    )
    clause = models.ForeignKey(
        "letters.Clause", models.PROTECT, null=True, blank=True, related_name="guidelines",
        verbose_name=_("punktet i brevet"),
    )  # fmt: skip
    is_example = models.BooleanField(_("eksempel"), default=False)
    anchors_used = models.PositiveIntegerField(default=0, editable=False)

    # Upkeep (features.md G18). Without an owner, everybody who publishes for the keeper is asked.
    owner = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("ansvarlig for gjennomgangen"),
    )  # fmt: skip
    review_on = models.DateField(_("gjennomgås innen"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        "people.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("gjennomgått av"),
    )
    reviewed_at = models.DateTimeField(_("gjennomgått"), null=True, blank=True)

    objects = GuidelineQuerySet.as_manager()

    class Meta:
        ordering = ("title",)
        verbose_name = _("retningslinje")
        verbose_name_plural = _("retningslinjer")
        constraints = [
            models.CheckConstraint(
                name="review_says_who_and_when",
                condition=Q(reviewed_by=None, reviewed_at=None)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("guideline", args=[self.key])

    def title_in(self, language: str) -> str:
        """The title in nynorsk when there is one and it is asked for, else in bokmål."""
        return self.title_nn if language == "nn" and self.title_nn else self.title

    def is_due_for_review(self, today: datetime.date) -> bool:
        """Whether the review date has passed (features.md G18); `today` is an Oslo date."""
        return self.review_on is not None and self.review_on < today

    def in_force(self) -> "GuidelineVersion | None":
        """The version that holds now."""
        return self.versions.in_force().first()

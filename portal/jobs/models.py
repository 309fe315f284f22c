"""Long work as a row: found again from any page, one of a kind for an object at a time."""

import datetime
from typing import TYPE_CHECKING, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.jobs.states import UNDER_WAY, JobState
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User

LEASE = datetime.timedelta(seconds=60)
RUNNING_STATES = [state.value for state in sorted(UNDER_WAY)]


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: "User") -> Self:
        """One's own jobs; all of them for those who read operations."""
        return self if has_right(user, Right.READ_OPERATIONS) else self.filter(owner=user)

    def under_way(self) -> Self:
        return self.filter(state__in=UNDER_WAY)

    def stale_at(self, moment: datetime.datetime) -> Self:
        """Jobs that nobody works on: the worker was killed, or the queue lost them."""
        silent_since = moment - LEASE
        return self.under_way().filter(seen_at__lt=silent_since).exclude(pulse__seen_at__gte=silent_since)


class Job(models.Model):
    """One piece of long work: whose, what, how far, and what came of it."""

    kind = models.CharField(_("type"), max_length=60)
    title = models.CharField(_("hva"), max_length=200)
    owner = models.ForeignKey("people.User", models.CASCADE, related_name="+", verbose_name=_("eier"))
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    subject_key = models.CharField(max_length=120, blank=True)
    arguments = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(_("status"), max_length=10, choices=JobState, default=JobState.QUEUED)
    # As it ended; while it works, the pulse knows.
    progress = models.PositiveSmallIntegerField(_("fremdrift"), default=0)
    error = models.CharField(_("feil"), max_length=400, blank=True)
    result = models.ForeignKey(
        "portal.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resultat"),
    )
    wants_cancel = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("bestilt"))
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("ferdig"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("jobb")
        verbose_name_plural = _("jobber")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_key"],
                condition=Q(state__in=RUNNING_STATES),
                name="one_job_of_a_kind_for_an_object_at_a_time",
            ),
            models.CheckConstraint(
                name="job_that_is_over_has_its_time",
                condition=Q(state__in=RUNNING_STATES, ended_at=None)
                | (~Q(state__in=RUNNING_STATES) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="failed_job_says_why", condition=~Q(state=JobState.FAILED) | ~Q(error="")
            ),
            models.CheckConstraint(name="progress_is_a_percentage", condition=Q(progress__lte=100)),
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="job_of_owner"),
            models.Index(F("seen_at"), name="job_under_way", condition=Q(state__in=RUNNING_STATES)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("job", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def percent(self) -> int:
        """How far it has come."""
        pulse = getattr(self, "pulse", None) if self.state == JobState.RUNNING else None
        return pulse.progress if pulse else self.progress


class JobPulse(models.Model):
    """How far a job has come, and when its worker was last heard of.

    A row of its own: the work ends by writing on the job, which it could not do in its one moment if the job had been
    written on meanwhile.
    """

    job = models.OneToOneField(Job, models.CASCADE, primary_key=True, related_name="pulse")
    progress = models.PositiveSmallIntegerField(_("fremdrift"), default=0)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("fremdrift")
        verbose_name_plural = _("fremdrift")
        constraints = [
            models.CheckConstraint(name="pulse_is_a_percentage", condition=Q(progress__lte=100)),
        ]

    def __str__(self) -> str:
        return f"{self.progress} %"

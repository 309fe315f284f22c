"""The auditor's binder of an assignment: work in the queue, then one file (moonshot 24)."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.letters.models.letters import Assignment
from portal.letters.states import AT_IT, BinderState

if TYPE_CHECKING:
    from portal.people.models import User

STALE_AFTER = datetime.timedelta(seconds=60)


class BinderQuerySet(models.QuerySet["Binder"]):
    def visible_to(self, user: "User") -> Self:
        """One's own: what is in a binder is what the one who ordered it may see."""
        return self.filter(ordered_by=user)

    def of(self, assignment: Assignment) -> Self:
        return self.filter(assignment=assignment)


class Binder(models.Model):
    """One order of a binder; `done` of `total` files are in it."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="binders")
    state = models.CharField(_("status"), max_length=8, choices=BinderState, default=BinderState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.ForeignKey("portal.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    error = models.CharField(max_length=300, blank=True)
    ordered_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(_("bestilt"))
    seen_at = models.DateTimeField()

    objects = BinderQuerySet.as_manager()

    class Meta:
        ordering = ("-ordered_at",)
        verbose_name = _("revisjonsmappe")
        verbose_name_plural = _("revisjonsmapper")
        constraints = [
            models.CheckConstraint(
                name="finished_binder_has_its_file",
                condition=~Q(state=BinderState.DONE) | Q(file__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return _now("Revisjonsmappe for %(assignment)s") % {"assignment": self.assignment}

    def get_absolute_url(self) -> str:
        return reverse("binder", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.state in AT_IT

    def is_stale_at(self, moment: datetime.datetime) -> bool:
        """Whether the work has been silent for a minute, so that a person may start it again."""
        return self.is_running and moment - self.seen_at > STALE_AFTER

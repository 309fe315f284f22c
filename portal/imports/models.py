"""An import as a row that can be left and found again, and the profiles that remember columns."""

import datetime
from typing import TYPE_CHECKING, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.imports.states import RUNNING, WAITING_FOR_A_PERSON, RunState

if TYPE_CHECKING:
    from portal.people.models import User

STALE_AFTER = datetime.timedelta(seconds=60)


class ImportProfile(models.Model):
    """What a person once said about a layout, so that the same layout never asks again."""

    kind = models.CharField(max_length=40)
    name = models.SlugField(_("navn"), max_length=60)
    columns = models.JSONField(default=dict)
    decimal_mark = models.CharField(max_length=1, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("importprofil")
        verbose_name_plural = _("importprofiler")
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="profile_name_is_unique")]

    def __str__(self) -> str:
        return self.name


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: "User") -> Self:
        """Imports that belong to the user's own organisation, by the right their kind asks for."""
        if not user.organisation:
            return self.none()
        return self.filter(organisation=user.organisation, right__in=[right.value for right in user.rights])

    def stale(self, now: datetime.datetime) -> Self:
        """Runs whose worker has been silent for a minute: killed, or never started."""
        return self.filter(state__in=RUNNING, seen_at__lt=now - STALE_AFTER)

    def waiting_for_a_person(self) -> Self:
        return self.filter(state__in=WAITING_FOR_A_PERSON)


class ImportRun(models.Model):
    """One file on its way in: where it stands, what was found, what was asked and answered."""

    kind = models.CharField(max_length=40)
    right = models.CharField(max_length=40)
    state = models.CharField(_("status"), max_length=15, choices=RunState, default=RunState.QUEUED)
    file = models.ForeignKey("portal.StoredFile", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    target = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    questions = models.JSONField(default=list)
    report = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    error = models.TextField(blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    started_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at",)
        verbose_name = _("import")
        verbose_name_plural = _("importer")
        indexes = [models.Index(fields=["organisation", "-started_at"], name="import_latest")]

    def __str__(self) -> str:
        return self.file.name

    def get_absolute_url(self) -> str:
        return reverse("import_run", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    def is_stale_at(self, moment: datetime.datetime) -> bool:
        """Whether the work had stopped without an answer by then, so that a person may start it again."""
        return self.is_running and moment - self.seen_at > STALE_AFTER

    @property
    def can_be_confirmed(self) -> bool:
        return self.state == RunState.CHECKED

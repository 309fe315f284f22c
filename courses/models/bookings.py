"""Seats that a ministry's contact has booked, and writes names on later (features.md C09)."""

import datetime
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models.sessions import Session
from courses.states import RUNNING_SESSIONS

if TYPE_CHECKING:
    from portal.people.models import Organisation


class GroupBookingQuerySet(models.QuerySet["GroupBooking"]):
    def of(self, organisation: "Organisation") -> Self:
        return self.filter(organisation=organisation)

    def without_names(self) -> Self:
        """Those that hold seats nobody is named for, of sessions that are to be held."""
        return self.filter(unnamed__gt=0, session__state__in=RUNNING_SESSIONS)

    def to_release(self, at: datetime.datetime) -> Self:
        """Seats without a name whose deadline has come."""
        own = Q(session__names_by__lte=at)
        default = Q(session__names_by=None, session__deregister_by__lte=at)
        return self.without_names().filter(own | default)

    def with_deadline(self) -> Self:
        """`names_by`: when seats without a name are let go, as `Session.names_due_at` says it."""
        return self.annotate(names_by=Coalesce("session__names_by", "session__deregister_by"))


class GroupBooking(models.Model):
    """What one body has booked of a session. Seats with a name are registrations; `unnamed` holds the others.

    `Session.taken` counts both; database triggers keep it.
    """

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="bookings", verbose_name=_("samling")
    )  # fmt: skip
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet")
    )
    unnamed = models.PositiveSmallIntegerField(_("plasser uten navn"))
    booked_at = models.DateTimeField(_("booket"))
    released_at = models.DateTimeField(_("frigitt"), null=True, blank=True)

    objects = GroupBookingQuerySet.as_manager()

    class Meta:
        ordering = ("session", "pk")
        verbose_name = _("gruppebooking")
        verbose_name_plural = _("gruppebookinger")
        indexes = [
            models.Index(fields=["session"], name="booking_without_names", condition=Q(unnamed__gt=0)),
            models.Index(fields=["organisation", "-id"], name="booking_of_body"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "organisation"], name="body_has_one_group_booking_per_session",
                violation_error_message=_("Virksomheten har alt booket plasser på samlingen."),
            ),
            models.CheckConstraint(
                name="released_booking_holds_no_seats", condition=Q(released_at=None) | Q(unnamed=0)
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="booked_seats_are_counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("before", "int := 0"), ("after", "int := 0")],
                func="""
                    IF TG_OP <> 'INSERT' THEN before := OLD.unnamed; END IF;
                    IF TG_OP <> 'DELETE' THEN after := NEW.unnamed; END IF;
                    IF after <> before THEN
                        UPDATE courses_session SET taken = taken + after - before
                         WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.session_id ELSE NEW.session_id END;
                    END IF;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.session}"

    def get_absolute_url(self) -> str:
        return reverse("group_booking", args=[self.session_id])

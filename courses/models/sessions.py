"""A course is what is offered; a session is one time and place of it, with its own seats (features.md C05)."""

import datetime
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models.outlines import Outline, OutlineVersion, kept_by
from courses.states import (
    RUNNING_SESSIONS,
    TAKING_SESSIONS,
    WITH_LEADER,
    LeaderPart,
    Level,
    SessionLanguage,
    SessionState,
)
from portal.norwegian import NorwegianOrder
from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User

CODE_OPENS = datetime.timedelta(minutes=15)
CODE_CLOSES = datetime.timedelta(minutes=30)
EVALUATION_DAYS = 14
# The echo is asked when the course has met everyday work, and is answered in three weeks (moonshot 20).
ECHO_AFTER_DAYS, ECHO_DAYS = 30, 21
MOST_SEATS = 5_000


class InvitedBody(models.Model):
    """A body beside the 17 whose employees may sign up (domain.md K-03)."""

    organisation = models.OneToOneField(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet"),
        error_messages={"unique": _("Virksomheten er alt i målgruppen.")},
    )  # fmt: skip
    because = models.CharField(_("hvorfor"), max_length=300, validators=[refuse_birth_number])
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("organisation__key",)
        verbose_name = _("virksomhet i målgruppen")
        verbose_name_plural = _("virksomheter i målgruppen")

    def __str__(self) -> str:
        return str(self.organisation)


class CourseQuerySet(models.QuerySet["Course"]):
    def visible_to(self, user: "User") -> Self:
        """The keeper's own; for everyone else those that have a session people can read of (domain.md S-05)."""
        if not has_right(user, Right.READ_COURSES):
            return self.none()
        opened = Session.objects.exclude(opened_at=None).values("course")
        seen = Q(pk__in=opened)
        if has_right(user, Right.KEEP_COURSES):
            seen |= kept_by(user, "outline__organisation")
        return self.filter(seen)


class Course(models.Model):
    """A course at one level, built on a version of the outline."""

    outline = models.ForeignKey(Outline, models.PROTECT, related_name="courses", verbose_name=_("kursskisse"))
    version = models.ForeignKey(
        OutlineVersion, models.PROTECT, related_name="courses", verbose_name=_("versjon av skissen")
    )
    title = models.CharField(_("tittel"), max_length=200, validators=[refuse_birth_number])
    level = models.CharField(_("nivå"), max_length=10, choices=Level)
    description = models.TextField(
        _("om kurset"), blank=True, max_length=4_000, validators=[refuse_birth_number]
    )
    leader_part = models.CharField(
        _("lederens del i påmeldingen"), max_length=10, choices=LeaderPart, default=LeaderPart.NONE,
        help_text=_("Deltakeren velger lederen sin blant kolleger i egen virksomhet."),
    )  # fmt: skip
    clause = models.ForeignKey(
        "letters.Clause", models.PROTECT, null=True, blank=True, related_name="courses",
        verbose_name=_("punktet i brevet"),
    )  # fmt: skip

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = (NorwegianOrder("title"), "pk")
        verbose_name = _("kurs")
        verbose_name_plural = _("kurs")
        indexes = [models.Index(NorwegianOrder("title"), "id", name="course_by_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("course", args=[self.pk])

    @property
    def asks_for_leader(self) -> bool:
        """Whether a participant names their leader (features.md C10)."""
        return self.leader_part in WITH_LEADER

    @property
    def leader_approves(self) -> bool:
        return self.leader_part == LeaderPart.APPROVES

    @property
    def organisation_id(self) -> int:
        """The body that keeps the course."""
        return self.outline.organisation_id

    @property
    def is_example(self) -> bool:
        return self.outline.is_example

    @property
    def clauses(self) -> list[int]:
        """The clauses whose timeline shows what happens with the course."""
        return [pk for pk in (self.clause_id,) if pk]


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: "User") -> Self:
        """The keeper's own; for everyone else those that have been opened (domain.md S-05)."""
        if not has_right(user, Right.READ_COURSES):
            return self.none()
        seen = Q(opened_at__isnull=False)
        if has_right(user, Right.KEEP_COURSES):
            # Asked for first: a known list lets the database walk the sessions in the order of the page.
            own = Course.objects.filter(kept_by(user, "outline__organisation"))
            seen |= Q(course__in=list(own.values_list("pk", flat=True)))
        return self.filter(seen)

    def running(self) -> Self:
        return self.filter(state__in=RUNNING_SESSIONS)

    def taking(self, at: datetime.datetime) -> Self:
        """Those that one can sign up for now."""
        return self.filter(state__in=TAKING_SESSIONS, closes_at__gt=at)

    def with_course(self) -> Self:
        return self.select_related("course__outline__organisation", "course__version", "course__clause")


class Session(models.Model):
    """One time and place of a course. `taken` counts the seats that are held; a database trigger keeps it."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions", verbose_name=_("kurs"))
    state = models.CharField(_("status"), max_length=10, choices=SessionState, default=SessionState.PLANNED)
    starts_at = models.DateTimeField(_("begynner"))
    ends_at = models.DateTimeField(_("slutter"))
    place = models.CharField(_("sted"), max_length=200, blank=True, validators=[refuse_birth_number])
    online_url = models.URLField(_("adresse på Teams"), max_length=500, blank=True)
    language = models.CharField(_("språk"), max_length=2, choices=SessionLanguage, default=SessionLanguage.NB)
    capacity = models.PositiveSmallIntegerField(
        _("plasser"), validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    taken = models.PositiveIntegerField(_("plasser i bruk"), default=0, editable=False)
    closes_at = models.DateTimeField(_("påmeldingen stenger"))
    deregister_by = models.DateTimeField(_("frist for avmelding"))
    # Empty: the same as `deregister_by` (features.md C09).
    names_by = models.DateTimeField(_("frist for navn på bookede plasser"), null=True, blank=True)
    offer_hours = models.PositiveSmallIntegerField(
        _("timer å svare på et tilbud"), default=24, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    sequence = models.PositiveIntegerField(_("kalenderens løpenummer"), default=0, editable=False)
    changed_at = models.DateTimeField(_("sist endret"))
    opened_at = models.DateTimeField(_("åpnet"), null=True, blank=True)
    cancelled_because = models.CharField(
        _("hvorfor den ble avlyst"), max_length=300, blank=True, validators=[refuse_birth_number]
    )
    checkin_code = models.CharField(_("kode for innsjekk"), max_length=8, blank=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        verbose_name = _("samling")
        verbose_name_plural = _("samlinger")
        indexes = [models.Index(fields=["starts_at", "id"], name="session_start")]
        constraints = [
            models.CheckConstraint(
                name="seats_taken_never_exceed_capacity", condition=Q(taken__lte=F("capacity")),
                violation_error_message=_("Alle plassene er tatt."),
            ),
            models.CheckConstraint(
                name="session_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("Samlingen må slutte etter at den begynner."),
            ),
            models.CheckConstraint(
                name="session_has_a_place_or_an_address", condition=~Q(place="") | ~Q(online_url=""),
                violation_error_message=_("Skriv hvor samlingen er, eller adressen på Teams."),
            ),
            models.CheckConstraint(
                name="deregistration_ends_before_the_session", condition=Q(deregister_by__lte=F("starts_at")),
                violation_error_message=_("Fristen for avmelding må være før samlingen begynner."),
            ),
            models.CheckConstraint(
                name="registration_closes_before_the_session", condition=Q(closes_at__lte=F("starts_at")),
                violation_error_message=_("Påmeldingen må stenge før samlingen begynner."),
            ),
            models.CheckConstraint(
                name="names_are_given_before_the_session",
                condition=Q(names_by=None) | Q(names_by__lte=F("starts_at")),
                violation_error_message=_("Fristen for navn må være før samlingen begynner."),
            ),
            models.CheckConstraint(
                name="opened_session_says_when",
                condition=~Q(state__in=["open", "closed"]) | Q(opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cancelled_session_says_why",
                condition=Q(state=SessionState.CANCELLED) & ~Q(cancelled_because="")
                | ~Q(state=SessionState.CANCELLED) & Q(cancelled_because=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        from portal.dates import OSLO  # noqa: PLC0415 - app ready

        return f"{self.course}, {self.starts_at.astimezone(OSLO):%d.%m.%Y kl. %H.%M}"

    def get_absolute_url(self) -> str:
        return reverse("session", args=[self.pk])

    @property
    def free(self) -> int:
        """Seats that nobody holds; an offer holds its seat."""
        return max(0, self.capacity - self.taken)

    @property
    def names_due_at(self) -> datetime.datetime:
        """When seats that are booked without a name are let go (features.md C09)."""
        return self.names_by or self.deregister_by

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING_SESSIONS

    def takes_registrations_at(self, moment: datetime.datetime) -> bool:
        return self.state in TAKING_SESSIONS and moment < self.closes_at

    def is_over_at(self, moment: datetime.datetime) -> bool:
        return moment >= self.ends_at

    def code_works_at(self, moment: datetime.datetime) -> bool:
        """From 15 minutes before the start to 30 minutes after it (features.md C11)."""
        is_time = self.starts_at - CODE_OPENS <= moment <= self.starts_at + CODE_CLOSES
        return bool(self.checkin_code) and self.is_running and is_time

    @property
    def evaluation_ends_at(self) -> datetime.datetime:
        return self.ends_at + datetime.timedelta(days=EVALUATION_DAYS)

    def takes_evaluations_at(self, moment: datetime.datetime) -> bool:
        return self.is_running and self.ends_at <= moment < self.evaluation_ends_at

    @property
    def echo_begins_at(self) -> datetime.datetime:
        return self.ends_at + datetime.timedelta(days=ECHO_AFTER_DAYS)

    @property
    def echo_ends_at(self) -> datetime.datetime:
        return self.echo_begins_at + datetime.timedelta(days=ECHO_DAYS)

    def takes_echo_at(self, moment: datetime.datetime) -> bool:
        return self.is_running and self.echo_begins_at <= moment < self.echo_ends_at


class SeatReservation(models.Model):
    """Seats kept for one body until a date; what is left then goes to the list (features.md C08)."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="reservations")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet")
    )
    seats = models.PositiveSmallIntegerField(_("plasser"), validators=[MinValueValidator(1)])
    release_on = models.DateField(_("frigis"), help_text=_("Fra denne dagen kan alle få plassene."))
    released_at = models.DateTimeField(_("frigitt"), null=True, blank=True)

    class Meta:
        ordering = ("session", "release_on", "pk")
        verbose_name = _("reserverte plasser")
        verbose_name_plural = _("reserverte plasser")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "organisation"], name="body_has_one_reservation_per_session",
                violation_error_message=_("Virksomheten har alt reserverte plasser."),
            ),
            models.CheckConstraint(name="reservation_has_seats", condition=Q(seats__gte=1)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation}: {self.seats}"

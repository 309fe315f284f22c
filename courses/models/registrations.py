"""Who has signed up, who came, their certificate; and what they need, which only the organiser sees."""

import datetime
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models.bookings import GroupBooking
from courses.models.outlines import kept_by
from courses.models.sessions import ECHO_AFTER_DAYS, ECHO_DAYS, EVALUATION_DAYS, Session
from courses.states import (
    ACTIVE,
    ASKED,
    CAME,
    HOLDING,
    QUEUEING,
    RUNNING_SESSIONS,
    TRAINED,
    Presence,
    PresenceSource,
    RegistrationState,
)
from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, user: "User") -> Self:
        """One's own, and for the keeper those of its sessions (domain.md S-05)."""
        seen = Q(person=user) if has_right(user, Right.SIGN_UP) else Q(pk=None)
        if has_right(user, Right.KEEP_COURSES):
            seen |= kept_by(user, "session__course__outline__organisation")
        return self.filter(seen)

    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)

    def seated(self) -> Self:
        return self.filter(state=RegistrationState.SEATED)

    def holding(self) -> Self:
        """Those that hold a seat: an offer does too."""
        return self.filter(state__in=HOLDING)

    def in_line(self) -> Self:
        """The waiting list in order: a row is written while the session is locked, so its number is its place (C07)."""
        return self.filter(state__in=QUEUEING).order_by("pk")

    def waiting_for_leader(self) -> Self:
        """Those that a leader has not answered, of sessions that are to be held (features.md C10)."""
        return self.filter(state__in=ASKED, session__state__in=RUNNING_SESSIONS, leader__isnull=False)

    def led_by(self, user: "User") -> Self:
        """Those that name the user as leader, while they act for the same body (domain.md S-05)."""
        body = user.organisation
        return self.filter(leader=user, organisation=body) if body else self.none()

    def of(self, user: "User") -> Self:
        return self.filter(person=user)

    def with_session(self) -> Self:
        return self.select_related("session__course__outline", "session__course__version", "organisation")

    def trained(self) -> Self:
        """Those who were there all the time."""
        held = AttendanceEntry.objects.filter(replaced_at=None, value__in=TRAINED)
        return self.filter(pk__in=held.values("registration"))

    def who_came(self) -> Self:
        held = AttendanceEntry.objects.filter(replaced_at=None, value__in=CAME)
        return self.filter(pk__in=held.values("registration"))

    def to_evaluate(self, at: datetime.datetime) -> Self:
        """Those who came and have not spent their right to answer, while answers are taken in (features.md C13)."""
        began = at - datetime.timedelta(days=EVALUATION_DAYS)
        came = self.who_came().filter(has_evaluated=False, person__isnull=False)
        return came.filter(session__ends_at__lte=at, session__ends_at__gt=began)

    def to_echo(self, at: datetime.datetime) -> Self:
        """Those who came and have not said what they used it for, while that is asked (moonshot 20)."""
        latest = at - datetime.timedelta(days=ECHO_AFTER_DAYS)
        came = self.who_came().filter(has_echoed=False, person__isnull=False)
        in_time = came.filter(
            session__ends_at__lte=latest, session__ends_at__gt=latest - datetime.timedelta(days=ECHO_DAYS)
        )
        return in_time.filter(session__state__in=RUNNING_SESSIONS)


class Registration(models.Model):
    """One sign-up. Name and e-mail are the user's; nothing more is kept (domain.md K-05)."""

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="registrations", verbose_name=_("samling")
    )
    # Empty when the time is up (domain.md S-07): the row stays and counts, and says nothing of who it was.
    person = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="course_registrations"
    )
    # Only where the course asks for it, and gone with the person's name (features.md C10; domain.md K-05, S-07).
    leader = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("leder")
    )
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet")
    )
    # The seat was booked by the body, and somebody wrote the name on it (features.md C09).
    booking = models.ForeignKey(
        GroupBooking, models.PROTECT, null=True, blank=True, related_name="registrations", verbose_name=_("booket av")
    )  # fmt: skip
    state = models.CharField(_("status"), max_length=10, choices=RegistrationState)
    signed_up_at = models.DateTimeField(_("meldt på"))
    changed_at = models.DateTimeField(_("sist endret"))
    offer_expires_at = models.DateTimeField(_("tilbudet gjelder til"), null=True, blank=True)
    because = models.CharField(
        _("hvorfor"), max_length=300, blank=True, validators=[refuse_birth_number],
        help_text=_("Grunnen til siste steg, slik deltakeren leser den."),
    )  # fmt: skip
    has_evaluated = models.BooleanField(_("har brukt retten til å svare"), default=False, editable=False)
    has_echoed = models.BooleanField(
        _("har svart på hva kurset ble brukt til"), default=False, editable=False
    )
    # Set when the name goes: the one row that stands for a person in the reach of a ministry.
    stands_for_person = models.BooleanField(default=False, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ("session", "pk")
        verbose_name = _("påmelding")
        verbose_name_plural = _("påmeldinger")
        indexes = [
            models.Index(fields=["session", "state", "id"], name="registration_place"),
            models.Index(fields=["person", "-id"], name="registration_of_person"),
            models.Index(
                fields=["offer_expires_at"], name="registration_offer", condition=Q(state="offered")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(state__in=sorted(ACTIVE)),
                name="one_active_registration_per_person_and_session",
                violation_error_message=_("Du er alt meldt på denne samlingen."),
            ),
            models.CheckConstraint(
                name="an_offer_has_a_deadline",
                condition=Q(state=RegistrationState.OFFERED, offer_expires_at__isnull=False)
                | ~Q(state=RegistrationState.OFFERED) & Q(offer_expires_at=None),
            ),
            models.CheckConstraint(
                name="nobody_is_their_own_leader",
                condition=Q(leader=None) | Q(person=None) | ~Q(leader=models.F("person")),
                violation_error_message=_("Du kan ikke være din egen leder."),
            ),
            models.CheckConstraint(
                name="who_waits_for_a_leader_has_one",
                condition=~Q(state=RegistrationState.ASKING) | Q(leader__isnull=False) | Q(person=None),
            ),
            models.CheckConstraint(
                name="only_a_nameless_row_stands_for_a_person",
                condition=Q(person=None) | Q(stands_for_person=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="seats_are_counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("before", "int := 0"), ("after", "int := 0")],
                func="""
                    IF TG_OP <> 'INSERT' THEN before := (OLD.state IN ('seated', 'offered'))::int; END IF;
                    IF TG_OP <> 'DELETE' THEN after := (NEW.state IN ('seated', 'offered'))::int; END IF;
                    IF after <> before THEN
                        UPDATE courses_session SET taken = taken + after - before
                         WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.session_id ELSE NEW.session_id END;
                    END IF;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{_now()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("registration", args=[self.pk])

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def is_seated(self) -> bool:
        return self.state == RegistrationState.SEATED

    @property
    def is_offered(self) -> bool:
        return self.state == RegistrationState.OFFERED

    @property
    def is_waiting(self) -> bool:
        return self.state in QUEUEING

    @property
    def is_asking(self) -> bool:
        """Whether it waits for the leader's answer, and holds no seat."""
        return self.state in ASKED

    def offer_holds_at(self, moment: datetime.datetime) -> bool:
        is_in_time = self.offer_expires_at is not None and moment < self.offer_expires_at
        return self.is_offered and is_in_time and self.session.is_running


def _now() -> str:
    return str(Registration._meta.verbose_name).capitalize()


class Accommodation(models.Model):
    """What a participant needs in order to take part; seen by the organiser only, and deleted soon (K-05)."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="accommodation")
    text = models.CharField(_("behov for tilrettelegging"), max_length=500, validators=[refuse_birth_number])
    at = models.DateTimeField(_("skrevet"))

    class Meta:
        ordering = ("registration",)
        verbose_name = _("behov for tilrettelegging")
        verbose_name_plural = _("behov for tilrettelegging")
        constraints = [
            models.CheckConstraint(name="accommodation_says_what_is_needed", condition=~Q(text=""))
        ]

    def __str__(self) -> str:
        return f"{self.registration}"


class AttendanceEntry(models.Model):
    """Attendance as it was set; a correction is a new row, and the old one stays (features.md C11)."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="attendance")
    value = models.CharField(_("oppmøte"), max_length=10, choices=Presence)
    source = models.CharField(_("hvordan"), max_length=5, choices=PresenceSource)
    by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ført av")
    )
    at = models.DateTimeField(_("ført"))
    replaced_at = models.DateTimeField(_("rettet"), null=True, blank=True)

    class Meta:
        ordering = ("registration", "pk")
        verbose_name = _("oppmøte")
        verbose_name_plural = _("oppmøte")
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(replaced_at=None), name="one_attendance_holds_per_registration"
            )
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="set_attendance_is_never_rewritten",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'DELETE' OR (OLD.replaced_at IS NOT NULL AND NEW.replaced_at IS DISTINCT FROM OLD.replaced_at)
                       OR (to_jsonb(OLD) - ARRAY['replaced_at', 'by_id']) IS DISTINCT FROM (to_jsonb(NEW) - ARRAY['replaced_at', 'by_id'])
                       OR (NEW.by_id IS NOT NULL AND NEW.by_id IS DISTINCT FROM OLD.by_id) THEN
                        RAISE EXCEPTION 'Oppmøte som er ført, kan bare rettes med en ny rad.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.get_value_display()}"


class Certificate(models.Model):
    """The proof of a whole course, with a code that anyone who holds it can check (features.md C12)."""

    registration = models.OneToOneField(Registration, models.PROTECT, related_name="certificate")
    code = models.CharField(_("kode"), max_length=40, unique=True)
    issued_at = models.DateTimeField(_("utstedt"))
    revoked_at = models.DateTimeField(_("trukket"), null=True, blank=True)

    class Meta:
        ordering = ("-issued_at", "pk")
        verbose_name = _("kursbevis")
        verbose_name_plural = _("kursbevis")

    def __str__(self) -> str:
        return f"Kursbevis {self.registration_id}"

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None

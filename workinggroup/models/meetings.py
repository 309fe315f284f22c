"""Meetings: what is on the agenda, who was there, what was decided, and the minutes."""

import datetime
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.dates import oslo_date
from portal.guards import append_only
from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right
from workinggroup.models.groups import MandateVersion, WorkingGroup
from workinggroup.models.needs import Need
from workinggroup.states import (
    CLOSED_MEETINGS,
    DecisionKind,
    DecisionState,
    ItemKind,
    ItemState,
    MeetingState,
    Presence,
)

if TYPE_CHECKING:
    from portal.people.models import User

_LOCKED = "'meeting_closed'"


def _fixed_when_closed(name: str, *, find: str, later: str = "ARRAY[]::text[]") -> pgtrigger.Trigger:
    """What belongs to a closed meeting stays as it was; only the columns in `later` may change (features.md M06)."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("found", "VARCHAR")],
        func=f"""
            SELECT state INTO found FROM workinggroup_meeting WHERE id = {find};
            IF found = {_LOCKED} AND (TG_OP <> 'UPDATE' OR to_jsonb(OLD) - {later} IS DISTINCT FROM to_jsonb(NEW) - {later}) THEN
                RAISE EXCEPTION 'Møtet er avsluttet, og det som står i referatet, kan ikke endres.' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,  # noqa: S608 - our own column names
    )


_OWN_MEETING = "COALESCE(NEW.meeting_id, OLD.meeting_id)"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: "User") -> Self:
        """All who read the group's papers."""
        return self if has_right(user, Right.READ_GROUP) else self.none()

    def closed(self) -> Self:
        return self.filter(state__in=CLOSED_MEETINGS)

    def planned(self) -> Self:
        return self.filter(state=MeetingState.MEETING_PLANNED)


class Meeting(models.Model):
    """A meeting of the group; closing it locks what happened (features.md M03–M07)."""

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField(_("møtenummer"))
    starts_at = models.DateTimeField(_("begynner"))
    ends_at = models.DateTimeField(_("slutter"))
    place = models.CharField(_("sted"), max_length=200, validators=[refuse_birth_number])
    state = models.CharField(
        _("status"), max_length=20, choices=MeetingState, default=MeetingState.MEETING_PLANNED
    )
    # Counted up when the time or the place changes: calendars know the entry again (RFC 5545).
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(_("sist endret"))
    closed_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("avsluttet"), null=True, blank=True)
    cancelled_because = models.CharField(
        _("hvorfor det er avlyst"), max_length=300, blank=True, validators=[refuse_birth_number]
    )
    # Approved at the next meeting (features.md M10).
    approved_at_meeting = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("referatet godkjent på"),
    )
    is_example = models.BooleanField(_("eksempel"), default=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at",)
        verbose_name = _("møte")
        verbose_name_plural = _("møter")
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="meeting_number_is_used_once"),
            models.CheckConstraint(
                name="meeting_ends_after_it_begins",
                condition=Q(ends_at__gt=models.F("starts_at")),
                violation_error_message=_("Møtet må slutte etter at det begynner."),
            ),
            models.CheckConstraint(
                name="closed_meeting_says_who_and_when",
                condition=~Q(state=MeetingState.MEETING_CLOSED)
                | Q(closed_by__isnull=False, closed_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="closed_meeting_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF OLD.state = {_LOCKED} AND (TG_OP = 'DELETE'
                        OR to_jsonb(OLD) - 'approved_at_meeting_id' IS DISTINCT FROM to_jsonb(NEW) - 'approved_at_meeting_id') THEN
                        RAISE EXCEPTION 'Møtet er avsluttet, og kan ikke endres.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]

    def __str__(self) -> str:
        return f"Møte {self.number}, {oslo_date(self.starts_at):%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.number])

    @property
    def uid(self) -> str:
        """What calendars know the meeting by."""
        return f"workinggroup.meeting-{self.pk}@ki-portalen"

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED_MEETINGS

    @property
    def is_planned(self) -> bool:
        return self.state == MeetingState.MEETING_PLANNED

    def on(self) -> datetime.date:
        """The Oslo date it is held."""
        return oslo_date(self.starts_at)


class ItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, user: "User") -> Self:
        """All who read the group's papers."""
        return self if has_right(user, Right.READ_GROUP) else self.none()


class AgendaItem(models.Model):
    """A matter for a meeting: a need, a clause, the mandate, the minutes of the last one, or something else."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(_("sak"))
    kind = models.CharField(_("type sak"), max_length=10, choices=ItemKind, default=ItemKind.OTHER)
    title = models.CharField(_("tittel"), max_length=200, validators=[refuse_birth_number])
    text = models.TextField(_("saksframlegg"), max_length=4000, blank=True, validators=[refuse_birth_number])
    need = models.ForeignKey(
        Need, models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name=_("behov")
    )
    clause = models.ForeignKey(
        "letters.Clause", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("punktet i brevet"),
    )  # fmt: skip
    mandate = models.ForeignKey(
        MandateVersion, models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    minutes_of = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="+")
    # Taken up again after a decision: what is new since (features.md M09).
    earlier_decision = models.ForeignKey(
        "workinggroup.Decision", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("tidligere vedtak"),
    )  # fmt: skip
    whats_new = models.CharField(
        _("hva er nytt"), max_length=500, blank=True, validators=[refuse_birth_number]
    )
    state = models.CharField(_("status"), max_length=15, choices=ItemState, default=ItemState.ITEM_OPEN)
    discussion = models.TextField(
        _("hva som ble sagt"), max_length=4000, blank=True, validators=[refuse_birth_number]
    )
    moved_from = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="moved_to")
    deferrals = models.PositiveSmallIntegerField(_("ganger utsatt"), default=0)
    # The extract to whoever raised the need (features.md M08).
    extract_sent_at = models.DateTimeField(null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ("meeting", "position")
        verbose_name = _("sak på dagsordenen")
        verbose_name_plural = _("saker på dagsordenen")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="agenda_items_stand_in_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="matter_taken_up_again_says_what_is_new",
                condition=Q(earlier_decision=None) | ~Q(whats_new=""),
            ),
        ]
        triggers = [_fixed_when_closed("item_of_a_closed_meeting_is_fixed", find=_OWN_MEETING)]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.meeting.get_absolute_url()}#sak-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == ItemState.ITEM_OPEN


class Paper(models.Model):
    """A file for a matter."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="papers")
    file = models.ForeignKey("portal.StoredFile", models.PROTECT, related_name="+")
    title = models.CharField(_("tittel"), max_length=160, validators=[refuse_birth_number])

    class Meta:
        ordering = ("pk",)
        verbose_name = _("sakspapir")
        verbose_name_plural = _("sakspapirer")
        triggers = [
            _fixed_when_closed(
                "paper_of_a_closed_meeting_is_fixed",
                find="(SELECT meeting_id FROM workinggroup_agendaitem WHERE id = COALESCE(NEW.item_id, OLD.item_id))",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Who met for one body; every body that is invited has a row (features.md M07)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    code = models.CharField(_("kode"), max_length=20)
    name = models.CharField(_("navn"), max_length=200)
    presence = models.CharField(_("oppmøte"), max_length=10, choices=Presence)
    who = models.CharField(_("hvem"), max_length=150, blank=True, validators=[refuse_birth_number])
    part = models.CharField(_("del av møtet"), max_length=100, blank=True, validators=[refuse_birth_number])

    class Meta:
        ordering = ("name",)
        verbose_name = _("oppmøte")
        verbose_name_plural = _("oppmøter")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "organisation"], name="body_attends_a_meeting_once"),
            models.CheckConstraint(
                name="present_body_says_who_met", condition=Q(presence=Presence.ABSENT) | ~Q(who="")
            ),
        ]
        triggers = [_fixed_when_closed("attendance_of_a_closed_meeting_is_fixed", find=_OWN_MEETING)]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_presence_display()}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: "User") -> Self:
        """All who read the group's papers."""
        return self if has_right(user, Right.READ_GROUP) else self.none()

    def open(self) -> Self:
        return self.filter(state=DecisionState.DECISION_OPEN)


class Decision(models.Model):
    """«Vedtak 4/2024»: numbered in its year, with an owner and a date (features.md M05)."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    year = models.PositiveSmallIntegerField(_("år"))
    running = models.PositiveSmallIntegerField(_("nummer"))
    kind = models.CharField(_("type vedtak"), max_length=10, choices=DecisionKind)
    text = models.TextField(_("vedtaket"), max_length=2000, validators=[refuse_birth_number])
    owner = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("følges opp av"),
    )  # fmt: skip
    due_on = models.DateField(_("frist"), null=True, blank=True)
    state = models.CharField(
        _("status"), max_length=15, choices=DecisionState, default=DecisionState.DECISION_OPEN
    )
    done_at = models.DateTimeField(_("gjort"), null=True, blank=True)
    done_note = models.CharField(
        _("hva som er gjort"), max_length=500, blank=True, validators=[refuse_birth_number]
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "-running")
        verbose_name = _("vedtak")
        verbose_name_plural = _("vedtak")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "running"], name="decision_number_is_used_once_in_a_year"
            ),
            models.CheckConstraint(
                name="decision_to_follow_up_has_owner_and_date",
                condition=~Q(kind=DecisionKind.ACTION) | Q(owner__isnull=False, due_on__isnull=False),
                violation_error_message=_("Et vedtak som skal følges opp, har en eier og en frist."),
            ),
        ]
        triggers = [
            _fixed_when_closed(
                "decision_of_a_closed_meeting_is_fixed",
                find=_OWN_MEETING,
                later="ARRAY['state', 'done_at', 'done_note']",
            )
        ]

    def __str__(self) -> str:
        return f"Vedtak {self.number}"

    def get_absolute_url(self) -> str:
        return f"{reverse('decisions')}#vedtak-{self.year}-{self.running}"

    @property
    def number(self) -> str:
        """«4/2024»."""
        return f"{self.running}/{self.year}"

    @property
    def is_open(self) -> bool:
        return self.state == DecisionState.DECISION_OPEN


class Dissent(models.Model):
    """What one body said against a decision (features.md M05)."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="dissents")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet")
    )
    text = models.CharField(_("dissens"), max_length=500, validators=[refuse_birth_number])

    class Meta:
        ordering = ("pk",)
        verbose_name = _("dissens")
        verbose_name_plural = _("dissenser")
        constraints = [
            models.UniqueConstraint(fields=["decision", "organisation"], name="body_dissents_once")
        ]
        triggers = [
            _fixed_when_closed(
                "dissent_in_a_closed_meeting_is_fixed",
                find="(SELECT meeting_id FROM workinggroup_decision WHERE id = COALESCE(NEW.decision_id, OLD.decision_id))",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Minutes(models.Model):
    """What happened, as it stood when the meeting closed, and each correction since (features.md M10)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField(_("utgave"))
    content = models.JSONField(_("innhold"))
    sha256 = models.CharField(max_length=64)
    correction = models.CharField(
        _("rettelse"), max_length=1000, blank=True, validators=[refuse_birth_number]
    )
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("laget av"))
    made_at = models.DateTimeField(_("laget"))

    class Meta:
        ordering = ("number",)
        verbose_name = _("referat")
        verbose_name_plural = _("referater")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="edition_of_the_minutes_is_used_once"),
            models.CheckConstraint(
                name="corrected_minutes_say_what_was_wrong", condition=Q(number=1) | ~Q(correction="")
            ),
        ]
        triggers = append_only("Referater")

    def __str__(self) -> str:
        return f"Referat {self.number}"

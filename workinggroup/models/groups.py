"""The working group: who leads it, who is invited, who sits in it, and its mandate."""

import datetime
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.people.identifiers import refuse_birth_number
from portal.people.models import Daterange, Same, holds_on
from portal.permissions import Right, has_right
from workinggroup.states import InvitationAnswer, MandateState, SeatKind

if TYPE_CHECKING:
    from portal.people.models import Organisation, User


class GroupQuerySet(models.QuerySet["WorkingGroup"]):
    def visible_to(self, user: "User") -> Self:
        """Those who read the group's papers."""
        return self if has_right(user, Right.READ_GROUP) else self.none()

    def current(self) -> "WorkingGroup | None":
        """The one that was set up last."""
        return self.order_by("-starts_on", "-pk").first()


class WorkingGroup(models.Model):
    """The cross-ministry group of føring 2, from a date to a date (clauses 2.1, 2.2, 2.6)."""

    name = models.CharField(_("navn"), max_length=160, validators=[refuse_birth_number])
    clause = models.ForeignKey(
        "letters.Clause", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("punktet i brevet"),
    )  # fmt: skip
    starts_on = models.DateField(_("fra"))
    ends_on = models.DateField(_("til"))
    is_example = models.BooleanField(_("eksempel"), default=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on",)
        verbose_name = _("arbeidsgruppe")
        verbose_name_plural = _("arbeidsgrupper")
        constraints = [
            models.CheckConstraint(
                name="group_ends_after_it_begins",
                condition=Q(ends_on__gt=models.F("starts_on")),
                violation_error_message=_("Sluttdatoen er før startdatoen."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("working_group")

    def leader_on(self, date: datetime.date) -> "Organisation | None":
        """The body that leads on the Oslo date, from the dated list (domain.md A-03)."""
        held = self.leaders.filter(holds_on(date)).select_related("organisation").first()
        return held.organisation if held else None


class GroupLeader(models.Model):
    """Which body leads, from–to: DSS, from 1 January 2025 DIO (domain.md A-03)."""

    group = models.ForeignKey(WorkingGroup, models.CASCADE, related_name="leaders")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet")
    )
    valid_from = models.DateField(_("fra"))
    valid_to = models.DateField(_("til"), null=True, blank=True)

    class Meta:
        ordering = ("valid_from",)
        verbose_name = _("leder av arbeidsgruppen")
        verbose_name_plural = _("ledere av arbeidsgruppen")
        constraints = [
            ExclusionConstraint(
                name="group_has_one_leader_at_a_time",
                expressions=[
                    (Same("group_id"), RangeOperators.OVERLAPS),
                    (Daterange("valid_from", "valid_to", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Gruppen har alt en leder i denne tiden."),
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: "User") -> Self:
        """Who is invited is known to all who read the group's papers (domain.md A-01)."""
        return self if has_right(user, Right.READ_GROUP) else self.none()

    def silent(self) -> Self:
        """Those that have not answered: only they are reminded (features.md M01)."""
        return self.filter(answer="", round__ended_at=None)


class InvitationRound(models.Model):
    """An invitation to the 16 ministries and SMK (clause 2.7)."""

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="rounds")
    message = models.TextField(
        _("hva som står i invitasjonen"), max_length=4000, validators=[refuse_birth_number]
    )
    answer_by = models.DateField(_("svarfrist"))
    sent_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("sendt av"))
    sent_at = models.DateTimeField(_("sendt"))
    ended_at = models.DateTimeField(_("avsluttet"), null=True, blank=True)

    class Meta:
        ordering = ("-sent_at",)
        verbose_name = _("invitasjonsrunde")
        verbose_name_plural = _("invitasjonsrunder")
        constraints = [
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(ended_at=None),
                name="one_open_invitation_round_per_group",
                violation_error_message=_("En invitasjonsrunde er alt sendt."),
            )
        ]

    def __str__(self) -> str:
        return str(self.group)

    def get_absolute_url(self) -> str:
        return f"{reverse('working_group')}#invitasjonen"


class Invitation(models.Model):
    """What one body was asked, and what it has said: silence is never a no (domain.md A-01)."""

    round = models.ForeignKey(InvitationRound, models.PROTECT, related_name="invitations")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    code = models.CharField(_("kode"), max_length=20)
    name = models.CharField(_("navn"), max_length=200)
    opened_at = models.DateTimeField(_("åpnet"), null=True, blank=True)
    answer = models.CharField(_("svar"), max_length=10, choices=InvitationAnswer, blank=True)
    because = models.CharField(_("begrunnelse"), max_length=500, blank=True, validators=[refuse_birth_number])
    answered_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("svart"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("invitasjon")
        verbose_name_plural = _("invitasjoner")
        constraints = [
            models.UniqueConstraint(fields=["round", "organisation"], name="body_is_invited_once_per_round"),
            models.CheckConstraint(
                name="invitation_answer_says_who_and_when",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="declined_invitation_says_why",
                condition=~Q(answer=InvitationAnswer.DECLINED) | ~Q(because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}"

    def get_absolute_url(self) -> str:
        return reverse("invitation", args=[self.pk])

    @property
    def is_silent(self) -> bool:
        return not self.answer


class SeatQuerySet(models.QuerySet["Seat"]):
    def visible_to(self, user: "User") -> Self:
        """Who sits in the group is known to all who read its papers."""
        return self if has_right(user, Right.READ_GROUP) else self.none()

    def held_on(self, date: datetime.date) -> Self:
        return self.filter(holds_on(date))


class Seat(models.Model):
    """A member, or the named deputy, of one body, from–to (domain.md A-03)."""

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="seats")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(_("rolle i gruppen"), max_length=10, choices=SeatKind)
    name = models.CharField(_("navn"), max_length=150, validators=[refuse_birth_number])
    title = models.CharField(_("stilling"), max_length=100, blank=True, validators=[refuse_birth_number])
    valid_from = models.DateField(_("fra"))
    valid_to = models.DateField(_("til"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ("organisation", "kind", "valid_from")
        verbose_name = _("plass i arbeidsgruppen")
        verbose_name_plural = _("plasser i arbeidsgruppen")
        constraints = [
            models.CheckConstraint(
                name="seat_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message=_("Sluttdatoen er før startdatoen."),
            ),
            *(
                ExclusionConstraint(
                    name=f"body_has_one_{kind}_at_a_time",
                    expressions=[
                        (Same("group_id"), RangeOperators.OVERLAPS),
                        (Same("organisation_id"), RangeOperators.OVERLAPS),
                        (
                            Daterange("valid_from", "valid_to", RangeBoundary(True, True)),
                            RangeOperators.OVERLAPS,
                        ),
                    ],
                    condition=Q(kind=kind),
                    violation_error_message=_("Virksomheten har alt en på denne plassen i denne tiden."),
                )
                for kind in ("member", "deputy")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MandateQuerySet(models.QuerySet["MandateVersion"]):
    def visible_to(self, user: "User") -> Self:
        """All who read the group's papers."""
        return self if has_right(user, Right.READ_GROUP) else self.none()


class MandateVersion(models.Model):
    """Utkast → drøftet → fastsatt; it is discussed at the first meeting before it is adopted (domain.md A-02)."""

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="mandates")
    number = models.PositiveSmallIntegerField(_("versjon"))
    text = models.TextField(_("teksten"), max_length=20_000, validators=[refuse_birth_number])
    change_note = models.CharField(
        _("hva som er endret"), max_length=500, blank=True, validators=[refuse_birth_number]
    )
    state = models.CharField(
        _("status"), max_length=20, choices=MandateState, default=MandateState.MANDATE_DRAFT
    )
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("laget av"))
    made_at = models.DateTimeField(_("laget"))
    discussed_at_meeting = models.ForeignKey(
        "workinggroup.Meeting", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("drøftet på møtet"),
    )  # fmt: skip
    adopted_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fastsatt av")
    )
    adopted_at = models.DateTimeField(_("fastsatt"), null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        verbose_name = _("versjon av mandatet")
        verbose_name_plural = _("versjoner av mandatet")
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="mandate_version_number_is_used_once"),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(state=MandateState.MANDATE_ADOPTED),
                name="one_mandate_holds_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(state=MandateState.MANDATE_DRAFT),
                name="one_draft_of_the_mandate_at_a_time",
                violation_error_message=_("Et utkast er alt under arbeid."),
            ),
            models.CheckConstraint(
                name="mandate_is_discussed_before_it_is_adopted",
                condition=Q(state=MandateState.MANDATE_DRAFT) | Q(discussed_at_meeting__isnull=False),
            ),
            models.CheckConstraint(
                name="adopted_mandate_says_who_and_when",
                condition=Q(state__in=[MandateState.MANDATE_DRAFT, MandateState.MANDATE_DISCUSSED])
                | Q(adopted_by__isnull=False, adopted_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="discussed_mandate_keeps_its_text",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF OLD.state <> 'mandate_draft' AND (TG_OP = 'DELETE' OR OLD.text IS DISTINCT FROM NEW.text) THEN
                        RAISE EXCEPTION 'Et mandat som er drøftet, kan ikke endres. Lag en ny versjon.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]

    def __str__(self) -> str:
        return f"Mandat, versjon {self.number}"

    def get_absolute_url(self) -> str:
        return f"{reverse('mandate')}#versjon-{self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == MandateState.MANDATE_DRAFT

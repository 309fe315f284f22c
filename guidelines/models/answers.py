"""What the ministries answer: drafted among themselves, sent once, and then what was sent (features.md G05–G09)."""

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guidelines.models.consultations import Consultation, Recipient
from guidelines.states import OUTCOMES_WITH_REASON, AnswerKind, AnswerSource, RemarkKind, RemarkOutcome
from portal.guards import append_only
from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User

LONGEST_REMARK = 100_000
_REFUSED = "USING ERRCODE = 'restrict_violation'"


class Answer(models.Model):
    """One ministry's answer as it was sent; «ingen merknader» may be replaced before the deadline (domain.md F-04, F-05)."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="answers")
    kind = models.CharField(_("svar"), max_length=10, choices=AnswerKind)
    source = models.CharField(
        _("hvordan det kom"), max_length=10, choices=AnswerSource, default=AnswerSource.PORTAL
    )
    sender_name = models.CharField(_("navn"), max_length=150, validators=[refuse_birth_number])
    sender_role = models.CharField(
        _("rolle eller stilling"), max_length=100, validators=[refuse_birth_number]
    )
    comment = models.CharField(_("kommentar"), max_length=500, blank=True, validators=[refuse_birth_number])
    submitted_by = models.ForeignKey(
        "people.User", models.PROTECT, related_name="+", verbose_name=_("sendt av")
    )
    submitted_at = models.DateTimeField(_("svart"))
    is_late = models.BooleanField(_("etter frist"), default=False)
    late_allowed_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tillatt av")
    )
    file = models.ForeignKey("portal.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    replaced_at = models.DateTimeField(_("erstattet"), null=True, blank=True)

    class Meta:
        ordering = ("recipient", "submitted_at")
        verbose_name = _("svar på en foreleggelse")
        verbose_name_plural = _("svar på foreleggelser")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient"],
                condition=Q(replaced_at=None),
                name="ministry_has_one_answer_that_holds",
                violation_error_message=_("Virksomheten har alt svart."),
            ),
            models.CheckConstraint(
                name="only_no_remarks_is_replaced",
                condition=Q(replaced_at=None) | Q(kind=AnswerKind.NO_REMARKS),
            ),
            models.CheckConstraint(
                name="answer_by_late_link_says_who_allowed_it",
                condition=~Q(source=AnswerSource.LATE_LINK) | Q(late_allowed_by__isnull=False, is_late=True),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sent_answer_is_never_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF TG_OP = 'DELETE' OR OLD.replaced_at IS NOT NULL
                        OR to_jsonb(OLD) - 'replaced_at' IS DISTINCT FROM to_jsonb(NEW) - 'replaced_at' THEN
                        RAISE EXCEPTION 'Et svar som er sendt, kan ikke endres.' {_REFUSED};
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.get_kind_display()}"


class DraftRemarkQuerySet(models.QuerySet["DraftRemark"]):
    def visible_to(self, user: "User") -> Self:
        """Only the ministry's own people see what it has not sent; nobody else, whatever their right (features.md G08)."""
        if not has_right(user, Right.WRITE_REMARKS) or user.organisation is None:
            return self.none()
        return self.filter(recipient__organisation=user.organisation)


class DraftRemark(models.Model):
    """A remark that a ministry is working on, by several people, before one of them sends all of it."""

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="drafts")
    anchor = models.CharField(_("del av teksten"), max_length=12, blank=True)
    kind = models.CharField(_("type"), max_length=16, choices=RemarkKind, default=RemarkKind.CONTENT)
    text = models.TextField(_("merknad"), max_length=LONGEST_REMARK, validators=[refuse_birth_number])
    suggestion = models.TextField(
        _("forslag til ny tekst"), blank=True, max_length=LONGEST_REMARK, validators=[refuse_birth_number]
    )
    # Counted up by each save: who saves on top of another's text is told.
    revision = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    objects = DraftRemarkQuerySet.as_manager()

    class Meta:
        ordering = ("recipient", "pk")
        verbose_name = _("utkast til merknad")
        verbose_name_plural = _("utkast til merknader")
        constraints = [
            models.CheckConstraint(
                name="suggestion_is_for_a_section", condition=Q(suggestion="") | ~Q(anchor="")
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class RemarkGroup(models.Model):
    """Remarks that say the same, and are answered once (features.md G10)."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="groups")
    title = models.CharField(_("hva de handler om"), max_length=150, validators=[refuse_birth_number])

    class Meta:
        ordering = ("consultation", "title")
        verbose_name = _("gruppe av merknader")
        verbose_name_plural = _("grupper av merknader")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "title"], name="group_title_is_used_once_per_consultation"
            )
        ]

    def __str__(self) -> str:
        return self.title


class RemarkQuerySet(models.QuerySet["Remark"]):
    def visible_to(self, user: "User") -> Self:
        """All for those who follow the work; a ministry's own; others' when the sender has opened for it (F-10)."""
        if has_right(user, Right.FOLLOW_GUIDELINES):
            return self
        if not has_right(user, Right.WRITE_REMARKS) or user.organisation is None:
            return self.none()
        received = Consultation.objects.filter(
            recipients__organisation=user.organisation, opened_for_all_at__isnull=False
        )
        return self.filter(
            Q(answer__recipient__organisation=user.organisation) | Q(consultation__in=received)
        )

    def standing(self) -> Self:
        """Those that are answered as they are: what was split stands as its parts."""
        return self.filter(is_split=False)

    def without_outcome(self) -> Self:
        """Those that still stop the adoption (domain.md F-06)."""
        return self.standing().filter(outcome="")

    def with_home(self) -> Self:
        return self.select_related(
            "consultation__version__guideline", "answer__recipient", "group", "assigned_to"
        )


class Remark(models.Model):
    """One remark as it was sent; beside it, what is done with it. The words never change, also not when it is split."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="remarks")
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="remarks")
    number = models.PositiveIntegerField(_("nummer"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    anchor = models.CharField(_("del av teksten"), max_length=12, blank=True)
    section_title = models.CharField(_("sted i teksten"), max_length=200, blank=True)
    kind = models.CharField(_("type"), max_length=16, choices=RemarkKind, default=RemarkKind.CONTENT)
    text = models.TextField(_("merknad"), max_length=LONGEST_REMARK, validators=[refuse_birth_number])
    suggestion = models.TextField(_("forslag til ny tekst"), blank=True, max_length=LONGEST_REMARK)

    # Treatment (features.md G10, G12): the outcome here is the last Assessment's.
    is_split = models.BooleanField(_("delt"), default=False)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("stikkord"))
    assigned_to = models.ForeignKey(
        "people.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("saksbehandler"),
    )
    due_on = models.DateField(_("frist for vurdering"), null=True, blank=True)
    group = models.ForeignKey(
        RemarkGroup, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name=_("gruppe")
    )
    outcome = models.CharField(_("utfall"), max_length=12, choices=RemarkOutcome, blank=True)
    reason = models.TextField(_("begrunnelse"), blank=True, max_length=5_000)
    decided_on = models.DateField(_("vurdert"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ("consultation", "number")
        verbose_name = _("merknad")
        verbose_name_plural = _("merknader")
        indexes = [models.Index(fields=["consultation", "outcome", "number"], name="remarks_by_outcome")]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="remark_number_is_used_once"),
            models.CheckConstraint(
                name="remark_not_followed_has_a_reason",
                condition=~Q(outcome__in=sorted(OUTCOMES_WITH_REASON)) | ~Q(reason=""),
                violation_error_message=_("Skriv hvorfor merknaden ikke er tatt helt til følge."),
            ),
            models.CheckConstraint(
                name="assigned_remark_has_a_deadline",
                condition=Q(assigned_to=None) | Q(due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="split_remark_has_no_outcome_of_its_own", condition=Q(is_split=False) | Q(outcome="")
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sent_remark_keeps_its_words",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF TG_OP = 'DELETE' OR (OLD.consultation_id, OLD.answer_id, OLD.number, OLD.parent_id, OLD.anchor,
                            OLD.section_title, OLD.text, OLD.suggestion)
                        IS DISTINCT FROM (NEW.consultation_id, NEW.answer_id, NEW.number, NEW.parent_id, NEW.anchor,
                            NEW.section_title, NEW.text, NEW.suggestion) THEN
                        RAISE EXCEPTION 'Ordene i en merknad som er sendt, kan ikke endres.' {_REFUSED};
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"Merknad {self.number} fra {self.answer.recipient.code}"

    def get_absolute_url(self) -> str:
        return reverse("remark", args=[self.pk])

    @property
    def short_text(self) -> str:
        """The first line, as a list shows it."""
        first = self.text.strip().partition("\n")[0]
        return first if len(first) <= 120 else f"{first[:119].rstrip()}…"


class Assessment(models.Model):
    """One judgement of a remark: outcome and reason; the last one holds, and all are kept (features.md G12)."""

    remark = models.ForeignKey(Remark, models.PROTECT, related_name="assessments")
    number = models.PositiveSmallIntegerField(_("nummer"))
    outcome = models.CharField(_("utfall"), max_length=12, choices=RemarkOutcome)
    reason = models.TextField(
        _("begrunnelse"), blank=True, max_length=5_000, validators=[refuse_birth_number]
    )
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("vurdert av"))
    at = models.DateTimeField(_("vurdert"))

    class Meta:
        ordering = ("remark", "number")
        verbose_name = _("vurdering av en merknad")
        verbose_name_plural = _("vurderinger av merknader")
        constraints = [
            models.UniqueConstraint(fields=["remark", "number"], name="assessment_number_is_used_once"),
            models.CheckConstraint(
                name="assessment_not_followed_has_a_reason",
                condition=~Q(outcome__in=sorted(OUTCOMES_WITH_REASON)) | ~Q(reason=""),
            ),
        ]
        triggers = append_only("Vurderinger av merknader")

    def __str__(self) -> str:
        return f"{self.remark}: {self.get_outcome_display()}"

"""Clauses, with dated responsibility and a status that always has its sentence."""

import datetime
from typing import TYPE_CHECKING, Any, Self

import pghistory
import pgtrigger
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.dates import DateError, parse_date
from portal.guards import append_only
from portal.letters.models.letters import Assignment, Letter
from portal.letters.states import COUNTING, NEEDED_BY, OPEN, ClauseStatus, ClauseType, Gap
from portal.money import MoneyField
from portal.people.identifiers import refuse_birth_number
from portal.people.models import holds_on

if TYPE_CHECKING:
    from portal.people.models import User


class ClauseQuerySet(models.QuerySet["Clause"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(assignment__letter__in=Letter.objects.visible_to(user))

    def of_letter(self, letter: Letter) -> Self:
        return self.filter(assignment__letter=letter)

    def overdue_on(self, date: datetime.date) -> Self:
        """Open clauses whose next date has passed."""
        return self.filter(status__in=OPEN, next_on__lt=date).exclude(type=ClauseType.INFORMATION)

    def promises(self) -> Self:
        return self.filter(type=ClauseType.PROMISE)

    def registered(self) -> Self:
        return self.filter(assignment__letter__in=Letter.objects.registered())

    def with_gaps(self, date: datetime.date) -> Self:
        """Annotates what each clause lacks on the date, `gap_count` and `weight` (features.md A03)."""
        held = Responsibility.objects.held_on(date).filter(clause=OuterRef("pk"))
        told = ZeroReport.objects.standing().filter(clause=OuterRef("pk"))
        ties = apps.get_model("letters", "EvidenceTie")
        proven = ties.objects.filter(clause=OuterRef("pk"), state__in=COUNTING)
        lacks: dict[Gap, Any] = {
            Gap.OWNER: ~Exists(held),
            Gap.DATE: Q(due_on=None, next_on=None),
            Gap.DELIVERABLE: Q(deliverable="") & ~Exists(told),
            Gap.EVIDENCE: ~Exists(proven) & ~Exists(told),
        }
        lacking = self.exclude(status=ClauseStatus.DROPPED).annotate(
            **{
                f"lacks_{gap.value}": Case(
                    When(Q(type__in=NEEDED_BY[gap]) & lack, then=1),
                    default=0,
                    output_field=models.IntegerField(),
                )
                for gap, lack in lacks.items()
            }
        )
        worst = enumerate(reversed(Gap))
        return lacking.annotate(
            gap_count=sum((F(f"lacks_{gap.value}") for gap in Gap), Value(0)),
            weight=sum((F(f"lacks_{gap.value}") * 2**place for place, gap in worst), Value(0)),
        )


@pghistory.track(fields=["status", "status_sentence", "next_on", "next_step", "due_on"])
class Clause(models.Model):
    """One thing the letter says, with the letter's own words for it."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField(_("rekkefølge"))
    type = models.CharField(_("type"), max_length=12, choices=ClauseType)
    short_text = models.CharField(_("kortform"), max_length=300, validators=[refuse_birth_number])
    quote = models.CharField(_("sitat"), max_length=500)
    quote_start = models.PositiveIntegerField(null=True, blank=True)
    quote_end = models.PositiveIntegerField(null=True, blank=True)
    due_on = models.DateField(_("frist"), null=True, blank=True)
    due_words = models.CharField(_("brevets ord om tid"), max_length=100, blank=True)
    status = models.CharField(
        _("status"), max_length=15, choices=ClauseStatus, default=ClauseStatus.NOT_STARTED
    )
    status_sentence = models.CharField(_("setning om status"), max_length=400, blank=True)
    next_on = models.DateField(_("neste dato"), null=True, blank=True)
    next_step = models.CharField(_("neste steg"), max_length=200, blank=True)
    deliverable = models.CharField(
        _("leveranse"), max_length=200, blank=True, validators=[refuse_birth_number]
    )
    amount = MoneyField(_("beløp i brevet (kr)"), null=True, blank=True)
    chapter = models.CharField(_("kapittel"), max_length=4, blank=True)
    post = models.CharField(_("post"), max_length=2, blank=True)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        ordering = ("assignment__number", "position")
        verbose_name = _("punkt")
        verbose_name_plural = _("punkter")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "position"], name="clause_position_is_unique_in_assignment"
            ),
            models.CheckConstraint(
                name="status_other_than_not_started_has_a_sentence",
                condition=Q(status=ClauseStatus.NOT_STARTED) | ~Q(status_sentence=""),
                violation_error_message=_("Skriv en setning om status."),
            ),
            models.CheckConstraint(
                name="quote_ends_after_it_begins",
                condition=Q(quote_start=None, quote_end=None) | Q(quote_end__gt=F("quote_start")),
            ),
            models.CheckConstraint(
                name="promise_has_no_amount",
                condition=~Q(type=ClauseType.PROMISE) | Q(amount=None),
                violation_error_message=_(
                    "Et løfte om finansiering kan ikke registreres med beløp. Beløpet kommer i brevet som gir fullmakten."
                ),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="registered_clause_keeps_its_words",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF (SELECT letter.state FROM letters_assignment JOIN letters_letter letter
                          ON letter.id = letters_assignment.letter_id
                         WHERE letters_assignment.id = OLD.assignment_id) = 'registered'
                       AND (TG_OP = 'DELETE' OR (NEW.assignment_id, NEW.position, NEW.type, NEW.quote,
                                NEW.quote_start, NEW.quote_end, NEW.amount, NEW.chapter, NEW.post, NEW.due_words)
                            IS DISTINCT FROM (OLD.assignment_id, OLD.position, OLD.type, OLD.quote,
                                OLD.quote_start, OLD.quote_end, OLD.amount, OLD.chapter, OLD.post, OLD.due_words))
                    THEN
                        RAISE EXCEPTION 'Et punkt i et registrert brev kan ikke endres eller slettes.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{_now('Punkt')} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("clause", args=[self.pk])

    @property
    def number(self) -> str:
        return f"{self.assignment.number}.{self.position}"

    @property
    def due_said(self) -> str:
        """The letter's own words for its time; empty when they only write the date once more."""
        try:
            is_same = self.due_on is not None and parse_date(self.due_words) == self.due_on
        except DateError:
            is_same = False
        return "" if is_same else self.due_words

    def is_overdue(self, today: datetime.date) -> bool:
        """Whether an open clause's next date has passed; information is never overdue."""
        return (
            self.type != ClauseType.INFORMATION
            and self.status in OPEN
            and self.next_on is not None
            and self.next_on < today
        )

    def clean(self) -> None:
        if self.due_on and self.due_words and self.type == ClauseType.INFORMATION:
            raise ValidationError(_now("En opplysning har enten dato eller brevets ord om tid."))


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    def held_on(self, date: datetime.date) -> Self:
        return self.filter(holds_on(date))


@pghistory.track()
class Responsibility(models.Model):
    """Who answers for a clause, from–to; several bodies make a joint duty (features.md A08, A09)."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="responsibilities")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    label = models.CharField(_("hvem, om det ikke er en virksomhet"), max_length=60, blank=True)
    is_every_ministry = models.BooleanField(_("hvert departement for seg"), default=False)
    valid_from = models.DateField(_("fra"), null=True, blank=True)
    valid_to = models.DateField(_("til"), null=True, blank=True)
    source = models.CharField(_("grunnlag"), max_length=300, blank=True)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        ordering = ("clause", "valid_from", "pk")
        verbose_name = _("ansvar")
        verbose_name_plural = _("ansvar")
        constraints = [
            models.CheckConstraint(
                name="responsibility_names_somebody",
                condition=Q(organisation__isnull=False) | ~Q(label=""),
                violation_error_message=_("Velg en virksomhet eller skriv hvem som har ansvaret."),
            ),
            models.CheckConstraint(
                name="duty_of_every_ministry_is_not_one_bodys",
                condition=Q(is_every_ministry=False) | (Q(organisation=None) & ~Q(label="")),
            ),
            models.CheckConstraint(
                name="responsibility_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name_on(self.valid_from)

    def name_on(self, date: datetime.date | None) -> str:
        """The body's code as it was on the date, and the unit when one is named."""
        if self.organisation is None:
            return self.label
        code = self.organisation.name_on(date).code
        return f"{code} {self.label}".strip()

    def holds_on(self, date: datetime.date) -> bool:
        return (self.valid_from or date) <= date <= (self.valid_to or date)


class StatusEntry(models.Model):
    """A status that was set, with its sentence; the history of a clause."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="status_entries")
    status = models.CharField(max_length=15, choices=ClauseStatus)
    sentence = models.CharField(max_length=400)
    next_on = models.DateField(null=True, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    deliverable = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("statusmelding")
        verbose_name_plural = _("statusmeldinger")
        triggers = append_only("Statusmeldinger")
        constraints = [models.CheckConstraint(name="status_entry_has_a_sentence", condition=~Q(sentence=""))]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.sentence}"


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def standing(self) -> Self:
        """Those that were not withdrawn when the clause was opened again."""
        return self.filter(withdrawn_at=None)


class Confirmation(models.Model):
    """One body's word that a joint duty is done (features.md A09)."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="confirmations")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    sentence = models.CharField(_("setning"), max_length=400)
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("bekreftet"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ("clause", "at")
        verbose_name = _("bekreftelse")
        verbose_name_plural = _("bekreftelser")
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "organisation"],
                condition=Q(withdrawn_at=None),
                name="body_confirms_a_clause_once",
                violation_error_message=_("Virksomheten har alt bekreftet punktet."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.clause}: {self.organisation}"


class ZeroReportQuerySet(models.QuerySet["ZeroReport"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(clause__in=Clause.objects.visible_to(user))

    def of(self, clause: Clause, moment: datetime.datetime | None = None) -> Self:
        """Those of a clause, with their people; only what was known at the moment when one is given."""
        known = self.filter(clause=clause).select_related("organisation", "by")
        return known if moment is None else known.filter(at__lte=moment)

    def standing(self) -> Self:
        """Those that were not withdrawn because there was something to report after all."""
        return self.filter(withdrawn_at=None)


class ZeroReport(models.Model):
    """«Nothing to report», with the assessments made and how the unions took part (features.md A10, domain.md P-11)."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="zero_reports")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    assessments = models.TextField(_("vurderinger som er gjort"), validators=[refuse_birth_number])
    union_involvement = models.TextField(
        _("hvordan de tillitsvalgte har vært involvert"), validators=[refuse_birth_number]
    )
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("meldt"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(
        _("hvorfor den er trukket"), max_length=300, blank=True, validators=[refuse_birth_number]
    )

    objects = ZeroReportQuerySet.as_manager()

    class Meta:
        ordering = ("clause", "-at")
        verbose_name = _("nullrapport")
        verbose_name_plural = _("nullrapporter")
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "organisation"],
                condition=Q(withdrawn_at=None),
                name="body_has_one_zero_report_per_clause",
                violation_error_message=_("Virksomheten har alt meldt at det ikke er noe å rapportere."),
            ),
            models.CheckConstraint(
                name="zero_report_has_its_reasons",
                condition=~Q(assessments="") & ~Q(union_involvement=""),
                violation_error_message=_(
                    "Skriv vurderingene og hvordan de tillitsvalgte har vært involvert."
                ),
            ),
            models.CheckConstraint(
                name="withdrawn_zero_report_says_why",
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {_now('ingenting å rapportere')}"

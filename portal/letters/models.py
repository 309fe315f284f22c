"""Letter → Assignment → Clause, with dated responsibility and a status that always has its sentence."""

import datetime
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.guards import append_only
from portal.letters.states import OPEN, ClauseStatus, ClauseType, LetterKind, LetterState
from portal.people.identifiers import refuse_birth_number
from portal.people.models import holds_on
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: "User") -> Self:
        """Registered letters for those who read letters; drafts only for those who write them."""
        if has_right(user, Right.WRITE_LETTERS):
            return self.filter(Q(state=LetterState.REGISTERED) | Q(receiver=user.organisation))
        return self.registered() if has_right(user, Right.READ_LETTERS) else self.none()

    def registered(self) -> Self:
        return self.filter(state=LetterState.REGISTERED)

    def main_letter_of(self, letter: "Letter") -> Self:
        """The registered tildelingsbrev for the same receiver and year (domain.md T-02)."""
        return self.registered().filter(
            kind=LetterKind.ALLOCATION, receiver=letter.receiver, budget_year=letter.budget_year
        )

    def with_parties(self) -> Self:
        return self.select_related("sender", "receiver").prefetch_related("sender__names", "receiver__names")


@pghistory.track()
class Letter(models.Model):
    """A letter of allocation: what one body has asked of another in a budget year."""

    kind = models.CharField(_("type"), max_length=20, choices=LetterKind)
    number = models.PositiveSmallIntegerField(_("nummer"), default=0)
    budget_year = models.PositiveSmallIntegerField(_("budsjettår"))
    reference = models.CharField(_("referanse"), max_length=40)
    title = models.CharField(_("tittel"), max_length=200)
    sender = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="letters_sent", verbose_name=_("avsender")
    )
    receiver = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="letters_received", verbose_name=_("mottaker")
    )
    dated_on = models.DateField(_("datert"))
    copies_to = models.CharField(_("kopi til"), max_length=200, blank=True)
    text = models.TextField(_("tekst"), blank=True)
    file = models.ForeignKey("portal.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    source_note = models.CharField(_("kilde"), max_length=300, blank=True)
    state = models.CharField(_("status"), max_length=12, choices=LetterState, default=LetterState.DRAFT)
    registered_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ("-dated_on", "-number")
        verbose_name = _("brev")
        verbose_name_plural = _("brev")
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "receiver", "budget_year", "kind", "number"],
                name="letter_key_is_unique",
                violation_error_message=_(
                    "Dette brevet er alt lagt inn: samme avsender, mottaker, år, type og nummer."
                ),
            ),
            models.CheckConstraint(
                name="supplementary_letter_has_a_number",
                condition=(Q(kind=LetterKind.ALLOCATION) & Q(number=0))
                | (Q(kind=LetterKind.SUPPLEMENTARY) & Q(number__gt=0)),
                violation_error_message=_(
                    "Et supplerende tildelingsbrev skal ha nummer, et tildelingsbrev skal ikke."
                ),
            ),
            models.CheckConstraint(
                name="registered_letter_has_its_time",
                condition=~Q(state=LetterState.REGISTERED) | Q(registered_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="registered_letter_keeps_its_text",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=LetterState.REGISTERED),
                func="""
                    IF (NEW.kind, NEW.number, NEW.budget_year, NEW.reference, NEW.title, NEW.sender_id, NEW.receiver_id,
                        NEW.dated_on, NEW.text, NEW.file_id, NEW.state)
                       IS DISTINCT FROM
                       (OLD.kind, OLD.number, OLD.budget_year, OLD.reference, OLD.title, OLD.sender_id, OLD.receiver_id,
                        OLD.dated_on, OLD.text, OLD.file_id, OLD.state)
                    THEN
                        RAISE EXCEPTION 'Et registrert brev kan ikke endres. Registrer et nytt brev som endrer det.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="registered_letter_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=LetterState.REGISTERED),
            ),
        ]

    def __str__(self) -> str:
        if self.kind == LetterKind.ALLOCATION:
            return f"{_now('Tildelingsbrev')} {self.budget_year}"
        return f"{_now('Supplerende tildelingsbrev')} nr. {self.number} {self.budget_year}"

    def get_absolute_url(self) -> str:
        return reverse("letter", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == LetterState.DRAFT


class AssignmentKind(models.TextChoices):
    DIRECTIVE = "directive", _("føring")
    CHAPTER = "chapter", _("kapittel")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def directives(self) -> Self:
        """The føringer, without the letter's other chapters."""
        return self.filter(kind=AssignmentKind.DIRECTIVE)


class Assignment(models.Model):
    """A føring, or another chapter that gives clauses; it keeps its identity whoever owns it (domain.md T-04)."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="assignments")
    kind = models.CharField(max_length=10, choices=AssignmentKind, default=AssignmentKind.DIRECTIVE)
    number = models.PositiveSmallIntegerField(_("nummer"))
    title = models.CharField(_("tittel"), max_length=200)
    short_title = models.CharField(_("kort tittel"), max_length=60)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("letter", "number")
        verbose_name = _("føring")
        verbose_name_plural = _("føringer")
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="assignment_number_is_unique_in_letter")
        ]

    def __str__(self) -> str:
        return f"{_now('Føring')} {self.number}" if self.is_directive else self.short_title

    def get_absolute_url(self) -> str:
        return f"{reverse('letter', args=[self.letter_id])}#f{self.number}"

    @property
    def is_directive(self) -> bool:
        return self.kind == AssignmentKind.DIRECTIVE


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
                       AND (TG_OP = 'DELETE' OR (NEW.assignment_id, NEW.position, NEW.type, NEW.quote)
                            IS DISTINCT FROM (OLD.assignment_id, OLD.position, OLD.type, OLD.quote))
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

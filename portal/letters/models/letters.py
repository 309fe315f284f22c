"""Letter → Assignment: what one body has asked of another, in the letter's own order."""

from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.letters.states import LetterKind, LetterState
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
    def visible_to(self, user: "User") -> Self:
        return self.filter(letter__in=Letter.objects.visible_to(user))

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
        return reverse("assignment", args=[self.pk])

    @property
    def is_directive(self) -> bool:
        return self.kind == AssignmentKind.DIRECTIVE

"""What later letters do to earlier clauses, and the questions that a letter leaves open (domain.md T-03)."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.guards import append_only
from portal.letters.models.clauses import Clause
from portal.letters.models.letters import Letter
from portal.letters.states import UNSETTLED, ChangeKind, QuestionState
from portal.people.identifiers import refuse_birth_number

if TYPE_CHECKING:
    from portal.people.models import User


class ClauseChange(models.Model):
    """A clause of a later letter specifies, changes, repeals or fulfils an earlier one; both are kept."""

    new = models.ForeignKey(Clause, models.PROTECT, related_name="changes_made")
    old = models.ForeignKey(Clause, models.PROTECT, related_name="changes_met")
    kind = models.CharField(_("hvordan"), max_length=10, choices=ChangeKind)
    by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("endring av punkt")
        verbose_name_plural = _("endringer av punkter")
        triggers = append_only("Endringer av punkter")
        constraints = [
            models.UniqueConstraint(
                fields=["new", "old"],
                name="clause_changes_another_once",
                violation_error_message=_("Endringen er alt registrert."),
            ),
            models.CheckConstraint(name="clause_does_not_change_itself", condition=~Q(new=F("old"))),
        ]

    def __str__(self) -> str:
        return f"{self.new} {self.get_kind_display()} {self.old}"

    @property
    def said_of_the_old(self) -> str:
        """«Presisert av», for the page of the earlier clause."""
        return ChangeKind(self.kind).as_done


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(letter__in=Letter.objects.visible_to(user))

    def unsettled(self) -> Self:
        return self.filter(state__in=UNSETTLED)

    def unanswered(self) -> Self:
        return self.filter(state=QuestionState.OPEN)


class Question(models.Model):
    """What the letter does not say, the sender's answer, and the later letter that settled it (moonshot 23)."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="questions")
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("punkt")
    )
    text = models.CharField(_("spørsmål"), max_length=400, validators=[refuse_birth_number])
    state = models.CharField(_("status"), max_length=10, choices=QuestionState, default=QuestionState.OPEN)
    asked_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("stilt"))
    answer = models.TextField(_("svar"), blank=True, validators=[refuse_birth_number])
    answered_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("besvart"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="questions_settled"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        verbose_name = _("spørsmål til brevet")
        verbose_name_plural = _("spørsmål til brevet")
        constraints = [
            models.CheckConstraint(
                name="answered_question_has_its_answer",
                condition=~Q(state=QuestionState.ANSWERED) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="settled_question_names_the_letter",
                condition=~Q(state=QuestionState.SETTLED) | Q(settled_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{reverse('letter', args=[self.letter_id])}#sporsmal-{self.pk}"


class NotSettled(models.Model):
    """A person has seen that the letter may settle something earlier, and said that it does not (moonshot 23)."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="not_settled")
    old = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True, related_name="+")
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("letter", "pk")
        verbose_name = _("avvist forslag om avklaring")
        verbose_name_plural = _("avviste forslag om avklaring")
        triggers = append_only("Avviste forslag")
        constraints = [
            models.CheckConstraint(
                name="not_settled_is_about_one_thing",
                condition=Q(old=None, question__isnull=False) | Q(old__isnull=False, question=None),
            ),
            models.UniqueConstraint(
                fields=["letter", "old", "question"], name="not_settled_is_said_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.old or self.question}"

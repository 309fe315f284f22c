"""What remains when a session is over: anonymous answers, and how many each ministry has to train."""

import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.sessions import Session
from portal.guards import append_only
from portal.people.identifiers import refuse_birth_number

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

GRADE = [MinValueValidator(1), MaxValueValidator(5)]


def _grade(question: "StrOrPromise") -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(question, validators=GRADE)


class EvaluationAnswer(models.Model):
    """One answer to the evaluation: no person, no body, no time, and a number drawn at random (domain.md K-09)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="evaluations")
    overall = _grade(_("hvor nyttig kurset var"))
    what_ai_is = _grade(_("hvor mye bedre du vet hva KI er"))
    use_at_work = _grade(_("hvor klar du er til å bruke KI i jobben"))
    comment = models.TextField(_("kommentar"), blank=True, max_length=1_000, validators=[refuse_birth_number])

    class Meta:
        ordering = ("session", "id")
        verbose_name = _("evalueringssvar")
        verbose_name_plural = _("evalueringssvar")
        triggers = [
            pgtrigger.Trigger(
                name="evaluation_answer_keeps_its_words",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'DELETE' OR to_jsonb(OLD) IS DISTINCT FROM to_jsonb(NEW) THEN
                        RAISE EXCEPTION 'Svar på evalueringer kan ikke endres eller slettes.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="grades_are_from_one_to_five",
                condition=Q(overall__range=(1, 5), what_ai_is__range=(1, 5), use_at_work__range=(1, 5)),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Headcount(models.Model):
    """How many work in a body, on a date, and who says so (features.md C15). A newer row holds."""

    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet")
    )
    employees = models.PositiveIntegerField(_("ansatte"), validators=[MinValueValidator(1)])
    counted_on = models.DateField(_("telt"))
    source = models.CharField(_("kilde"), max_length=300, validators=[refuse_birth_number])
    by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("organisation", "-counted_on", "-pk")
        verbose_name = _("antall ansatte")
        verbose_name_plural = _("antall ansatte")
        triggers = append_only("Antall ansatte")
        constraints = [
            models.CheckConstraint(
                name="headcount_is_a_number_with_a_source", condition=Q(employees__gte=1) & ~Q(source="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.employees}"

"""A month after: what those who came use the course for, without saying who (features.md, moonshot 20)."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.sessions import Session
from portal.people.identifiers import refuse_birth_number


class Use(models.TextChoices):
    """How often what was learnt is used at work."""

    DAILY = "daily", _("Hver dag")
    WEEKLY = "weekly", _("Hver uke")
    SELDOM = "seldom", _("Sjeldnere")
    NEVER = "never", _("Ikke ennå")


# What counts as in use: a habit, not a try.
IN_USE = frozenset({Use.DAILY, Use.WEEKLY})


class EchoAnswer(models.Model):
    """One answer: no person, no body, no time, and a number drawn at random (domain.md K-09)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="echoes")
    use = models.CharField(_("hvor ofte"), max_length=6, choices=Use)
    purpose = models.TextField(_("til hva"), blank=True, max_length=1_000, validators=[refuse_birth_number])

    class Meta:
        ordering = ("session", "id")
        verbose_name = _("svar om bruk")
        verbose_name_plural = _("svar om bruk")
        constraints = [
            models.CheckConstraint(name="use_is_one_of_four", condition=Q(use__in=sorted(Use.values))),
            models.CheckConstraint(
                name="use_says_for_what", condition=Q(use=Use.NEVER) | ~Q(purpose=""),
                violation_error_message=_("Skriv hva du bruker det til."),
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="echo_answer_keeps_its_words",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'DELETE' OR to_jsonb(OLD) IS DISTINCT FROM to_jsonb(NEW) THEN
                        RAISE EXCEPTION 'Svar om bruk kan ikke endres eller slettes.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

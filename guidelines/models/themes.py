"""What the portal believes a remark is about; it counts for nothing before a person has said so (features.md G11)."""

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guidelines.models.answers import Remark
from portal.people.identifiers import refuse_birth_number

if TYPE_CHECKING:
    from portal.people.models import User


class ThemeProposalQuerySet(models.QuerySet["ThemeProposal"]):
    def visible_to(self, user: "User") -> Self:
        """Those of the remarks that the user may see; the page is for those who treat them."""
        return self.filter(remark__in=Remark.objects.visible_to(user))

    def waiting(self) -> Self:
        return self.filter(decided_at=None)


class ThemeProposal(models.Model):
    """A theme from the words that remarks share, found by counting; what was proposed is kept beside what was decided."""

    remark = models.ForeignKey(Remark, models.PROTECT, related_name="theme_proposals")
    theme = models.CharField(_("foreslått tema"), max_length=40)
    shared_by = models.PositiveSmallIntegerField(_("merknader med ordet"))
    proposed_at = models.DateTimeField(_("foreslått"))
    final = models.CharField(
        _("tema"), max_length=40, blank=True, validators=[refuse_birth_number], help_text=_("Tomt: avvist.")
    )
    decided_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bestemt av")
    )
    decided_at = models.DateTimeField(_("bestemt"), null=True, blank=True)

    objects = ThemeProposalQuerySet.as_manager()

    class Meta:
        ordering = ("remark__number",)
        verbose_name = _("temaforslag")
        verbose_name_plural = _("temaforslag")
        constraints = [
            models.UniqueConstraint(fields=["remark"], name="remark_has_one_proposed_theme"),
            models.CheckConstraint(
                name="decided_theme_says_who_and_when",
                condition=Q(decided_by=None, decided_at=None, final="")
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="proposed_theme_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'DELETE' OR OLD.decided_at IS NOT NULL
                        OR (OLD.remark_id, OLD.theme, OLD.proposed_at)
                            IS DISTINCT FROM (NEW.remark_id, NEW.theme, NEW.proposed_at) THEN
                        RAISE EXCEPTION 'Det som ble foreslått og bestemt, ligger fast.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.theme

    @property
    def is_changed(self) -> bool:
        """Whether a person chose another theme than the proposed one."""
        return bool(self.final) and self.final != self.theme

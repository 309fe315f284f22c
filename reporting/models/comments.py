"""What the controller says to a warning of the checks; it is printed in the overview (features.md R13)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.people.identifiers import refuse_birth_number
from reporting.models.overviews import OverviewVersion


class CheckComment(models.Model):
    """One comment to one warning of one version; it is locked when the version is checked."""

    version = models.ForeignKey(OverviewVersion, models.PROTECT, related_name="comments")
    code = models.CharField(_("kode"), max_length=4)
    text = models.CharField(_("kommentar"), max_length=500, validators=[refuse_birth_number])
    written_by = models.ForeignKey(
        "people.User", models.PROTECT, related_name="+", verbose_name=_("skrevet av")
    )
    written_at = models.DateTimeField(_("skrevet"))

    class Meta:
        ordering = ("version", "code")
        verbose_name = _("kommentar til en kontroll")
        verbose_name_plural = _("kommentarer til kontroller")
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="warning_is_commented_once"),
            models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="comment_is_written_in_a_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("version_state", "TEXT")],
                func="""
                    SELECT state INTO version_state FROM reporting_overviewversion
                     WHERE id = COALESCE(NEW.version_id, OLD.version_id);
                    IF version_state <> 'draft' THEN
                        RAISE EXCEPTION 'Kommentarer kan bare skrives mens versjonen er et utkast.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.code}"

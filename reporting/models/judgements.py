"""What belongs to a version of the overview: comments to warnings, and explained differences (features.md R12, R13)."""

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.guards import append_only
from portal.money import MoneyField
from portal.people.identifiers import refuse_birth_number
from reporting.models.authorities import Authority
from reporting.models.overviews import OverviewVersion
from reporting.states import DifferenceCause, DifferenceKind

if TYPE_CHECKING:
    from portal.people.models import User


def in_a_draft(noun: str) -> pgtrigger.Trigger:
    """What belongs to a version is written while it is a draft, and locked with it; `noun` is the Norwegian plural."""
    return pgtrigger.Trigger(
        name="is_written_in_a_draft",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("version_state", "TEXT")],
        func=f"""
            SELECT state INTO version_state FROM reporting_overviewversion
             WHERE id = COALESCE(NEW.version_id, OLD.version_id);
            IF version_state <> 'draft' THEN
                RAISE EXCEPTION '{noun} kan bare skrives mens versjonen er et utkast.'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,  # noqa: S608 - only a Norwegian plural
    )


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
        triggers = [in_a_draft("Kommentarer")]

    def __str__(self) -> str:
        return f"{self.version}: {self.code}"


class DifferenceQuerySet(models.QuerySet["Difference"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(version__in=OverviewVersion.objects.visible_to(user))


class Difference(models.Model):
    """A voucher line that the ledger's extract and the portal do not agree on, with what explains it (features.md R12)."""

    version = models.ForeignKey(OverviewVersion, models.PROTECT, related_name="differences")
    run = models.ForeignKey("portal.ImportRun", models.PROTECT, related_name="+")
    voucher = models.CharField(_("bilag"), max_length=60)
    kind = models.CharField(_("avvik"), max_length=10, choices=DifferenceKind)
    ours = MoneyField(_("i portalen, eks. mva. (kr)"), null=True)
    theirs = MoneyField(_("i utdraget, eks. mva. (kr)"), null=True)
    code = models.CharField(_("årsak"), max_length=12, choices=DifferenceCause, blank=True)
    explanation = models.CharField(
        _("forklaring"), max_length=300, blank=True, validators=[refuse_birth_number]
    )
    explained_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, related_name="+", verbose_name=_("forklart av")
    )

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        ordering = ("version", "voucher")
        verbose_name = _("avvik mot regnskapet")
        verbose_name_plural = _("avvik mot regnskapet")
        triggers = [in_a_draft("Avvik")]
        constraints = [
            models.UniqueConstraint(fields=["version", "voucher"], name="voucher_differs_once"),
            models.CheckConstraint(
                name="explained_difference_has_cause_sentence_and_name",
                condition=Q(explanation="", code="", explained_by=None)
                | (~Q(explanation="") & ~Q(code="") & Q(explained_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voucher}: {self.get_kind_display()}"


class StateAccount(models.Model):
    """The public sum of statsregnskapet for the post, the year and the body: all fullmakter together (domain.md 1.9)."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="state_accounts")
    total = MoneyField(_("sum i statsregnskapet (kr)"))
    row_count = models.PositiveIntegerField(_("antall rader"))
    file_name = models.CharField(_("fil"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    loaded_by = models.ForeignKey(
        "people.User", models.PROTECT, related_name="+", verbose_name=_("lastet inn av")
    )
    loaded_at = models.DateTimeField(_("lastet inn"))

    class Meta:
        ordering = ("authority", "-loaded_at", "-pk")
        verbose_name = _("sum i statsregnskapet")
        verbose_name_plural = _("summer i statsregnskapet")
        triggers = append_only("Summer i statsregnskapet")

    def __str__(self) -> str:
        return f"{self.authority}: {self.file_name}"

"""What proves that a clause is kept: revisions that are never overwritten, tied to one clause or many."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.guards import append_only
from portal.letters.models.clauses import Clause
from portal.letters.states import COUNTING, EvidenceKind, TieState
from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: "User") -> Self:
        """For those who read the programme's files; ties to letters they may not see count for nothing."""
        if not has_right(user, Right.READ_FILES):
            return self.none()
        return self.filter(ties__clause__in=Clause.objects.visible_to(user)).distinct()


class Evidence(models.Model):
    """One thing that proves something; its revisions say what it was and is."""

    title = models.CharField(_("tittel"), max_length=200, validators=[refuse_birth_number])
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name = _("bevis")
        verbose_name_plural = _("bevis")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evidence", args=[self.pk])

    @property
    def current(self) -> "EvidenceRevision":
        """The newest revision; prefetch `revisions` for a list."""
        return max(self.revisions.all(), key=lambda revision: revision.number)

    def current_at(self, moment: datetime.datetime) -> "EvidenceRevision | None":
        """The revision that was the newest at the moment."""
        known = [revision for revision in self.revisions.all() if revision.at <= moment]
        return max(known, key=lambda revision: revision.number, default=None)


class EvidenceRevision(models.Model):
    """Version 1, 2, … of a piece of evidence. `valid_on` is the evidence's own date (features.md A06)."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("versjon"))
    kind = models.CharField(_("type"), max_length=5, choices=EvidenceKind)
    file = models.ForeignKey("portal.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    url = models.CharField(_("lenke"), max_length=500, blank=True)
    note = models.TextField(_("notat"), blank=True, validators=[refuse_birth_number])
    valid_on = models.DateField(_("gjelder fra"))
    reason = models.CharField(
        _("hvorfor en ny versjon"), max_length=300, blank=True, validators=[refuse_birth_number]
    )
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("lagt inn"))

    class Meta:
        ordering = ("evidence", "-number")
        verbose_name = _("versjon av bevis")
        verbose_name_plural = _("versjoner av bevis")
        triggers = append_only("Versjoner av bevis")
        constraints = [
            models.UniqueConstraint(fields=["evidence", "number"], name="evidence_revision_is_numbered_once"),
            models.CheckConstraint(
                name="later_revision_of_evidence_says_why", condition=Q(number=1) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="evidence_has_what_its_type_says",
                condition=Q(kind=EvidenceKind.FILE, file__isnull=False)
                | (Q(kind=EvidenceKind.LINK, file=None) & ~Q(url=""))
                | (Q(kind=EvidenceKind.NOTE, file=None) & ~Q(note="")),
                violation_error_message=_("Legg ved en fil, en lenke eller et notat."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} v{self.number}"

    @property
    def counts_for(self) -> int:
        """The year that the evidence counts for: its own date decides, not the day it came (features.md A06)."""
        return self.valid_on.year


class EvidenceTieQuerySet(models.QuerySet["EvidenceTie"]):
    def visible_to(self, user: "User") -> Self:
        """As for evidence: for those who read the programme's files, where they may see the letter."""
        seen = Clause.objects.visible_to(user) if has_right(user, Right.READ_FILES) else Clause.objects.none()
        return self.filter(clause__in=seen)

    def counting(self) -> Self:
        return self.filter(state__in=COUNTING)

    def to_reconfirm(self) -> Self:
        return self.filter(state=TieState.TO_RECONFIRM)


class EvidenceTie(models.Model):
    """That a piece of evidence proves a clause; one piece may prove many (features.md A05)."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="ties")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="evidence_ties")
    state = models.CharField(_("status"), max_length=12, choices=TieState, default=TieState.HOLDS)
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("knyttet"))
    changed_at = models.DateTimeField(null=True, blank=True)
    because = models.CharField(_("hvorfor"), max_length=300, blank=True, validators=[refuse_birth_number])

    objects = EvidenceTieQuerySet.as_manager()

    class Meta:
        ordering = ("clause", "at")
        verbose_name = _("kobling til bevis")
        verbose_name_plural = _("koblinger til bevis")
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "clause"],
                condition=~Q(state=TieState.LOOSENED),
                name="evidence_proves_a_clause_once",
                violation_error_message=_("Beviset er alt knyttet til punktet."),
            ),
            models.CheckConstraint(
                name="loosened_evidence_says_why", condition=~Q(state=TieState.LOOSENED) | ~Q(because="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} – {self.clause}"

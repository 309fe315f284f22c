"""The status report to the sender of a letter: a draft follows the clauses, a sent one never changes (domain.md T-06)."""

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.letters.models.letters import Letter
from portal.letters.states import REPORT_DRAFTS, SENT_REPORTS, ReportState
from portal.people.identifiers import refuse_birth_number
from portal.records import ArchiveReference, not_withheld_from

if TYPE_CHECKING:
    from portal.people.models import User


class StatusReportQuerySet(models.QuerySet["StatusReport"]):
    def visible_to(self, user: "User") -> Self:
        """Sent reports for those who see the letter; drafts in the receiver's own house."""
        parties = not_withheld_from(user, "letter__sender", "letter__receiver")
        seen = self.filter(parties, letter__in=Letter.objects.visible_to(user))
        own = Q(letter__receiver=user.organisation) if user.organisation else Q(pk=None)
        return seen.filter(Q(state__in=SENT_REPORTS) | own)

    def of(self, letter: Letter) -> Self:
        return self.filter(letter=letter)

    def sent(self) -> Self:
        return self.filter(state__in=SENT_REPORTS)


class StatusReport(ArchiveReference):
    """Report 1, 2, … on how every assignment of a letter stands on a date."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="status_reports")
    number = models.PositiveSmallIntegerField(_("nummer"))
    state = models.CharField(_("status"), max_length=6, choices=ReportState, default=ReportState.DRAFT)
    status_on = models.DateField(_("status per"))
    summary = models.TextField(_("sammendrag"), blank=True, validators=[refuse_birth_number])
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(_("sendt"), null=True, blank=True)
    content = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    pdf = models.ForeignKey("portal.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    docx = models.ForeignKey("portal.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    objects = StatusReportQuerySet.as_manager()

    class Meta:
        ordering = ("letter", "-number")
        verbose_name = _("statusrapport")
        verbose_name_plural = _("statusrapporter")
        constraints = [
            *ArchiveReference.Meta.constraints,
            models.UniqueConstraint(fields=["letter", "number"], name="status_report_number_is_used_once"),
            models.UniqueConstraint(
                fields=["letter"],
                condition=Q(state__in=sorted(REPORT_DRAFTS)),
                name="one_draft_of_the_status_report",
                violation_error_message=_("En statusrapport er alt under arbeid."),
            ),
            models.CheckConstraint(
                name="sent_status_report_is_sealed",
                condition=Q(state__in=sorted(REPORT_DRAFTS))
                | (
                    Q(sent_by__isnull=False, sent_at__isnull=False, pdf__isnull=False, docx__isnull=False)
                    & ~Q(content={})
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="sent_status_report_is_never_changed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=ReportState.SENT),
            )
        ]

    def __str__(self) -> str:
        return _now("Statusrapport %(number)s for %(letter)s") % {
            "number": self.number,
            "letter": self.letter,
        }

    def get_absolute_url(self) -> str:
        return reverse("status_report", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state in REPORT_DRAFTS

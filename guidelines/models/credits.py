"""Whose words the text has: suggestions of the ministries that were put in as they came (features.md G07)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guidelines.models.answers import Remark
from guidelines.models.versions import GuidelineVersion
from portal.guards import append_only


class InsertedSuggestion(models.Model):
    """A suggestion that became the text of a section; kept when the text is changed again later."""

    remark = models.OneToOneField(Remark, models.PROTECT, related_name="insertion")
    version = models.ForeignKey(GuidelineVersion, models.PROTECT, related_name="insertions")
    anchor = models.CharField(_("del av teksten"), max_length=12)
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("satt inn av"))
    at = models.DateTimeField(_("satt inn"))

    class Meta:
        ordering = ("version", "anchor", "at")
        verbose_name = _("forslag som er satt inn")
        verbose_name_plural = _("forslag som er satt inn")
        triggers = append_only("Forslag som er satt inn")

    def __str__(self) -> str:
        return str(self.remark)

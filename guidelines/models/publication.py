"""What happens after a text is decided: the package for Depweb, the receipt, and the last mile to 17 ministries."""

import datetime
from typing import TYPE_CHECKING, Self

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guidelines.models.versions import GuidelineVersion
from guidelines.states import IN_FORCE, Channel, CitationAnswer
from portal.guards import append_only
from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import Organisation, User

HTTPS = [URLValidator(schemes=["https"], message=_("Adressen må begynne med https://."))]


class PublishingChannel(models.Model):
    """Where a ministry's employees read common news (domain.md O-03); no row means that it is not clarified."""

    organisation = models.OneToOneField(
        "people.Organisation", models.PROTECT, related_name="publishing_channel", verbose_name=_("virksomhet")
    )
    channel = models.CharField(_("kanal"), max_length=10, choices=Channel, default=Channel.UNCLEAR)
    changed_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("endret"))

    class Meta:
        ordering = ("organisation",)
        verbose_name = _("kanal for publisering")
        verbose_name_plural = _("kanaler for publisering")

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_channel_display()}"


class DepwebPackage(models.Model):
    """The text as it was handed over to Depweb's editors: one zip, kept under its hash (features.md G16)."""

    version = models.ForeignKey(GuidelineVersion, models.PROTECT, related_name="packages")
    file = models.ForeignKey("portal.StoredFile", models.PROTECT, related_name="+", verbose_name=_("fil"))
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("laget av"))
    made_at = models.DateTimeField(_("laget"))

    class Meta:
        ordering = ("-made_at",)
        verbose_name = _("pakke til Depweb")
        verbose_name_plural = _("pakker til Depweb")
        triggers = append_only("Pakker til Depweb")

    def __str__(self) -> str:
        return str(self.file)


class DepwebReceipt(models.Model):
    """Where and when the text stood on Depweb, once per version (features.md G16)."""

    version = models.OneToOneField(GuidelineVersion, models.PROTECT, related_name="receipt")
    url = models.URLField(_("adresse på Depweb"), max_length=500, validators=HTTPS)
    stood_at = models.DateTimeField(_("publisert på Depweb"))
    decided_at = models.DateTimeField(_("fastsatt"))
    noted_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("ført av"))
    noted_at = models.DateTimeField(_("ført"))

    class Meta:
        ordering = ("-stood_at",)
        verbose_name = _("kvittering fra Depweb")
        verbose_name_plural = _("kvitteringer fra Depweb")
        triggers = append_only("Kvitteringer fra Depweb")
        constraints = [
            models.CheckConstraint(
                name="text_is_on_depweb_after_it_is_decided", condition=Q(stood_at__gte=F("decided_at"))
            )
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def hours(self) -> int:
        """Whole hours from the decision until the text stood on Depweb."""
        return int((self.stood_at - self.decided_at) / datetime.timedelta(hours=1))


class MinistryNoticeQuerySet(models.QuerySet["MinistryNotice"]):
    def visible_to(self, user: "User") -> Self:
        """All of them for those who follow the work; a ministry's own for its people."""
        if has_right(user, Right.FOLLOW_GUIDELINES):
            return self
        return self.filter(organisation=user.organisation) if user.organisation else self.none()

    def of_body(self, organisation: "Organisation | None") -> Self:
        """Those of one body: nobody answers for another."""
        return self.filter(organisation=organisation)

    def unconfirmed(self) -> Self:
        """Those where nobody has said that the ministry's own employees know, of texts that hold."""
        return self.filter(informed_on=None, version__state__in=IN_FORCE)


class MinistryNotice(models.Model):
    """One ministry and one published version: told, seen, and «egne ansatte informert» (domain.md F-09)."""

    version = models.ForeignKey(GuidelineVersion, models.PROTECT, related_name="ministry_notices")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet")
    )
    told_at = models.DateTimeField(_("varslet"))
    due_on = models.DateField(_("bekreftes innen"))
    needs_parallel_delivery = models.BooleanField(_("skal ha teksten utenom Depweb"))
    seen_at = models.DateTimeField(_("sett"), null=True, blank=True)
    channel = models.CharField(_("kanal"), max_length=200, blank=True, validators=[refuse_birth_number])
    informed_on = models.DateField(_("egne ansatte informert"), null=True, blank=True)
    url = models.URLField(_("lenke"), max_length=500, blank=True, validators=HTTPS)
    confirmed_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bekreftet av")
    )
    confirmed_at = models.DateTimeField(_("bekreftet"), null=True, blank=True)

    objects = MinistryNoticeQuerySet.as_manager()

    class Meta:
        ordering = ("version", "organisation__key")
        verbose_name = _("varsel til departement")
        verbose_name_plural = _("varsler til departementene")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation"], name="ministry_is_told_once_per_version"
            ),
            models.CheckConstraint(
                name="informed_ministry_says_channel_date_and_who",
                condition=Q(informed_on=None, confirmed_by=None, confirmed_at=None, channel="")
                | (
                    Q(informed_on__isnull=False, confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~Q(channel="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("ministry_notice", args=[self.pk])


class CitationCheckQuerySet(models.QuerySet["CitationCheck"]):
    def visible_to(self, user: "User") -> Self:
        """All for those who follow the work; others what their own body owns."""
        if has_right(user, Right.FOLLOW_GUIDELINES):
            return self
        return self.filter(organisation=user.organisation) if user.organisation else self.none()

    def of_body(self, organisation: "Organisation | None") -> Self:
        """Those of one body: nobody answers for another."""
        return self.filter(organisation=organisation)

    def waiting(self) -> Self:
        return self.filter(answer="")


class CitationCheck(models.Model):
    """«Still correct?»: something cites a section that was changed, taken out or withdrawn (features.md moonshot 14)."""

    version = models.ForeignKey(GuidelineVersion, models.PROTECT, related_name="citation_checks")
    anchor = models.CharField(_("anker"), max_length=12)
    section_title = models.CharField(_("del av teksten"), max_length=200)
    was_removed = models.BooleanField(_("tatt ut"), default=False)
    was_withdrawn = models.BooleanField(_("trukket tilbake"), default=False)
    citing = models.CharField(max_length=100)
    title = models.CharField(_("det som viser til delen"), max_length=300)
    url = models.CharField(_("adresse"), max_length=300)
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("eier")
    )
    answer = models.CharField(_("svar"), max_length=10, choices=CitationAnswer, blank=True)
    answered_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("svart av")
    )
    answered_at = models.DateTimeField(_("svart"), null=True, blank=True)

    objects = CitationCheckQuerySet.as_manager()

    class Meta:
        ordering = ("version", "anchor", "title")
        verbose_name = _("kontroll av henvisning")
        verbose_name_plural = _("kontroller av henvisninger")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "anchor", "citing", "was_withdrawn"],
                name="citation_is_asked_about_once_per_change",
            ),
            models.CheckConstraint(
                name="answered_citation_says_who_and_when",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("citation_checks")

"""Versions of a guideline, and the sections of each: fixed from the moment the text is decided."""

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guidelines.models.guidelines import Guideline
from guidelines.states import (
    DECIDED_VERSIONS,
    IN_FORCE,
    OPEN_VERSIONS,
    RETIRED_VERSIONS,
    ChangeKind,
    Language,
    VersionState,
    WithdrawalKind,
)
from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from portal.people.models import User

_IN = VersionState
_OPEN = "('draft', 'consultation')"
_LATER = "ARRAY['state', 'published_by_id', 'published_at', 'valid_from', 'is_urgent', 'withdrawn_kind', 'withdrawn_because', 'withdrawn_by_id', 'withdrawn_at', 'replaced_by_id', 'second_check_by_id', 'second_check_at']"
_REFUSED = "USING ERRCODE = 'restrict_violation'"
MOST_LETTERS = 200_000


class GuidelineVersionQuerySet(models.QuerySet["GuidelineVersion"]):
    def visible_to(self, user: "User") -> Self:
        """Published and former versions for every reader; drafts for those who follow the work (domain.md F-10)."""
        if has_right(user, Right.FOLLOW_GUIDELINES):
            return self
        readable = self.filter(state__in=IN_FORCE | RETIRED_VERSIONS)
        return readable if has_right(user, Right.READ_GUIDELINES) else self.none()

    def of(self, guideline: Guideline) -> Self:
        return self.filter(guideline=guideline)

    def open(self) -> Self:
        """Those whose text may still be worked on: at most one per guideline."""
        return self.filter(state__in=OPEN_VERSIONS)

    def in_force(self) -> Self:
        """Those that hold now: at most one per guideline (domain.md F-08)."""
        return self.filter(state__in=IN_FORCE)

    def with_people(self) -> Self:
        return self.select_related(
            "guideline__adopter",
            "guideline__manager",
            "made_by",
            "adopted_by",
            "published_by",
            "withdrawn_by",
        )


def _person(label: "StrOrPromise") -> models.ForeignKey:
    return models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class GuidelineVersion(models.Model):
    """Version 1.0, 1.1, 2.0 … of one guideline: major ones are adopted by DFD, minor ones are editorial."""

    guideline = models.ForeignKey(Guideline, models.PROTECT, related_name="versions")
    major = models.PositiveSmallIntegerField(_("hovednummer"))
    minor = models.PositiveSmallIntegerField(_("undernummer"), default=0)
    kind = models.CharField(
        _("type endring"), max_length=12, choices=ChangeKind, default=ChangeKind.SUBSTANTIAL
    )
    state = models.CharField(_("status"), max_length=12, choices=VersionState, default=VersionState.DRAFT)
    base = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bygger på")
    )
    change_note = models.CharField(
        _("hva som er endret"), max_length=500, blank=True, validators=[refuse_birth_number]
    )
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("laget av"))
    made_at = models.DateTimeField(_("laget"))

    # The decision (domain.md section 4, «Fastsettelse»).
    adopted_by = _person(_("fastsatt av"))
    adopted_on = models.DateField(_("fastsatt"), null=True, blank=True)
    adoption_reference = models.CharField(_("saksnummer for fastsettelsen"), max_length=40, blank=True)
    without_consultation_because = models.CharField(
        _("hvorfor teksten ikke ble forelagt"), max_length=500, blank=True, validators=[refuse_birth_number]
    )
    # The last day to have it on Depweb, a few working days after the decision (features.md G16).
    depweb_due_on = models.DateField(_("skal være på Depweb innen"), null=True, blank=True)
    valid_from = models.DateField(_("gjelder fra"), null=True, blank=True)
    published_by = _person(_("publisert av"))
    published_at = models.DateTimeField(_("publisert"), null=True, blank=True)

    # Withdrawal and urgent changes (features.md G19).
    is_urgent = models.BooleanField(_("haster"), default=False)
    second_check_by = _person(_("kontrollert av en annen"))
    second_check_at = models.DateTimeField(_("kontrollert"), null=True, blank=True)
    withdrawn_kind = models.CharField(
        _("hvorfor den er trukket tilbake"), max_length=10, choices=WithdrawalKind, blank=True
    )
    withdrawn_because = models.CharField(
        _("forklaring"), max_length=500, blank=True, validators=[refuse_birth_number]
    )
    withdrawn_by = _person(_("trukket tilbake av"))
    withdrawn_at = models.DateTimeField(_("trukket tilbake"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        Guideline, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("erstattet av")
    )

    objects = GuidelineVersionQuerySet.as_manager()

    class Meta:
        ordering = ("guideline", "-major", "-minor")
        verbose_name = _("versjon av retningslinjen")
        verbose_name_plural = _("versjoner av retningslinjen")
        constraints = [
            models.UniqueConstraint(
                fields=["guideline", "major", "minor"], name="guideline_version_number_is_used_once"
            ),
            models.UniqueConstraint(
                fields=["guideline"],
                condition=Q(state__in=sorted(OPEN_VERSIONS | {_IN.ADOPTED})),
                name="one_open_version_per_guideline",
                violation_error_message=_("En versjon er alt under arbeid."),
            ),
            models.UniqueConstraint(
                fields=["guideline"],
                condition=Q(state=_IN.PUBLISHED),
                name="one_version_in_force_per_guideline",
            ),
            models.CheckConstraint(
                name="editorial_version_has_a_minor_number",
                condition=Q(kind=ChangeKind.SUBSTANTIAL, minor=0) | Q(kind=ChangeKind.EDITORIAL, minor__gt=0),
            ),
            models.CheckConstraint(
                name="decided_version_says_when_and_by_whom",
                condition=Q(state__in=sorted(OPEN_VERSIONS))
                | Q(adopted_by__isnull=False, adopted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="later_version_says_what_is_changed",
                condition=Q(state__in=sorted(OPEN_VERSIONS)) | Q(major=1, minor=0) | ~Q(change_note=""),
            ),
            models.CheckConstraint(
                name="published_version_says_from_when",
                condition=Q(state__in=sorted(OPEN_VERSIONS | {_IN.ADOPTED}))
                | Q(published_by__isnull=False, published_at__isnull=False, valid_from__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawn_version_says_why",
                condition=~Q(state=_IN.WITHDRAWN)
                | (Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawn_kind="") & ~Q(withdrawn_because="")),
            ),
            models.CheckConstraint(
                name="who_published_in_haste_does_not_check",
                condition=Q(second_check_by=None) | ~Q(second_check_by=models.F("published_by")),
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="decided_version_keeps_its_decision",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF OLD.state NOT IN {_OPEN} AND (
                        TG_OP = 'DELETE' OR to_jsonb(OLD) - {_LATER} IS DISTINCT FROM to_jsonb(NEW) - {_LATER}
                        OR NEW.state IN {_OPEN}
                    ) THEN
                        RAISE EXCEPTION 'En fastsatt versjon kan ikke endres. Lag en ny versjon.' {_REFUSED};
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.guideline.title}, versjon {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("guideline_version", args=[self.guideline.key, self.number])

    @property
    def number(self) -> str:
        """«1.0»: as it stands in addresses and references."""
        return f"{self.major}.{self.minor}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_VERSIONS

    @property
    def is_decided(self) -> bool:
        """Adopted, and not yet what holds."""
        return self.state in DECIDED_VERSIONS

    @property
    def is_in_force(self) -> bool:
        return self.state in IN_FORCE

    @property
    def needs_second_check(self) -> bool:
        """Published in haste, and nobody else has looked at it yet (features.md G19)."""
        return self.is_urgent and self.is_in_force and self.second_check_at is None


class SectionQuerySet(models.QuerySet["Section"]):
    def visible_to(self, user: "User") -> Self:
        """The sections of the versions that the user may see."""
        return self.filter(version__in=GuidelineVersion.objects.visible_to(user))


class Section(models.Model):
    """One part of the text, with an address that stays when others are added, moved or taken out (features.md G06)."""

    version = models.ForeignKey(GuidelineVersion, models.CASCADE, related_name="sections")
    anchor = models.CharField(
        _("anker"), max_length=12, validators=[RegexValidator(r"^del-[1-9]\d*$")], editable=False
    )
    position = models.PositiveSmallIntegerField(_("rekkefølge"))
    level = models.PositiveSmallIntegerField(
        _("nivå"), default=1, choices=[(1, _("kapittel")), (2, _("avsnitt"))]
    )
    title = models.CharField(_("overskrift"), max_length=200, validators=[refuse_birth_number])
    body = models.TextField(_("tekst"), blank=True, max_length=MOST_LETTERS, validators=[refuse_birth_number])
    title_nn = models.CharField(
        _("overskrift på nynorsk"), max_length=200, blank=True, validators=[refuse_birth_number]
    )
    body_nn = models.TextField(
        _("tekst på nynorsk"), blank=True, max_length=MOST_LETTERS, validators=[refuse_birth_number]
    )
    # Counted up by each save: who saves on top of another's text is told (features.md G01, X05).
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ("version", "position")
        indexes = [
            GinIndex(
                SearchVector("title", "body", "title_nn", "body_nn", config="norwegian"),
                name="section_is_searched",
            )
        ]
        verbose_name = _("del av teksten")
        verbose_name_plural = _("deler av teksten")
        constraints = [
            models.UniqueConstraint(fields=["version", "anchor"], name="anchor_is_used_once_per_version"),
            models.UniqueConstraint(
                fields=["version", "position"],
                name="sections_stand_in_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(name="section_has_a_level", condition=Q(level__in=[1, 2])),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="decided_text_is_never_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("found", "VARCHAR")],
                func="""
                    SELECT state INTO found FROM guidelines_guidelineversion
                        WHERE id = COALESCE(NEW.version_id, OLD.version_id) FOR SHARE;
                    IF found NOT IN ('draft', 'consultation') THEN
                        RAISE EXCEPTION 'Teksten i en fastsatt versjon kan ikke endres. Lag en ny versjon.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.version.get_absolute_url()}#{self.anchor}"

    def title_in(self, language: str) -> str:
        """The heading in nynorsk when it is asked for and there is one, else in bokmål."""
        return self.title_nn if language == Language.NN and self.title_nn else self.title

    def body_in(self, language: str) -> str:
        """The Markdown in nynorsk when it is asked for and there is one, else in bokmål."""
        return self.body_nn if language == Language.NN and self.body_nn else self.body

"""Versions of the year-end overview: who checked, approved and sent it, and what was sealed (domain.md E-23…E-26)."""

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.guards import append_only
from portal.money import MoneyField
from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right
from portal.records import ArchiveReference, not_withheld_from
from reporting.models.authorities import Authority
from reporting.states import OPEN_VERSIONS, SENT_VERSIONS, VersionState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from portal.people.models import User

_IN = VersionState
_SENT = "('sent', 'received', 'returned')"
_ANSWERED = "ARRAY['state', 'answered_by_id', 'answered_at', 'answer']"
_REFUSED = "USING ERRCODE = 'restrict_violation'"


class OverviewVersionQuerySet(models.QuerySet["OverviewVersion"]):
    def visible_to(self, user: "User") -> Self:
        """Every version for those who read the money; the giver sees those that are sent (features.md R19)."""
        if not has_right(user, Right.READ_MONEY):
            return self.none()
        seen = self.filter(not_withheld_from(user, "authority__giver", "authority__receiver"))
        return seen.exclude(authority__giver=user.organisation, state__in=OPEN_VERSIONS)

    def of(self, authority: Authority) -> Self:
        return self.filter(authority=authority)

    def open(self) -> Self:
        """Those that are still at work in the receiver's house: at most one per authority."""
        return self.filter(state__in=OPEN_VERSIONS)

    def sent(self) -> Self:
        """Those that were sealed and sent."""
        return self.filter(state__in=SENT_VERSIONS)

    def with_people(self) -> Self:
        return self.select_related(
            "authority__giver",
            "authority__receiver",
            "made_by",
            "checked_by",
            "approved_by",
            "sent_by",
            "answered_by",
        )


def _person(label: "StrOrPromise") -> models.ForeignKey:
    return models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class OverviewVersion(ArchiveReference):
    """Version 1, 2, … of the overview of one authority; amounts are kroner eks. mva."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("versjon"))
    state = models.CharField(_("status"), max_length=10, choices=VersionState, default=VersionState.DRAFT)
    reason = models.CharField(
        _("hvorfor en ny versjon"), max_length=300, blank=True, validators=[refuse_birth_number]
    )

    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("laget av"))
    made_at = models.DateTimeField(_("laget"))
    checked_by = _person(_("kontrollert av"))
    checked_at = models.DateTimeField(_("kontrollert"), null=True, blank=True)
    approved_by = _person(_("godkjent av"))
    approved_at = models.DateTimeField(_("godkjent"), null=True, blank=True)
    sent_by = _person(_("oversendt av"))
    sent_at = models.DateTimeField(_("oversendt"), null=True, blank=True)
    answered_by = _person(_("besvart av"))
    answered_at = models.DateTimeField(_("besvart"), null=True, blank=True)
    answer = models.CharField(_("svar"), max_length=300, blank=True, validators=[refuse_birth_number])
    reopened_because = models.CharField(
        _("hvorfor den ble tatt tilbake"), max_length=300, blank=True, validators=[refuse_birth_number]
    )

    # The reconciliation (E-26), and the sentences that take the place of what would else stop the step.
    ledger_sum = MoneyField(_("sum i regnskapet, eks. mva. (kr)"), null=True, blank=True)
    explanation = models.CharField(
        _("forklaring av avviket"), max_length=500, blank=True, validators=[refuse_birth_number]
    )
    ceiling_explanation = models.CharField(
        _("forklaring av overskridelsen"), max_length=500, blank=True, validators=[refuse_birth_number]
    )
    period_decision = models.CharField(
        _("beslutning om åpnings- og avslutningsperioder"),
        max_length=500,
        blank=True,
        validators=[refuse_birth_number],
    )

    # What was checked, approved and sent: a mark of the rows, their ties and judgements; then the sealed copy.
    content = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(_("SHA-256 av den forseglede JSON-filen"), max_length=64, blank=True)
    total = MoneyField(_("utbetalt, eks. mva. (kr)"), null=True, blank=True)
    row_count = models.PositiveIntegerField(_("antall linjer"), null=True, blank=True)
    last_row = models.BigIntegerField(null=True, blank=True)
    summary = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    objects = OverviewVersionQuerySet.as_manager()

    class Meta:
        ordering = ("authority", "-number")
        verbose_name = _("versjon av årsoversikten")
        verbose_name_plural = _("versjoner av årsoversikten")
        constraints = [
            *ArchiveReference.Meta.constraints,
            models.UniqueConstraint(fields=["authority", "number"], name="version_number_is_used_once"),
            models.UniqueConstraint(
                fields=["authority"],
                condition=Q(state__in=sorted(OPEN_VERSIONS)),
                name="one_open_version_per_authority",
                violation_error_message=_("En versjon er alt under arbeid."),
            ),
            models.CheckConstraint(name="versions_are_counted_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="later_version_says_why", condition=Q(number=1) | ~Q(reason="")),
            models.CheckConstraint(
                name="who_checked_does_not_approve",
                condition=Q(approved_by=None) | Q(checked_by=None) | ~Q(approved_by=F("checked_by")),
            ),
            models.CheckConstraint(
                name="who_made_does_not_approve",
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="draft_is_checked_by_nobody",
                condition=~Q(state=_IN.DRAFT)
                | Q(checked_by=None, checked_at=None, approved_by=None, approved_at=None),
            ),
            models.CheckConstraint(
                name="checked_version_says_by_whom_and_what",
                condition=Q(state=_IN.DRAFT)
                | (
                    Q(checked_by__isnull=False, checked_at__isnull=False, ledger_sum__isnull=False)
                    & ~Q(content="")
                ),
            ),
            models.CheckConstraint(
                name="approved_version_says_by_whom",
                condition=Q(state__in=[_IN.DRAFT, _IN.CHECKED])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="difference_is_explained_before_approval",
                condition=Q(state__in=[_IN.DRAFT, _IN.CHECKED])
                | Q(ledger_sum=F("total"))
                | ~Q(explanation=""),
            ),
            models.CheckConstraint(
                name="sent_version_has_its_sealed_copy",
                condition=Q(state__in=sorted(OPEN_VERSIONS))
                | Q(
                    sent_by__isnull=False,
                    sent_at__isnull=False,
                    total__isnull=False,
                    row_count__isnull=False,
                    last_row__isnull=False,
                    sha256__regex=r"^[0-9a-f]{64}$",
                ),
            ),
            models.CheckConstraint(
                name="answered_version_says_by_whom",
                condition=~Q(state__in=[_IN.RECEIVED, _IN.RETURNED])
                | Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="returned_version_says_why", condition=~Q(state=_IN.RETURNED) | ~Q(answer="")
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sent_version_is_never_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF TG_OP = 'DELETE' THEN
                        IF OLD.state IN {_SENT} THEN
                            RAISE EXCEPTION 'En oversendt oversikt kan ikke slettes.' {_REFUSED};
                        END IF;
                        RETURN OLD;
                    END IF;
                    IF OLD.state IN {_SENT} AND NOT (
                        OLD.state = 'sent' AND NEW.state IN ('received', 'returned')
                        AND to_jsonb(OLD) - {_ANSWERED} = to_jsonb(NEW) - {_ANSWERED}
                    ) THEN
                        RAISE EXCEPTION 'En oversendt oversikt kan ikke endres. Lag en ny versjon.' {_REFUSED};
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="sent_version_has_all_its_files",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("files", "INTEGER")],
                func="""
                    IF NEW.state IN ('sent', 'received', 'returned') AND (TG_OP = 'INSERT' OR OLD.state NOT IN ('sent', 'received', 'returned')) THEN
                        SELECT COUNT(*) INTO files FROM reporting_sealedfile WHERE version_id = NEW.id;
                        IF files <> 4 THEN
                            RAISE EXCEPTION 'En oversikt oversendes med alle filene sine, eller ikke.'
                                USING ERRCODE = 'check_violation', CONSTRAINT = 'sent_version_has_all_its_files';
                        END IF;
                    END IF;
                    RETURN NEW;
                """,
            ),
            append_only("Versjoner av årsoversikten")[1],
        ]

    def __str__(self) -> str:
        return f"Versjon {self.number} av oversikten for {self.authority}"

    def get_absolute_url(self) -> str:
        return f"{reverse('overview', args=[self.authority.key])}#versjoner"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_VERSIONS

    @property
    def is_sent(self) -> bool:
        return self.state in SENT_VERSIONS


class SealedFile(models.Model):
    """One file of a sealed version: its bytes lie under their hash, and are given out just as they are."""

    version = models.ForeignKey(OverviewVersion, models.PROTECT, related_name="files")
    extension = models.CharField(
        _("format"), max_length=4, choices=[(name, name) for name in ("json", "xlsx", "csv", "pdf")]
    )
    file = models.ForeignKey("portal.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.BigIntegerField(_("størrelse"))

    class Meta:
        ordering = ("version", "extension")
        verbose_name = _("forseglet fil")
        verbose_name_plural = _("forseglede filer")
        triggers = append_only("Forseglede filer")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "extension"], name="version_is_sealed_once_per_format"
            ),
            models.CheckConstraint(
                name="sealed_file_has_a_hash", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="sealed_file_has_a_known_format",
                condition=Q(extension__in=["json", "xlsx", "csv", "pdf"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}.{self.extension}"

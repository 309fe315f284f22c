"""A foreleggelse: one frozen text, sent to named bodies, with a deadline that runs to the end of the day."""

import datetime
import hashlib
import json
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guidelines.models.versions import MOST_LETTERS, GuidelineVersion
from guidelines.states import VersionState
from portal.dates import end_of_day
from portal.guards import append_only
from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from guidelines.models.answers import Answer
    from portal.people.models import User

LEAST_DAYS = 21
_THREE_WEEKS = datetime.timedelta(days=LEAST_DAYS)
_MAY_CHANGE = "ARRAY['ended_by_id', 'ended_at', 'ended_because', 'opened_for_all_by_id', 'opened_for_all_at']"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: "User") -> Self:
        """All for those who follow the work; for a ministry's own people those their ministry has received (F-10)."""
        if has_right(user, Right.FOLLOW_GUIDELINES):
            return self
        if not has_right(user, Right.WRITE_REMARKS) or user.organisation is None:
            return self.none()
        return self.filter(recipients__organisation=user.organisation)

    def running(self) -> Self:
        """Those that were not taken back, of a text that is not decided yet: they still take answers."""
        return self.filter(ended_at=None, version__state=VersionState.CONSULTATION)

    def with_parties(self) -> Self:
        return self.select_related("version__guideline__clause", "sender", "sent_by").prefetch_related(
            "sender__names"
        )


class Consultation(models.Model):
    """The text of one version, sent to the ministries for their remarks; never a public høring (domain.md F-11)."""

    version = models.ForeignKey(GuidelineVersion, models.PROTECT, related_name="consultations")
    sender = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("avsender")
    )
    case_number = models.CharField(_("saksnummer"), max_length=40)
    letter_reference = models.CharField(_("brevets referanse"), max_length=60)
    message = models.TextField(
        _("tekst i brevet"), blank=True, max_length=5_000, validators=[refuse_birth_number]
    )
    sent_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("sendt av"))
    sent_at = models.DateTimeField(_("sendt"))
    sent_on = models.DateField(_("sendt dato"))
    due_on = models.DateField(_("svarfrist"))
    shorter_because = models.CharField(
        _("avtalt grunn til kortere frist"), max_length=500, blank=True, validators=[refuse_birth_number]
    )
    text_sha256 = models.CharField(_("tekstens sjekksum"), max_length=64)

    ended_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("trukket"), null=True, blank=True)
    ended_because = models.CharField(
        _("hvorfor den ble trukket"), max_length=500, blank=True, validators=[refuse_birth_number]
    )
    # Others' remarks are closed until the sender opens for them (domain.md F-10).
    opened_for_all_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_for_all_at = models.DateTimeField(_("åpnet for alle mottakere"), null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at",)
        verbose_name = _("foreleggelse")
        verbose_name_plural = _("foreleggelser")
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(ended_at=None), name="one_consultation_of_a_version_at_a_time"
            ),
            models.CheckConstraint(
                name="consultation_is_due_after_it_is_sent", condition=Q(due_on__gt=F("sent_on"))
            ),
            models.CheckConstraint(
                name="shorter_than_three_weeks_is_agreed",
                condition=Q(due_on__gte=F("sent_on") + _THREE_WEEKS) | ~Q(shorter_because=""),
                violation_error_message=_("Fristen er kortere enn tre uker. Skriv grunnen som er avtalt."),
            ),
            models.CheckConstraint(
                name="consultation_taken_back_says_why",
                condition=Q(ended_at=None, ended_by=None, ended_because="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_because="")),
            ),
            models.CheckConstraint(
                name="opening_for_all_says_who",
                condition=Q(opened_for_all_at=None, opened_for_all_by=None)
                | Q(opened_for_all_at__isnull=False, opened_for_all_by__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sent_consultation_is_never_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - {_MAY_CHANGE} IS DISTINCT FROM to_jsonb(NEW) - {_MAY_CHANGE} THEN
                        RAISE EXCEPTION 'En foreleggelse som er sendt, kan ikke endres.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"Foreleggelse av {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("consultation", args=[self.pk])

    @property
    def days(self) -> int:
        """Days from dispatch to the deadline (domain.md F-02)."""
        return (self.due_on - self.sent_on).days

    @property
    def is_short(self) -> bool:
        return self.days < LEAST_DAYS

    @property
    def due_at(self) -> datetime.datetime:
        """The last second of the date in Oslo (domain.md F-03)."""
        return end_of_day(self.due_on)

    @property
    def is_running(self) -> bool:
        """Whether answers are still taken in: not taken back, and the text is not decided."""
        return self.ended_at is None and self.version.state == VersionState.CONSULTATION

    def is_text_intact(self) -> bool:
        """Whether the frozen text is the one that was sent (features.md G02)."""
        return hash_of_text(list(self.sections.all())) == self.text_sha256


class FrozenSection(models.Model):
    """One section of the text as it was sent; what is written in the draft later never shows here."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="sections")
    anchor = models.CharField(_("anker"), max_length=12)
    position = models.PositiveSmallIntegerField(_("rekkefølge"))
    level = models.PositiveSmallIntegerField(_("nivå"))
    title = models.CharField(_("overskrift"), max_length=200)
    body = models.TextField(_("tekst"), blank=True, max_length=MOST_LETTERS)
    title_nn = models.CharField(_("overskrift på nynorsk"), max_length=200, blank=True)
    body_nn = models.TextField(_("tekst på nynorsk"), blank=True, max_length=MOST_LETTERS)

    class Meta:
        ordering = ("consultation", "position")
        verbose_name = _("del av teksten som ble sendt")
        verbose_name_plural = _("deler av teksten som ble sendt")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "anchor"], name="anchor_is_sent_once_per_consultation"
            )
        ]
        triggers = append_only("Deler av en tekst som er sendt på foreleggelse,")

    def __str__(self) -> str:
        return self.title


FROZEN_FIELDS = ("anchor", "position", "level", "title", "body", "title_nn", "body_nn")


def hash_of_text(sections: list[FrozenSection]) -> str:
    """SHA-256 of the sections in order, as JSON."""
    told = [
        [getattr(section, name) for name in FROZEN_FIELDS]
        for section in sorted(sections, key=lambda section: section.position)
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def visible_to(self, user: "User") -> Self:
        """All for those who follow the work, else one's own ministry's."""
        if has_right(user, Right.FOLLOW_GUIDELINES):
            return self
        if not has_right(user, Right.WRITE_REMARKS) or user.organisation is None:
            return self.none()
        return self.filter(organisation=user.organisation)

    def unanswered(self) -> Self:
        """Those that have not answered a foreleggelse which still takes answers (features.md G14)."""
        from guidelines.models.answers import Answer  # noqa: PLC0415 - app ready

        held = Answer.objects.filter(recipient=OuterRef("pk"), replaced_at=None)
        return self.filter(~Exists(held), consultation__in=Consultation.objects.running())


class Recipient(models.Model):
    """One body that was asked, called what it was called on the day; with its own last date."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="recipients")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet")
    )
    code = models.CharField(_("kode den gang"), max_length=20)
    name = models.CharField(_("navn den gang"), max_length=200)
    added_at = models.DateTimeField(_("lagt til"))
    answer_by = models.DateField(_("siste dag å svare"))
    opened_at = models.DateTimeField(_("åpnet"), null=True, blank=True)
    opened_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = RecipientQuerySet.as_manager()

    class Meta:
        ordering = ("consultation", "name")
        verbose_name = _("mottaker")
        verbose_name_plural = _("mottakere")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "organisation"],
                name="body_is_asked_once_per_consultation",
                violation_error_message=_("Virksomheten er alt mottaker."),
            )
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("consultation_answer", args=[self.consultation_id])

    @property
    def closes_at(self) -> datetime.datetime:
        """The last second in which the ministry writes by itself (domain.md F-03)."""
        return end_of_day(self.answer_by)

    def is_open_at(self, moment: datetime.datetime) -> bool:
        return moment <= self.closes_at

    def late_link_at(self, moment: datetime.datetime) -> "LateLink | None":
        """The link that lets the ministry write now, although its last day is over (features.md G09)."""
        return next((link for link in self.late_links.all() if link.lets_write_at(moment)), None)

    def answer(self) -> "Answer | None":
        """The answer that holds."""
        return self.answers.filter(replaced_at=None).first()


class Removal(models.Model):
    """A ministry that was not asked, and why (domain.md F-01)."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="removals")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    code = models.CharField(_("kode den gang"), max_length=20)
    name = models.CharField(_("navn den gang"), max_length=200)
    because = models.CharField(_("hvorfor"), max_length=300, validators=[refuse_birth_number])
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("consultation", "name")
        verbose_name = _("mottaker som er tatt ut")
        verbose_name_plural = _("mottakere som er tatt ut")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "organisation"], name="body_is_left_out_once_per_consultation"
            ),
            models.CheckConstraint(name="left_out_body_has_a_reason", condition=~Q(because="")),
        ]
        triggers = append_only("Opplysninger om hvem som ikke ble spurt,")

    def __str__(self) -> str:
        return self.code


class Extension(models.Model):
    """A later last date for one ministry, given by the sender (domain.md F-04)."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="extensions")
    until = models.DateField(_("utsatt til"))
    because = models.CharField(_("hvorfor"), max_length=300, validators=[refuse_birth_number])
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("gitt av"))
    at = models.DateTimeField(_("gitt"))

    class Meta:
        ordering = ("recipient", "at")
        verbose_name = _("utsatt frist")
        verbose_name_plural = _("utsatte frister")
        constraints = [models.CheckConstraint(name="extension_has_a_reason", condition=~Q(because=""))]
        triggers = append_only("Utsatte frister")

    def __str__(self) -> str:
        return f"{self.recipient}: {self.until:%d.%m.%Y}"


class LateLink(models.Model):
    """A secret address that lets one ministry answer after the deadline (features.md G09); only its hash is kept."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="late_links")
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("tillatt av"))
    at = models.DateTimeField(_("laget"))
    valid_to = models.DateField(_("virker til og med"))
    used_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    used_at = models.DateTimeField(_("brukt"), null=True, blank=True)

    class Meta:
        ordering = ("recipient", "at")
        verbose_name = _("lenke til svar etter frist")
        verbose_name_plural = _("lenker til svar etter frist")
        constraints = [
            models.CheckConstraint(
                name="late_link_hash_is_sha256",
                condition=Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 - a hash
            ),
            models.CheckConstraint(
                name="used_late_link_says_by_whom",
                condition=Q(used_at=None, used_by=None) | Q(used_at__isnull=False, used_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.valid_to:%d.%m.%Y}"

    def lets_write_at(self, moment: datetime.datetime) -> bool:
        """Whether it has been taken into use, and its last day is not over."""
        return self.used_at is not None and moment <= end_of_day(self.valid_to)
